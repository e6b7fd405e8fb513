"""Whether a project's layers are whole, and saving what is whole of one that is not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import orjson

from annotations.corpus.database import Documents
from annotations.errors import HashiyaError
from annotations.files import replacing, sync_folder
from annotations.model import Span, now
from annotations.project import CORPUS, Project
from annotations.store.journal import LOST, Contents, Event, parse
from annotations.store.journaled import POSITION, Tables, carry_out
from annotations.store.lock import LayerLock
from annotations.store.records import TABLES, from_record


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with the file PATH, at LINE where that can be said (else 0)."""

    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.text}"


@dataclass
class _Layer:
    """The files of one layer as far as they can be read."""

    path: Path
    tables: Tables | None
    events: int
    contents: Contents


def check(project: Project) -> list[Problem]:
    """Everything that is wrong with the corpus and the layers of PROJECT."""
    texts, path = project.corpus.documents, project.folder / CORPUS
    found = [Problem(path, 0, text) for text in project.corpus.damages()]
    for name in project.layers:
        found += _problems(_read(project.layer_path(name)), texts)
    return found


def repair(project: Project) -> list[str]:
    """Save what is whole of every damaged layer; sentences that say what was done.

    The files as they were are kept in a folder beside them.
    """
    texts = project.corpus.documents
    done: list[str] = []
    for name in project.layers:
        path = project.layer_path(name)
        lock = LayerLock(path.with_suffix(".lock"))
        try:
            layer = _read(path)
            if list(_problems(layer, texts)):
                done.append(_repair(layer, texts))
        finally:
            lock.release()
    return done


def _read(path: Path) -> _Layer:
    tables: Tables | None = None
    events = 0
    if path.exists():
        try:
            tables = orjson.loads(path.read_bytes() or b"{}")
            if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
                raise ValueError
            events = int(tables.pop(POSITION, {}).get("1", {}).get("events", 0))
        except (ValueError, AttributeError):
            tables = None
    else:
        tables = {}
    journal = path.with_suffix(".journal")
    return _Layer(path, tables, events, parse(journal.read_bytes() if journal.exists() else b""))


def _problems(layer: _Layer, texts: Documents) -> Iterator[Problem]:
    journal = layer.path.with_suffix(".journal")
    if layer.tables is None:
        yield Problem(layer.path, 0, "it is not readable as the annotations it was")
    for damage in layer.contents.damages:
        why = "the last line was never written to the end" if damage.torn else "this line is damaged"
        yield Problem(journal, damage.line, why)
    numbers = [event.number for _, event in layer.contents.events]
    for before, number in pairwise(numbers):
        if number != before + 1:
            yield Problem(journal, 0, f"between the edits {before} and {number} some are missing")
    if layer.tables is not None:
        for table, key, text in _bad_records(_rebuilt(layer), texts):
            yield Problem(layer.path, 0, f"{table} {key}: {text}")


def _rebuilt(layer: _Layer) -> Tables:
    """The tables with all that the journal has; from the journal alone where the file is lost."""
    tables = {name: dict(table) for name, table in (layer.tables or {}).items()}
    done = layer.events if layer.tables is not None else 0
    for _, event in layer.contents.events:
        if event.number > done:
            carry_out(tables, event.rows)
    return tables


def _bad_records(tables: Tables, texts: Documents) -> Iterator[tuple[str, str, str]]:
    about = {
        str(r.get("document")) for t in TABLES for r in tables.get(t, {}).values() if isinstance(r, dict)
    }
    lengths = {id: length for id, (_, length) in texts.facts(about).items()}
    ids: set[str] = set()
    for table in TABLES:
        for key, record in tables.get(table, {}).items():
            problem = _wrong_with(table, record, lengths, ids)
            if problem:
                yield table, key, problem


def _wrong_with(table: str, record: Any, lengths: dict[str, int], ids: set[str]) -> str:
    try:
        annotation = from_record(table, record)
    except (ValueError, TypeError) as error:
        return str(error)
    if annotation.id in ids:
        return f"another annotation has the id {annotation.id!r}"
    ids.add(annotation.id)
    length = lengths.get(annotation.document)
    if length is None:
        return f"it is about an unknown document {annotation.document!r}"
    if isinstance(annotation, Span) and annotation.end > length:
        return f"it ends behind its text, at {annotation.end}"
    return ""


def _repair(layer: _Layer, texts: Documents) -> str:
    journal = layer.path.with_suffix(".journal")
    aside = layer.path.parent / f"{layer.path.stem}.damaged-{now().replace(':', '').replace('+0000', '')}"
    try:
        aside.mkdir()
        for path in (layer.path, journal):
            if path.exists():
                shutil.copy2(path, aside / path.name)
        sync_folder(aside)
        tables = _rebuilt(layer)
        left_out = list(_bad_records(tables, texts))
        for table, key, _ in left_out:
            del tables[table][key]
        _write(layer, journal, tables)
    except OSError as error:
        raise HashiyaError(f"{layer.path}: not repaired: {error.strerror}") from error
    saved = sum(len(tables.get(table, {})) for table in TABLES)
    lost = sum(not damage.torn for damage in layer.contents.damages)
    return (
        f"{layer.path.stem}: {saved} annotation(s) saved, {len(left_out)} left out, "
        f"{lost} line(s) of the journal could not be read; the files as they were are in {aside}"
    )


def _without_gaps(events: Iterable[Event]) -> Iterator[Event]:
    """EVENTS, with an empty one in place of each that is lost."""
    after = 0
    for event in events:
        for number in range(after, event.number) if after else ():
            yield Event(number, now(), "hashiya check", (), LOST)
        yield event
        after = event.number + 1


def _write(layer: _Layer, journal: Path, tables: Tables) -> None:
    """The journal's whole lines, then the file with all of them in it."""
    events = _without_gaps(event for _, event in layer.contents.events)
    lines = "".join(event.line().decode("utf-8") for event in events)
    last = max([layer.events, *(event.number for _, event in layer.contents.events)])
    if journal.exists():
        with replacing(journal) as file:
            file.write(lines)
    position = {"1": {"events": last, "bytes": len(lines.encode("utf-8"))}}
    with replacing(layer.path) as file:
        file.write(json.dumps({**tables, POSITION: position}))
