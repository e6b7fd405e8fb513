"""The documents and sentences of a corpus as sequences that fetch what is asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import Any, Final, overload

from annotations.corpus.indexed import Indexed
from annotations.corpus.layout import text_hash
from annotations.corpus.sqlite import ReadOnlyDatabase
from annotations.model import Document, Sentence

DOCUMENT: Final = "id, name, text, encoding, sha256"
_JOINED: Final[dict[int, str]] = {
    1: "SELECT d.id, s.number, s.start, s.end FROM sentences s JOIN documents d ON d.id = s.document "
    "WHERE s.rowid BETWEEN ? AND ? ORDER BY s.rowid",
    2: "SELECT d.id, s.place, s.start, s.end FROM sentences s JOIN documents d ON d.number = s.document "
    "WHERE s.number BETWEEN ? AND ? ORDER BY s.number",
}
_HEAD: Final[dict[int, str]] = {
    1: "SELECT d.id, d.name, (SELECT count(*) FROM sentences WHERE document = d.id) FROM documents d "
    "WHERE d.rowid = ?",
    2: "SELECT id, name, sentences FROM documents WHERE number = ?",
}
_JOINED[3], _HEAD[3] = _JOINED[2], _HEAD[2]
_PAGE: Final = 256
_FEW: Final = 500


def document_of(database: ReadOnlyDatabase, row: tuple[Any, ...]) -> Document:
    """The document of ROW; its text may be damaged, which is told elsewhere."""
    document = Document(*row)
    if not all(isinstance(each, str) for each in (document.id, document.name, document.encoding)):
        raise database.damaged("what is said of a text is none")
    return document


def is_whole(document: Document) -> bool:
    """Whether the text is the one that was imported; on a damaged page it may be no text at all."""
    return isinstance(document.text, str) and text_hash(document.text) == document.sha256


def changed(document: Document) -> str:
    """That the text of DOCUMENT is another one."""
    return f"the text of {document.name} is not the one that was imported"


class Documents(Sequence[Document]):
    """The documents of a corpus, fetched one by one."""

    def __init__(self, database: ReadOnlyDatabase, format: int) -> None:
        """Those of DATABASE, a corpus in FORMAT."""
        self._database = database
        self._head = _HEAD[format]

    @cached_property
    def _count(self) -> int:
        return int(self._database.value("SELECT max(rowid) FROM documents") or 0)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Document]:
        return self.between(0, len(self))

    def between(self, first: int, end: int) -> Iterator[Document]:
        """Those with the indexes from FIRST up to END, one by one."""
        sql = f"SELECT {DOCUMENT} FROM documents WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        for row in self._database.rows(sql, (first + 1, end)):
            yield document_of(self._database, row)

    @overload
    def __getitem__(self, index: int) -> Document: ...
    @overload
    def __getitem__(self, index: slice) -> list[Document]: ...
    def __getitem__(self, index: int | slice) -> Document | list[Document]:
        if isinstance(index, slice):
            return [self[each] for each in range(*index.indices(len(self)))]
        number = index + 1 if index >= 0 else len(self) + index + 1
        row = self._database.row(f"SELECT {DOCUMENT} FROM documents WHERE rowid = ?", (number,))
        if row is None:
            raise IndexError(index)
        return document_of(self._database, row)

    def head(self, index: int) -> tuple[str, str, int]:
        """Id and name of the document with this INDEX, and how many sentences it was imported with."""
        row = self._database.row(self._head, (index + 1,))
        if row is None:
            raise IndexError(index)
        id, name, sentences = row
        return str(id), str(name), int(sentences)

    def is_whole(self, id: str) -> bool:
        """Whether the text of the document ID is the one that was imported."""
        row = self._database.row(f"SELECT {DOCUMENT} FROM documents WHERE id = ?", (id,))
        return row is not None and is_whole(Document(*row))

    def longest(self) -> int:
        """How many characters the longest text has, 0 for no text."""
        row = self._database.row("SELECT max(length(text)) FROM documents")
        return int(row[0] or 0) if row else 0

    def facts(self, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """For those of IDS that there are: the hash of the text, and its length."""
        sql = "SELECT id, sha256, length(text) FROM documents"
        if len(ids) > _FEW:
            rows = self._database.rows(sql)
        else:
            rows = self._database.rows(f"{sql} WHERE id IN ({','.join('?' * len(ids))})", tuple(ids))
        wanted = set(ids)
        return {id: (digest, length) for id, digest, length in rows if id in wanted}


class Sentences(Indexed):
    """The sentences of a corpus, fetched in pages."""

    def __init__(self, database: ReadOnlyDatabase, format: int) -> None:
        """Those of DATABASE, a corpus in FORMAT."""
        self._database = database
        self._sql = _JOINED[format]
        self._page = lru_cache(maxsize=64)(self._fetch)

    def _fetch(self, page: int) -> list[Sentence]:
        rows = list(self._database.rows(self._sql, (page * _PAGE + 1, (page + 1) * _PAGE)))
        wrong = any(
            not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end)
            for _, _, start, end in rows
        )
        if wrong or len(rows) < min(_PAGE, len(self) - page * _PAGE):
            raise self._database.damaged("some of its sentences are nowhere")
        return [
            Sentence(f"{document}-{place}", document, place, start, end)
            for document, place, start, end in rows
        ]

    @cached_property
    def _count(self) -> int:
        return int(self._database.value("SELECT max(rowid) FROM sentences") or 0)

    def __len__(self) -> int:
        return self._count

    def at(self, index: int) -> Sentence:
        """The sentence INDEX, its page fetched where it is not at hand."""
        return self._page(index // _PAGE)[index % _PAGE]

    def some(self, indexes: range) -> list[Sentence]:
        """The sentences INDEXES, page by page where they follow one another."""
        if indexes.step != 1:
            return super().some(indexes)
        found: list[Sentence] = []
        for page in range(indexes.start // _PAGE, -(-indexes.stop // _PAGE)):
            base = page * _PAGE
            found += self._page(page)[max(0, indexes.start - base) : indexes.stop - base]
        return found
