"""How a row is sent so that a terminal's model gives it back as it should be seen: the inverses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, TypeAlias

from rich.color import Color
from rich.style import Style

from tui.arabic.characters import MOVING, bidi_class
from tui.terminal.models import (
    Cell,
    Model,
    Row,
    is_right_to_left,
    nothing,
    stretches_of_style,
    whole_row,
    whole_row_by_first_strong,
    words,
)

Writer: TypeAlias = Callable[[Row], Row]

# Blank, one column wide, and of class L: parts stretches that would run together.
BARRIER: Final = "\u2800"


def same_on_screen(seen: Iterable[Cell], wanted: Iterable[Cell]) -> bool:
    """Whether two rows look alike: a barrier is a blank."""
    return [_looks(cell) for cell in seen] == [_looks(cell) for cell in wanted]


def _looks(cell: Cell) -> Cell:
    return replace(cell, text=" ") if cell.text == BARRIER else cell


def inverse_of_whole_row(row: Row) -> Row:
    """The inverse of `whole_row`: right-to-left stretches in logical order.

    Reordering the visible row once more nearly always does it; where it does not (numbers at the
    end of a stretch), barriers in place of blanks part what ran together.
    """
    return _inverse(row, whole_row)


def inverse_by_first_strong(row: Row) -> Row:
    """The inverse of `whole_row_by_first_strong`: a barrier in the first blank pins the base.

    A row that begins with a left-to-right letter, numbers before it or not, needs none.
    """
    strong = next((cell for cell in row if bidi_class(cell.text[0]) in ("L", "R", "AL")), None)
    blank = next((place for place, cell in enumerate(row) if cell.text == " "), None)
    left_to_right = strong is not None and not is_right_to_left(strong)
    if left_to_right or blank is None or any(is_right_to_left(cell) for cell in row[:blank]):
        return _inverse(row, whole_row_by_first_strong)
    pinned = _inverse(_with_barriers(row, (blank,)), whole_row_by_first_strong)
    return _closest((pinned, row), whole_row_by_first_strong, row)


def apart_in_style(row: Row) -> Row:
    """The inverse of `stretches_of_style`: cells that could move differ from their neighbours by a shade.

    These are right-to-left letters and Arabic numbers, and what stands beside them. They need a colour,
    as the terminal's own has no shades. (Sending each stretch as whole rows are sent would do in the DOM
    renderer of xterm.js, but not in its others, which move nothing.)
    """
    sent = list(row)
    moving = [bidi_class(cell.text[0]) in MOVING for cell in row]
    for place in range(len(row)):
        if any(moving[max(0, place - 1) : place + 2]):
            sent[place] = replace(sent[place], style=_shaded(sent[place].style, place % 2))
    return tuple(sent)


@lru_cache(maxsize=1024)
def _shaded(style: Style, odd: int) -> Style:
    """STYLE with the last bit of its letters' blue set to ODD: unseen, yet another style."""
    colour = style.color
    if colour is None or colour.is_default:
        return style
    red, green, blue = colour.get_truecolor()
    return style + Style(color=Color.from_rgb(red, green, blue & ~1 | odd))


def inverse_of_words(row: Row) -> Row:
    """The inverse of `words`: turned twice, a word is as it was.

    Not so a word that is turned no more when it was turned once (letters of both directions without a
    blank); it is sent in the way that shows more of it right.
    """
    sent = words(row)
    if same_on_screen(words(sent), row):
        return sent
    return _closest((sent, row), words, row)


def _inverse(row: Row, model: Model) -> Row:
    """A row that MODEL shows as ROW; where none is found, one that has the fewest cells wrong.

    Only rows with hardly a blank, and letters of both directions or numbers run together, have none.
    """
    parted = _with_barriers(row, tuple(_blanks_beside_lines(row)))
    tried = []
    for places in _attempts(parted):
        sent = whole_row(_with_barriers(parted, places))
        if same_on_screen(model(sent), row):
            return sent
        tried.append(sent)
    return _closest((*tried, row), model, row)


def _closest(tried: Iterable[Row], model: Model, row: Row) -> Row:
    """The one of TRIED that MODEL shows most like ROW, the first of equals."""

    def wrong(sent: Row) -> int:
        return sum(_looks(a) != _looks(b) for a, b in zip(model(sent), row, strict=True))

    return min(tried, key=wrong)


def _attempts(row: Row) -> Iterator[tuple[int, ...]]:
    """Where to try barriers: nowhere, in all blanks beside something, in each of them alone."""
    yield ()
    blanks = [
        place
        for place, cell in enumerate(row)
        if cell.text == " "
        and any(0 <= near < len(row) and row[near].text != " " for near in (place - 1, place + 1))
    ]
    yield tuple(blanks)
    yield from ((place,) for place in blanks)


def _blanks_beside_lines(row: Row) -> Iterator[int]:
    """The blanks beside a box line: what stands on its two sides belongs to two panels."""
    for place, cell in enumerate(row):
        if "\u2500" <= cell.text[0] <= "\u257f":
            for near in (place - 1, place + 1):
                if 0 <= near < len(row) and row[near].text == " ":
                    yield near


def _with_barriers(row: Row, places: tuple[int, ...]) -> Row:
    sent = list(row)
    for place in places:
        sent[place] = replace(sent[place], text=BARRIER)
    return tuple(sent)


@dataclass(frozen=True, slots=True)
class Way:
    """A model with its writer; `whole_rows` where it moves cells: a changed row is sent from end to end."""

    model: Model
    writer: Writer
    whole_rows: bool


WAYS: Final[dict[str, Way]] = {
    "nothing": Way(nothing, nothing, whole_rows=False),
    "row": Way(whole_row, inverse_of_whole_row, whole_rows=True),
    "first-strong": Way(whole_row_by_first_strong, inverse_by_first_strong, whole_rows=True),
    "words": Way(words, inverse_of_words, whole_rows=True),
    "styles": Way(stretches_of_style, apart_in_style, whole_rows=False),
}
