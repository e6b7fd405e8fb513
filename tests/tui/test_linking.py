"""Relations, attributes, states and labels with two keys: by keys in the app, and what the page shows of them."""

from __future__ import annotations

import time
from pathlib import Path

from annotations.model import AUTHOR, NOT_SAID
from annotations.project import open_project
from tests.tui.conftest import AppMaker
from tests.tui.test_reader import labelled, session_of, shown
from tui.app import HashiyaApp
from tui.commands.schema import init_project
from tui.locale import Texts
from tui.screens.attributes import AttributesScreen
from tui.screens.choose import ChooseScreen
from tui.screens.note import NoteScreen
from tui.session import linking

TEXT = "قال جيحون بايراموف إن إيران لن تهدد باكو.\nورد مسؤول إيراني بالنفي."


async def test_who_claims_it_is_said_by_one_key_more(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "enter", "shift+left", "p", "escape", "2", "a")
        page = "\n".join(shown(pilot, "#page"))
        assert "1·PER" in page
        assert "press its number" in shown(pilot, "#inspector")[0]
        await pilot.press("1")
        (claim,) = session.claims(session.sentence)
        (by,) = linking.relations_from(session, claim)
        assert (by.label, by.target) == ("claimant", session.spans(session.sentence)[0].id)
        assert "u takes it back" in shown(pilot, "#inspector")[0]
        assert "1·PER" not in "\n".join(shown(pilot, "#page"))
        await pilot.press("u")
        assert linking.relations_from(session, claim) == []


async def test_the_end_may_be_in_another_sentence_the_author_or_nobody(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("down", "left", "o", "up", "escape", "1", "a", "down", "1")
        (claim,) = session.claims(session.sentences[0])
        assert session.index == 0
        (by,) = linking.relations_from(session, claim)
        assert by.target == session.spans(session.sentences[1])[0].id
        await pilot.press("a", "0")
        assert [each.target for each in linking.relations_from(session, claim)] == [AUTHOR]
        await pilot.press("a", "-")
        assert [each.target for each in linking.relations_from(session, claim)] == [NOT_SAID]
        await pilot.press("a", "z", "escape", "u", "u")
        assert [each.target for each in linking.relations_from(session, claim)] == [by.target]
        await pilot.press("right_parenthesis")
        assert session.index == 1
        await pilot.press("left_parenthesis")
        assert session.index == 0


async def test_a_claim_on_the_sentence_is_pointed_at_in_the_margin(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("1", "2", "a")
        assert "1·c1" in "\n".join(shown(pilot, "#page"))
        await pilot.press("1")
        first, second = session.claims(session.sentence)
        assert [each.target for each in linking.relations_from(session, second)] == [first.id]
        assert "by ← c1" in "\n".join(shown(pilot, "#page"))


async def test_without_anything_to_begin_at_a_relation_says_so(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 36)) as pilot:
        await pilot.press("a")
        assert "choose what it begins at" in shown(pilot, "#inspector")[0]
        await pilot.press("T")
        assert "nothing to choose from" in shown(pilot, "#inspector")[0]
        await pilot.press("A")
        assert "nothing here has attributes" in shown(pilot, "#inspector")[0]


async def test_attributes_take_one_key_a_value_and_are_on_disk_at_once(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("1", "A")
        assert isinstance(app.screen, AttributesScreen)
        await pilot.press("3", "2")
        assert dict(session.claims(session.sentence)[0].attributes) == {
            "check-worthy": "very", "polarity": "negated",
        }  # fmt: skip
        await pilot.press("up", "backspace", "escape")
        assert dict(session.claims(session.sentence)[0].attributes) == {"polarity": "negated"}
        page = "\n".join(shown(pilot, "#page"))
        assert "polarity = negated" in page
        await pilot.press("u", "u", "u", "u")
        assert session.claims(session.sentence) == []


async def test_in_a_small_window_the_attribute_that_keys_are_for_is_in_view(tmp_path: Path) -> None:
    app = _with_labels(tmp_path, "arabic-factcheck")
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("1", "A", *["down"] * 8)
        rows = "\n".join(shown(pilot, "#attributes-rows"))
        assert "▸" in rows
    app._session._store.close()


async def test_six_hundred_labels_do_not_hold_up_a_key(tmp_path: Path) -> None:
    labels = "".join(f'[[entity]]\nid = "L{number}"\n' for number in range(600))
    (tmp_path / "many.toml").write_text(labels, encoding="utf-8")
    app = _with_labels(tmp_path, str(tmp_path / "many.toml"))
    async with app.run_test(size=(80, 24)) as pilot:
        begin = time.monotonic()
        await pilot.press("left", "left", "left")
        assert time.monotonic() - begin < 5
        assert len(shown(pilot, "#labels")) <= 3
    app._session._store.close()


async def test_a_sentence_is_skipped_or_flagged_with_a_reason(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("K")
        assert session.index == 1
        await pilot.press("exclamation_mark")
        assert isinstance(app.screen, NoteScreen)
        await pilot.press("x", "y", "ctrl+s")
        assert [session.states()[each.id] for each in session.sentences] == ["skipped", "flagged"]
        mark = session.state(session.sentence)
        assert mark
        assert mark.reason == "xy"
        page = "\n".join(shown(pilot, "#page"))
        assert "1 ×" in page
        assert "2 ⚑" in page
        await pilot.press("W")
        assert "done" in shown(pilot, "#inspector")[0]


async def test_a_label_is_found_by_its_name_in_either_language(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(120, 36)) as pilot:
        for typed in ("facility", "منشأة", "fac"):
            await pilot.press("left", "backslash")
            assert isinstance(app.screen, ChooseScreen)
            await pilot.press(*typed, "enter")
        assert [label for _, label in labelled(session_of(pilot))] == ["FAC"] * 3


async def test_a_piece_is_added_with_one_key(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "p", "left", "left", "enter", "J")
        (span,) = session.spans(session.sentence)
        assert session.words_of(span) == "جيحون إن"
        assert "┄" in "\n".join(shown(pilot, "#page"))


async def test_two_keys_put_a_finer_label_on(tmp_path: Path) -> None:
    app = _with_labels(tmp_path, "wojood")
    async with app.run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "g")
        assert "gc country" in shown(pilot, "#inspector")[0]
        assert labelled(session) == []
        await pilot.press("c", "G", "t", "g", "left")
        assert labelled(session) == [("جيحون", "GPE.COUNTRY"), ("جيحون", "GPE.TOWN")]
        await pilot.press("g", "s")
        assert ("بايراموف", "GPE.SPORT") in labelled(session), "s is no command while a second key is due"
        assert len(shown(pilot, "#labels")) <= 4
    app._session._store.close()


def _with_labels(folder: Path, name: str) -> HashiyaApp:
    import argparse

    from annotations.arabic.sentences import split_sentences
    from annotations.corpus.decoding import Decoded
    from annotations.corpus.layout import make_document
    from annotations.corpus.writing import CorpusWriter

    project = folder / "x.hashiya"
    init_project(argparse.Namespace(project=project, labels=name, git=False))
    writer = CorpusWriter(project / "corpus.sqlite")
    document = make_document("x.txt", Decoded(TEXT, "utf-8"))
    writer.add(document, split_sentences(TEXT), "x.txt")
    writer.close()
    opened = open_project(project, "tester")
    return HashiyaApp(opened, opened.open_layer(), Texts("en"))
