"""Sentence boundaries that people moved: a file of the project, one line a move, the last one counts.

The corpus stays as it was imported. The same boundaries hold for all annotators; a layer records who
moved which, for undo and for the history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.appending import append_line
from annotations.errors import HashiyaError
from annotations.files import read_plain

NAME: Final = "boundaries.jsonl"
_LARGEST: Final = 1 << 28  # bytes


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


@dataclass(frozen=True, slots=True)
class Move:
    """That BY said at AT whether there is a sentence boundary at PLACE of DOCUMENT."""

    document: str
    place: int
    there: bool
    by: str
    at: str = field(default_factory=_now)


class Boundaries:
    """The moves in the file PATH, which need not be there.

    `moved` says of each document where a boundary was put or taken away; `wrong` are the numbers of lines
    that say nothing that can be understood, which are passed over.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.moved: Mapping[str, Mapping[int, bool]] = {}
        self.wrong: list[int] = []
        self._times: dict[tuple[str, int], str] = {}
        self._read: tuple[int, ...] | None = None
        self.read()

    def read(self) -> bool:
        """Read what has changed in the file since; whether something has."""
        try:
            found = self.path.lstat()
        except FileNotFoundError:
            stamp: tuple[int, ...] = ()
        except OSError as error:
            raise HashiyaError(f"{self.path}: cannot be read: {error.strerror}") from error
        else:
            stamp = found.st_size, found.st_mtime_ns, found.st_ino
        if stamp == self._read:
            return False
        self._take(read_plain(self.path, _LARGEST) if stamp else b"")
        self._read = stamp
        return True

    def _take(self, data: bytes) -> None:
        moves: list[Move] = []
        self.wrong = []
        self._times = {}
        for number, line in enumerate(data.split(b"\n"), 1):
            move = _move(line)
            if move:
                moves.append(move)
            elif line.strip():
                self.wrong.append(number)
        moved: defaultdict[str, dict[int, bool]] = defaultdict(dict)
        # Two copies of the file may be one below the other: time decides, then anything that is stable.
        for move in sorted(moves, key=lambda each: (each.at, each.by)):
            moved[move.document][move.place] = move.there
            self._times[move.document, move.place] = move.at
        self.moved = moved

    def _latest(self, move: Move) -> Move:
        """MOVE, which has the last word although a clock elsewhere may be ahead."""
        before = self._times.get((move.document, move.place), "")
        return replace(move, at=moment_after(before)) if before >= move.at else move

    def add(self, move: Move) -> None:
        """Append MOVE, flushed to the disk; HashiyaError where that fails, and nothing is changed."""

        def line() -> bytes:
            self.read()
            return orjson.dumps(asdict(self._latest(move)))

        try:
            append_line(self.path, line)
        except OSError as error:
            raise HashiyaError(
                f"{self.path}: the boundary could not be kept, so it was not moved: {error.strerror}"
            ) from error
        self.read()


def moment_after(at: str) -> str:
    """The moment behind AT, for a clock that was ahead; AT again where it is no time."""
    try:
        later = datetime.fromisoformat(at) + timedelta(milliseconds=1)
    except (ValueError, OverflowError):
        return at + "+"
    return later.astimezone(UTC).isoformat(timespec="milliseconds")


def _move(line: bytes) -> Move | None:
    try:
        said: Any = orjson.loads(line)
        move = Move(**said) if "at" in said else None
    except (ValueError, TypeError):
        return None
    if move is None:
        return None
    texts = (move.document, move.by, move.at)
    whole = all(isinstance(each, str) for each in texts) and type(move.place) is int and move.place > 0
    return move if whole and isinstance(move.there, bool) else None
