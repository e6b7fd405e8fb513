"""A layer in a plain TinyDB file, replaced whole and flushed on every edit."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from tinydb import Storage, TinyDB

from annotations.errors import HashiyaError
from annotations.files import replacing
from annotations.model import Annotation, Document, Sentence, Span
from annotations.store.lock import LayerLock
from annotations.store.records import TABLES, from_record, table_of, to_record

_FORMAT = 1
_Tables = dict[str, dict[str, Any]]
T = TypeVar("T")


class DurableJSONStorage(Storage):
    """TinyDB's JSON file, kept in memory for reading and replaced durably on every write."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._tables: _Tables | None = None

    def read(self) -> _Tables | None:
        """All tables, None for a file that does not exist yet."""
        if self._tables is None and self._path.exists():
            self._tables = json.loads(self._path.read_bytes())
        return self._tables

    def write(self, data: _Tables) -> None:
        """Replace the file; when it fails, what was read stays what the file holds."""
        self._tables = None
        with replacing(self._path) as file:
            json.dump(data, file)
        self._tables = data


class TinyDBStore:
    """The Store over one TinyDB file; see `annotations.store.protocol.Store` for its verbs."""

    def __init__(self, path: Path, annotator: str, lock: LayerLock | None) -> None:
        """Use `open` or `read`."""
        self._path = path
        self._annotator = annotator
        self._lock = lock
        self._database = TinyDB(path, storage=DurableJSONStorage)
        self._hashes: dict[str, str] = {}
        self._annotations: dict[str, dict[str, Annotation]] = {}
        self._places: dict[str, tuple[str, int]] = {}  # id → document, TinyDB's number

    @classmethod
    def open(cls, path: Path, annotator: str, documents: Iterable[Document]) -> TinyDBStore:
        """The layer of ANNOTATOR at PATH for reading and writing, made if there is none.

        DOCUMENTS are those of the corpus. HashiyaError where someone else has the layer open, the
        file is damaged, or its offsets belong to other texts.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = LayerLock(path.with_suffix(".lock"))
        try:
            return cls._opened(path, annotator, documents, lock)
        except BaseException:
            lock.release()
            raise

    @classmethod
    def read(cls, path: Path, annotator: str, documents: Iterable[Document]) -> TinyDBStore:
        """The layer at PATH for reading only, whoever has it open."""
        return cls._opened(path, annotator, documents, None)

    @classmethod
    def _opened(
        cls, path: Path, annotator: str, documents: Iterable[Document], lock: LayerLock | None
    ) -> TinyDBStore:
        store = cls(path, annotator, lock)
        documents = list(documents)
        store._hashes = {document.id: document.sha256 for document in documents}
        try:
            store._load({document.id: document for document in documents})
        except OSError as error:
            raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, TypeError, AttributeError, LookupError) as error:  # not what we wrote
            raise HashiyaError(
                f"{path}: not a readable annotation file ({error}); restore it from a copy"
            ) from error
        return store

    def _load(self, documents: Mapping[str, Document]) -> None:
        meta = self._database.table("meta").all()
        if not meta:
            if any(self._database.table(table).all() for table in TABLES):
                raise ValueError("its table «meta» is missing")
            return
        if meta[0].get("format") != _FORMAT:
            raise HashiyaError(
                f"{self._path}: annotation format {meta[0].get('format')} is not one this Hashiya "
                f"reads ({_FORMAT}); update Hashiya"
            )
        for document, digest in meta[0]["documents"].items():
            if document not in documents or documents[document].sha256 != digest:
                raise HashiyaError(
                    f"{self._path}: these annotations were made on another text of document {document}; "
                    "restore the corpus they belong to"
                )
        for table in TABLES:
            for record in self._database.table(table):
                annotation = from_record(table, record)
                self._check(annotation, documents)
                self._keep(annotation, record.doc_id)

    def _check(self, annotation: Annotation, documents: Mapping[str, Document]) -> None:
        """Refuse what a damaged or badly merged file says of places that are not there."""
        if annotation.id in self._places:
            raise ValueError(f"two annotations have the id {annotation.id!r}")
        if annotation.document not in documents:
            raise ValueError(f"{annotation.id!r} is about an unknown document {annotation.document!r}")
        if isinstance(annotation, Span) and annotation.end > len(documents[annotation.document].text):
            raise ValueError(f"{annotation.id!r} ends behind its text, at {annotation.end}")

    def _write_meta(self) -> None:
        meta = {"format": _FORMAT, "annotator": self._annotator, "documents": self._hashes}
        self._guarded(lambda: self._database.table("meta").insert(meta))

    @property
    def annotator(self) -> str:
        """Whose layer this is."""
        return self._annotator

    @property
    def writable(self) -> bool:
        """Whether the layer was opened for writing."""
        return self._lock is not None

    def add(self, annotation: Annotation) -> None:
        """Keep a new annotation; its id must be new to the layer."""
        if not self._database.table("meta"):
            self._write_meta()  # a layer begins with its first annotation, not with a look at it
        if annotation.id in self._places:
            raise ValueError(f"there already is an annotation {annotation.id}")
        table = self._database.table(table_of(annotation))
        self._keep(annotation, self._guarded(lambda: table.insert(to_record(annotation))))

    def change(self, annotation: Annotation) -> None:
        """Put ANNOTATION in the place of the one with the same id."""
        _, number = self._places[annotation.id]
        table = self._database.table(table_of(annotation))
        self._guarded(lambda: table.update(to_record(annotation), doc_ids=[number]))
        self._keep(annotation, number)

    def delete(self, id: str) -> None:
        """Forget the annotation with this ID."""
        document, number = self._places[id]
        table = self._database.table(table_of(self._annotations[document][id]))
        self._guarded(lambda: table.remove(doc_ids=[number]))
        del self._annotations[document][id]
        del self._places[id]

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What is said of SENTENCE: spans that touch it, its claims, its marks; oldest first."""
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
        """What is said of the document with the id DOCUMENT, oldest first."""
        return list(self._annotations.get(document, {}).values())

    def close(self) -> None:
        """Let the layer go; nothing is left to be written."""
        self._database.close()
        if self._lock:
            self._lock.release()

    def _keep(self, annotation: Annotation, number: int) -> None:
        self._annotations.setdefault(annotation.document, {})[annotation.id] = annotation
        self._places[annotation.id] = (annotation.document, number)

    def _guarded(self, write: Callable[[], T]) -> T:
        """Carry WRITE out, its failure told as a sentence, the reason first."""
        if self._lock is None:
            raise HashiyaError(f"not saved: opened for reading only ({self._path})")
        try:
            return write()
        except OSError as error:
            raise HashiyaError(
                f"not saved: {error.strerror}; the edit was not made ({self._path})"
            ) from error
