"""What terminals do to a row before they show it: pure functions, cells sent → cells seen.

Every kind of terminal does one predictable thing. `tui.terminal.writers` holds the inverses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from rich.style import Style

from tui.arabic.characters import MIRROR, RIGHT_TO_LEFT, bidi_class
from tui.arabic.levels import base_level, embedding_levels, line_levels, visual_order

PLAIN: Final = Style()


@dataclass(frozen=True, slots=True)
class Cell:
    """One place of a row: a character with its marks (one or two columns wide) and its style."""

    text: str
    style: Style = PLAIN


Row: TypeAlias = tuple[Cell, ...]
Model: TypeAlias = Callable[[Row], Row]


def is_right_to_left(cell: Cell) -> bool:
    """Whether CELL holds a letter of a right-to-left script."""
    return bidi_class(cell.text[0]) in RIGHT_TO_LEFT


def nothing(row: Row) -> Row:
    """xterm, rxvt-unicode, st, alacritty, …: every cell where it was sent."""
    return row


def whole_row(row: Row) -> Row:
    """VTE, konsole: UAX #9 over the whole row, base left-to-right; styles travel with their cells."""
    return _reordered(row, 0)


def whole_row_by_first_strong(row: Row) -> Row:
    """PuTTY, mlterm: the same, but the row's first strong character gives the base direction."""
    return _reordered(row, base_level(_letters(row)) or 0)


def words(row: Row) -> Row:
    """kitty: each word whose first strong character is right-to-left turns around, brackets mirrored.

    Words are what stands between blanks and box lines, punctuation included; the styles stay in their
    columns.
    """
    seen = list(row)
    for start, end in _right_to_left_words(row):
        for place, source in zip(range(start, end), reversed(row[start:end]), strict=True):
            seen[place] = replace(row[place], text=_mirrored(source, 1).text)
    return tuple(seen)


def stretches_of_style(row: Row) -> Row:
    """xterm.js (DOM renderer), qterminal: UAX #9 inside each stretch of equal style."""
    stretches = (part if len(part) == 1 else _reordered(part, 0) for part in _stretches(row))
    return tuple(cell for stretch in stretches for cell in stretch)


def visual_places(row: Sequence[Cell], base: int) -> list[int]:
    """For UAX #9 over ROW: the index of the cell that stands at each place on the screen."""
    return visual_order(_levels(row, base))


def _reordered(row: Sequence[Cell], base: int) -> Row:
    levels = _levels(row, base)
    return tuple(_mirrored(row[place], levels[place]) for place in visual_order(levels))


def _levels(row: Sequence[Cell], base: int) -> list[int]:
    text = _letters(row)
    levels, found = embedding_levels(text, base)
    return line_levels(text, levels, found)


def _mirrored(cell: Cell, level: int) -> Cell:
    """Rule L4."""
    if level % 2 and cell.text[0] in MIRROR:
        return replace(cell, text=MIRROR[cell.text[0]] + cell.text[1:])
    return cell


def _letters(row: Sequence[Cell]) -> str:
    """One character a cell: marks never change a direction (rule W1)."""
    return "".join(cell.text[0] for cell in row)


def _right_to_left_words(row: Row) -> Iterator[tuple[int, int]]:
    """The ranges of the words that `words` turns around."""
    start = 0
    for place in range(len(row) + 1):
        if place == len(row) or _parts_words(row[place].text):
            if base_level(_letters(row[start:place])) == 1:
                yield start, place
            start = place + 1


def _parts_words(text: str) -> bool:
    """Blanks part words, and what kitty draws itself: box lines, blocks, braille."""
    return text.isspace() or "\u2500" <= text[0] <= "\u259f" or "\u2800" <= text[0] <= "\u28ff"


def _stretches(row: Row) -> Iterator[Row]:
    start = 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place].style != row[start].style:
            yield row[start:place]
            start = place
