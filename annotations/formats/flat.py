"""Spans of one sentence, for formats that go sentence by sentence or have one kind of spans only."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotations.formats.tags import Stretch
from annotations.formats.view import DocumentView
from annotations.model import Claim, Labelled, Placed, Range, Relation, Sentence, Span


def sentences_of(view: DocumentView) -> Iterator[tuple[Sentence, list[Span], list[Claim]]]:
    """Each sentence of VIEW, with the spans that begin in it and the claims of it."""
    starts = [span.start for span in view.spans]
    for sentence in view.sentences:
        first, end = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        yield sentence, view.spans[first:end], view.claims.get(sentence.id, [])


def within(spans: list[Span], where: Range) -> list[Span]:
    """Those of SPANS, in the order of the text, that are all in WHERE."""
    first = bisect_left(spans, where[0], key=lambda span: span.start)
    end = bisect_left(spans, where[1], key=lambda span: span.start)
    return [span for span in spans[first:end] if span.end <= where[1]]


def longest(spans: Iterable[Span]) -> list[Span]:
    """Of SPANS in one piece the longest of those that overlap, in the order of the text."""
    kept: list[Span] = []
    whole = (span for span in spans if len(span.ranges) == 1)
    for span in sorted(whole, key=lambda span: span.start - span.end):
        place = bisect_left(kept, span.start, key=lambda other: other.start)
        free = place == len(kept) or span.end <= kept[place].start
        if free and (place == 0 or kept[place - 1].end <= span.start):
            kept.insert(place, span)
    return kept


def stretches_of(spans: Iterable[Span], tokens: list[Range]) -> list[Stretch]:
    """SPANS as stretches of TOKENS; those that are none, as they begin or end within one, are left out."""
    return [stretch for span in spans if (stretch := stretch_of(span, tokens))]


def stretch_of(span: Span, tokens: list[Range]) -> Stretch | None:
    """SPAN as a stretch of TOKENS, in order and apart; None where it begins or ends within one."""
    first, end = bisect_left(tokens, (span.start,)), bisect_left(tokens, (span.end,))
    if first < end and tokens[first][0] == span.start and tokens[end - 1][1] == span.end:
        return first, end, span.label
    return None


class Index:
    """What is asked of a view again and again: who has an id, what begins where, notes about what."""

    def __init__(self, view: DocumentView) -> None:
        self._text = view.document.text
        self._by_id: dict[str, Labelled] = {
            each.id: each for each in (*view.spans, *view.all_claims, *view.relations, *view.labels)
        }
        self.related: defaultdict[str, list[Relation]] = defaultdict(list)
        for relation in view.relations:
            self.related[relation.source].append(relation)
        self.notes: defaultdict[str, list[str]] = defaultdict(list)
        for note in view.notes:
            self.notes[note.about].append(note.text)

    def called(self, id: str) -> tuple[str, str]:
        """The label and the words of what has this ID, its id where nothing is known of it."""
        each = self._by_id.get(id)
        if each is None:
            return id, ""
        return each.label, each.words(self._text) if isinstance(each, Placed) and each.ranges else ""

    def shown(self, id: str) -> str:
        """What has this ID in a few words: those that it is on, or else its label."""
        label, words = self.called(id)
        return words or label
