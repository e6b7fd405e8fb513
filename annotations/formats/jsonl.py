"""JSON Lines, one document a line: the whole text, and everything said of it by offset."""

from __future__ import annotations

import json
from collections.abc import Iterator

from annotations.formats.view import DocumentView
from annotations.model import Span

NAME = "jsonl"
COLUMNS: tuple[str, ...] = ()
CARRIES_CLAIMS = True
SUMMARY = "one document a line: text, spans as code point offsets, sentences with their claims and notes"


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
        "text": text,
        "spans": [_span(span, text) for span in view.spans],
        "sentences": [
            {
                "id": sentence.id,
                "start": sentence.start,
                "end": sentence.end,
                "done": sentence.id in view.done,
                "claims": [
                    {"id": claim.id, "label": claim.label, "created": claim.created}
                    for claim in view.claims.get(sentence.id, [])
                ],
                "note": view.notes.get(sentence.id, ""),
            }
            for sentence in view.sentences
        ],
    }
    yield json.dumps(record, ensure_ascii=False)


def _span(span: Span, text: str) -> dict[str, object]:
    return {
        "id": span.id,
        "label": span.label,
        "start": span.start,
        "end": span.end,
        "ranges": [list(piece) for piece in span.ranges],
        "text": span.words(text),
        "created": span.created,
    }
