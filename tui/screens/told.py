"""What an edit did, in a line: «FAC → ORG «مقر الجامعة» · u takes it back»."""

from __future__ import annotations

from annotations.history import Change
from annotations.model import Annotation, Claim, Done, Note, Span
from annotations.schema import LabelSchema
from tui.locale import Texts
from tui.session.session import Session

_HOW = {"done": "told-done", "undone": "told-undone", "redone": "told-redone"}
_ISOLATE, _POP = "\u2068", "\u2069"


def told(session: Session, change: Change, schema: LabelSchema, texts: Texts, how: str) -> str:
    """CHANGE as a person would say it; HOW is "done", "undone" or "redone"."""
    what = _what(session, change, schema, texts)
    return texts(_HOW[how], what=what)


def _what(session: Session, change: Change, schema: LabelSchema, texts: Texts) -> str:
    before, after = change.before, change.after
    if isinstance(before, Span) and isinstance(after, Span):
        if before.label != after.label:
            names = " → ".join(
                _isolated(schema.entity_name(each.label, texts.language)) for each in (before, after)
            )
            return f"{names} {_words(session, after)}"
        name = _isolated(schema.entity_name(after.label, texts.language))
        return f"{name} {_words(session, before)} → {_words(session, after)}"
    name = _name(session, change.annotation, schema, texts)
    return name if after is not None else texts("told-gone", what=name)


def _name(session: Session, annotation: Annotation, schema: LabelSchema, texts: Texts) -> str:
    if isinstance(annotation, Span):
        name = _isolated(schema.entity_name(annotation.label, texts.language))
        return f"{name} {_words(session, annotation)}"
    if isinstance(annotation, Claim):
        return schema.claim_name(annotation.label, texts.language)
    if isinstance(annotation, Note):
        return texts("told-note")
    assert isinstance(annotation, Done)
    return texts("told-finished")


def _words(session: Session, span: Span) -> str:
    return _isolated(f"«{session.words_of(span)}»")


def _isolated(text: str) -> str:
    return f"{_ISOLATE}{text}{_POP}"
