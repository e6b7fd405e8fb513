"""A sequence of sentences that says only what stands at an index."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import overload

from annotations.model import Sentence


class Indexed(Sequence[Sentence]):
    """Slices and indexes from the end are made of `at`."""

    @abstractmethod
    def at(self, index: int) -> Sentence:
        """The sentence INDEX, which is one of those there are."""

    def some(self, indexes: range) -> list[Sentence]:
        """The sentences INDEXES, which are of those there are."""
        return [self.at(each) for each in indexes]

    @overload
    def __getitem__(self, index: int) -> Sentence: ...
    @overload
    def __getitem__(self, index: slice) -> list[Sentence]: ...
    def __getitem__(self, index: int | slice) -> Sentence | list[Sentence]:
        if isinstance(index, slice):
            return self.some(range(*index.indices(len(self))))
        index = index + len(self) if index < 0 else index
        if not 0 <= index < len(self):
            raise IndexError(index)
        return self.at(index)
