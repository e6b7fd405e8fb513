"""Labelling by prompts: everything a screen reader needs, in the order of reading, and the same acts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.project import open_project
from annotations.store.protocol import Store
from tui.locale import Texts
from tui.plain import Plain
from tui.session.others import Others
from tui.session.session import Session

TEXT = "قال الوزير إن لطهران دورا. ورد المتحدث في باكو، وكرر ذلك في باكو. انتهى الخبر هنا."


@pytest.fixture(name="plain")
def _plain(tmp_path: Path) -> Iterator[Plain]:
    from tui.cli import main

    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    main(["import", str(tmp_path / "p.hashiya"), str(tmp_path / "x.txt")])
    project = open_project(tmp_path / "p.hashiya", "tester")
    store: Store = project.open_layer()
    heard: list[str] = []
    session = Session(project.corpus, store, project.schema, Others(project, store))
    plain = Plain(session, project.schema, Texts("en"), heard.append)
    plain.heard = heard  # type: ignore[attr-defined]
    yield plain
    store.close()
    project.close()


def heard(plain: Plain, *lines: str) -> list[str]:
    """What is said to LINES, the first showing of the sentence left out."""
    said: list[str] = plain.heard  # type: ignore[attr-defined]
    plain.run(iter(lines))
    found, said[:] = said[:], []
    return found


def test_the_text_is_read_in_its_order_without_shapes_and_signs(plain: Plain) -> None:
    assert heard(plain) == ["Sentence 1 of 3: open", "قال الوزير إن لطهران دورا."]


def test_words_are_labelled_inside_a_word_and_the_second_of_two(plain: Plain) -> None:
    said = heard(plain, "g طهران", "c الوزير", "1", "")
    assert "  2. GPE (GPE) «طهران»" in said
    assert "  3. factual claim (factual-claim)" in said
    heard(plain, "g باكو 2", "g باكو")
    spans = plain.session.spans(plain.session.sentence)
    text = plain.session.document.text
    assert [text[a:b] for each in spans for a, b in each.ranges] == ["باكو", "باكو"]
    assert spans[0].start < spans[1].start


def test_relations_attributes_and_notes(plain: Plain) -> None:
    said = heard(plain, "c الوزير", "1", "a 2 1", "A 2 polarity=denies", "A 2", "h للمراجعة")
    (claim,) = plain.session.claims(plain.session.sentence)
    (relation,) = plain.session.relations(plain.session.sentence)
    assert (relation.label, relation.source) == ("claimant", claim.id)
    name = plain.schema.relation("claimant").name("en")  # type: ignore[union-attr]
    assert any("«الوزير»" in line and name in line for line in said)
    assert any("polarity" in line for line in said)
    heard(plain, "a 2 0")
    assert [each.target for each in plain.session.relations(plain.session.sentence)] == ["@author"]
    assert [each.text for each in plain.session.notes(plain.session.sentence)] == ["للمراجعة"]


def test_states_moving_finding_and_undo(plain: Plain) -> None:
    said = heard(
        plain, ".", "K", "! غامض", "-", ":1", "/المتحدث", "w", "u", "u", "u", "u", "r", ":99", ":3", ""
    )
    assert "done" in " ".join(said)
    assert "nothing to undo" in said
    assert "there is no further sentence" in said
    assert plain.session.done_count() == 1


def test_what_is_not_understood_changes_nothing(plain: Plain) -> None:
    said = heard(plain, "zz", "g", "g قاهرة", "x 7", "x", "a 1 1", "A 1 nothing=1", "/#XX", "?", "[", "! ")
    assert "not understood: zz; ? says what can be typed" in said
    assert "not found: «قاهرة»" in said
    assert any(line.startswith("there is no label XX") for line in said)
    assert not plain.session.spans(plain.session.sentence)
    heard(plain, "x 1", "q", "g طهران")
    assert not plain.session.spans(plain.session.sentence), "nothing behind q"


def test_an_arabic_keyboard_does_as_well(plain: Plain) -> None:
    heard(plain, "ل طهران", "١")
    assert [each.label for each in plain.session.spans(plain.session.sentence)] == ["GPE"]
    assert len(plain.session.claims(plain.session.sentence)) == 1
    heard(plain, "ء 1")
    assert not plain.session.spans(plain.session.sentence)


def test_a_dumb_terminal_gets_prompts_and_no_textual(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    code = (
        "import sys; from tui.cli import main; status = main(sys.argv[1:]);"
        "print('TEXTUAL' if 'textual' in sys.modules else 'NONE'); sys.exit(status)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, "open", "x.txt", "--plain", "--lang", "ar", "--annotator", "t"],
        input="g طهران\n.\nq\n",
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "TERM": "dumb",
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "XDG_STATE_HOME": str(tmp_path),
        },
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "«طهران»" in run.stdout
    assert "الجملة 2 من 3" in run.stdout
    assert "\x1b" not in run.stdout
    assert run.stdout.rstrip().endswith("NONE")
