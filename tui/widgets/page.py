"""The page: the matn, and the margin on its left; with the Arabic interface mirrored.

Only what is on the screen is ever laid out. The place is kept as a sentence and a row in it, never
as a row count from the top of the document, so a document may be of any length.
"""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip

from annotations.arabic.words import words
from annotations.model import Range
from annotations.schema import LabelSchema
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.leaf import Leaf, Line
from tui.widgets.palette import Palette

_LOOK_AROUND_AFTER = 0.04  # seconds


class Page(LaidOut, can_focus=True):
    """Sentences with their margin; the session says which is current and what is selected."""

    class Menu(Message):
        """The other mouse button was pressed: what can be done here is wanted."""

    class Pointed(Message):
        """The mouse points at the letters `place` of sentence `index`; `start` are those a drag began at.

        `place` is None in the margin.
        """

        def __init__(self, index: int, place: Range | None, start: Range | None) -> None:
            super().__init__()
            self.index = index
            self.place = place
            self.start = start

    def __init__(self, session: Session, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        super().__init__(id="page")
        self._session = session
        self._texts = texts
        self.leaf = Leaf(session, schema, texts, palette)
        self._top = Line(0, 0)
        self._top_offset = 0  # where the top row begins in its sentence: what a resize keeps
        self._lines: list[Line] = []
        self._painted_rows: list[Strip] = []  # as they were last on the screen
        self._painted_for: tuple[Style, int] | None = None  # style and width of these
        self._following = True  # whether the current sentence is on the screen and has to stay there
        self._looking = False
        self._laid_out: Range = (0, -1)  # the first and last sentence of those around the screen that are
        self._pressed: tuple[int, Range] | None = None

    # -- geometry --------------------------------------------------------------------------

    def _measure(self) -> None:
        """Tell the leaf how much room there is."""
        self.leaf.width, self.leaf.height = self.content_size.width, self.app.size.height

    def rows(self, index: int) -> tuple[Row, ...]:
        """The laid-out rows of sentence INDEX."""
        return self.leaf.rows(index)

    def _height(self, index: int) -> int:
        return self.leaf.height_of(index)

    def _rank(self, line: Line) -> tuple[int, int]:
        """Where LINE stands in the order of the page."""
        return self._session.shown.rank(line.index), line.row

    def _forward(self, line: Line, count: int) -> Line:
        """COUNT screen rows on, at most to where the last sentence ends at the bottom."""
        shown = self._session.shown
        index, row = line.index, line.row + count
        while row >= (height := self._height(index)):
            behind = shown.neighbour(index, 1)
            if behind is None:
                break
            index, row = behind, row - height
        last = shown.end(1)
        if shown.rank(last) - shown.rank(index) > 2 * self.content_size.height:
            return Line(index, row)  # a sentence has a row at least: the end is not on the screen
        end = self._back(Line(last, self._height(last) - 1), self.content_size.height - 1)
        return min(Line(index, row), end, key=self._rank)

    def _back(self, line: Line, count: int) -> Line:
        """COUNT screen rows back, at most to the first row of all."""
        index, row = line.index, line.row - count
        while row < 0:
            before = self._session.shown.neighbour(index, -1)
            if before is None:
                return Line(index, 0)
            index = before
            row += self._height(index)
        return Line(index, row)

    def _fill(self) -> None:
        """The lines on the screen, from the top line down."""
        self._lines = []
        shown = self._session.shown
        if shown.rank(self._top.index) % 2 and self._top.index != self._session.index:
            behind = shown.neighbour(self._top.index, 1)  # it is not shown any more
            self._set_top(Line(shown.end(1) if behind is None else behind, 0))
        index: int | None = self._top.index
        row = self._top.row
        rows_shown = self.content_size.height
        while index is not None and len(self._lines) < rows_shown:
            for each in range(row, self._height(index)):
                self._lines.append(Line(index, each))
            index, row = shown.neighbour(index, 1), 0
        del self._lines[rows_shown:]

    def _set_top(self, line: Line) -> None:
        row = self.leaf.row_at(line) or self.rows(line.index)[-1]
        self._top = Line(line.index, line.row)
        self._top_offset = row.start

    def _look_around(self) -> None:
        """Lay out one sentence more below the screen or above it: moving there finds it done."""
        self._looking = False
        if not self._lines:
            return
        shown = self._session.shown
        first, last = self._lines[0].index, self._lines[-1].index
        low, high = self._laid_out
        if high < 0 or not shown.rank(low) <= shown.rank(first) <= shown.rank(last) <= shown.rank(high):
            low, high = first, last
        reach = self.content_size.height  # a sentence has two ranks
        behind, before = shown.neighbour(high, 1), shown.neighbour(low, -1)
        if behind is not None and shown.rank(high) < shown.rank(last) + reach:
            high = behind
            self._height(high)
        elif before is not None and shown.rank(low) > shown.rank(first) - reach:
            low = before
            self._height(low)
        if self._laid_out != (low, high):
            self._laid_out = low, high
            self._look_around_soon()

    def _look_around_soon(self) -> None:
        """While nothing is pressed."""
        if not self._looking:
            self._looking = True
            self.set_timer(_LOOK_AROUND_AFTER, self._look_around)

    def words_on_screen(self) -> list[tuple[int, int]]:
        """Where the words begin that are on the screen: sentence and offset, in the order of the page."""
        found: list[tuple[int, int]] = []
        for line in self._lines:
            row = self.leaf.row_at(line)
            if row and self.leaf.is_text(line):
                text = self._session.text(self._session.sentences[line.index])
                found += [(line.index, start) for start, _ in words(text) if row.start <= start < row.end]
        return found

    # -- following the session -------------------------------------------------------------

    def follow(self, middle: bool = False) -> None:
        """Show the session as it is now, the caret's line on the screen, or in the MIDDLE of it."""
        if not self.content_size.height:
            return
        self._following = True
        self._measure()
        index, height = self._session.index, self.content_size.height
        caret = Line(index, self.leaf.line_of(index, self._session.selection.caret))
        first, last = Line(index, 0), Line(index, len(self.leaf.parts(index)) - 1)
        if middle:
            self._set_top(self._forward(self._back(caret, height // 2), 0))
        self._fill()
        if last.row >= height:
            if self._rank(self._top) < self._rank(first):
                self._set_top(first if caret.row < height else caret)
            elif caret not in self._lines:
                self._set_top(caret)
            self._fill()
        elif first not in self._lines or last not in self._lines:
            above = self._rank(first) < self._rank(self._top)
            self._set_top(first if above else self._back(last, height - 1))
            self._fill()
        self._look_around_soon()
        self._place_terminal_cursor(caret)
        self._refresh_changed()

    @property
    def current_is_low(self) -> bool:
        """Whether the current sentence reaches into the lower half of the page."""
        places = [y for y, line in enumerate(self._lines) if line.index == self._session.index]
        return bool(places) and places[-1] > self.content_size.height // 2

    def _place_terminal_cursor(self, line: Line) -> None:
        """Put the terminal's own cursor on the caret, for screen readers and input methods."""
        row = self.leaf.row_at(line)
        if self.has_focus and line in self._lines and row:
            column = self.leaf.matn_left + row.column_of(self._session.selection.caret)
            place = Offset(column, self._lines.index(line))
            self.app.cursor_position = self.content_region.offset + place

    def scroll_lines(self, count: int) -> None:
        """Move the page by COUNT rows; the caret stays where it is in the text."""
        step = self._forward if count > 0 else self._back
        self._set_top(step(self._top, abs(count)))
        self._fill()
        self._following = any(line.index == self._session.index for line in self._lines)
        self._look_around_soon()
        self._refresh_changed()

    def turn(self, step: int) -> tuple[int, int | None]:
        """Turn the page a screen on (STEP 1) or back (-1): the sentence and offset to go to.

        At either end it is the last or the first sentence.
        """
        before = self._top
        self.scroll_lines(step * max(1, self.content_size.height - 1))
        if self._top == before:
            return self._session.shown.end(step), None
        for line in self._lines:
            row = self.leaf.row_at(line)
            if row:
                return line.index, row.start
        return self._top.index, None

    def on_resize(self) -> None:
        """Lay out anew, the same words at the top."""
        self._laid_out = (0, -1)
        self.lay_out_again()

    def lay_out_again(self) -> None:
        """Lay out for a new width or other glyphs; a page that was scrolled away from the caret stays."""
        if not self.content_size.height:
            return
        self._measure()
        self._top = Line(self._top.index, self.leaf.line_of(self._top.index, self._top_offset))
        if self._following:
            self.follow()
        else:
            self._fill()
            self._refresh_changed()

    # -- painting --------------------------------------------------------------------------

    def _refresh_changed(self) -> None:
        """Have those rows painted that are no longer what is on the screen."""
        style, size = self.rich_style, self.content_size
        rows = self._paint_rows(style, size.width, size.height)
        before = self._painted_rows
        changed = [y for y, row in enumerate(rows) if y >= len(before) or row != before[y]]
        self._painted_rows, self._painted_for = rows, (style, size.width)
        if changed:
            self.refresh(*(Region(0, y, size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """Screen row Y: margin, rule, matn, or the other way round."""
        style, size = self.rich_style, self.content_size
        if self._painted_for != (style, size.width) or y >= len(self._painted_rows):
            self._painted_rows = self._paint_rows(style, size.width, size.height)
            self._painted_for = style, size.width
        return self._painted_rows[y] if y < len(self._painted_rows) else Strip.blank(size.width, style)

    def _paint_rows(self, style: Style, width: int, height: int) -> list[Strip]:
        painted = [strip.extend_cell_length(width, style) for strip in self._leaf_strips(style, height)]
        return painted + [Strip.blank(width, style)] * (height - len(painted))

    def _leaf_strips(self, style: Style, height: int) -> list[Strip]:
        return self.leaf.paint(self._lines[:height], style)

    # -- mouse -----------------------------------------------------------------------------

    def _place_at(self, x: int, y: int) -> tuple[int, Range | None] | None:
        """The sentence at the cell X, Y, and the letters of it there, None in the margin."""
        if not self._lines:
            return None
        line = self._lines[max(0, min(y, len(self._lines) - 1))]
        row = self.leaf.row_at(line)
        column = x - self.leaf.matn_left
        in_margin = column >= self.leaf.matn_width if self._texts.base else column < 0
        if in_margin or row is None:
            return line.index, None
        glyph = row.nearest(column)
        return line.index, (glyph.start, glyph.end) if glyph else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Begin a click or a drag."""
        place = self._place_at(*event.get_content_offset_capture(self))
        if event.button == 3 and place:
            self.post_message(self.Pointed(*place, None))
            self.post_message(self.Menu())
        elif event.button == 1 and place:
            index, letters = place
            self._pressed = (index, letters) if letters else None
            self.capture_mouse()
            self.post_message(self.Pointed(index, letters, None))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag: select from where the button went down."""
        self._drag(event)

    def _drag(self, event: events.MouseEvent) -> None:
        if self._pressed is None:
            return
        place = self._place_at(*event.get_content_offset_capture(self))
        index, start = self._pressed
        if place and place[0] == index and place[1]:
            self.post_message(self.Pointed(index, place[1], start))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """End of a click or a drag, of which some terminals (PuTTY) tell the two ends only."""
        if self._pressed and self._pressed != self._place_at(*event.get_content_offset_capture(self)):
            self._drag(event)
        self._pressed = None
        self.release_mouse()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel down."""
        event.stop()
        self.scroll_lines(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel up."""
        event.stop()
        self.scroll_lines(-3)
