"""What a file says of its texts, kept on the disk until the texts are in the corpus."""

from __future__ import annotations

import pickle
import tempfile
from array import array
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from operator import attrgetter
from pathlib import Path
from types import TracebackType

from annotations.errors import HashiyaError
from annotations.formats.incoming import Item
from annotations.model import Range


@dataclass(slots=True)
class Spooled:
    """What is said of the text with the id `document`, and whose layer it goes to."""

    document: str
    annotator: str
    source: str
    items: list[Item]
    complete: bool
    seconds: dict[Range, float]
    moved: dict[int, bool]
    known: list[Range]


# In the order in which they are made of them again: far quicker than the objects themselves.
_FIELDS = attrgetter("document", "annotator", "source", "complete", "seconds", "moved", "known")
_ITEM = attrgetter(*(each.name for each in fields(Item)))


class Spool:
    """A file of such sayings in FOLDER, gone with the program; in memory is only whose is where.

    HashiyaError where it cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        try:
            # Where temporary files usually are may be memory.
            self._file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115 - closed by `__exit__`
        except OSError as error:
            raise self._unwritable(error) from error
        self._places: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        self._moving = array("Q")
        self._texts: defaultdict[str, set[str]] = defaultdict(set)
        self._twice: set[str] = set()

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # what it could not write any more was told
            self._file.close()

    def add(self, said: Spooled) -> None:
        """Put SAID behind the others."""
        place, name = self._file.tell(), said.annotator
        self._places[name].append(place)
        if said.moved:
            self._moving.append(place)
        if said.document in self._texts[name]:
            self._twice.add(name)
        self._texts[name].add(said.document)
        try:
            pickle.dump((*_FIELDS(said), [_ITEM(item) for item in said.items]), self._file)
            self._file.flush()
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> HashiyaError:
        return HashiyaError(f"{self._folder}: cannot be written: {error.strerror}")

    def names(self) -> list[str]:
        """Who says something, in the order of the first word of each."""
        return list(self._places)

    def comes_twice(self, name: str) -> bool:
        """Whether NAME says something of the same text in several places."""
        return name in self._twice

    def of(self, name: str) -> Iterator[Spooled]:
        """What NAME says, in the order of the file."""
        return self._at(self._places[name])

    def moving(self) -> Iterator[Spooled]:
        """Those that move boundaries of sentences."""
        return self._at(self._moving)

    def _at(self, places: array[int]) -> Iterator[Spooled]:
        for place in places:
            self._file.seek(place)
            document, annotator, source, complete, seconds, moved, known, items = pickle.load(self._file)
            made = [Item(*item) for item in items]  # all of it written by this very process
            yield Spooled(document, annotator, source, made, complete, seconds, moved, known)
