"""What of a document a format cannot carry, and what becomes of it: left out, cut into parts, widened.

Every change is told as a loss; nothing is bent in silence.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias, TypeVar

import regex

from annotations.corpus.cut import parts
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.tokens import Tokenise
from annotations.formats.view import DocumentView
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Claim,
    DocumentLabel,
    Labelled,
    Note,
    Placed,
    Range,
    Relation,
    Span,
)

Became: TypeAlias = Literal["left-out", "split", "widened", "cut", "kept"]
KINDS: Final = (
    "overlap", "twice", "pieces", "across", "word", "blank", "cluster", "attributes", "relation",
    "span", "claim", "document", "note", "state", "line-ends",
)  # fmt: skip
_SPECIAL: Final = (AUTHOR, NOT_SAID)
_CLUSTER: Final = regex.compile(r"\X")
T = TypeVar("T", bound=Labelled)


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format has no place for: its `kind`, one of KINDS, where it is, and what became of it.

    `asked` says whether a person has to agree: else it is of a kind that the format is not for.
    """

    kind: str
    place: str
    became: Became = "left-out"
    asked: bool = True


def fit(
    view: DocumentView, carries: Carries, choices: Choices, tokenise: Tokenise
) -> tuple[DocumentView, list[Loss]]:
    """VIEW with what CARRIES has a place for, as CHOICES want it, and what was lost.

    Where the format has tokens they are in the view, by TOKENISE.
    """
    return _Fitting(view, carries, choices, tokenise).done()


class _Fitting:
    def __init__(self, view: DocumentView, carries: Carries, choices: Choices, tokenise: Tokenise) -> None:
        self._view = view
        self._text = view.document.text
        self._carries = carries
        self._choices = choices
        self._tokenise = tokenise
        self._losses: list[Loss] = []
        self._gone: set[str] = set()  # ids of what does not go out
        self._lost: set[str] = set()  # of these what a person has to agree to
        self._starts = [sentence.start for sentence in view.sentences]
        self._homes: dict[str, int] = {}
        self._sentence_starts = {sentence.id: sentence.start for sentence in view.sentences}
        self._called: dict[str, str] = {}

    def done(self) -> tuple[DocumentView, list[Loss]]:
        """The view that fits, and the losses."""
        claims = self._claims()
        spans = self._layer()
        if not self._carries.clusters:
            spans = list(self._whole_clusters(spans))
        if not self._carries.pieces:
            spans = [part for span in spans for part in self._in_one_piece(span)]
        if not self._carries.across:
            spans = [part for span in spans for part in self._in_one_sentence(span)]
        spans = sorted(spans, key=lambda span: (span.start, -span.end, span.label))  # parts are, too
        tokens: dict[str, list[Range]] = {}
        if self._carries.tokens:
            spans, tokens = self._on_tokens(spans)
        else:
            spans = self._apart(spans)
            if self._carries.tokens_beside:
                tokens = self._beside(spans)
        spans = [self._bare(span, "span") for span in spans]
        claims = {id: [self._bare(c, "claim") for c in found] for id, found in claims.items()}
        labels = [self._bare(label, "document") for label in self._labels()]
        kinds = {span.id: "span" for span in spans}
        kinds |= {claim.id: "claim" for found in claims.values() for claim in found}
        kinds |= {label.id: "document" for label in labels}
        relations = self._relations(kinds)
        if self._carries.spans_as_ends:
            spans = self._ends_of(relations, spans)
        notes = self._notes(kinds)
        if not self._carries.line_ends and "\r" in self._text:
            self._losses.append(Loss("line-ends", self._view.document.name, "kept", asked=False))
        if not self._carries.states:
            self._losses += [
                self._other("state", mark.state, mark.reason, 0)
                for mark in self._view.states.values()
                if mark.state != "done" or mark.reason
            ]
        fitted = replace(
            self._view, spans=spans, claims=claims, labels=labels, relations=relations, notes=notes,
            tokens=tokens,
        )  # fmt: skip
        return fitted, self._losses

    # -- telling ---------------------------------------------------------------------------

    def _at(self, label: str, words: str, start: int) -> str:
        shown = " ".join(words.split())
        shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
        return f"{self._view.document.name}: {label} at {start} «{shown}»"

    def _other(self, kind: str, label: str, words: str, start: int) -> Loss:
        """Something of a kind that the format is not for."""
        return Loss(kind, self._at(label, words, start), asked=False)

    def _lose(self, kind: str, span: Span, became: Became = "left-out") -> None:
        self._losses.append(Loss(kind, self._at(span.label, span.words(self._text), span.start), became))
        if became == "left-out":
            self._gone.add(span.id)
            self._lost.add(span.id)

    # -- what is there ---------------------------------------------------------------------

    def _layer(self) -> list[Span]:
        """The spans that go out: the entities, or in their place the claims on letters."""
        if self._choices.layer == "spans":
            if self._carries.spans == "no":
                self._losses += [
                    self._other("span", s.label, s.words(self._text), s.start) for s in self._view.spans
                ]
                self._gone |= {span.id for span in self._view.spans}
                return []
            return self._view.spans
        self._gone |= {span.id for span in self._view.spans}
        spans = []
        for claim in (each for found in self._view.claims.values() for each in found):
            if not claim.ranges:
                self._losses.append(self._other("claim", claim.label, "", self._place_of(claim)))
                self._gone.add(claim.id)
                continue
            spans.append(
                Span(
                    document=claim.document, annotator=claim.annotator, id=claim.id, created=claim.created,
                    label=claim.label, attributes=claim.attributes, ranges=claim.ranges,
                )
            )  # fmt: skip
        return sorted(spans, key=lambda span: (span.start, -span.end, span.label))

    def _place_of(self, claim: Claim) -> int:
        return self._sentence_starts.get(claim.sentence, 0)

    def _claims(self) -> dict[str, list[Claim]]:
        if self._choices.layer == "claims":
            return {}
        kept: dict[str, list[Claim]] = {}
        for id, found in self._view.claims.items():
            for claim in found:
                needed = self._carries.claims_with
                there = self._carries.letter_claims if claim.ranges else self._carries.sentence_claims
                if there and (not needed or claim.attribute(needed) is not None):
                    if self._is_twice(claim, kept.get(id, [])):
                        said = self._at(claim.label, claim.words(self._text), self._place_of(claim))
                        self._losses.append(Loss("twice", said))
                        self._gone.add(claim.id)
                        self._lost.add(claim.id)
                        continue
                    kept.setdefault(id, []).append(claim)
                else:
                    place = self._place_of(claim)
                    self._losses.append(self._other("claim", claim.label, claim.words(self._text), place))
                    self._gone.add(claim.id)
        return kept

    def _is_twice(self, claim: Claim, there: list[Claim]) -> bool:
        """Whether one equal to CLAIM is THERE, which the format could not tell from it."""
        return not self._carries.claims_twice and any(
            (each.label, each.ranges) == (claim.label, claim.ranges) for each in there
        )

    def _labels(self) -> list[DocumentLabel]:
        if self._carries.documents:
            return self._view.labels
        self._losses += [self._other("document", label.label, "", 0) for label in self._view.labels]
        self._gone |= {label.id for label in self._view.labels}
        return []

    # -- where spans may be ----------------------------------------------------------------

    def _whole_clusters(self, spans: list[Span]) -> Iterator[Span]:
        edges = {0, *(cluster.end() for cluster in _CLUSTER.finditer(self._text))} if spans else set()
        for span in spans:
            if all(a in edges and b in edges for a, b in span.ranges):
                yield span
            elif self._choices.on_loss == "widen":
                self._lose("cluster", span, "widened")
                pieces = [self._to_edges(a, b, edges) for a, b in span.ranges]
                yield replace(span, ranges=tuple(_joined(pieces)))
            else:
                self._lose("cluster", span)

    @staticmethod
    def _to_edges(start: int, end: int, edges: set[int]) -> Range:
        while start not in edges:
            start -= 1
        while end not in edges:
            end += 1
        return start, end

    def _in_one_piece(self, span: Span) -> list[Span]:
        if len(span.ranges) == 1:
            return [span]
        if self._choices.on_loss == "split":
            self._lose("pieces", span, "split")
            return _parts(span, span.ranges)
        if self._choices.on_loss == "widen":
            self._lose("pieces", span, "widened")
            return [replace(span, ranges=((span.start, span.end),))]
        self._lose("pieces", span)
        return []

    def _in_one_sentence(self, span: Span) -> list[Span]:
        sentences = self._view.sentences
        place = max(0, bisect_right(self._starts, span.start) - 1)
        if sentences and sentences[place].start <= span.start and span.end <= sentences[place].end:
            return [span]
        if self._choices.on_loss == "split":
            cut = [
                (max(s.start, a), min(s.end, b))
                for a, b in span.ranges
                for s in sentences[place:]
                if s.start < b and a < s.end
            ]
            there = [piece for piece in cut if self._text[slice(*piece)].strip()]
            if there:
                self._lose("across", span, "split")
                return _parts(span, there)
        self._lose("across", span)
        return []

    def _on_tokens(self, spans: list[Span]) -> tuple[list[Span], dict[str, list[Range]]]:
        """The spans that are stretches of tokens, and the tokens of each sentence."""
        whole = self._choices.tokens in ("words", "imported")
        if not whole:
            spans = self._apart(spans)
        tokens: dict[str, list[Range]] = {}
        kept: list[Span] = []
        following = iter(spans)
        span = next(following, None)
        for sentence in self._view.sentences:
            within: list[Span] = []
            while span is not None and span.start < sentence.end:
                within.append(span)
                span = next(following, None)
            edges = [] if whole else [edge for each in within for edge in (each.start, each.end)]
            found = self._tokenise(self._view, sentence, edges)
            tokens[sentence.id] = found
            if within:
                kept += self._of_tokens(within, found)
        return self._apart(kept), tokens  # widened ones may have come upon others

    def _beside(self, spans: list[Span]) -> dict[str, list[Range]]:
        """The tokens of each sentence, cut where one of SPANS begins or ends."""
        edges = sorted({edge for span in spans for piece in span.ranges for edge in piece})
        return {
            sentence.id: self._tokenise(
                self._view,
                sentence,
                edges[bisect_left(edges, sentence.start) : bisect_right(edges, sentence.end)],
            )
            for sentence in self._view.sentences
        }

    def _of_tokens(self, spans: list[Span], tokens: list[Range]) -> Iterator[Span]:
        starts, ends = {a for a, _ in tokens}, {b for _, b in tokens}
        for span in spans:
            if span.start in starts and span.end in ends:
                yield span
                continue
            touched = [(a, b) for a, b in tokens if span.touches(a, b)]
            if not touched:
                self._lose("blank", span)
                continue
            kind = "word" if touched[0][0] < span.start or touched[-1][1] > span.end else "blank"
            if self._choices.on_loss == "widen":
                self._lose(kind, span, "widened" if kind == "word" else "cut")
                yield replace(span, ranges=((touched[0][0], touched[-1][1]),))
            else:
                self._lose(kind, span)

    # -- which spans can be together ---------------------------------------------------------

    def _apart(self, spans: list[Span]) -> list[Span]:
        """Those of SPANS that can be together in the format, in the order of the text."""
        if not self._carries.twice:
            spans = list(self._once(spans))
        if self._carries.spans not in ("flat", "nested"):
            return spans
        return [span for group in _touching(spans) for span in self._of_group(group)]

    def _of_group(self, spans: list[Span]) -> list[Span]:
        if len(spans) == 1:
            return spans
        if self._choices.on_loss in ("refuse", "drop"):
            kept = [s for s in spans if not any(self._clash(s, other) for other in spans if other is not s)]
        else:
            first = self._choices.on_loss == "first"
            kept = []
            for span in spans if first else sorted(spans, key=lambda span: span.start - span.end):
                if not any(self._clash(span, other) for other in kept):
                    kept.append(span)
        ids = {span.id for span in kept}
        for span in spans:
            if span.id not in ids:
                self._lose("overlap", span)
        return [span for span in spans if span.id in ids]

    def _clash(self, one: Span, other: Span) -> bool:
        if not (one.start < other.end and other.start < one.end):
            return False
        if self._carries.spans == "flat":
            return True
        within = (one.start <= other.start and other.end <= one.end) or (
            other.start <= one.start and one.end <= other.end
        )
        return not within or (not self._carries.same_nested and one.label == other.label)

    def _once(self, spans: list[Span]) -> Iterator[Span]:
        there: set[tuple[str, tuple[Range, ...]]] = set()
        for span in spans:
            if (span.label, span.ranges) in there:
                self._lose("twice", span)
            else:
                there.add((span.label, span.ranges))
                yield span

    # -- what hangs on them ------------------------------------------------------------------

    def _bare(self, annotation: T, kind: str) -> T:
        """ANNOTATION, without attributes where those of its KIND have no place."""
        if not annotation.attributes or kind in self._carries.attributes:
            return annotation
        said = ", ".join(f"{name}={value}" for name, value in annotation.attributes)
        start = annotation.start if isinstance(annotation, Placed) and annotation.ranges else 0
        self._losses.append(Loss("attributes", self._at(annotation.label, said, start)))
        return replace(annotation, attributes=())

    def _relations(self, there: dict[str, str]) -> list[Relation]:
        """The relations between what is THERE, kinds by id, to which they are added."""
        all_of_them = {each.id: each for each in self._view.relations}
        carried: list[Relation] = []
        waiting = list(self._view.relations)
        while waiting:
            later = []
            for each in waiting:
                ends = _ends(each)
                if any(end in all_of_them and end not in there and end not in self._gone for end in ends):
                    later.append(each)  # an end of it is a relation that it is not known of yet
                elif self._carried(each, ends, there):
                    there[each.id] = "relation"
                    carried.append(each)
                else:
                    self._gone.add(each.id)
            if len(later) == len(waiting):  # they hang on one another
                self._losses += [Loss("relation", self._at(each.label, "", 0)) for each in later]
                break
            waiting = later
        return [self._bare(each, "relation") for each in carried]

    def _carried(self, relation: Relation, ends: list[str], there: dict[str, str]) -> bool:
        """Whether RELATION can be carried; if not, that is told."""
        special = relation.target in _SPECIAL
        only = self._carries.relation_labels
        if only and relation.label not in only:
            self._losses.append(self._other("relation", relation.label, "", 0))
            return False
        if (
            all(there.get(end) in self._carries.relations for end in ends)
            and (self._carries.special or not special)
            and (not self._carries.relations_within or self._is_within(ends))
        ):
            return True
        # Between things that go out, or one of them would have, a person has to know.
        asked = all(end in there or end in self._lost for end in ends)
        if not self._called:
            self._called = called(self._view)
        source, target = (self._called.get(end, end) for end in (relation.source, relation.target))
        place = self._at(relation.label, f"{source} → {target}", 0)
        self._losses.append(Loss("relation", place, asked=asked))
        return False

    def _ends_of(self, relations: list[Relation], spans: list[Span]) -> list[Span]:
        """Those of SPANS that RELATIONS end at."""
        ends = {end for relation in relations for end in _ends(relation)}
        self._losses += [
            self._other("span", span.label, span.words(self._text), span.start)
            for span in spans
            if span.id not in ends
        ]
        return [span for span in spans if span.id in ends]

    def _is_within(self, ends: list[str]) -> bool:
        """Whether the spans and claims with the ids ENDS are of one sentence."""
        if not self._homes:
            self._homes = {s.id: bisect_right(self._starts, s.start) for s in self._view.spans} | {
                claim.id: bisect_right(self._starts, claim.start if claim.ranges else self._place_of(claim))
                for found in self._view.claims.values()
                for claim in found
            }
        return len({self._homes.get(end) for end in ends}) == 1

    def _notes(self, kinds: Mapping[str, str]) -> list[Note]:
        """The notes about what goes out, its KINDS by id, and those of sentences and documents."""
        kept: list[Note] = []
        there = dict(kinds) | {self._view.document.id: "document"}
        there |= {part: "sentence" for sentence in self._view.sentences for part in parts(sentence)}
        for note in self._view.notes:
            answer = bool(note.answers) and "answer" not in self._carries.notes
            if there.get(note.about) in self._carries.notes and not answer:
                kept.append(note)
            else:
                self._losses.append(self._other("note", "note", note.text, 0))
        return kept


def _ends(relation: Relation) -> list[str]:
    return [end for end in (relation.source, relation.target) if end not in _SPECIAL]


def called(view: DocumentView) -> dict[str, str]:
    """What the spans and claims of VIEW are called, by id: their words, or the label."""
    text = view.document.text
    claims = (claim for found in view.claims.values() for claim in found)
    return {each.id: each.words(text) or each.label for each in (*view.spans, *claims)}


def _touching(spans: list[Span]) -> Iterator[list[Span]]:
    """SPANS, in the order of the text, in groups that share no letter."""
    group: list[Span] = []
    furthest = 0
    for span in spans:
        if group and span.start >= furthest:
            yield group
            group, furthest = [], 0
        group.append(span)
        furthest = max(furthest, span.end)
    if group:
        yield group


def _joined(pieces: list[Range]) -> list[Range]:
    joined: list[Range] = []
    for start, end in sorted(pieces):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _parts(span: Span, pieces: Sequence[Range]) -> list[Span]:
    """A span on each of PIECES; what hangs on SPAN hangs on the first."""
    parts = [replace(span, ranges=(piece,)) for piece in pieces]
    return [parts[0], *(replace(part, id=f"{span.id}.{part.start}") for part in parts[1:])]
