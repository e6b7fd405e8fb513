"""What a layer says of one document, in memory: by id, and by the sentence it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotations.model import (
    Annotation,
    Claim,
    Decision,
    Labelled,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
    is_id,
)

_BUCKET = 512  # letters
Order = tuple[int, int]


class DocumentIndex:
    """The annotations of a document, each under an ORDER that says which of two is the older one.

    Looking one sentence up and taking a change in cost the same whatever else is said of the document.
    """

    def __init__(self, annotations: Iterable[tuple[Order, Annotation]] = ()) -> None:
        self._all: dict[str, tuple[Order, Annotation]] = {}
        self._at: defaultdict[str | int, set[str]] = defaultdict(set)  # by what it is about, by place
        for order, annotation in annotations:
            self.put(order, annotation)

    def put(self, order: Order, annotation: Annotation) -> None:
        """Take ANNOTATION in, in place of what has its id."""
        self.drop(annotation.id)
        self._all[annotation.id] = order, annotation
        for place in _places(annotation):
            self._at[place].add(annotation.id)

    def drop(self, id: str) -> None:
        """Take out what has this ID, if there is something."""
        if id in self._all:
            _, annotation = self._all.pop(id)
            for place in _places(annotation):
                self._at[place].discard(id)

    def __len__(self) -> int:
        return len(self._all)

    def get(self, id: str) -> Annotation | None:
        """The annotation with this ID."""
        return self._all[id][1] if id in self._all else None

    def all(self) -> list[Annotation]:
        """All of them, kind by kind, oldest first."""
        return self._in_order(self._all)

    def hanging_on(self, id: str) -> list[Annotation]:
        """Relations from and to what has this ID, notes about it or answering it, what has links to it.

        Of a sentence its claims and its state, too.
        """
        return self._in_order(self._at.get(id, ()))

    def of_letters(self, piece: Range) -> list[Annotation]:
        """Spans and claims that share a letter with PIECE."""
        buckets = range(piece[0] // _BUCKET, piece[1] // _BUCKET + 1)
        ids = {id for bucket in buckets for id in self._at.get(bucket, ())}
        found = self._in_order(ids)
        return [each for each in found if isinstance(each, (Span, Claim)) and each.touches(*piece)]

    def of_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What touches SENTENCE or is said of it, and what hangs on that; kind by kind, oldest first."""
        piece = sentence.start, sentence.end
        found = {each.id for each in self.of_letters(piece)}
        waiting = [sentence.id, *sentence.also, *found]
        while waiting:
            hanging = self._at.get(waiting.pop(), set()) - found
            hanging = {id for id in hanging if not _is_elsewhere(self._all[id][1])}
            found |= hanging
            waiting += hanging
        return self._in_order(found)

    def _in_order(self, ids: Iterable[str]) -> list[Annotation]:
        return [
            annotation for _, annotation in sorted((self._all[id] for id in ids), key=lambda each: each[0])
        ]


def _is_elsewhere(annotation: Annotation) -> bool:
    """Whether it is where its letters are, whatever it hangs on: a span by a link only, a claim."""
    return isinstance(annotation, Span) or (isinstance(annotation, Claim) and bool(annotation.ranges))


def _places(annotation: Annotation) -> Iterator[str | int]:
    """The ids that ANNOTATION hangs on, and the numbers of the stretches of text that it is in."""
    if isinstance(annotation, (Span, Claim)):
        for start, end in annotation.ranges:
            yield from range(start // _BUCKET, end // _BUCKET + 1)
    if isinstance(annotation, (Claim, State, Decision)):
        yield annotation.sentence
    elif isinstance(annotation, Relation):
        yield from {annotation.source, annotation.target}
    elif isinstance(annotation, Note):
        yield from {annotation.about, annotation.answers} - {""}
    if isinstance(annotation, Labelled):
        yield from {value for _, value in annotation.attributes if isinstance(value, str) and is_id(value)}
