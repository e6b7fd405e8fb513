"""One document with what one annotator said of it, as every format gets to see it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from annotations.corpus.cut import parts
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Annotation,
    Claim,
    Document,
    DocumentLabel,
    Note,
    Relation,
    Sentence,
    Span,
    State,
)
from annotations.store.protocol import Store, state_in

Wanted: TypeAlias = Literal["done", "open", "all"]


@dataclass(frozen=True)
class DocumentView:
    """A document, its sentences, and one layer's annotations on it.

    `spans` are in text order, longer ones first where they begin together; `claims` and `states` are keyed
    by sentence id; `notes` are about any of all that, the sentences and the document. `fields` came with
    the text in the record that it was imported from.
    """

    document: Document
    sentences: list[Sentence]
    annotator: str
    spans: list[Span]
    claims: dict[str, list[Claim]]
    states: dict[str, State]
    notes: list[Note]
    relations: list[Relation]
    labels: list[DocumentLabel]
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def done(self) -> frozenset[str]:
        """The ids of the finished sentences."""
        return frozenset(id for id, mark in self.states.items() if mark.state == "done")

    def note(self, sentence: Sentence) -> str:
        """The first note about SENTENCE, "" for none."""
        about = parts(sentence)
        return next((note.text for note in self.notes if note.about in about and not note.answers), "")


def in_state(view: DocumentView, state: Wanted) -> DocumentView:
    """VIEW with its sentences in STATE only, and what is said of these."""
    if state == "all":
        return view
    done = view.done
    kept = [sentence for sentence in view.sentences if (sentence.id in done) == (state == "done")]
    ids = {sentence.id for sentence in kept}
    left_out = [sentence for sentence in view.sentences if sentence.id not in ids]
    spans = [span for span in view.spans if not _is_in(span, left_out)]
    claims = {id: claims for id, claims in view.claims.items() if id in ids}
    spans = spans if kept else []
    there = {each.id for each in (*spans, *(claim for found in claims.values() for claim in found))}
    there |= {AUTHOR, NOT_SAID, *(label.id for label in view.labels)}
    relations = [each for each in view.relations if {each.source, each.target} <= there]
    there |= {view.document.id, *(each.id for each in relations)}
    there |= {part for sentence in kept for part in parts(sentence)}
    return replace(
        view,
        sentences=kept,
        spans=spans,
        claims=claims,
        states={id: mark for id, mark in view.states.items() if id in ids},
        relations=relations,
        notes=[note for note in view.notes if note.about in there],
    )


def _is_in(span: Span, sentences: list[Sentence]) -> bool:
    """Whether SPAN touches one of SENTENCES, which are in the order of the text."""
    for start, end in span.ranges:
        place = bisect_left(sentences, end, key=lambda sentence: sentence.start)
        if place and start < sentences[place - 1].end:
            return True
    return False


def _sentence_of(claim: Claim, sentences: list[Sentence], home: dict[str, str]) -> str:
    """The id of the one of SENTENCES that CLAIM is said of, or that its letters begin in."""
    if claim.ranges:
        place = bisect_right(sentences, claim.start, key=lambda sentence: sentence.start) - 1
        if place >= 0 and claim.start < sentences[place].end:
            return sentences[place].id
    return home.get(claim.sentence, claim.sentence)


def state_of(marks: Mapping[str, State], sentence: Sentence) -> State | None:
    """Which of MARKS, by the ids of sentences, says how far one has come with SENTENCE."""
    wanted = state_in({id: mark.state for id in parts(sentence) if (mark := marks.get(id))}, sentence)
    there = (marks[id] for id in parts(sentence) if id in marks)
    return next((mark for mark in there if mark.state == wanted), None)


def view_of(document: Document, sentences: list[Sentence], store: Store) -> DocumentView:
    """What STORE says of DOCUMENT."""
    found: defaultdict[type, list[Annotation]] = defaultdict(list)
    for annotation in store.by_document(document.id):
        found[type(annotation)].append(annotation)
    spans = [each for each in found[Span] if isinstance(each, Span)]
    home = {part: sentence.id for sentence in sentences for part in parts(sentence)}
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    for each in found[Claim]:
        if isinstance(each, Claim):
            claims[_sentence_of(each, sentences, home)].append(each)
    marks = {each.sentence: each for each in found[State] if isinstance(each, State)}
    return DocumentView(
        document,
        sentences,
        store.annotator,
        sorted(spans, key=lambda span: (span.start, -span.end, span.label)),
        dict(claims),
        {each.id: mark for each in sentences if (mark := state_of(marks, each))},
        [each for each in found[Note] if isinstance(each, Note)],
        [each for each in found[Relation] if isinstance(each, Relation)],
        [each for each in found[DocumentLabel] if isinstance(each, DocumentLabel)],
    )
