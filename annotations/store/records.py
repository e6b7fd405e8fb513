"""Annotations as TinyDB records and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any, Final

from annotations.model import Annotation, Claim, Done, Note, Span

TABLES: Final[dict[str, type[Annotation]]] = {
    "spans": Span,
    "claims": Claim,
    "done": Done,
    "notes": Note,
}
_TABLE_OF: Final = {kind: name for name, kind in TABLES.items()}


def table_of(annotation: Annotation) -> str:
    """The name of the TinyDB table that holds annotations of this kind."""
    return _TABLE_OF[type(annotation)]


def to_record(annotation: Annotation) -> dict[str, Any]:
    """ANNOTATION as JSON values."""
    record = asdict(annotation)
    if isinstance(annotation, Span):
        record["ranges"] = [list(piece) for piece in annotation.ranges]
    return record


def from_record(table: str, record: Mapping[str, Any]) -> Annotation:
    """The annotation that RECORD of TABLE stands for; ValueError says what is wrong with it."""
    kind = TABLES[table]
    if not isinstance(record, Mapping):
        raise ValueError("it is no record with fields")
    values = dict(record)
    wanted = {field.name for field in fields(kind)}
    if set(values) != wanted:
        raise ValueError(f"fields {sorted(set(values) ^ wanted)} are missing or unknown")
    if kind is Span:
        values["ranges"] = _ranges(values["ranges"])
    bad = [name for name, value in values.items() if name != "ranges" and not isinstance(value, str)]
    if bad:
        raise ValueError(f"fields {bad} are not text")
    return kind(**values)


def _ranges(value: Any) -> tuple[tuple[int, int], ...]:
    pieces = value if isinstance(value, (list, tuple)) else ()
    ranges = tuple(tuple(piece) for piece in pieces if isinstance(piece, (list, tuple)) and len(piece) == 2)
    flat = [offset for piece in ranges for offset in piece]
    whole = len(ranges) == len(pieces) and flat and all(type(each) is int for each in flat)
    if not whole or flat[0] < 0 or any(a >= b for a, b in ranges) or flat != sorted(flat):
        raise ValueError(f"{value!r} are not ranges in order")
    return tuple((a, b) for a, b in ranges)
