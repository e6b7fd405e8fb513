"""Spans of one sentence, for formats that go sentence by sentence or have one kind of spans only."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from annotations.formats.tags import Stretch
from annotations.formats.view import DocumentView
from annotations.model import Claim, Range, Sentence, Span


def sentences_of(view: DocumentView) -> Iterator[tuple[Sentence, list[Span], list[Claim]]]:
    """Each sentence of VIEW, with the spans that begin in it and the claims of it."""
    starts = [span.start for span in view.spans]
    for sentence in view.sentences:
        first, end = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        yield sentence, view.spans[first:end], view.claims.get(sentence.id, [])


def longest(spans: Iterable[Span]) -> list[Span]:
    """Of SPANS in one piece the longest of those that overlap, in the order of the text."""
    kept: list[Span] = []
    whole = (span for span in spans if len(span.ranges) == 1)
    for span in sorted(whole, key=lambda span: span.start - span.end):
        if not any(other.touches(span.start, span.end) for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def stretches_of(spans: Iterable[Span], tokens: list[Range]) -> list[Stretch]:
    """SPANS as stretches of TOKENS; those that are none, as they begin or end within one, are left out."""
    starts = {start: place for place, (start, _) in enumerate(tokens)}
    ends = {end: place + 1 for place, (_, end) in enumerate(tokens)}
    return [
        (starts[span.start], ends[span.end], span.label)
        for span in spans
        if span.start in starts and span.end in ends
    ]
