"""Sentences, in begun documents, in which REGEX finds what no tokeniser of a trainer expects."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotations.checks import Layer, Spoilt


def sentences_with(layer: Layer, pattern: re.Pattern[str]) -> Iterator[Spoilt | None]:
    """The sentences of the texts of LAYER in which PATTERN is found, with how often."""
    for document in layer.corpus.documents:
        if pattern.search(document.text):
            for sentence in layer.corpus.sentences(document.id):
                hits = list(pattern.finditer(document.text, sentence.start, sentence.end))
                if hits:
                    first = document.text[hits[0].start()]
                    yield Spoilt(document.id, hits[0].span(), f"U+{ord(first):04X} {len(hits)}×")
        yield None
