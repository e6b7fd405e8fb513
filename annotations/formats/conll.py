"""CoNLL with IOB2 tags: `token -X- _ tag`, a blank line between sentences.

As in the files of CoNLL-2003 the token is the first of four columns and the tag the last; between them
are the part of speech and the chunk, of which nothing is known. With the columns "offsets" the token's
offsets in the source text stand there. Documents begin with the -DOCSTART- line that spaCy's converter
parts them at.
"""

from __future__ import annotations

from collections.abc import Iterator

from annotations.arabic.words import cut_tokens
from annotations.formats.view import DocumentView
from annotations.model import Sentence, Span

NAME = "conll"
CARRIES_CLAIMS = False
SUMMARY = "IOB2, four columns: token, -X-, _, tag; tokens are cut at span boundaries"
COLUMNS = ("conll2003", "offsets")


def losses(view: DocumentView) -> list[str]:
    """The spans that IOB2 has no place for: inside or across others, in pieces, across sentences, empty."""
    kept = {span.id for span in _carried(view)}
    text, name = view.document.text, view.document.name
    return [
        f"{name}: {span.label} at {span.start}–{span.end} «{text[span.start : span.end]}»"
        for span in view.spans
        if span.id not in kept
    ]


def lines(view: DocumentView, columns: str = "") -> Iterator[str]:
    """VIEW token by token in COLUMNS, with the longest of spans that overlap."""
    yield "-DOCSTART- -X- O O"
    yield ""
    carried = _carried(view)
    for sentence in view.sentences:
        spans = [span for span in carried if sentence.start <= span.start < sentence.end]
        yield from _sentence_lines(view.document.text, sentence, spans, columns)
        yield ""


def _sentence_lines(text: str, sentence: Sentence, spans: list[Span], columns: str) -> Iterator[str]:
    cuts = [offset - sentence.start for span in spans for offset in (span.start, span.end)]
    previous: Span | None = None
    for start, end in cut_tokens(text[sentence.start : sentence.end], cuts):
        start, end = start + sentence.start, end + sentence.start
        span = next((span for span in spans if span.touches(start, end)), None)
        tag = "O" if span is None else f"{'I' if span is previous else 'B'}-{span.label}"
        previous = span
        between = f"{start} {end}" if columns == "offsets" else "-X- _"
        yield f"{text[start:end]} {between} {tag}"


def _carried(view: DocumentView) -> list[Span]:
    """Of spans that overlap the longest, in text order; no pieces, nothing across sentences."""
    carried: list[Span] = []
    whole = [
        span
        for span in view.spans
        if len(span.ranges) == 1
        and view.document.text[span.start : span.end].strip()
        and any(s.start <= span.start and span.end <= s.end for s in view.sentences)
    ]
    for span in sorted(whole, key=lambda span: span.start - span.end):
        if not any(other.touches(span.start, span.end) for other in carried):
            carried.append(span)
    return sorted(carried, key=lambda span: span.start)
