"""Some documents at once, for formats that write one after the other: several processes can do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

from annotations.errors import HashiyaError
from annotations.formats.view import DocumentView

S = TypeVar("S")
T = TypeVar("T")
_LETTERS: Final = 1 << 18
_MOST: Final = 1000  # documents


@runtime_checkable
class Batches(Protocol):
    """Views that know how to be made into something batch by batch."""

    def in_batches(self, make: Callable[[list[DocumentView]], T]) -> Iterator[T]:
        """As `in_batches` of this module."""


def in_batches(views: Iterator[DocumentView], make: Callable[[list[DocumentView]], T]) -> Iterator[T]:
    """What MAKE makes of VIEWS, some at once, in their order; all of a document are together.

    MAKE may be called in another process: it should change nothing, and what it gives is copied.
    """
    if isinstance(views, Batches):
        return views.in_batches(make)
    return (make(batch) for batch in batched(views))


def in_batches_with(
    views: Iterator[DocumentView],
    fresh: Callable[[], S],
    make: Callable[[list[DocumentView], S], T],
    state: S,
) -> Iterator[T]:
    """As `in_batches`, where MAKE takes down in STATE what it comes upon, and goes by what is there.

    FRESH gives a state as STATE is in the beginning. What adds something to it is made again in its turn,
    as only then it is known what came before.
    """
    for made in in_batches(views, _Trial(fresh, make)):
        yield make(made.views, state) if isinstance(made, _Again) else made


@dataclass(frozen=True, slots=True)
class _Again:
    """Views that add something to the state."""

    views: list[DocumentView]


class _Trial(Generic[S, T]):
    """Makes of views what MAKE does with a state that is as in the beginning."""

    def __init__(self, fresh: Callable[[], S], make: Callable[[list[DocumentView], S], T]) -> None:
        self._fresh = fresh
        self._make = make
        self._unchanged, self._state = fresh(), fresh()

    def __call__(self, views: list[DocumentView]) -> T | _Again:
        try:
            made = self._make(views, self._state)
            if self._state == self._unchanged:
                return made
        except HashiyaError:
            pass  # by what came before it may be right
        self._state = self._fresh()
        return _Again(views)


def batched(views: Iterable[DocumentView]) -> Iterator[list[DocumentView]]:
    """VIEWS, some at once; all of a document are together."""
    batch: list[DocumentView] = []
    letters = documents = 0
    for _, found in groupby(views, key=lambda view: view.document.id):
        batch += found
        documents += 1
        letters += len(batch[-1].document.text)
        if letters >= _LETTERS or documents >= _MOST:
            yield batch
            batch, letters, documents = [], 0, 0
    if batch:
        yield batch
