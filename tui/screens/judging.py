"""A screen on which what people said of one sentence is looked at, and judged by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.screen import Screen

from tui.arabic.layout import fit
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.text_rows import TextRows
from tui.widgets.versions import Shown, Versions

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


class JudgingScreen(Screen[None], LaidOut):
    """The current sentence of SHOWN over READER, where one is above it, what keys do below."""

    def __init__(self, reader: ReaderScreen, shown: Shown) -> None:
        super().__init__()
        self.reader = reader
        self._shown = shown
        self._message = ""

    def compose(self) -> ComposeResult:
        """Where one is, the versions, what the keys do."""
        reader = self.reader
        yield TextRows(reader.texts.base, id="contexts-title")
        yield Versions(self._shown, reader.schema, reader.texts, reader.palette)
        yield TextRows(reader.texts.base, id="contexts-hint")

    @property
    def versions(self) -> Versions:
        """What shows the sentence."""
        return self.query_one(Versions)

    def on_resize(self) -> None:
        """The bars are cut anew."""
        self.call_after_refresh(self.show)

    def title_text(self) -> str:
        """What stands above the sentence."""
        return ""

    def hint_text(self) -> str:
        """What stands below it, where nothing else is said."""
        return ""

    def show(self) -> None:
        """Show the current sentence, and where it is among the others."""
        self.versions.follow()
        width = self.size.width - 2
        self.query_one("#contexts-title", TextRows).show(fit(self.title_text(), width))
        self.query_one("#contexts-hint", TextRows).show(fit(self._message or self.hint_text(), width))
