"""JSON Lines, one document a line: the whole text, and everything said of it by offset."""

from __future__ import annotations

import json
from collections.abc import Iterator

from annotations.formats.view import DocumentView
from annotations.model import Claim, Labelled, Note, Said, Sentence, Span

NAME = "jsonl"
COLUMNS: tuple[str, ...] = ()
CARRIES_CLAIMS = True
SUMMARY = "one document a line: text, spans as code point offsets, sentences, claims, relations, notes"


def losses(view: DocumentView) -> list[str]:  # noqa: ARG001 - part of what a format offers
    """Nothing: the format carries all there is."""
    return []


def lines(view: DocumentView, columns: str = "") -> Iterator[str]:  # noqa: ARG001 - it has none
    """VIEW as one JSON object."""
    text = view.document.text
    record = {
        "id": view.document.id,
        "name": view.document.name,
        "sha256": view.document.sha256,
        "annotator": view.annotator,
        **({"fields": dict(view.fields)} if view.fields else {}),
        "text": text,
        "labels": [_said(label) for label in view.labels],
        "spans": [_span(span, text) for span in view.spans],
        "sentences": [_sentence(view, sentence) for sentence in view.sentences],
        "relations": [
            {**_said(relation), "source": relation.source, "target": relation.target}
            for relation in view.relations
        ],
        "notes": [_note(note) for note in view.notes],
    }
    yield json.dumps(record, ensure_ascii=False)


def _said(annotation: Labelled) -> dict[str, object]:
    """What every labelled annotation has; what says nothing is left out."""
    said: dict[str, object] = {"id": annotation.id, "label": annotation.label}
    if annotation.attributes:
        said["attributes"] = dict(annotation.attributes)
    return said | _history(annotation)


def _history(annotation: Said) -> dict[str, object]:
    times = {"created": annotation.created, "changed": annotation.changed, "origin": annotation.origin}
    return {name: value for name, value in times.items() if value}


def _span(span: Span, text: str) -> dict[str, object]:
    return {
        **_said(span),
        "start": span.start,
        "end": span.end,
        "ranges": [list(piece) for piece in span.ranges],
        "text": span.words(text),
    }


def _sentence(view: DocumentView, sentence: Sentence) -> dict[str, object]:
    mark = view.states.get(sentence.id)
    said: dict[str, object] = {
        "id": sentence.id,
        "start": sentence.start,
        "end": sentence.end,
        "done": mark is not None and mark.state == "done",
        "state": mark.state if mark else "open",
        "claims": [_claim(claim, view.document.text) for claim in view.claims.get(sentence.id, [])],
        "note": view.note(sentence),
    }
    if sentence.also:
        said["also"] = list(sentence.also)
    if mark and mark.reason:
        said["reason"] = mark.reason
    return said


def _claim(claim: Claim, text: str) -> dict[str, object]:
    said = _said(claim)
    if claim.ranges:
        said["ranges"] = [list(piece) for piece in claim.ranges]
        said["text"] = claim.words(text)
    return said


def _note(note: Note) -> dict[str, object]:
    said: dict[str, object] = {"id": note.id, "about": note.about, "text": note.text}
    if note.answers:
        said["answers"] = note.answers
    return said | _history(note)
