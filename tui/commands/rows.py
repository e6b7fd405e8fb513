"""Rows of text on the terminal that a command runs in, laid out and written as it wants them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from typing import TextIO

from rich.console import Console
from rich.style import Style

from annotations.errors import HashiyaError
from annotations.model import Range
from tui.arabic.layout import lay_out
from tui.commands.terminal import terminal_here
from tui.settings import load_settings
from tui.terminal.profiles import WITHOUT_SWITCH
from tui.terminal.query import foreground_here
from tui.terminal.textual_seam import to_cells, to_strip
from tui.terminal.writers import WAYS, Way
from tui.widgets.lines import Lines
from tui.widgets.markdown import add_markdown
from tui.widgets.paint import Mark, paint

_NARROWEST = 20
_MOST = 1000  # columns that any terminal has
_WIDEST = 100  # columns of a text, so that the eye finds the next row
_FOUND = Style(reverse=True)
_LEGIBLE = "#808080"  # on black as on white


class Rows:
    """Writes to STREAM, which is a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._columns = max(_NARROWEST, min(shutil.get_terminal_size().columns, _MOST))
        self._way = _way_here()
        # Where cells are told apart by shades, they need a colour by name, and more than 256 to have them.
        shades = self._way is WAYS["styles"]
        self._style = Style(color=foreground_here() or _LEGIBLE) if shades else Style()
        self._console = Console(file=stream, color_system="truecolor" if shades else "auto")

    def line(self, text: str, base: int = 0) -> None:
        """TEXT in rows of the direction BASE."""
        width = min(_WIDEST, self._columns) if base else self._columns
        self._write(text, base, width, ())

    def passage(self, text: str, found: Sequence[Range]) -> None:
        """TEXT in rows of its own direction, where the ranges FOUND stand out."""
        self._write(re.sub(r"\s", " ", text), None, min(_WIDEST, self._columns), found)

    def page(self, source: str, base: int) -> None:
        """SOURCE, in Markdown, in rows of the direction BASE."""
        width = min(_WIDEST, self._columns)
        lines = Lines()
        add_markdown(lines, source, base, width)
        self._paint(lines.text.rstrip("\n"), base, width, lines.marks)

    def _write(self, text: str, base: int | None, width: int, found: Sequence[Range]) -> None:
        self._paint(text, base, width, [Mark(start, end, _FOUND) for start, end in found])

    def _paint(self, text: str, base: int | None, width: int, marks: Sequence[Mark]) -> None:
        cuts = {edge for mark in marks for edge in (mark.start, mark.end)}
        for row in lay_out(text, width, base, cuts):
            sent = self._way.writer(to_cells(paint(row, self._style, marks)))
            print(to_strip(sent).render(self._console).rstrip(), file=self._stream)


def _way_here() -> Way:
    try:
        profile = terminal_here(load_settings().bidi)
    except HashiyaError:  # the settings are not what is printed here
        return WAYS["nothing"]
    return WITHOUT_SWITCH.get(profile, profile).way
