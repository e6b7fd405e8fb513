"""The journal of a layer: every edit, one checksummed line each, appended and flushed to the disk.

A line is the CRC-32 of its JSON in eight hexadecimal digits, a blank, the JSON, and a line end. Nothing
in it is ever rewritten, so it is the history of the layer too.
"""

from __future__ import annotations

import errno
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from annotations.errors import HashiyaError
from annotations.files import sync_folder

# Table, key, and the document under it before and after, None for none. With the key None it is the
# table itself that is there (True) or not.
Row: TypeAlias = tuple[str, str | None, Any, Any]
# The kind of an event without rows: a repair put it where one cannot be read any more.
LOST: Final = "lost"


@dataclass(frozen=True, slots=True)
class Event:
    """One edit: what it changed, who made it and when (UTC).

    `number` counts from 1 without a gap; `kind` is "edit", "undo", "redo", "time", "migration" or LOST,
    `of` the number of the edit that was undone or made again.
    """

    number: int
    at: str
    by: str
    rows: tuple[Row, ...]
    kind: str = "edit"
    of: int = 0

    def line(self) -> bytes:
        """The event as a line of a journal. TypeError where a document is not JSON."""
        fields = {
            "n": self.number, "at": self.at, "by": self.by, "kind": self.kind, "of": self.of,
            "rows": self.rows,
        }  # fmt: skip
        body = orjson.dumps(fields)
        return b"%08x %b\n" % (zlib.crc32(body), body)

    def reversed_rows(self) -> tuple[Row, ...]:
        """The rows that take this event back."""
        return tuple((table, key, after, before) for table, key, before, after in reversed(self.rows))


@dataclass(frozen=True, slots=True)
class Damage:
    """A line that is not as it was written: its number, and whether it may never have been whole."""

    line: int
    torn: bool


@dataclass
class Contents:
    """A journal's `events`, each with the offset of its line, and the `end` of the last whole line."""

    events: list[tuple[int, Event]] = field(default_factory=list)
    damages: list[Damage] = field(default_factory=list)
    end: int = 0


def parse(data: bytes, offset: int = 0) -> Contents:
    """The lines of DATA, which begins OFFSET bytes into its file.

    The last line may be torn: it has no line end, or zeros where a power cut left a hole. Lines are counted
    from the beginning of DATA.
    """
    found = Contents(end=offset)
    lines = data.split(b"\n")
    tail = lines.pop()
    for number, line in enumerate(lines, 1):
        event = _event(line)
        if event is None:
            torn = number == len(lines) and not tail and b"\0" in line
            found.damages.append(Damage(number, torn))
        else:
            found.events.append((offset, event))
        offset += len(line) + 1
        if event is not None or not found.damages[-1].torn:
            found.end = offset
    if tail:
        found.damages.append(Damage(len(lines) + 1, torn=True))
    return found


def _event(line: bytes) -> Event | None:
    body = line[9:]
    try:
        if line[8:9] != b" " or int(line[:8], 16) != zlib.crc32(body):
            return None
        fields = orjson.loads(body)
        rows = tuple((str(t), k, b, a) for t, k, b, a in fields["rows"])
        return Event(fields["n"], fields["at"], fields["by"], rows, fields["kind"], fields["of"])
    except (ValueError, KeyError, TypeError):
        return None


class Journal:
    """The journal file at PATH. `end` is where its last whole line ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.end = 0
        self._descriptor: int | None = None
        self._in_order = False  # whether the file is known to end at `end`

    def read(self, start: int = 0) -> Contents:
        """Its lines from the offset START on; HashiyaError for a damaged one that is not just torn."""
        data = b""
        if self.path.exists():
            with self.path.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                if size < start:
                    raise HashiyaError(
                        f"{self.path}: shorter ({size} bytes) than the annotations beside it say "
                        f"({start}); put the whole file back, or run `hashiya check --repair`"
                    )
                file.seek(start)
                data = file.read()
        contents = parse(data, start)
        for damage in contents.damages:
            if not damage.torn:
                line = damage.line + (self._lines_before(start) if start else 0)
                raise HashiyaError(
                    f"{self.path}:{line}: this line is damaged; put the file back from a copy, "
                    "or run `hashiya check --repair` on the project to save what is whole"
                )
        self.end = contents.end
        return contents

    def _lines_before(self, offset: int) -> int:
        with self.path.open("rb") as file:
            return file.read(offset).count(b"\n")

    def event_at(self, offset: int) -> Event:
        """The event whose line begins at OFFSET."""
        with self.path.open("rb") as file:
            file.seek(offset)
            event = _event(file.readline().rstrip(b"\n"))
        if event is None:
            raise HashiyaError(f"{self.path}: damaged at byte {offset}; run `hashiya check --repair`")
        return event

    def append(self, lines: bytes, durable: bool = True) -> None:
        """Write LINES behind the last whole line; when this returns they are on the disk, if DURABLE.

        On an OSError nothing of them counts: the next call writes over what may be there of them. It begins
        with the file opened anew, as what failed to be flushed may be lost to the old descriptor.
        """
        try:
            if self._descriptor is None:
                # One that was there and is gone is not begun anew: its lines would be missing.
                create = 0 if self.end else os.O_CREAT
                self._descriptor = os.open(self.path, os.O_RDWR | create | os.O_CLOEXEC, 0o644)
                if create:
                    sync_folder(self.path.parent)
            elif not os.path.samestat(os.fstat(self._descriptor), self.path.stat()):
                raise OSError(errno.ESTALE, "the journal was replaced by another file")
            if not self._in_order:
                os.ftruncate(self._descriptor, self.end)
            os.lseek(self._descriptor, self.end, os.SEEK_SET)
            left = memoryview(lines)
            while left:
                left = left[os.write(self._descriptor, left) :]
            if durable:
                os.fsync(self._descriptor)
        except OSError:
            self._in_order = False
            self.close()
            raise
        self._in_order = True
        self.end += len(lines)

    def close(self) -> None:
        """Let the file go."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)


def events_of(path: Path) -> Iterator[Event]:
    """All events of the journal at PATH, oldest first, damaged lines left out."""
    if path.exists():
        yield from (event for _, event in parse(path.read_bytes()).events)
