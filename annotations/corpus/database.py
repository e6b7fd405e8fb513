"""The corpus of a project: documents and sentence ranges in SQLite, written by import, then only read.

Nothing here loads the corpus into memory: `Documents` and `Sentences` are sequences that fetch what is
asked for, in the order of import.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Final

import orjson

from annotations.corpus.boundaries import Boundaries, Move
from annotations.corpus.cut import CutSentences
from annotations.corpus.layout import FORMAT, SCHEMA
from annotations.corpus.sequences import DOCUMENT, Documents, Sentences, changed, document_of, is_whole
from annotations.corpus.sqlite import ReadOnlyDatabase
from annotations.errors import HashiyaError
from annotations.model import Document, Range, Sentence

_BOUNDS: Final[dict[int, str]] = {
    1: "SELECT min(s.rowid), count(*) FROM sentences s WHERE s.document = ?",
    2: "SELECT first, sentences FROM documents WHERE id = ?",
}
_BOUNDS[3] = _BOUNDS[2]
_TABLES: Final = ("documents", "sentences")
_WRONG_SENTENCES: Final = """
WITH texts AS MATERIALIZED (SELECT number, name, first, sentences, length(text) AS letters FROM documents)
SELECT name FROM texts t WHERE sentences IS NOT (
    SELECT count(*) FROM sentences s WHERE s.number BETWEEN t.first AND t.first + t.sentences - 1
    AND s.document = t.number AND s.start >= 0 AND s.end > s.start AND s.end <= t.letters
) LIMIT 20
"""
_COUNTS_DIFFER: Final = (
    "SELECT (SELECT count(*) FROM sentences) IS NOT (SELECT coalesce(sum(sentences), 0) FROM documents)"
)
_SENTENCE_ID: Final = re.compile(r"(?P<document>[^@]+)-(?P<number>[0-9]{1,12})(@[0-9]{1,12})?")
_CHECKED_ON_OPENING: Final = 100
_KEPT: Final = 64


class Corpus:
    """An opened corpus: texts, which never change, and the sentences that they are cut into.

    Where MOVED is given, boundaries of sentences are as people moved them.
    """

    def __init__(self, path: Path, moved: Boundaries | None = None) -> None:
        """Open the database at PATH; HashiyaError where it is missing, damaged or too new."""
        self._path = path
        self._moved = moved
        self._recent: dict[str, Document] = {}
        self._places: dict[str, int] = {}
        self._database = ReadOnlyDatabase(path)
        self._format = self._database.value("PRAGMA user_version")
        if self._format not in _BOUNDS:
            raise HashiyaError(
                f"{path}: corpus format {self._format} is not one this Hashiya reads ({FORMAT})"
            )
        self._refuse_other_tables()
        if len(self.documents) <= _CHECKED_ON_OPENING:
            for document in self.documents:
                self._check(document)

    def reopened(self) -> Corpus:
        """The same one, opened again: another process cannot read with what is open here."""
        return Corpus(self._path, self._moved)

    def _refuse_other_tables(self) -> None:
        """A corpus has our tables and nothing that would compute while it is read."""
        found = self._database.rows("SELECT type, name, sql FROM sqlite_master")
        tables = {name: (type, " ".join((sql or "").split())) for type, name, sql in found}
        strange = [name for name, (type, _) in tables.items() if type not in ("table", "index")]
        missing = [name for name in _TABLES if tables.get(name, ("",))[0] != "table"]
        virtual = [n for n, (_, sql) in tables.items() if "VIRTUAL" in sql.upper() and n != "words"]
        if strange or missing or virtual or (self._format > 1 and not self._has_our_columns(tables)):
            raise HashiyaError(
                f"{self._path}: not a readable corpus (its tables are not those that an import makes); "
                "restore it from a copy"
            )

    @staticmethod
    def _has_our_columns(tables: dict[str, tuple[str, str]]) -> bool:
        wanted = [" ".join(each.split()) for each in SCHEMA.split(";") if each.strip()]
        return all(any(sql == each for _, sql in tables.values()) for each in wanted)

    def _check(self, document: Document) -> Document:
        if not is_whole(document):
            raise HashiyaError(f"{self._path}: {changed(document)}; restore the file from a copy")
        return document

    @property
    def folder(self) -> Path:
        """The folder of the project that it is of."""
        return self._path.parent

    def source_of(self, document: str) -> str:
        """The file that DOCUMENT was imported from, "" where that was not kept."""
        if self._format == 1:
            return ""
        row = self._database.row("SELECT source FROM documents WHERE id = ?", (document,))
        return re.sub(r":\d+$", "", str(row[0] or "")) if row else ""

    def sources(self) -> Iterator[str]:
        """The files that texts were read from, as they were named then, each once."""
        if self._format > 1:
            # A record's source has the number of its line behind a colon.
            sql = "SELECT DISTINCT rtrim(rtrim(source, '0123456789'), ':') FROM documents"
            yield from (str(source) for (source,) in self._database.rows(sql))
            yield from (
                str(s) for (s,) in self._database.rows("SELECT DISTINCT source FROM documents LIMIT 10000")
            )

    def damages(self) -> Iterator[str]:
        """What is wrong with the file, a sentence each; reads all of it."""
        damages = [text for (text,) in self._database.rows("PRAGMA quick_check(20)") if text != "ok"]
        yield from damages
        if damages:
            return  # there may be no end of documents
        try:
            yield from (changed(document) for document in self.documents if not is_whole(document))
            if self._format == 1:
                list(self._imported)
            else:
                yield from (
                    f"the sentences of {name} are not those of its text"
                    for (name,) in self._database.rows(_WRONG_SENTENCES)
                )
                if self._database.value(_COUNTS_DIFFER):
                    yield "there are sentences of no text"
                list(self._having("نعم", 0, 1, False))  # the index of words can be read
        except HashiyaError as error:
            yield str(error).removeprefix(f"{self._path}: ")

    @cached_property
    def documents(self) -> Documents:
        """All documents in the order of their import."""
        return Documents(self._database, self._format)

    @cached_property
    def sequence(self) -> CutSentences:
        """All sentences of all documents, in order; it follows when a boundary is moved."""
        sentences = CutSentences(self._imported)
        if self._moved and self._moved.moved:
            self._patch(sentences)
        return sentences

    def _patch(self, sentences: CutSentences) -> None:
        assert self._moved, "somebody moved them"
        known = {id: places for id, places in self._moved.moved.items() if self.place(id)}
        sentences.patch(known, self._imported_bounds, self._text_of)

    def _text_of(self, id: str) -> str:
        document = self.document(id)
        return document.text if document else ""

    def move_boundary(self, document: str, place: int, there: bool, by: str) -> None:
        """Let there be a sentence boundary at PLACE of the DOCUMENT, or none; BY says who wants it.

        It is on disk on return; HashiyaError where it cannot be, and nothing is changed.
        """
        assert self._moved, "a corpus alone has no place for it"
        self._moved.add(Move(document, place, there, by))
        self._patch(self.sequence)

    def imported_ranges(self, document: str) -> list[Range]:
        """The sentences of DOCUMENT as they were imported, before anybody moved a boundary."""
        first, end = self._imported_bounds(document)
        return [(each.start, each.end) for each in self._imported[first:end]]

    def moved_in(self, document: str) -> Mapping[int, bool]:
        """Where in DOCUMENT a boundary was put, or taken away."""
        return self._moved.moved.get(document, {}) if self._moved else {}

    @property
    def wrong_moves(self) -> list[int]:
        """The lines of the file of moved boundaries that say nothing that can be understood."""
        return self._moved.wrong if self._moved else []

    def read_boundaries(self) -> bool:
        """Take in what others moved since; whether they did."""
        if self._moved is None or not self._moved.read():
            return False
        self._patch(self.sequence)
        return True

    def document(self, id: str) -> Document | None:
        """The document with this ID; HashiyaError where its text is not the one that was imported."""
        if id in self._recent:
            return self._recent[id]
        sql = f"SELECT {DOCUMENT} FROM documents WHERE id = ?"
        row = self._database.row(sql, (id,))
        if row is None:
            return None
        if len(self._recent) >= _KEPT:
            self._recent.pop(next(iter(self._recent)))
        self._recent[id] = self._check(document_of(self._database, row))
        return self._recent[id]

    def ids_of(self, name: str) -> list[str]:
        """The ids of the documents called NAME, two at most."""
        sql = "SELECT id FROM documents WHERE name = ? LIMIT 2"
        return [str(id) for (id,) in self._database.rows(sql, (name,))]

    def id_like(self, part: str) -> str | None:
        """The id of the first document that has PART in its name."""
        escaped = re.sub(r"([\\%_])", r"\\\1", part)
        sql = "SELECT id FROM documents WHERE name LIKE ? ESCAPE '\\' ORDER BY rowid LIMIT 1"
        row = self._database.row(sql, (f"%{escaped}%",)) if part else None
        return str(row[0]) if row else None

    def place(self, document: str) -> int:
        """Which document has this id, counted from 1 in the order of import; 0 for none."""
        if document not in self._places:
            row = self._database.row("SELECT rowid FROM documents WHERE id = ?", (document,))
            self._places[document] = int(row[0]) if row else 0
        return self._places[document]

    def bounds(self, document: str) -> Range:
        """The indexes in `sequence` of the first sentence of this document, and behind its last."""
        first, end = self._imported_bounds(document)
        # The sentence behind is another document's, which nothing is joined to.
        return (self.sequence.place_of(first), self.sequence.place_of(end)) if first < end else (0, 0)

    def index_of(self, id: str) -> int | None:
        """The index in `sequence` of the sentence with this ID, or that it became a part of."""
        match = _SENTENCE_ID.fullmatch(id)
        first, end = self._imported_bounds(match["document"]) if match else (0, 0)
        base = first + int(match["number"]) - 1 if match else -1
        return self.sequence.index_of(id, base) if first <= base < end else None

    def index_at(self, document: str, offset: int) -> int:
        """The index of the sentence of DOCUMENT that OFFSET is in, or of the one before it."""
        first, end = self.bounds(document)
        return max(first, bisect_right(self.sequence, offset, first, end, key=attrgetter("start")) - 1)

    def _imported_bounds(self, document: str) -> Range:
        first, count = self._database.row(_BOUNDS[self._format], (document,)) or (0, 0)
        if not count:
            return 0, 0
        if not (isinstance(first, int) and isinstance(count, int) and 0 < first <= first + count):
            raise self._database.damaged("some of its sentences are nowhere")
        there = len(self._imported)
        return min(first - 1, there), min(first - 1 + count, there)

    @cached_property
    def _imported(self) -> Sentences:
        return Sentences(self._database, self._format)

    def sentences(self, document: str) -> list[Sentence]:
        """The sentences of the document with the id DOCUMENT, in order."""
        start, end = self.bounds(document)
        return self.sequence[start:end]

    @property
    def takes_more(self) -> bool:
        """Whether texts can be added; the first format was for one."""
        return bool(self._format > 1)

    @property
    def searchable(self) -> bool:
        """Whether it has an index of words, folded as a search folds them now."""
        return bool(self._format == FORMAT)

    def candidates(self, folded: str, first: int, end: int, backwards: bool = False) -> Iterator[int]:
        """Indexes of all sentences, FIRST up to END in `sequence`, whose folded text may have FOLDED in it.

        They have all its trigrams, though not always in this order; FOLDED has three letters or more.
        BACKWARDS gives the last one first.
        """
        imported = self.sequence.imported
        last = imported(end - 1) + 1 if first < end else 0
        found = self._having(folded, imported(first), last, backwards)
        return self.sequence.candidates(found, first, end, backwards)

    def _having(self, folded: str, first: int, end: int, backwards: bool) -> Iterator[int]:
        trigrams = " AND ".join(f'"{_quoted(folded[i : i + 3])}"' for i in range(len(folded) - 2))
        order = "DESC" if backwards else "ASC"
        within = "words MATCH ? AND rowid BETWEEN ? AND ?"
        sql = f"SELECT rowid FROM words WHERE {within} ORDER BY rowid {order}"
        for (number,) in self._database.rows(sql, (trigrams, first + 1, end)):
            yield number - 1

    def fields(self, document: str) -> dict[str, object]:
        """What stood beside the text DOCUMENT in the record that it was imported from, by name."""
        if self._format < FORMAT:
            return {}
        sql = "SELECT said FROM fields WHERE document = (SELECT number FROM documents WHERE id = ?)"
        row = self._database.row(sql, (document,))
        try:
            found = orjson.loads(row[0]) if row else {}
        except ValueError as error:
            raise self._database.damaged("the fields of a text are not JSON") from error
        return found if isinstance(found, dict) else {}

    def text(self, sentence: Sentence) -> str:
        """The text of SENTENCE."""
        document = self.document(sentence.document)
        return document.text[sentence.start : sentence.end] if document else ""

    def close(self) -> None:
        """Let the file go."""
        self._database.close()


def _quoted(text: str) -> str:
    return text.replace('"', '""')
