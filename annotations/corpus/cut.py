"""Sentences as people cut them: those of the import, but where boundaries were put or taken away."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import Final

from annotations.corpus.indexed import Indexed
from annotations.model import Range, Sentence

_BLANKS: Final = 1000  # so many letters of white space are looked over
_AT: Final = "@"  # in the id of a sentence that begins where the import has no boundary


@dataclass(frozen=True, slots=True)
class Patch:
    """In place of the imported sentences with the indexes BASE there are SENTENCES.

    The first of them has the index `first`. Behind them all indexes are `shift` higher than at import, and
    in the same document all numbers `number_shift`.
    """

    base: Range
    sentences: tuple[Sentence, ...]
    first: int
    shift: int
    number_shift: int

    @property
    def end(self) -> int:
        """The index behind its last sentence."""
        return self.first + len(self.sentences)


def boundary_of(sentence: Sentence) -> int:
    """The offset under which the boundary that SENTENCE begins at is known."""
    _, _, place = sentence.id.partition(_AT)
    return int(place) if place else sentence.start


def imported_id(id: str) -> str:
    """The id of the sentence of the import that the one with this ID begins in."""
    return id.partition(_AT)[0]


def is_split_off(id: str) -> bool:
    """Whether the sentence with this ID begins where the import has no boundary."""
    return _AT in id


def parts(sentence: Sentence) -> tuple[str, ...]:
    """The ids of SENTENCE and of those that were joined to it."""
    return (sentence.id, *sentence.also)


def recut(base: Sequence[Sentence], text: str, moved: Mapping[int, bool]) -> Iterator[Sentence]:
    """BASE, which follow each other in TEXT, with the boundaries that were MOVED there or away.

    Each is MOVED at a word (`at_words`); one with nothing but white space on one of its sides is none. The
    numbers are those of BASE.
    """
    current: Sentence | None = None
    for sentence in base:
        for piece in _pieces(sentence, text, moved):
            place = boundary_of(piece)
            if current is None or moved.get(place, place == sentence.start):
                if current:
                    yield current
                current = piece
            else:
                current = replace(current, end=piece.end, also=(*current.also, piece.id))
    if current:
        yield current


def at_words(text: str, moved: Mapping[int, bool]) -> dict[int, bool]:
    """MOVED, a place in white space being that of what follows, where nothing is said of that itself."""
    found: dict[int, bool] = {}
    for place, there in moved.items():
        behind = text[place : place + _BLANKS]
        word = place + len(behind) - len(behind.lstrip())
        if word == place or word not in moved:
            found[word] = there
    return found


def _pieces(sentence: Sentence, text: str, moved: Mapping[int, bool]) -> Iterator[Sentence]:
    """SENTENCE parted wherever a boundary was ever put."""
    places = [sentence.start]
    for place in sorted(moved):
        inside = sentence.start < place < sentence.end
        if inside and text[places[-1] : place].strip() and text[place : sentence.end].strip():
            places.append(place)
    for start, end in pairwise([*places, sentence.end]):
        words = text[start:end]
        id = sentence.id if start == sentence.start else f"{sentence.id}{_AT}{start}"
        first = start + len(words) - len(words.lstrip())
        yield replace(sentence, id=id, start=first, end=end - len(words) + len(words.rstrip()))


class CutSentences(Indexed):
    """The sentences of an import, BASE, with what people changed; it may change while it is looked at."""

    def __init__(self, base: Indexed) -> None:
        self.base = base
        self._patches: list[Patch] = []
        self.joined = 0  # how many sentences less there are than parts of some

    def patch(
        self,
        moved: Mapping[str, Mapping[int, bool]],
        bounds: Callable[[str], Range],
        text: Callable[[str], str],
    ) -> None:
        """Let those boundaries be MOVED; BOUNDS gives the imported sentences of a document."""
        stretches: list[tuple[Range, str]] = []
        moved = {document: at_words(text(document), places) for document, places in moved.items()}
        for document, places in moved.items():
            stretches += [(each, document) for each in self._stretches(places, *bounds(document))]
        stretches.sort()
        patches: list[Patch] = []
        for (first, end), document in stretches:
            before = patches[-1] if patches else None
            shift = before.shift if before else 0
            same = before is not None and before.sentences[0].document == document
            number = before.number_shift if before and same else 0
            cut = list(recut(self.base[first:end], text(document), moved[document]))
            numbered = (
                replace(each, number=self.base[first].number + number + place)
                for place, each in enumerate(cut)
            )
            more = len(cut) - (end - first)
            patches.append(Patch((first, end), tuple(numbered), first + shift, shift + more, number + more))
        self._patches = patches
        self.joined = sum(len(each.also) for patch in patches for each in patch.sentences)

    @property
    def cut(self) -> bool:
        """Whether people changed anything."""
        return bool(self._patches)

    def joined_ones(self) -> Iterator[Sentence]:
        """The sentences that others were joined to."""
        yield from (each for patch in self._patches for each in patch.sentences if each.also)

    def _stretches(self, places: Iterable[int], first: int, end: int) -> list[Range]:
        """The indexes of the imported sentences, FIRST up to END, around PLACES; apart and in order."""
        found: list[Range] = []
        for place in sorted(places):
            index = bisect_right(self.base, place, first, end, key=attrgetter("start")) - 1
            if not first <= index < end:
                continue
            begin = max(first, index - 1) if self.base[index].start == place else index
            if found and begin <= found[-1][1]:
                found[-1] = (found[-1][0], index + 1)
            else:
                found.append((begin, index + 1))
        return found

    def _patch_before(self, index: int) -> Patch | None:
        """The last patch that begins at INDEX or before it."""
        place = bisect_right(self._patches, index, key=attrgetter("first")) - 1
        return self._patches[place] if place >= 0 else None

    def place_of(self, base: int) -> int:
        """The index of the imported sentence BASE, or of the first of what is in its place."""
        at = bisect_right(self._patches, base, key=lambda each: each.base[0]) - 1
        if at < 0:
            return base
        patch = self._patches[at]
        if base >= patch.base[1]:
            return base + patch.shift
        start = self.base[base].start
        return patch.first + max(0, bisect_right(patch.sentences, start, key=attrgetter("start")) - 1)

    def index_of(self, id: str, base: int) -> int:
        """The index of the sentence with this ID, or that it is a part of; BASE is its one at import."""
        place = self.place_of(base)
        patch = self._patch_before(place)
        if patch and place < patch.end:
            for index, sentence in enumerate(patch.sentences, patch.first):
                if id in parts(sentence):
                    return index
        return place

    def candidates(self, found: Iterable[int], first: int, end: int, backwards: bool) -> Iterator[int]:
        """The indexes, FIRST up to END, of the imported sentences FOUND, which are in this order.

        Those that people cut are always among them: what was looked for may run over a boundary.
        """
        waiting = list(reversed(self._patches) if backwards else self._patches)
        for base in found:
            while waiting and (waiting[0].base[0] > base if backwards else waiting[0].base[1] <= base):
                yield from _within(waiting.pop(0), first, end, backwards)
            if not waiting or not waiting[0].base[0] <= base < waiting[0].base[1]:
                index = self.place_of(base)
                if first <= index < end:
                    yield index
        for patch in waiting:
            yield from _within(patch, first, end, backwards)

    def imported(self, index: int) -> int:
        """The index at import of the sentence INDEX, or of the first of those that it was cut from."""
        patch = self._patch_before(index)
        if patch is None:
            return index
        return patch.base[0] if index < patch.end else index - patch.shift

    def __len__(self) -> int:
        return len(self.base) + (self._patches[-1].shift if self._patches else 0)

    def some(self, indexes: range) -> list[Sentence]:
        """The sentences INDEXES, as people cut them."""
        return super().some(indexes) if self._patches else self.base.some(indexes)

    def at(self, index: int) -> Sentence:
        """The sentence INDEX, as people cut it."""
        patch = self._patch_before(index)
        if patch is None:
            return self.base[index]
        if index < patch.end:
            return patch.sentences[index - patch.first]
        sentence = self.base[index - patch.shift]
        if not patch.number_shift or sentence.document != patch.sentences[0].document:
            return sentence
        return replace(sentence, number=sentence.number + patch.number_shift)


def _within(patch: Patch, first: int, end: int, backwards: bool) -> Iterator[int]:
    indexes = range(max(first, patch.first), min(end, patch.end))
    yield from reversed(indexes) if backwards else indexes
