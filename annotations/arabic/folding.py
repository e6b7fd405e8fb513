"""Text folded for search, with a map back to the unmodified text.

Folded away are: harakat and other marks, tatweel, joiners and bidi controls, the hamza on or under its
seat, the differences between forms of alef, waw, yeh, heh and kaf (Arabic, Persian, Urdu, Kurdish and
Uyghur keyboards), teh marbuta, presentation forms, the script of digits and of their separators, letter
case, and how many blanks there are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from typing import Final

from annotations.model import Range

_SAME: Final = str.maketrans(
    {
        "ٱ": "ا", "ٲ": "ا", "ٳ": "ا",
        "ى": "ي", "ی": "ي", "ې": "ي", "ے": "ي", "ۍ": "ي", "ێ": "ي", "ؠ": "ي",
        "ة": "ه", "ہ": "ه", "ھ": "ه", "ە": "ه", "ۃ": "ه",
        "ک": "ك", "ڪ": "ك", "ڬ": "ك",
        "ۄ": "و", "ۅ": "و", "ۆ": "و", "ۇ": "و", "ۈ": "و", "ۉ": "و", "ۊ": "و", "ۋ": "و", "ۏ": "و",
        "٫": ".", "٬": ",", "٪": "%", "۔": ".",
        # Tatweel, the high hamza of Kazakh (and of ٵ ٶ ٸ), the small letters of the Quran.
        "ـ": "", "ٴ": "", "ۥ": "", "ۦ": "", "ࣉ": "",
    }
)  # fmt: skip
_FRACTION_SLASH: Final = "\u2044"
_LONE_MARKS: Final = frozenset(map(chr, [*range(0xFC5E, 0xFC64), *range(0xFE70, 0xFE80)]))
_BLANKS: Final = re.compile("  +")
_DROPPED: Final = frozenset({"Mn", "Me", "Cf", "Cc"})


def fold_character(character: str) -> str:
    """What CHARACTER is for a search: none, one or several characters."""
    pieces = unicodedata.normalize("NFKD", character)
    if _FRACTION_SLASH in pieces and pieces != character:
        return character  # «½», in which there is no 1 to be found
    if character in _LONE_MARKS:
        return ""  # decomposed, they stand on a blank
    pieces = pieces.translate(_SAME)
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
    """TEXT as a search sees it; a run of blanks is one."""
    folded = text.translate(_TABLE)
    return _BLANKS.sub(" ", folded) if "  " in folded else folded


def _is_mark(character: str) -> bool:
    """Whether CHARACTER hangs on the one before it."""
    return unicodedata.category(character) in ("Mn", "Me") or character in _LONE_MARKS or character in "ۥۦࣉ"


@dataclass(frozen=True, slots=True)
class Folded:
    """`text`, folded; its character I comes from the source's character `offsets[I]`."""

    text: str
    offsets: tuple[int, ...]

    def source_range(self, start: int, end: int, source: str) -> Range:
        """Where [START, END) of the folded text comes from in SOURCE.

        That is with the last letter's marks, or with all blanks where the last is one.
        """
        first, last = self.offsets[start], self.offsets[end - 1] + 1
        blank = self.text[end - 1] == " "
        while last < len(source) and (
            _is_mark(source[last]) or (blank and _TABLE[ord(source[last])] == " ")
        ):
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
        if piece == " " and pieces and pieces[-1] == " ":
            continue
        if piece:
            pieces.append(piece)
            offsets += [offset] * len(piece)
    return Folded("".join(pieces), tuple(offsets))
