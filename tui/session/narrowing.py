"""Where a name begins in its word: as it was chosen before, else as the project's words make likely."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from annotations.arabic.clitics import proclitic_boundaries
from annotations.arabic.cutting import likely_cut
from annotations.arabic.folding import fold
from annotations.arabic.words import words
from annotations.corpus.database import Corpus
from annotations.history import Edit
from annotations.model import Annotation, Range, Span
from annotations.store.protocol import Store
from tui.session.gradually import for_a_while

_LONGEST: Final = 100  # letters of a word
_COUNTED: Final = 50_000  # words of the project


class Narrowing:
    """Proposes where names begin in CORPUS; what was labelled in STORE goes before everything else.

    It knows more the longer `look` goes on, and keeps up with edits by `take`.
    """

    def __init__(self, corpus: Corpus, store: Store) -> None:
        self._corpus = corpus
        self._store = store
        self._counts: Counter[str] = Counter()
        self._chosen: defaultdict[str, Counter[str]] = defaultdict(Counter)  # what is left out, by word
        self._names: Counter[str] = Counter()  # how often a word was labelled, what is left out left out
        self._unread = set(store.documents())  # what is said of them is still to be counted
        self.finished = False
        self._looking = self._look()

    def look(self, seconds: float) -> bool:
        """Read on for SECONDS; whether enough was read."""
        self.finished = for_a_while(self._looking, seconds)
        return self.finished

    def _look(self) -> Iterator[None]:
        for id in list(self._unread):
            for each in self._store.by_document(id):
                self._count(each, 1)
            self._unread.discard(id)
            yield
        taken = 0
        for sentence in self._corpus.sequence:
            text = self._corpus.text(sentence)
            found = [fold(text[start:end]) for start, end in words(text)]
            self._counts.update(found)
            taken += len(found)
            if taken >= _COUNTED:
                return
            yield

    def take(self, edit: Edit) -> None:
        """EDIT was made; in a document that is still to be read it is read with the rest."""
        for change in edit:
            if change.annotation.document in self._unread:
                continue
            if change.before:
                self._count(change.before, -1)
            if change.after:
                self._count(change.after, 1)

    def _count(self, annotation: Annotation, times: int) -> None:
        if not isinstance(annotation, Span):
            return
        document = self._corpus.document(annotation.document)
        word = _word_at(document.text, annotation.start) if document else None
        if document and word:
            start, end = word
            before = fold(document.text[start : annotation.start])
            self._chosen[fold(document.text[start:end])][before] += times
            self._names[fold(document.text[annotation.start : end])] += times

    def proposed_for(self, word: str, at_hand: Annotation | None) -> int:
        """As `proposed`, as if what is AT_HAND had not been labelled yet."""
        if at_hand is None:
            return self.proposed(word)
        self._count(at_hand, -1)
        try:
            return self.proposed(word)
        finally:
            self._count(at_hand, 1)

    def proposed(self, word: str) -> int:
        """The offset in WORD that a name in it should begin at, 0 for the whole word."""
        places = proclitic_boundaries(word)
        if not places:
            return 0
        whole = fold(word)
        chosen = self._chosen.get(whole)
        if chosen and (most := max(chosen.values())) > 0:
            before = next(left_out for left_out, times in chosen.items() if times == most)
            return next((place for place in places if fold(word[:place]) == before), 0)
        for place in places:
            if self._names[fold(word[place:])] > self._names[whole]:
                return place
        if self._names[whole] > 0:
            return 0
        return likely_cut(word, self._counts.__getitem__)


def _word_at(text: str, place: int) -> Range | None:
    """The word of TEXT that PLACE is in."""
    start, end = place, place + 1
    while start > max(0, place - _LONGEST) and not text[start - 1].isspace():
        start -= 1
    while end < min(len(text), place + _LONGEST) and not text[end].isspace():
        end += 1
    around = [(a + start, b + start) for a, b in words(text[start:end])]
    index = bisect_right(around, place, key=lambda word: word[0]) - 1
    return around[index] if index >= 0 and place < around[index][1] else None
