"""A layer in a TinyDB file with a journal: the Store over `JournaledTinyDB`."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Annotation, Sentence, Span
from annotations.store.journal import Event, Row, events_of
from annotations.store.journaled import JournaledTinyDB
from annotations.store.lock import LayerLock
from annotations.store.protocol import NotSaved, ReadOnly, Texts, TornLine
from annotations.store.records import TABLES, from_record, table_of, to_record
from annotations.store.undo import UndoStacks

FORMAT = 2
_CHECKED_ON_OPENING = 50_000
# A file is written anew on closing when the journal has this many edits more, or a tenth of all.
_COMPACTED_AFTER = 200
T = TypeVar("T")
Key = tuple[str, str]  # table, TinyDB's number


class TinyDBStore:
    """The Store over one TinyDB file and its journal; see `annotations.store.protocol.Store`."""

    def __init__(self, path: Path, annotator: str, texts: Texts, lock: LayerLock | None) -> None:
        """Use `open` or `read`."""
        self._path = path
        self._annotator = annotator
        self._lock = lock
        self._texts = texts
        self._notices: list[HashiyaError] = []
        self._database = JournaledTinyDB(path, annotator)
        self._storage = self._database.storage
        self._keys: defaultdict[str, dict[Key, None]] = defaultdict(dict)  # by document
        self._ids: dict[str, dict[str, Key]] = {}  # by document, where it was asked for
        self._done: set[str] | None = None
        self._stacks: UndoStacks | None = None

    @classmethod
    def open(cls, path: Path, annotator: str, texts: Texts) -> TinyDBStore:
        """The layer of ANNOTATOR at PATH for reading and writing, made if there is none.

        TEXTS are those of the corpus. HashiyaError where someone else has the layer open, the
        file is damaged, or its offsets belong to other texts.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = LayerLock(path.with_suffix(".lock"))
        try:
            return cls._opened(path, annotator, texts, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read(cls, path: Path, annotator: str, texts: Texts) -> TinyDBStore:
        """The layer at PATH for reading only, whoever has it open."""
        return cls._opened(path, annotator, texts, None)

    @classmethod
    def _opened(cls, path: Path, annotator: str, texts: Texts, lock: LayerLock | None) -> TinyDBStore:
        try:
            store = cls(path, annotator, texts, lock)
            store._load()
        except OSError as error:
            raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, AttributeError, LookupError) as error:  # not what we wrote
            raise HashiyaError(
                f"{path}: not a readable annotation file ({error}); restore it from a copy, "
                "or run `hashiya check --repair` on the project"
            ) from error
        return store

    def _load(self) -> None:
        if self._storage.torn and self._lock:
            path = str(self._storage.journal.path)
            said = f"{path}: its last line was never written to the end; it was left out"
            self._notices.append(TornLine(said, path=path))
        tables = {name: self._storage.table(name) or {} for name in TABLES}
        meta = self._storage.table("meta")
        if not meta:
            if any(tables.values()):
                raise ValueError("its table «meta» is missing")
            return
        self._check_meta(next(iter(meta.values())))
        for name, records in tables.items():
            for number, record in records.items():
                self._keys[record["document"]][name, number] = None
        self._check_texts()

    def _check_meta(self, meta: Mapping[str, Any]) -> None:
        version = meta.get("format")
        if version not in (1, FORMAT):
            raise HashiyaError(
                f"{self._path}: annotation format {version} is not one this Hashiya reads ({FORMAT}); "
                "update Hashiya"
            )
        if version == 1 and "documents" not in meta:
            raise ValueError("it does not say which texts it is about")

    def _hashes(self) -> dict[str, str]:
        """The hashes of the texts that something was said about, as they were then."""
        meta: Mapping[str, Any] = next(iter((self._storage.table("meta") or {}).values()), {})
        hashes = dict(meta.get("documents", {}))  # of the first format
        return hashes | {id: row["sha256"] for id, row in (self._storage.table("documents") or {}).items()}

    def _check_texts(self) -> None:
        """Refuse annotations that were made on other texts, or of places that are not there."""
        hashes = self._hashes()
        facts = self._texts.facts(self._keys.keys() | hashes.keys())
        for document in self._keys:
            if document not in facts and document not in hashes:
                raise ValueError(f"something is about an unknown document {document!r}")
        for document, digest in hashes.items():
            if facts.get(document, ("", 0))[0] != digest:
                raise HashiyaError(
                    f"{self._path}: these annotations were made on another text of document {document}; "
                    "restore the corpus they belong to"
                )
        if sum(map(len, self._keys.values())) <= _CHECKED_ON_OPENING:
            for document in self._keys:
                self._check(document, facts[document][1])

    def _check(self, document: str, length: int) -> None:
        """Refuse what a damaged or badly merged file says of places that are not there."""
        ids: set[str] = set()
        for annotation in self._all(document):
            if annotation.id in ids:
                raise ValueError(f"two annotations have the id {annotation.id!r}")
            ids.add(annotation.id)
            if isinstance(annotation, Span) and annotation.end > length:
                raise ValueError(f"{annotation.id!r} ends behind its text, at {annotation.end}")

    # -- what there is -----------------------------------------------------------------------

    @property
    def annotator(self) -> str:
        """Whose layer this is."""
        return self._annotator

    @property
    def writable(self) -> bool:
        """Whether the layer was opened for writing."""
        return self._lock is not None

    @property
    def notices(self) -> list[HashiyaError]:
        """Sentences about what was found on opening that a person should know of."""
        return self._notices

    @property
    def unsaved(self) -> bool:
        """Whether some edit is only in memory."""
        return self._storage.unsaved

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What is said of SENTENCE: spans that touch it, its claims, its marks, its note."""
        return [
            annotation
            for annotation in self.by_document(sentence.document)
            if (
                annotation.touches(sentence.start, sentence.end)
                if isinstance(annotation, Span)
                else annotation.sentence == sentence.id
            )
        ]

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, kind by kind, oldest first."""
        return list(self._all(document))

    def _all(self, document: str) -> Iterator[Annotation]:
        order = list(TABLES)
        for table, number in sorted(
            self._keys[document], key=lambda key: (order.index(key[0]), int(key[1]))
        ):
            yield from_record(table, (self._storage.table(table) or {})[number])

    def events(self) -> Iterator[Event]:
        """Every edit that was ever made, oldest first."""
        return events_of(self._storage.journal.path)

    # -- editing -------------------------------------------------------------------------------

    def apply(self, change: Change) -> None:
        """Carry CHANGE out: an annotation whose id is new, another state of one, or its deletion."""
        annotation = change.annotation
        table, document = table_of(annotation), annotation.document
        number = self._numbers(document).get(annotation.id)
        if (number is None) != (change.before is None):
            problem = "there already is an annotation" if number else "there is no annotation"
            raise ValueError(f"{problem} {annotation.id}")
        key = number[1] if number else self._next_number(table)
        before = (self._storage.table(table) or {}).get(key)
        after = to_record(change.after) if change.after else None
        self._append([*self._first_rows(document), (table, key, before, after)])

    def _first_rows(self, document: str) -> list[Row]:
        """A layer begins with its first edit, not with a look at it; so does what it knows of a text."""
        rows: list[Row] = []
        if not self._storage.table("meta"):
            rows.append(("meta", "1", None, {"format": FORMAT, "annotator": self._annotator}))
        if document not in self._known:
            (digest, _) = self._texts.facts([document])[document]
            rows.append(("documents", document, None, {"sha256": digest}))
        return rows

    @property
    def _known(self) -> Mapping[str, Any]:
        """The documents whose hashes are kept, by id."""
        return self._storage.table("documents") or {}

    def documents(self) -> list[str]:
        """The ids of the documents that something is said about."""
        return [document for document, keys in self._keys.items() if keys]

    def done_sentences(self) -> Set[str]:
        """The ids of the sentences that are marked as finished."""
        if self._done is None:
            self._done = {record["sentence"] for record in (self._storage.table("done") or {}).values()}
        return self._done

    def done_count(self) -> int:
        """How many sentences are marked as finished."""
        return len(self._storage.table("done") or {})

    def _append(self, rows: list[Row]) -> None:
        self._guard()
        number = self._storage.events + 1
        offset = self._storage.journal.end + self._storage.unwritten_bytes
        try:
            self._written(lambda: self._storage.append(rows))
        finally:
            if self._storage.events == number:
                self._index(rows)
                if self._stacks:
                    self._stacks.edited(offset, number)

    def undo(self) -> Change | None:
        """Take the last edit back, also one of an earlier session; what it did, None for none."""
        return self._turn("undo")

    def redo(self) -> Change | None:
        """Make the edit again that was undone last; what it did, None for none."""
        return self._turn("redo")

    def _turn(self, kind: str) -> Change | None:
        self._guard()
        self.retry()  # what is not in the journal cannot be read from it
        self._stacks = self._stacks or UndoStacks(self._storage)
        events = self._storage.events
        event: Event | None = None
        try:
            event = self._written(self._stacks.undo if kind == "undo" else self._stacks.redo)
        finally:
            if self._storage.events > events:
                self._index(self._storage.last_rows)
        if event is None:
            return None
        return next(_changes(event.reversed_rows() if kind == "undo" else event.rows), None)

    def retry(self) -> None:
        """Write what is only in memory; NotSaved if it still cannot be."""
        self._written(self._storage.retry)

    def _guard(self) -> None:
        if self._lock is None:
            path = str(self._path)
            raise ReadOnly(f"not saved: opened for reading only ({path})", path=path)
        self._migrate()

    def _written(self, write: Callable[[], T]) -> T:
        """Carry WRITE out, its failure told as a sentence, the reason first."""
        try:
            return write()
        except OSError as error:
            reason, folder = str(error.strerror), str(self._path.parent)
            said = f"NOT SAVED: {reason}; the edit is kept here and tried again ({folder})"
            raise NotSaved(said, reason=reason, folder=folder) from error

    def _index(self, rows: Iterable[Row]) -> None:
        for table, number, before, after in rows:
            if table not in TABLES or number is None:
                continue
            record = after or before
            document, id = record["document"], record["id"]
            if table == "done":
                self._done = None
            if after is None:
                self._keys[document].pop((table, number), None)
                self._ids.get(document, {}).pop(id, None)
            else:
                self._keys[document][table, number] = None
                if document in self._ids:
                    self._ids[document][id] = (table, number)

    def _numbers(self, document: str) -> dict[str, Key]:
        """Where the annotations of DOCUMENT are, by their ids."""
        if document not in self._ids:
            self._ids[document] = {
                (self._storage.table(table) or {})[number]["id"]: (table, number)
                for table, number in self._keys[document]
            }
        return self._ids[document]

    def _next_number(self, table: str) -> str:
        return str(self._database.table(table)._get_next_id())  # type: ignore[no-untyped-call]

    # -- time ------------------------------------------------------------------------------------

    def spend(self, sentence: Sentence, seconds: float) -> None:
        """Add to the time that was spent on SENTENCE; kept with the next edit, in a begun layer."""
        if self._lock is None or not self._storage.table("meta"):
            return
        before = (self._storage.table("time") or {}).get(sentence.id)
        spent = round(seconds + (before or {}).get("seconds", 0.0), 1)
        row = ("time", sentence.id, before, {"sentence": sentence.id, "seconds": spent})
        self._written(lambda: self._storage.append([row], "time", durable=False))

    def seconds_spent(self, sentence: Sentence) -> float:
        """The time that was spent on SENTENCE."""
        found = (self._storage.table("time") or {}).get(sentence.id, {})
        return float(found.get("seconds", 0.0))

    # -- the file --------------------------------------------------------------------------------

    def _migrate(self) -> None:
        """Before the first edit of a file of an older format: keep a copy, write it in the new one."""
        meta = self._storage.table("meta") or {}
        number, record = next(iter(meta.items()), ("", None))
        if record is None or record["format"] == FORMAT:
            return
        copy = self._path.with_name(f"{self._path.name}.format-{record['format']}")
        hashes = record.get("documents", {}).items()
        rows: list[Row] = [("documents", id, None, {"sha256": digest}) for id, digest in hashes]
        rows.append(("meta", number, record, {"format": FORMAT, "annotator": self._annotator}))
        with suppress(OSError):  # the edit itself finds out, and the next one tries again
            shutil.copy2(self._path, copy)
            self._storage.append(rows, "migration")
            self._storage.compact()

    def close(self) -> None:
        """Let the layer go; NotSaved says where the edits are that could not be written even now."""
        try:
            if self._lock and self._storage.events > self._storage.compacted_events:
                self._finish()
        except OSError as error:
            if self._storage.unsaved:
                raise NotSaved(self._rescued(error)) from error
        finally:
            self._database.close()
            if self._lock:
                self._lock.release()

    def _rescued(self, error: OSError) -> str:
        journal = self._storage.journal.path
        try:
            path = self._storage.rescue()
        except OSError:
            return f"NOT SAVED: {error.strerror}; the last edits are lost ({journal})"
        return (
            f"NOT SAVED: {error.strerror}; the last edits are in {path}: when there is room again, "
            f"append that file to {journal}"
        )

    def _finish(self) -> None:
        self._storage.retry()
        edits = self._storage.events - self._storage.compacted_events
        size = sum(map(len, self._keys.values()))
        if size <= 10 * _COMPACTED_AFTER or edits >= max(_COMPACTED_AFTER, size // 10):
            self._storage.compact()


def _changes(rows: Iterable[Row]) -> Iterator[Change]:
    """The annotations that ROWS change."""
    for table, number, before, after in rows:
        if table in TABLES and number is not None:
            yield Change(
                from_record(table, before) if before else None, from_record(table, after) if after else None
            )
