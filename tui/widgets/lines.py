"""Lines of text being put together, with marks over them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from rich.style import Style

from tui.widgets.paint import Mark

BOLD: Final = Style(bold=True)
ISOLATE, POP = "\u2068", "\u2069"


@dataclass
class Lines:
    """Lines of text being put together, with marks over them."""

    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    def add(self, line: str, style: Style | None = None, styled: Sequence[Mark] = ()) -> None:
        """One more LINE, all of it in STYLE, or parts of it as STYLED says."""
        begin = len(self.text)
        if style:
            self.marks.append(Mark(begin, begin + len(line), style))
        self.marks += [Mark(begin + each.start, begin + each.end, each.style) for each in styled]
        self.text += line + "\n"

    def gap(self) -> None:
        """One empty line, where there is none yet."""
        if self.text and not self.text.endswith("\n\n"):
            self.add("")
