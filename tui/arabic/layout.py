"""The layout engine's one door: a text and a width become rows of cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from annotations.arabic.words import lead_ends
from tui.arabic.breaking import break_lines
from tui.arabic.glyphs import Glyph, GlyphText, analyse
from tui.arabic.levels import base_level, line_levels, paragraphs, visual_order
from tui.arabic.row import Row, row_of


def lay_out(
    text: str,
    width: int,
    base: int | None = None,
    cuts: Iterable[int] = (),
    show_invisible: bool = False,
    neutral: int = 0,
) -> tuple[Row, ...]:
    """TEXT as rows WIDTH cells wide, in reading order from the top.

    BASE is the direction of every paragraph, 0 or 1; None lets each find its own (see `direction`),
    which is NEUTRAL where nothing in it is strong. CUTS are offsets where a highlight begins or
    ends: a lam-alef with a cut inside is set as two joined letters, nothing else depends on them.
    SHOW_INVISIBLE writes out bidi controls and joiners.
    Raises ValueError for a width below 1.
    """
    if width < 1:
        raise ValueError(f"a row needs at least one cell, not {width}")
    rows: list[Row] = []
    for start, end in paragraphs(text) or ((0, 0),):
        paragraph = text[start:end]
        own = direction(paragraph, neutral) if base is None else base
        analysed = analyse(paragraph, own, show_invisible)
        inside = frozenset(cut - start for cut in cuts if cut - start in analysed.ligatures)
        rows += (_moved(row, start) for row in _rows(analysed.text, width, own, inside, show_invisible))
    return tuple(rows)


def direction(paragraph: str, neutral: int) -> int:
    """P2–P3 for PARAGRAPH without the mentions, hashtags and addresses that it begins with (HL1)."""
    for text in (paragraph[lead_ends(paragraph) :], paragraph):
        found = base_level(text)
        if found is not None:
            return found
    return neutral


@lru_cache(maxsize=8192)
def _rows(
    text: str, width: int, base: int | None, cuts: frozenset[int], show_invisible: bool
) -> tuple[Row, ...]:
    analysed = analyse(text, base, show_invisible)
    lines = break_lines(text, analysed.glyphs(cuts), width)
    return tuple(_row(analysed, line, width) for line in lines)


def _row(analysed: GlyphText, line: list[Glyph], width: int) -> Row:
    """One line in visual order: L1 on its own end, then L2."""
    if not line:
        return row_of(line, [], analysed.base, width)
    start, end = line[0].start, line[-1].end
    levels = line_levels(analysed.text[start:end], analysed.levels[start:end], analysed.base)
    order = visual_order([levels[glyph.anchor - start] for glyph in line])
    return row_of(line, order, analysed.base, width)


def _moved(row: Row, by: int) -> Row:
    """ROW with its offsets shifted: a paragraph's row as its document's."""
    if not by:
        return row
    glyphs = (Glyph(g.text, g.start + by, g.end + by, g.width, g.level, g.anchor + by) for g in row.glyphs)
    return Row(tuple(glyphs), row.start + by, row.end + by, row.base, row.width)


def one_line(text: str, base: int | None = None) -> str:
    """TEXT, a single line such as a label or a name, in visual order and shaped."""
    flat = " ".join(text.splitlines())
    return "".join(row.text for row in lay_out(flat, max(1, 4 * len(flat)), base)).strip(" ")


def fit(text: str, width: int) -> str:
    """TEXT as one line of at most WIDTH cells when laid out: cut, with an ellipsis, if it is longer."""
    flat = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    if width < 3 or len(lay_out(flat, width)) == 1:
        return flat
    shown = (glyph.end for glyph in lay_out(flat, width - 1)[0].glyphs if glyph.width)
    return flat[: max(shown, default=0)].rstrip() + "…"
