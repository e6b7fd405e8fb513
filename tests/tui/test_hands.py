"""What hands do besides labelling: joining, answering, taking relations away, lanes and documents shown, warnings."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.check import check
from annotations.model import Claim, DocumentLabel, Note
from annotations.project import Project, open_project, open_text
from annotations.schema import parse_schema
from tests.tui.conftest import SAMPLES, AppMaker
from tests.tui.test_reader import session_of, shown
from tui.app import HashiyaApp
from tui.locale import Texts
from tui.screens.attributes import AttributesScreen
from tui.screens.choose import ChooseScreen
from tui.session import linking
from tui.widgets.pane import Pane

TEXT = "قال جيحون بايراموف إن إيران لن تهدد باكو.\nورد مسؤول إيراني بالنفي."
STRICT = """
[[entity]]
id = "PER"
key = "p"
[[entity]]
id = "CUE"
key = "b"
[[claim]]
id = "said"
key = "1"
on = "both"
[[claim]]
id = "denied"
key = "2"
[[document]]
id = "news"
[[attribute]]
id = "sure"
kind = "bool"
applies_to = ["said"]
required = true
en = "certainty"
ar = "اليقين"
[[attribute]]
id = "time"
kind = "one"
applies_to = ["said"]
values = ["past", "now"]
default = "past"
[[attribute]]
id = "stance"
kind = "one"
applies_to = ["by"]
values = [{ id = "for", key = "1" }, { id = "against", key = "2" }]
[[attribute]]
id = "genre"
kind = "one"
applies_to = ["document"]
values = [{ id = "report", key = "1" }, { id = "opinion", key = "2" }]
[[relation]]
id = "by"
key = "a"
from = ["claim"]
to = ["PER", "author"]
arity = "1"
en = "by"
ar = "القائل"
[[constraint]]
rule = "at-most-one"
label = "said"
others = ["denied"]
en = "a sentence says or denies"
ar = "الجملة إما قول وإما نفي"
[[constraint]]
rule = "no-overlap"
label = "PER"
others = ["CUE"]
en = "a name is no cue"
ar = "الاسم ليس أداة"
"""


@pytest.fixture(name="strict")
def _strict(tmp_path: Path) -> Project:
    path = tmp_path / "strict.txt"
    path.write_text(TEXT, encoding="utf-8")
    open_text(path, "tester").close()
    project = tmp_path / "strict.hashiya"
    (project / "labels.toml").write_text(STRICT, encoding="utf-8")
    settings = (project / "project.toml").read_text(encoding="utf-8")
    (project / "project.toml").write_text(settings.replace("arabic-news", "labels.toml"), encoding="utf-8")
    return open_project(project, "tester")


async def test_sentences_are_joined_and_split_by_key_and_told(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("ampersand")
        assert session.text() == TEXT
        assert "sentences joined" in shown(pilot, "#inspector")[0]
        await pilot.press("left", "left", "vertical_line")
        assert session.text().startswith("بايراموف")
        assert "sentence split" in shown(pilot, "#inspector")[0]
        await pilot.press("u")
        assert "taken back: sentence split" in shown(pilot, "#inspector")[0]
        await pilot.press("u", "u")
        assert len(session.sentences) == 2
        await pilot.press("end", "ampersand")
        assert "no sentence" in shown(pilot, "#inspector")[0]
        await pilot.press("vertical_line")
        assert "inside the sentence" in shown(pilot, "#inspector")[0]


async def test_the_same_end_once_more_takes_the_relation_away(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "p", "escape", "1", "a", "1")
        (claim,) = session.claims(session.sentence)
        assert len(linking.relations_from(session, claim)) == 1
        await pilot.press("a", "1")
        assert linking.relations_from(session, claim) == []
        assert "deleted" in shown(pilot, "#inspector")[0]
        await pilot.press("u")
        assert len(linking.relations_from(session, claim)) == 1
        await pilot.press("a", "0", "a", "0")
        assert linking.relations_from(session, claim) == []


async def test_notes_are_answered_in_a_thread(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("H")
        assert "no note here" in shown(pilot, "#inspector")[0]
        await pilot.press("h", *"why?", "ctrl+s", "H", *"because", "ctrl+s")
        question, reply = session.notes(session.sentence)
        assert isinstance(reply, Note)
        assert (reply.answers, reply.about, reply.text) == (question.id, question.about, "because")
        await pilot.press("h", *([*["backspace"] * 4]), "ctrl+s")
        assert session.notes(session.sentence) == [], "the answers go along"
        await pilot.press("u")
        assert len(session.notes(session.sentence)) == 2


async def test_a_schema_warns_of_what_it_forbids_and_of_what_lacks_when_a_sentence_is_done(
    strict: Project,
) -> None:
    store = strict.open_layer()
    app = HashiyaApp(strict, store, Texts("en"))
    async with app.run_test(size=(160, 40)) as pilot:
        session = session_of(pilot)
        await pilot.press("1")
        (claim,) = session.claims(session.sentence)
        assert claim.attributes == (("time", "past"),), "the default is said from the beginning"
        assert "⚠" not in shown(pilot, "#inspector")[0]
        await pilot.press("2")
        assert "⚠ a sentence says or denies" in shown(pilot, "#inspector")[0]
        await pilot.press("u", "left", "p")
        assert "⚠" not in shown(pilot, "#inspector")[0]
        await pilot.press("B")
        assert "⚠ a name is no cue" in shown(pilot, "#inspector")[0]
        await pilot.press("u", "space")
        told = shown(pilot, "#inspector")[0]
        assert "lacks: certainty" in told
        assert "lacks: by" in told
        await pilot.press("up", "escape", "A", "y", "escape", "a", "1", "backspace", "space")
        assert "⚠" not in shown(pilot, "#inspector")[0]
    store.close()
    strict.close()


async def test_attributes_of_relations_stand_below_the_claims_and_those_of_the_document_in_its_menu(
    strict: Project,
) -> None:
    store = strict.open_layer()
    app = HashiyaApp(strict, store, Texts("en"))
    async with app.run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "p", "escape", "1", "a", "1", "A")
        assert isinstance(app.screen, AttributesScreen)
        assert "»: stance" in "".join(shown(pilot, "#attributes-rows")).translate(
            {0x2066: None, 0x2068: None, 0x2069: None}
        )
        await pilot.press("y", "down", "2", "escape")
        (claim,) = session.claims(session.sentence)
        assert claim.attribute("sure") is True
        assert linking.relations_from(session, claim)[0].attribute("stance") == "against"
        await pilot.press("at")
        assert isinstance(app.screen, ChooseScreen)
        await pilot.press(*"attributes", "enter", "1", "escape")
        (label,) = [each for each in session.in_document() if isinstance(each, DocumentLabel)]
        assert (label.label, label.attribute("genre")) == ("", "report")
        await pilot.press("at", *"attributes", "enter", "2", "escape")
        (label,) = [each for each in session.in_document() if isinstance(each, DocumentLabel)]
        assert label.attribute("genre") == "opinion"
    store.close()
    strict.close()


async def test_all_lanes_are_shown_on_request(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        await pilot.press("left", "p", "O", "G", "L", "F")
        assert "+2" in "\n".join(shown(pilot, "#page"))
        await pilot.press("f4")
        page = "\n".join(shown(pilot, "#page"))
        assert "+2" not in page
        assert page.count("FAC") >= 2, "in its lane and in the margin"
        await pilot.press("f4")
        assert "+2" in "\n".join(shown(pilot, "#page"))


async def test_lists_leave_out_what_there_is_nothing_here_for(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(100, 30)) as pilot:
        screen = pilot.app.screen

        def offered() -> set[str]:
            assert isinstance(pilot.app.screen, ChooseScreen)
            return {choice.answer for choice in pilot.app.screen._choices}

        await pilot.press("ctrl+p")
        assert not {"delete", "piece", "reopen", "answer", "come-back"} & offered()
        await pilot.press("escape", "g", "h", "a", "ctrl+s", "space", "up", "ctrl+p")
        assert {"piece", "reopen", "answer"} <= offered()
        assert pilot.app.screen is not screen


async def test_documents_stand_beside_a_wide_page_and_can_be_hidden(tmp_path: Path) -> None:
    from tui.cli import main

    source = tmp_path / "in"
    source.mkdir()
    for number in range(60):
        (source / f"خبر {number:02}.txt").write_text(
            f"قالت باكو نعم {number}. ردت طهران.", encoding="utf-8"
        )
    main(["import", str(tmp_path / "p.hashiya"), str(source)])
    project = open_project(tmp_path / "p.hashiya", "tester")
    store = project.open_layer()
    app = HashiyaApp(project, store, Texts("ar"))
    async with app.run_test(size=(160, 30)) as pilot:
        pane = app.screen.query_one(Pane)
        await pilot.press("space")
        assert "▸ \u2068خبر 00.txt\u2069 \u20681/2\u2069" in pane._text
        await pilot.press("space", "exclamation_mark", "ctrl+s")
        assert "خبر 00.txt\u2069 ✓" in pane._text
        assert "⚑1" in pane._text
        await pilot.click(Pane, offset=(5, 8))
        assert session_of(pilot).place_of_document[0] == 9
        await pilot.press("f6")
        assert not pane.display
        await pilot.press("f6")
        assert pane.display
        await pilot.resize_terminal(120, 30)
        await pilot.pause()
        assert not pane.display
        await pilot.press("f6", "f6")
        assert "152" in shown(pilot, "#inspector")[0]
    store.close()
    project.close()


def test_the_second_sample_is_labelled_in_full_with_arabic_factcheck() -> None:
    project = open_project(SAMPLES / "dam-rumour.hashiya")
    assert check(project) == []
    assert project.schema.name == "arabic-factcheck"
    assert len(project.corpus.sequence) == 15
    assert sum("\u064e" in project.corpus.text(each) for each in project.corpus.sequence) == 2, "vocalised"
    store = project.read_layer("sample")
    said = store.by_document(project.corpus.documents[0].id)
    claims = [each for each in said if isinstance(each, Claim)]
    assert len(claims) == 12
    for claim in claims:
        assert claim.attribute("verifiable"), claim
        relations = {
            each.label for each in store.hanging_on(claim.document, claim.id) if hasattr(each, "source")
        }
        assert "claimant" in relations, claim
    assert all(store.states().get(each.id) for each in project.corpus.sequence)
    store.close()
    project.close()


def test_a_schema_file_with_these_is_right() -> None:
    assert parse_schema(STRICT, "labels.toml").constraints
