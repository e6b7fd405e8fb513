"""Arabic proclitics: the letters that are written together with the word behind them, as data."""

from __future__ import annotations

from typing import Final

import regex

from annotations.arabic.words import ARABIC_WORD

# In the order in which they can follow one another; each may be absent. A word is read as carrying
# as many of them as its letters allow: what is cut is for a person to say.
CONJUNCTIONS: Final = "وف"
PREPOSITIONS: Final = "بلك"
FUTURE: Final = "س"

_M: Final = r"[\p{Mn}\u0640]*"
_PROCLITICS: Final = regex.compile(
    rf"(?P<conjunction>[{CONJUNCTIONS}]{_M})?"
    rf"(?:(?P<preposition>[{PREPOSITIONS}]{_M})|(?P<future>{FUTURE}{_M}(?=[أنيت])))?"
    # «للبلد»: behind ل the article loses its alef.
    rf"(?P<article>[اٱ]{_M}ل{_M}|(?<=ل{_M})ل{_M})?"
)
_STEM_LETTERS: Final = 2


def proclitic_boundaries(word: str) -> list[int]:
    """Where WORD can be cut behind its proclitics: offsets into WORD, the shortest cut first.

    «لطهران» → [1], «وبالعراق» → [1, 2, 4], «للعراق» → [1, 2]. At least two letters remain behind
    every cut. A cut need not be right («ليبيا» also begins with ل): it is one that is possible.
    """
    if not ARABIC_WORD.fullmatch(word):
        return []
    match = _PROCLITICS.match(word)
    if match is None:
        return []
    ends = (match.end(part) for part in ("conjunction", "preposition", "future", "article") if match[part])
    return [end for end in ends if sum(c.isalpha() for c in word[end:]) >= _STEM_LETTERS]
