"""The corpus of a project: documents and sentence ranges in SQLite, written once, then only read."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cached_property
from pathlib import Path

from annotations.arabic.sentences import split_sentences
from annotations.corpus.decoding import Decoded
from annotations.errors import HashiyaError
from annotations.model import Document, Sentence

_FORMAT = 1
_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, encoding TEXT NOT NULL,
    sha256 TEXT NOT NULL, text TEXT NOT NULL
);
CREATE TABLE sentences (
    id TEXT PRIMARY KEY, document TEXT NOT NULL REFERENCES documents(id), number INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
CREATE INDEX sentences_by_document ON sentences(document, number);
"""


def text_hash(text: str) -> str:
    """SHA-256 of TEXT's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def make_document(name: str, decoded: Decoded) -> Document:
    """A document with an id that its text alone decides."""
    digest = text_hash(decoded.text)
    return Document(digest[:12], name, decoded.text, decoded.encoding, digest)


def create_corpus(path: Path, documents: Iterable[Document]) -> None:
    """Write DOCUMENTS with their sentences to a new database at PATH."""
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.execute(f"PRAGMA user_version = {_FORMAT}")
        for document in documents:
            database.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                (document.id, document.name, document.encoding, document.sha256, document.text),
            )
            database.executemany(
                "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
                (
                    (f"{document.id}-{number}", document.id, number, start, end)
                    for number, (start, end) in enumerate(split_sentences(document.text), start=1)
                ),
            )


class Corpus:
    """An opened corpus; read-only."""

    def __init__(self, path: Path) -> None:
        """Open the database at PATH; HashiyaError where it is missing, damaged or too new."""
        if not path.is_file():
            raise HashiyaError(f"{path}: the project has no corpus; restore the file from a copy")
        try:
            self._database = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            (version,) = self._database.execute("PRAGMA user_version").fetchone()
            if version != _FORMAT:
                raise HashiyaError(
                    f"{path}: corpus format {version} is not one this Hashiya reads ({_FORMAT})"
                )
            self._check_texts(path)
        except sqlite3.DatabaseError as error:
            raise HashiyaError(
                f"{path}: not a readable corpus ({error}); restore it from a copy"
            ) from error

    def _check_texts(self, path: Path) -> None:
        for document in self.documents:
            if text_hash(document.text) != document.sha256:
                raise HashiyaError(
                    f"{path}: the text of {document.name} is not the one that was imported; "
                    "restore the file from a copy"
                )

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """All documents in the order of their import."""
        rows = self._database.execute(
            "SELECT id, name, text, encoding, sha256 FROM documents ORDER BY rowid"
        )
        return tuple(Document(*row) for row in rows)

    def document(self, id: str) -> Document | None:
        """The document with this ID."""
        return next((document for document in self.documents if document.id == id), None)

    def sentences(self, document: str) -> list[Sentence]:
        """The sentences of the document with the id DOCUMENT, in order."""
        rows = self._database.execute(
            "SELECT id, document, number, start, end FROM sentences WHERE document = ? ORDER BY number",
            (document,),
        )
        return [Sentence(*row) for row in rows]

    def close(self) -> None:
        """Let the file go."""
        self._database.close()
