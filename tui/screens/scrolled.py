"""A page of text over the reader, to be scrolled and closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from tui.actions.keyboard import latin_key
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.paint import Mark
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

BOLD = Style(bold=True)
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


class Scrolled(ModalScreen[None], LaidOut):
    """Text over READER; closed by Escape, q or ?."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,q", "dismiss", ""),
        ("ctrl+q", "app.quit", ""),
    ]

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__()
        self.reader = reader

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(id="help"):
            yield TextRows(self.reader.texts.base, id="help-text")

    def on_mount(self) -> None:
        """Fill the page."""
        self.fill()

    def on_key(self, event: events.Key) -> None:
        """The keys that close it under an Arabic keyboard layout."""
        if latin_key(event.character or "") in ("q", "?"):
            event.stop()
            self.dismiss()

    def lines(self) -> Lines:
        """What stands on the page."""
        return Lines()

    def fill(self) -> None:
        """Show what stands on the page now."""
        lines = self.lines()
        self.query_one("#help-text", TextRows).show(lines.text.rstrip("\n"), lines.marks)
