"""Arabic letter forms: every letter of a text as the presentation form its whole word gives it."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

import regex
from arabic_reshaper import ArabicReshaper
from arabic_reshaper.letters import LETTERS_ARABIC

_ZWJ: Final = "\u200d"
# Letters only, one form each: marks are kept apart (they are transparent to joining), and the one
# ligature is set here, where its source offsets are known.
_RESHAPER: Final = ArabicReshaper(
    configuration={
        "delete_harakat": False,
        "delete_tatweel": False,
        "support_zwj": True,
        "support_ligatures": False,
    }
)
# It asks its configuration parser for the same six settings at every word, most of its time.
_RESHAPER.configuration.getboolean = cache(_RESHAPER.configuration.getboolean)
_LETTERS: Final = "".join(sorted(LETTERS_ARABIC))
# Isolates and ZWNJ do not join (ArabicShaping.txt, type U); other marks and format characters are
# transparent (type T).
_WORD: Final = regex.compile(
    rf"{_ZWJ}?[{_LETTERS}]"
    rf"(?:[{_LETTERS}\p{{Mn}}\p{{Me}}]|(?![\u2066-\u2069\u200c\u0600-\u0605\u06dd])\p{{Cf}})*"
)
# Alef after lam → the ligature where lam is not joined to the letter before it, and where it is.
_LAM_ALEF: Final = {
    "\u0622": ("\ufef5", "\ufef6"),
    "\u0623": ("\ufef7", "\ufef8"),
    "\u0625": ("\ufef9", "\ufefa"),
    "\u0627": ("\ufefb", "\ufefc"),
}
_LAM_INITIAL: Final = "\ufedf"
_LAM_MEDIAL: Final = "\ufee0"


def shape(text: str) -> str:
    """TEXT as it is to be drawn, still in logical order and exactly as long.

    Letters get the presentation form that their place in the word asks for; letters without
    presentation forms, marks and everything else stay as they are. Nothing is dropped or moved:
    `shape(text)[i]` shows `text[i]`.
    """
    forms = list(text)
    for match in _WORD.finditer(text):
        word = match.group()
        letters = [i for i, c in enumerate(word) if c in LETTERS_ARABIC]
        joined = _joined_forms("".join([word[i] for i in letters]))
        for index, form in zip(letters, joined, strict=True):
            forms[match.start() + index] = form
    return "".join(forms)


@lru_cache(maxsize=65_536)
def _joined_forms(letters: str) -> tuple[str, ...]:
    """The form of each of LETTERS, a word without marks; a ZWJ stands for itself."""
    drawn = iter(_RESHAPER.reshape(letters))  # the reshaper takes every ZWJ out
    return tuple(letter if letter == _ZWJ else next(drawn) for letter in letters)


def lam_alef(text: str, forms: str, lam: int, alef: int) -> str | None:
    """The ligature for the letters at LAM and ALEF of TEXT (drawn as FORMS), marks not included.

    None where they are not joined as lam and alef with nothing but marks between them.
    """
    ligatures = _LAM_ALEF.get(text[alef])
    if ligatures is None or forms[lam] not in (_LAM_INITIAL, _LAM_MEDIAL):
        return None
    if any(unicodedata.category(mark) != "Mn" for mark in text[lam + 1 : alef]):
        return None
    return ligatures[forms[lam] == _LAM_MEDIAL]
