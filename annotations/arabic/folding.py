"""Text folded for search, with a map back to the unmodified text.

Folded away are: harakat and other marks, tatweel, joiners and bidi controls, the hamza on or under its
seat, the differences between forms of alef, yeh, heh and kaf (Arabic, Persian and Urdu keyboards), teh
marbuta, presentation forms, the script of digits, and letter case.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from annotations.model import Range

_SAME: Final = str.maketrans(
    {
        "ٱ": "ا", "ٲ": "ا", "ٳ": "ا", "ٵ": "ا",
        "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ێ": "ي", "ٸ": "ي",
        "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
        "ک": "ك", "ڪ": "ك", "ڬ": "ك",
        "ٶ": "و", "ۆ": "و",
        "ـ": "",
    }
)  # fmt: skip
_DROPPED: Final = frozenset({"Mn", "Me", "Cf", "Cc"})


def fold_character(character: str) -> str:
    """What CHARACTER is for a search: none, one or several characters."""
    pieces = unicodedata.normalize("NFKD", character).translate(_SAME)
    return "".join(_piece(piece) for piece in pieces).casefold()


class _Table(dict[int, str]):
    """For `str.translate`: each character's folding, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_character(chr(code))
        return self[code]


_TABLE: Final = _Table()


def _piece(piece: str) -> str:
    if piece.isspace():
        return " "
    category = unicodedata.category(piece)
    if category in _DROPPED:
        return ""
    return str(unicodedata.decimal(piece)) if category == "Nd" else piece


def fold(text: str) -> str:
    """TEXT as a search sees it."""
    return text.translate(_TABLE)


@dataclass(frozen=True, slots=True)
class Folded:
    """`text`, folded; its character I comes from the source's character `offsets[I]`."""

    text: str
    offsets: tuple[int, ...]

    def source_range(self, start: int, end: int, source: str) -> Range:
        """Where [START, END) of the folded text comes from in SOURCE, the last letter's marks too."""
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        while last < len(source) and unicodedata.category(source[last]) in ("Mn", "Me"):
            last += 1
        return first, last

    def place(self, offset: int) -> int:
        """Where what stands at OFFSET of the source, or next behind it, is in the folded text."""
        return bisect_left(self.offsets, offset)


def fold_with_offsets(text: str) -> Folded:
    """TEXT folded, with the way back."""
    pieces: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        piece = _TABLE[ord(character)]
        if piece:
            pieces.append(piece)
            offsets += [offset] * len(piece)
    return Folded("".join(pieces), tuple(offsets))
