"""Where everything that a layer says is found: by document, by id, by sentence; kept up with every edit."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from annotations.model import Annotation, SentenceState, State
from annotations.store.index import DocumentIndex, Order
from annotations.store.journal import Row
from annotations.store.protocol import Tally
from annotations.store.records import TABLES, from_record
from annotations.store.renumbering import numbers_by_id

Key = tuple[str, str]  # table, TinyDB's number
_DOCUMENTS_KEPT: Final = 256
_TALLIED: Final = ("done", "skipped", "flagged", "spans", "claims", "notes")
_TALLIES_KEPT: Final = 1 << 16
_STATE_TABLES: Final = tuple(name for name, kind in TABLES.items() if kind is State)
_TABLE_ORDER: Final = {name: place for place, name in enumerate(TABLES)}


class Lookup:
    """Over the tables that TABLE gives by name, None for one that is not there.

    `done_count` is how many sentences are marked as finished.
    """

    def __init__(self, table: Callable[[str], Mapping[str, Any] | None]) -> None:
        self._table = table
        self._keys: defaultdict[str, dict[Key, None]] = defaultdict(dict)  # by document
        self._ids: dict[str, dict[str, Key]] = {}  # by document, where it was asked for
        self._documents: dict[str, DocumentIndex] = {}  # those asked for last
        self._books: dict[str, dict[str, str]] = {}  # numbers by id, in tables about texts and sentences
        self._tallies: dict[str, Tally] = {}
        self._states: dict[str, SentenceState] | None = None
        self.done_count = 0

    def read_all(self) -> None:
        """Begin anew; ValueError, TypeError or LookupError where a table is none of ours."""
        self._keys.clear()
        self._ids.clear()
        self._documents.clear()
        self._books.clear()
        self._tallies.clear()
        self._states, self.done_count = None, 0
        keys = self._keys
        for name in TABLES:
            table = self._table(name) or {}
            if not all(map(str.isdecimal, table)):
                raise ValueError(name)
            for number, record in table.items():
                keys[record["document"]][name, number] = None
                if name in _STATE_TABLES:
                    self.done_count += _is_done(record)

    def times(self) -> dict[str, float]:
        """The seconds that were spent on each sentence, by its id."""
        table = self._table("time") or {}
        return {str(row["sentence"]): float(row["seconds"]) for row in table.values()}

    def counts(self) -> Counter[str]:
        """How much is said of each document."""
        return Counter({document: len(there) for document, there in self._keys.items() if there})

    def tally(self, document: str) -> Tally:
        """How much of each kind is said of DOCUMENT."""
        if document not in self._tallies:
            counts: Counter[str] = Counter()
            for table, number in self._keys.get(document, ()):
                record = (self._table(table) or {})[number]
                counts[record.get("state", "done") if table in _STATE_TABLES else table] += 1
            if len(self._tallies) >= _TALLIES_KEPT:
                self._tallies.clear()
            self._tallies[document] = Tally(**{name: counts[name] for name in _TALLIED})
        return self._tallies[document]

    def leave_out(self, documents: Iterable[str]) -> None:
        """What is said of DOCUMENTS is kept, and not shown on another text."""
        for document in documents:
            del self._keys[document]

    def take(self, rows: Iterable[Row]) -> None:
        """ROWS were carried out."""
        for table, number, before, after in rows:
            if table not in TABLES or number is None:
                continue
            record = after or before
            document, id = record["document"], record["id"]
            self._tallies.pop(document, None)
            if table in _STATE_TABLES:
                self._states = None
                self.done_count += _is_done(after) - _is_done(before)
            if after is None:
                self._keys[document].pop((table, number), None)
                self._ids.get(document, {}).pop(id, None)
            else:
                self._keys[document][table, number] = None
                if document in self._ids:
                    self._ids[document][id] = (table, number)
            if document in self._documents and after is None:
                self._documents[document].drop(id)
            elif document in self._documents:
                self._documents[document].put(*self._read((table, number)))

    def document(self, document: str) -> DocumentIndex:
        """What is said of DOCUMENT; ValueError or TypeError for a record that is none."""
        if document not in self._documents:
            if len(self._documents) >= _DOCUMENTS_KEPT:
                self._documents.pop(next(iter(self._documents)))
            self._documents[document] = DocumentIndex(map(self._read, self._keys.get(document, ())))
        return self._documents[document]

    def ids(self) -> set[str]:
        """The ids of all annotations."""
        return {str(record.get("id")) for table in TABLES for record in (self._table(table) or {}).values()}

    def annotations(self, document: str) -> list[Annotation]:
        """All that is said of DOCUMENT, in order; where it is asked for once, nothing is kept of it."""
        if document in self._documents:
            return self._documents[document].all()
        found = [self._read(key) for key in self._keys.get(document, ())]
        return [annotation for _, annotation in sorted(found, key=lambda each: each[0])]

    def _read(self, key: Key) -> tuple[Order, Annotation]:
        table, number = key
        try:
            annotation = from_record(table, (self._table(table) or {})[number])
        except (ValueError, TypeError) as error:
            raise ValueError(f"{table} {number}: {error}") from error
        return (_TABLE_ORDER[table], int(number)), annotation

    def key_of(self, document: str, id: str) -> Key | None:
        """Where the annotation of DOCUMENT with this ID is."""
        if document not in self._ids:
            self._ids[document] = {
                str((self._table(table) or {})[number].get("id")): (table, number)
                for table, number in self._keys[document]
            }
        return self._ids[document].get(id)

    def number_in(self, table: str, id: str) -> str | None:
        """Under which number a table that is about texts or sentences has what it says of ID."""
        if table not in self._books:
            self._books[table] = numbers_by_id(table, self._table(table) or {})
        return self._books[table].get(id)

    def note_number(self, table: str, id: str, number: str) -> None:
        """What such a table says of ID stands under NUMBER from now on."""
        self._books[table][id] = number

    def forget_numbers(self) -> None:
        """Such tables are numbered anew."""
        self._books.clear()

    def states(self) -> Mapping[str, SentenceState]:
        """The states of the sentences that are not open, by their ids."""
        if self._states is None:
            self._states = {
                str(record.get("sentence")): record.get("state", "done")
                for table in _STATE_TABLES
                for record in (self._table(table) or {}).values()
            }
        return self._states


def _is_done(record: Mapping[str, Any] | None) -> bool:
    return record is not None and record.get("state", "done") == "done"
