"""TinyDB over a file and a journal: the tables in memory, each change appended to the journal.

Stock TinyDB reads and writes its whole file for every change. Here only what changed is written, durably;
the file itself, which stock TinyDB can read, is rewritten by `JournaledStorage.compact`.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson
from tinydb import Storage, TinyDB
from tinydb.table import Table

from annotations.files import replacing
from annotations.model import now
from annotations.store.journal import Event, Journal, Row

Tables: TypeAlias = dict[str, dict[str, Any]]

# A table of the file that says how much of the journal is in it; not part of the database.
POSITION: Final = "_journal"


class JournaledStorage(Storage):
    """The file PATH (`….json`) and the journal beside it, edited by the annotator BY.

    `torn` says that the journal ended in half a line, which was never acknowledged. An OSError while
    appending leaves the change in memory, to be written with the next one or by `retry`.
    """

    def __init__(self, path: Path, by: str) -> None:
        self._path = path
        self._by = by
        self.journal = Journal(path.with_suffix(".journal"))
        self._tables: Tables = {}
        self._new = not path.exists()
        self.events = 0
        self.compacted_events = 0
        self._unwritten = b""
        self.last_rows: tuple[Row, ...] = ()
        self.torn = self._load()

    def _load(self) -> bool:
        """Read the file and what the journal has since; whether half a line was dropped."""
        start = 0
        if not self._new:
            data = self._path.read_bytes()
            if not data and self.journal.path.exists():
                data = b"{}"  # stock TinyDB makes an empty file where it finds none
            tables = orjson.loads(data)
            if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
                raise ValueError("it is no table of tables")
            position = tables.pop(POSITION, {}).get("1", {})
            self._tables = tables
            self.events = self.compacted_events = int(position.get("events", 0))
            start = int(position.get("bytes", 0)) if self.journal.path.exists() else 0
        contents = self.journal.read(start)
        for _, event in contents.events:
            if event.number > self.events:
                carry_out(self._tables, event.rows)
                self.events = event.number
        return bool(contents.damages)

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
        event = Event(self.events + 1, now(), self._by, tuple(rows), kind, of)
        line = event.line()
        carry_out(self._tables, orjson.loads(line[9:])["rows"])  # nobody else's objects
        self.events += 1
        self.last_rows = event.rows
        self._unwritten += line
        if durable or self._unwritten != line:
            self.retry()
        else:
            self.journal.append(line, durable=False)
            self._unwritten = b""

    @property
    def unsaved(self) -> bool:
        """Whether something is only in memory yet."""
        return bool(self._unwritten)

    @property
    def unwritten_bytes(self) -> int:
        """How much has still to be written."""
        return len(self._unwritten)

    def rescue(self) -> Path:
        """Put what cannot be written into a temporary file, as lines for the journal."""
        descriptor, path = tempfile.mkstemp(prefix=f"{self.journal.path.stem}-", suffix=".journal")
        with os.fdopen(descriptor, "wb") as file:
            file.write(self._unwritten)
            file.flush()
            os.fsync(file.fileno())
        return Path(path)

    def retry(self) -> None:
        """Write what could not be written before; OSError if it still cannot."""
        if self._unwritten:
            self.journal.append(self._unwritten)
            self._unwritten = b""

    def compact(self) -> None:
        """Write the file anew, with all that the journal has; OSError leaves the old one."""
        self.retry()
        position = {"1": {"events": self.events, "bytes": self.journal.end}}
        with replacing(self._path) as file:
            file.write(json.dumps({**self._tables, POSITION: position}))
        self.compacted_events = self.events
        self._new = False


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
