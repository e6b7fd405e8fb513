"""The history of a layer, edit by edit, as it is shown to a person."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotations.model import (
    Annotation,
    Boundary,
    Claim,
    Decision,
    DocumentLabel,
    Note,
    Relation,
    Sentence,
    Span,
    State,
    Value,
)
from annotations.naming import sentence_with_id
from annotations.project import Project
from annotations.store.journal import LOST, Event, events_of
from annotations.store.records import TABLES, from_record


@dataclass(frozen=True, slots=True)
class Entry:
    """What one edit did to one annotation: `sign` is + for new, - for gone, ~ for changed.

    It is ! where nobody knows any more.
    """

    event: Event
    sign: str
    sentence: Sentence | None
    text: str


def history(project: Project, annotator: str, sentence: Sentence | None = None) -> Iterator[Entry]:
    """All that ANNOTATOR did in PROJECT, oldest first; only what touches SENTENCE where one is given."""
    for event in events_of(project.layer_path(annotator).with_suffix(".journal")):
        if event.kind == LOST and sentence is None:
            yield Entry(event, "!", None, "its line could not be read any more")
        for table, key, before, after in event.rows:
            if table not in TABLES or key is None:
                continue
            try:
                old = from_record(table, before) if before else None
                new = from_record(table, after) if after else None
            except (ValueError, TypeError):  # by a hand that was not ours
                if sentence is None:
                    yield Entry(event, "!", None, f"{table} {key}: not readable")
                continue
            where = _sentence(project, new or old)
            if sentence is None or sentence == where:
                sign = "~" if old and new else "+" if new else "-"
                yield Entry(
                    event, sign, where, " → ".join(_text(project, each) for each in (old, new) if each)
                )


def _sentence(project: Project, annotation: Annotation | None) -> Sentence | None:
    if isinstance(annotation, (Claim, State, Decision)):
        return sentence_with_id(project.corpus, annotation.sentence)
    if isinstance(annotation, Note):
        return sentence_with_id(project.corpus, annotation.about)
    if not isinstance(annotation, (Span, Boundary)):
        return None
    start = annotation.place if isinstance(annotation, Boundary) else annotation.start
    sequence = project.corpus.sequence
    first, end = project.corpus.bounds(annotation.document)
    index = bisect_right(sequence, start, first, end, key=lambda sentence: sentence.start) - 1
    if not first <= index < end or start >= sequence[index].end:
        return None
    return sequence[index]


def _text(project: Project, annotation: Annotation) -> str:
    if isinstance(annotation, Note):
        return f"note «{annotation.text}»"
    if isinstance(annotation, State):
        return f"{annotation.state} ({annotation.reason})" if annotation.reason else annotation.state
    if isinstance(annotation, Boundary):
        return f"sentence boundary at {annotation.place}: {'there' if annotation.there else 'none'}"
    if isinstance(annotation, Decision):
        why = f" ({annotation.reason})" if annotation.reason else ""
        return f"decision on {annotation.item}: {annotation.taken or 'nothing'}{why}"
    said = annotation.label
    if isinstance(annotation, Relation):
        said = f"{annotation.label} {annotation.source} → {annotation.target}"
    elif isinstance(annotation, DocumentLabel):
        said = f"document {annotation.label}"
    elif annotation.ranges:
        document = project.corpus.document(annotation.document)
        said = f"{annotation.label} «{annotation.words(document.text) if document else ''}»"
    attributes = ", ".join(f"{name} = {_value(value)}" for name, value in annotation.attributes)
    return f"{said} ({attributes})" if attributes else said


def _value(value: Value) -> str:
    return ", ".join(value) if isinstance(value, tuple) else str(value)
