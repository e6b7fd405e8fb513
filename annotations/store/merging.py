"""Bringing edits into tables that others have changed since: what fits, by the ids of annotations."""

from __future__ import annotations

from collections.abc import Iterable

from annotations.store.journal import Event, Row
from annotations.store.reading import Tables, carry_out
from annotations.store.records import TABLES


def merge(tables: Tables, events: Iterable[Event]) -> tuple[list[Row], list[Row]]:
    """Carry out on TABLES what fits of EVENTS.

    The rows as they were carried out, under the numbers that are free here, and those that do not fit: they
    change what is another by now.
    """
    rows: list[Row] = []
    lost: list[Row] = []
    for event in events:
        for row in event.rows:
            fitted = _fitted(tables, row)
            if fitted is None:
                lost.append(row)
            elif fitted:
                carry_out(tables, fitted)
                rows += fitted
    return rows, lost


def _fitted(tables: Tables, row: Row) -> list[Row] | None:
    """ROW as it is to be carried out on TABLES: not at all if it was, None if it cannot be."""
    name, key, before, after = row
    if key is None:
        return [] if (name in tables) == bool(after) else [row]
    table = tables.get(name, {})
    if name not in TABLES:  # the time spent, the texts' hashes, what the layer says of itself
        return [row] if table.get(key) == before and before != after else []
    id = (after or before or {}).get("id")
    there = next((number for number, record in table.items() if record.get("id") == id), None)
    now = table.get(there) if there else None
    if now == after:
        return []
    if now != before:
        return None
    number = there or str(max(map(int, table), default=0) + 1)
    return [(name, number, before, after)]
