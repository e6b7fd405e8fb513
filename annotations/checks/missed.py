"""Names that are labelled elsewhere and have no label here, in sentences that are done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from annotations.arabic.folding import fold
from annotations.checks import Layer, Spoilt
from annotations.checks.names import names_in
from annotations.model import Range, Span
from annotations.occurrences import Occurrences
from annotations.query import Query
from annotations.store.protocol import state_in

NAME = "missed"
EN = "names that are labelled elsewhere, without a label in a sentence that is done"
AR = "أسماء موسومة في موضع آخر بلا وسم في جملة منجزة"
_SHORTEST: Final = 3  # letters: shorter ones are words of other meanings too often


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    names = yield from names_in(layer)
    states = layer.store.states()
    taken: dict[str, list[Range]] = {}
    count = len(layer.corpus.sequence)
    for name in sorted(names.values(), key=lambda name: -len(name.written)):
        if len(fold(name.written).strip()) < _SHORTEST:
            continue
        for place in Occurrences(layer.corpus, layer.store, Query(words=name.written)).look(0, count):
            if place is None or (state_in(states, place.sentence) or "open") != "done":
                yield None
                continue
            document = place.sentence.document
            if document not in taken:
                taken[document] = _ranges(layer, document)
            if not any(a < place.range[1] and place.range[0] < b for a, b in taken[document]):
                taken[document].append(place.range)  # a shorter name in it is not missed, too
                yield Spoilt(
                    document, place.range, f"«{name.written}» {name.usual} {name.labels[name.usual]}×"
                )


def _ranges(layer: Layer, document: str) -> list[Range]:
    said = layer.store.by_document(document)
    return [piece for each in said if isinstance(each, Span) for piece in each.ranges]
