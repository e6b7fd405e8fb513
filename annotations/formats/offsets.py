"""Offsets in other units than code points: UTF-16 code units, as Java and JavaScript count, and graphemes.

Every format that counts otherwise converts here, at the border and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import accumulate
from typing import Final, Literal, TypeAlias

import regex

Unit: TypeAlias = Literal["code-points", "utf-16", "graphemes"]
UNITS: Final[tuple[Unit, ...]] = ("code-points", "utf-16", "graphemes")
_CLUSTER: Final = regex.compile(r"\X")
_ASTRAL: Final = regex.compile(r"[\U00010000-\U0010FFFF]")


class Offsets:
    """The offsets in one text, of code points and in UNIT, either way.

    Grapheme clusters are those of UAX #29.
    """

    def __init__(self, text: str, unit: Unit) -> None:
        self._length = len(text)
        # Where each code point begins in the other unit, and the end; None where both are the same.
        self._places: list[int] | None = None
        if unit == "utf-16" and _ASTRAL.search(text):
            self._places = list(accumulate((1 + (c > "\uffff") for c in text), initial=0))
        elif unit == "graphemes":
            self._places = _clusters(text)

    def to(self, offset: int) -> int:
        """The code point OFFSET in the other unit; within a cluster it is that of the cluster."""
        return offset if self._places is None else self._places[offset]

    def is_boundary(self, offset: int) -> bool:
        """Whether something in the other unit begins or ends at the code point OFFSET."""
        return self._places is None or self.back(self._places[offset]) == offset

    def back(self, place: int) -> int:
        """The code point at PLACE in the other unit; ValueError where there is none, or it is cut by it."""
        if not isinstance(place, int) or isinstance(place, bool):
            raise ValueError(f"{place!r} is no offset")
        if self._places is None:
            offset = place
        else:
            offset = bisect_left(self._places, place)
            if offset < len(self._places) and self._places[offset] != place:
                raise ValueError(f"the offset {place} is in the middle of a character")
        if not 0 <= offset <= self._length or place < 0:
            raise ValueError(f"the offset {place} is outside the text")
        return offset


def _clusters(text: str) -> list[int] | None:
    places: list[int] = []
    for number, cluster in enumerate(_CLUSTER.finditer(text)):
        # Code points within a cluster count as its beginning: `back` gives the first of them.
        places += [number] * (cluster.end() - cluster.start())
        count = number + 1
    return [*places, count] if places and count < len(text) else None
