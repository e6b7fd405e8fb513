"""The layers in numbers, counted while keys work: the own one, then how far the others have come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from annotations.errors import HashiyaError
from annotations.statistics import more_marks
from tui.session.gradually import for_a_while
from tui.session.session import Session


@dataclass(frozen=True, slots=True)
class Progress:
    """How far ANNOTATOR has come, with what a sentence took them, on average, in seconds."""

    annotator: str
    done: int
    skipped: int
    flagged: int
    seconds: int


class Numbers:
    """What SESSION's layers have; it grows with `look`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.counted = session.counting()
        self.progress: list[Progress] = []
        self.finished = False
        self._reading = self._read()

    def _read(self) -> Iterator[None]:
        for name in self._session.annotators:
            try:
                self.progress.append(self._progress(name))
            except HashiyaError:  # it is told where it matters; the others can be counted all the same
                continue
            yield
        yield from self.counted.read()

    def _progress(self, name: str) -> Progress:
        store = self._session.layer(name)
        states, times = store.states(), store.times()
        done = store.done_count() - more_marks(self._session.corpus, states)
        marks = list(states.values())
        return Progress(
            name,
            done,
            marks.count("skipped"),
            marks.count("flagged"),
            round(sum(times.values()) / done) if done else 0,
        )

    def pace(self, days: int) -> list[int]:
        """How many sentences were finished on each of the last DAYS, the last one being the latest."""
        latest = max(self.counted.days, default="")
        if not latest:
            return []
        last = date.fromisoformat(latest)
        return [self.counted.days[(last - timedelta(n)).isoformat()] for n in range(days - 1, -1, -1)]

    def look(self, seconds: float) -> bool:
        """Read on, for SECONDS; whether all was read."""
        self.finished = for_a_while(self._reading, seconds)
        return self.finished
