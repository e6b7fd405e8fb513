"""Annotations as TinyDB records and back.

A field that says nothing is left out, so that a record of an older format is one of this format, too. Only
a note said its `sentence` there; records are never rewritten for that alone. Finished sentences are in the
table `done`, as they always were, others that are not open in `states`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, TypeAlias, get_args

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
_Shape: TypeAlias = tuple[type[Annotation], tuple[str, ...], tuple[tuple[str, Callable[[Any], Any]], ...]]
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
_GETTERS: Final = {kind: (tuple(found.items()), attrgetter(*found)) for kind, found in _FIELDS.items()}
_NEEDED: Final = {
    kind: frozenset(name for name, default in fields.items() if default is MISSING)
    for kind, fields in _FIELDS.items()
}


def to_record(annotation: Annotation) -> dict[str, Any]:
    """ANNOTATION as JSON values."""
    fields, values_of = _GETTERS[type(annotation)]
    record = {
        name: value
        for (name, default), value in zip(fields, values_of(annotation), strict=True)
        if value != default
    }
    if "ranges" in record:
        record["ranges"] = [list(piece) for piece in record["ranges"]]
    if "attributes" in record:
        record["attributes"] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in record["attributes"]
        }
    return record


def from_record(table: str, record: Mapping[str, Any]) -> Annotation:
    """The annotation that RECORD of TABLE stands for; ValueError says what is wrong with it."""
    if type(record) is not dict and not isinstance(record, Mapping):
        raise ValueError("it is no record with fields")
    values = dict(record)
    if table == "notes" and "sentence" in values:
        values["about"] = values.pop("sentence")
    kind, texts, others = _shape(table, tuple(values))
    for name in texts:
        if type(values[name]) is not str:
            raise ValueError(f"field {name!r} is not text")
    for name, read in others:
        values[name] = read(values[name])
    return kind(**values)


@lru_cache(maxsize=1000)
def _shape(table: str, names: tuple[str, ...]) -> _Shape:
    """How a record of TABLE with the fields NAMES is read: what it is, the fields that are text, and what
    reads some of the fields; ValueError where they are not those of such a record."""
    kind = TABLES[table]
    known, needed = _FIELDS[kind].keys(), _NEEDED[kind]
    if not needed <= set(names) <= known:
        wrong = (set(names) - known) | (needed - set(names))
        raise ValueError(f"fields {sorted(wrong)} are missing or unknown")
    readers = _READERS | ({"reason": _reason} if kind is Decision else {})
    others = tuple((name, readers[name]) for name in names if name in readers)
    return kind, tuple(name for name in names if name not in _NOT_TEXT), others


def _ranges(value: Any) -> tuple[Range, ...]:
    pieces = value if isinstance(value, (list, tuple)) else ()
    if len(pieces) == 1 and type(pieces[0]) is list and len(pieces[0]) == 2:  # as it mostly is
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


def _place(value: Any) -> int:
    if type(value) is not int:
        raise ValueError("it is no place of a boundary")
    return value


def _flag(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError("what should be true or false is neither")
    return value


def _reason(value: str) -> str:
    if value not in REASONS:
        raise ValueError(f"there is no reason {value!r}")
    return value


def _state(value: str) -> str:
    if value not in STATES:
        raise ValueError(f"there is no state {value!r}")
    return value


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


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    "ranges": _ranges, "attributes": _attributes, "place": _place, "there": _flag, "resolves": _flag,
    "state": _state,
}  # fmt: skip
