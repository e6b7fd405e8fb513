"""The test card: one line, written for each kind of terminal; the one that reads right tells the kind."""

from __future__ import annotations

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.arabic.layout import lay_out
from tui.terminal.textual_seam import to_cells, to_strip
from tui.terminal.writers import WAYS
from tui.widgets.paint import Mark, paint

TEXT = "قالت Reuters في 12/10: «لطهران» مُحَمَّد (٣٫٥٪)"
MARKED = "طهران"
# What must take one column each, or lines are too long: harakat, lam-alef, tatweel, a blank, marks.
ONE_COLUMN = ("بَّ", "\ufefb", "ـ", "\u2800", "✓", "│", "»")
_WIDTH = 50
# With a colour of its own: what differs in a shade must have one.
_PAGE = Style(color="#e0e0e0", bgcolor="#121212")
_LABEL = Style(color="#000000", bgcolor="#9bd49b")


def card(console: Console) -> dict[str, str]:
    """The card's lines by way, in the order of their numbers, as they are to be sent to CONSOLE."""
    lines = {}
    for number, (name, way) in enumerate(WAYS.items(), 1):
        shades = name == "styles"  # which 256 colours have none of
        colours = Console(color_system="truecolor") if shades else console
        lines[name] = to_strip(way.writer(to_cells(_row(number)))).render(colours)
    return lines


def _row(number: int) -> Strip:
    """The line NUMBER as it should be seen."""
    start = TEXT.index(MARKED)
    (row,) = lay_out(TEXT, _WIDTH, 1, {start, start + len(MARKED)})
    text = paint(row, _PAGE, [Mark(start, start + len(MARKED), _LABEL)])
    edges = Strip([Segment(f" {number} │ ", _PAGE)]), Strip([Segment(" │ ", _PAGE)])
    return Strip.join([edges[0], text, edges[1]])
