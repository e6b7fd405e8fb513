"""Contexts as rows: the node in the middle, what stands before it on the side where it is read first."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.occurrences import Occurrence
from tui.arabic.layout import fit, lay_out
from tui.arabic.levels import base_level
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.contexts import Contexts, key_of
from tui.widgets.paint import Mark, paint
from tui.widgets.palette import Palette
from tui.widgets.rows import Rows

_INFO = 24  # cells of label and document
_NODE = 22  # cells of the node at most
_HERE = Style(reverse=True)
_BOLD, _DIM = Style(bold=True), Style(dim=True)
_ISOLATE, _POP = "\u2068", "\u2069"


class Kwic(Rows):
    """The rows of CONTEXTS. Only what is on the screen is laid out."""

    def __init__(self, contexts: Contexts, texts: Texts, palette: Palette) -> None:
        super().__init__("kwic")
        self.contexts = contexts
        self._texts = texts
        self._palette = palette

    def count(self) -> int:
        """How many rows there are."""
        return len(self.contexts.rows())

    def seen(self, rows: range) -> object:
        """The places with their ticks, as of the last edit."""
        contexts = self.contexts
        places = contexts.rows()[rows.start : rows.stop]
        return contexts.session.edits, [(key_of(each), key_of(each) in contexts.ticked) for each in places]

    @property
    def current(self) -> Occurrence | None:
        """The place on the current row."""
        rows = self.contexts.rows()
        return rows[min(self.row, len(rows) - 1)] if rows else None

    def render_line(self, y: int) -> Strip:
        """Row Y of those on the screen."""
        rows, style, width = self.contexts.rows(), self.rich_style, self.content_size.width
        if self._top + y >= len(rows):
            return Strip.blank(width, style)
        place = rows[self._top + y]
        if self._top + y == self.row:
            style += _HERE
        info = min(_INFO, width // 3)
        node = min(_NODE, max(6, (width - info) // 4))
        side = max(1, (width - info - node - 5) // 2)
        text = self._text(place, side, node, style)
        rest = Strip([Segment(" " * max(0, width - info - 1 - text.cell_length), style)])
        parts = [self._info(place, info, style), Strip([Segment(" ", style)]), rest, text]
        return Strip.join(parts[::-1] if self._texts.base else parts).crop(0, width)

    def _info(self, place: Occurrence, width: int, style: Style) -> Strip:
        """Whether it is ticked, the label, the document."""
        contexts, texts = self.contexts, self._texts
        label = contexts.label_on(place)
        schema_name = label or texts("no-label")
        tick = "▣" if key_of(place) in contexts.ticked else "□"
        name = contexts.session.name_of(place.sentence)
        line = f"{tick} {_ISOLATE}{schema_name}{_POP} "
        marks = [Mark(2, len(line) - 1, self._palette.style(label.split(" ")[0]))] if label else []
        line = fit(f"{line}{_ISOLATE}{name}{_POP}", width)
        return paint(lay_out(line, width, texts.base)[0], style, marks)

    def _text(self, place: Occurrence, side: int, width: int, style: Style) -> Strip:
        """The three columns, in the order in which the text is read."""
        contexts = self.contexts
        word, (start, end) = contexts.node(place)
        base = base_level(word) if base_level(word) is not None else 1
        shown = _fitting(word, width, last=False)
        label = contexts.label_on(place)
        marks = [Mark(start, end, self._palette.style(label.split(" ")[0]) if label else _BOLD)]
        middle = _column(lay_out(shown, width, base)[0], width, style, marks, "middle")
        before = _fitting(contexts.before(place), side, last=True)
        after = _fitting(contexts.after(place), side, last=False)
        onwards, back = ("right", "left") if base else ("left", "right")
        columns = [
            _column(lay_out(before, side, base)[0], side, style, [], back),
            Strip([Segment("  ", style)]),
            middle,
            Strip([Segment("  ", style)]),
            _column(lay_out(after, side, base)[0], side, style, [], onwards),
        ]
        return Strip.join(columns[::-1] if base else columns)


def _fitting(text: str, width: int, last: bool) -> str:
    """As many whole words of TEXT as WIDTH cells hold, its LAST ones or its first."""
    if len(lay_out(text, width)) == 1:
        return text
    pieces = text.split()
    kept: list[str] = []
    for piece in reversed(pieces) if last else pieces:
        tried = [piece, *kept] if last else [*kept, piece]
        if len(lay_out(" ".join(tried), width)) > 1:
            break
        kept = tried
    return " ".join(kept) or fit(text, width)


def _column(row: Row, width: int, style: Style, marks: list[Mark], side: str) -> Strip:
    """ROW in WIDTH cells, at its SIDE: what is read next to the node stands next to it."""
    strip = paint(row, style, marks)
    used = sum(glyph.width for glyph in row.glyphs)
    inner = strip.crop(row.indent, row.indent + used)
    left = {"left": 0, "right": width - used, "middle": (width - used) // 2}[side]
    return Strip.join(
        [
            Strip([Segment(" " * left, style)]),
            inner,
            Strip([Segment(" " * (width - used - left), style)]),
        ]
    )
