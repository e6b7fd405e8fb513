"""Jumping to any word on the screen: letters are laid on the words, one or two keys go there."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

# Those under the fingers first.
LETTERS: Final = "asdfghjklqwertyuiopzxcvbnm"


def _names(count: int) -> tuple[list[str], list[str]]:
    """Names for COUNT words: as many as can be of one letter, for the nearest ones; the others of two."""
    letters = len(LETTERS)
    begin = min(letters, max(0, -(-(count - letters) // (letters - 1))))  # letters that others begin with
    ones, firsts = LETTERS[: letters - begin], LETTERS[letters - begin :]
    return list(ones), ["".join(pair) for pair in product(firsts, LETTERS)]


class Jumper:
    """What READER's keys do while letters lie on the words."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._places: dict[str, tuple[int, int]] = {}
        self._typed = ""

    @property
    def active(self) -> bool:
        """Whether letters lie on the words."""
        return bool(self._places)

    def begin(self) -> bool:
        """Lay letters on the words that are on the screen; False where there are none."""
        session = self._reader.session
        caret = session.selection.caret
        places = self._reader.page.words_on_screen()
        places = [place for place in places if place != (session.index, caret)]  # there one is
        near = sorted(
            (place for place in places if place[0] == session.index),
            key=lambda place: abs(place[1] - caret),
        )
        ones, pairs = _names(len(places))
        by_name = dict(zip(ones, near, strict=False))
        there = set(by_name.values())
        others = (place for place in places if place not in there)
        self._places = by_name | dict(zip([*ones[len(near) :], *pairs], others, strict=False))
        self._show()
        return bool(places)

    def stop(self) -> None:
        """Take the letters away."""
        self._places, self._typed = {}, ""
        self._reader.page.leaf.jumps = {}

    def press(self, character: str) -> None:
        """Go where CHARACTER, behind what was typed, leads; what leads nowhere takes the letters away."""
        self._typed += character
        place = self._places.get(self._typed)
        if place:
            self.stop()
            self._reader.do(lambda: self._reader.session.go_to(*place))
            return
        self._places = {name: at for name, at in self._places.items() if name.startswith(self._typed)}
        if not character or not self._places:
            self.stop()
        self._show()

    def _show(self) -> None:
        begun = len(self._typed)
        self._reader.page.leaf.jumps = {place: name[begun:] for name, place in self._places.items()}
        self._reader.show()
