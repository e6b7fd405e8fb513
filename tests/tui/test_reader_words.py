"""Finding words, writing notes and choosing commands by name in the reader."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.errors import HashiyaError
from annotations.project import open_project, open_text
from annotations.store.journaled import JournaledStorage
from tests.tui.conftest import AppMaker
from tests.tui.widgets.test_text_field import caret_column, type_text
from tui.actions import ROWS, by_character, rebound
from tui.actions.keyboard import latin_key
from tui.app import HashiyaApp
from tui.arabic.layout import one_line
from tui.locale import Texts
from tui.screens.help import HelpScreen
from tui.screens.note import NoteScreen
from tui.screens.reader import ReaderScreen
from tui.widgets.find_field import FindField
from tui.widgets.page import Page
from tui.widgets.text_field import TextField
from tui.widgets.text_rows import TextRows


def inspector(pilot: Pilot[None]) -> str:
    return pilot.app.screen.query_one("#inspector", TextRows)._text


def selected(app: object) -> str:
    session = app._session  # type: ignore[attr-defined]
    return session.text()[slice(*session.selection.range)]


def notes_on_disk(layer: Path) -> list[str]:
    return [note["text"] for note in (JournaledStorage(layer, "reader").table("notes") or {}).values()]


async def test_a_search_goes_to_what_is_typed_however_it_is_spelt(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "نختشيفان")
        assert selected(app) == "نختشيفان"
        await pilot.press("ctrl+a")
        await type_text(pilot, "ايران")
        assert selected(app).startswith("إيران")
        first = app._session.index
        assert "of" in inspector(pilot)
        await pilot.press("down")
        assert app._session.index > first
        await pilot.press("up")
        assert app._session.index == first
        await pilot.press("escape")
        assert app.focused is app.screen.query_one(Page)
        assert not app.screen.query_one(FindField).display
        await pilot.press("g")
        assert app._session.spans_at_caret()[0].label == "GPE"


async def test_the_articles_first_sentence_typed_into_the_search_finds_itself(
    app_for: AppMaker, article: str
) -> None:
    app = app_for()
    sentence = article.split("\n")[0].strip()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        field = app.screen.query_one(FindField)
        for count, character in enumerate(sentence, 1):
            await type_text(pilot, character)
            assert field.text == sentence[:count]
            shown = field.render_line(0).text.strip()
            assert shown == one_line(sentence[:count], 1)[: len(shown)].strip() or len(shown) >= 90
            assert caret_column(field) is not None
        assert (app._session.index, selected(app)) == (0, sentence)


async def test_what_is_not_there_is_said_and_nothing_moves(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "down", "ctrl+f")
        await type_text(pilot, "ظظظ")
        assert "not found" in inspector(pilot)
        assert app._session.index == 2


async def test_labels_are_found_by_id_or_name_and_unknown_ones_are_said_to_be(app_for: AppMaker) -> None:
    app = app_for(language="ar")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        for label in ("#gpe", "#كيان_سياسى", "#GPE"):
            await pilot.press("ctrl+a")
            await type_text(pilot, label)
            assert (app._session.index, selected(app)) == (0, "باكو"), label
        await pilot.press("ctrl+a")
        await type_text(pilot, "#GP")
        assert inspector(pilot).startswith(
            "لا يوجد وسم باسم \u2068GP\u2069؛ الوسوم المتاحة: \u2068PER, ORG, GPE"
        )


async def test_a_pattern_is_one_before_its_last_stroke_is_typed(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", "slash")
        assert "not found" not in inspector(pilot)
        await type_text(pilot, r"\d+ سبتمبر")
        assert selected(app) == "12 سبتمبر"
        await type_text(pilot, "/")
        assert selected(app) == "12 سبتمبر"
        await pilot.press("ctrl+a")
        await type_text(pilot, "/(")
        assert "not a regular expression" in inspector(pilot)


async def test_a_star_wants_the_beginning_of_a_word_in_one_document_too(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "طهران*")
        for _ in range(6):
            session = app._session
            start = session.selection.range[0] if session.selection.range else 1
            assert selected(app) == "طهران"
            assert not session.text()[start - 1].isalpha()
            await pilot.press("down")


async def test_keys_of_the_reader_are_letters_in_the_search(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        before = app._session.edits
        await pilot.press("slash")
        await type_text(pilot, "qpx1?")
        await pilot.press("space", "minus", "tab", "ctrl+c")
        assert app.screen.query_one(FindField).text == "qpx1? -"
        assert app._session.edits == before
        assert app.is_running


async def test_a_note_is_kept_shown_found_again_and_undone(app_for: AppMaker, tmp_path: Path) -> None:
    app = app_for()
    layer = tmp_path / "samples" / "baku-tehran.hashiya" / "annotations" / "sample.json"
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("h")
        assert isinstance(app.screen, NoteScreen)
        await type_text(pilot, "راجع المصدر q")
        await pilot.press("enter")
        await type_text(pilot, "ثانيًا")
        await pilot.press("ctrl+s")
        assert isinstance(app.screen, ReaderScreen)
        assert notes_on_disk(layer) == ["راجع المصدر q\nثانيًا"]
        page = "\n".join(strip.text for strip in app.screen._compositor.render_strips(app.size))
        assert one_line("راجع") in page
        await pilot.press("h")
        field = app.screen.query_one(TextField)
        assert field.text == "راجع المصدر q\nثانيًا"
        await pilot.press("ctrl+a", "backspace", "ctrl+s")
        assert notes_on_disk(layer) == []
        await pilot.press("u")
        assert app._session.note(app._session.sentence).text.startswith("راجع")  # type: ignore[union-attr]
        await pilot.press("u")
        assert app._session.note(app._session.sentence) is None


async def test_a_cancelled_note_is_not_kept_and_what_was_typed_is_there_again(
    app_for: AppMaker, tmp_path: Path
) -> None:
    app = app_for()
    layer = tmp_path / "samples" / "baku-tehran.hashiya" / "annotations" / "sample.json"
    async with app.run_test(size=(100, 30)) as pilot:
        before = notes_on_disk(layer)
        await pilot.press("h")
        await type_text(pilot, "راجع")
        await pilot.press("escape")
        assert isinstance(app.screen, ReaderScreen)
        assert notes_on_disk(layer) == before
        assert "not kept" in inspector(pilot)
        await pilot.press("h")
        assert app.screen.query_one(TextField).text == "راجع"
        await pilot.press("tab", "enter")
        assert notes_on_disk(layer) == ["راجع"]


async def test_a_note_that_cannot_be_saved_is_kept_and_said_to_be_unsaved(
    app_for: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("h")
        await type_text(pilot, "مهم")
        with monkeypatch.context() as patch:

            def full(_: int) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            patch.setattr(os, "fsync", full)
            await pilot.press("ctrl+s")
            assert isinstance(app.screen, ReaderScreen)
            assert "NOT SAVED" in app.screen.query_one("#status", TextRows)._text
        assert app._session.note(app._session.sentence).text == "مهم"  # type: ignore[union-attr]
        await pilot.press("1")
        assert "NOT SAVED" not in app.screen.query_one("#status", TextRows)._text


async def test_a_note_is_kept_whose_last_letters_nobody_was_told_of_yet(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("h")
        app.screen.query_one(TextField)._editor.insert("أخيرًا")
        await app.run_action("quit")
    assert app._session.note(app._session.sentence).text == "أخيرًا"  # type: ignore[union-attr]


@pytest.mark.parametrize("key", ["question_mark", "ض", "q", "escape"])
async def test_the_help_closes_under_an_arabic_layout_too(app_for: AppMaker, key: str) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, ReaderScreen)


def test_every_key_of_the_reader_is_reached_from_the_arabic_101_layout() -> None:
    by_place = dict(zip("qwertyuiop[]", "ضصثقفغعهخحجد", strict=True))
    by_place |= dict(zip("asdfghjkl", "شسيبلاتنم", strict=True))
    by_place |= dict(zip("zxcbnm,./", "ئءؤﻻىةوزظ", strict=True))
    by_place |= dict(zip("AWJKTHQ", "\u0650\u064b\u0640\u060c\ufef9أ\u064e", strict=True))
    wanted = {character for character in by_character(ROWS) if character.isalpha()}
    # ر is v on a PC and n on a Mac: what v does has a sign as well.
    assert by_character(ROWS)["_"] == by_character(ROWS)["v"]
    assert wanted - {"v"} <= set(by_place)
    for latin, arabic in by_place.items():
        assert latin_key(arabic) == latin


@pytest.mark.parametrize("wanted", [{"next-unfinished": ("-",)}, {"note": ("<",)}, {"note": ("{",)}])
def test_a_key_that_is_taken_is_refused_by_whatever_name(wanted: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(HashiyaError, match="is the key of"):
        rebound(wanted)


def test_a_labels_capital_is_taken_as_well(app_for: AppMaker) -> None:
    with pytest.raises(HashiyaError, match="PER has the key"):
        app_for(rows=rebound({"note": ["P"]}))


async def test_a_note_being_written_is_kept_when_the_app_is_told_to_end(
    app_for: AppMaker, tmp_path: Path
) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("h")
        await type_text(pilot, "لم ينته")
        app.exit()
        await pilot.pause()
    project = open_project(tmp_path / "samples" / "baku-tehran.hashiya")
    store = project.read_layer("sample")
    document = project.corpus.documents[0]
    assert "لم ينته" in [getattr(each, "text", "") for each in store.by_document(document.id)]
    store.close()
    project.close()


@pytest.mark.parametrize(("language", "name"), [("en", "write a note"), ("ar", "حاشيه على")])
async def test_commands_are_found_by_name_in_either_language(
    app_for: AppMaker, language: str, name: str
) -> None:
    app = app_for(language=language)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await type_text(pilot, name)
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert isinstance(app.screen, NoteScreen)


async def test_a_label_can_be_put_on_by_its_name(app_for: AppMaker) -> None:
    app = app_for("طهران عاصمة إيران.")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+p")
        await pilot.pause()
        await type_text(pilot, "GPE")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.3)
        assert [span.label for span in app._session.spans(app._session.sentence)] == ["GPE"]


async def test_remapped_keys_do_it_and_stand_in_the_help(app_for: AppMaker) -> None:
    keys = rebound({"note": ("b",), "sentences": ("k", "j"), "find": ("t", "f3")})
    app = app_for(rows=keys)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "j", "k")
        assert app._session.index == 1
        await pilot.press("down", "h")
        assert app._session.index == 1
        await pilot.press("ى")  # the key of n under an Arabic layout: still a label
        await pilot.press("question_mark")
        assert isinstance(app.screen, HelpScreen)
        text = app.screen.query_one(TextRows)._text
        assert "\u2066b\u2069  write a note" in text
        assert "\u2066k\u2069 \u2066j\u2069" in text
        await pilot.press("escape", "t")
        assert app.screen.query_one(FindField).has_focus


async def test_the_interfaces_numbers_are_in_the_digits_of_choice(app_for: AppMaker) -> None:
    app = app_for(language="ar", digits="١٢٣")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "\u2068١٧\u2069" in app.screen.query_one("#status", TextRows)._text
        page = [strip.text for strip in app.screen._compositor.render_strips(app.size)]
        assert "١" in page[0]


@pytest.mark.parametrize(("language", "matn_first"), [("en", False), ("ar", True)])
async def test_the_page_is_mirrored_in_arabic(app_for: AppMaker, language: str, matn_first: bool) -> None:
    app = app_for(language=language)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        line = app.screen._compositor.render_strips(app.size)[1].text
        assert (one_line("جولات") in line[: line.index("┃")]) == matn_first
        page = app.screen.query_one(Page)
        await pilot.click(Page, offset=(1 + page.leaf.matn_left + page.leaf.matn_width - 4, 0))
        assert selected(app) == "جولات"


async def test_the_terminals_own_cursor_stands_on_the_caret(app_for: AppMaker) -> None:
    app = app_for()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "left")
        page = app.screen.query_one(Page)
        x, y = app.cursor_position
        index, letters = page._place_at(x - 1, y - page.region.y)  # type: ignore[misc]
        assert (index, letters[0]) == (1, app._session.selection.caret)


async def test_half_a_line_that_a_crash_left_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("قال نعم. قال لا.", encoding="utf-8")
    project = open_text(path, "tester")
    store = project.open_layer()
    app = HashiyaApp(project, store, Texts("en"))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("g")
    store._database.close()
    store._lock.release()  # type: ignore[union-attr]
    journal = project.layer_path("tester").with_suffix(".journal")
    journal.write_bytes(journal.read_bytes() + b"0000")
    store = project.open_layer()
    app = HashiyaApp(project, store, Texts("en"))
    async with app.run_test(size=(200, 30)) as pilot:
        await pilot.pause()
        assert "its last line was never written to the end" in inspector(pilot)
        assert len(app._session.spans(app._session.sentence)) == 1
    store.close()
    project.close()
