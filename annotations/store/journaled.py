"""TinyDB over a file and a journal: the tables in memory, each change appended to the journal.

Stock TinyDB reads and writes its whole file for every change. Here only what changed is written, durably;
the file itself, which stock TinyDB can read, is rewritten by `JournaledStorage.compact`.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from tinydb import Storage, TinyDB
from tinydb.table import Table

from annotations.errors import HashiyaError
from annotations.files import replacing_plain
from annotations.model import now
from annotations.store.journal import LOST, Event, Journal, Row
from annotations.store.protocol import damaged
from annotations.store.reading import Tables, carry_out, read_layer
from annotations.store.writing import write_tables


class JournaledStorage(Storage):
    """The file PATH (`….json`) and the journal beside it, edited by the annotator BY.

    `found` are the two as they were found. An OSError while appending leaves the change in memory, to be
    written with the next one or by `retry`.
    """

    def __init__(self, path: Path, by: str) -> None:
        """HashiyaError where the two files do not say together what there is."""
        self._path = path
        self._by = by
        self.journal = Journal(path.with_suffix(".journal"))
        self.found = read_layer(path)
        if self.found.refused:
            raise damaged(path, self.found.refused.place, self.found.refused.text)
        self._tables = self.found.tables
        self._new = self.found.new
        self.events = self.found.events
        self.compacted_events = self.found.compacted
        self.compacted_end = self.found.compacted_end
        self.journal.stands_at(self.found.end, self.found.tail, self.found.journal)
        self._unwritten = b""
        self._last = self.found.last  # line of the journal: where it begins, and its checksum
        self._begins_again = self.found.journal is None and self.events > 0
        self.last_rows: tuple[Row, ...] = ()
        self.last_offset = 0  # of the line of the last event in the journal

    # -- what TinyDB asks of a storage -------------------------------------------------------

    def read(self) -> Tables | None:
        """The tables; None where nothing was ever written."""
        return dict(self._tables) if self._tables or not self._new else None

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Make the tables what DATA says, writing what differs."""
        rows: list[Row] = []
        for name in [*self._tables, *(name for name in data if name not in self._tables)]:
            rows += differences(name, self._tables.get(name), data.get(name))
        self.append(rows)

    def close(self) -> None:
        """Let the files go."""
        self.journal.close()

    # -- the journal --------------------------------------------------------------------------

    def table(self, name: str) -> dict[str, Any] | None:
        """The table NAME as it is in memory, not to be changed; None if there is none."""
        return self._tables.get(name)

    def append(
        self, rows: list[Row] | tuple[Row, ...], kind: str = "edit", of: int = 0, durable: bool = True
    ) -> None:
        """Carry ROWS out and append them as one event; nothing for no rows."""
        if not rows:
            return
        if self._begins_again and not self._unwritten:
            self._unwritten = Event(self.events, now(), self._by, (), LOST, 1).line()
        line = self._take(Event(self.events + 1, now(), self._by, tuple(rows), kind, of))
        if durable or self._unwritten != line:
            self.retry()
        else:
            self.journal.append(line, durable=False)
            self._unwritten = b""

    def append_events(self, events: Sequence[Event]) -> None:
        """Carry out EVENTS, which follow the last one by their numbers, and append them as they are."""
        for event in events:
            self._take(event)
        self.retry()

    def _take(self, event: Event) -> bytes:
        """Carry EVENT out; its line, which has to be written."""
        line = event.line()
        carry_out(self._tables, orjson.loads(line[9:])["rows"])  # nobody else's objects
        self.events = event.number
        self.last_rows = event.rows
        self.last_offset = self.journal.end + len(self._unwritten)
        self._last = self.last_offset, line[:8].decode("ascii")
        self._unwritten += line
        return line

    @property
    def unsaved(self) -> bool:
        """Whether something is only in memory yet."""
        return bool(self._unwritten)

    @property
    def unwritten(self) -> bytes:
        """What has still to be written, as lines for the journal."""
        return self._unwritten

    def retry(self) -> None:
        """Write what could not be written before; OSError if it still cannot."""
        if self._unwritten:
            if self._begins_again:
                # The journal is gone: the file must not go on saying how much of it is in it.
                self._write_file(0)
                self._begins_again = False
            self.journal.append(self._unwritten)
            self._unwritten = b""

    def compact(self) -> None:
        """Write the file anew, with all that the journal has; OSError leaves the old one."""
        self.retry()
        self.journal.check()
        self._write_file(self.journal.end)

    def _write_file(self, end: int) -> None:
        try:
            with replacing_plain(self._path) as file:
                write_tables(file, self._tables, self.events, end, self._last if end else None)
        except HashiyaError as error:  # there is something else in its place now
            raise OSError(errno.ESTALE, str(error)) from error
        self.compacted_events = self.events
        self.compacted_end = end
        self._new = False


class JournaledTable(Table):
    """A TinyDB table that finds out what an update changed, and appends only that."""

    _storage: JournaledStorage

    def _read_table(self) -> dict[str, Mapping[str, Any]]:
        return self._storage.table(self.name) or {}

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> None:
        raw = self._storage.table(self.name)
        view = _View(raw or {}, self.document_id_class)
        updater(view)  # type: ignore[arg-type] # it asks for no more than a mapping
        rows = view.rows(self.name)
        if raw is None:
            rows.insert(0, (self.name, None, None, True))
        try:
            self._storage.append(rows)
        finally:
            self.clear_cache()


class _View(MutableMapping[int, Any]):
    """A table as an updater sees it: what it takes hold of is copied, and compared afterwards."""

    def __init__(self, raw: Mapping[str, Any], number: type[int]) -> None:
        self._raw = raw
        self._number = number
        self._touched: dict[int, Any] = {}

    def __getitem__(self, key: int) -> Any:
        if key not in self._touched:
            self._touched[key] = orjson.loads(orjson.dumps(self._raw[str(key)]))
        document = self._touched[key]
        if document is None:
            raise KeyError(key)
        return document

    def __setitem__(self, key: int, document: Any) -> None:
        self._touched[key] = document

    def __delitem__(self, key: int) -> None:
        if key not in self:
            raise KeyError(key)
        self._touched[key] = None

    def __contains__(self, key: object) -> bool:
        if key in self._touched:
            return self._touched[key] is not None
        return str(key) in self._raw

    def __iter__(self) -> Iterator[int]:
        yield from (key for key in map(self._number, self._raw) if key in self)
        yield from (key for key in self._touched if str(key) not in self._raw and key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def rows(self, name: str) -> list[Row]:
        """What is other than it was."""
        return [
            (name, str(key), self._raw.get(str(key)), document)
            for key, document in self._touched.items()
            if self._raw.get(str(key)) != document
        ]


def differences(
    name: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> Iterator[Row]:
    """The rows that make the table NAME from BEFORE into AFTER, None where there is no table."""
    if before is None:
        yield name, None, None, True
    old, new = before or {}, after or {}
    yield from ((name, key, old[key], None) for key in old if key not in new)
    yield from ((name, key, old.get(key), new[key]) for key in new if old.get(key) != new[key])
    if after is None:
        yield name, None, True, None


class JournaledTinyDB(TinyDB):
    """TinyDB with journaled tables; its `storage` is a `JournaledStorage`."""

    table_class = JournaledTable

    def __init__(self, path: Path, by: str) -> None:
        super().__init__(path, by, storage=JournaledStorage)

    @property
    def storage(self) -> JournaledStorage:
        """The storage that all tables share."""
        storage = super().storage
        assert isinstance(storage, JournaledStorage)
        return storage
