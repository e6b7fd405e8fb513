"""Bringing texts into a project's corpus; what is there already, by its hash, is not doubled."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Literal

from annotations.arabic.sentences import split_sentences
from annotations.corpus.layout import make_document
from annotations.corpus.reading import Options, Refused, Text, read
from annotations.corpus.writing import CorpusWriter
from annotations.errors import HashiyaError
from annotations.files import copied_aside, readable
from annotations.model import Range

Split = Literal["sentences", "lines", "none"]
_REFUSED_KEPT = 1000
_LINE = re.compile(r"[^\r\n]+")


@dataclass
class Summary:
    """What an import did; `refused` are the first files and records that could not be read, of `refusals`.

    `stopped` says that a person stopped it: what was read until then is there.
    """

    documents: int = 0
    sentences: int = 0
    known: int = 0
    refused: list[Refused] = field(default_factory=list)
    refusals: int = 0
    stopped: bool = False

    def refuse(self, refused: Refused) -> None:
        """One more; only so many are kept as a person may want to see."""
        self.refusals += 1
        if len(self.refused) < _REFUSED_KEPT:
            self.refused.append(refused)


def import_texts(
    corpus: Path,
    paths: Iterable[Path],
    split: Split,
    options: Options,
    progress: Callable[[Summary, int], None],
) -> Summary:
    """Add the texts in PATHS to the database CORPUS, each cut as SPLIT says; see `import_found`."""
    found = (each for path in paths for each in read(path, options))
    return import_found(corpus, found, lambda text: ranges_of(text.decoded.text, split), progress)


def import_found(
    corpus: Path,
    found: Iterable[Text | Refused],
    ranges: Callable[[Text], list[Range]],
    progress: Callable[[Summary, int], None],
    taken: Callable[[Text, str], None] | None = None,
) -> Summary:
    """Add what is FOUND to the database CORPUS; RANGES gives the sentences of a text.

    PROGRESS is told now and then, with bytes read, and TAKEN of every text, new or known, with its id.
    They are added to a copy, which takes the place of CORPUS when it is whole and on the disk: until then
    nothing is changed, however this ends. After a KeyboardInterrupt what was read is there, and the next
    import goes on. HashiyaError where CORPUS stays as it was.
    """
    summary = Summary()
    try:
        with copied_aside(corpus) as (aside, put):
            with closing(CorpusWriter(aside)) as writer:
                add = partial(_add, writer, ranges, summary, corpus.parent, taken)
                _add_all(found, add, summary, progress)
            if summary.documents:
                _refuse_loss(aside, corpus)
                put()
    except (sqlite3.Error, OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise HashiyaError(
            f"{corpus}: nothing was added: {reason}; the corpus is as it was, make room and import again"
        ) from error
    return summary


def _add_all(
    found: Iterable[Text | Refused],
    add: Callable[[Text], None],
    summary: Summary,
    progress: Callable[[Summary, int], None],
) -> None:
    read_bytes = 0
    try:
        with _Interrupts() as interrupts:
            for each in found:
                if isinstance(each, Refused):
                    summary.refuse(each)
                else:
                    read_bytes += len(each.decoded.text.encode("utf-8"))
                    # A text is there whole or not at all.
                    interrupts.undisturbed(partial(add, each))
                progress(summary, read_bytes)
    except KeyboardInterrupt:
        summary.stopped = True


class _Interrupts:
    """While it is entered a KeyboardInterrupt waits for the end of `undisturbed`.

    The signal may come to any thread, so that blocking it in this one would not do.
    """

    def __init__(self) -> None:
        self._adding = self._waiting = False
        self._before: Any = None

    def __enter__(self) -> _Interrupts:
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGINT, self._come)
        return self

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _come(self, *_: object) -> None:
        if not self._adding:
            raise KeyboardInterrupt
        self._waiting = True

    def undisturbed(self, act: Callable[[], None]) -> None:
        """Do ACT to its end; then a KeyboardInterrupt, if one came."""
        self._adding = True
        act()
        self._adding = False
        if self._waiting:
            self._waiting = False
            raise KeyboardInterrupt


def _refuse_loss(aside: Path, corpus: Path) -> None:
    """HashiyaError where ASIDE has not every text of CORPUS, at the same place."""
    with closing(sqlite3.connect(f"{aside.absolute().as_uri()}?mode=ro", uri=True)) as database:
        database.execute("ATTACH ? AS present", (f"{corpus.absolute().as_uri()}?mode=ro&immutable=1",))
        lost = database.execute(
            "SELECT 1 FROM present.documents p LEFT JOIN main.documents d "
            "ON d.number = p.number AND d.sha256 = p.sha256 WHERE d.number IS NULL LIMIT 1"
        ).fetchone()
    if lost:
        raise HashiyaError(
            f"{corpus}: other texts were imported meanwhile; nothing was added, run the import again"
        )


def _add(
    writer: CorpusWriter,
    ranges_of_text: Callable[[Text], list[Range]],
    summary: Summary,
    folder: Path,
    taken: Callable[[Text, str], None] | None,
    found: Text,
) -> None:
    document = make_document(found.name, found.decoded)
    ranges = ranges_of_text(found)
    if not ranges:
        summary.refuse(Refused(found.source, "there is no text in it"))
        return
    if writer.add(document, ranges, _from(folder, found.source), found.fields):
        summary.documents += 1
        summary.sentences += len(ranges)
    else:
        summary.known += 1
    if taken:
        taken(found, writer.id_of(document.sha256))


def _from(folder: Path, source: str) -> str:
    """SOURCE as the corpus in FOLDER keeps it: where it is from there."""
    # A name may be bytes that are no text, which SQLite would not take.
    relative = source if source.startswith("-") else os.path.relpath(source, folder)
    return readable(relative)


def ranges_of(text: str, split: Split) -> list[Range]:
    """The sentences of TEXT: by our rules, or one a line, or all of it as one."""
    if split == "sentences":
        return split_sentences(text)
    if split == "lines":
        lines = (_stripped(text, *match.span()) for match in _LINE.finditer(text))
        return [(start, end) for start, end in lines if start < end]
    start, end = _stripped(text, 0, len(text))
    return [(start, end)] if start < end else []


def _stripped(text: str, start: int, end: int) -> Range:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
