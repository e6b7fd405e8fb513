"""Writing a corpus: documents with their sentences, in one transaction a batch."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

import orjson

from annotations.arabic.folding import fold
from annotations.arabic.sentences import split_sentences
from annotations.corpus.layout import FIELDS, FORMAT, SCHEMA, WORDS, possible_ids
from annotations.errors import HashiyaError
from annotations.model import Document, Range, now

_BATCH = 20_000  # sentences
_OTHER_FOLDING: Final = 2  # the format before this one


def create_corpus(path: Path, documents: Iterable[Document]) -> None:
    """Write DOCUMENTS with their sentences to a new database at PATH."""
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))  # SQLite's own are never shared
    with closing(CorpusWriter(path)) as writer:
        for document in documents:
            writer.add(document, split_sentences(document.text), document.name)


class CorpusWriter:
    """Adds documents to the corpus at PATH, made if there is none; sqlite3.Error where that fails.

    A document is there whole or not at all once it is closed; whoever calls has it flushed to the disk.
    """

    def __init__(self, path: Path) -> None:
        if sqlite3.sqlite_version_info < (3, 34):
            raise HashiyaError(
                f"this Python has SQLite {sqlite3.sqlite_version}, which knows no trigrams; "
                "use a Python with SQLite 3.34 or newer"
            )
        self._database = sqlite3.connect(path, isolation_level=None)
        # What was not written to the end is never looked at: no second file is needed to mend it.
        self._database.execute("PRAGMA journal_mode = MEMORY")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA cache_size = -32768")
        (version,) = self._database.execute("PRAGMA user_version").fetchone()
        if version == 0:
            self._database.executescript(SCHEMA + WORDS + FIELDS)
            self._database.execute(f"PRAGMA user_version = {FORMAT}")
        elif version == _OTHER_FOLDING:
            self._fold_anew()
        (self._documents,) = self._database.execute("SELECT max(rowid) FROM documents").fetchone()
        (self._sentences,) = self._database.execute("SELECT max(rowid) FROM sentences").fetchone()
        self._documents, self._sentences = self._documents or 0, self._sentences or 0
        self._waiting = 0
        self._database.execute("BEGIN")

    def _fold_anew(self) -> None:
        """Make the index of words once more, from the texts."""
        self._database.executescript(f"DROP TABLE words; {WORDS} {FIELDS}")
        texts = self._database.cursor().execute(
            "SELECT s.number, substr(d.text, s.start + 1, s.end - s.start) "
            "FROM sentences s JOIN documents d ON d.number = s.document"
        )
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT INTO words(rowid, text) VALUES (?, ?)", ((number, fold(text)) for number, text in texts)
        )
        self._database.execute("COMMIT")
        self._database.execute(f"PRAGMA user_version = {FORMAT}")

    def add(
        self,
        document: Document,
        ranges: Sequence[Range],
        source: str,
        fields: Mapping[str, object] | None = None,
    ) -> bool:
        """Add DOCUMENT, whose sentences are RANGES, read from SOURCE; False where its text is there.

        FIELDS are what stood beside it in its record.
        """
        id = self._free_id(document.sha256)
        if id is None:
            return False
        number, first = self._documents + 1, self._sentences + 1
        self._database.execute(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number, id, document.name, document.encoding, document.sha256, document.text,
                first, len(ranges), source, now(),
            ),
        )  # fmt: skip
        if fields:
            said = orjson.dumps(fields, option=orjson.OPT_NON_STR_KEYS).decode("utf-8")
            self._database.execute("INSERT INTO fields VALUES (?, ?)", (number, said))
        self._database.executemany(
            "INSERT INTO sentences VALUES (?, ?, ?, ?, ?)",
            [(first + i, number, i + 1, start, end) for i, (start, end) in enumerate(ranges)],
        )
        self._database.executemany(
            "INSERT INTO words(rowid, text) VALUES (?, ?)",
            [(first + i, fold(document.text[start:end])) for i, (start, end) in enumerate(ranges)],
        )
        self._documents, self._sentences = number, self._sentences + len(ranges)
        self._waiting += len(ranges)
        if self._waiting >= _BATCH:
            self.commit()
        return True

    def _free_id(self, digest: str) -> str | None:
        """The id for a new text with the hash DIGEST; None where the text is there."""
        sql = "SELECT sha256 FROM documents WHERE id = ?"
        for id in possible_ids(digest):
            row = self._database.execute(sql, (id,)).fetchone()
            if row is None:
                return id
            if row[0] == digest:
                return None
        return None

    def id_of(self, digest: str) -> str:
        """The id of the text with the hash DIGEST, "" for none."""
        sql = "SELECT id FROM documents WHERE id = ? AND sha256 = ?"
        rows = (self._database.execute(sql, (id, digest)).fetchone() for id in possible_ids(digest))
        return next((str(row[0]) for row in rows if row), "")

    def commit(self) -> None:
        """What was added stays, whatever follows."""
        self._database.execute("COMMIT")
        self._database.execute("BEGIN")
        self._waiting = 0

    def close(self) -> None:
        """Commit, and let the file go."""
        self._database.execute("COMMIT")
        self._database.close()
