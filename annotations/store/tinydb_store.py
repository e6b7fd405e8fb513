"""A layer in a TinyDB file with a journal: the Store over `JournaledTinyDB`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from annotations.errors import HashiyaError
from annotations.files import is_there, read_plain, replacing_plain, sweep
from annotations.history import Change, Edit
from annotations.model import Annotation, Sentence, SentenceState
from annotations.store.index import DocumentIndex
from annotations.store.journal import Event, Row, events_of
from annotations.store.journaled import JournaledTinyDB
from annotations.store.judging import (
    FORMAT,
    absent_finding,
    absent_of,
    meta_finding,
    notices_of,
    wrong_records,
)
from annotations.store.lock import LayerLock
from annotations.store.lookup import Lookup
from annotations.store.mending import keep_aside
from annotations.store.protocol import (
    Damaged,
    Notice,
    NotSaved,
    ReadOnly,
    Tally,
    Texts,
    damaged,
)
from annotations.store.reading import LARGEST_FILE, Tables
from annotations.store.records import TABLES, table_of, to_record
from annotations.store.renumbering import renumbered
from annotations.store.rescue import beside, rescues_of, take_in, write_rescue
from annotations.store.undo import UndoStacks, changes_in

_CHECKED_ON_OPENING = 50_000
# A file of so many annotations is written anew on every closing, others when the journal has a tenth more.
_SMALL = 2_000
T = TypeVar("T")


class TinyDBStore:
    """The Store over one TinyDB file and its journal; see `annotations.store.protocol.Store`."""

    def __init__(
        self, path: Path, annotator: str, texts: Texts, lock: LayerLock | None, by: str = ""
    ) -> None:
        """Use `open` or `read`."""
        self._path = path
        self._annotator = annotator
        self._lock = lock
        self._texts = texts
        self._notices: list[HashiyaError] = []
        self._database = JournaledTinyDB(path, by or annotator)
        self._storage = self._database.storage
        self._lookup = Lookup(self._storage.table)
        self._stacks: UndoStacks | None = None
        self._to_be_kept = False  # whether the file is damaged, and was not copied yet
        self._absent: Counter[str] = Counter()  # what is said about texts that the corpus has not

    @classmethod
    def open(cls, path: Path, annotator: str, texts: Texts, by: str = "") -> TinyDBStore:
        """The layer of ANNOTATOR at PATH for reading and writing, made if there is none.

        TEXTS are those of the corpus, BY is who writes, if that is not ANNOTATOR. HashiyaError where
        someone else has the layer open, the
        file is damaged, or its offsets belong to other texts.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = LayerLock(path.with_suffix(".lock"))
        try:
            sweep(path.parent)
            store = cls._opened(path, annotator, texts, lock, by)
            store._keep_what_is_replaced()
            store._take_in_rescues()
            return store
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read(cls, path: Path, annotator: str, texts: Texts) -> TinyDBStore:
        """The layer at PATH for reading only, whoever has it open."""
        store = cls._opened(path, annotator, texts, None)
        for rescue in rescues_of(path, path.with_suffix(".journal")):
            store._notices.append(
                Notice(
                    f"{path}: the last edits could not be saved and are in {rescue.path}; "
                    "opening these annotations in the app takes them in"
                )
            )
        return store

    @classmethod
    def _opened(
        cls, path: Path, annotator: str, texts: Texts, lock: LayerLock | None, by: str = ""
    ) -> TinyDBStore:
        try:
            store = cls(path, annotator, texts, lock, by)
            store._load()
        except OSError as error:
            raise HashiyaError(
                f"{error.filename or path}: cannot be read: {error.strerror}; if it is yours, let yourself "
                "read it again, else ask whose it is"
            ) from error
        return store

    def _load(self) -> None:
        tables = self._storage.found.tables
        self._notices += notices_of(self._storage.found, writing=self._lock is not None)
        wrong = meta_finding(self._path, tables)
        if wrong:
            raise self._damaged(wrong.text) if wrong.mendable else Damaged(str(wrong))
        if self._is_small(tables):
            for record in wrong_records(tables, self._texts):
                raise self._damaged(f"{record.table} {record.key}: {record.why}")
        try:
            self._index_all()
        except (TypeError, LookupError, ValueError) as error:
            raise self._damaged(
                "something in it has no number, or does not say which text it is about"
            ) from error
        if self._absent:
            self._notices.append(Notice(str(absent_finding(self._path, self._absent))))

    @staticmethod
    def _is_small(tables: Tables) -> bool:
        """Whether it is quick to look at every annotation in TABLES."""
        return sum(len(tables.get(name, ())) for name in TABLES) <= _CHECKED_ON_OPENING

    def _damaged(self, what: str) -> Damaged:
        return damaged(self._path, str(self._path), what)

    def _keep_what_is_replaced(self) -> None:
        """A damaged file whose content is known from the journal is kept beside, and written anew."""
        if self._storage.found.from_journal and not self._storage.found.new:
            self._to_be_kept = not self._storage.found.overtaken
            with suppress(OSError):  # a full disk: it is as well made from the journal the next time
                self._compact()

    def _compact(self) -> None:
        if self._to_be_kept:
            keep_aside(self._path)
            self._to_be_kept = False
        self._storage.compact()

    def _take_in_rescues(self) -> None:
        """Edits that an earlier session could not write here: they follow now."""
        for rescue in rescues_of(self._path, self._storage.journal.path):
            try:
                count, lost = take_in(self._storage, rescue)
            except (OSError, HashiyaError) as error:
                why = getattr(error, "strerror", None) or error
                self._notices.append(Notice(f"{rescue.path}: not taken in yet: {why}"))
                continue
            finally:
                self._index_all()
            said = f"{count} edit(s) that could not be saved the last time are in now"
            if lost:
                said += f"; {len(lost)} of their changes did not fit any more and are in {beside(rescue)}"
            self._notices.append(Notice(said))

    def _index_all(self) -> None:
        self._stacks = None
        self._lookup.read_all()
        self._absent = absent_of(self._lookup.counts(), self._storage.read() or {}, self._texts)
        self._lookup.leave_out(self._absent)

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
        """What touches SENTENCE or is said of it, and the relations and notes that hang on that."""
        return self._document(sentence.document).of_sentence(sentence)

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, kind by kind, oldest first."""
        try:
            return self._lookup.annotations(document)
        except ValueError as error:  # in a layer too large to be looked at on opening
            raise self._damaged(str(error)) from error

    def ids(self) -> set[str]:
        """The ids of all annotations."""
        return self._lookup.ids()

    def annotation(self, document: str, id: str) -> Annotation | None:
        """What has this ID, if it is about DOCUMENT."""
        return self._document(document).get(id)

    def hanging_on(self, document: str, id: str) -> list[Annotation]:
        """The relations and notes in DOCUMENT that hang on what has this ID, and what is said of it."""
        return self._document(document).hanging_on(id)

    def _document(self, document: str) -> DocumentIndex:
        try:
            return self._lookup.document(document)
        except ValueError as error:  # in a layer too large to be looked at on opening
            raise self._damaged(str(error)) from error

    def events(self) -> Iterator[Event]:
        """Every edit that was ever made, oldest first."""
        return events_of(self._storage.journal.path)

    # -- editing -------------------------------------------------------------------------------

    def apply(self, *edit: Change) -> None:
        """Carry EDIT out: each annotation is new, or becomes another, or is deleted."""
        rows = list[Row]()
        for change in edit:
            annotation = change.annotation
            there = self._lookup.key_of(annotation.document, annotation.id)
            if (there is None) != (change.before is None):
                problem = "there already is an annotation" if there else "there is no annotation"
                raise ValueError(f"{problem} {annotation.id}")
            table, key = there or (table_of(annotation), self._next_number(table_of(annotation)))
            before = (self._storage.table(table) or {}).get(key)
            rows.append((table, key, before, to_record(change.after) if change.after else None))
        documents = dict.fromkeys(change.annotation.document for change in edit)
        self._append([*self._first_rows(documents), *rows])

    def _first_rows(self, documents: Iterable[str]) -> Iterator[Row]:
        """A layer begins with its first edit, not with a look at it; so does what it knows of a text."""
        if not self._storage.table("meta"):
            yield "meta", "1", None, {"format": FORMAT, "annotator": self._annotator}
        for document in documents:
            if self._lookup.number_in("documents", document) is None:
                (digest, _) = self._texts.facts([document])[document]
                number = self._next_number("documents")
                self._lookup.note_number("documents", document, number)
                yield "documents", number, None, {"document": document, "sha256": digest}

    def documents(self) -> list[str]:
        """The ids of the documents that something is said about."""
        return list(self._lookup.counts())

    def tally(self, document: str) -> Tally:
        """How much is said of the document with the id DOCUMENT."""
        return self._lookup.tally(document)

    def states(self) -> Mapping[str, SentenceState]:
        """The states of the sentences that are not open, by their ids."""
        return self._lookup.states()

    def done_count(self) -> int:
        """How many sentences are marked as finished."""
        return self._lookup.done_count

    def _append(self, rows: list[Row]) -> None:
        self._guard()
        number = self._storage.events + 1
        try:
            self._written(lambda: self._storage.append(rows))
        finally:
            if self._storage.events == number:
                self._lookup.take(rows)
                if self._stacks:
                    self._stacks.edited(self._storage.last_offset, number)

    def undo(self) -> Edit:
        """Take the last edit back, also one of an earlier session; what that did, nothing for none."""
        return self._turn("undo")

    def redo(self) -> Edit:
        """Make the edit again that was undone last; what that did, nothing for none."""
        return self._turn("redo")

    def _turn(self, kind: str) -> Edit:
        self._guard()
        self.retry()  # what is not in the journal cannot be read from it
        self._stacks = self._stacks or UndoStacks(self._storage)
        events = self._storage.events
        event: Event | None = None
        try:
            event = self._written(self._stacks.undo if kind == "undo" else self._stacks.redo)
        finally:
            if self._storage.events > events:
                self._lookup.take(self._storage.last_rows)
        if event is None:
            return ()
        try:
            return tuple(changes_in(event.reversed_rows() if kind == "undo" else event.rows))
        except (ValueError, TypeError) as error:
            raise self._damaged(f"edit {event.number} was not made by this program") from error

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

    def _next_number(self, table: str) -> str:
        return str(self._database.table(table)._get_next_id())  # type: ignore[no-untyped-call]

    # -- time ------------------------------------------------------------------------------------

    def spend(self, sentence: Sentence, seconds: float) -> None:
        """Add to the time that was spent on SENTENCE; kept with the next edit, in a begun layer."""
        if self._lock is None or not self._storage.table("meta"):
            return
        self._migrate()
        number = self._lookup.number_in("time", sentence.id) or self._next_number("time")
        self._lookup.note_number("time", sentence.id, number)
        before = (self._storage.table("time") or {}).get(number)
        spent = round(seconds + (before or {}).get("seconds", 0.0), 1)
        row = ("time", number, before, {"sentence": sentence.id, "seconds": spent})
        self._written(lambda: self._storage.append([row], "time", durable=False))

    def times(self) -> Mapping[str, float]:
        """The seconds that were spent on each sentence, by its id."""
        return self._lookup.times()

    # -- the file --------------------------------------------------------------------------------

    def _migrate(self) -> None:
        """Before the first edit of a file of an older format: keep a copy, write it in the new one."""
        meta = self._storage.table("meta") or {}
        number, record = next(iter(meta.items()), ("", None))
        if record is None or record["format"] == FORMAT:
            return
        copy = self._path.with_name(f"{self._path.name}.format-{record['format']}")
        rows = list(renumbered(self._storage.read() or {}))
        rows.append(("meta", number, record, {"format": FORMAT, "annotator": self._annotator}))
        with suppress(OSError):  # the edit itself finds out, and the next one tries again
            with replacing_plain(copy) as file:
                file.write(read_plain(self._path, LARGEST_FILE))
            self._lookup.forget_numbers()
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
        try:
            path = write_rescue(self._storage, self._path)
        except OSError:
            return f"NOT SAVED: {error.strerror}; the last edits are lost ({self._storage.journal.path})"
        return (
            f"NOT SAVED: {error.strerror}; the last edits are kept in {path}, and are taken in when these "
            "annotations are opened again"
        )

    def _finish(self) -> None:
        self._storage.retry()
        behind = self._storage.journal.end - self._storage.compacted_end
        if self._lookup.counts().total() <= _SMALL or 10 * behind >= self._size():
            self._compact()

    def _size(self) -> int:
        """Bytes of the file, 0 where there is none."""
        return self._path.lstat().st_size if is_there(self._path) else 0
