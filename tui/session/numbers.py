"""The layer in numbers, counted while it is read: labels, names, claims that stand together, time."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from annotations.model import Claim, Span
from tui.session.session import Session


class Numbers:
    """What SESSION's layer has; it grows with `look`.

    `names` are the names of each entity label, `together` pairs of claim labels of one sentence.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.entities: Counter[str] = Counter()
        self.claims: Counter[str] = Counter()
        self.names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.together: Counter[tuple[str, str]] = Counter()
        self.finished = False
        self._reading = self._read()

    def _read(self) -> Iterator[None]:
        for said in self._session.said_by_document():
            labels: defaultdict[str, set[str]] = defaultdict(set)
            for each in said:
                if isinstance(each, Span):
                    self.entities[each.label] += 1
                    self.names[each.label][" ".join(self._session.words_of(each).split())] += 1
                elif isinstance(each, Claim):
                    self.claims[each.label] += 1
                    labels[each.sentence].add(each.label)
            for found in labels.values():
                self.together.update(combinations(sorted(found), 2))
            yield

    def look(self, seconds: float) -> bool:
        """Read on, for SECONDS; whether all was read."""
        until = time.monotonic() + seconds
        for _ in self._reading:
            if time.monotonic() > until:
                return False
        self.finished = True
        return True
