"""The same words with several labels: «طهران» GPE 40 times and ORG once is a slip more often than not."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.checks import Layer, Spoilt
from annotations.checks.names import names_in

NAME = "labels"
EN = "the same words with another label than they mostly have"
AR = "كلمات وسمها غير وسمها الغالب"


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """The places of the rarer labels."""
    names = yield from names_in(layer)
    for name in names.values():
        if len(name.labels) < 2:
            continue
        counted = ", ".join(f"{label} {count}" for label, count in name.labels.most_common())
        for document, where, label in name.places:
            if label != name.usual:
                yield Spoilt(document, where, f"«{name.written}» {label} ({counted})")
    return
