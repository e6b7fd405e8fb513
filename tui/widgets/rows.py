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
        self._painted: tuple[int, int, object] | None = None  # the first row, the current one, what is seen

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
        self._painted = None if self._painted is None else (top, self.row, self._painted[2])
        for row in {before, self.row}:
            self.refresh(Region(0, row - top + self.HEADINGS, self.size.width, 1))

    def follow(self) -> None:
        """Show the rows as they are now, the current one among them; nothing is painted that is there."""
        self._keep_in_view()
        end = min(self.count(), self._top + self.content_size.height)
        now = self._top, self.row, self.seen(range(self._top, end))
        if now != self._painted:
            self._painted = now
            self.refresh()

    def seen(self, rows: range) -> object:  # noqa: ARG002 - for those that know their rows
        """What is to be seen in ROWS: another value where they have to be painted anew, here every time."""
        return object()

    def _keep_in_view(self) -> None:
        height = max(1, self.content_size.height - self.HEADINGS)
        self.row = max(0, min(self.row, self.count() - 1))
        self._top = max(min(self._top, self.row), self.row - height + 1)

    def on_click(self, event: events.Click) -> None:
        """The row that is shown there."""
        number = self._top + int(event.y) - self.HEADINGS
        if event.y >= self.HEADINGS and number < self.count():
            self.post_message(self.Clicked(number))
