"""Spans that cut a letter from its marks, or an emoji in two."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import regex

from annotations.checks import Layer, Spoilt
from annotations.checks.spans import placed_in

NAME = "clusters"
EN = "spans that cut a letter from its marks"
AR = "كيانات تفصل الحرف عن حركاته"
_CLUSTER: Final = regex.compile(r"\X")
_AROUND: Final = 16


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    for document, placed in placed_in(layer):
        for each in placed:
            for start, end in each.ranges:
                if _cuts(document.text, start) or _cuts(document.text, end):
                    yield Spoilt(document.id, (start, end), f"{each.label} «{document.text[start:end]}»")
        yield None


def _cuts(text: str, offset: int) -> bool:
    """Whether OFFSET is within a grapheme cluster of TEXT; what is far before it does not matter.

    Behind a word and before a joiner or non-joiner is between two parts of a word («خانه» in «خانه‌ها»).
    """
    if text[offset : offset + 1] in ("\u200c", "\u200d") and text[offset - 1 : offset].isalpha():
        return False
    start = max(0, offset - _AROUND)
    while start > 0 and not text[start - 1].isspace() and offset - start < 1000:
        start -= 1
    return any(
        cluster.start() < offset < cluster.end()
        for cluster in _CLUSTER.finditer(text, start, min(len(text), offset + _AROUND))
    )
