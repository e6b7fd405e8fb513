"""What the two files of a layer say together, and what is wrong with them: the one judge.

Opening a layer and `hashiya check` both ask here. The file (`….json`) says how much of the journal is in
it, and carries a checksum of itself, which stock TinyDB takes for a field of one more table. Where one of
the two files is damaged, what it said is taken from the other.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

import orjson

from annotations.files import is_there, open_plain, read_plain
from annotations.store.journal import LARGEST_JOURNAL, LOST, Event, Line, Row, lines_of

Tables: TypeAlias = dict[str, dict[str, Any]]

# A table of the file that says how much of the journal is in it; not part of the database.
POSITION: Final = "_journal"
# Tables of what a merge adds up or says once more, besides the annotations.
_COUNTED_ANEW: Final = frozenset({"documents", "time", "meta"})
LARGEST_FILE: Final = 1 << 30  # bytes
_LARGE: Final = 1 << 20


class Weight(Enum):
    """What a finding means for opening: REFUSED, or opened and TOLD, or only the HISTORY suffers."""

    REFUSED = "refused"
    TOLD = "told"
    HISTORY = "history"


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with the file PATH, at LINE where that can be said (else 0)."""

    path: Path
    line: int
    text: str
    weight: Weight = Weight.REFUSED
    torn: bool = False
    mendable: bool = True

    @property
    def place(self) -> str:
        """The file, and the line where that can be said."""
        return f"{self.path}:{self.line}" if self.line else str(self.path)

    def __str__(self) -> str:
        return f"{self.place}: {self.text}"


@dataclass
class LayerFiles:
    """A layer as its files say it: the TABLES after the edit number EVENTS.

    `compacted` is the last edit that is in the file, whose line ends at `compacted_end`; `end` is where the
    last whole line of the journal ends, `last` where it begins and its checksum, with `tail` behind it.
    `journal` is the journal as it was read, None where there is none. `from_journal` says that the tables
    were made from the journal alone, as the file is lost, damaged, or `overtaken` by a merge; `whole` that
    nothing is wrong with it.
    """

    path: Path
    tables: Tables = field(default_factory=dict)
    events: int = 0
    compacted: int = 0
    compacted_end: int = 0
    end: int = 0
    last: tuple[int, str] | None = None
    tail: bytes = b""
    journal: os.stat_result | None = None
    new: bool = True
    from_journal: bool = False
    overtaken: bool = False
    whole: bool = False
    findings: list[Finding] = field(default_factory=list)

    @property
    def refused(self) -> Finding | None:
        """The first finding with which the layer cannot be opened."""
        return next((each for each in self.findings if each.weight is Weight.REFUSED), None)


@dataclass
class _File:
    """The file as it is by itself: `whole` is None where it has no checksum; PROBLEM is "" for none.

    `last` is the last line of the journal that is in it: where it begins, and its checksum.
    """

    tables: Tables = field(default_factory=dict)
    events: int = 0
    bytes: int = 0
    last: tuple[int, str] | None = None
    there: bool = False
    whole: bool | None = None
    problem: str = ""


def checksum(body: int, events: int, bytes: int) -> str:
    """That of a file with EVENTS edits, BYTES of the journal, in it; BODY is the CRC-32 of the rest."""
    return f"{zlib.crc32(f'{events} {bytes}'.encode('ascii'), body):08x}"


def is_line_of(file: IO[bytes], last: tuple[int, str]) -> bool:
    """Whether the journal FILE has the line LAST: where it begins, and its checksum."""
    file.seek(last[0])
    return file.read(len(last[1])) == last[1].encode("ascii", "replace")


def carry_out(tables: Tables, rows: Iterable[Row]) -> None:
    """Make TABLES what they are after ROWS."""
    for name, key, _, after in rows:
        if key is None:
            if after:
                tables.setdefault(name, {})
            else:
                tables.pop(name, None)
        elif after is None:
            tables.get(name, {}).pop(key, None)
        else:
            tables.setdefault(name, {})[key] = after


def read_layer(path: Path, thorough: bool = False) -> LayerFiles:
    """The layer with the file PATH; THOROUGH reads all of the journal, where opening reads its end.

    OSError where a file cannot be read, HashiyaError (`annotations.files`) where one is no plain file.
    """
    found, journal = _read_file(path), path.with_suffix(".journal")
    layer = LayerFiles(path, found.tables, found.events, found.events, found.bytes, new=not found.there)
    if is_there(journal):
        with os.fdopen(open_plain(journal, largest=LARGEST_JOURNAL), "rb") as file:
            layer.journal = os.fstat(file.fileno())
            _read_journal(layer, found, file, thorough)
    elif found.problem:
        _refuse(layer, found.problem)
    else:
        layer.whole = found.there
    if layer.journal is None and found.events and not found.problem:
        # Its end is not known any more: what was edited after the file was written last is lost.
        text = "it is not there: the history, and what was edited since, if anything was, is lost"
        layer.findings.append(Finding(journal, 0, text, Weight.TOLD))
    if thorough and layer.refused is None:
        # Opening begins where the file says that it ends in the journal: it has to be so there, too.
        refused = read_layer(path).refused
        layer.findings[:0] = [refused] if refused else []
    return layer


def _refuse(layer: LayerFiles, problem: str) -> None:
    layer.findings.append(Finding(layer.path, 0, problem))


# -- the file --------------------------------------------------------------------------------------


def _read_file(path: Path) -> _File:
    if not is_there(path):
        return _File()
    data = read_plain(path, LARGEST_FILE)
    if not data.strip():
        problem = "it is empty, and there is no journal to make it from"
        journal = path.with_suffix(".journal")
        made_of = is_there(journal) and journal.lstat().st_size
        return _File() if made_of else _File(there=True, problem=problem)
    place = data.rfind(b'"%b"' % POSITION.encode("ascii"))
    with ThreadPoolExecutor(1) as pool:  # it checks while the JSON is read: both take their time
        body = memoryview(data)[: max(0, place)]
        summed = pool.submit(zlib.crc32, body) if len(data) > _LARGE else None
        try:
            tables = orjson.loads(data)
        except ValueError:
            return _File(there=True, whole=False, problem="it is not readable as the annotations it was")
        crc = summed.result() if summed else zlib.crc32(body)
    return _judged(tables, crc)


def _judged(tables: Any, crc: int) -> _File:
    """The file with these TABLES; CRC is that of what stands before its position."""
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        return _File(there=True, whole=False, problem="it is not readable as the annotations it was")
    position = tables.pop(POSITION, {})
    if not position:
        return _File(tables, there=True)
    said = position.get("1")
    numbers: list[Any] = [said.get("events"), said.get("bytes")] if isinstance(said, dict) else []
    if len(numbers) != 2 or not all(type(each) is int and each >= 0 for each in numbers):
        problem = "it does not say how much of the journal is in it"
        return _File(tables, there=True, whole=False, problem=problem)
    events, size = numbers
    start, line = said.get("start"), said.get("line")
    last = (start, line) if type(start) is int and isinstance(line, str) else None
    if "crc32" not in said:
        return _File(tables, events, size, last, there=True)
    if said["crc32"] != checksum(crc, events, size):
        problem = "it is not as it was written: it is damaged, or was changed by another program"
        return _File(tables, events, size, last, there=True, whole=False, problem=problem)
    return _File(tables, events, size, last, there=True, whole=True)


# -- the journal -----------------------------------------------------------------------------------


def _read_journal(layer: LayerFiles, found: _File, file: IO[bytes], thorough: bool) -> None:
    """Take the journal FILE into LAYER, whose own file is as FOUND."""
    assert layer.journal is not None
    size = layer.journal.st_size
    trusted = layer.whole = found.there and not found.problem
    if trusted and size < found.bytes:
        text = (
            f"it is shorter ({size} bytes) than the annotations beside it say ({found.bytes}): "
            "its end is missing"
        )
        layer.findings.append(Finding(layer.path.with_suffix(".journal"), 0, text))
        thorough = True
    walk = _Walk(layer, found)
    # Without a checksum the file is believed only as far as the journal says the same.
    if trusted and (found.whole or not size) and not thorough:
        walk.go_on(file, found.bytes)
        if layer.refused:
            _try_the_journal_alone(layer, found, file)
        return
    walk.go_through(file)
    if trusted and walk.last < found.events and layer.refused is None:
        text = f"its last edit is {walk.last}, but the file beside it has edits up to {found.events}"
        layer.findings.append(Finding(layer.path.with_suffix(".journal"), 0, text))
        layer.whole = found.whole is True
    told = walk.complete and walk.begins_a_layer and walk.last >= found.events
    if not trusted or (told and walk.tables != layer.tables):
        layer.overtaken = trusted and _was_there(found, file)
        _take_from_journal(layer, found, walk)


def _try_the_journal_alone(layer: LayerFiles, found: _File, file: IO[bytes]) -> None:
    """The journal FILE is not the one that the file goes on from: it counts if it tells all by itself.

    So it is where copies of the layer were merged, and whoever merged them did not come to write the file.
    """
    alone = LayerFiles(layer.path, journal=layer.journal)
    walk = _Walk(alone, _File())
    file.seek(0)
    walk.go_through(file)
    if not walk.complete or not walk.begins_a_layer or walk.last < found.events or alone.refused:
        return
    layer.tables, layer.events, layer.from_journal = walk.tables, walk.last, True
    layer.end, layer.last, layer.tail, layer.whole = alone.end, alone.last, alone.tail, False
    layer.findings[:] = alone.findings
    layer.overtaken = _was_there(found, file)
    if not layer.overtaken:
        text = "it is of another history than its journal; what is said is taken from the journal"
        layer.findings.append(Finding(layer.path, 0, text, Weight.TOLD))


def _was_there(found: _File, file: IO[bytes]) -> bool:
    """Whether the whole file FOUND says nothing that the journal FILE has not said at some time.

    Then it is of a copy that was merged, and nothing of it is missing.
    """
    missing = {
        (name, orjson.dumps(record, option=orjson.OPT_SORT_KEYS))
        for name, table in found.tables.items()
        if name not in _COUNTED_ANEW
        for record in table.values()
    }
    file.seek(0)
    for line in lines_of(file):
        for name, _, _, after in line.event.rows if line.event and missing else ():
            if after is not None:
                missing.discard((name, orjson.dumps(after, option=orjson.OPT_SORT_KEYS)))
    return bool(found.whole) and not missing


def _take_from_journal(layer: LayerFiles, found: _File, walk: _Walk) -> None:
    """The file is lost, or not as it was: the journal alone says what there is, if it says it all."""
    other = "it does not say what the journal says" if found.there and not layer.overtaken else ""
    problem = found.problem or other
    if walk.complete and walk.last >= found.events and (walk.begins_a_layer or not found.there):
        layer.tables, layer.events, layer.from_journal = walk.tables, walk.last, True
        if problem:
            text = f"{problem}; what it said is taken from the journal"
            layer.findings.append(Finding(layer.path, 0, text, Weight.TOLD))
    elif problem:
        _refuse(layer, problem)
    elif layer.refused is None:
        _refuse(layer, "it is not there, and the journal alone does not say all that was in it")


class _Walk:
    """One reading of a journal, its lines taken into LAYER, whose own file is as FOUND.

    `tables` are made from nothing by the lines that were read, `last` is the number of the last edit in
    them. They are `complete` if all of the journal was read and nothing is missing from the first edit on;
    `begins_a_layer` says that this began with nothing, where others go on from a file.
    """

    def __init__(self, layer: LayerFiles, found: _File) -> None:
        self._layer = layer
        self._found = found
        self._path = layer.path.with_suffix(".journal")
        self._begun = False
        self._damaged = False  # the line before this one
        self.tables: Tables = {}
        self.last = 0
        self.complete = False
        self.begins_a_layer = False

    def go_on(self, file: IO[bytes], offset: int) -> None:
        """Only what the journal has behind OFFSET, where the file was written."""
        self.last = self._found.events if offset else 0
        self._layer.end, self._layer.last = offset, self._found.last
        if self._found.last and not is_line_of(file, self._found.last):
            self._find(0, "it is another journal than the one that the file beside it goes on from")
        file.seek(max(0, offset - 1))
        if offset and file.read(1) != b"\n":
            self._find(0, f"it has no line that begins at byte {offset}, where the file beside it ends")
        for line in lines_of(file, offset):
            self._take(line, behind=True)
        if any(each.line for each in self._layer.findings):
            self._count_from_the_beginning(file, offset)
        self._read_tail(file)

    def _count_from_the_beginning(self, file: IO[bytes], offset: int) -> None:
        file.seek(0)
        left, before = offset, 0
        while left and (piece := file.read(min(left, _LARGE))):
            left, before = left - len(piece), before + piece.count(b"\n")
        findings = self._layer.findings
        findings[:] = [replace(each, line=each.line + before) if each.line else each for each in findings]

    def go_through(self, file: IO[bytes]) -> None:
        """All of it, from the first line on."""
        self.complete = True
        for line in lines_of(file):
            self._take(line, behind=line.start >= self._found.bytes)
        self._read_tail(file)

    def _read_tail(self, file: IO[bytes]) -> None:
        file.seek(self._layer.end)
        self._layer.tail = file.read()

    def _take(self, line: Line, behind: bool) -> None:
        """Take LINE in; BEHIND says that the file does not have it yet."""
        weight = Weight.REFUSED if behind else Weight.HISTORY
        event, begun, self._begun = line.event, self._begun, True
        if event is None and line.torn:
            text = "the last line was never written to the end"
            self._find(line.number, text, Weight.TOLD, torn=True)
            return
        self._layer.end = line.end
        self._layer.last = (line.start, line.checksum)
        if event is None:
            self._find(line.number, "this line is damaged", weight)
            self.complete, self._damaged = False, True
            return
        self._check_number(line, event, weight)
        self._damaged = False
        if event.kind == LOST:
            self.complete = False
        if not begun:
            self.begins_a_layer = any(
                name == "meta" and before is None for name, _, before, _ in event.rows
            )
        self.last = max(self.last, event.number)
        carry_out(self.tables, event.rows)
        if event.number > self._layer.events:
            carry_out(self._layer.tables, event.rows)
            self._layer.events = event.number

    def _check_number(self, line: Line, event: Event, weight: Weight) -> None:
        """Say what the number of EVENT tells of those before it."""
        expected = self.last + 1
        if event.first == expected:
            return
        self.complete = False
        missing = f"{expected} to {event.first - 1}" if event.first > expected + 1 else str(expected)
        if event.number <= self.last:
            self._find(line.number, f"edit {event.number} stands here once more", weight)
        elif self._damaged:
            pass  # that is what is missing
        elif self._layer.whole and event.first <= self._found.events + 1:  # the file has them
            self._find(line.number, f"before it the edits {missing} are missing", Weight.HISTORY)
        else:
            self._find(line.number, f"before it the edits {missing} are missing", weight)

    def _find(self, line: int, text: str, weight: Weight = Weight.REFUSED, torn: bool = False) -> None:
        self._layer.findings.append(Finding(self._path, line, text, weight, torn))
