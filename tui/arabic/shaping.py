"""Arabic letter forms: every letter of a text as the presentation form its place in the word gives it."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final, Literal

import regex
from arabic_reshaper.letters import FINAL, INITIAL, ISOLATED, LETTERS_ARABIC, MEDIAL

JoiningType = Literal["D", "R", "L", "C", "T", "U"]

# By (joined to the letter before it, joined to the letter behind it).
_PLACE: Final = {
    (False, False): ISOLATED,
    (False, True): INITIAL,
    (True, True): MEDIAL,
    (True, False): FINAL,
}
# Joining_Type of ArabicShaping.txt; all others (non-joining) have none of these.
_TYPES: Final[dict[JoiningType, regex.Pattern[str]]] = {
    "D": regex.compile(r"\p{Joining_Type=Dual_Joining}"),
    "R": regex.compile(r"\p{Joining_Type=Right_Joining}"),
    "L": regex.compile(r"\p{Joining_Type=Left_Joining}"),
    "C": regex.compile(r"\p{Joining_Type=Join_Causing}"),
    "T": regex.compile(r"\p{Joining_Type=Transparent}"),
}
# Alef after lam → the ligature where lam is not joined to the letter before it, and where it is.
_LAM_ALEF: Final = {
    "\u0622": ("\ufef5", "\ufef6"),
    "\u0623": ("\ufef7", "\ufef8"),
    "\u0625": ("\ufef9", "\ufefa"),
    "\u0627": ("\ufefb", "\ufefc"),
}
_LAM_INITIAL: Final = "\ufedf"
_LAM_MEDIAL: Final = "\ufee0"


@lru_cache(maxsize=8192)
def joining_type(character: str) -> JoiningType:
    """Joining_Type of CHARACTER (ArabicShaping.txt): D, R, L, C, T or U."""
    if character < "\u00ad":
        return "U"
    return next((name for name, pattern in _TYPES.items() if pattern.match(character)), "U")


def shape(text: str) -> str:
    """TEXT as it is to be drawn, still in logical order and exactly as long.

    Letters get the presentation form that their joining type and that of their neighbours ask for
    (The Unicode Standard, 9.2, rules R1–R7); letters without presentation forms, which the terminal
    draws as well as it can, marks and everything else stay as they are. Nothing is dropped or moved:
    `shape(text)[i]` shows `text[i]`.
    """
    forms = list(text)
    before = -1  # the joining character that the next one follows, marks not counted
    joins = joined = False  # whether it joins what follows it, and is joined to what it follows
    for place, character in enumerate(text):
        kind = joining_type(character)
        if kind == "T":
            continue
        meets = joins and kind in "DRC"
        if before >= 0:
            forms[before] = _form(text[before], joined, meets)
        before, joined, joins = place, meets, kind in "DLC"
    if before >= 0:
        forms[before] = _form(text[before], joined, False)
    return "".join(forms)


def _form(letter: str, before: bool, behind: bool) -> str:
    """LETTER, joined to the one BEFORE and BEHIND it or not; itself where it has no form for that."""
    known = LETTERS_ARABIC.get(letter)
    return (known[_PLACE[before, behind]] if known else "") or letter


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
