"""A page of text over the reader, to be scrolled and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from tui.actions.keyboard import latin_key
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.lines import Lines
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


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

    @property
    def text_width(self) -> int:
        """The cells of a line, as the style sheet has it."""
        return min(100, self.app.size.width * 9 // 10) - 6

    def lines(self) -> Lines:
        """What stands on the page."""
        return Lines()

    def fill(self) -> None:
        """Show what stands on the page now."""
        lines = self.lines()
        self.query_one("#help-text", TextRows).show(lines.text.rstrip("\n"), lines.marks)
