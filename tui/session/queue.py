"""Which sentences are shown, one after the other: all, or a queue of those that are wanted."""

from __future__ import annotations

import hashlib
from array import array
from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Protocol

from annotations.corpus.database import Corpus
from annotations.model import Sentence
from annotations.query import Query
from annotations.queues import SavedQueue
from annotations.search import Hit, Search
from annotations.store.protocol import Store
from annotations.teams.returning import returned_to
from tui.session.gradually import for_a_while

_INDEX_BITS = 40
_MOST_CONFLICTS = 1 << 20


class Shown(Protocol):
    """The sentences that are shown, by their indexes in the corpus."""

    @property
    def finished(self) -> bool:
        """Whether no more of them are found."""

    def neighbour(self, index: int, step: int) -> int | None:
        """What is shown behind the sentence INDEX (STEP 1) or before it (-1); None for none."""

    def rank(self, index: int) -> int:
        """The place of INDEX among them, doubled: those between two of them are odd."""

    def end(self, step: int) -> int:
        """The last one (STEP 1), or the first (-1)."""

    def visit(self, index: int) -> None:
        """INDEX is where one is now, whether it belongs to them or not."""

    def begin_again(self) -> None:
        """The sentences were cut anew."""


class Whole:
    """All SENTENCES."""

    finished = True

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._sentences = sentences

    def neighbour(self, index: int, step: int) -> int | None:
        """The one behind INDEX, or before it."""
        return index + step if 0 <= index + step < len(self._sentences) else None

    def rank(self, index: int) -> int:
        """Its index, doubled."""
        return 2 * index

    def end(self, step: int) -> int:
        """The last one, or the first."""
        return len(self._sentences) - 1 if step > 0 else 0

    def visit(self, index: int) -> None:
        """It is one of them."""

    def begin_again(self) -> None:
        """They are as they are."""


class Queue:
    """What QUERY wants in CORPUS, by what STORE says when it begins, in the order of SAVED.

    It grows with `look`. A sentence stays in it whatever is said of it later. One that is gone to and does
    not belong to it is shown for as long as one is there.
    """

    def __init__(self, corpus: Corpus, store: Store, query: Query, saved: SavedQueue) -> None:
        self.saved = saved
        self.finished = False
        self._corpus = corpus
        self._store = store
        self._query = query
        self._indexes = array("q")
        self._places: dict[int, int] | None = None  # by index, where they are not in order
        self._at = 0  # the place of the last one that was visited
        self._guests: dict[int, int] = {}  # ranks of what was visited and is none of them
        self._guest: int | None = None
        self._looking = self._look()

    def __len__(self) -> int:
        return len(self._indexes)

    def begin_again(self) -> None:
        """Look for all of them once more."""
        self.finished = False
        self._indexes, self._places = array("q"), None
        self._at, self._guest = 0, None
        self._guests.clear()
        self._looking = self._look()

    def look(self, seconds: float) -> bool:
        """Look for SECONDS; whether all are found. HashiyaError for a pattern that is none or endless."""
        self.finished = for_a_while(self._looking, seconds)
        return self.finished

    def _look(self) -> Iterator[None]:
        hits = Search(self._corpus, self._query, self._store).look(0, len(self._corpus.sequence))
        if self.saved.order == "document":
            for hit in hits:
                if hit:
                    self._indexes.append(hit.index)
                yield
            return
        key = yield from self._key()
        waiting: list[int] = []
        for hit in hits:
            if hit:
                waiting.append(key(hit) << _INDEX_BITS | hit.index)
            yield
        waiting.sort()
        self._indexes = array("q", (each & ((1 << _INDEX_BITS) - 1) for each in waiting))
        self._places = {index: place for place, index in enumerate(self._indexes)}

    def _key(self) -> Generator[None, None, Callable[[Hit], int]]:
        """What the hits are sorted by."""
        if self.saved.order == "length":
            return lambda hit: hit.sentence.end - hit.sentence.start
        if self.saved.order == "returned":
            back = frozenset(returned_to(self._corpus, self._store))
            return lambda hit: int(back.isdisjoint((hit.sentence.id, *hit.sentence.also)))
        if self.saved.order == "random":
            return lambda hit: _shuffled(self.saved.seed, hit.sentence.id)
        conflicts = Search(self._corpus, Query(conflict=True), self._store)
        yield from conflicts.prepare()

        def fewest_last(hit: Hit) -> int:
            found = conflicts.hit(hit.index)
            return _MOST_CONFLICTS - min(_MOST_CONFLICTS, len(found.ranges) if found else 0)

        return fewest_last

    # -- where they are --------------------------------------------------------------------

    def place(self, index: int) -> int | None:
        """The place of the sentence INDEX among them, from 0; None where it is none of them."""
        if self._places is not None:
            return self._places.get(index)
        place = bisect_left(self._indexes, index)
        return place if self._indexes[place : place + 1] == array("q", [index]) else None

    def rank(self, index: int) -> int:
        """Its place, doubled; that of one that does not belong to them is odd."""
        place = self.place(index)
        if place is not None:
            return 2 * place
        if self._places is None:
            return 2 * bisect_left(self._indexes, index) - 1
        return self._guests.get(index, 2 * self._at + 1)

    def visit(self, index: int) -> None:
        """Where it is none of them it is shown behind the one that was visited last."""
        place = self.place(index)
        self._guest = None
        if place is None:
            self._guests[index] = self.rank(index)
            self._guest = index
        else:
            self._at = place

    def neighbour(self, index: int, step: int) -> int | None:
        """What is shown behind INDEX, or before it."""
        rank = self.rank(index)
        place = rank // 2 + 1 if step > 0 else (rank + 1) // 2 - 1
        member = self._indexes[place] if 0 <= place < len(self._indexes) else None
        if self._guest is not None and self._guest != index:
            guest = self.rank(self._guest)
            before = member is None or (guest - 2 * place) * step < 0
            if (guest - rank) * step > 0 and before:
                return self._guest
        return member

    def end(self, step: int) -> int:
        """The last one, or the first."""
        ends = list(self._indexes[-1:] if step > 0 else self._indexes[:1])
        ends += [self._guest] if self._guest is not None else []
        return (max if step > 0 else min)(ends, key=self.rank, default=0)


def around(shown: Shown, index: int, step: int) -> Iterator[int]:
    """What is SHOWN from INDEX on in steps of STEP, round the end, INDEX itself at last."""
    each = shown.neighbour(index, step)
    while each is not None:
        yield each
        each = shown.neighbour(each, step)
    each = shown.end(-step)
    while each is not None and each != index:
        yield each
        each = shown.neighbour(each, step)
    yield index


def _shuffled(seed: int, id: str) -> int:
    """A number that SEED and the sentence's ID decide, whatever else is in the corpus."""
    return int.from_bytes(hashlib.blake2b(f"{seed}:{id}".encode(), digest_size=8).digest())
