"""A bar on the terminal: how far a command is, how fast it goes and how long it will take."""

from __future__ import annotations

import sys
import time
from typing import Final

from tui.commands.speech import said

_EVERY: Final = 0.1  # seconds between two looks at how far it is


class Bar:
    """Says in SENTENCE, one of ours, how many THINGS there are, and shows how much of TOTAL is done.

    TOTAL is 0 where it is not known. Where standard error is no terminal it is silent.
    """

    def __init__(self, sentence: str, things: str, total: int) -> None:
        self._sentence, self._things = sentence, things
        self._begin = time.monotonic()
        self._next = self._begin
        self._shown = _Shown(total) if sys.stderr is not None and sys.stderr.isatty() else None

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self._begin

    def at(self, count: int, completed: int) -> None:
        """COUNT things are there, COMPLETED of the total."""
        if self._shown and time.monotonic() >= self._next:
            self._next = time.monotonic() + _EVERY
            rate = f"{count / max(self.seconds, _EVERY):,.0f}"
            counted = said(self._sentence, **{self._things: f"{count:,}"}, rate=rate)
            self._shown.update(completed, counted)

    def clear(self) -> None:
        """Take it away."""
        if self._shown:
            self._shown.stop()


class _Shown:
    """The bar itself, on a terminal."""

    def __init__(self, total: int) -> None:
        # Here, as most commands are not watched, and it takes its time.
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=total or None)
        self._bar.start()

    def update(self, completed: int, said: str) -> None:
        """COMPLETED of the total are done, which SAID says in words."""
        self._bar.update(self._task, completed=completed, description=said)

    def stop(self) -> None:
        """Take it away."""
        self._bar.stop()
