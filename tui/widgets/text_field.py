"""Writing Arabic: a text field of one line or of several, shaped while typing."""

from __future__ import annotations

import re

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from tui.arabic.layout import lay_out
from tui.arabic.row import Row
from tui.clipboard import copy, paste
from tui.session.editor import Editor
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.paint import Mark, paint

_CARET = Style(reverse=True)
_SELECTED = Style(color="#ffffff", bgcolor="#0a2fb4")
_DIM = Style(dim=True)
_UNSEEN = "\u00a0\u061c\u200c\u200d\u200e\u200f"  # what keyboards type, though it is not printable


class TextField(LaidOut, can_focus=True):
    """A text with a caret; LINES high, Enter begins a new line where there are several.

    Each paragraph is set in the direction of its first letter, an empty one in that of the interface,
    BASE. The caret's cell is the letter that typing goes before. Arrows move in logical order: the one
    that points along the paragraph's direction goes on, so that no press ever leads back.
    """

    DEFAULT_CSS = "TextField { height: auto; padding: 0 1; }"
    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("left", "arrow('left',False)", show=False),
        Binding("right", "arrow('right',False)", show=False),
        Binding("shift+left", "arrow('left',True)", show=False),
        Binding("shift+right", "arrow('right',True)", show=False),
        Binding("ctrl+left,alt+left", "word('left',False)", show=False),
        Binding("ctrl+right,alt+right", "word('right',False)", show=False),
        Binding("ctrl+shift+left", "word('left',True)", show=False),
        Binding("ctrl+shift+right", "word('right',True)", show=False),
        Binding("up", "vertical(-1,False)", show=False),
        Binding("down", "vertical(1,False)", show=False),
        Binding("shift+up", "vertical(-1,True)", show=False),
        Binding("shift+down", "vertical(1,True)", show=False),
        Binding("home", "edge(-1,False)", show=False),
        Binding("end", "edge(1,False)", show=False),
        Binding("shift+home", "edge(-1,True)", show=False),
        Binding("shift+end", "edge(1,True)", show=False),
        Binding("backspace", "delete(-1,False)", show=False),
        Binding("delete,ctrl+d", "delete(1,False)", show=False),
        Binding("ctrl+w,ctrl+backspace,alt+backspace", "delete(-1,True)", show=False),
        Binding("ctrl+delete", "delete(1,True)", show=False),
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y,ctrl+shift+z", "redo", show=False),
        Binding("ctrl+c", "copy", show=False),
        Binding("ctrl+x", "cut", show=False),
        Binding("ctrl+v", "paste", show=False),
        Binding("enter", "enter", show=False),
    ]

    class Changed(Message):
        """The text is another one now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Submitted(Message):
        """Enter was pressed in a field of one line."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(
        self, base: int, text: str = "", lines: int = 1, placeholder: str = "", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._base = base
        self._lines = lines
        self._placeholder = placeholder
        self._editor = Editor(text)
        self._first_row = 0
        self._first_column = 0
        self._pressed = False

    @property
    def text(self) -> str:
        """What is written."""
        return self._editor.text

    def begin_with(self, text: str) -> None:
        """Let TEXT be written here, as if nothing had been before."""
        self._editor = Editor(text)
        self._first_row = self._first_column = 0
        self.refresh()

    # -- layout ----------------------------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """As many lines as were asked for."""
        return self._lines

    def _rows(self) -> list[Row]:
        """All rows, a column narrower than the field: a caret behind the last letter has its own cell."""
        text, editor = self._editor.text, self._editor
        width = max(1, self.content_size.width - 1)
        cuts = {editor.caret, *(editor.selected or ())}
        if self._lines == 1:
            (row,) = lay_out(text, 4 * len(text) + 8, None, cuts, neutral=self._base)
            width = max(width, sum(glyph.width for glyph in row.glyphs))
            return [Row(row.glyphs, row.start, row.end, row.base, width)]
        rows = list(lay_out(text, width, None, cuts, neutral=self._base))
        if text.endswith("\n"):
            rows.append(Row((), len(text), len(text), self._base, width))
        return rows

    def _place(self, rows: list[Row], offset: int) -> tuple[int, int]:
        """The row and the cell in it, scrolling left out, of OFFSET; the free cell for the row's end."""
        number = max(n for n, row in enumerate(rows) if row.start <= offset)
        row = rows[number]
        columns = row.columns_of(offset, offset + 1)
        if columns:
            column = columns[0][0]
        else:
            column = row.indent - 1 if row.base else sum(glyph.width for glyph in row.glyphs)
        return number, column + row.base  # the free cell is on the left of a right-to-left row

    def _offset_at(self, x: int, y: int) -> int:
        """The offset of the letter at the cell X, Y; beside the text, where the row begins or ends."""
        rows = self._rows()
        row = rows[max(0, min(y + self._first_row, len(rows) - 1))]
        column = x + self._first_column - row.base
        glyph = row.glyph_at(column)
        if glyph:
            return glyph.start
        before = column >= row.width - 1 if row.base else column < 0
        return row.start if before or not row.glyphs else self._end_of(row)

    def _end_of(self, row: Row) -> int:
        """The last place of the caret that is still in ROW: at the text's end behind its last letter."""
        if row.end == len(self._editor.text) and not self._editor.text.endswith("\n"):
            return row.end
        return max((glyph.start for glyph in row.glyphs), default=row.start)

    def _scroll_to_caret(self) -> None:
        rows = self._rows()
        number, cell = self._place(rows, self._editor.caret)
        if self._lines > 1:
            self._first_row = max(number - self._lines + 1, min(self._first_row, number))
        else:
            width = max(1, self.content_size.width)
            last = max(0, rows[0].width + 1 - width)
            self._first_column = max(cell - width + 1, min(self._first_column, cell, last))
        if self.has_focus:
            # For input methods and screen readers.
            place = Offset(cell - self._first_column, number - self._first_row)
            self.app.cursor_position = self.content_region.offset + place

    def render_line(self, y: int) -> Strip:
        """Row Y: the text or, where there is none yet, what it is for; what is selected; the caret."""
        width, style = self.content_size.width, self.rich_style
        rows = self._rows()
        number = y + self._first_row
        if number >= len(rows):
            return Strip.blank(width, style)
        row = rows[number]
        marks = [Mark(*self._editor.selected, _SELECTED)] if self._editor.selected else []
        panels = [paint(row, style, marks), Strip([Segment(" ", style)])]
        strip = Strip.join(panels[::-1] if row.base else panels)
        if not self._editor.text:
            (hint, *_) = lay_out(self._placeholder, max(1, width), self._base)
            strip = paint(hint, style, [Mark(0, len(self._placeholder), _DIM)])
        place, cell = self._place(rows, self._editor.caret)
        if self.has_focus and place == number:
            # In a field of no width there is no such cell.
            strip = strip.extend_cell_length(cell + 2, style)
            before, at, after = strip.divide([cell, cell + 1, strip.cell_length])
            strip = Strip.join([before, at.apply_style(_CARET), after])
        return strip.crop_extend(self._first_column, self._first_column + width, style)

    def on_resize(self) -> None:
        """The caret stays to be seen."""
        self._scroll_to_caret()

    def on_focus(self) -> None:
        """The caret appears."""
        self._scroll_to_caret()
        self.refresh()

    def on_blur(self) -> None:
        """The caret disappears."""
        self.refresh()

    def _after(self, before: str) -> None:
        """Show what became of a key; tell if the text is another one than BEFORE."""
        self._scroll_to_caret()
        self.refresh()
        if self._editor.text != before:
            self.post_message(self.Changed(self._editor.text))

    # -- keys ------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        """Type a character."""
        if event.character and (event.is_printable or event.character in _UNSEEN):
            event.stop()
            event.prevent_default()
            self._insert(event.character)

    def _on_paste(self, event: events.Paste) -> None:
        """Paste what the terminal brings."""
        event.stop()
        self._insert(event.text)

    def _insert(self, text: str) -> None:
        before = self._editor.text
        text = re.sub(r"\r\n?", "\n", text) if self._lines > 1 else " ".join(text.splitlines())
        if text:
            self._editor.insert(text)
        self._after(before)

    def _onwards(self, side: str) -> int:
        """+1 if SIDE is onwards in the paragraph of the caret, else -1."""
        rows = self._rows()
        base = rows[self._place(rows, self._editor.caret)[0]].base
        return 1 if (side == "left") == bool(base) else -1

    def action_arrow(self, side: str, select: bool) -> None:
        """A letter to that side."""
        self._editor.step(self._onwards(side), select)
        self._after(self._editor.text)

    def action_word(self, side: str, select: bool) -> None:
        """A word to that side."""
        self._editor.go_to(self._editor.word_border(self._onwards(side)), select)
        self._after(self._editor.text)

    def action_vertical(self, step: int, select: bool) -> None:
        """The row above or below, in the same column; from the outermost rows to the text's ends."""
        rows = self._rows()
        number, cell = self._place(rows, self._editor.caret)
        if 0 <= number + step < len(rows):
            target = self._offset_at(cell - self._first_column, number + step - self._first_row)
        else:
            target = 0 if step < 0 else len(self._editor.text)
        self._editor.go_to(target, select)
        self._after(self._editor.text)

    def action_edge(self, step: int, select: bool) -> None:
        """Where the row begins or ends."""
        rows = self._rows()
        row = rows[self._place(rows, self._editor.caret)[0]]
        self._editor.go_to(row.start if step < 0 else self._end_of(row), select)
        self._after(self._editor.text)

    def action_delete(self, step: int, word: bool) -> None:
        """Delete a letter or word, or what is selected."""
        before = self._editor.text
        self._editor.delete(step, word)
        self._after(before)

    def action_select_all(self) -> None:
        """Select everything."""
        self._editor.select_all()
        self._after(self._editor.text)

    def action_undo(self) -> None:
        """Take the last change back."""
        before = self._editor.text
        self._editor.undo()
        self._after(before)

    def action_redo(self) -> None:
        """Make it again."""
        before = self._editor.text
        self._editor.redo()
        self._after(before)

    def action_copy(self) -> None:
        """Copy what is selected."""
        if self._editor.selected:
            copy(self.app, self._editor.selected_text)

    def action_cut(self) -> None:
        """Copy what is selected and delete it."""
        if self._editor.selected:
            self.action_copy()
            self.action_delete(-1, False)

    def action_paste(self) -> None:
        """Paste what was copied."""
        self._insert(paste(self.app))

    def action_enter(self) -> None:
        """A new line, or the end of the only one."""
        if self._lines > 1:
            self._insert("\n")
        else:
            self.post_message(self.Submitted(self._editor.text))

    # -- mouse -----------------------------------------------------------------------------

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """The caret where the mouse points; what is dragged over is selected."""
        place = event.get_content_offset(self)
        if place:
            self._pressed = True
            self.capture_mouse()
            self._editor.go_to(self._offset_at(place.x, place.y), event.shift)
            self._after(self._editor.text)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Select as far as the mouse has come."""
        if self._pressed:
            place = event.get_content_offset_capture(self)
            self._editor.go_to(self._offset_at(place.x, place.y), select=True)
            self._after(self._editor.text)

    def on_mouse_up(self) -> None:
        """The end of a drag."""
        self._pressed = False
        self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """A double click selects a word."""
        if event.chain == 2:
            place = event.get_content_offset_capture(self)
            self._editor.select_word(self._offset_at(place.x, place.y))
            self._after(self._editor.text)
