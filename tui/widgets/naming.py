"""What a person calls an annotation, its label, its attributes, the end of a relation."""

from __future__ import annotations

from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Annotation,
    Boundary,
    Claim,
    Decision,
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

_STATES = {"done": "told-finished", "skipped": "told-skipped", "flagged": "told-flagged"}
_ISOLATE, _POP = "\u2068", "\u2069"


def named(session: Session, annotation: Annotation, schema: LabelSchema, texts: Texts) -> str:
    """What a person calls ANNOTATION."""
    if isinstance(annotation, Note):
        return texts("told-note")
    if isinstance(annotation, Boundary):
        return texts("told-split" if annotation.there else "told-joined")
    if isinstance(annotation, State):
        name = texts(_STATES[annotation.state])
        return f"{name} ({isolated(annotation.reason)})" if annotation.reason else name
    if isinstance(annotation, Decision):
        return texts("told-decision")
    name = isolated(label_name(annotation, schema, texts))
    if isinstance(annotation, Relation):
        return f"{name} ← {end_name(session, annotation, schema, texts)}"
    return f"{name} {words_in_quotes(session, annotation)}".rstrip()


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
        return words_in_quotes(session, target)
    return named(session, target, schema, texts) if target else relation.target


def attribute_text(name: str, value: Value | None, schema: LabelSchema, texts: Texts) -> str:
    """The attribute NAME with its VALUE, None for none, as a person reads it."""
    type = schema.attribute(name)
    shown = type.name(texts.language) if type else name
    return f"{isolated(shown)} = {isolated(value_text(name, value, schema, texts))}"


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


def words_in_quotes(session: Session, annotation: Annotation) -> str:
    """«What ANNOTATION is on», "" where it is on no letters."""
    words = session.words_of(annotation) if isinstance(annotation, (Span, Claim)) else ""
    return isolated(f"«{words}»") if words else ""


def isolated(text: str) -> str:
    """TEXT, whose direction disturbs nothing around it."""
    return f"{_ISOLATE}{text}{_POP}"
