"""Queues that were given a name: what is wanted, in which order; a file of the project, for all of a team.

One line says one thing of a name, and the last one counts, as several people may write at the same time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

import orjson

from annotations.appending import append_line, lines_by_time
from annotations.errors import HashiyaError
from annotations.files import read_plain
from annotations.model import exact_now

NAME: Final = "queues.jsonl"
Order = Literal["document", "length", "conflicts", "random", "returned"]
ORDERS: Final[tuple[Order, ...]] = get_args(Order)
_LARGEST: Final = 1 << 22  # bytes


@dataclass(frozen=True, slots=True)
class SavedQueue:
    """The sentences that QUERY wants, as a person writes it, in ORDER: by SEED where that is random."""

    name: str
    query: str
    order: Order = "document"
    seed: int = 1


class Queues:
    """The queues in the file PATH, which need not be there; lines that say nothing are passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[SavedQueue]:
        """Those that there are, by name."""
        try:
            data = read_plain(self._path, _LARGEST)
        except FileNotFoundError:
            return []
        except OSError as error:
            raise HashiyaError(f"{self._path}: cannot be read: {error.strerror}") from error
        found: dict[str, SavedQueue] = {}
        for line in lines_by_time(data):
            queue, gone = _queue(line)
            if queue:
                found[queue.name] = queue
            elif gone:
                found.pop(gone, None)
        return [found[name] for name in sorted(found)]

    def named(self, name: str) -> SavedQueue:
        """The one with this NAME; HashiyaError for none."""
        there = self.all()
        found = next((each for each in there if each.name == name), None)
        if found is None:
            known = ", ".join(each.name for each in there) or "none yet"
            raise HashiyaError(f"there is no queue {name!r}; there are: {known}")
        return found

    def save(self, queue: SavedQueue) -> None:
        """Keep QUEUE, in place of one with its name, on disk on return."""
        self._append(asdict(queue))

    def forget(self, name: str) -> None:
        """Let there be no queue with this NAME."""
        self._append({"name": name, "gone": True})

    def _append(self, said: dict[str, object]) -> None:
        try:
            append_line(self._path, lambda: orjson.dumps({"at": exact_now(), **said}))
        except OSError as error:
            raise HashiyaError(
                f"{self._path}: the queue could not be kept: {error.strerror}; its sentences are shown all "
                "the same"
            ) from error


def _queue(line: bytes) -> tuple[SavedQueue | None, str]:
    """What LINE says: a queue, or the name of one that is no more."""
    try:
        said: Any = orjson.loads(line)
        name = said["name"]
        if not isinstance(name, str) or not name.strip():
            return None, ""
        if said.get("gone") is True:
            return None, name
        queue = SavedQueue(name, said["query"], said.get("order", "document"), said.get("seed", 1))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None, ""
    whole = isinstance(queue.query, str) and queue.order in ORDERS and type(queue.seed) is int
    return (queue if whole else None), ""
