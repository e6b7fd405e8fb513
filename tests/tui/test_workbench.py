"""The workbench: many places at once, names, documents; going anywhere in few keys."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from annotations.model import Span
from annotations.project import open_project
from tests.tui.conftest import AppMaker
from tests.tui.test_reader import session_of, shown
from tui.actions import ROWS, actions_of
from tui.app import HashiyaApp
from tui.cli import main
from tui.locale import Texts
from tui.screens.choose import ChooseScreen
from tui.screens.contexts import ContextsScreen
from tui.screens.documents import DocumentsScreen
from tui.screens.guidelines import GuidelinesScreen
from tui.screens.names import NamesScreen
from tui.screens.note import NoteScreen
from tui.screens.notes import NotesScreen
from tui.screens.settings import setting_choices
from tui.screens.statistics import StatisticsScreen
from tui.screens.tour import TourScreen
from tui.session import going
from tui.settings import load_settings
from tui.widgets.label_bar import LabelBar
from tui.widgets.page import Page


@pytest.fixture(name="app")
def _app(tmp_path: Path) -> Iterator[HashiyaApp]:
    """Forty documents, each with one place of a name, spelt in several ways."""
    source = tmp_path / "in"
    source.mkdir()
    ways = ("نفت طهران ذلك", "وقالت لطهران نعم", "وَطِهْرَانُ تنتظر", "في طـهران اليوم")
    for number in range(40):
        (source / f"خبر {number:02}.txt").write_text(
            f"{ways[number % 4]}. ولم يرد أحد {number}.", encoding="utf-8"
        )
    main(["import", str(tmp_path / "p.hashiya"), str(source)])
    project = open_project(tmp_path / "p.hashiya", "tester")
    store = project.open_layer()
    yield HashiyaApp(project, store, Texts("en"))
    store.close()
    project.close()


def spans_of(app: HashiyaApp) -> list[Span]:
    said = [each for document in app._session.said_by_document() for each in document]
    return [each for each in said if isinstance(each, Span)]


def words_of(app: HashiyaApp) -> set[str]:
    return {app._session.words_of(each) for each in spans_of(app)}


async def test_forty_occurrences_of_a_name_take_four_keys_and_taking_them_back_one(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("left")
        keys = ["g", "asterisk", "g", "escape"]
        await pilot.press(*keys)
        assert len(spans_of(app)) == 40
        assert words_of(app) == {"طهران", "طِهْرَانُ", "طـهران"}
        await pilot.press("u")
        assert len(spans_of(app)) == 1
        await pilot.press("r")
        assert len(spans_of(app)) == 40


async def test_the_ticked_ones_are_relabelled_and_unlabelled_and_the_rest_is_not(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("left", "asterisk")
        screen = pilot.app.screen
        assert isinstance(screen, ContextsScreen)
        contexts = screen.contexts
        assert len(contexts.ticked) == 40
        await pilot.press("space", "space", "o")
        assert contexts.labels() == {"ORG": 38, "": 2}
        assert "38 labelled" in shown(pilot, "#contexts-hint")[0]
        await pilot.press("asterisk", "g")
        assert contexts.labels() == {"GPE": 40}
        await pilot.press("u")
        assert contexts.labels() == {"ORG": 38, "": 2}
        await pilot.press("w", "w")
        assert {contexts.label_on(each) for each in contexts.rows()} == {"ORG"}
        await pilot.press("w", "asterisk", "end", "x")
        assert contexts.labels() == {"ORG": 37, "": 3}
        await pilot.press("s", "s", "y")
        assert len(screen.contexts.found) == 1
        await pilot.press("y", "down", "down", "enter")
        assert session_of(pilot).words_of(session_of(pilot).chosen or spans_of(app)[0])
        assert session_of(pilot).place_of_document[0] == 3
        await pilot.press("left_parenthesis")
        assert session_of(pilot).place_of_document[0] == 40, "where the undo had gone"


async def test_attributes_are_said_of_many_at_once(tmp_path: Path) -> None:
    path = tmp_path / "facts.hashiya"
    (tmp_path / "x.txt").write_text("طهران وباكو. في طهران ولطهران.", encoding="utf-8")
    main(["init", str(path), "--labels", "arabic-factcheck"])
    main(["import", str(path), str(tmp_path / "x.txt")])
    project = open_project(path, "tester")
    store = project.open_layer()
    app = HashiyaApp(project, store, Texts("ar"))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("asterisk", "g", "A", *"NAM", *["backspace"] * 3, "enter")
        assert [each.attribute("mention") for each in spans_of(app)] == ["NAM"] * 3
        await pilot.press("u")
        assert [each.attributes for each in spans_of(app)] == [()] * 3
    store.close()
    project.close()


async def test_what_precedes_stands_on_the_right_and_rows_are_sorted_by_what_follows(
    app: HashiyaApp,
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("f8", *"طهران", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ContextsScreen)
        assert not screen.contexts.ticked
        row = shown(pilot, "#kwic")[0]
        assert row.index("ﻚﻟﺫ") < row.index("ﻥﺍﺮﻬﻃ") < row.index("ﺖﻔﻧ")
        await pilot.press("s")
        after = [screen.contexts.after(each).split()[0] for each in screen.contexts.rows()]
        assert after == sorted(after)
        await pilot.press("s")
        before = [screen.contexts.before(each).split()[::-1] for each in screen.contexts.rows()]
        assert before == sorted(before)


async def test_contexts_of_a_label_and_of_a_pattern_and_wrong_ones_are_told(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("left", "g", "f8", *"#GPE", "enter")
        assert isinstance(pilot.app.screen, ContextsScreen)
        assert len(pilot.app.screen.contexts.found) == 1
        await pilot.press("escape", "f8", *"/أح.", "enter")
        assert isinstance(pilot.app.screen, ContextsScreen)
        assert len(pilot.app.screen.contexts.found) == 40
        await pilot.press("escape", "f8", *"#NOSUCH", "enter")
        assert "there is no label" in shown(pilot, "#inspector")[0]
        await pilot.press("f8", *"/(", "enter")
        assert isinstance(pilot.app.screen, ContextsScreen)
        assert "not a regular expression" in shown(pilot, "#contexts-hint")[0]


async def test_names_show_conflicts_first_and_lead_to_their_contexts(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("left", "g", "down", "down", "down", "left", "p", "end", "down", "left", "o")
        await pilot.press("home", "down", "down", "left", "minus", "o", "f7")
        screen = pilot.app.screen
        assert isinstance(screen, NamesScreen)
        await pilot.pause(0.3)
        rows = screen.names.rows()
        assert rows[0].written == "طهران"
        assert rows[0].labels == {"GPE": 1, "ORG": 1}
        assert rows[0].unlabelled == 38
        assert [name.conflict for name in rows] == sorted((name.conflict for name in rows), reverse=True)
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, ContextsScreen)
        assert len(pilot.app.screen.contexts.found) == 40
        await pilot.press("asterisk", "g", "escape")
        await pilot.pause(0.3)
        (name,) = [each for each in screen.names.rows() if each.written == "طهران"]
        assert (name.labels, name.conflict) == ({"GPE": 40}, False)


async def test_documents_are_listed_sorted_filtered_and_opened(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("down", "down", "space", "space", "left", "g", "exclamation_mark", "ctrl+s", "f5")
        screen = pilot.app.screen
        assert isinstance(screen, DocumentsScreen)
        assert screen.title_text().translate({0x2068: None, 0x2069: None}).startswith("Documents: 40 of 40")
        await pilot.press("s", "s")
        assert screen.documents.numbers()[0] == 1
        assert len(screen.documents.numbers()) == 40
        await pilot.press("w")
        assert 1 not in screen.documents.numbers()
        await pilot.press("w")
        assert screen.documents.numbers() == [1]
        await pilot.press("w")
        assert screen.documents.numbers() == [2]
        await pilot.press("enter")
        assert session_of(pilot).place_of_document[0] == 3
        assert session_of(pilot).sentence.number == 2, "the first that is open"


async def test_one_goes_to_numbers_shares_and_names_and_back(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        for typed, index in (("50", 49), ("٥٠%", 40), ("خبر 07.txt:2", 15), ("خبر 11", 22), ("100%", 79)):
            await pilot.press("colon", *(" " if c == " " else c for c in typed), "enter")
            assert session.index == index, typed
        await pilot.press("left_parenthesis")
        assert session.index == 22
        await pilot.press("colon", *"nowhere", "enter")
        assert session.index == 22
        assert "nothing of that name" in shown(pilot, "#inspector")[0]
        await pilot.press("colon")
        assert isinstance(pilot.app.screen, NoteScreen)
        await pilot.press("5", "escape")
        assert session.index == 22


async def test_entities_are_reached_over_sentences_and_by_label(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "g", "down", "down", "left", "o", "down", "down", "g", "home")
        await pilot.press("ctrl+down")
        assert (session.index, session.chosen and session.chosen.label) == (0, "GPE")
        await pilot.press("ctrl+down")
        assert (session.index, session.chosen and session.chosen.label) == (2, "ORG")
        await pilot.press("ctrl+up", "shift+down")
        assert (session.index, session.chosen and session.chosen.label) == (4, "GPE")
        await pilot.press("shift+up")
        assert session.index == 0
        await pilot.press("ctrl+up")
        assert session.index == 4, "round the end"


async def test_the_last_label_is_put_on_again_and_the_selection_grows(app_for: AppMaker) -> None:
    text = "قال وزير الخارجية الإيراني في طهران إن باكو، عاصمة أذربيجان، بعيدة."
    async with app_for(text).run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("semicolon")
        assert "no label was put on yet" in shown(pilot, "#inspector")[0]
        await pilot.press("left", "v", "v")
        assert session.text()[slice(*(session.selection.range or (0, 0)))] == "وزير الخارجية الإيراني"
        await pilot.press("c", *["left"] * 3, "g", "left", "left", "semicolon")
        assert [session.words_of(each) for each in session.spans(session.sentence)] == [
            "وزير الخارجية الإيراني",
            "طهران",
            "باكو",
        ]
        await pilot.press("escape", "v", "v")
        assert session.text()[slice(*(session.selection.range or (0, 0)))] == text
        await pilot.press("v")
        assert session.selection.range == (text.index("باكو"), text.index("باكو") + 4)


async def test_marks_are_set_and_gone_to(app: HashiyaApp) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("apostrophe")
        assert "no place is marked" in shown(pilot, "#inspector")[0]
        await pilot.press("quotation_mark", "down", "down", "down", "quotation_mark", "end", "apostrophe")
        assert session.index == 0
        await pilot.press("apostrophe")
        assert session.index == 3
        await pilot.press("quotation_mark", "apostrophe")
        assert session.index == 0


def test_a_phrase_ends_at_signs_and_particles(app: HashiyaApp) -> None:
    session = app._session
    session.go_to(0)
    assert going.grow(session)
    assert session.text()[slice(*(session.selection.range or (0, 0)))] == "نفت"


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_letters_laid_on_the_words_lead_there_in_two_keys(app_for: AppMaker, language: str) -> None:
    async with app_for(language=language).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        screen = pilot.app.screen
        for index in (0, 3, 5):
            await pilot.press("j")
            places = screen.jumper._places  # type: ignore[attr-defined]
            assert len(places) > 26
            assert len({name[0] for name in places}) > 1
            name, place = next(each for each in places.items() if each[1][0] == index and each[1][1] > 20)
            assert name in "".join(shown(pilot, "#page"))
            await pilot.press(*name)
            assert (session.index, session.selection.caret) == place
            assert not screen.jumper.active  # type: ignore[attr-defined]
        before = session.index, session.selection
        await pilot.press("j", "escape")
        assert (session.index, session.selection) == before
        await pilot.press("j", "question_mark")
        assert (session.index, session.selection) == before, "what leads nowhere does nothing else"
        assert pilot.app.screen is screen
        await pilot.press("j", "س")
        assert not screen.jumper.active, "by their place, under an Arabic layout"  # type: ignore[attr-defined]
        assert (session.index, session.selection) != before


async def test_one_letter_is_enough_for_few_words(app_for: AppMaker) -> None:
    async with app_for("قال الوزير نعم. ثم سكت.").run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("j", "d")
        assert session.text()[session.selection.caret :].startswith("ثم")


@pytest.mark.parametrize(("language", "person"), [("en", "person"), ("ar", "شخص")])
async def test_statistics_show_labels_as_bars_with_their_names(
    app_for: AppMaker, language: str, person: str
) -> None:
    async with app_for(language=language).run_test(size=(120, 40)) as pilot:
        await pilot.press("f9")
        screen = pilot.app.screen
        assert isinstance(screen, StatisticsScreen)
        text = screen.lines().text.translate({0x2066: None, 0x2068: None, 0x2069: None})
        (line,) = [line for line in text.splitlines() if f"  {person}  " in line]
        assert "7" in line
        assert "«حسين أمير عبد اللهيان» 2" in line
        assert "17" in text
        assert all(cell_len(each) <= 102 for each in text.splitlines())
        await pilot.press("q")
        assert not isinstance(pilot.app.screen, StatisticsScreen)


async def test_guidelines_begin_with_the_label_at_hand_and_end_with_the_projects_own(
    app_for: AppMaker, tmp_path: Path
) -> None:
    app = app_for(language="ar")
    folder = tmp_path / "samples" / "baku-tehran.hashiya"
    (folder / "guideline.md").write_text("# حدود\n\n- لا «أل» مع الجنسية\n", encoding="utf-8")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("tab", "ctrl+g")
        screen = pilot.app.screen
        assert isinstance(screen, GuidelinesScreen)
        text = screen.lines().text.translate({0x2068: None, 0x2069: None})
        label = pilot.app._session.chosen.label  # type: ignore[attr-defined]
        assert f"({label})" in text.splitlines()[3]
        assert "• لا «أل» مع الجنسية" in text
        marked = {screen.lines().text[mark.start : mark.end] for mark in screen.lines().marks}
        assert {"حدود", "طهران"} <= marked, "headings, and the name in an example"
        await pilot.press("ض")
        assert not isinstance(pilot.app.screen, GuidelinesScreen)


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_everything_in_the_table_is_found_by_name_and_by_the_mouse(
    app_for: AppMaker, language: str
) -> None:
    async with app_for(language=language).run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        texts = pilot.app.texts  # type: ignore[attr-defined]
        await pilot.press("h", "a", "ctrl+s", "down", "tab", "right_parenthesis")
        for row in ROWS:
            for action in row.actions:
                assert action.keys, action.id
                name = texts(f"key-{row.name}") if len(row.actions) == 1 else texts(f"do-{action.id}")
                assert name.strip(), action.id
        await pilot.click(Page, offset=(90, 2), button=3)
        assert isinstance(pilot.app.screen, ChooseScreen)
        offered = {choice.answer for choice in pilot.app.screen._choices}
        there = {action.id for action in actions_of(ROWS) if action.when(session)} - {"palette"}
        labels = {each.id for each in (*pilot.app._schema.labels, *pilot.app._schema.relations)}  # type: ignore[attr-defined]
        settings = {each.answer for each in setting_choices(pilot.app.screen_stack[1])}  # type: ignore[arg-type]
        assert offered == there | labels | settings
        await pilot.press(*("jump" if language == "en" else "القفز"), "enter")
        assert pilot.app.screen.jumper.active  # type: ignore[attr-defined]


async def test_joining_under_the_contexts_leaves_every_span_in_its_sentence(app_for: AppMaker) -> None:
    async with app_for("قال علي نعم وذهب. ثم عاد علي. وبقي علي.").run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        look = ["f8", *"علي", "enter"]
        await pilot.press(
            *look, "asterisk", "p", "escape", "home", "ampersand", "ampersand", *look, "u", "u", "escape"
        )
        assert [len(session.spans(each)) for each in session.sentences] == [1, 1, 1]
        for sentence in session.sentences:
            for span in session.spans(sentence):
                assert sentence.start <= span.start < span.end <= sentence.end
        await pilot.press(*look, "r", "r", "escape")
        assert [len(session.spans(each)) for each in session.sentences] == [3]


async def test_spans_in_pieces_are_one_in_the_contexts_of_their_label(app_for: AppMaker) -> None:
    async with app_for("قال وزير ثم خارجية إيران نعم.").run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("left", "c", "left", "left", "J")
        assert len(session.spans(session.sentence)[0].ranges) == 2
        await pilot.press("f8", *"#OCC", "enter")
        screen = pilot.app.screen
        assert isinstance(screen, ContextsScreen)
        assert screen.contexts.labels() == {"OCC": 1}
        await pilot.press("p")
        assert [each.label for each in session.spans(session.sentence)] == ["PER"]
        await pilot.press("x")
        assert session.spans(session.sentence) == []


async def test_sentences_that_somebody_else_joined_are_seen_at_the_next_key(
    app: HashiyaApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("end", "left")
        text, caret = session.text(), session.sentence.start + session.selection.caret
        other = open_project(tmp_path / "p.hashiya", "other")
        second = other.corpus.sequence[1]
        other.corpus.move_boundary(second.document, second.start, False, "other")
        other.close()
        await pilot.press("right")
        assert len(session.sentences) == 79
        assert session.text() == text
        await pilot.press("left")
        assert session.sentence.start + session.selection.caret == caret
        await pilot.press("home")
        assert session.sentence.also == (second.id,)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(160, 50), (80, 24), (40, 10)])
async def test_ticks_and_all_columns_fit_the_window(
    app: HashiyaApp, language: str, size: tuple[int, int]
) -> None:
    app.texts = Texts(language)
    async with app.run_test(size=size) as pilot:
        await pilot.press("left", "asterisk")
        rows = shown(pilot, "#kwic")
        assert "▣" in rows[0], "ticked"
        assert "ﻥﺍﺮﻬﻃ" in rows[0]
        await pilot.press("escape", "f5")
        assert "○" in shown(pilot, "#table")[1]
        await pilot.press("escape", "f7")
        assert shown(pilot, "#table")


async def test_documents_say_who_worked_on_them_and_what_came_with_them(tmp_path: Path) -> None:
    records = [
        {"id": f"خبر {n}", "text": f"نص {n}.", "source": "وكالة", "date": f"2026-01-0{n}"} for n in (1, 2)
    ]
    (tmp_path / "r.jsonl").write_text("\n".join(json.dumps(each) for each in records), encoding="utf-8")
    main(["import", str(tmp_path / "p.hashiya"), str(tmp_path / "r.jsonl")])
    for annotator in ("سارة", "amal"):
        project = open_project(tmp_path / "p.hashiya", annotator)
        store = project.open_layer()
        app = HashiyaApp(project, store, Texts("en"))
        async with app.run_test(size=(140, 30)) as pilot:
            await pilot.press("g", "space")
            if annotator == "amal":
                await pilot.press("home", "f5")
                await pilot.pause(0.1)
                assert "amal" in shown(pilot, "#table")[1]
                assert "ﺓﺭﺎﺳ" in shown(pilot, "#table")[1]
                assert "amal" not in shown(pilot, "#table")[2]
                assert "2026-01-01" in shown(pilot, "#contexts-hint")[0]
                await pilot.press("down")
                assert "2026-01-02" in shown(pilot, "#contexts-hint")[0]
        store.close()
        project.close()
    out = tmp_path / "x.jsonl"
    main(
        ["export", str(tmp_path / "p.hashiya"), "--format", "jsonl", "--annotator", "amal", "-o", str(out)]
    )
    record = json.loads(out.read_text(encoding="utf-8").splitlines()[0])
    assert record["fields"] == {"source": "وكالة", "date": "2026-01-01"}


async def test_settings_hold_at_once_and_the_next_time(
    app_for: AppMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.settings.folder", lambda: tmp_path / "config")
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "settings.toml").write_text(
        '# mine\nlang = "en"\n\n[keys]\nnote = "b"\n', encoding="utf-8"
    )
    app = app_for()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("down", "f2", *"contrast", "enter")
        await pilot.pause()
        assert app.theme == "contrast"
        assert session_of(pilot).index == 1
        await pilot.press("f2", *"العربية", "enter")
        await pilot.pause()
        assert app.texts.language == "ar"
        assert "ﻅﻮﻔﺤﻣ" in shown(pilot, "#status")[0]
        await pilot.press("ctrl+p", *"مشرق", "enter")
        await pilot.pause()
        assert "٢" in shown(pilot, "#status")[0]
    settings = load_settings()
    assert (settings.theme, settings.lang, settings.digits) == ("contrast", "ar", "١٢٣")
    assert settings.keys == {"note": ("b",)}
    assert (tmp_path / "config" / "settings.toml").read_text(encoding="utf-8").startswith("# mine\n")


async def test_settings_that_cannot_be_kept_hold_all_the_same(
    app_for: AppMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr("tui.settings.folder", lambda: tmp_path / "file" / "config")
    app = app_for()
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("f2", *"light", "enter")
        await pilot.pause()
        assert app.theme == "paper"
        assert "cannot be written" in shown(pilot, "#inspector")[0]


async def test_another_annotator_goes_on_at_the_same_place_in_a_layer_of_their_own(
    app_for: AppMaker,
) -> None:
    app = app_for("قال الوزير نعم. ثم سكت.")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("p", "down", "ctrl+u", "enter", *"amal", "enter")
        await pilot.pause()
        session = session_of(pilot)
        assert (session.annotator, session.index) == ("amal", 1)
        assert spans_of(app) == []
        await pilot.press("o", "ctrl+u", "enter")
        await pilot.pause()
        assert session_of(pilot).annotator == "tester"
        assert [each.label for each in spans_of(app)] == ["PER"]
        await pilot.press("ctrl+u", "down", "enter", *"a/b", "enter")
        await pilot.pause()
        assert "cannot be an annotator's name" in shown(pilot, "#inspector")[0]
        assert session_of(pilot).annotator == "tester"
    app.store.close()


async def test_notes_of_everybody_are_in_one_list(app_for: AppMaker) -> None:
    app = app_for("قال الوزير نعم. ثم سكت. ثم عاد.")
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("h", *"لماذا", "question_mark", "ctrl+s", "H", *"لأنه", "ctrl+s")
        await pilot.press("down", "exclamation_mark", *"غامض", "ctrl+s")
        await pilot.press("ctrl+u", "enter", *"amal", "enter")
        await pilot.pause()
        await pilot.press("down", "p", "h", *"what?", "ctrl+s", "home", "f3")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, NotesScreen)
        assert [(each.annotator, each.kind, each.text, each.answers) for each in screen.notes.rows()] == [
            ("tester", "question", "لماذا?", 1), ("tester", "flag", "غامض", 0), ("amal", "question", "what?", 0),
        ]  # fmt: skip
        await pilot.press("w", "w", "w")
        assert [each.text for each in screen.notes.rows()] == ["what?"]
        await pilot.press("enter")
        assert session_of(pilot).index == 2
    app.store.close()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_the_tour_is_five_steps_and_skipped_with_one_key(app_for: AppMaker, language: str) -> None:
    async with app_for(language=language).run_test(size=(80, 24)) as pilot:
        before = session_of(pilot).index
        await pilot.press("ctrl+n")
        steps = []
        while isinstance(pilot.app.screen, TourScreen):
            steps.append("\n".join(shown(pilot, "#help-text")))
            await pilot.press("g")
        assert len(set(steps)) == 5
        assert session_of(pilot).index == before
        assert session_of(pilot).edits == 0, "no key of the tour does anything else"
        await pilot.press("ctrl+n", "escape")
        assert not isinstance(pilot.app.screen, TourScreen)


async def test_a_first_start_offers_the_tour(app_for: AppMaker) -> None:
    app = app_for("قال نعم.")
    app.is_first_time = True
    async with app.run_test(size=(140, 30)) as pilot:
        assert "Ctrl+N" in shown(pilot, "#inspector")[0]
        assert "arrows: move" in shown(pilot, "#inspector")[0]


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_a_guideline_is_looked_for_by_the_labels_name_and_stands_beside_the_text(
    app_for: AppMaker, language: str
) -> None:
    app = app_for(language=language)
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.press("ctrl+g")
        page = pilot.app.screen.query_one("#help")
        assert page.region.x == (60 if language == "ar" else 0)
        before = "\n".join(shown(pilot, "#help-text"))
        assert before.index("(GPE)") < before.index("(EVENT)")
        await pilot.press("slash", *("event" if language == "en" else "حدث"), "enter")
        await pilot.pause()
        after = "\n".join(shown(pilot, "#help-text"))
        assert after.index("(EVENT)") < after.index("(GPE)")


async def test_what_ends_while_the_app_is_being_closed_has_nowhere_to_be_told(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        await app.screen.query_one(LabelBar).remove()
        app.tell_reader("written")
        assert app.screen.message == "written"  # type: ignore[attr-defined]
