"""Labelling by prompts: everything a screen reader needs, in the order of reading, and the same acts."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.project import open_project
from annotations.schema import parse_schema
from annotations.schema.model import fits
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


SCHEMA = """
[[entity]]
id = "GPE"
key = "g"
[[attribute]]
id = "sure"
kind = "scale"
low = 1
high = 5
applies_to = ["GPE"]
[[attribute]]
id = "count"
kind = "number"
applies_to = ["GPE"]
[[attribute]]
id = "why"
kind = "text"
applies_to = ["GPE"]
[[attribute]]
id = "kinds"
kind = "many"
values = [{ id = "a" }, { id = "b" }]
applies_to = ["GPE"]
"""


def test_values_that_cannot_be_leave_what_is_there(plain: Plain) -> None:
    plain.schema = parse_schema(SCHEMA, "s.toml")
    heard(plain, "g طهران", "A 1 count=5", "A 1 sure=3", "A 1 why=كلمتان هنا", "A 1 kinds=b", "A 1 kinds=a")
    before = attributes(plain)
    assert before == {"count": 5, "sure": 3, "why": "كلمتان هنا", "kinds": ("a", "b")}
    for wrong in ("count=nan", "count=inf", "count=1e30", "count=abc", "count", "sure=99", "sure=0", "sure=³",
                  f"sure={'9' * 5000}", "kinds=c", "why"):  # fmt: skip
        said = heard(plain, f"A 1 {wrong}")
        assert attributes(plain) == before, wrong
        assert len(said) >= 3, wrong
    heard(plain, "A 1 count=", "A 1 kinds=a", "A 1 kinds=b")
    assert attributes(plain) == {"sure": 3, "why": "كلمتان هنا"}
    heard(plain, "g طهران " + "9" * 5000)


def attributes(plain: Plain) -> dict[str, object]:
    (span,) = plain.session.spans(plain.session.sentence)
    return dict(span.attributes)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 2**60, 1e300])
def test_numbers_that_no_layer_could_keep_are_none(value: float) -> None:
    types = {each.id: each for each in parse_schema(SCHEMA, "s.toml").attributes}
    assert not fits(types["count"], value)
    assert not fits(types["sure"], value)


def test_bytes_that_are_no_text_are_replaced(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(TEXT, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "tui.cli", "open", "x.txt", "--plain", "--annotator", "t"],
        input="g طهران\n".encode() + b"h \xffx\n.\nq\n",
        capture_output=True,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "XDG_STATE_HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path),
        },
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "2 of 3" in run.stdout.decode()
