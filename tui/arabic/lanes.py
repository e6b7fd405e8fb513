"""Bracket lanes under a row of text: which cells a span has there, and how they are drawn.

Everything is in cells of the row, so that the direction of the text is long settled: a bracket goes under
the cells that show its letters, wherever these stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tui.arabic.layout import one_line
from tui.arabic.row import Row

Columns = tuple[int, int]
_LIGHT, _HEAVY = "└─┘╵", "┗━┛╹"
_DOTTED = "┄"


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Something on ranges of the text (offsets as those of the row), to be drawn with the text `called`.

    `heavy` ones are drawn in heavy lines.
    """

    id: str
    ranges: tuple[tuple[int, int], ...]
    called: str
    heavy: bool = False


@dataclass(frozen=True, slots=True)
class Bracket:
    """A bracket in a lane: the columns of its pieces from left to right, and what stands in it."""

    of: Bracketed
    pieces: tuple[Columns, ...]
    continued: bool = False

    @property
    def start(self) -> int:
        """Its first column."""
        return self.pieces[0][0]

    @property
    def end(self) -> int:
        """The column behind its last."""
        return self.pieces[-1][1]

    def drawn(self) -> str:
        """The characters from `start` to `end`, a cell each."""
        left, line, right, lone = tuple(_HEAVY if self.of.heavy else _LIGHT)
        cells = [_DOTTED] * (self.end - self.start)
        for start, end in self.pieces:
            width = end - start
            piece = lone if width == 1 else left + line * (width - 2) + right
            cells[start - self.start : end - self.start] = piece
        widest = max(self.pieces, key=lambda piece: piece[1] - piece[0])
        name = ("…" if self.continued else "") + self.of.called
        room = widest[1] - widest[0] - 2
        called = one_line(name)
        if len(called) > room + 1:  # what is read first stays
            called = one_line(name[: max(0, room)])
        if called:  # one letter more than there is room for takes the place of the right corner
            place = widest[0] - self.start + 1 + max(0, room - len(called) + 1) // 2
            cells[place : place + len(called)] = called
        return "".join(cells)


def lanes(row: Row, things: Iterable[Bracketed]) -> list[list[Bracket]]:
    """The lanes under ROW, the outermost of THINGS in the first; brackets of a lane never touch."""
    found = [bracket for thing in things if (bracket := _bracket(row, thing)) is not None]
    found.sort(key=lambda bracket: (-_letters(bracket.of), bracket.of.ranges))
    filled: list[list[Bracket]] = []
    for bracket in found:
        lane = next((lane for lane in filled if not _meets(lane, bracket)), None)
        if lane is None:
            filled.append(lane := [])
        lane.append(bracket)
    return [sorted(lane, key=lambda bracket: bracket.start) for lane in filled]


def _letters(thing: Bracketed) -> int:
    return sum(end - start for start, end in thing.ranges)


def _meets(lane: Sequence[Bracket], bracket: Bracket) -> bool:
    return any(other.start < bracket.end and bracket.start < other.end for other in lane)


def _bracket(row: Row, thing: Bracketed) -> Bracket | None:
    """What of THING is on ROW, None for nothing."""
    columns: list[int] = []
    column = row.indent
    for glyph in row.glyphs:
        if any(start < glyph.end and glyph.start < end for start, end in thing.ranges):
            columns += range(column, column + glyph.width)
        column += glyph.width
    if not columns:
        return None
    pieces: list[Columns] = []
    for each in columns:
        if pieces and pieces[-1][1] == each:
            pieces[-1] = (pieces[-1][0], each + 1)
        else:
            pieces.append((each, each + 1))
    return Bracket(thing, tuple(pieces), continued=thing.ranges[0][0] < row.start)
