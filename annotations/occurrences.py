"""Every further occurrence of a name, however it is spelt and whatever is written together with it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from annotations.arabic.clitics import proclitic_boundaries
from annotations.arabic.folding import fold, fold_with_offsets
from annotations.arabic.words import words
from annotations.corpus.database import Corpus
from annotations.model import Range, Sentence, Span
from annotations.query import Query
from annotations.search import Search
from annotations.store.protocol import Store

_ARTICLE = "ال"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something on RANGE of the document of SENTENCE, which has this INDEX in the corpus.

    `span` is the id of the span that was looked for, "" where letters were.
    """

    index: int
    sentence: Sentence
    range: Range
    span: str = ""


def places_of(name: str, text: str) -> Iterator[Range]:
    """Where NAME stands in TEXT as whole words, its letters folded; what is written before it is left out.

    «طهران» is found in «لطهران» and «وطِهران», not in «طهراني»; «القاهرة» also in «للقاهرة», whose article
    has lost its alef.
    """
    wanted = _bare(name)
    short = wanted[1:] if wanted.startswith(_ARTICLE) else ""  # behind ل
    folded_text = fold(text)
    if not wanted or (wanted not in folded_text and not (short and f"ل{short}" in folded_text)):
        return
    folded, found = fold_with_offsets(text), words(text)
    starts = [start for start, _ in found]
    hits: set[Range] = set()
    for form in (wanted, short) if short else (wanted,):
        place = folded.text.find(form)
        while place >= 0:
            behind_lam = place > 0 and folded.text[place - 1] == "ل"
            if form is wanted or behind_lam:
                hits.add(folded.source_range(place, place + len(form), text))
            place = folded.text.find(form, place + 1)
    behind = 0
    for start, end in sorted(hits):
        first, last = (bisect_right(starts, each) - 1 for each in (start, end - 1))
        if first < 0 or start < behind:
            continue
        piece = _whole(text, (start, end), found[first], found[last])
        if piece:
            yield piece
            behind = piece[1]


def _bare(name: str) -> str:
    """NAME folded, without the signs and blanks around its words; "" where it has none."""
    found = words(name)
    return fold(name[found[0][0] : found[-1][1]]).strip() if found else ""


def _whole(text: str, piece: Range, first: Range, last: Range) -> Range | None:
    """PIECE of TEXT, which begins in the word FIRST and ends in LAST, if it is of whole words."""
    start, end = piece
    if not (first[0] <= start < first[1] and last[0] < end <= last[1]):
        return None  # beside a word
    # What shows nothing in a search, such as a last tatweel, is of the word all the same.
    end = end if fold(text[end : last[1]]).strip() else last[1]
    start = start if fold(text[first[0] : start]).strip() else first[0]
    return (start, end) if end == last[1] and start in _beginnings(text, first) else None


def _beginnings(text: str, word: Range) -> set[int]:
    """Where a name in WORD may begin: with it, or behind what is written together with it."""
    return {word[0], *(word[0] + cut for cut in proclitic_boundaries(text[slice(*word)]))}


class Occurrences:
    """The places of what QUERY wants in CORPUS: whole words, a pattern, or the spans of a label."""

    def __init__(self, corpus: Corpus, store: Store, query: Query) -> None:
        self._corpus = corpus
        self._store = store
        self._query = query
        self._search = Search(corpus, query, store) if query.pattern else None
        rest = replace(query, words="", pattern="", annotator="")
        if not query.words:
            rest = replace(rest, label="", attribute="", value="")
        self._rest = Search(corpus, rest, store) if rest != Query() else None

    def look(self, first: int, end: int) -> Iterator[Occurrence | None]:
        """Those in the sentences FIRST up to END, in order; None for a sentence that has none.

        EndlessPattern for a pattern that takes too long.
        """
        query = self._query
        if query.pattern:
            places = self._of_pattern(first, end)
        else:
            places = self._of_words(first, end) if query.words else self._of_spans(first, end)
        if self._rest is None:
            yield from places
            return
        yield from self._rest.prepare()
        for place in places:
            yield place if place and self._rest.hit(place.index) else None

    def _of_words(self, first: int, end: int) -> Iterator[Occurrence | None]:
        wanted = _bare(self._query.words)
        short = wanted[1:] if wanted.startswith(_ARTICLE) else wanted  # as it is in «للقاهرة»
        if self._corpus.searchable and len(short) >= 3:
            indexes: Iterator[int] = self._corpus.candidates(short, first, end)
        else:
            indexes = iter(range(first, end))
        for index in indexes:
            sentence = self._corpus.sequence[index]
            there = False
            for start, stop in places_of(self._query.words, self._corpus.text(sentence)):
                there = True
                yield Occurrence(index, sentence, (sentence.start + start, sentence.start + stop))
            if not there:
                yield None

    def _of_pattern(self, first: int, end: int) -> Iterator[Occurrence | None]:
        assert self._search, "there is a pattern"
        for hit in self._search.look(first, end):
            for start, stop in hit.ranges if hit else ():
                assert hit, "it has ranges"
                where = (hit.sentence.start + start, hit.sentence.start + stop)
                yield Occurrence(hit.index, hit.sentence, where)
            if not hit:
                yield None

    def _of_spans(self, first: int, end: int) -> Iterator[Occurrence | None]:
        bounds = sorted((self._corpus.bounds(id), id) for id in self._store.documents())
        for (start, stop), document in bounds:
            if stop <= first or end <= start:
                continue
            for span in self._store.by_document(document):
                if isinstance(span, Span) and self._query.wants(span):
                    index = self._corpus.index_at(document, span.start)
                    if first <= index < end:
                        where = (span.start, span.end)
                        yield Occurrence(index, self._corpus.sequence[index], where, span.id)
            yield None
