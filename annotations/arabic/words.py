"""Words and tokens of a text, as ranges of the unmodified text."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

import regex

from annotations.model import Range

ARABIC_WORD: Final = regex.compile(r"[\p{Arabic}\p{Mn}\u0640\u200c\u200d]+")

# In order: web addresses; numbers with their inner separators (dates, decimals, telephone numbers,
# times); words with their marks, joiners and inner apostrophes; anything else by itself. Skin tones stay
# with what they stand on, as marks do: no token ends within a grapheme cluster.
_MARK: Final = r"\p{M}\p{Emoji_Modifier}"
_TOKEN: Final = regex.compile(
    r"(?P<address>(?:(?:https?://|www\.)[^\s\p{Arabic}\"'<>«»]*[\w/]"
    # Before the @ of a mail address there is a run of its letters: it is tried where the run begins only.
    r"|(?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)++)"
    rf"[{_MARK}]*)"
    rf"|(?P<number>\p{{Nd}}+(?:[.,:/٫٬\-]\p{{Nd}}+)*(?![\p{{L}}\p{{N}}{_MARK}]))"
    rf"|(?P<word>[\p{{L}}\p{{N}}_](?:[\p{{L}}\p{{N}}_\u200d{_MARK}]"
    r"|[\u200c\u200e\u200f]+(?=[\p{L}\p{N}]))*"
    rf"(?:['’.-](?=\p{{Latin}})[\p{{Latin}}\p{{N}}{_MARK}]+)*)"
    r"|(?P<other>(?!\s)\X)"
)

_FORMAT: Final = regex.compile(r"\p{Cf}+")


def tokens(text: str) -> list[Range]:
    """Words, numbers, addresses, and every other visible character by itself."""
    return [match.span() for match in _TOKEN.finditer(text) if not _FORMAT.fullmatch(match.group())]


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Range, ...]:
    """The tokens of TEXT that are words, numbers or addresses: where a reader's caret stops."""
    return tuple(match.span() for match in _TOKEN.finditer(text) if match.lastgroup != "other")


def cut_tokens(text: str, cuts: Iterable[int]) -> list[Range]:
    """The tokens of TEXT, each cut wherever one of the offsets CUTS falls inside it."""
    inside = sorted(set(cuts))
    pieces: list[Range] = []
    for start, end in tokens(text):
        within = inside[bisect_right(inside, start) : bisect_left(inside, end)]
        pieces += itertools.pairwise([start, *within, end])
    return pieces
