"""One line of laid-out text: a row of cells, each of which knows the source range it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tui.arabic.glyphs import Glyph


@dataclass(frozen=True)
class Row:
    """A screen row WIDTH cells wide that shows text[start:end].

    `glyphs` stand in visual order from left to right; the row is aligned to the right where its
    paragraph is right-to-left, so `indent` cells on its left are blank.
    """

    glyphs: tuple[Glyph, ...]
    start: int
    end: int
    base: int
    width: int
    indent: int = field(init=False)
    _at: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _columns: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        taken = sum(glyph.width for glyph in self.glyphs)
        indent = self.width - taken if self.base % 2 else 0
        at: list[int] = []
        columns: list[int] = []
        for index, glyph in enumerate(self.glyphs):
            columns.append(indent + len(at))
            at += [index] * glyph.width
        object.__setattr__(self, "indent", indent)
        object.__setattr__(self, "_at", tuple(at))
        object.__setattr__(self, "_columns", tuple(columns))

    @property
    def text(self) -> str:
        """What the row looks like, blanks on its left included, none on its right."""
        return " " * self.indent + "".join(glyph.text for glyph in self.glyphs)

    def glyph_at(self, column: int) -> Glyph | None:
        """The glyph whose cells include COLUMN, None beside the text."""
        place = column - self.indent
        return self.glyphs[self._at[place]] if 0 <= place < len(self._at) else None

    def nearest(self, column: int) -> Glyph | None:
        """The glyph at COLUMN, or the outermost one on that side; None in an empty row."""
        if not self._at:
            return None
        place = min(max(column - self.indent, 0), len(self._at) - 1)
        return self.glyphs[self._at[place]]

    def offset_at(self, column: int) -> int:
        """The source offset that the cell at COLUMN (or the one nearest to it) begins to show."""
        glyph = self.nearest(column)
        return self.start if glyph is None else glyph.start

    def columns_of(self, start: int, end: int) -> list[tuple[int, int]]:
        """The columns [from, to) that show [start, end), left to right; several where text is mixed."""
        pieces: list[tuple[int, int]] = []
        for glyph, column in zip(self.glyphs, self._columns, strict=True):
            if not glyph.width or glyph.start >= end or glyph.end <= start:
                continue
            if pieces and pieces[-1][1] == column:
                pieces[-1] = (pieces[-1][0], column + glyph.width)
            else:
                pieces.append((column, column + glyph.width))
        return pieces

    def column_of(self, offset: int) -> int:
        """The first column of the glyph that shows OFFSET; the row's reading end if it shows none."""
        for glyph, column in zip(self.glyphs, self._columns, strict=True):
            if glyph.start <= offset < glyph.end and glyph.width:
                return column
        if self.base % 2:
            return max(0, self.indent - 1)
        return min(self.width - 1, self.indent + len(self._at))


def row_of(glyphs: Sequence[Glyph], order: Sequence[int], base: int, width: int) -> Row:
    """A row of GLYPHS, given in logical order, set in visual ORDER."""
    start = glyphs[0].start if glyphs else 0
    end = glyphs[-1].end if glyphs else 0
    return Row(tuple(glyphs[index] for index in order), start, end, base, width)
