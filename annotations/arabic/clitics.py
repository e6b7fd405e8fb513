"""What is written together with a word and can be cut off it: Arabic proclitics, units behind numbers."""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

# In the order in which they can follow one another; each may be absent. A word is read as carrying
# as many of them as its letters allow: what is cut is for a person to say.
CONJUNCTIONS: Final = "وف"
PREPOSITIONS: Final = "بلك"
FUTURE: Final = "س"

_PROCLITICS: Final = regex.compile(
    rf"(?P<conjunction>[{CONJUNCTIONS}])?"
    rf"(?:(?P<preposition>[{PREPOSITIONS}])|(?P<future>{FUTURE}(?=[أنيت])))?"
    # «للبلد»: behind ل the article loses its alef.
    r"(?P<article>[اٱ]ل|(?<=ل)ل)?"
)
_STEM_LETTERS: Final = 2
_KAF: Final = str.maketrans("کڪ", "كك")
_UNIT: Final = regex.compile(r"(?<=\p{Nd}\p{M}*)[^\p{Nd}\p{M}]+$")


def proclitic_boundaries(word: str) -> list[int]:
    """Where WORD can be cut behind its proclitics: offsets into WORD, the shortest cut first.

    «لطهران» → [1], «وبالعراق» → [1, 2, 4], «للعراق» → [1, 2], «لـCNN» → [2], «و1,200» → [1]. Behind every
    cut there remain two Arabic letters, or one letter or digit of another kind. The article is no first
    cut of an Arabic word («العراق»). A cut need not be right («ليبيا» also begins with ل): it is one that
    is possible.
    """
    skeleton, offsets = _skeleton(word)
    match = _PROCLITICS.match(skeleton)
    if match is None:
        return []
    parts = [part for part in ("conjunction", "preposition", "future", "article") if match[part]]
    if parts == ["article"] and _is_arabic_letter(skeleton[match.end() :][:1]):
        return []
    ends = [match.end(part) for part in parts]
    # A ligature of two letters cannot be cut.
    return [offsets[end] for end in ends if _is_stem(skeleton[end:]) and offsets[end] > offsets[end - 1]]


def unit_boundary(word: str) -> int | None:
    """Where the number that WORD is, or ends with but for its unit, ends: «3.5كم» → 3, «25%» → 2."""
    match = _UNIT.search(word)
    return match.start() if match and any(map(str.isdecimal, word)) else None


def _skeleton(word: str) -> tuple[str, list[int]]:
    """The bare letters of WORD, without marks, tatweel, underscores and what is invisible, and where each
    began; letters of presentation forms and Persian keyboards are the plain ones."""
    letters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(word):
        for piece in unicodedata.normalize("NFKC", character).translate(_KAF):
            if piece not in "ـ_ " and unicodedata.category(piece) not in ("Mn", "Me", "Cf"):
                letters.append(piece)
                offsets.append(offset)
    return "".join(letters), offsets


def _is_stem(stem: str) -> bool:
    letters = [letter for letter in stem if letter.isalnum()]
    return len(letters) >= _STEM_LETTERS or (bool(letters) and not _is_arabic_letter(letters[0]))


def _is_arabic_letter(character: str) -> bool:
    return character.isalpha() and "\u0620" <= character <= "\u08ff"
