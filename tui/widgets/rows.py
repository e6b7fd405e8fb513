"""Rows of any number, one of them current: moving, following, clicking, whatever they look like."""

from __future__ import annotations

from textual import events
from textual.geometry import Region
from textual.message import Message

from tui.widgets.arabic_lines import LaidOut


class Rows(LaidOut, can_focus=True):
    """`row` is the current one of COUNT() rows; `HEADINGS` lines stand above them."""

    HEADINGS = 0

    class Clicked(Message):
        """Row NUMBER was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, id: str) -> None:
        super().__init__(id=id)
        self.row = 0
        self._top = 0

    def count(self) -> int:
        """How many rows there are."""
        return 0

    def move(self, step: int) -> None:
        """STEP rows on, or back; where they stay in their places only two of them are painted."""
        before, top = self.row, self._top
        self.row += step
        self._keep_in_view()
        if self._top != top:
            self.refresh()
            return
        for row in {before, self.row}:
            self.refresh(Region(0, row - top + self.HEADINGS, self.size.width, 1))

    def follow(self) -> None:
        """Show the rows as they are now, the current one among them."""
        self._keep_in_view()
        self.refresh()

    def _keep_in_view(self) -> None:
        height = max(1, self.content_size.height - self.HEADINGS)
        self.row = max(0, min(self.row, self.count() - 1))
        self._top = max(min(self._top, self.row), self.row - height + 1)

    def on_click(self, event: events.Click) -> None:
        """The row that is shown there."""
        number = self._top + int(event.y) - self.HEADINGS
        if event.y >= self.HEADINGS and number < self.count():
            self.post_message(self.Clicked(number))
