"""One document with what one annotator said of it, as every format gets to see it."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from annotations.model import Claim, Document, Done, Note, Sentence, Span
from annotations.store.protocol import Store

State: TypeAlias = Literal["done", "open", "all"]


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


def in_state(view: DocumentView, state: State) -> DocumentView:
    """VIEW with its sentences in STATE only, and what is said of these."""
    if state == "all":
        return view
    kept = [sentence for sentence in view.sentences if (sentence.id in view.done) == (state == "done")]
    ids = {sentence.id for sentence in kept}
    left_out = [sentence for sentence in view.sentences if sentence.id not in ids]
    spans = [span for span in view.spans if not _is_in(span, left_out)]
    return replace(
        view,
        sentences=kept,
        spans=spans if kept else [],
        claims={id: claims for id, claims in view.claims.items() if id in ids},
        notes={id: note for id, note in view.notes.items() if id in ids},
    )


def _is_in(span: Span, sentences: list[Sentence]) -> bool:
    """Whether SPAN touches one of SENTENCES, which are in the order of the text."""
    for start, end in span.ranges:
        place = bisect_left(sentences, end, key=lambda sentence: sentence.start)
        if place and start < sentences[place - 1].end:
            return True
    return False


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
