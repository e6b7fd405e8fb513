"""A widget that shows text laid out by our own engine: bars, help, everything that is not the page."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size
from textual.strip import Strip

from tui.arabic.layout import lay_out
from tui.arabic.row import Row
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.paint import Mark, paint


class TextRows(LaidOut):
    """Text with marks, as many rows high as it needs; BASE is its direction, 0 or 1."""

    DEFAULT_CSS = "TextRows { height: auto; }"

    def __init__(self, base: int, id: str | None = None) -> None:
        super().__init__(id=id)
        self._base = base
        self._text = ""
        self._marks: Sequence[Mark] = ()

    def show(self, text: str, marks: Sequence[Mark] = ()) -> None:
        """Show TEXT with MARKS over it."""
        if (text, marks) != (self._text, self._marks):
            self._text, self._marks = text, marks
            self.refresh()
        if self.display and len(self._rows(text)) != self.content_size.height:
            self.refresh(layout=True)

    def offset_at(self, x: int, y: int) -> int | None:
        """The offset shown at the cell X, Y, None where there is none."""
        rows = self._rows(self._text)
        glyph = rows[y].glyph_at(x) if 0 <= y < len(rows) else None
        return glyph.start if glyph else None

    def _rows(self, text: str, width: int = 0) -> tuple[Row, ...]:
        return lay_out(text, max(1, width or self.content_size.width), self._base)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """The rows that the text needs in WIDTH cells."""
        return len(self._rows(self._text, width))

    def render_line(self, y: int) -> Strip:
        """Row Y of the text."""
        rows = self._rows(self._text)
        if y < len(rows):
            return paint(rows[y], self.rich_style, self._marks)
        return Strip.blank(self.content_size.width, self.rich_style)
