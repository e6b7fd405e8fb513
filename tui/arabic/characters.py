"""What the Unicode Character Database says of single characters: bidi class, brackets, mirrors."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from typing import Final

# Bidi_Mirroring_Glyph and Bidi_Paired_Bracket, Unicode 15.0 (BidiMirroring.txt, BidiBrackets.txt).
# Every pair stands as two neighbouring characters; Python's unicodedata knows that a character is
# mirrored, but not into what.
_MIRROR_PAIRS: Final = (
    "()<>[]{}«»༺༻༼༽᚛᚜‹›⁅⁆⁽⁾₍₎∈∋∉∌∊∍∕⧵∟⯾∠⦣∡⦛∢⦠∤⫮∼∽≃⋍≅≌≒≓≔≕≤≥≦≧≨≩≪≫≮≯≰≱≲≳≴≵≶≷≸≹"
    "≺≻≼≽≾≿⊀⊁⊂⊃⊄⊅⊆⊇⊈⊉⊊⊋⊏⊐⊑⊒⊘⦸⊢⊣⊦⫞⊨⫤⊩⫣⊫⫥⊰⊱⊲⊳⊴⊵⊶⊷⊸⟜⋉⋊⋋⋌⋐⋑⋖⋗⋘⋙⋚⋛⋜⋝⋞⋟⋠⋡⋢⋣⋤⋥⋦⋧⋨⋩⋪⋫"
    "⋬⋭⋰⋱⋲⋺⋳⋻⋴⋼⋶⋽⋷⋾⌈⌉⌊⌋〈〉❨❩❪❫❬❭❮❯❰❱❲❳❴❵⟃⟄⟅⟆⟈⟉⟋⟍⟕⟖⟝⟞⟢⟣⟤⟥⟦⟧⟨⟩⟪⟫⟬⟭⟮⟯⦃⦄⦅⦆⦇⦈⦉⦊⦋⦌⦍⦐"
    "⦎⦏⦑⦒⦓⦔⦕⦖⦗⦘⦤⦥⦨⦩⦪⦫⦬⦭⦮⦯⧀⧁⧄⧅⧏⧐⧑⧒⧔⧕⧘⧙⧚⧛⧨⧩⧸⧹⧼⧽⨫⨬⨭⨮⨴⨵⨼⨽⩤⩥⩹⩺⩻⩼⩽⩾⩿⪀⪁⪂⪃⪄⪅⪆⪇⪈⪉⪊⪋⪌⪍⪎"
    "⪏⪐⪑⪒⪓⪔⪕⪖⪗⪘⪙⪚⪛⪜⪝⪞⪟⪠⪡⪢⪦⪧⪨⪩⪪⪫⪬⪭⪯⪰⪱⪲⪳⪴⪵⪶⪷⪸⪹⪺⪻⪼⪽⪾⪿⫀⫁⫂⫃⫄⫅⫆⫇⫈⫉⫊⫋⫌⫍⫎⫏⫐⫑⫒⫓⫔⫕⫖⫬⫭⫷⫸"
    "⫹⫺⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡⸢⸣⸤⸥⸦⸧⸨⸩⹕⹖⹗⹘⹙⹚⹛⹜〈〉《》「」『』【】〔〕〖〗〘〙〚〛﹙﹚﹛﹜﹝﹞﹤﹥（）＜＞［］｛｝｟｠｢｣"
)
_OPENING_BRACKETS: Final = (
    "([{༺༼᚛⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼⸢⸤⸦⸨⹕⹗⹙⹛〈《「『【〔〖〘〚﹙﹛﹝（［｛｟｢"
)

MIRROR: Final[dict[str, str]] = dict(
    pair for a, b in zip(_MIRROR_PAIRS[::2], _MIRROR_PAIRS[1::2], strict=True) for pair in ((a, b), (b, a))
)
CLOSING_BRACKET: Final[dict[str, str]] = {opening: MIRROR[opening] for opening in _OPENING_BRACKETS}
OPENING_BRACKET: Final[dict[str, str]] = {closing: opening for opening, closing in CLOSING_BRACKET.items()}

# Classes of code points that no Unicode version has assigned yet (DerivedBidiClass.txt, @missing).
_UNASSIGNED: Final = (
    (0x0590, 0x05FF, "R"),
    (0x0600, 0x07BF, "AL"),
    (0x07C0, 0x085F, "R"),
    (0x0860, 0x08FF, "AL"),
    (0x20A0, 0x20CF, "ET"),
    (0xFB1D, 0xFB4F, "R"),
    (0xFB50, 0xFDCF, "AL"),
    (0xFDF0, 0xFDFF, "AL"),
    (0xFE70, 0xFEFF, "AL"),
    (0x10800, 0x10CFF, "R"),
    (0x10D00, 0x10D3F, "AL"),
    (0x10D40, 0x10EBF, "R"),
    (0x10EC0, 0x10EFF, "AL"),
    (0x10F00, 0x10F2F, "R"),
    (0x10F30, 0x10F6F, "AL"),
    (0x10F70, 0x10FFF, "R"),
    (0x1E800, 0x1EC6F, "R"),
    (0x1EC70, 0x1ECBF, "AL"),
    (0x1ECC0, 0x1ECFF, "R"),
    (0x1ED00, 0x1ED4F, "AL"),
    (0x1ED50, 0x1EDFF, "R"),
    (0x1EE00, 0x1EEFF, "AL"),
    (0x1EF00, 0x1EFFF, "R"),
)
# Default_Ignorable_Code_Point ranges that hold unassigned code points.
_UNASSIGNED_IGNORABLE: Final = ((0x2060, 0x206F), (0xFFF0, 0xFFF8), (0xE0000, 0xE0FFF))

RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
# What UAX #9 may move in a left-to-right row: Arabic numbers side by side, too (rule N1).
MOVING: Final = RIGHT_TO_LEFT | {"AN"}
EXPLICIT_EMBEDDINGS: Final = frozenset({"LRE", "RLE", "LRO", "RLO"})
ISOLATE_INITIATORS: Final = frozenset({"LRI", "RLI", "FSI"})
REMOVED_BY_X9: Final = EXPLICIT_EMBEDDINGS | {"PDF", "BN"}
BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@cache
def bidi_class(character: str) -> str:
    """Bidi_Class of CHARACTER by its short name ("AL", "EN", …), unassigned code points included."""
    known = unicodedata.bidirectional(character)
    if known:
        return known
    code = ord(character)
    noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    if noncharacter or any(first <= code <= last for first, last in _UNASSIGNED_IGNORABLE):
        return "BN"
    return next((name for first, last, name in _UNASSIGNED if first <= code <= last), "L")


def bidi_classes(text: str) -> list[str]:
    """Bidi_Class of every character of TEXT."""
    return [bidi_class(character) for character in text]


@lru_cache(maxsize=4096)
def has_class(text: str, classes: frozenset[str]) -> bool:
    """Whether any character of TEXT is of one of the bidi CLASSES, which are not those of ASCII."""
    return not text.isascii() and any(bidi_class(character) in classes for character in text)


def canonical_bracket(character: str) -> str:
    """CHARACTER with the angle brackets U+2329/U+232A taken for U+3008/U+3009 (note to BD16)."""
    return {"\u2329": "\u3008", "\u232a": "\u3009"}.get(character, character)
