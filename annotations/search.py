"""Searching a project: by words, by a regular expression, by what annotators said."""

from __future__ import annotations

import math
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass

import regex

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.checks import Layer, checks
from annotations.conflicts import conflicting_names, name_key
from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.model import Annotation, DocumentLabel, Note, Range, Sentence, Span
from annotations.query import Query
from annotations.store.protocol import Store, state_in
from annotations.teams.assigning import Assignment, read_assignment
from annotations.teams.returning import returned_to

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
        self._conflicting: frozenset[str] | None = None if query.conflict else frozenset()
        self._spoilt: dict[int, list[Range]] | None = None if query.check else {}
        self._of_document: tuple[str, list[Annotation]] = "", []
        self._assignment = read_assignment(corpus.folder) if query.assigned else Assignment()
        self._returned: frozenset[str] | None = None if query.returned else frozenset()

    def prepare(self) -> Iterator[None]:
        """Find out what has to be known before a sentence can be looked at, a little at a time."""
        if self._conflicting is None:
            self._conflicting = yield from conflicting_names(self._corpus, self._store)
        if self._returned is None:
            self._returned = frozenset(returned_to(self._corpus, self._store))
        if self._spoilt is None:
            self._spoilt = yield from self._look_for_spoilt()

    def _look_for_spoilt(self) -> Generator[None, None, dict[int, list[Range]]]:
        """The places of what the check finds, in their sentences, by the indexes of these."""
        schema = self._query.schema
        assert schema, "a check is by a schema"
        found: dict[int, list[Range]] = {}
        layer = Layer(self._corpus, self._store, schema)
        for each in checks()[self._query.check].found(layer):
            if each:
                index = self._corpus.index_at(each.document, each.range[0])
                sentence = self._corpus.sequence[index]
                start = max(0, each.range[0] - sentence.start)
                end = min(each.range[1], sentence.end) - sentence.start
                found.setdefault(index, []).append((min(start, end), end))
            yield
        return found

    def look(self, first: int, end: int, backwards: bool = False) -> Iterator[Hit | None]:
        """The sentences FIRST up to END that are wanted, in order, or BACKWARDS the last of them first.

        None stands for one that was looked at in vain, so that whoever waits can do something else
        meanwhile, or stop.
        """
        yield from self.prepare()
        for index in self._candidates(first, end, backwards):
            yield self.hit(index)

    def hit(self, index: int) -> Hit | None:
        """The sentence with this INDEX, if it is wanted; after `prepare`."""
        query, sentence = self._query, self._corpus.sequence[index]
        if query.check and index not in (self._spoilt or {}):
            return None
        if query.assigned and not self._assignment.is_for(sentence, query.assigned):
            return None
        if query.returned and not (self._returned or frozenset()) & {sentence.id, *sentence.also}:
            return None
        if query.state and (state_in(self._states, sentence) or "open") != query.state:
            return None
        ranges: tuple[Range, ...] = ()
        if query.label or query.attribute or query.noted or query.conflict:
            said = self._store.by_sentence(sentence)
            if not self._is_said(said, sentence):
                return None
            ranges = self._conflicts(said, sentence) if query.conflict else ()
            if query.conflict and not ranges:
                return None
        if not query.words and not self._pattern:
            spoilt = (self._spoilt or {}).get(index, [])
            return Hit(index, sentence, (*ranges, *(each for each in sorted(spoilt) if each[0] < each[1])))
        text = self._corpus.text(sentence)
        ranges = places_in(text, query.words) if query.words else ()
        if self._pattern:
            ranges += self._matches(self._pattern, text)
        return Hit(index, sentence, tuple(sorted(ranges))) if ranges else None

    def _is_said(self, said: list[Annotation], sentence: Sentence) -> bool:
        """Whether what is SAID of SENTENCE has the label, the attribute and the note that are wanted."""
        query = self._query
        if query.noted and not any(isinstance(each, Note) for each in said):
            return False
        return not (query.label or query.attribute) or any(
            map(query.wants, [*said, *self._said_of_document(sentence.document)])
        )

    def _said_of_document(self, id: str) -> list[Annotation]:
        if self._of_document[0] != id:
            there = self._store.by_document(id)
            self._of_document = id, [each for each in there if isinstance(each, DocumentLabel)]
        return self._of_document[1]

    def _conflicts(self, said: list[Annotation], sentence: Sentence) -> tuple[Range, ...]:
        """Where the names are, of those in SENTENCE, that have several labels in the layer."""
        document = self._corpus.document(sentence.document)
        found = {
            (max(0, each.start - sentence.start), min(each.end, sentence.end) - sentence.start)
            for each in said
            if isinstance(each, Span) and document
            if name_key(each.words(document.text)) in (self._conflicting or ())
        }
        return tuple(sorted(found))

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
        if query.asks_the_layer:
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


def places_in(text: str, words: str) -> tuple[Range, ...]:
    """Where WORDS are in TEXT, however their letters are written; * at the end: where words begin so."""
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
