"""Arabic in any widget: every line that a widget renders passes here, to be shaped and ordered.

Textual's own widgets (tables, lists, notifications, footers, tooltips, titles) write text in logical
order. The widgets that lay their text out themselves say so by `LaidOut`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import regex
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter
from textual.widget import Widget

from tui.arabic.characters import BIDI_CONTROLS, RIGHT_TO_LEFT, has_class
from tui.arabic.layout import lay_out
from tui.arabic.levels import base_level

# What parts one field of a line from the next: box lines and blocks, and more than one blank.
_BETWEEN_FIELDS = regex.compile(r"\s*[\u2500-\u259f\u2800]+\s*|\s{2,}|^\s+|\s+$")
Piece = tuple[str, Style | None]


class ArabicLines(LineFilter):
    """Orders each field of a line by UAX #9, its base direction from its first strong character.

    A field without one has that of the interface, BASE. Fields keep their places and widths, so the
    columns of a table stay where they are; styles travel with their letters.
    """

    def __init__(self, base: int) -> None:
        super().__init__()
        self._base = base

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002
        """SEGMENTS, one line in logical order, as it is to be seen; as many cells as before."""
        text = "".join(segment.text for segment in segments if not segment.control)
        if not has_class(text, RIGHT_TO_LEFT) and BIDI_CONTROLS.isdisjoint(text):
            return segments
        styles = [segment.style for segment in segments if not segment.control for _ in segment.text]
        pieces: list[Piece] = []
        done = 0
        for gap in _BETWEEN_FIELDS.finditer(text):
            pieces += self._field(text[done : gap.start()], styles[done : gap.start()])
            pieces += zip(gap.group(), styles[gap.start() : gap.end()], strict=True)
            done = gap.end()
        pieces += self._field(text[done:], styles[done:])
        return [*_joined(pieces), *(segment for segment in segments if segment.control)]

    def _field(self, text: str, styles: Sequence[Style | None]) -> list[Piece]:
        """The glyphs of one field from left to right, padded to the cells that it had."""
        if not text:
            return []
        # A control character has no cell here, and must never reach the terminal.
        shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
        width = cell_len(text)
        base = base_level(shown)
        (row, *_) = lay_out(shown, 4 * len(shown) + 8, self._base if base is None else base)
        glyphs = [(glyph.text, styles[glyph.start], glyph.width) for glyph in row.glyphs if glyph.width]
        while sum(cells for _, _, cells in glyphs) > width:
            glyphs.pop(0 if row.base % 2 else -1)
        blanks = [(" ", styles[-1])] * (width - sum(cells for _, _, cells in glyphs))
        found = [(glyph, style) for glyph, style, _ in glyphs]
        return blanks + found if self._base else found + blanks


def _joined(pieces: Iterable[Piece]) -> Iterator[Segment]:
    """PIECES as segments, neighbours of one style together."""
    for style, group in groupby(pieces, key=lambda piece: piece[1]):
        yield Segment("".join(text for text, _ in group), style)


class LaidOut(Widget):
    """A widget whose lines are in visual order and shaped already.

    So are those of a modal screen: it renders the screen below it.
    """

    def get_line_filters(self) -> Sequence[LineFilter]:
        """All filters but `ArabicLines`."""
        return [each for each in super().get_line_filters() if not isinstance(each, ArabicLines)]
