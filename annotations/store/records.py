"""Annotations as TinyDB records and back.

A field that says nothing is left out, so that a record of an older format is one of this format, too. Only
a note said its `sentence` there; records are never rewritten for that alone. Finished sentences are in the
table `done`, as they always were, others that are not open in `states`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from typing import Any, Final, get_args

from annotations.model import (
    Annotation,
    Attributes,
    Boundary,
    Claim,
    Decision,
    DocumentLabel,
    Note,
    Range,
    Reason,
    Relation,
    Span,
    State,
    Value,
)

TABLES: Final[dict[str, type[Annotation]]] = {
    "spans": Span,
    "claims": Claim,
    "labels": DocumentLabel,
    "relations": Relation,
    "done": State,
    "states": State,
    "notes": Note,
    "boundaries": Boundary,
    "decisions": Decision,
}
_TABLE_OF: Final = {kind: name for name, kind in TABLES.items()}
_NOT_TEXT: Final = ("ranges", "attributes", "place", "there", "resolves")
STATES: Final = ("done", "skipped", "flagged")
REASONS: Final = get_args(Reason)


def table_of(annotation: Annotation) -> str:
    """The name of the TinyDB table that holds annotations of this kind."""
    if isinstance(annotation, State) and annotation.state == "done":
        return "done"
    return _TABLE_OF[type(annotation)]


# The fields of each kind, each with what it is where nothing is said; MISSING where something has to be.
_FIELDS: Final[dict[type[Annotation], dict[str, Any]]] = {
    kind: {each.name: MISSING if each.name in ("id", "created") else each.default for each in fields(kind)}
    for kind in TABLES.values()
}
_NEEDED: Final = {
    kind: frozenset(name for name, default in fields.items() if default is MISSING)
    for kind, fields in _FIELDS.items()
}


def to_record(annotation: Annotation) -> dict[str, Any]:
    """ANNOTATION as JSON values."""
    record: dict[str, Any] = {}
    for name, default in _FIELDS[type(annotation)].items():
        value = getattr(annotation, name)
        if value != default:
            record[name] = value
    if "ranges" in record:
        record["ranges"] = [list(piece) for piece in record["ranges"]]
    if "attributes" in record:
        record["attributes"] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in record["attributes"]
        }
    return record


def from_record(table: str, record: Mapping[str, Any]) -> Annotation:
    """The annotation that RECORD of TABLE stands for; ValueError says what is wrong with it."""
    kind = TABLES[table]
    if not isinstance(record, Mapping):
        raise ValueError("it is no record with fields")
    values = dict(record)
    if kind is Note and "sentence" in values:
        values["about"] = values.pop("sentence")
    for name in _texts_of(table, tuple(values)):
        if type(values[name]) is not str:
            raise ValueError(f"field {name!r} is not text")
    if "ranges" in values:
        values["ranges"] = _ranges(values["ranges"])
    if "attributes" in values:
        values["attributes"] = _attributes(values["attributes"])
    if kind is Boundary and (type(values["place"]), type(values.get("there", True))) != (int, bool):
        raise ValueError("it is no place of a boundary")
    if kind is Note and type(values.get("resolves", False)) is not bool:
        raise ValueError("it does not say whether it settles something")
    if kind is Decision and values.get("reason", "") not in REASONS:
        raise ValueError(f"there is no reason {values['reason']!r}")
    if kind is State and values.get("state", "done") not in STATES:
        raise ValueError(f"there is no state {values['state']!r}")
    return kind(**values)


@lru_cache(maxsize=1000)
def _texts_of(table: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Which of the fields NAMES of a record of TABLE are text; ValueError where they are not its."""
    known, needed = _FIELDS[TABLES[table]].keys(), _NEEDED[TABLES[table]]
    if not needed <= set(names) <= known:
        wrong = (set(names) - known) | (needed - set(names))
        raise ValueError(f"fields {sorted(wrong)} are missing or unknown")
    return tuple(name for name in names if name not in _NOT_TEXT)


def _ranges(value: Any) -> tuple[Range, ...]:
    pieces = value if isinstance(value, (list, tuple)) else ()
    if len(pieces) == 1 and isinstance(pieces[0], (list, tuple)) and len(pieces[0]) == 2:  # as it mostly is
        start, end = pieces[0]
        if type(start) is int and type(end) is int and 0 <= start < end:
            return ((start, end),)
    ranges = tuple(tuple(piece) for piece in pieces if isinstance(piece, (list, tuple)) and len(piece) == 2)
    flat = [offset for piece in ranges for offset in piece]
    whole = len(ranges) == len(pieces) and flat and all(type(each) is int for each in flat)
    if not whole or flat[0] < 0 or any(a >= b for a, b in ranges) or flat != sorted(flat):
        raise ValueError(f"{value!r} are not ranges in order")
    return tuple((a, b) for a, b in ranges)


def _attributes(value: Any) -> Attributes:
    if not isinstance(value, Mapping):
        raise ValueError("attributes are no named values")
    return tuple(sorted((_name(name), _value(each)) for name, each in value.items()))


def _name(name: Any) -> str:
    if not isinstance(name, str) or not name:
        raise ValueError(f"{name!r} is no attribute's name")
    return name


def _value(value: Any) -> Value:
    if isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError(f"{value!r} is no attribute's value")
