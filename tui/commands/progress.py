"""A bar on the terminal: how far a command is, how fast it goes and how long it will take."""

from __future__ import annotations

import time
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from tui.commands.speech import said

_EVERY: Final = 0.1  # seconds between two looks at how far it is


class Bar:
    """Says in SENTENCE, one of ours, how many THINGS there are, and shows how much of TOTAL is done.

    TOTAL is 0 where it is not known. Where standard error is no terminal it is silent.
    """

    def __init__(self, sentence: str, things: str, total: int) -> None:
        console = Console(stderr=True)
        columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=total or None)
        self._sentence, self._things = sentence, things
        self._begin = time.monotonic()
        self._next = self._begin
        self._bar.start()

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self._begin

    def at(self, count: int, completed: int) -> None:
        """COUNT things are there, COMPLETED of the total."""
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            rate = f"{count / max(self.seconds, _EVERY):,.0f}"
            counted = said(self._sentence, **{self._things: f"{count:,}"}, rate=rate)
            self._bar.update(self._task, completed=completed, description=counted)

    def clear(self) -> None:
        """Take it away."""
        self._bar.stop()
