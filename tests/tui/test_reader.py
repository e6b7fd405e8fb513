"""The reader driven by keys and mouse: what is pressed, what is labelled, what stands on the screen."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pyperclip
import pytest
from rich.cells import cell_len
from textual.events import Key
from textual.pilot import Pilot

from annotations.project import open_project
from tests.tui.conftest import AppMaker
from tui.app import HashiyaApp
from tui.arabic.layout import one_line
from tui.locale import Texts
from tui.screens.help import HelpScreen
from tui.session.selection import picked
from tui.session.session import Session
from tui.widgets.label_bar import LabelBar
from tui.widgets.page import Line, Page
from tui.widgets.text_rows import TextRows

TEXT = 'عنوان\nشدد على أن "لطهران وباكو أعداء". قال جيحون بايراموف نعم.'


def session_of(pilot: Pilot[None]) -> Session:
    app = pilot.app
    assert isinstance(app, HashiyaApp)
    return app._session


def shown(pilot: Pilot[None], selector: str) -> list[str]:
    """What stands in a widget, row by row, as the terminal gets it."""
    widget = pilot.app.screen.query_one(selector)
    return [widget.render_line(y).text.rstrip() for y in range(widget.content_size.height)]


def labelled(session: Session) -> list[tuple[str, str]]:
    text = session.document.text
    return [
        (text[span.start : span.end], span.label)
        for sentence in session.sentences
        for span in session.spans(sentence)
    ]


def cell_of(page: Page, index: int, offset: int) -> tuple[int, int]:
    """The cell within PAGE that shows OFFSET of sentence INDEX."""
    for y, line in enumerate(page._lines):
        parts = page.leaf.parts(line.index)
        if line.index == index and line.row < len(parts) and parts[line.row].lane < 0:
            row = page.rows(index)[parts[line.row].row]
            if row.start <= offset < row.end:
                x = page.leaf.matn_left + row.column_of(offset)
                return x + page.styles.padding.left, y
    raise AssertionError("not on the screen")


async def test_a_city_inside_a_word_and_a_name_of_two_words(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test() as pilot:
        await pilot.press("down", "left", "left", "left", "enter", "minus", "g")
        await pilot.press("down", "left", "shift+left", "shift+left", "p")
        assert labelled(session_of(pilot)) == [("طهران", "GPE"), ("جيحون بايراموف", "PER")]
        assert "saved" in shown(pilot, "#status")[0]


async def test_left_goes_on_in_arabic_and_right_goes_on_in_english(app_for: AppMaker) -> None:
    async with app_for("قال الوزير نعم في بيان.\nOne two three.").run_test() as pilot:
        session = session_of(pilot)
        await pilot.press("left")
        assert session.selection.caret == 4
        await pilot.press("right", "down", "right")
        assert (session.index, session.selection.caret) == (1, 4)
        await pilot.press("full_stop", "comma", "comma")
        assert session.selection.caret == 3


async def test_claims_done_undo_and_redo(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test(size=(120, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("1", "5", "space")
        assert session.index == 1
        assert "1 ✓ claim opin" in shown(pilot, "#page")[0]
        await pilot.press("u", "u")
        assert [claim.label for claim in session.claims(session.sentences[0])] == ["factual-claim"]
        await pilot.press("r", "r", "r")
        assert "nothing to redo" in shown(pilot, "#inspector")[0]
        assert session.done_count() == 1
        await pilot.press("home", "backspace", "backspace")
        assert "not marked done" in shown(pilot, "#inspector")[0]


async def test_capital_letters_add_a_second_label_and_x_deletes(app_for: AppMaker) -> None:
    async with app_for(TEXT).run_test() as pilot:
        await pilot.press("g", "L")
        assert sorted(labelled(session_of(pilot))) == [("عنوان", "GPE"), ("عنوان", "LOC")]
        await pilot.press("down")
        page = pilot.app.screen.query_one(Page)
        underlined = [s.text for s in page.render_line(0) if s.style and s.style.underline]
        assert underlined == ["ﻥﺍﻮﻨﻋ"]  # the second label hides the first: its letters say so
        await pilot.press("up")
        await pilot.press("x", "x", "x")
        assert labelled(session_of(pilot)) == []
        assert "no entity" in shown(pilot, "#inspector")[0]


async def test_what_the_caret_is_in_is_said_in_words(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "tab", "tab", "tab", "tab")
        inspector = shown(pilot, "#inspector")[0]
        assert "GPE" in inspector
        session = session_of(pilot)
        session.unselect()
        await pilot.press("i", "i", "up", "down", *["left"] * 24)
        assert {span.label for span in session.spans_at_caret()} <= {"GPE", "OCC"}


async def test_nested_spans_are_both_seen_and_reached(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(100, 30)) as pilot:
        page = pilot.app.screen.query_one(Page)
        session = session_of(pilot)
        sentence = session.sentences[1]
        outer, inner = (
            next(s for s in session.spans(sentence) if s.label == label and s.start in starts)
            for label, starts in (("OCC", range(9999)), ("GPE", range(sentence.start + 150, 9999)))
        )
        assert outer.start < inner.start
        assert inner.end == outer.end
        styles = {}
        for y in range(page.content_size.height):
            column = 0
            for segment in page.render_line(y):
                for character in segment.text:
                    styles[column, y] = segment.style
                    column += cell_len(character)
        at = [cell_of(page, 1, span.start - sentence.start) for span in (outer, inner)]
        ground = page.leaf._palette.style("OCC").bgcolor
        assert [styles[x - 1, y].bgcolor for x, y in at] == [ground, ground]
        assert [bool(styles[x - 1, y].underline) for x, y in at] == [False, True]
        await pilot.press("down", *["tab"] * 3)
        assert session.selection.range == (outer.start - sentence.start, outer.end - sentence.start)
        await pilot.press("tab")
        assert session.selection.range == (inner.start - sentence.start, inner.end - sentence.start)


async def test_a_click_selects_a_word_a_drag_letters_and_a_label_is_put_on_by_mouse(
    app_for: AppMaker,
) -> None:
    async with app_for(TEXT).run_test() as pilot:
        session = session_of(pilot)
        page = pilot.app.screen.query_one(Page)
        text = session.text(session.sentences[1])
        word = text.index("لطهران")
        await pilot.click(Page, offset=cell_of(page, 1, word + 3))
        assert session.index == 1
        assert session.selection.range == (word, word + 6)
        await pilot.mouse_down(Page, offset=cell_of(page, 1, word + 1))
        await pilot.hover(Page, offset=cell_of(page, 1, word + 5))
        await pilot.mouse_up(Page, offset=cell_of(page, 1, word + 5))
        assert session.selection.range == (word + 1, word + 6)
        bar = pilot.app.screen.query_one(LabelBar)
        row = bar._rows(bar._text)[0]
        place = next(start for start, _, label in bar._places if label.id == "GPE")
        await pilot.click(LabelBar, offset=(row.column_of(place + 2) + bar.styles.padding.left, 0))
        assert labelled(session) == [("طهران", "GPE")]
        await pilot.click(Page, offset=(1, 0))
        assert session.index == 0
        assert session.selection.range is None


async def test_a_click_chooses_the_entity_then_the_one_around_it_then_the_word(app_for: AppMaker) -> None:
    async with app_for("وزير خارجية إيران هنا.").run_test() as pilot:
        session = session_of(pilot)
        page = pilot.app.screen.query_one(Page)
        for start, key in ((0, "c"), (len("وزير "), "o")):
            session.selection = picked(start, len("وزير خارجية إيران"))
            await pilot.press(key, "escape")
        assert labelled(session) == [("وزير خارجية إيران", "OCC"), ("خارجية إيران", "ORG")]
        offset = cell_of(page, 0, session.text().index("إيران") + 1)
        await pilot.press("home")
        chosen = []
        for _ in range(4):
            await pilot.click(Page, offset=offset)
            found = session.selection.range
            chosen.append(session.text()[slice(*found)] if found else None)
        assert chosen == ["خارجية إيران", "وزير خارجية إيران", "إيران", "خارجية إيران"]
        await pilot.press("f")
        assert labelled(session) == [("وزير خارجية إيران", "OCC"), ("خارجية إيران", "FAC")]
        await pilot.click(Page, offset=offset)
        await pilot.click(Page, offset=offset)
        await pilot.press("g")
        assert ("إيران", "GPE") in labelled(session)


async def test_the_wheel_scrolls_and_keys_bring_the_caret_back(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(80, 24)) as pilot:
        page = pilot.app.screen.query_one(Page)
        page.scroll_lines(6)
        assert page._lines[0].index > 0
        page.scroll_lines(-99)
        assert (page._lines[0].index, page._lines[0].row) == (0, 0)
        page.scroll_lines(999)
        assert page._lines[-1] == Line(16, page._height(16) - 1)
        assert len(page._lines) == page.content_size.height
        await pilot.press("left")
        assert page._lines[0].index == 0


@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60), (20, 8)])
async def test_every_sentence_comes_onto_the_screen_whole(app_for: AppMaker, size: tuple[int, int]) -> None:
    async with app_for().run_test(size=size) as pilot:
        page = pilot.app.screen.query_one(Page)
        for index in range(17):
            here = [line for line in page._lines if line.index == index]
            rows = len(page.rows(index))
            assert len(here) >= min(rows, page.content_size.height)
            await pilot.press("down")
        await pilot.press("home")
        assert page._lines[0].index == 0


async def test_resizing_keeps_the_place(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(100, 30)) as pilot:
        await pilot.press(*["down"] * 11)
        page = pilot.app.screen.query_one(Page)
        top = page._lines[0]
        for size in ((160, 50), (120, 40), (100, 30), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            if size != (80, 24):
                assert page._lines[0].index == top.index
            assert any(line.index == 11 for line in page._lines)
            assert all(page.render_line(y).cell_length == page.content_size.width for y in range(5))


async def test_a_page_scrolled_away_from_the_caret_stays_when_resized(app_for: AppMaker) -> None:
    text = "\n".join(f"جملة رقم {number}." for number in range(200))
    async with app_for(text).run_test(size=(100, 30)) as pilot:
        page = pilot.app.screen.query_one(Page)
        page.scroll_lines(100)
        top = page._lines[0]
        await pilot.resize_terminal(90, 30)
        await pilot.pause()
        assert page._lines[0] == top
        await pilot.press("left")
        assert page._lines[0] == Line(0, 0)


async def test_pages_of_a_sentence_taller_than_the_screen_leave_nothing_out(app_for: AppMaker) -> None:
    text = " ".join(f"كلمة{number}" for number in range(600)) + ".\nجملة أخيرة."
    async with app_for(text).run_test(size=(80, 24)) as pilot:
        page = pilot.app.screen.query_one(Page)
        seen = {(line.index, line.row) for line in page._lines}
        for _ in range(20):
            before = page._lines[0]
            await pilot.press("pagedown")
            seen |= {(line.index, line.row) for line in page._lines}
            if page._lines[0] == before:
                break
        rows = len(page.rows(0))
        assert rows > 3 * page.content_size.height
        assert seen >= {(0, row) for row in range(rows)} | {(1, 0)}
        assert session_of(pilot).index == 1
        for _ in range(20):
            await pilot.press("pageup")
        assert page._lines[0] == Line(0, 0)


async def test_the_margin_shows_all_that_was_labelled(app_for: AppMaker) -> None:
    async with app_for("عنوان").run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "g", "P", "O")
        page = "\n".join(shown(pilot, "#page"))
        assert all(word in page for word in ("quotation", "GPE", "PER", "ORG"))


async def test_a_failed_save_stays_on_the_screen_until_something_is_saved(
    app_for: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_for().run_test(size=(60, 24)) as pilot:

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await pilot.press("o")
            assert "NOT SAVED: No space left" in shown(pilot, "#inspector")[0]
            for key in ("tab", "w", "minus", "down", "escape", "s"):
                await pilot.press(key)
                assert shown(pilot, "#status")[0].startswith("NOT SAVED")
        await pilot.press("1")
        assert shown(pilot, "#status")[0].startswith("saved")
        assert not session_of(pilot).unsaved


async def test_what_could_not_be_saved_is_tried_again_by_itself(
    app_for: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.reader._RETRY_AFTER", 0.1)
    async with app_for(TEXT).run_test(size=(100, 24)) as pilot:
        with monkeypatch.context() as patch:

            def full(_: int) -> None:
                raise OSError(errno.ENOSPC, "No space left on device")

            patch.setattr(os, "fsync", full)
            await pilot.press("g")
            await pilot.press("q")
            assert pilot.app.is_running
            assert "quit again" in shown(pilot, "#inspector")[0]
            await pilot.pause(0.3)
            assert shown(pilot, "#status")[0].startswith("NOT SAVED")
        await pilot.pause(0.3)
        assert shown(pilot, "#status")[0].startswith("saved")
        assert "everything is saved now" in shown(pilot, "#inspector")[0]
        assert labelled(session_of(pilot)) == [("عنوان", "GPE")]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", ("READ ONLY", "reading only")), ("ar", ("للقراءة فقط", "المشروع مفتوح للقراءة فقط"))],
)
async def test_where_one_may_not_write_the_page_is_read_only(
    app_for: AppMaker, language: str, said: tuple[str, str]
) -> None:
    app = app_for()
    app._session._store.close()
    project = open_project(Path(app._session._store._path).parents[1])
    with pytest.MonkeyPatch.context() as patch:

        def denied(_: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

        patch.setattr("annotations.store.tinydb_store.LayerLock", denied)
        store = project.open_layer()
    async with HashiyaApp(project, store, Texts(language)).run_test(size=(160, 30)) as pilot:
        assert one_line(said[0]) in shown(pilot, "#status")[0]
        await pilot.press("g")
        assert one_line(said[1]) in shown(pilot, "#inspector")[0]
    project.close()


@pytest.mark.parametrize("language", ["en", "ar"])
async def test_every_label_stands_in_the_bar_from_the_start(app_for: AppMaker, language: str) -> None:
    async with app_for(language=language).run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        bar = " ".join(shown(pilot, "#labels"))
        schema = pilot.app._schema
        for label in schema.entities + schema.claims:
            name = (
                (label.short or label.ar).split()[0]
                if language == "ar"
                else label.id
                if label.colour
                else label.en
            )
            assert one_line(name.split()[-1][:5]) in bar
        await pilot.resize_terminal(50, 30)
        await pilot.pause()
        assert len(shown(pilot, "#labels")) == len(
            pilot.app.screen.query_one(LabelBar)._rows(pilot.app.screen.query_one(LabelBar)._text)
        )


async def test_a_low_window_gives_its_rows_to_the_text(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(40, 10)) as pilot:
        page = pilot.app.screen.query_one(Page)
        assert page.content_size.height == 8
        assert shown(pilot, "#status")[0].startswith("saved")


async def test_pages_and_ends(app_for: AppMaker) -> None:
    async with app_for().run_test(size=(80, 24)) as pilot:
        session = session_of(pilot)
        await pilot.press("pagedown")
        first = session.index
        assert first > 1
        await pilot.press("pagedown")
        second = session.index
        assert second > first
        await pilot.press("pageup")
        assert session.index < second
        await pilot.press("end")
        assert session.index == 16
        await pilot.press("pagedown", "home")
        assert session.index == 0


async def test_controls_of_the_file_never_reach_the_terminal(app_for: AppMaker) -> None:
    text = "قال\x1b[2J نعم\x9b31m و\u202eعكس\u202c لا."
    async with app_for(text).run_test() as pilot:
        session = session_of(pilot)
        await pilot.press("enter", "p")
        everything = "".join(
            "".join(shown(pilot, selector)) for selector in ("#page", "#labels", "#inspector", "#status")
        )
        assert "␛[2J" in everything or "␛" in everything
        assert not set(everything) & set("\x1b\x9b\u202e\u202c\u2066\u2067\u2068\u2069")
        assert session.document.text == text


async def test_invisible_characters_are_shown_on_request(app_for: AppMaker) -> None:
    async with app_for("می\u200cخواهم.").run_test() as pilot:
        assert "ZWNJ" not in shown(pilot, "#page")[0]
        await pilot.press("i")
        assert "[ZWNJ]" in shown(pilot, "#page")[0]


async def test_keys_work_under_an_arabic_keyboard_layout(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test() as pilot:
        session = session_of(pilot)
        await pilot.press("down", "س", "ل", "١")  # s g 1 by their places
        assert labelled(session) == [("شدد", "GPE")]
        assert [claim.label for claim in session.claims(session.sentence)] == ["factual-claim"]
        await pilot.press("ع", "ع")  # u u
        assert labelled(session) == []
        await pilot.press("ق", "ح")  # r p
        assert labelled(session) == [("شدد", "PER")]
        # As the driver has it; the pilot itself cannot type this one.
        pilot.app.screen.post_message(Key("arabic_question_mark", "؟"))
        await pilot.pause()
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("escape", "ض")  # q
    assert app.return_code == 0


async def test_copying_takes_the_selection_or_the_sentence(
    app_for: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    copied: list[str] = []
    monkeypatch.setattr(pyperclip, "copy", copied.append)
    async with app_for(TEXT).run_test() as pilot:
        await pilot.press("down", "y", "enter", "y")
        assert copied == ['شدد على أن "لطهران وباكو أعداء".', "شدد"]

        def none(_: str) -> None:
            raise pyperclip.PyperclipException

        monkeypatch.setattr(pyperclip, "copy", none)
        await pilot.press("down", "enter", "y")
        assert pilot.app.clipboard == "قال"
        monkeypatch.setattr(pyperclip, "copy", copied.append)
        monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
        await pilot.press("left", "enter", "y")
        assert (pilot.app.clipboard, len(copied)) == ("جيحون", 2)


async def test_what_could_not_be_saved_is_never_called_saved(
    app_for: AppMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with app_for(TEXT).run_test(size=(140, 30)) as pilot:

        def full(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", full)
            await pilot.press("g")
            assert "NOT SAVED" in shown(pilot, "#status")[0]
            assert "No space left" in shown(pilot, "#inspector")[0]
            await pilot.press("left")
            assert "NOT SAVED" in shown(pilot, "#status")[0]
        await pilot.press("right", "tab", "o")
        assert "NOT SAVED" not in shown(pilot, "#status")[0]
        assert labelled(session_of(pilot)) == [("عنوان", "ORG")]


async def test_help_shows_every_key_and_every_label(app_for: AppMaker) -> None:
    async with app_for(TEXT, language="ar").run_test(size=(100, 60)) as pilot:
        await pilot.press("question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        rows = "\n".join(shown(pilot, "#help-text"))
        assert "Shift+Tab" in rows
        assert "(NORP)" in rows
        await pilot.press("escape")
        assert pilot.app.screen.query(TextRows)
        assert not isinstance(pilot.app.screen, HelpScreen)


async def test_a_document_without_words_can_be_opened(app_for: AppMaker) -> None:
    async with app_for("…\n***").run_test() as pilot:
        await pilot.press("left", "right", "enter", "minus", "g", "1", "tab", "space", "down", "y", "u")
        assert session_of(pilot).index in (0, 1)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(1, 1), (5, 3), (20, 6)])
async def test_no_window_is_too_small(app_for: AppMaker, language: str, size: tuple[int, int]) -> None:
    keys = (
        "down",
        "end",
        "enter",
        "slash",
        "ا",
        "escape",
        "h",
        "escape",
        "ctrl+p",
        "escape",
        "f1",
        "escape",
    )
    async with app_for(language=language).run_test(size=size) as pilot:
        await pilot.press(*keys)
        for width, height in ((3, 2), (200, 3), (8, 50), (1, 1), (80, 24)):
            await pilot.resize_terminal(width, height)
            await pilot.press(*keys)
        assert one_line("17") in shown(pilot, "#status")[0]
