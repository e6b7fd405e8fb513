"""The whole in view: documents with how far one has come, names with their labels; as much as is there."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, Literal

from annotations.arabic.folding import fold
from annotations.errors import HashiyaError
from annotations.model import Span
from annotations.query import Query
from annotations.store.protocol import Tally
from tui.session.gradually import for_a_while
from tui.session.session import Session

Sorting = Literal["import", "open", "done", "entities", "claims", "flags"]
SORTINGS: Final[tuple[Sorting, ...]] = ("import", "open", "done", "entities", "claims", "flags")
Only = Literal["all", "open", "done", "flagged"]
ONLY: Final[tuple[Only, ...]] = ("all", "open", "done", "flagged")


class Documents:
    """The documents of SESSION, by their numbers from 0, sorted and filtered.

    Those that nothing is said of are never looked at one by one.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.sorting: Sorting = "import"
        self.only: Only = "all"
        self._numbers: tuple[object, Sequence[int]] = (None, range(0))
        self._who: defaultdict[int, list[str]] = defaultdict(list)
        self._looking = self._look()

    def look(self, seconds: float) -> bool:
        """Find out for SECONDS who said something of which document; whether that is known."""
        return for_a_while(self._looking, seconds)

    def _look(self) -> Iterator[None]:
        for name in self._session.annotators:
            with suppress(HashiyaError):  # told where it matters
                for number in self._session.numbers_said_of(name):
                    self._who[number].append(name)
                    yield

    def who(self, number: int) -> list[str]:
        """Those who said something of the document NUMBER."""
        return self._who.get(number, [])

    def numbers(self) -> Sequence[int]:
        """Which documents there are, in order."""
        key = self.sorting, self.only, self._session.edits
        if self._numbers[0] != key:
            self._numbers = key, self._sorted()
        return self._numbers[1]

    def _sorted(self) -> Sequence[int]:
        count = self._session.place_of_document[1]
        if self.sorting == "import" and self.only == "all":
            return range(count)
        said = {number: self._session.tally_of(number) for number in self._session.numbers_said_of()}
        silent = [number for number in range(count) if number not in said]
        spoken = [number for number, (_, tally, size) in said.items() if self._passes(tally, size)]
        if self.only in ("done", "flagged"):
            silent = []
        if self.sorting == "import":
            return sorted([*spoken, *silent])
        spoken.sort(key=lambda number: (-self._worth(*said[number][1:]), number))
        least_first = self.sorting == "open"
        return [*silent, *spoken] if least_first else [*spoken, *silent]

    def _passes(self, tally: Tally, sentences: int) -> bool:
        done = tally.done >= sentences
        return {"all": True, "open": not done, "done": done, "flagged": tally.flagged > 0}[self.only]

    def _worth(self, tally: Tally, sentences: int) -> float:
        return {
            "import": 0.0,
            "open": 1 - tally.done / max(1, sentences),
            "done": tally.done / max(1, sentences),
            "entities": tally.spans,
            "claims": tally.claims,
            "flags": tally.flagged,
        }[self.sorting]

    def turn_sorting(self) -> None:
        """The next way to sort."""
        self.sorting = SORTINGS[(SORTINGS.index(self.sorting) + 1) % len(SORTINGS)]

    def turn_only(self) -> None:
        """The next filter."""
        self.only = ONLY[(ONLY.index(self.only) + 1) % len(ONLY)]


@dataclass(slots=True)
class Name:
    """A name as it was written first, and how often it has each label.

    `unlabelled` is how many places of it have none, None as long as nobody counted.
    """

    written: str
    labels: Counter[str] = field(default_factory=Counter)
    unlabelled: int | None = None

    @property
    def conflict(self) -> bool:
        """Whether it has several labels."""
        return len(self.labels) > 1


class Names:
    """Every labelled name of SESSION's layer, however it is spelt; there are more the longer one looks."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: dict[str, Name] = {}
        self.finished = False
        self.edits = session.edits
        self._reading = self._read()
        self._rows: tuple[int, list[Name]] = (0, [])
        self._sorted_at = 0.0
        self.conflicts = 0  # names with several labels
        self._counting: Iterator[None] | None = None

    def _read(self) -> Iterator[None]:
        for said in self._session.said_by_document():
            for each in said:
                if isinstance(each, Span):
                    written = " ".join(self._session.words_of(each).split())
                    self._names.setdefault(fold(written), Name(written)).labels[each.label] += 1
            yield

    def look(self, seconds: float) -> bool:
        """Read on, for SECONDS; whether everything was read and the first rows are counted elsewhere."""
        until = time.monotonic() + seconds
        if not self.finished:
            for _ in self._reading:
                if time.monotonic() > until:
                    return False
            self.finished = True
        self._counting = self._counting or self._count()
        return all(time.monotonic() <= until for _ in self._counting)

    def _count(self) -> Iterator[None]:
        """How many places of each of the first names have no label, as far as one would look at them."""
        for name in self.rows()[:_COUNTED]:
            found, until = 0, time.monotonic() + _LONGEST
            count = len(self._session.sentences)
            for place in self._session.occurrences(Query(words=name.written)).look(0, count):
                if place:
                    spans = self._session.spans(place.sentence)
                    start, end = place.range
                    found += not any(a <= start and end <= b for each in spans for a, b in each.ranges)
                if found >= _MOST or time.monotonic() > until:
                    break
                yield
            name.unlabelled = found
            yield

    def rows(self) -> list[Name]:
        """Those with several labels first, then the most frequent; while they are read a little late."""
        count = sum(name.labels.total() for name in self._names.values()) if self.finished else -1
        now = time.monotonic()
        if self._rows[0] != count or (not self.finished and now - self._sorted_at > _SORTED_EVERY):
            found = sorted(
                self._names.values(),
                key=lambda name: (not name.conflict, -name.labels.total(), name.written),
            )
            self._rows, self._sorted_at = (count, found), now
            self.conflicts = sum(name.conflict for name in found)
        return self._rows[1]


_SORTED_EVERY: Final = 0.25  # seconds
_COUNTED: Final = 200  # names of which places elsewhere are looked for
_MOST: Final = 999
_LONGEST: Final = 0.5  # seconds for one name, keys in between
