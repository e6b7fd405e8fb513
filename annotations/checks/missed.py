"""Names that are labelled elsewhere and have no label here, in sentences that are done.

One pass over the words: a name may begin with a word or behind what is written together with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from annotations.arabic.clitics import proclitic_boundaries
from annotations.arabic.folding import fold
from annotations.arabic.words import words
from annotations.checks import Layer, Spoilt
from annotations.checks.names import Name, names_in
from annotations.conflicts import name_key
from annotations.model import Range, Sentence, Span
from annotations.store.protocol import state_in

NAME = "missed"
EN = "names that are labelled elsewhere, without a label in a sentence that is done"
AR = "أسماء موسومة في موضع آخر بلا وسم في جملة منجزة"
_SHORTEST: Final = 3  # letters: shorter ones are words of other meanings too often
_MOST_WORDS: Final = 8


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    names = _Names((yield from names_in(layer)))
    states = layer.store.states()
    for id in layer.store.documents():
        document = layer.corpus.document(id)
        if document is None:
            continue
        said = layer.store.by_document(id)
        taken = [piece for each in said if isinstance(each, Span) for piece in each.ranges]
        for sentence in layer.corpus.sentences(id):
            if state_in(states, sentence) == "done":
                for where, name in names.places(document.text, sentence, taken):
                    counted = f"{name.usual} {name.labels[name.usual]}×"
                    yield Spoilt(id, where, f"«{name.written}» {counted}")
        yield None


def _may_be(there: str, name: str) -> bool:
    """Whether THERE may be NAME, as far as the last letter tells: «على» is no «علي»."""
    return {_last_letter(there), _last_letter(name)} != {"ى", "ي"}


def _last_letter(text: str) -> str:
    return next((each for each in reversed(text) if each.isalpha()), "")


class _Names:
    """NAMES by what they are known by, found in sentences."""

    def __init__(self, names: Mapping[str, Name]) -> None:
        self._names = {key: name for key, name in names.items() if len(key) >= _SHORTEST}
        # How many words the names have that begin with a word, the most first.
        self._counts: defaultdict[str, set[int]] = defaultdict(set)
        for key in self._names:
            pieces = [key[a:b] for a, b in words(key)]
            if pieces and len(pieces) <= _MOST_WORDS:
                self._counts[pieces[0]].add(len(pieces))

    def places(self, text: str, sentence: Sentence, taken: list[Range]) -> Iterator[tuple[Range, Name]]:
        """Where a name stands in SENTENCE of TEXT and nothing of the ranges TAKEN is; the longest first."""
        base = sentence.start
        found = [(a + base, b + base) for a, b in words(text[base : sentence.end])]
        hits = [hit for place in range(len(found)) for hit in self._at(text, found, place)]
        near = [each for each in taken if each[0] < sentence.end and base < each[1]]
        for where, name in sorted(hits, key=lambda hit: hit[0][0] - hit[0][1]):
            if not any(a < where[1] and where[0] < b for a, b in near):
                near.append(where)  # a shorter name in it is not missed, too
                yield where, name

    def _at(self, text: str, found: Sequence[Range], place: int) -> Iterator[tuple[Range, Name]]:
        """The name that begins in the word at PLACE of those FOUND, behind the shortest cut of several."""
        start, end = found[place]
        word = text[start:end]
        for cut in (0, *proclitic_boundaries(word)):
            first = fold(word[cut:])
            # «للقاهرة»: behind ل the article has lost its alef.
            lost = first.startswith("ل") and fold(word[:cut]).endswith("ل")
            for alef in ("", "ا") if lost else ("",):
                for count in sorted(self._counts.get(alef + first, ()), reverse=True):
                    if place + count > len(found):
                        continue
                    where = start + cut, found[place + count - 1][1]
                    name = self._names.get(alef + name_key(text[slice(*where)]))
                    if name and _may_be(text[slice(*where)], name.written):
                        yield where, name
                        return
