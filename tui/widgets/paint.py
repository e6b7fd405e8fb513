"""From rows of cells to Textual strips: the styles of marks laid over text by offset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from tui.arabic.row import Row


@dataclass(frozen=True, slots=True)
class Mark:
    """A style on the source range [start, end); later marks lie over earlier ones."""

    start: int
    end: int
    style: Style


def paint(row: Row, style: Style, marks: Sequence[Mark] = ()) -> Strip:
    """ROW as a strip of exactly `row.width` cells: STYLE everywhere, MARKS on the cells they cover."""
    segments: list[Segment] = [Segment(" " * row.indent, style)] if row.indent else []
    used = row.indent
    run, run_style = "", style
    marks = [mark for mark in marks if mark.start < row.end and row.start < mark.end]
    for glyph in row.glyphs:
        if not glyph.width:
            continue
        cell_style = style
        for mark in marks:
            if mark.start < glyph.end and glyph.start < mark.end:
                cell_style += mark.style
        if cell_style != run_style and run:
            segments.append(Segment(run, run_style))
            run = ""
        run, run_style = run + glyph.text, cell_style
        used += glyph.width
    if run:
        segments.append(Segment(run, run_style))
    if used < row.width:
        segments.append(Segment(" " * (row.width - used), style))
    return Strip(segments, row.width)
