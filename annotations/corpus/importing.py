"""Bringing texts into a project's corpus; what is there already, by its hash, is not doubled."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from annotations.arabic.sentences import split_sentences
from annotations.corpus.database import make_document
from annotations.corpus.reading import Columns, Refused, Text, read
from annotations.corpus.writing import CorpusWriter
from annotations.errors import HashiyaError
from annotations.model import Range

Split = Literal["sentences", "lines", "none"]
_LINE = re.compile(r"[^\r\n]*\S[^\r\n]*")


@dataclass
class Summary:
    """What an import did; `refused` are the files and records that could not be read."""

    documents: int = 0
    sentences: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)


def import_texts(
    corpus: Path,
    paths: Iterable[Path],
    split: Split,
    columns: Columns,
    progress: Callable[[Summary, int], None],
) -> Summary:
    """Add the texts in PATHS to the database CORPUS; PROGRESS is told now and then, with bytes read.

    It can be stopped at any time and run again: what was added before is recognised.
    """
    summary = Summary()
    read_bytes = 0
    try:
        with closing(CorpusWriter(corpus)) as writer:
            for path in paths:
                for found in read(path, columns):
                    if isinstance(found, Refused):
                        summary.refused.append(found)
                    else:
                        read_bytes += len(found.decoded.text.encode("utf-8"))
                        _add(writer, found, split, summary)
                    progress(summary, read_bytes)
    except sqlite3.Error as error:
        raise HashiyaError(f"{corpus}: nothing more could be added: {error}") from error
    return summary


def _add(writer: CorpusWriter, found: Text, split: Split, summary: Summary) -> None:
    document = make_document(found.name, found.decoded)
    ranges = ranges_of(document.text, split)
    if not ranges:
        summary.refused.append(Refused(found.source, "there is no text in it"))
    elif writer.add(document, ranges, found.source):
        summary.documents += 1
        summary.sentences += len(ranges)
    else:
        summary.known += 1


def ranges_of(text: str, split: Split) -> list[Range]:
    """The sentences of TEXT: by our rules, or one a line, or all of it as one."""
    if split == "sentences":
        return split_sentences(text)
    if split == "lines":
        return [_stripped(text, *match.span()) for match in _LINE.finditer(text)]
    start, end = _stripped(text, 0, len(text))
    return [(start, end)] if start < end else []


def _stripped(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
