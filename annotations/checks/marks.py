"""Bidi marks and embeddings in a text, which shift offsets and split tokens unseen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from annotations.checks import Layer, Spoilt
from annotations.checks.signs import sentences_with

NAME = "marks"
EN = "invisible marks of direction"
AR = "علامات اتجاه لا ترى"
_MARKS: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """The sentences that have some."""
    return sentences_with(layer, _MARKS)
