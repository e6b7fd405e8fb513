"""Spans that begin or end with white space, which most trainers shift or refuse."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.checks import Layer, Spoilt
from annotations.checks.spans import placed_in

NAME = "blanks"
EN = "spans that begin or end with a blank"
AR = "كيانات أولها أو آخرها بياض"


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    for document, placed in placed_in(layer):
        for each in placed:
            for start, end in each.ranges:
                said = document.text[start:end]
                if said != said.strip():
                    yield Spoilt(document.id, (start, end), f"{each.label} «{said}»")
        yield None
