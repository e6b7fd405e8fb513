"""The tour: what a new person needs to know, in under a minute; any key goes on, Escape ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual import events

from tui.screens.scrolled import Scrolled
from tui.widgets.lines import BOLD, Lines
from tui.widgets.markdown import add_markdown

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

STEPS: Final = ("tour-page", "tour-label", "tour-claim", "tour-done", "tour-more")


class TourScreen(Scrolled):
    """The steps of the tour over READER."""

    BINDINGS = [("left,right,space,enter,down", "step(1)", ""), ("backspace,up", "step(-1)", "")]  # noqa: RUF012

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.step = 0

    def lines(self) -> Lines:
        """The step at hand, and how to go on."""
        texts = self.reader.texts
        lines = Lines()
        lines.add(texts("tour-title", number=self.step + 1, count=len(STEPS)), BOLD)
        add_markdown(lines, texts(STEPS[self.step]), texts.base, self.text_width)
        lines.add("")
        lines.add(texts("tour-hint"))
        return lines

    def action_step(self, step: int) -> None:
        """The next step, behind the last one back to the text."""
        self.step = max(0, self.step + step)
        if self.step >= len(STEPS):
            self.step = len(STEPS) - 1
            self.dismiss()
        else:
            self.fill()

    def on_key(self, event: events.Key) -> None:
        """Any letter goes on, too."""
        if event.is_printable and event.character not in ("q", " "):
            event.stop()
            self.action_step(1)
