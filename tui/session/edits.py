"""What an edit says besides what a person did: when, and the attributes that new annotations begin with."""

from __future__ import annotations

from dataclasses import replace

from annotations.history import Change
from annotations.model import Labelled, now
from annotations.schema import LabelSchema


def dated(change: Change) -> Change:
    """CHANGE, the annotation saying that it was changed now."""
    if change.before is None or change.after is None:
        return change
    return Change(change.before, replace(change.after, changed=now()))


def with_defaults(change: Change, schema: LabelSchema | None) -> Change:
    """CHANGE, a new annotation bearing what SCHEMA says of such where nobody says otherwise."""
    new = change.after
    if change.before or schema is None or not isinstance(new, Labelled) or new.attributes:
        return change
    said = sorted((type.id, type.default) for type in schema.attributes_of(new) if type.default is not None)
    return Change(None, replace(new, attributes=tuple(said))) if said else change
