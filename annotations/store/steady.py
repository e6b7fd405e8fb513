"""A large layer that is only read, left on the disk; in memory is where the records of each text are.

What an export, a check or a comparison needs of a layer is one text after the other. Here a record costs a
few bytes until its text is asked for; what was edited since the file was written stands beside it.
"""

from __future__ import annotations

import os
import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.errors import HashiyaError
from annotations.files import is_there, open_plain
from annotations.model import Annotation
from annotations.store.index import Order
from annotations.store.journal import LARGEST_JOURNAL, Row, lines_of
from annotations.store.judging import absent_finding, absent_of, meta_finding
from annotations.store.protocol import Notice, Texts, damaged
from annotations.store.reading import LARGEST_FILE, POSITION, Tables, checksum, is_line_of
from annotations.store.records import TABLES, from_record
from annotations.store.rescue import rescues_of

# In bytes: smaller files are read at once, and each of their records is looked at on opening.
_SMALLEST: Final = 12 << 20
_PIECE: Final = 1 << 20  # bytes
_LONGEST_END: Final = 260  # bytes
_END: Final = re.compile(
    rb'"%b": (\{"1": \{"events": \d+, "bytes": \d+, (?:"start": \d+, "line": "[0-9a-f]{8}", )?'
    rb'"crc32": "[0-9a-f]{8}"\}\})\}\n' % POSITION.encode("ascii")
)
_HEAD: Final = re.compile(rb'"(\w+)": \{\n')
_ABOUT: Final = re.compile(rb'"[0-9]+": \{"document":"([0-9A-Za-z]+)"')
# Lines that follow one another and are about the same document, as far as they are as we write them.
_STRETCH: Final = re.compile(_ABOUT.pattern + rb'.*+\n(?:"[0-9]++": \{"document":"\1".*+\n)*+')
_TABLE_NAMES: Final = tuple(TABLES)


class _Other(Exception):  # noqa: N818 - no error: it is read in the other way
    """The file is not one that can be left where it is."""


@dataclass
class _Found:
    """Where things are: the table, beginning and end of each stretch of records, by document."""

    stretches: defaultdict[str, array[int]] = field(default_factory=lambda: defaultdict(lambda: array("q")))
    counts: Counter[str] = field(default_factory=Counter)
    small: Tables = field(default_factory=lambda: {"meta": {}, "documents": {}})
    times: dict[str, float] = field(default_factory=dict)


class SteadyLayer:
    """What one annotator said, read from a file where it lies; see `annotations.store.protocol.Sayings`."""

    def __init__(self, path: Path, annotator: str, descriptor: int, found: _Found) -> None:
        """Use `read_steadily`."""
        self._path = path
        self._annotator = annotator
        self._descriptor = descriptor
        self._found = found
        self._since: dict[tuple[str, str], Any] = {}  # records that the file does not have as they are
        self._since_of: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)  # by document
        self._notices: list[HashiyaError] = []

    @property
    def annotator(self) -> str:
        """Whose layer this is."""
        return self._annotator

    @property
    def notices(self) -> list[HashiyaError]:
        """Sentences about what was found on opening that a person should know of."""
        return self._notices

    def documents(self) -> list[str]:
        """The ids of the documents that something is said about."""
        return [document for document, count in self._found.counts.items() if count > 0]

    def times(self) -> Mapping[str, float]:
        """The seconds that were spent on each sentence, by its id."""
        return self._found.times

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, kind by kind, oldest first."""
        if self._found.counts[document] <= 0:
            return []
        found: list[tuple[Order, Annotation]] = []
        for table, records in self._records(document):
            place = _TABLE_NAMES.index(table)
            for key, record in records.items():
                try:
                    found.append(((place, int(key)), from_record(table, record)))
                except (ValueError, TypeError) as error:
                    raise damaged(self._path, str(self._path), f"{table} {key}: {error}") from error
        found.sort(key=itemgetter(0))
        return [annotation for _, annotation in found]

    def _records(self, document: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """The records of all that is said of DOCUMENT, by their keys, some of a table at once."""
        stretches = self._found.stretches.get(document, ())
        for number in range(0, len(stretches), 3):
            place, start, end = stretches[number : number + 3]
            name = _TABLE_NAMES[place]
            records = orjson.loads(b"{%b}" % os.pread(self._descriptor, end - start, start).rstrip(b",\n"))
            if self._since:
                records = {key: each for key, each in records.items() if (name, key) not in self._since}
            yield name, records
        for name, key in self._since_of.get(document, ()):
            yield name, {key: self._since[name, key]}

    def close(self) -> None:
        """Let the file go."""
        os.close(self._descriptor)

    # -- on opening -------------------------------------------------------------------------------

    def take(self, rows: tuple[Row, ...]) -> None:
        """ROWS were carried out after the file was written."""
        for table, key, before, after in rows:
            if key is None:
                raise _Other
            if table in self._found.small:
                self._found.small[table][key] = after
            elif table == "time" and after is not None:
                self._found.times[after["sentence"]] = after["seconds"]
            elif table in TABLES:
                self._change(table, key, before, after)
            else:
                raise _Other

    def _change(self, table: str, key: str, before: Any, after: Any) -> None:
        if before is not None and self._since.get((table, key), before) is not None:
            document = before["document"]
            self._found.counts[document] -= 1
            if (table, key) in self._since_of[document]:
                self._since_of[document].remove((table, key))
        self._since[table, key] = after
        if after is not None:
            self._found.counts[after["document"]] += 1
            self._since_of[after["document"]].append((table, key))

    def look_at(self, texts: Texts) -> None:
        """Leave out what is said of texts that TEXTS has not, or otherwise; that is told."""
        small = self._found.small
        if meta_finding(self._path, small) or not small["meta"]:
            raise _Other
        absent = absent_of(Counter({id: self._found.counts[id] for id in self.documents()}), small, texts)
        for document in absent:
            del self._found.counts[document]
        if absent:
            self._notices.append(Notice(str(absent_finding(self._path, absent))))


def read_steadily(
    path: Path, annotator: str, texts: Texts, smallest: int = _SMALLEST
) -> SteadyLayer | None:
    """The layer of ANNOTATOR at PATH, left on the disk; TEXTS are those of the corpus.

    None where the file is smaller than SMALLEST bytes, not written by this version, or not whole, and
    where the journal behind it is not: `TinyDBStore.read` knows what to do then, and what to say. OSError
    and HashiyaError as there.
    """
    if not is_there(path) or any(rescues_of(path, path.with_suffix(".journal"))):
        return None
    descriptor = open_plain(path, largest=LARGEST_FILE)
    try:
        size = os.fstat(descriptor).st_size
        if size < smallest:
            raise _Other
        body, position = _position(descriptor, size)
        layer = SteadyLayer(path, annotator, descriptor, _read(descriptor, body, position))
        _follow(layer, path.with_suffix(".journal"), position)
        layer.look_at(texts)
    except (_Other, ValueError, TypeError, LookupError):
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return layer


def _position(descriptor: int, size: int) -> tuple[int, dict[str, Any]]:
    """Where the tables end, and what the file says of the journal."""
    start = max(0, size - _LONGEST_END)
    end = os.pread(descriptor, _LONGEST_END, start)
    found = _END.search(end)
    if found is None or found.end() != len(end):
        raise _Other
    position: dict[str, Any] = orjson.loads(found[1])["1"]
    return start + found.start(), position


def _read(descriptor: int, body: int, position: Mapping[str, Any]) -> _Found:
    """What is where in the first BODY bytes; _Other where they are not what POSITION says."""
    found, crc, at, rest, table = _Found(), 0, 0, b"", ""
    while at < body:
        piece = os.pread(descriptor, min(_PIECE, body - at), at)
        if not piece:
            raise _Other
        crc = zlib.crc32(piece, crc)
        base, piece = at - len(rest), rest + piece
        at = base + len(piece)
        place, end = 0, piece.rfind(b"\n") + 1
        while place < end:
            stretch = _STRETCH.match(piece, place, end) if table in TABLES else None
            if stretch:
                count = piece.count(b"\n", *stretch.span())
                _note_stretch(
                    found, table, stretch[1].decode("ascii"), count, base + place, base + stretch.end()
                )
                place = stretch.end()
                continue
            line = piece[place : piece.index(b"\n", place) + 1]
            if line.endswith(b"{\n"):
                head = _HEAD.fullmatch(line.removeprefix(b"{"))
                if head is None:
                    raise _Other
                table = head[1].decode("ascii")
            elif line != b"},\n":
                _note(found, table, base + place, line)
            place += len(line)
        rest = piece[end:]
    if rest or position["crc32"] != checksum(crc, position["events"], position["bytes"]):
        raise _Other
    return found


def _note(found: _Found, table: str, place: int, line: bytes) -> None:
    """Note what LINE of TABLE, which begins at PLACE, is about."""
    if table in TABLES:
        _note_stretch(found, table, _document_in(line), 1, place, place + len(line))
        return
    key, record = _record_in(line)
    if table == "time":
        found.times[record["sentence"]] = record["seconds"]
    elif table in found.small:
        found.small[table][key] = record
    else:
        raise _Other


def _note_stretch(found: _Found, table: str, document: str, count: int, place: int, end: int) -> None:
    """Note that COUNT records of TABLE, from PLACE to END, are about DOCUMENT."""
    number = _TABLE_NAMES.index(table)
    found.counts[document] += count
    stretches = found.stretches[document]
    if stretches and stretches[-3] == number and stretches[-1] == place:
        stretches[-1] = end  # it follows the one before
    else:
        stretches.extend((number, place, end))


def _document_in(line: bytes) -> str:
    """The id of the document that LINE is about."""
    key, record = _record_in(line)
    if type(record["document"]) is not str or not key.isdecimal():
        raise _Other
    return record["document"]


def _record_in(line: bytes) -> tuple[str, Any]:
    """The key and the record that LINE of a table is."""
    key, colon, record = line.partition(b": ")
    if not colon:
        raise _Other
    return key.strip(b'"').decode("ascii"), orjson.loads(record.rstrip(b",\n"))


def _follow(layer: SteadyLayer, journal: Path, position: Mapping[str, Any]) -> None:
    """Let LAYER take what JOURNAL has behind POSITION."""
    events, bytes = position["events"], position["bytes"]
    if not is_there(journal):
        raise _Other
    with os.fdopen(open_plain(journal, largest=LARGEST_JOURNAL), "rb") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(max(0, bytes - 1))
        if size < bytes or (bytes and file.read(1) != b"\n"):
            raise _Other
        if "line" in position and not is_line_of(file, (position["start"], position["line"])):
            raise _Other
        file.seek(bytes)
        for line in lines_of(file, bytes):
            if line.event is None or line.event.first != events + 1:
                raise _Other
            events = line.event.number
            layer.take(line.event.rows)
