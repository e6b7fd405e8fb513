"""The seam with Textual: what it relies on is there, and the right pieces of rows are sent."""

from __future__ import annotations

import inspect
from importlib import metadata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import MouseEvent
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.terminal.models import whole_row
from tui.terminal.textual_seam import Frame, RowsUpdate, to_cells, to_strip
from tui.terminal.writers import WAYS

SIZE = Size(12, 2)


def layout(*lines: str) -> LayoutUpdate:
    return LayoutUpdate(
        [[Strip([Segment(line.ljust(12))])] for line in lines], Region(0, 0, 12, len(lines))
    )


def chop(y: int, x: int, text: str) -> ChopsUpdate:
    chops: list[dict[int, Strip | None]] = [{}, {}]
    chops[y] = {x: Strip([Segment(text)])}
    ends: list[list[int]] = [[], []]
    ends[y] = [x + len(text)]
    return ChopsUpdate(chops, [(y, x, x + len(text))], ends)


def sent(update: object) -> list[tuple[int, int, str]]:
    assert isinstance(update, RowsUpdate)
    return [(x, y, strip.text) for x, y, strip in update.pieces]


def seen_through(pieces: list[tuple[int, int, str]]) -> list[str]:
    return ["".join(c.text for c in whole_row(to_cells(Strip([Segment(text)])))) for _, _, text in pieces]


def test_textual_still_has_what_the_seam_reaches_for() -> None:
    assert metadata.version("textual").startswith("8.")
    assert list(inspect.signature(App._display).parameters) == ["self", "screen", "renderable"]
    assert list(inspect.signature(App._handle_exception).parameters) == ["self", "error"]
    for name in ("start_application_mode", "stop_application_mode"):
        assert list(inspect.signature(getattr(LinuxDriver, name)).parameters) == ["self"]
    assert list(inspect.signature(LayoutUpdate).parameters) == ["strips", "region"]
    assert list(inspect.signature(ChopsUpdate).parameters) == ["chops", "spans", "chop_ends"]
    assert list(inspect.signature(MouseEvent._apply_offset).parameters) == ["self", "x", "y"]


def test_only_what_the_terminal_lacks_is_sent() -> None:
    frame = Frame(WAYS["nothing"])
    assert sent(frame.update(layout("ﻥﺍﺮﻬﻃ", "abc"), SIZE)) == [
        (0, 0, "ﻥﺍﺮﻬﻃ       "),
        (0, 1, "abc         "),
    ]
    assert sent(frame.update(layout("ﻥﺍﺮﻬﻃ", "abc"), SIZE)) == []
    assert sent(frame.update(layout("ﻥﺍﺮﻬﻃ", "aXc      Yz"), SIZE)) == [(1, 1, "X"), (9, 1, "Yz")]
    assert sent(frame.update(chop(1, 0, "aZ"), SIZE)) == [(1, 1, "Z")]
    frame.forget()
    assert sent(frame.update(layout("ﻥﺍﺮﻬﻃ", "abc"), SIZE)) == [
        (0, 0, "ﻥﺍﺮﻬﻃ       "),
        (0, 1, "abc         "),
    ]


def test_what_was_never_written_is_sent_with_the_next_update() -> None:
    frame = Frame(WAYS["nothing"])
    frame.update(layout("abc", "def"), SIZE)  # Textual drops what comes before it has the terminal
    assert sent(frame.update(chop(1, 0, "X"), SIZE)) == [(0, 0, "abc         "), (0, 1, "Xef         ")]


def test_half_of_a_wide_character_is_never_left() -> None:
    frame = Frame(WAYS["nothing"])
    sent(frame.update(layout("a世界b", ""), SIZE))
    assert sent(frame.update(layout("axy界b", ""), SIZE)) == [(1, 0, "xy")]
    assert sent(frame.update(layout("a世界b", ""), SIZE)) == [(1, 0, "世")]


def test_harakat_stay_off_the_screen_where_a_terminal_cannot_draw_them() -> None:
    frame = Frame(WAYS["words"], harakat=False)
    assert sent(frame.update(layout("ﺩ\u0651ﺭﻭ é", ""), SIZE))[0] == (0, 0, "ﻭﺭﺩ é       ")
    frame.harakat = True
    assert sent(frame.update(layout("ﺩ\u0651ﺭﻭ é", ""), SIZE))[0][2].startswith("ﻭﺭﺩ\u0651 é")


@given(
    st.sampled_from(list(WAYS)),
    st.lists(st.lists(st.text("ab ﻥﺍﺮ١2世🙂é", max_size=12), min_size=2, max_size=2), max_size=6),
)
def test_whatever_was_there_the_terminal_has_in_the_end_what_it_should(
    way: str, frames: list[list[str]]
) -> None:
    frame = Frame(WAYS[way])
    grid: list[dict[int, str]] = [{}, {}]
    for lines in [*frames, ["ﻥﺍﺮﻬﻃ", "abc"]]:
        cut = [Strip([Segment(line + " " * 24)]).crop(0, 12) for line in lines]
        update = frame.update(LayoutUpdate([[strip] for strip in cut], Region(0, 0, 12, 2)), SIZE)
        assert isinstance(update, RowsUpdate)
        for x, y, strip in update.pieces:
            put(grid[y], x, strip)
        for y, strip in enumerate(cut):
            expected: dict[int, str] = {}
            put(expected, 0, to_strip(WAYS[way].writer(to_cells(strip))))
            assert grid[y] == expected


def put(row: dict[int, str], column: int, strip: Strip) -> None:
    """Write STRIP to a terminal's ROW: what half of is overwritten is gone."""
    for cell in to_cells(strip):
        width = cell_len(cell.text)
        for at in [at for at, text in row.items() if at < column + width and at + cell_len(text) > column]:
            del row[at]
        row[column] = cell.text
        column += width


def test_rows_with_right_to_left_cells_are_sent_whole_and_others_in_parts() -> None:
    frame = Frame(WAYS["row"])
    assert sent(frame.update(layout("abc", " ﻥﺍﺮﻬﻃ"), SIZE)) == [
        (0, 0, "abc         "),
        (0, 1, " ﻃﻬﺮﺍﻥ      "),
    ]
    assert sent(frame.update(chop(0, 1, "X"), SIZE)) == [(1, 0, "X")]
    assert sent(frame.update(chop(1, 8, "Y"), SIZE)) == [(0, 1, " ﻃﻬﺮﺍﻥ  Y   ")]
    assert sent(frame.update(chop(1, 8, "Y"), SIZE)) == []


def test_arabic_numbers_side_by_side_are_moved_too_and_so_sent_whole() -> None:
    frame = Frame(WAYS["row"])
    assert sent(frame.update(layout("of ١٧ · ٣"), SIZE)) == [(0, 0, "of ٣ · ١٧   ")]
    assert seen_through(sent(frame.update(chop(0, 10, "x"), SIZE))) == ["of ١٧ · ٣ x "]


def test_a_mark_whose_letter_something_covers_does_not_land_on_what_covers_it() -> None:
    frame = Frame(WAYS["nothing"])
    update = frame.update(chop(0, 4, "\u064e\u0651ﻥﺍ"), SIZE)
    assert sent(update)[0] == (0, 0, "    ﻥﺍ      ")
    parts = [[Strip([Segment("│")]), Strip([Segment("\u064eﻥ")])]]
    update = frame.update(LayoutUpdate(parts, Region(0, 0, 2, 1)), SIZE)
    assert sent(update) == [(0, 0, "│ﻥ")]


def test_a_row_is_sent_whole_once_more_when_its_last_right_to_left_cell_goes() -> None:
    frame = Frame(WAYS["row"])
    sent(frame.update(layout("", " ﻥﺍﺮﻬﻃ"), SIZE))
    assert sent(frame.update(chop(1, 0, "abcdef"), SIZE)) == [(0, 1, "abcdef      ")]
    assert sent(frame.update(chop(1, 0, "x"), SIZE)) == [(0, 1, "x")]


def test_a_resized_screen_begins_anew() -> None:
    frame = Frame(WAYS["row"])
    sent(frame.update(layout("", " ﻥﺍﺮﻬﻃ"), SIZE))
    wider = LayoutUpdate([[Strip([Segment("ﺏ".ljust(14))])]], Region(0, 0, 14, 1))
    assert sent(frame.update(wider, Size(14, 1))) == [(0, 0, "ﺏ".ljust(14))]


def test_pieces_are_written_behind_a_move_of_the_cursor() -> None:
    update = RowsUpdate(lambda: [(1, 0, Strip([Segment("X")]))])
    console = Console(force_terminal=True, color_system=None, width=20)
    assert update.render_segments(console) == "\x1b[1;2HX"
    with console.capture() as capture:
        console.print(update, end="")
    assert "X" in capture.get()


@pytest.mark.parametrize(
    ("known", "colours", "no_color", "wanted"),
    [
        (True, "truecolor", False, "\x1b[1;1Ha\x1b[58:2::1:2:3m\x1b[4mb\x1b[0m\x1b[59m"),
        (False, "truecolor", False, "\x1b[1;1Ha\x1b[4mb\x1b[0m"),
        (True, "256", False, "\x1b[1;1Ha\x1b[4mb\x1b[0m"),
        (True, "truecolor", True, "\x1b[1;1Ha\x1b[4mb\x1b[0m"),
    ],
)
def test_underlines_have_colours_where_the_terminal_has_them(
    known: bool, colours: str, no_color: bool, wanted: str
) -> None:
    lined = Style(underline=True, meta={"line": "1:2:3"})
    strip = Strip([Segment("a"), Segment("b", lined)])
    update = RowsUpdate(lambda: [(0, 0, strip)], known)
    console = Console(force_terminal=True, color_system=colours, no_color=no_color, width=20)  # type: ignore[arg-type]
    assert update.render_segments(console) == wanted


def test_mouse_columns_are_those_the_eye_sees() -> None:
    frame = Frame(WAYS["row"])
    line = "12 ﻥﺍﺮﻬﻃ ab"
    frame.update(layout(line), SIZE)
    row = to_cells(Strip([Segment(line.ljust(12))]))
    stored = WAYS["row"].writer(row)
    shown = whole_row(stored)
    for column, cell in enumerate(stored):
        if cell.text.strip():
            assert shown[frame.seen_column(column, 0)].text == cell.text
            assert frame.stored_column(frame.seen_column(column, 0), 0) == column
    assert frame.seen_column(99, 0) == frame.stored_column(99, 0) == 99
    assert frame.seen_column(3, 1) == 3
