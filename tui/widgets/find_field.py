"""The field below the page in which a search is typed."""

from __future__ import annotations

from textual.binding import Binding
from textual.message import Message

from tui.widgets.text_field import TextField


class FindField(TextField):
    """One line; its up and down keys go to the last and the next place found, Escape leaves it."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("down,enter", "turn(1)", show=False),
        Binding("up", "turn(-1)", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Turned(Message):
        """The next (STEP 1) or the last place (-1) is wanted."""

        def __init__(self, text: str, step: int) -> None:
            super().__init__()
            self.text = text
            self.step = step

    class Left(Message):
        """The search is over."""

    def action_turn(self, step: int) -> None:
        """Another place."""
        self.post_message(self.Turned(self.text, step))

    def action_leave(self) -> None:
        """Back to the page."""
        self.post_message(self.Left())
