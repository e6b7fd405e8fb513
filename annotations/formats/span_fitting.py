"""Which spans of a document a format can have, where, and beside one another."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Final, Literal, TypeVar

import regex

from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.flat import stretch_of
from annotations.formats.losses import Losses
from annotations.formats.tokens import Tokenise
from annotations.formats.view import DocumentView, in_text_order
from annotations.model import Placed, Range, Span

P = TypeVar("P", bound=Placed)
_CLUSTER: Final = regex.compile(r"\X")


class SpanFitting:
    """Makes spans of VIEW such as CARRIES has a place for, as CHOICES want it; the rest is told to LOSSES.

    Where the format has tokens they are by TOKENISE.
    """

    def __init__(
        self, view: DocumentView, carries: Carries, choices: Choices, tokenise: Tokenise, losses: Losses
    ) -> None:
        self._view = view
        self._text = view.document.text
        self._carries = carries
        self._choices = choices
        self._tokenise = tokenise
        self._losses = losses

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self._view.sentences]

    def where_it_may_be(self, placed: list[P]) -> list[P]:
        """What becomes of what is PLACED, without regard to the others."""
        if not self._carries.clusters:
            placed = list(self._whole_clusters(placed))
        if not self._carries.pieces:
            placed = [part for each in placed for part in self._in_one_piece(each)]
        if not self._carries.across:
            placed = [part for each in placed for part in self._in_one_sentence(each)]
        if self._carries.in_sentences:
            placed = [each for each in placed if self._is_in_some(each)]
        return placed

    def fitted(self, spans: list[Span]) -> tuple[list[Span], dict[str, list[Range]]]:
        """What becomes of SPANS, and the tokens of each sentence."""
        spans = self.where_it_may_be(spans)
        if self._choices.on_loss in ("split", "widen"):
            spans = in_text_order(spans)  # parts are, too
        if self._carries.tokens:
            return self._on_tokens(spans)
        spans = self._apart(spans)
        return spans, self._beside(spans) if self._carries.tokens_beside else {}

    # -- where spans may be ----------------------------------------------------------------

    def _is_in_some(self, placed: Placed) -> bool:
        """Whether PLACED has a letter in some sentence; if not, that is told."""
        sentences = self._view.sentences
        for start, end in placed.ranges:
            place = max(0, bisect_right(self._starts, start) - 1)
            if any(each.start < end and start < each.end for each in sentences[place : place + 2]):
                return True
        self._losses.placed("across", placed)
        return False

    def _whole_clusters(self, spans: list[P]) -> Iterator[P]:
        edges = {0, *(cluster.end() for cluster in _CLUSTER.finditer(self._text))} if spans else set()
        for span in spans:
            if all(a in edges and b in edges for a, b in span.ranges):
                yield span
            elif self._choices.on_loss == "widen":
                self._losses.placed("cluster", span, "widened")
                pieces = [self._to_edges(a, b, edges) for a, b in span.ranges]
                yield replace(span, ranges=tuple(_joined(pieces)))
            else:
                self._losses.placed("cluster", span)

    @staticmethod
    def _to_edges(start: int, end: int, edges: set[int]) -> Range:
        while start not in edges:
            start -= 1
        while end not in edges:
            end += 1
        return start, end

    def _in_one_piece(self, span: P) -> list[P]:
        if len(span.ranges) == 1:
            return [span]
        if self._choices.on_loss == "split":
            self._losses.placed("pieces", span, "split")
            return _parts(span, span.ranges)
        if self._choices.on_loss == "widen":
            self._losses.placed("pieces", span, "widened")
            return [replace(span, ranges=((span.start, span.end),))]
        self._losses.placed("pieces", span)
        return []

    def _in_one_sentence(self, span: P) -> list[P]:
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
                self._losses.placed("across", span, "split")
                return _parts(span, there)
        self._losses.placed("across", span)
        return []

    def _on_tokens(self, spans: list[Span]) -> tuple[list[Span], dict[str, list[Range]]]:
        """The spans that are stretches of tokens, and the tokens of each sentence."""
        whole = self._choices.tokens in ("words", "imported")
        if not whole:
            spans = self._apart(spans)
        tokens = self._beside([] if whole else spans)
        kept = list(self._of_tokens(spans, [each for found in tokens.values() for each in found]))
        return self._apart(kept), tokens  # widened ones may have come upon others

    def _beside(self, spans: list[Span]) -> dict[str, list[Range]]:
        """The tokens of each sentence, cut where one of SPANS begins or ends."""
        edges = sorted({edge for span in spans for piece in span.ranges for edge in piece})
        if not edges:
            return {each.id: self._tokenise(self._view, each, ()) for each in self._view.sentences}
        return {
            sentence.id: self._tokenise(
                self._view,
                sentence,
                edges[bisect_left(edges, sentence.start) : bisect_right(edges, sentence.end)],
            )
            for sentence in self._view.sentences
        }

    def _of_tokens(self, spans: list[Span], tokens: list[Range]) -> Iterator[Span]:
        for span in spans:
            if stretch_of(span, tokens):
                yield span
                continue
            first = max(0, bisect_left(tokens, (span.start,)) - 1)
            near = tokens[first : bisect_left(tokens, (span.end,))]
            touched = [(a, b) for a, b in near if span.touches(a, b)]
            if not touched:
                self._losses.placed("across" if span.words(self._text).strip() else "blank", span)
                continue
            inside = touched[0][0] < span.start or touched[-1][1] > span.end
            kind: Literal["word", "blank"] = "word" if inside else "blank"
            if self._choices.on_loss == "widen":
                self._losses.placed(kind, span, "widened" if kind == "word" else "cut")
                yield replace(span, ranges=((touched[0][0], touched[-1][1]),))
            else:
                self._losses.placed(kind, span)

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
                self._losses.placed("overlap", span)
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
                self._losses.placed("twice", span)
            else:
                there.add((span.label, span.ranges))
                yield span


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


def _parts(span: P, pieces: Sequence[Range]) -> list[P]:
    """A span on each of PIECES; what hangs on SPAN hangs on the first."""
    parts = [replace(span, ranges=(piece,)) for piece in pieces]
    return [parts[0], *(replace(part, id=f"{span.id}.{part.start}") for part in parts[1:])]
