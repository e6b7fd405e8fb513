"""What an edit did, in a line: «FAC → ORG «مقر الجامعة» · u takes it back»."""

from __future__ import annotations

from annotations.history import Change, Edit
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Annotation,
    Claim,
    Labelled,
    Note,
    Relation,
    Span,
    State,
    Value,
)
from annotations.schema import LabelSchema
from tui.locale import Texts
from tui.session.session import Session

_HOW = {"done": "told-done", "undone": "told-undone", "redone": "told-redone"}
_STATES = {"done": "told-finished", "skipped": "told-skipped", "flagged": "told-flagged"}
_ISOLATE, _POP = "\u2068", "\u2069"


def told(session: Session, edit: Edit, schema: LabelSchema, texts: Texts, how: str) -> str:
    """EDIT as a person would say it; HOW is "done", "undone" or "redone"."""
    what = _what(session, edit[0], schema, texts)
    if len(edit) > 1:
        what = texts("told-more", what=what, count=len(edit) - 1)
    return texts(_HOW[how], what=what)


def _what(session: Session, change: Change, schema: LabelSchema, texts: Texts) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        name = named(session, change.annotation, schema, texts)
        return name if after is not None else texts("told-gone", what=name)
    if isinstance(before, Labelled) and isinstance(after, Labelled):
        if before.attributes != after.attributes:
            return f"{named(session, after, schema, texts)}: {_attributes(before, after, schema, texts)}"
        if before.label != after.label:
            names = " → ".join(_isolated(label_name(each, schema, texts)) for each in (before, after))
            return f"{names} {_words(session, after)}".rstrip()
        name = _isolated(label_name(after, schema, texts))
        return f"{name} {_words(session, before)} → {_words(session, after)}"
    return named(session, after, schema, texts)


def named(session: Session, annotation: Annotation, schema: LabelSchema, texts: Texts) -> str:
    """What a person calls ANNOTATION."""
    if isinstance(annotation, Note):
        return texts("told-note")
    if isinstance(annotation, State):
        name = texts(_STATES[annotation.state])
        return f"{name} ({_isolated(annotation.reason)})" if annotation.reason else name
    name = _isolated(label_name(annotation, schema, texts))
    if isinstance(annotation, Relation):
        return f"{name} ← {end_name(session, annotation, schema, texts)}"
    return f"{name} {_words(session, annotation)}".rstrip()


def label_name(annotation: Labelled, schema: LabelSchema, texts: Texts) -> str:
    """The name of its label, in the language of TEXTS."""
    if isinstance(annotation, Span):
        return schema.entity_name(annotation.label, texts.language)
    if isinstance(annotation, Relation):
        type = schema.relation(annotation.label)
        return type.name(texts.language) if type else annotation.label
    label = schema.label_of(annotation)
    return label.name(texts.language) if label else annotation.label


def end_name(session: Session, relation: Relation, schema: LabelSchema, texts: Texts) -> str:
    """What RELATION ends at, as a person calls it."""
    if relation.target in (AUTHOR, NOT_SAID):
        return texts("end-author" if relation.target == AUTHOR else "end-not-said")
    target = session.annotation(relation.target, relation.document)
    if isinstance(target, (Span, Claim)) and target.ranges:
        return _words(session, target)
    return named(session, target, schema, texts) if target else relation.target


def _attributes(before: Labelled, after: Labelled, schema: LabelSchema, texts: Texts) -> str:
    """The attributes in which the two differ, as they are now."""
    old, new = dict(before.attributes), dict(after.attributes)
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return " · ".join(attribute_text(name, new.get(name), schema, texts) for name in differing)


def attribute_text(name: str, value: Value | None, schema: LabelSchema, texts: Texts) -> str:
    """The attribute NAME with its VALUE, None for none, as a person reads it."""
    type = schema.attribute(name)
    shown = type.name(texts.language) if type else name
    return f"{_isolated(shown)} = {_isolated(value_text(name, value, schema, texts))}"


def value_text(name: str, value: Value | None, schema: LabelSchema, texts: Texts) -> str:
    """VALUE of the attribute NAME as a person reads it."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return texts("yes" if value else "no")
    if isinstance(value, tuple):
        return "، ".join(value_text(name, each, schema, texts) for each in value)
    type = schema.attribute(name)
    found = next((each for each in type.values if each.id == value), None) if type else None
    if found:
        return found.name(texts.language)
    return texts.number(value) if isinstance(value, int) else str(value)


def _words(session: Session, annotation: Annotation) -> str:
    words = session.words_of(annotation) if isinstance(annotation, (Span, Claim)) else ""
    return _isolated(f"«{words}»") if words else ""


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_POP}"
