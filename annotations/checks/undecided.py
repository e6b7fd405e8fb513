"""Sentences without a decision in documents that somebody began: they do not go out as training data."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.checks import Layer, Spoilt
from annotations.store.protocol import state_in

NAME = "undecided"
EN = "sentences without a decision in documents that were begun"
AR = "جمل لم تحسم في مستندات بدئ فيها"


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    states = layer.store.states()
    for id in layer.store.documents():
        for sentence in layer.corpus.sentences(id):
            state = state_in(states, sentence)
            if state is None or state == "flagged":
                yield Spoilt(id, (sentence.start, sentence.end), state or "open")
        yield None
