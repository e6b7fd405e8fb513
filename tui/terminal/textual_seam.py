"""The one place that reaches into Textual: rows on their way to the terminal, mouse events on theirs back.

Textual sends parts of rows to columns. A terminal that reorders what it stored would put such a
part elsewhere, so rows with cells that it would move are kept here as they finally stand, and sent
whole, as the terminal's writer wants them. Written against Textual 8.2; `tests/tui/terminal` fails where a
name used here is gone:

- `App._handle_exception(error)`, called with whatever nothing else caught (in `tui.app`)
- `App._display(screen, renderable)`, called with every `CompositorUpdate`
- `LayoutUpdate.strips`, `.region`; `ChopsUpdate.chops`, `.chop_ends`, `.spans`
- `MouseEvent._apply_offset`
- `linux_driver.getincrementaldecoder`, called with an encoding by `LinuxDriver.run_input_thread`
- `linux_driver.XTermParser`, made by `LinuxDriver.run_input_thread`; its `feed`, `tick`, `_awaiting` and
  `_timeout_time`
- `LinuxDriver.start_application_mode`, `.stop_application_mode`, on every way in and out
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, lru_cache, partial
from itertools import accumulate
from typing import Final

from rich.cells import cell_len, split_graphemes
from rich.console import Console, ConsoleOptions, RenderResult
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual import constants
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual._time import get_time
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import MouseEvent, Paste
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from tui.arabic.characters import MOVING, RIGHT_TO_LEFT, has_class
from tui.terminal.models import Cell, Row, visual_places
from tui.terminal.writers import Way

_NEAR: Final = 6  # cells


class RowsUpdate(CompositorUpdate):
    """Pieces of rows as they are to be sent: (x, y, strip); they are TAKEN when they really are.

    Textual drops updates that come before it has the terminal.
    """

    def __init__(
        self, taken: Callable[[], list[tuple[int, int, Strip]]], line_colours: bool = False
    ) -> None:
        self._taken = taken
        self._line_colours = line_colours

    @cached_property
    def pieces(self) -> list[tuple[int, int, Strip]]:
        """What is sent."""
        return self._taken()

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """The pieces as segments, each behind a move of the cursor."""
        for x, y, strip in self.pieces:
            yield Control.move_to(x, y).segment
            yield from strip

    def render_segments(self, console: Console) -> str:
        """The pieces as terminal output."""
        coloured = self._line_colours and console.color_system == "truecolor" and not console.no_color
        render = _with_line_colours if coloured else Strip.render
        return "".join(
            Control.move_to(x, y).segment.text + render(strip, console) for x, y, strip in self.pieces
        )


def _with_line_colours(strip: Strip, console: Console) -> str:
    """STRIP as terminal output, the underlines in the colours that their styles name as `line`."""
    if not any(segment.style and segment.style.underline and segment.style.meta for segment in strip):
        return strip.render(console)
    written = []
    for segment in strip:
        colour = segment.style.meta.get("line") if segment.style and segment.style.underline else None
        text = Strip([segment]).render(console)
        # With colons: a terminal that knows it not passes over all of it.
        written.append(f"\x1b[58:2::{colour}m{text}\x1b[59m" if colour else text)
    return "".join(written)


class Frame:
    """The screen as it stands, row by row, and what of it the terminal has to be sent.

    Only what is not there already is sent: of a row that the terminal would reorder all of it, of others
    the cells that are new. `harakat` says whether combining marks on Arabic letters are drawn,
    LINE_COLOURS whether underlines have colours of their own.
    """

    def __init__(self, way: Way, harakat: bool = True, line_colours: bool = False) -> None:
        self._way = way
        self._line_colours = line_colours
        self.harakat = harakat
        self._rows: list[Strip] = []  # as they should be seen
        self._stored: list[Row | None] = []  # what the terminal keeps of them, None where that is unknown
        self._touched: set[int] = set()

    def forget(self) -> None:
        """Something else was on the terminal: what it shows now is unknown."""
        self._stored = [None] * len(self._rows)

    def update(self, update: CompositorUpdate, size: Size) -> CompositorUpdate:
        """Take UPDATE in and give what is to be sent in its place."""
        if not isinstance(update, (LayoutUpdate, ChopsUpdate)):
            return update
        _drop_strays(update)
        if len(self._rows) != size.height or any(row.cell_length != size.width for row in self._rows):
            self._rows = [Strip.blank(size.width)] * size.height
            self._touched.clear()
            self.forget()
        for x, y, strip in _pieces(update):
            if 0 <= y < size.height:
                self._touched.add(y)
                row = self._rows[y]
                parts = [row.crop(0, x), strip, row.crop(x + strip.cell_length)]
                self._rows[y] = Strip.join(parts).crop(0, size.width)
        return RowsUpdate(self._take, self._line_colours)

    def _take(self) -> list[tuple[int, int, Strip]]:
        pieces = [piece for y in sorted(self._touched) for piece in self._send(y)]
        self._touched.clear()
        return pieces

    def _send(self, y: int) -> Iterator[tuple[int, int, Strip]]:
        """What the terminal lacks of row Y, which it is taken to have from now on."""
        before, now = self._stored[y], self._as_sent(y)
        if now is before:
            return
        self._stored[y] = now
        if before is None or (self._way.whole_rows and (_moves(now) or _moves(before))):
            if now != before:
                yield 0, y, to_strip(now)
            return
        for x, cells in _new_cells(before, now):
            yield x, y, to_strip(cells)

    def stored_column(self, x: int, y: int) -> int:
        """Where the terminal keeps what it shows at column X of row Y: where its cursor has to be put."""
        seen = self._seen_columns(y)
        return seen.index(x) if x in seen else x

    def seen_column(self, x: int, y: int) -> int:
        """The displayed column of what the terminal stored at column X of row Y."""
        seen = self._seen_columns(y)
        return seen[x] if 0 <= x < len(seen) else x

    def _seen_columns(self, y: int) -> tuple[int, ...]:
        """For each column that the terminal stored of row Y the one that it shows it at, () if the same."""
        if not self._way.whole_rows or not 0 <= y < len(self._rows):
            return ()
        sent = self._as_sent(y)
        return _seen_columns(sent) if _moves(sent) else ()

    def _as_sent(self, y: int) -> Row:
        return _written(self._way, tuple(self._rows[y]), self.harakat)


@lru_cache(maxsize=1024)
def _written(way: Way, segments: tuple[Segment, ...], harakat: bool) -> Row:
    """The row of SEGMENTS as it is to be sent."""
    cells = to_cells(Strip(segments))
    return way.writer(cells if harakat else tuple(map(_without_harakat, cells)))


def _without_harakat(cell: Cell) -> Cell:
    """CELL without combining marks, if it holds a letter of a right-to-left script."""
    if len(cell.text) == 1 or not has_class(cell.text[0], RIGHT_TO_LEFT):
        return cell
    letters = "".join(c for c in cell.text if unicodedata.category(c) != "Mn")
    return Cell(letters, cell.style)


@lru_cache(maxsize=1024)
def _moves(row: Row) -> bool:
    """Whether a terminal that reorders rows would move cells of ROW."""
    return has_class("".join(cell.text for cell in row), MOVING)


def _new_cells(before: Row, now: Row) -> Iterator[tuple[int, Row]]:
    """What of NOW differs from BEFORE: columns, each with the cells from there on.

    Between two pieces the cursor has to move: over a few cells sending them is as short.
    """
    there = dict(zip(_columns(before), before, strict=True))
    columns = _columns(now)
    new = [
        place
        for place, (column, cell) in enumerate(zip(columns, now, strict=True))
        if there.get(column) != cell
    ]
    while new:
        last = 0
        while last + 1 < len(new) and new[last + 1] - new[last] <= _NEAR:
            last += 1
        yield columns[new[0]], now[new[0] : new[last] + 1]
        new = new[last + 1 :]


@lru_cache(maxsize=1024)
def _columns(row: Row) -> tuple[int, ...]:
    """Where each cell of ROW begins."""
    return tuple(accumulate((cell_len(cell.text) for cell in row[:-1]), initial=0)) if row else ()


@lru_cache(maxsize=1024)
def _seen_columns(cells: Row) -> tuple[int, ...]:
    """Where a terminal that reorders rows shows what it stored as CELLS, by column.

    The base is left-to-right for PuTTY, too: its writer pins it in the blank that our rows begin with.
    """
    widths = [max(1, cell_len(cell.text)) for cell in cells]
    begins: dict[int, int] = {}
    column = 0
    for place in visual_places(cells, 0):
        begins[place] = column
        column += widths[place]
    return tuple(begins[place] + part for place, width in enumerate(widths) for part in range(width))


def _drop_strays(update: LayoutUpdate | ChopsUpdate) -> None:
    """Take away the marks whose letter something covers: they would land on what covers it."""
    if isinstance(update, LayoutUpdate):
        update.strips = [[_without_stray(strip) for strip in strips] for strips in update.strips]
        return
    update.chops = [
        {x: strip and _without_stray(strip) for x, strip in chops.items()} for chops in update.chops
    ]


def _without_stray(strip: Strip) -> Strip:
    """STRIP from its first character that takes a cell."""
    first, *rest = list(strip) or [Segment("")]
    if first.control or first.text[:1].isascii() or cell_len(first.text[:1]):
        return strip
    kept = first.text
    while kept and not cell_len(kept[0]):
        kept = kept[1:]
    return Strip([Segment(kept, first.style), *rest], strip.cell_length)


def _pieces(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """What UPDATE changes: (x, y, strip)."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            yield update.region.x, y, Strip.join(list(strips))
        return
    for y, x1, x2 in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x <= x2 and end > x1:
                yield x, y, strip.crop(0, min(end, x2) - x)


def to_cells(strip: Strip) -> Row:
    """STRIP cell by cell; a mark whose letter something covers is dropped."""
    return tuple(
        Cell(segment.text[start:end], segment.style or Style())
        for segment in strip
        if not segment.control
        for start, end, width in split_graphemes(segment.text)[0]
        if width
    )


def to_strip(row: Row) -> Strip:
    """ROW as segments, neighbours of one style together."""
    segments: list[Segment] = []
    for cell in row:
        if segments and segments[-1].style == cell.style:
            segments[-1] = Segment(segments[-1].text + cell.text, cell.style)
        else:
            segments.append(Segment(cell.text, cell.style))
    return Strip(segments)


class EscapeParser(XTermParser):
    """Tells Escape and a key behind it, in one packet, from the sequences that terminals send for keys.

    Textual's own takes up to 32 characters behind an Escape for a sequence that it does not know, late
    answers of the terminal for keys, and an Escape in what is pasted for one, too.
    """

    _held = ""  # what may be the beginning of an answer, or a key of its own
    _held_since = 0.0
    _paste: str | None = None  # what was pasted until now, None where nothing is being pasted

    def feed(self, data: str) -> Iterator[Message]:
        """The messages that DATA stands for."""
        if not data:
            yield from super().feed(data)
        while data:
            if self._paste is None:
                keys, mark, data = data.partition(BRACKETED_PASTE_START)
                yield from self._feed_keys(keys)
                self._paste = "" if mark else None
            else:
                pasted, mark, data = (self._paste + data).partition(BRACKETED_PASTE_END)
                self._paste = None if mark else pasted
                if mark:
                    yield Paste(pasted.replace("\0", ""))

    def _feed_keys(self, data: str) -> Iterator[Message]:
        # What a terminal answers late is nobody's keys, be it all here or not yet.
        data = _ANSWER.sub("", self._held + data)
        begun = _BEGUN_ANSWER.search(data)
        self._held = begun[0] if begun else ""
        self._held_since = get_time()
        yield from self._feed_apart(data[: begun.start()] if begun else data)

    def _feed_apart(self, data: str) -> Iterator[Message]:
        place = 0
        for match in _NO_SEQUENCE.finditer(data):
            yield from super().feed(data[place : match.end()])
            yield from self._end_sequence()
            place = match.end()
        if data[place:]:
            yield from super().feed(data[place:])

    def _end_sequence(self) -> Iterator[Message]:
        if self._awaiting.timeout is not None:
            self._timeout_time = 0.0
            yield from super().tick()

    def end_escape(self) -> Iterator[Message]:
        """What an Escape that waits for more stands for, as if nothing came."""
        held, self._held = self._held, ""
        if len(held) <= 2:  # else an answer without its end
            yield from self._feed_apart(held[:1])
            yield from self._end_sequence()
            yield from self._feed_apart(held[1:])
        yield from self._end_sequence()

    def tick(self) -> Iterator[Message]:
        """What nothing came behind for so long that nothing will."""
        if self._held and get_time() - self._held_since > constants.ESCAPE_DELAY:
            yield from self.end_escape()
        yield from super().tick()


# Answers to what was asked of the terminal before: its version, attributes, colours.
_ANSWER = re.compile(
    r"\x1bP[>!\d+$][^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\]\d+;[^\x1b\x07]*(?:\x1b\\|\x07)|\x1b\[[?>=][\d;]*c"
)
_BEGUN_ANSWER = re.compile(
    r"\x1b(?:P(?:[>!\d+$][^\x1b\x07]{0,256}\x1b?)?|\](?:\d+(?:;[^\x1b\x07]{0,256}\x1b?)?)?|\[[?>=][\d;]{0,30})?\Z"
)
# An Escape, where what is behind it begins no sequence: CSI with parameters or a known end, SS3, a string.
_NO_SEQUENCE = re.compile(
    r"\x1b(?=[^\[O\]P_]|\[[^0-9;:<?=>A-IMO-SZu~$]|O[^A-DFHMPQRSj-y\d]|\][^\d]|P[^>!\d+$]|_[^G])", re.DOTALL
)


def _lenient_decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    """A decoder for ENCODING that passes over bytes that are none of it: they would end the app."""
    return partial(codecs.getincrementaldecoder(encoding), errors="ignore")


def switching_driver(enter: str, leave: str) -> type[LinuxDriver]:
    """A driver that sends ENTER when it takes the terminal over and LEAVE when it gives it back.

    That is at the start and the end, around `App.suspend`, and around Ctrl+Z and SIGTSTP. Its keys are read
    by `EscapeParser`.
    """
    vars(linux_driver)["XTermParser"] = EscapeParser
    vars(linux_driver)["getincrementaldecoder"] = _lenient_decoder

    class SwitchingDriver(LinuxDriver):
        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if enter:
                self.write(enter)
                self.flush()

        def stop_application_mode(self) -> None:
            if leave:
                self.write(leave)
                self.flush()
            super().stop_application_mode()

    return SwitchingDriver


def moved_mouse(event: MouseEvent, frame: Frame) -> MouseEvent:
    """EVENT, given in stored columns, in the columns that the eye sees."""
    x, y = int(event.screen_x), int(event.screen_y)
    return event._apply_offset(frame.seen_column(x, y) - x, 0)
