"""Text as glyphs: what one cluster, or one lam-alef, puts on the screen, and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex
from rich.cells import cell_len

from tui.arabic.characters import MIRROR
from tui.arabic.clusters import LINE_ENDS, clusters, is_control, is_invisible, is_pictograph
from tui.arabic.levels import embedding_levels
from tui.arabic.shaping import lam_alef, shape
from tui.arabic.visible import NAMES, control_symbol

_DOTTED_CIRCLE = "\u25cc"
_NO_BREAK_SPACE = "\u00a0"
_TAB = " " * 4
_VARIANTS = frozenset(map(chr, range(0xFE00, 0xFE10)))  # variation selectors: see _agreed_pictograph


@dataclass(frozen=True, slots=True)
class Glyph:
    """A piece of a text as the screen shows it.

    `text` is what the terminal gets, `width` its cells, [start, end) the source range it shows,
    `level` its embedding level, `anchor` the source offset whose level that is.
    """

    text: str
    start: int
    end: int
    width: int
    level: int
    anchor: int


@dataclass(frozen=True, slots=True)
class GlyphText:
    """A paragraph analysed once, for lines of any width.

    `single` are its glyphs with every lam-alef as two letters; `ligatures` maps the offset where
    an alef begins to the glyph that lam and alef are together.
    """

    text: str
    levels: tuple[int, ...]
    base: int
    single: tuple[Glyph, ...]
    ligatures: dict[int, Glyph]

    def glyphs(self, cuts: frozenset[int]) -> list[Glyph]:
        """The glyphs in logical order; a lam-alef stays two letters where CUTS has their border."""
        found: list[Glyph] = []
        for glyph in self.single:
            ligature = self.ligatures.get(glyph.start)
            if ligature is None or glyph.start in cuts:
                found.append(glyph)
            else:
                found[-1] = ligature
        return found


@lru_cache(maxsize=4096)
def analyse(text: str, base: int | None, show_invisible: bool) -> GlyphText:
    """Resolve levels, clusters and shapes of one paragraph TEXT (see `layout.lay_out`)."""
    levels, found_base = embedding_levels(text, base)
    forms = shape(text)
    single: list[Glyph] = []
    ligatures: dict[int, Glyph] = {}
    for start, end in clusters(text, apart=show_invisible):
        source = text[start:end]
        anchor = start + _anchor(source)
        level = levels[anchor]
        shown, width = _drawn(source, forms[start:end], level % 2, show_invisible)
        glyph = Glyph(shown, start, end, width, level, anchor)
        if single and single[-1].level == level and start == anchor:
            lam = single[-1]
            ligature = lam_alef(text, forms, lam.anchor, start)
            if ligature:
                marks = lam.text[1:] + glyph.text[1:]
                ligatures[start] = Glyph(ligature + marks, lam.start, end, 1, level, lam.anchor)
        single.append(glyph)
    return GlyphText(text, tuple(levels), found_base, tuple(single), ligatures)


def _anchor(source: str) -> int:
    """The first character of a cluster that can be seen, or the first of all."""
    if len(source) == 1:
        return 0
    return next((i for i, character in enumerate(source) if not is_invisible(character)), 0)


@lru_cache(maxsize=16_384)
def _drawn(source: str, forms: str, odd: int, show_invisible: bool) -> tuple[str, int]:
    """What a cluster puts on the screen, and its cells: at least one, none for a line end.

    SOURCE is the cluster's text, FORMS the same shaped, ODD whether it is set right-to-left.
    """
    anchor = _anchor(source)
    first = source[anchor]
    if first in LINE_ENDS:
        return "", 0
    if first == "\t":
        shown = _TAB
    elif is_control(first):
        shown = control_symbol(first)
    elif show_invisible and is_invisible(first):
        shown = f"[{NAMES.get(first, f'{ord(first):04X}')}]"
    elif is_pictograph(first):
        shown = _agreed_pictograph(source[anchor:])
    else:
        shown = "".join(form for form in forms if not is_invisible(form) and form not in _VARIANTS)
        shown = shown.replace(_NO_BREAK_SPACE, " ")  # the same blank, but one that a writer may use
        if odd and shown[:1] in MIRROR:  # L4
            shown = MIRROR[shown[0]] + shown[1:]
    width = cell_len(shown)
    return (shown, width) if width else (_DOTTED_CIRCLE + shown, 1)


def _agreed_pictograph(cluster: str) -> str:
    """The part of an emoji on whose width terminals agree: its first character, or a flag's two.

    Joined families, skin tones and variation selectors are counted differently by nearly every
    terminal; a cell too many would push the row's first word out of the window.
    """
    return cluster[: 2 if regex.match(r"\p{Regional_Indicator}{2}", cluster) else 1]
