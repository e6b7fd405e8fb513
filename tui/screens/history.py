"""Who did what to the sentence: every edit of every annotator, the last one first."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from annotations.errors import HashiyaError
from annotations.log import Entry, history
from tui.locale.errors import explained
from tui.screens.background import AT_FIRST, go_on
from tui.screens.scrolled import Scrolled
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_SHOWN = 200


class HistoryScreen(Scrolled):
    """The history of READER's current sentence, read while keys work."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.entries: list[Entry] = []
        self._told = ""
        self._reading = self._read()

    def on_mount(self) -> None:
        """Read at once, then while keys work."""
        finished = self._look(AT_FIRST)
        self.fill()
        if not finished:
            self.run_worker(go_on(self._look, self.fill), group="history")

    def _look(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        try:
            for _ in self._reading:
                if time.monotonic() > until:
                    return False
        except HashiyaError as error:
            self._told = explained(error, self.reader.texts)
        self.entries.sort(key=lambda entry: entry.event.at, reverse=True)
        return True

    def _read(self) -> Iterator[None]:
        project = cast("HashiyaApp", self.reader.app).project
        session = self.reader.session
        sentence, others = session.sentence, session.others
        hidden = others is not None and others.hides(sentence)
        for annotator in [session.annotator] if hidden else project.layers:
            for entry in history(project, annotator, sentence):
                self.entries.append(entry)
                yield
            yield

    def lines(self) -> Lines:
        """The edits, a line each."""
        texts, session = self.reader.texts, self.reader.session
        lines = Lines()
        lines.add(texts("history-title", name=session.name_of(session.sentence)), BOLD)
        for entry in self.entries[:_SHOWN]:
            event = entry.event
            parts = (event.at[:16].replace("T", " "), event.by, f"{entry.sign} {entry.text}")
            lines.add("  ".join(f"{ISOLATE}{part}{POP}" for part in parts))
        if not self.entries:
            lines.add(texts("history-none"))
        if self._told:
            lines.add(self._told)
        return lines
