"""The journal of a layer: every edit, one checksummed line each, appended and flushed to the disk.

A line is the CRC-32 of its JSON in eight hexadecimal digits, a blank, the JSON, and a line end. Nothing
in it is ever rewritten, so it is the history of the layer too.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

import orjson

from annotations.errors import HashiyaError
from annotations.files import is_there, make_own, open_plain, sync_folder

# Table, key, and the document under it before and after, None for none. With the key None it is the
# table itself that is there (True) or not.
Row: TypeAlias = tuple[str, str | None, Any, Any]
# The kind of an event without rows: a repair put it where edits cannot be read any more, those from `of` to
# its own number.
LOST: Final = "lost"
LARGEST_JOURNAL: Final = 4 << 30  # bytes
_LONGEST_LINE: Final = 64 << 20


@dataclass(frozen=True, slots=True)
class Event:
    """One edit: what it changed, who made it and when (UTC).

    `number` counts from 1 without a gap; `kind` is "edit", "undo", "redo", "time", "migration",
    "rescue", "repair", of a merge "overruled" or "kept", or LOST, `of` the number of the edit that was
    undone or made again. `id` is what it is known by in other copies of the layer, once it came from one
    (`annotations.teams.histories`).
    """

    number: int
    at: str
    by: str
    rows: tuple[Row, ...]
    kind: str = "edit"
    of: int = 0
    id: str = ""

    @property
    def first(self) -> int:
        """The number of the first edit that the event stands for: its own, unless several are LOST."""
        return self.of if self.kind == LOST and self.of else self.number

    def line(self) -> bytes:
        """The event as a line of a journal. TypeError where a document is not JSON."""
        fields = {
            "n": self.number, "at": self.at, "by": self.by, "kind": self.kind, "of": self.of,
            "rows": self.rows,
        }  # fmt: skip
        body = orjson.dumps(fields | ({"id": self.id} if self.id else {}))
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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a journal: its number and its place; `event` is None where it cannot be read."""

    number: int
    start: int
    end: int
    event: Event | None
    torn: bool = False
    checksum: str = ""


def lines_of(file: IO[bytes], offset: int = 0) -> Iterator[Line]:
    """The lines of FILE, which stands at OFFSET, one after the other.

    The last line may be torn: it has no line end, as it is still being written or never was to its end, or
    zeros where a power cut left a hole. Lines are counted from OFFSET. Of a line longer than any that is
    written nothing is kept.
    """
    number, following = 0, file.readline(_LONGEST_LINE)
    while following:
        line, number, start = following, number + 1, offset
        offset += len(line)
        whole = line.endswith(b"\n")
        part = line  # one shorter than what was asked for is the end, even if more is written meanwhile
        while not whole and len(part) == _LONGEST_LINE and (part := file.readline(_LONGEST_LINE)):
            line, offset, whole = b"", offset + len(part), part.endswith(b"\n")
        following = file.readline(_LONGEST_LINE) if whole else b""
        event = event_of(line[:-1]) if whole else None
        torn = bool(line) and (not whole or (event is None and not following and b"\0" in line))
        yield Line(number, start, offset, event, torn, line[:8].decode("ascii", "replace"))


def parse(data: bytes, offset: int = 0) -> Contents:
    """The lines of DATA, which begins OFFSET bytes into its file; see `lines_of`."""
    found = Contents(end=offset)
    for line in lines_of(io.BytesIO(data), offset):
        if line.event is not None:
            found.events.append((line.start, line.event))
        else:
            found.damages.append(Damage(line.number, line.torn))
        if not line.torn:
            found.end = line.end
    return found


def event_of(line: bytes) -> Event | None:
    """The event that LINE, without its end, was written for; None where it is not as it was written."""
    body = line[9:].removesuffix(b"\r")  # git on Windows may have put other line ends
    try:
        if line[8:9] != b" " or int(line[:8], 16) != zlib.crc32(body):
            return None
        fields = orjson.loads(body)
        rows = tuple((table, key, before, after) for table, key, before, after in fields["rows"])
        id = fields.get("id", "")
        event = Event(fields["n"], fields["at"], fields["by"], rows, fields["kind"], fields["of"], id)
    except (ValueError, KeyError, TypeError):
        return None
    return event if _is_possible(event) else None


def _is_possible(event: Event) -> bool:
    """Whether the fields of EVENT are of the kinds that they are written in."""
    numbers = all(type(each) is int and each >= 0 for each in (event.number, event.of))
    texts = all(isinstance(each, str) for each in (event.at, event.by, event.kind, event.id))
    return numbers and texts and 0 < event.first <= event.number and all(map(_is_row, event.rows))


def _is_row(row: Row) -> bool:
    table, key, before, after = row
    if not isinstance(table, str):
        return False
    if key is None:
        return all(each is None or each is True for each in (before, after))
    return isinstance(key, str) and all(each is None or isinstance(each, dict) for each in (before, after))


class Journal:
    """The journal file at PATH; `end` is where its last whole line ends.

    `stands_at` says what was found there; from then on nobody else may write to it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._name = str(path)  # quicker to ask the system about
        self.end = 0
        self._descriptor: int | None = None
        self._file: os.stat_result | None = None  # the one that was read or written last, None for none
        self._tail = b""  # what may stand behind `end`: half a line that counts for nothing

    def stands_at(self, end: int, tail: bytes, file: os.stat_result | None) -> None:
        """The last whole line of FILE, None for no file, ends at END, and TAIL is behind it."""
        self.end, self._tail, self._file = end, tail, file

    def event_at(self, offset: int) -> Event:
        """The event whose line begins at OFFSET."""
        with os.fdopen(open_plain(self.path), "rb") as file:
            file.seek(offset)
            line = file.readline(_LONGEST_LINE)
        event = event_of(line[:-1]) if line.endswith(b"\n") else None
        if event is None:
            raise HashiyaError(
                f"{self.path}: damaged at byte {offset}, so that edit cannot be taken back; quit, and let "
                "`hashiya check` say what is whole"
            )
        return event

    def append(self, lines: bytes, durable: bool = True) -> None:
        """Write LINES behind the last whole line; when this returns they are on the disk, if DURABLE.

        On an OSError nothing of them counts: the next call writes over what may be there of them. It begins
        with the file opened anew, as what failed to be flushed may be lost to the old descriptor. ESTALE
        where somebody else wrote to the file, or put another in its place.
        """
        try:
            descriptor = self._opened()
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            try:
                if self._check(descriptor) > self.end:
                    os.ftruncate(descriptor, self.end)
                self._tail = lines
                left = memoryview(lines)
                while left:
                    left = left[os.pwrite(descriptor, left, self.end + len(lines) - len(left)) :]
                if durable:
                    os.fsync(descriptor)
            finally:
                fcntl.flock(descriptor, fcntl.LOCK_UN)
        except OSError:
            self.close()
            raise
        except HashiyaError as error:  # something else is there now
            self.close()
            raise OSError(errno.ESTALE, str(error)) from error
        self.end += len(lines)
        self._tail = b""

    def check(self) -> None:
        """OSError where the file does not end any more where it was left."""
        if self._file is not None:
            self._check(self._opened())

    def _opened(self) -> int:
        if self._descriptor is None:
            # One that was there and is gone is not begun anew: its lines would be missing.
            create = 0 if self._file else os.O_CREAT
            if self._file and os.path.samestat(self._file, self.path.lstat()):
                make_own(self.path)
                self._file = self.path.lstat()
            self._descriptor = open_plain(self.path, os.O_RDWR | create)
            if create:
                sync_folder(self.path.parent)
                if not os.fstat(self._descriptor).st_size:
                    self._file = os.fstat(self._descriptor)
        return self._descriptor

    def _check(self, descriptor: int) -> int:
        """The size of the file; OSError where it is not as it was left, or another one."""
        now, there = os.fstat(descriptor), os.lstat(self._name)
        if not (self._file and os.path.samestat(now, there) and os.path.samestat(now, self._file)):
            raise OSError(errno.ESTALE, "the journal was replaced by another file")
        if now.st_size < self.end:
            raise OSError(errno.ESTALE, "the journal was cut by another program")
        if now.st_size == self.end:
            return self.end
        if os.pread(descriptor, len(self._tail) + 1, self.end) not in _prefixes(
            self._tail, now.st_size - self.end
        ):
            raise OSError(errno.ESTALE, "another program wrote to the journal")
        return now.st_size

    def close(self) -> None:
        """Let the file go."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def remains(self) -> bool:
        """Whether the file is there, as it was left."""
        try:
            if self._file is None:
                return not is_there(self.path)
            self.check()
        except (OSError, HashiyaError):
            return False
        return True


def _prefixes(tail: bytes, length: int) -> tuple[bytes, ...]:
    """What may be read behind the end where LENGTH bytes are left of TAIL: so much of it, or zeros."""
    return (tail[:length], bytes(length)) if length <= len(tail) else ()


def lines_in(path: Path) -> Iterator[Line]:
    """All lines of the journal at PATH, none where there is none."""
    if is_there(path):
        with os.fdopen(open_plain(path, largest=LARGEST_JOURNAL), "rb") as file:
            yield from lines_of(file)


def events_of(path: Path) -> Iterator[Event]:
    """All events of the journal at PATH, oldest first, damaged lines left out."""
    return (line.event for line in lines_in(path) if line.event)


def deleted_ids(path: Path) -> set[str]:
    """The ids of what was deleted by an edit that the journal PATH has, and is not there again since."""
    deleted: set[str] = set()
    for event in events_of(path):
        if event.kind in ("edit", "redo"):  # what was only undone is no decision
            deleted |= {row[2]["id"] for row in event.rows if isinstance(row[2], dict) and "id" in row[2]}
        deleted -= {row[3].get("id") for row in event.rows if isinstance(row[3], dict)}
    return deleted
