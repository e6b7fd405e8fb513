"""Finding words in a document or a corpus, however their letters are written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.corpus.database import Corpus
from annotations.model import Range
from annotations.query import Query
from annotations.search import Hit, Search
from annotations.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Place:
    """Where a search stands: the sentence's index in the corpus, and the range in its text, if it has one.

    `label` is the one that was asked for; `number` says which of `count` places it is, where they are
    counted.
    """

    index: int
    range: Range | None = None
    label: str = ""
    number: int = 0
    count: int = 0


class Searcher:
    """Searches CORPUS; labels and states are those of the LAYER of the annotator that a query names.

    In a corpus of one document any part of its text is found, in a larger one what is within a sentence.
    """

    def __init__(self, corpus: Corpus, layer: Callable[[str], Store]) -> None:
        self._corpus = corpus
        self._layer = layer
        self._finder: Finder | None = None

    def look(self, wanted: Query, index: int, offset: int, step: int) -> Iterator[Place | None]:
        """The place of what is WANTED, at OFFSET in sentence INDEX or behind it.

        STEP 1 wants the next and -1 the last. From the end it goes on at the beginning. None stands for a
        sentence that was looked at in vain; the place comes last, and not at all where there is none.
        HashiyaError for a pattern that is none.
        """
        only_words = wanted == Query(words=wanted.words.removesuffix("*"))
        if only_words and len(self._corpus.documents) == 1:
            place = self._in_document(wanted.words, index, offset, step)
            return iter([place] if place else [])
        return self._in_corpus(wanted, index, offset, step)

    def _in_document(self, query: str, index: int, offset: int, step: int) -> Place | None:
        sentences = self._corpus.sequence
        self._finder = self._finder or Finder(self._corpus.documents[0].text)
        search_in = self._finder.previous if step < 0 else self._finder.next
        hit = search_in(query, sentences[index].start + offset + max(0, step))
        if hit is None:
            return None
        found = max(0, bisect_right(sentences, hit[0], key=lambda sentence: sentence.start) - 1)
        start, length = sentences[found].start, sentences[found].end - sentences[found].start
        piece = (min(max(0, hit[0] - start), length), min(max(0, hit[1] - start), length))
        return Place(found, piece, "", self._finder.number(query, hit), self._finder.count(query))

    def counted(self, wanted: Query, place: Place) -> Iterator[tuple[int, int]]:
        """Which of the places of what is WANTED is PLACE, and how many there are, as far as was looked."""
        search = Search(self._corpus, wanted, self._layer(wanted.annotator))
        number = count = 0
        for hit in search.look(0, len(self._corpus.sequence)):
            for piece in _pieces(hit) if hit else ():
                count += 1
                if hit and (hit.index, piece) == (place.index, place.range):
                    number = count
            yield number, count

    def _in_corpus(self, wanted: Query, index: int, offset: int, step: int) -> Iterator[Place | None]:
        if wanted == Query(words=wanted.words) and not _wanted(wanted.words):
            return
        search = Search(self._corpus, wanted, self._layer(wanted.annotator))
        yield from search.prepare()
        back, count = step < 0, len(self._corpus.sequence)
        here = search.hit(index)
        if here and (step == 0 or here.ranges):
            begins = [first for first, _ in here.ranges]
            nearest = bisect_left(begins, offset) - 1 if back else bisect_left(begins, offset + step)
            if 0 <= nearest < len(begins) or not begins:
                yield _place(here, nearest, wanted)
                return
        pieces = [(0, index), (index, count)] if back else [(index + 1, count), (0, index + 1)]
        for hit in chain(*(search.look(first, end, back) for first, end in pieces)):
            yield _place(hit, -1 if back else 0, wanted) if hit else None
            if hit:
                return


def _pieces(hit: Hit) -> tuple[Range | None, ...]:
    """The places of HIT: its ranges, or the sentence as a whole."""
    return hit.ranges or (None,)


def _place(hit: Hit, nearest: int, wanted: Query) -> Place:
    """The range of HIT with the number NEAREST, if it has any."""
    return Place(hit.index, hit.ranges[nearest] if hit.ranges else None, wanted.label)


class Finder:
    """Searches one TEXT; folds it once, at the first search."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._folded = fold_with_offsets(text)

    def count(self, query: str) -> int:
        """How many times QUERY is found."""
        wanted = _wanted(query)
        return self._folded.text.count(wanted) if wanted else 0

    def number(self, query: str, hit: Range) -> int:
        """Which of its hits HIT is, from 1."""
        end = self._folded.place(hit[0])
        return self._folded.text.count(_wanted(query), 0, end) + 1

    def next(self, query: str, offset: int) -> Range | None:
        """The first place of QUERY from OFFSET on, from the beginning again at the end; None if none."""
        wanted = _wanted(query)
        if not wanted:
            return None
        text = self._folded.text
        place = text.find(wanted, self._folded.place(offset))
        if place < 0:
            place = text.find(wanted)
        return self._hit(place, wanted)

    def previous(self, query: str, offset: int) -> Range | None:
        """The last place of QUERY that begins before OFFSET, from the end again at the beginning."""
        wanted = _wanted(query)
        if not wanted:
            return None
        text = self._folded.text
        before = self._folded.place(offset)
        place = text.rfind(wanted, 0, max(0, before - 1 + len(wanted)))
        if place < 0:
            place = text.rfind(wanted)
        return self._hit(place, wanted)

    def _hit(self, place: int, wanted: str) -> Range | None:
        if place < 0:
            return None
        return self._folded.source_range(place, place + len(wanted), self._source)


def _wanted(query: str) -> str:
    return fold(query).strip()
