"""What of a document a format cannot carry, and what becomes of it: left out, cut into parts, widened.

Every change is told as a loss; nothing is bent in silence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from typing import Literal, TypeVar

from annotations.corpus.cut import parts
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.flat import Index
from annotations.formats.losses import Loss, Losses
from annotations.formats.span_fitting import SpanFitting
from annotations.formats.tokens import Tokenise
from annotations.formats.view import DocumentView, in_text_order
from annotations.model import (
    SPECIAL_TARGETS,
    Attributes,
    Claim,
    DocumentLabel,
    Labelled,
    Note,
    Placed,
    Range,
    Relation,
    Span,
    Value,
)

T = TypeVar("T", bound=Labelled)


def fit(
    view: DocumentView, carries: Carries, choices: Choices, tokenise: Tokenise
) -> tuple[DocumentView, list[Loss]]:
    """VIEW with what CARRIES has a place for, as CHOICES want it, and what was lost.

    Where the format has tokens they are in the view, by TOKENISE.
    """
    losses = Losses(view)
    fitting = _Fitting(view, carries, choices, losses)
    placing = SpanFitting(view, carries, choices, tokenise, losses)
    claims = fitting.claims(placing)
    spans, tokens = placing.fitted(fitting.layer())
    return fitting.fitted(spans, claims, tokens), losses.all


class _Fitting:
    def __init__(self, view: DocumentView, carries: Carries, choices: Choices, losses: Losses) -> None:
        self._view = view
        self._text = view.document.text
        self._carries = carries
        self._choices = choices
        self._losses = losses
        self._homes: dict[str, int] = {}
        self._related: set[tuple[str, str]] = set()  # sources and labels of relations
        self._index: Index | None = None

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self._view.sentences]

    @cached_property
    def _sentence_starts(self) -> dict[str, int]:
        return {sentence.id: sentence.start for sentence in self._view.sentences}

    def fitted(
        self, spans: list[Span], claims: dict[str, list[Claim]], tokens: dict[str, list[Range]]
    ) -> DocumentView:
        """The view with SPANS and CLAIMS, which fit, with TOKENS, and of the rest what does."""
        labels = [self._bare(label, "document") for label in self._labels()]
        kinds: dict[str, str] = {}
        if self._view.relations or self._view.notes:
            kinds = {span.id: "span" for span in spans}
            kinds |= {claim.id: "claim" for found in claims.values() for claim in found}
            kinds |= {label.id: "document" for label in labels}
        relations = self._relations(kinds)
        ends = {end for relation in relations for end in _ends(relation)}
        if self._carries.spans_as_ends:
            spans = [span for span in spans if self._is_end(span, "span", ends)]
        if self._carries.claims_as_ends:
            claims = {
                id: [c for c in found if self._is_end(c, "claim", ends)] for id, found in claims.items()
            }
        spans = [self._bare(span, "span") if span.attributes else span for span in spans]
        claims = {id: [self._bare(c, "claim") for c in found] for id, found in claims.items()}
        notes = self._notes(kinds) if self._view.notes else []
        if not self._carries.line_ends and "\r" in self._text:
            self._losses.document("line-ends", "kept")
        if not self._carries.states:
            for mark in self._view.states.values():
                if mark.state != "done" or mark.reason:
                    self._losses.other("state", mark.state, mark.reason)
        if not self._carries.decisions:
            for each in self._view.decisions:
                self._losses.other("decision", each.item, each.text)
        return replace(
            self._view, spans=spans, claims=claims, labels=labels, relations=relations, notes=notes,
            tokens=tokens,
        )  # fmt: skip

    # -- what is there ---------------------------------------------------------------------

    def layer(self) -> list[Span]:
        """The spans that go out: the entities, or in their place the claims on letters."""
        if self._choices.layer == "spans":
            if self._carries.spans == "no":
                for span in self._view.spans:
                    self._losses.other("span", span.label, span.words(self._text), span.start)
                self._losses.gone |= {span.id for span in self._view.spans}
                return []
            return self._view.spans
        self._losses.gone |= {span.id for span in self._view.spans}
        spans = []
        for claim in self._view.all_claims:
            if not claim.ranges:
                self._leave_out(claim)
                continue
            spans.append(
                Span(
                    document=claim.document, annotator=claim.annotator, id=claim.id, created=claim.created,
                    label=claim.label, attributes=claim.attributes, ranges=claim.ranges,
                )
            )  # fmt: skip
        return in_text_order(spans)

    def _leave_out(self, claim: Claim) -> None:
        """CLAIM is of a kind that the format is not for."""
        self._losses.other("claim", claim.label, claim.words(self._text), self._place_of(claim))
        self._losses.gone.add(claim.id)

    def _place_of(self, claim: Claim) -> int:
        return self._sentence_starts.get(claim.sentence, 0)

    def claims(self, placing: SpanFitting) -> dict[str, list[Claim]]:
        """The claims that go out as such, by the ids of their sentences; PLACING says where they may be."""
        if self._choices.layer == "claims":
            return {}
        kept: dict[str, list[Claim]] = {}
        for id, found in self._view.claims.items():
            for claim in found:
                if not self._is_for(claim):
                    self._leave_out(claim)
                    continue
                for part in placing.where_it_may_be([claim]) if claim.ranges else [claim]:
                    home = id if part is claim else self._home_of(part, id)
                    if self._is_twice(part, kept.get(home, [])):
                        self._losses.placed("twice", part, start=self._place_of(part))
                    else:
                        kept.setdefault(home, []).append(part)
        return kept

    def _home_of(self, part: Claim, home: str) -> str:
        """The id of the sentence that PART, cut out of a claim of the sentence HOME, begins in."""
        place = bisect_right(self._starts, part.start) - 1
        return self._view.sentences[place].id if place >= 0 else home

    def _is_for(self, claim: Claim) -> bool:
        """Whether the format is for claims like CLAIM."""
        needed = self._carries.claims_with
        there = self._carries.letter_claims if claim.ranges else self._carries.sentence_claims
        return there and (not needed or claim.attribute(needed) is not None)

    def _is_twice(self, claim: Claim, there: list[Claim]) -> bool:
        """Whether one equal to CLAIM is THERE, which the format could not tell from it."""
        return not self._carries.claims_twice and any(
            (each.label, each.ranges) == (claim.label, claim.ranges) for each in there
        )

    def _labels(self) -> list[DocumentLabel]:
        if self._carries.documents:
            return self._view.labels
        for label in self._view.labels:
            self._losses.other("document", label.label)
        self._losses.gone |= {label.id for label in self._view.labels}
        return []

    # -- what hangs on them ------------------------------------------------------------------

    def _bare(self, annotation: T, kind: str) -> T:
        """ANNOTATION, without attributes where those of its KIND have no place."""
        kept: Attributes = ()
        if kind in self._carries.attributes:
            kept = annotation.attributes
            if not self._carries.empty_lists:
                kept = tuple((name, value) for name, value in kept if value != ())
        if len(kept) == len(annotation.attributes):
            return annotation
        lost = [each for each in annotation.attributes if each not in kept]
        said = ", ".join(f"{name}={_shown(value)}" for name, value in lost)
        start = annotation.start if isinstance(annotation, Placed) and annotation.ranges else 0
        self._losses.tell("attributes", annotation.label, said, start, asked=any(v != () for _, v in lost))
        return replace(annotation, attributes=kept)

    def _relations(self, there: dict[str, str]) -> list[Relation]:
        """The relations between what is THERE, kinds by id, to which they are added."""
        all_of_them = {each.id for each in self._view.relations}
        carried: list[Relation] = []
        waiting = list(self._view.relations)
        while waiting:
            later = []
            for each in waiting:
                ends = _ends(each)
                if all_of_them & set(ends) - there.keys() - self._losses.gone:
                    later.append(each)  # an end of it is a relation that it is not known of yet
                elif self._carried(each, ends, there):
                    there[each.id] = "relation"
                    carried.append(each)
                else:
                    self._losses.gone.add(each.id)
            if len(later) == len(waiting):  # they hang on one another
                for each in later:
                    self._losses.tell("relation", each.label)
                break
            waiting = later
        return [self._bare(each, "relation") for each in carried]

    def _carried(self, relation: Relation, ends: list[str], there: dict[str, str]) -> bool:
        """Whether RELATION can be carried; if not, that is told."""
        special = relation.target in SPECIAL_TARGETS
        only = self._carries.relation_labels
        if only and relation.label not in only:
            self._losses.other("relation", relation.label)
            return False
        carries = self._carries
        targets = carries.relation_targets or carries.relations
        if (
            there.get(relation.source) in (carries.relation_sources or carries.relations)
            and (relation.target in carries.special if special else there.get(relation.target) in targets)
            and (not carries.relations_within or self._is_within(ends))
            and (not carries.relation_once or (relation.source, relation.label) not in self._related)
        ):
            self._related.add((relation.source, relation.label))
            return True
        # Between things that go out, or one of them would have, a person has to know.
        asked = all(end in there or end in self._losses.lost for end in ends)
        self._index = self._index or Index(self._view)
        source, target = (self._index.shown(end) for end in (relation.source, relation.target))
        self._losses.tell("relation", relation.label, f"{source} → {target}", asked=asked)
        return False

    def _is_end(self, each: Placed, kind: Literal["span", "claim"], ends: set[str]) -> bool:
        """Whether EACH, of this KIND, is one of ENDS of relations; if not, that is told."""
        if each.id not in ends:
            start = each.start if each.ranges else 0
            self._losses.other(kind, each.label, each.words(self._text), start)
        return each.id in ends

    def _is_within(self, ends: list[str]) -> bool:
        """Whether the spans and claims with the ids ENDS are of one sentence."""
        if not self._homes:
            self._homes = {s.id: bisect_right(self._starts, s.start) for s in self._view.spans} | {
                claim.id: bisect_right(self._starts, claim.start if claim.ranges else self._place_of(claim))
                for claim in self._view.all_claims
            }
        return len({self._homes.get(end) for end in ends}) == 1

    def _notes(self, kinds: Mapping[str, str]) -> list[Note]:
        """The notes about what goes out, its KINDS by id, and those of sentences and documents."""
        kept: list[Note] = []
        there = dict(kinds) | {self._view.document.id: "document"}
        there |= {part: "sentence" for sentence in self._view.sentences for part in parts(sentence)}
        for note in self._view.notes:
            answer = bool(note.answers) and "answer" not in self._carries.notes
            review = bool(note.to or note.resolves) and "review" not in self._carries.notes
            if there.get(note.about) in self._carries.notes and not answer and not review:
                kept.append(note)
            else:
                self._losses.other("note", "note", note.text)
        return kept


def _shown(value: Value) -> str:
    return "+".join(value) if isinstance(value, tuple) else str(value)


def _ends(relation: Relation) -> list[str]:
    return [end for end in (relation.source, relation.target) if end not in SPECIAL_TARGETS]
