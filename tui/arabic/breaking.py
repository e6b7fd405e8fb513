"""Line breaking in logical order (the basics of UAX #14), never inside a glyph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tui.arabic.glyphs import Glyph

_NO_BREAK_SPACES = frozenset("\u00a0\u2007\u202f")
_HYPHENS = frozenset("-\u2010\u2013\u2014")
_LINE_SEPARATOR = "\u2028"
_ZERO_WIDTH_SPACE = "\u200b"


def break_lines(text: str, glyphs: Sequence[Glyph], width: int) -> list[list[Glyph]]:
    """GLYPHS of TEXT as lines of at most WIDTH cells.

    A line ends behind white space, a zero width space or a hyphen before a letter; a word wider
    than the line is broken between its glyphs. White space at the end of a broken line hangs over
    it with no cells.
    """
    lines: list[list[Glyph]] = []
    line: list[Glyph] = []
    used = 0  # cells of `line`
    opportunity = 0  # how many glyphs of `line` may stand before a break; 0 for none
    for index, glyph in enumerate(glyphs):
        if glyph.width > width:
            glyph = replace(glyph, text="\ufffd", width=1)
        blank = _is_blank(text, glyph)
        if blank and used + glyph.width > width:
            glyph = replace(glyph, text="", width=0)
        while used + glyph.width > width:
            keep = opportunity or len(line)
            lines.append(_hung(text, line[:keep]))
            line = line[keep:]
            used = sum(each.width for each in line)
            opportunity = 0
        line.append(glyph)
        # Behind a blank that there is no room for (a tab) nothing else may find room.
        used = width if blank and not glyph.width else used + glyph.width
        following = glyphs[index + 1] if index + 1 < len(glyphs) else None
        if blank or _breaks_after(text, glyph, following):
            opportunity = len(line)
        if text[glyph.start] == _LINE_SEPARATOR:
            lines.append(line)
            line, used, opportunity = [], 0, 0
    if line or not lines:
        lines.append(line)
    return lines


def _hung(text: str, line: list[Glyph]) -> list[Glyph]:
    """LINE, broken off here, with the white space at its end taking no cells."""
    end = len(line)
    while end > 1 and _is_blank(text, line[end - 1]):
        end -= 1
    return line[:end] + [replace(blank, text="", width=0) for blank in line[end:]]


def _is_blank(text: str, glyph: Glyph) -> bool:
    character = text[glyph.anchor]
    return character.isspace() and character not in _NO_BREAK_SPACES


def _breaks_after(text: str, glyph: Glyph, following: Glyph | None) -> bool:
    if _ZERO_WIDTH_SPACE in text[glyph.start : glyph.end]:
        return True
    hyphen = text[glyph.anchor] in _HYPHENS
    return hyphen and following is not None and text[following.anchor].isalpha()
