"""Saving what is whole of a damaged layer; the files as they were are kept in a folder beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import orjson

from annotations.errors import HashiyaError
from annotations.files import is_there, open_plain, replacing_plain, sync_folder
from annotations.model import now
from annotations.store.journal import LOST, Event, Row, events_of, lines_in
from annotations.store.journaled import differences
from annotations.store.judging import FORMAT, Wrong, meta_finding, meta_of, wrong_records
from annotations.store.merging import merge
from annotations.store.protocol import Texts
from annotations.store.reading import LayerFiles, Tables, carry_out, read_layer
from annotations.store.records import TABLES
from annotations.store.renumbering import renumbered
from annotations.store.writing import write_tables

_COPIED = 1 << 20  # bytes at a time
_BY = "hashiya check"


@dataclass(frozen=True, slots=True)
class Mended:
    """What a repair did: annotations saved, records left out, lines lost; copies are in `aside`."""

    name: str
    saved: int
    left_out: int
    lost: int
    aside: Path

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.saved} annotation(s) saved, {self.left_out} left out, {self.lost} line(s) "
            "of the journal could not be read; the files as they were, and what was left out, are in "
            f"{self.aside}"
        )


def keep_aside(path: Path) -> Path:
    """Copy the files of the layer PATH into a new folder beside them; that folder."""
    stamp = now().replace(":", "").replace("+0000", "")
    for number in count(1):
        aside = path.parent / f"{path.stem}.damaged-{stamp}{f'-{number}' if number > 1 else ''}"
        with suppress(FileExistsError):
            aside.mkdir()
            break
    try:
        for each in (path, path.with_suffix(".journal")):
            if is_there(each):
                _copy(each, aside / each.name)
        sync_folder(aside)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    return aside


def _copy(source: Path, target: Path) -> None:
    with os.fdopen(open_plain(source), "rb") as old, replacing_plain(target) as new:
        while piece := old.read(_COPIED):
            new.write(piece)


def mend(path: Path, annotator: str, texts: Texts) -> Mended:
    """Make the layer PATH one that opens, with all that can be read of it; whoever calls has its lock.

    HashiyaError where it cannot be written, or was made by a newer Hashiya.
    """
    try:
        layer = read_layer(path, thorough=True)
        aside = keep_aside(path)
        tables = _saved(layer)
        _, unfit = merge(tables, _second_edits(path.with_suffix(".journal")))
        finding = meta_finding(path, tables)
        if finding and not finding.mendable:
            raise HashiyaError(str(finding))
        if finding:
            _give_meta(tables, annotator)
        left_out = list(wrong_records(tables, texts))
        _keep_left_out(aside, tables, left_out, unfit)
        lost = sum(
            finding.path != path and finding.line > 0 and not finding.torn for finding in layer.findings
        )
        _write(layer, tables)
    except OSError as error:
        raise HashiyaError(
            f"{path}: not repaired to the end: {error.strerror}; nothing is lost, make room and repair it "
            "again"
        ) from error
    return Mended(path.stem, sum(len(tables.get(t, {})) for t in TABLES), len(left_out), lost, aside)


def _saved(layer: LayerFiles) -> Tables:
    """All that the two files say."""
    if layer.from_journal or layer.whole:
        return layer.tables
    # Neither is whole: what the journal tells of a record goes before what the file has of it.
    tables = {name: dict(table) for name, table in layer.tables.items()}
    for line in lines_in(layer.path.with_suffix(".journal")):
        if line.event:
            carry_out(tables, line.event.rows)
    return tables


def _give_meta(tables: Tables, annotator: str) -> None:
    if meta_of(tables).get("format") != FORMAT:
        carry_out(tables, list(renumbered(tables)))
    tables["meta"] = {"1": {"format": FORMAT, "annotator": annotator}}


def _second_edits(journal: Path) -> Iterator[Event]:
    """The edits in JOURNAL that stand under a number behind which it had come already, as other edits.

    That is so where two programs wrote to it, or two copies of it were put together.
    """
    reached, seen = 0, set[bytes]()
    for event in events_of(journal):
        checksum = event.line()[:8]
        if event.number <= reached and checksum not in seen:
            yield event
        seen.add(checksum)
        reached = max(reached, event.number)


def _keep_left_out(aside: Path, tables: Tables, left_out: list[Wrong], unfit: list[Row]) -> None:
    """Take LEFT_OUT from TABLES, and write it and the UNFIT changes into a file in ASIDE, with why."""
    if not left_out and not unfit:
        return
    with replacing_plain(aside / "left-out.jsonl") as file:
        for each in left_out:
            record = tables[each.table].pop(each.key)
            said = {"table": each.table, "key": each.key, "why": each.why, "record": record}
            file.write(orjson.dumps(said) + b"\n")
        for row in unfit:
            file.write(orjson.dumps({"why": "it changes what is another by now", "row": row}) + b"\n")


def _write(layer: LayerFiles, tables: Tables) -> None:
    """The journal's whole lines with what is missing between them said, then the file with all in it."""
    path, journal = layer.path, layer.path.with_suffix(".journal")
    # What a damaged file says of how many edits it has is not to be believed.
    last = max(layer.events, layer.compacted) if layer.whole else layer.events
    history: Tables = {}
    written, lost = 0, False
    with replacing_plain(journal) as file:
        for event in _without_gaps(events_of(journal), last):
            written += file.write(event.line())
            carry_out(history, event.rows)
            last, lost = event.number, lost or event.kind == LOST
        if not lost and history != tables:
            last += 1
            rows = tuple(
                row
                for name in {**history, **tables}
                for row in differences(name, history.get(name), tables.get(name))
            )
            written += file.write(Event(last, now(), _BY, rows, "repair").line())
    with replacing_plain(path) as file:
        write_tables(file, tables, last, written, None)


def _without_gaps(events: Iterable[Event], last: int) -> Iterator[Event]:
    """EVENTS, each number once, and an empty one where some are lost, also behind them up to LAST."""
    reached = 0
    for event in events:
        if event.number <= reached:
            continue
        if event.first > reached + 1:
            yield Event(event.first - 1, now(), _BY, (), LOST, reached + 1)
        yield event
        reached = event.number
    if reached < last:
        yield Event(last, now(), _BY, (), LOST, reached + 1)
