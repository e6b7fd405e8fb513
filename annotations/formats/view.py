"""One document with what one annotator said of it, as every format gets to see it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from annotations.corpus.cut import parts
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Boundary,
    Claim,
    Decision,
    Document,
    DocumentLabel,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
)
from annotations.store.protocol import Sayings, state_in

Wanted: TypeAlias = Literal["done", "open", "all"]


@dataclass(frozen=True)
class DocumentView:
    """A document, its sentences, and one layer's annotations on it.

    `spans` are in text order, longer ones first where they begin together; `claims` and `states` are keyed
    by sentence id; `notes` are about any of all that, the sentences and the document. `fields` came with
    the text in the record that it was imported from. `tokens` are those of each sentence, by its id, where
    a format has tokens; `times` are the seconds that were spent on sentences, by their ids; `decisions` are
    about sentences where people differed. `moves` say who moved boundaries of sentences; where `moved` says
    that somebody did, `imported` are the sentences before. `part` is that of a split which it belongs to.
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
    tokens: Mapping[str, list[Range]] = field(default_factory=dict)
    times: Mapping[str, float] = field(default_factory=dict)
    moves: list[Boundary] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    imported: list[Range] = field(default_factory=list)
    moved: Mapping[int, bool] = field(default_factory=dict)
    part: str = ""

    @property
    def all_claims(self) -> list[Claim]:
        """The claims of all sentences."""
        return [claim for found in self.claims.values() for claim in found]

    @property
    def done(self) -> frozenset[str]:
        """The ids of the finished sentences."""
        return frozenset(id for id, mark in self.states.items() if mark.state == "done")

    def note(self, sentence: Sentence) -> str:
        """The first note about SENTENCE, "" for none."""
        if not self.notes:
            return ""
        about = parts(sentence)
        return next((note.text for note in self.notes if note.about in about and not note.answers), "")


def in_text_order(spans: Iterable[Span]) -> list[Span]:
    """SPANS by where they begin, longer ones first where they begin together."""
    return sorted(spans, key=_order)


def _order(span: Span) -> tuple[int, int, str]:
    ranges = span.ranges
    return ranges[0][0], -ranges[-1][1], span.label


def in_state(view: DocumentView, state: Wanted) -> DocumentView:
    """VIEW with its sentences in STATE only, and what is said of these."""
    if state == "all":
        return view
    done = view.done
    return of_sentences(view, lambda sentence: (sentence.id in done) == (state == "done"))


def of_sentences(view: DocumentView, wanted: Callable[[Sentence], bool]) -> DocumentView:
    """VIEW with the sentences that are WANTED, and what is said of these."""
    kept = [sentence for sentence in view.sentences if wanted(sentence)]
    if len(kept) == len(view.sentences):
        return view
    ids = {sentence.id for sentence in kept}
    left_out = [sentence for sentence in view.sentences if sentence.id not in ids]
    # What runs over into a sentence that is left out is for the format to carry, or to lose aloud.
    spans = [span for span in view.spans if kept and (_is_in(span, kept) or not _is_in(span, left_out))]
    claims = {id: claims for id, claims in view.claims.items() if id in ids}
    return _with_what_hangs(
        replace(
            view,
            sentences=kept,
            states={id: mark for id, mark in view.states.items() if id in ids},
            decisions=[each for each in view.decisions if each.sentence in ids],
        ),
        spans,
        claims,
    )


def of_labels(view: DocumentView, labels: Collection[str]) -> DocumentView:
    """VIEW with the spans and claims that have one of LABELS or a finer one, and what hangs on these."""

    def is_wanted(label: str) -> bool:
        return any(label == each or label.startswith(f"{each}.") for each in labels)

    claims = {id: [c for c in found if is_wanted(c.label)] for id, found in view.claims.items()}
    return _with_what_hangs(
        view,
        [span for span in view.spans if is_wanted(span.label)],
        {id: found for id, found in claims.items() if found},
    )


def _with_what_hangs(view: DocumentView, spans: list[Span], claims: dict[str, list[Claim]]) -> DocumentView:
    """VIEW with these SPANS and CLAIMS, the relations between them, and the notes about what is there."""
    there = {each.id for each in (*spans, *(claim for found in claims.values() for claim in found))}
    there |= {AUTHOR, NOT_SAID, *(label.id for label in view.labels)}
    relations: list[Relation] = []
    waiting = view.relations
    while found := [each for each in waiting if {each.source, each.target} <= there]:
        relations += found
        there |= {each.id for each in found}
        waiting = [each for each in waiting if each.id not in there]
    there |= {view.document.id} | {part for sentence in view.sentences for part in parts(sentence)}
    kept = {each.id for each in relations}
    return replace(
        view,
        spans=spans,
        claims=claims,
        relations=[each for each in view.relations if each.id in kept],
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
    if not sentence.also:
        return marks.get(sentence.id)
    wanted = state_in({id: mark.state for id in parts(sentence) if (mark := marks.get(id))}, sentence)
    there = (marks[id] for id in parts(sentence) if id in marks)
    return next((mark for mark in there if mark.state == wanted), None)


def view_of(document: Document, sentences: list[Sentence], store: Sayings, **more: Any) -> DocumentView:
    """What STORE says of DOCUMENT; MORE are fields of the view that others know."""
    found: defaultdict[type, list[Any]] = defaultdict(list)
    for annotation in store.by_document(document.id):
        found[type(annotation)].append(annotation)
    claims: defaultdict[str, list[Claim]] = defaultdict(list)
    if found[Claim]:
        home = {part: sentence.id for sentence in sentences for part in parts(sentence)}
        for each in found[Claim]:
            claims[_sentence_of(each, sentences, home)].append(each)
    marks = {each.sentence: each for each in found[State]}
    return DocumentView(
        document,
        sentences,
        store.annotator,
        in_text_order(found[Span]),
        dict(claims),
        {each.id: mark for each in sentences if (mark := state_of(marks, each))},
        found[Note],
        found[Relation],
        found[DocumentLabel],
        decisions=found[Decision],
        moves=found[Boundary],
        **more,
    )
