"""One document with what one annotator said of it, as every format gets to see it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from annotations.model import Claim, Document, Done, Note, Sentence, Span
from annotations.store.protocol import Store


@dataclass(frozen=True)
class DocumentView:
    """A document, its sentences, and one layer's annotations on it.

    `spans` are in text order, longer ones first where they begin together; `claims` are keyed by
    sentence id, as are the `notes`; `done` holds the ids of finished sentences.
    """

    document: Document
    sentences: list[Sentence]
    annotator: str
    spans: list[Span]
    claims: dict[str, list[Claim]]
    done: frozenset[str]
    notes: dict[str, str]


def view_of(document: Document, sentences: list[Sentence], store: Store) -> DocumentView:
    """What STORE says of DOCUMENT."""
    spans: list[Span] = []
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    done: set[str] = set()
    notes: dict[str, str] = {}
    for annotation in store.by_document(document.id):
        if isinstance(annotation, Span):
            spans.append(annotation)
        elif isinstance(annotation, Claim):
            claims[annotation.sentence].append(annotation)
        elif isinstance(annotation, Done):
            done.add(annotation.sentence)
        elif isinstance(annotation, Note):
            notes[annotation.sentence] = annotation.text
    spans.sort(key=lambda span: (span.start, -span.end, span.label))
    return DocumentView(document, sentences, store.annotator, spans, dict(claims), frozenset(done), notes)
