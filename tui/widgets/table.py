"""A table of any length: only the rows on the screen are asked for and laid out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.arabic.layout import fit, lay_out
from tui.widgets.paint import Mark, paint
from tui.widgets.rows import Rows

_LEAST = 14  # cells of the column that takes what is left
_HERE, _BOLD = Style(reverse=True), Style(bold=True)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, and its cells; the one of 0 cells takes what is left."""

    heading: str
    width: int


class Table(Rows):
    """COLUMNS over COUNT() rows, each the cells that CELLS gives; mirrored where BASE is 1."""

    HEADINGS = 1

    def __init__(
        self,
        columns: Sequence[Column],
        count: Callable[[], int],
        cells: Callable[[int], Sequence[str]],
        base: int,
    ) -> None:
        super().__init__("table")
        self._columns = columns
        self._count = count
        self._cells = cells
        self._base = base

    def count(self) -> int:
        """How many rows there are."""
        return self._count()

    def seen(self, rows: range) -> object:
        """The cells."""
        return [list(self._cells(row)) for row in rows]

    def render_line(self, y: int) -> Strip:
        """The headings, then the rows."""
        style, number = self.rich_style, self._top + y - 1
        if y == 0:
            return self._line([column.heading for column in self._columns], style, _BOLD)
        if number >= self.count():
            return Strip.blank(self.content_size.width, style)
        return self._line(self._cells(number), style + (_HERE if number == self.row else Style()))

    def _line(self, cells: Sequence[str], style: Style, over: Style | None = None) -> Strip:
        shown = list(self._columns)
        while (
            len(shown) > 2 and sum(column.width + 1 for column in shown) > self.content_size.width - _LEAST
        ):
            shown.pop()  # in a narrow window the last ones make room
        fixed = sum(column.width + 1 for column in shown)
        rest = max(1, self.content_size.width - fixed)
        parts: list[Strip] = []
        for column, cell in zip(shown, cells, strict=False):
            width = column.width or rest
            marks = [Mark(0, len(cell), over)] if over else []
            parts.append(paint(lay_out(fit(cell, width), width, self._base)[0], style, marks))
            parts.append(Strip([Segment(" ", style)], 1))
        line = Strip.join(parts[::-1] if self._base else parts)
        return line.crop(0, self.content_size.width).extend_cell_length(self.content_size.width, style)
