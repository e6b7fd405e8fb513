"""Proposed boundaries: taken with one key, remembered for the name, never forced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.project import open_project
from annotations.schema import load_schema
from tests.tui.conftest import AppMaker
from tests.tui.test_reader import session_of, shown
from tui.cli import main
from tui.session import labelling
from tui.session.session import Session

SCHEMA = load_schema("arabic-news")
TEXT = "نفت لطهران وصل. سافر إلى بابان أمس. ثم عاد من بابان مساء. وهو في كابان الآن. نفت لِطِهران مرة."


@pytest.fixture(name="session")
def _session(tmp_path: Path) -> Iterator[Session]:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    main(["import", str(tmp_path / "p.hashiya"), str(tmp_path / "x.txt")])
    project = open_project(tmp_path / "p.hashiya", "tester")
    store = project.open_layer()
    session = Session(project.corpus, store, SCHEMA)
    assert session.narrowing.look(5)
    yield session
    store.close()
    project.close()


def go_to_word(session: Session, index: int, word: str) -> None:
    session.go_to(index, session.text(session.sentences[index]).index(word))


def proposed(session: Session) -> str:
    piece = session.proposal()
    return session.text()[slice(*piece)] if piece else ""


def put(session: Session, id: str) -> str:
    label = SCHEMA.label(id)
    assert label
    span = labelling.put_label(session, label)
    assert span
    return session.words_of(span)


def test_one_key_before_the_label_or_after_it(session: Session) -> None:
    go_to_word(session, 0, "لطهران")
    assert proposed(session) == "طهران"
    assert session.narrow()
    assert put(session, "GPE") == "طهران"
    assert not session.narrow(), "nothing more to leave out"
    session.undo()
    go_to_word(session, 0, "لطهران")
    assert put(session, "GPE") == "لطهران"
    assert session.narrow()
    assert [session.words_of(each) for each in session.spans(session.sentence)] == ["طهران"]


def test_what_was_chosen_is_remembered_for_the_name_however_it_is_spelt(session: Session) -> None:
    go_to_word(session, 0, "لطهران")
    put(session, "GPE")
    go_to_word(session, 4, "لِطِهران")
    assert proposed(session) == "", "the whole word was labelled before"
    session.undo()
    assert session.proposal() is None or proposed(session) == "طهران"
    go_to_word(session, 4, "لِطِهران")
    assert proposed(session) == "طِهران", "and not any more"


def test_a_name_that_was_labelled_alone_is_found_behind_a_particle(session: Session) -> None:
    go_to_word(session, 1, "بابان")
    session.extend("letter", 1)
    session.unselect()
    session.selection = session.selection.__class__(session.selection.caret)
    piece = session.text().index("ابان")
    session.go_to_range(
        session.document.id, (session.sentence.start + piece, session.sentence.start + piece + 4)
    )
    put(session, "GPE")
    go_to_word(session, 3, "كابان")
    assert proposed(session) == "ابان"
    go_to_word(session, 2, "بابان")
    assert proposed(session) == "ابان"


async def test_the_line_below_says_what_the_key_would_take(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.1)
        await pilot.press("left")
        assert "$: " in shown(pilot, "#inspector")[0]
        await pilot.press("dollar_sign", "g")
        session = session_of(pilot)
        assert [session.words_of(each) for each in session.spans(session.sentence)] == ["طهران"]
        await pilot.press("right", "dollar_sign")
        assert "nothing is proposed here" in shown(pilot, "#inspector")[0]
