"""Searching a project: by words, by a regular expression, by what annotators said."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.model import Labelled, Range, Sentence
from annotations.schema import LabelSchema
from annotations.store.protocol import Store, state_in

State = Literal["done", "open", "skipped", "flagged"]
_LONGEST_PATTERN = 1000  # letters
_MOST_REPEATS = 100_000  # all those of a pattern multiplied: compiling takes memory by them
_LONGEST = 1.0  # seconds that a pattern may take for one sentence
_HAS_OPTIONS = re.compile(r"\\[Q]|\{[^}]*[ide]")  # `{e<=1}`: how many errors are allowed
_GROUP = re.compile(r"\([^()\\\[\]{}|]*\)[?*+]*")
_BRACKET = re.compile(r"[(\[{]|\\(?:[^\W\d_](?=[{<])|\d|[gkxuUNo])")
# What is no letter that has to be there: signs, one that may be missing or be there more often, escapes.
_NOT_PLAIN = re.compile(r"\\.|.[?*+]+|[.^$?*+\\]", re.DOTALL)
_WORD_PART = regex.compile(r"[\p{L}\p{N}]")


class WrongPattern(HashiyaError):  # noqa: N818 - named by what is wrong
    """What should be a regular expression is none."""


class EndlessPattern(HashiyaError):  # noqa: N818
    """A regular expression that does not come to an end."""


class UnknownLabel(HashiyaError):  # noqa: N818
    """What should be a label is none."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; empty fields do not matter.

    `words` are a phrase, however its letters are written, any part of words; with * at the end it has to
    begin a word. `pattern` is a regular expression over the text as it stands, with what the module `regex`
    knows (such as `\\p{Arabic}`). `label` is an entity or a claim, `state` says whether the sentence is
    finished: both by the layer that is searched.
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


class Search:
    """Looks for QUERY in CORPUS; labels and states are those in STORE, as they are now.

    WrongPattern for a pattern that is none, EndlessPattern, later, for one that takes too long.
    """

    def __init__(self, corpus: Corpus, query: Query, store: Store) -> None:
        self._corpus = corpus
        self._query = query
        self._store = store
        self._pattern = compiled(query.pattern) if query.pattern else None
        self._states = store.states() if query.state else {}

    def look(self, first: int, end: int, backwards: bool = False) -> Iterator[Hit | None]:
        """The sentences FIRST up to END that are wanted, in order, or BACKWARDS the last of them first.

        None stands for one that was looked at in vain, so that whoever waits can do something else
        meanwhile, or stop.
        """
        for index in self._candidates(first, end, backwards):
            yield self.hit(index)

    def hit(self, index: int) -> Hit | None:
        """The sentence with this INDEX, if it is wanted."""
        query, sentence = self._query, self._corpus.sequence[index]
        if query.state and (state_in(self._states, sentence) or "open") != query.state:
            return None
        if query.label and not _has_label(self._store, sentence, query.label):
            return None
        if not query.words and not self._pattern:
            return Hit(index, sentence, ())
        text = self._corpus.text(sentence)
        ranges = _places(text, query.words) if query.words else ()
        if self._pattern:
            ranges += self._matches(self._pattern, text)
        return Hit(index, sentence, tuple(sorted(ranges))) if ranges else None

    def _matches(self, pattern: regex.Pattern[str], text: str) -> tuple[Range, ...]:
        try:
            found = pattern.finditer(text, timeout=_LONGEST)
            return tuple(match.span() for match in found if match[0])
        except (TimeoutError, MemoryError, RecursionError, regex.error) as error:
            written = self._query.pattern
            said = f"{written}: this pattern takes too long; write it with fewer choices"
            raise EndlessPattern(said, pattern=written) from error

    def _candidates(self, first: int, end: int, backwards: bool) -> Iterator[int]:
        """Indexes of sentences that may be wanted, by the narrowest index there is."""
        query = self._query
        literal = fold(query.words.removesuffix("*") or longest_literal(query.pattern)).strip()
        if self._corpus.searchable and len(literal) >= 3:
            yield from self._corpus.candidates(literal, first, end, backwards)
            return
        pieces = [(first, end)]
        if query.label:
            there = sorted(map(self._corpus.bounds, self._store.documents()), reverse=backwards)
            pieces = [(max(first, start), min(end, stop)) for start, stop in there]
        for start, stop in pieces:
            yield from reversed(range(start, stop)) if backwards else range(start, stop)


def compiled(pattern: str) -> regex.Pattern[str]:
    """PATTERN, ready to be looked for; WrongPattern says what is wrong with it."""
    try:
        if len(pattern) > _LONGEST_PATTERN:
            raise ValueError(f"it has more than {_LONGEST_PATTERN} letters")
        counts = [int(number[:12]) for number in re.findall(r"(?<=[{,])\d+(?=[,}])", pattern)]
        if math.prod(max(1, count) for count in counts) > _MOST_REPEATS:
            raise ValueError(f"it repeats something more than {_MOST_REPEATS:,} times")
        return regex.compile(pattern)
    except Exception as error:  # `regex` raises whatever it trips over, KeyError and RecursionError too
        reason = str(error) if isinstance(error, (regex.error, ValueError)) else type(error).__name__
        said = f"{pattern[:80]}: not a regular expression: {reason}"
        raise WrongPattern(said, pattern=pattern[:80], reason=reason) from error


def search(corpus: Corpus, query: Query, store: Store) -> Iterator[Hit]:
    """All sentences of CORPUS that QUERY wants; labels and states are those in STORE."""
    for hit in Search(corpus, query, store).look(0, len(corpus.sequence)):
        if hit:
            yield hit


def longest_literal(pattern: str) -> str:
    """A text that every match of PATTERN has in it, as far as that is plain to see: "" where it is not.

    Only what stands before the first bracket is looked at, but for simple ones, and nothing where there is
    a choice.
    """
    if "|" in pattern or "(?" in pattern or _HAS_OPTIONS.search(pattern):
        return ""
    plain = _GROUP.sub(".", pattern[:_LONGEST_PATTERN])
    bracket = _BRACKET.search(plain)
    runs = _NOT_PLAIN.split(plain[: bracket.start()] if bracket else plain)
    return max(runs, key=len)


def label_named(text: str, schema: LabelSchema) -> str:
    """The id of the label that TEXT names; UnknownLabel if there is none."""
    label = schema.named(text)
    if label is None:
        known = ", ".join(each.id for each in schema.labels)
        raise UnknownLabel(f"there is no label {text!r}; there are: {known}", label=text, known=known)
    return label.id


def _has_label(store: Store, sentence: Sentence, label: str) -> bool:
    return any(each.label == label for each in store.by_sentence(sentence) if isinstance(each, Labelled))


def _places(text: str, words: str) -> tuple[Range, ...]:
    """Where WORDS are in TEXT."""
    wanted = fold(words.removesuffix("*")).strip()
    if not wanted or wanted not in fold(text):  # this is quick; where exactly is not
        return ()
    folded = fold_with_offsets(text)
    found: list[Range] = []
    place = folded.text.find(wanted)
    while place >= 0:
        begins = place == 0 or not _WORD_PART.match(folded.text[place - 1])
        if begins or not words.endswith("*"):
            found.append(folded.source_range(place, place + len(wanted), text))
        place = folded.text.find(wanted, place + len(wanted))
    return tuple(found)


_STATES: dict[str, State] = {
    ":open": "open", ":done": "done", ":skipped": "skipped", ":flagged": "flagged",
    ":مفتوح": "open", ":منجز": "done", ":متروك": "skipped", ":معلم": "flagged",
}  # fmt: skip


def parse_query(text: str, schema: LabelSchema) -> Query:
    """What a person typed as a query: words, #LABEL, a state such as :open, or /a pattern/ alone.

    The pattern's last stroke may be missing. UnknownLabel for one that SCHEMA has under no name.
    """
    if text.startswith("/"):
        return Query(pattern=text[1:].removesuffix("/"))
    words, label = list[str](), ""
    state: State | None = None
    for part in text.split():
        if part.startswith("#") and len(part) > 1:
            label = label_named(part[1:], schema)
        elif part in _STATES:
            state = _STATES[part]
        else:
            words.append(part)
    if not label and not state:
        return Query(words=text)
    return Query(words=" ".join(words), label=label, state=state)
