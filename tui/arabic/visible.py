"""What cannot be seen made visible: controls, direction marks, joiners where nothing joins, fillers."""

from __future__ import annotations

import unicodedata

from tui.arabic.clusters import is_invisible, is_pictograph

_JOINERS = "\u200c\u200d"
# Shown as nothing, though they are no format characters: fillers, a joiner of marks.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d")
NAMES = {
    "\u061c": "ALM",
    "\u200b": "ZWSP",
    "\u200c": "ZWNJ",
    "\u200d": "ZWJ",
    "\u200e": "LRM",
    "\u200f": "RLM",
    "\u202a": "LRE",
    "\u202b": "RLE",
    "\u202c": "PDF",
    "\u202d": "LRO",
    "\u202e": "RLO",
    "\u2066": "LRI",
    "\u2067": "RLI",
    "\u2068": "FSI",
    "\u2069": "PDI",
    "\u00ad": "SHY",
    "\ufeff": "BOM",
}


def control_symbol(character: str) -> str:
    """The visible one-cell symbol for a C0 or C1 control character."""
    code = ord(character)
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def visible(text: str) -> str:
    """TEXT, still in logical order, with all that could steer a terminal or hide as visible symbols.

    Joiners within words and within emoji, and what chooses the form of a picture, stay what they are.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(text, place) for place in range(len(text)))


def _visible(text: str, place: int) -> str:
    character = text[place]
    category = unicodedata.category(character)
    if category == "Cc":
        return control_symbol(character)
    if category == "Cs":
        return "\ufffd"  # a byte of a file's name that is no text
    if character in _JOINERS and _is_within(text, place):
        return character
    if is_invisible(character) or character in _UNSEEN or category in ("Zl", "Zp"):
        return f"[{NAMES.get(character, f'U+{ord(character):04X}')}]"
    return character


def _is_within(text: str, place: int) -> bool:
    """Whether there is a letter or a picture right before and right behind PLACE."""
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(
        unicodedata.category(each)[0] in "LM" or is_pictograph(each) or each == "\ufe0f" for each in around
    )
