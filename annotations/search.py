"""Searching a project: by words, by a regular expression, by what annotators said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Literal

import regex

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.model import Claim, Range, Sentence, Span
from annotations.store.protocol import Store

State = Literal["done", "open"]
_WORD_PART = regex.compile(r"[\p{L}\p{N}]")


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; empty fields do not matter.

    `words` are a phrase, however its letters are written, any part of words; with * at the end it has to
    begin a word. `pattern` is a regular expression over the text as it stands. `label` is an entity or a
    claim, `state` says whether the sentence is finished: both by the layer that is searched.
    """

    words: str = ""
    pattern: str = ""
    label: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A sentence that was found, its `index` in the corpus, and where in its text the words are."""

    index: int
    sentence: Sentence
    ranges: tuple[Range, ...]


def search(
    corpus: Corpus,
    query: Query,
    store: Store,
    start: int = 0,
    backwards: bool = False,
    most: int | None = None,
) -> Iterator[Hit]:
    """The sentences of CORPUS that QUERY wants, from START on; labels and states are those in STORE.

    BACKWARDS gives those before START, the nearest first. At MOST so many sentences are looked at, where no
    index tells which they are.
    """
    compiled = _compiled(query.pattern)
    done = store.done_sentences() if query.state else frozenset()
    for index in islice(_candidates(corpus, query, store, start, backwards), most):
        sentence = corpus.sequence[index]
        if query.state and (sentence.id in done) != (query.state == "done"):
            continue
        if query.label and not _has_label(store, sentence, query.label):
            continue
        text = corpus.text(sentence)
        ranges = _places(text, query.words) if query.words else ()
        if compiled:
            ranges += tuple(match.span() for match in compiled.finditer(text))
        if (query.words or compiled) and not ranges:
            continue
        yield Hit(index, sentence, ranges)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern) if pattern else None
    except re.error as error:
        raise HashiyaError(f"{pattern}: not a regular expression: {error}") from error


def _candidates(corpus: Corpus, query: Query, store: Store, start: int, backwards: bool) -> Iterator[int]:
    """Indexes of sentences that may be wanted, by the narrowest index there is."""
    literal = fold(query.words.removesuffix("*")).strip() or fold(longest_literal(query.pattern)).strip()
    if corpus.searchable and len(literal) >= 3:
        yield from corpus.matches(literal, start, backwards)
        return
    if query.label:
        pieces = sorted(map(corpus.bounds, store.documents()), reverse=backwards)
    else:
        pieces = [(0, len(corpus.sequence))]
    for first, end in pieces:
        if backwards:
            yield from range(min(end, start) - 1, first - 1, -1)
        else:
            yield from range(max(first, start), end)


def longest_literal(pattern: str) -> str:
    """The longest text that every match of PATTERN has in it, as far as that is plain to see."""
    if not pattern:
        return ""
    best = run = ""
    for op, argument in parser.parse(pattern):
        run = run + chr(argument) if op is ops.LITERAL else ""
        best = max(best, run, key=len)
    return best


def _has_label(store: Store, sentence: Sentence, label: str) -> bool:
    return any(
        each.label == label for each in store.by_sentence(sentence) if isinstance(each, (Span, Claim))
    )


def _places(text: str, words: str) -> tuple[Range, ...]:
    """Where WORDS are in TEXT."""
    wanted, folded = fold(words.removesuffix("*")).strip(), fold_with_offsets(text)
    found: list[Range] = []
    place = folded.text.find(wanted) if wanted else -1
    while place >= 0:
        begins = place == 0 or not _WORD_PART.match(folded.text[place - 1])
        if begins or not words.endswith("*"):
            found.append(folded.source_range(place, place + len(wanted), text))
        place = folded.text.find(wanted, place + len(wanted))
    return tuple(found)


def parse_query(text: str) -> Query:
    """What a person typed as a query: words, #LABEL, :open or :done, or /a pattern/ alone."""
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return Query(pattern=text[1:-1])
    words, label, state = [], "", None
    for part in text.split():
        if part.startswith("#") and len(part) > 1:
            label = part[1:]
        elif part in (":open", ":done"):
            state = "open" if part == ":open" else "done"
        else:
            words.append(part)
    if not label and not state:
        return Query(words=text)
    return Query(words=" ".join(words), label=label, state=state)  # type: ignore[arg-type]
