"""What commands print: in logical order into files and pipes, on a terminal as that terminal wants it."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TextIO

from rich.console import Console
from rich.style import Style

from annotations.errors import HashiyaError
from annotations.model import Range
from tui.arabic.characters import MOVING, has_class
from tui.arabic.glyphs import visible
from tui.arabic.layout import lay_out
from tui.arabic.row import Row
from tui.commands.terminal import terminal_here
from tui.settings import load_settings
from tui.terminal.profiles import WITHOUT_SWITCH
from tui.terminal.query import foreground_here
from tui.terminal.textual_seam import to_cells, to_strip
from tui.terminal.writers import WAYS, Way
from tui.widgets.paint import Mark, paint

_ISOLATE, _POP = "\u2068", "\u2069"
_WIDEST = 100  # columns of a text, so that the eye finds the next row
_FOUND = Style(reverse=True)
_LEGIBLE = "#808080"  # on black as on white


class Output:
    """A stream, standard output if it is not said which; control characters come out as symbols."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._on_terminal = self._stream.isatty()

    def line(self, *fields: str) -> None:
        """FIELDS from left to right with two blanks between them; none disturbs another's direction."""
        shown = [visible(" ".join(field.splitlines())) for field in fields]
        if self._on_terminal and any(has_class(field, MOVING) for field in shown):
            self._rows("  ".join(f"{_ISOLATE}{field}{_POP}" for field in shown), 0, self._columns)
        else:
            print("  ".join(shown).rstrip(), file=self._stream)

    def passage(self, head: Sequence[str], text: str, found: Sequence[Range]) -> None:
        """TEXT behind its HEAD; on a terminal in rows below it, where the ranges FOUND stand out."""
        if self._on_terminal:
            self.line(*head)
            self._rows(re.sub(r"\s", " ", text), None, min(_WIDEST, self._columns), found)
        else:
            self.line(*head, " ".join(text.split()))

    def _rows(self, text: str, base: int | None, width: int, found: Sequence[Range] = ()) -> None:
        cuts = {edge for piece in found for edge in piece}
        marks = [Mark(start, end, _FOUND) for start, end in found]
        for row in lay_out(text, width, base, cuts):
            print(self._written(row, marks), file=self._stream)

    def _written(self, row: Row, marks: Sequence[Mark]) -> str:
        sent = self._way.writer(to_cells(paint(row, self._style, marks)))
        return to_strip(sent).render(self._console).rstrip()

    @cached_property
    def _columns(self) -> int:
        return max(20, shutil.get_terminal_size().columns)

    @cached_property
    def _console(self) -> Console:
        return Console(file=self._stream, color_system="truecolor" if self._in_shades else "auto")

    @property
    def _in_shades(self) -> bool:
        return self._way is WAYS["styles"]

    @cached_property
    def _style(self) -> Style:
        """The terminal's own; where cells are told apart by shades, its colour by name."""
        return Style(color=foreground_here() or _LEGIBLE) if self._in_shades else Style()

    @cached_property
    def _way(self) -> Way:
        """How rows are written for this terminal, which the first of them asks."""
        try:
            profile = terminal_here(load_settings().bidi)
        except HashiyaError:  # the settings are not what is printed here
            return WAYS["nothing"]
        return WITHOUT_SWITCH.get(profile, profile).way
