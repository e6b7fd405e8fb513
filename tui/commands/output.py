"""What commands print: in logical order into files and pipes, on a terminal as that terminal wants it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from annotations.model import Range
from tui.arabic.characters import MOVING, has_class
from tui.arabic.glyphs import visible

if TYPE_CHECKING:
    from tui.commands.rows import Rows

_ISOLATE, _POP = "\u2068", "\u2069"


class Output:
    """A stream, standard output if it is not said which; control characters come out as symbols."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._on_terminal = self._stream.isatty()

    def line(self, *fields: str) -> None:
        """FIELDS from left to right with two blanks between them; none disturbs another's direction."""
        shown = [visible(" ".join(field.splitlines())) for field in fields]
        if self._on_terminal and any(has_class(field, MOVING) for field in shown):
            self._rows.line("  ".join(f"{_ISOLATE}{field}{_POP}" for field in shown))
        else:
            print("  ".join(shown).rstrip(), file=self._stream)

    def passage(self, head: Sequence[str], text: str, found: Sequence[Range]) -> None:
        """TEXT behind its HEAD; on a terminal in rows below it, where the ranges FOUND stand out."""
        if self._on_terminal:
            self.line(*head)
            self._rows.passage(text, found)
        else:
            self.line(*head, " ".join(text.split()))

    @cached_property
    def _rows(self) -> Rows:
        """Made when it is needed: it imports Textual, and asks the terminal what it is."""
        from tui.commands.rows import Rows

        return Rows(self._stream)
