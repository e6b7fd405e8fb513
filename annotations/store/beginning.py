"""A layer that begins with a great many annotations: on the disk as they come, never all in memory.

Every edit goes into the journal as always, and its records, a line each, into one temporary file a table;
these make the file in the end. Whatever ends it before that, the journal alone tells all that was written.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

from annotations.errors import HashiyaError
from annotations.files import is_there, replacing_plain, sweep
from annotations.history import Change
from annotations.model import Annotation, Sentence, now
from annotations.store.journal import Event, Journal, Row
from annotations.store.judging import FORMAT
from annotations.store.lock import LayerLock
from annotations.store.protocol import NotSaved, Texts
from annotations.store.records import table_of, to_record
from annotations.store.rescue import rescues_of
from annotations.store.writing import record_line, write_lines


class NewLayer:
    """A layer of which there was nothing; it takes what is new, a text after the other.

    What is given of one text has to be given at once: nothing is read back. Use `begin_layer`.
    """

    def __init__(self, path: Path, annotator: str, texts: Texts, by: str, lock: LayerLock) -> None:
        self._path = path
        self._annotator = annotator
        self._texts = texts
        self._by = by
        self._lock = lock
        self._journal = Journal(path.with_suffix(".journal"))
        self._events = 0
        self._last = 0, ""
        self._numbers: Counter[str] = Counter()
        self._stack = ExitStack()
        self._spools: dict[str, IO[bytes]] = {}
        self._whole = True  # whether all that was given was written

    @property
    def writable(self) -> bool:
        """It was opened for writing."""
        return True

    def ids(self) -> set[str]:
        """Nothing is there yet."""
        return set()

    def by_document(self, document: str) -> list[Annotation]:  # noqa: ARG002 - as of any layer
        """Nothing was said of a text before it is its turn."""
        return []

    def times(self) -> Mapping[str, float]:
        """No time was spent yet."""
        return {}

    def apply(self, *edit: Change) -> None:
        """Write what is new by EDIT, as one edit; NotSaved where it cannot be written."""
        rows: list[Row] = []
        if not self._events:
            rows.append(self._row("meta", {"format": FORMAT, "annotator": self._annotator}))
        facts = self._texts.facts(dict.fromkeys(change.annotation.document for change in edit))
        rows += (self._row("documents", {"document": id, "sha256": facts[id][0]}) for id in facts)
        for change in edit:
            if change.before is not None or change.after is None:
                raise ValueError("there is nothing yet that could be changed")
            rows.append(self._row(table_of(change.after), to_record(change.after)))
        self._append(rows, "edit")

    def spend(self, sentence: Sentence, seconds: float) -> None:
        """The time that was spent on SENTENCE, once."""
        if self._events:
            row = self._row("time", {"sentence": sentence.id, "seconds": round(seconds, 1)})
            self._append([row], "time")

    def _row(self, table: str, record: object) -> Row:
        self._numbers[table] += 1
        return table, str(self._numbers[table]), None, record

    def _append(self, rows: list[Row], kind: str) -> None:
        line = Event(self._events + 1, now(), self._by, tuple(rows), kind).line()
        begins = self._journal.end
        try:
            self._journal.append(line, durable=kind != "time")
            for table, key, _, record in rows:
                self._spool(table).write(record_line(str(key), record))
        except OSError as error:
            self._whole = False
            folder, reason = str(self._path.parent), str(error.strerror)
            said = f"NOT SAVED: {reason}; make room and import again, nothing comes twice ({folder})"
            raise NotSaved(said, reason=reason, folder=folder) from error
        self._events += 1
        self._last = begins, line[:8].decode("ascii")

    def _spool(self, table: str) -> IO[bytes]:
        if table not in self._spools:
            # Beside the layer: where temporary files usually are may be memory.
            spool = tempfile.TemporaryFile(dir=self._path.parent)  # noqa: SIM115 - the stack closes it
            self._spools[table] = self._stack.enter_context(spool)
        return self._spools[table]

    def close(self) -> None:
        """Write the file, and let the layer go; what cannot be written is made of the journal later."""
        try:
            if self._events and self._whole:
                with suppress(OSError, HashiyaError):
                    self._journal.check()
                    self._write_file()
        finally:
            self._stack.close()
            self._journal.close()
            self._lock.release()

    def _write_file(self) -> None:
        def lines(spool: IO[bytes]) -> Iterator[bytes]:
            spool.seek(0)
            yield from spool

        tables: Iterable[tuple[str, Iterable[bytes]]] = (
            (name, lines(spool)) for name, spool in self._spools.items()
        )
        with replacing_plain(self._path) as file:
            write_lines(file, tables, self._events, self._journal.end, self._last)


def begin_layer(path: Path, annotator: str, texts: Texts, by: str) -> NewLayer | None:
    """The layer of ANNOTATOR with the file PATH, about TEXTS, written by BY; None where there is one.

    HashiyaError where somebody has it open, OSError where it cannot be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = LayerLock(path.with_suffix(".lock"))
    try:
        sweep(path.parent)
        journal = path.with_suffix(".journal")
        if not (is_there(path) or is_there(journal) or any(rescues_of(path, journal))):
            return NewLayer(path, annotator, texts, by, lock)
    except BaseException:
        lock.release()
        raise
    lock.release()
    return None
