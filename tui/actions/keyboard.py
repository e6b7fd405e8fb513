"""Keys by their place: what an Arabic keyboard layout types, as the Latin key on the same cap.

So a person who writes Arabic need not switch layouts to press `n`. The table is Arabic 101 (PC);
letters that only the macOS layout or the Persian one (ISIRI 9147) has on a key of ours are added where
they do not disagree with it.
"""

from __future__ import annotations

from typing import Final

_PC: Final = {
    "ض": "q", "ص": "w", "ث": "e", "ق": "r", "ف": "t", "غ": "y", "ع": "u", "ه": "i", "خ": "o", "ح": "p",
    "ج": "[", "د": "]", "ش": "a", "س": "s", "ي": "d", "ب": "f", "ل": "g", "ا": "h", "ت": "j", "ن": "k",
    "م": "l", "ئ": "z", "ء": "x", "ؤ": "c", "ى": "n", "ة": "m", "و": ",", "ز": ".", "ظ": "/", "؟": "?",
    "\ufefb": "b",
}  # fmt: skip
_MACOS: Final = {"ط": "x", "ذ": "c", "ر": "n"}
_PERSIAN: Final = {"ی": "d", "ک": ";", "گ": "'", "پ": "m", "چ": "]", "ژ": "c"}
# Shift with a letter: the capitals that are commands of ours, where they type nothing else we need.
_SHIFTED: Final = {
    "\u0650": "A",
    "\ufef9": "T",
    "\u064b": "W",
    "\u0640": "J",
    "\u060c": "K",
    "أ": "H",
    "\u064e": "Q",
}
_DIGITS: Final = {
    digit: str(value) for digits in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, digit in enumerate(digits)
}
_LATIN: Final = _PERSIAN | _PC | _MACOS | _SHIFTED | _DIGITS


def latin_key(character: str) -> str:
    """The character that the pressed key types in a Latin layout; CHARACTER itself if it does."""
    return _LATIN.get(character, character)
