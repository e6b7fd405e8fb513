"""The names that a layer has labels for, and how often each has which."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Generator
from dataclasses import dataclass, field

from annotations.checks import Layer
from annotations.conflicts import name_key
from annotations.model import Range, Span


@dataclass(slots=True)
class Name:
    """A name as it was written first, its labels, and where it has which."""

    written: str
    labels: Counter[str] = field(default_factory=Counter)
    places: list[tuple[str, Range, str]] = field(default_factory=list)

    @property
    def usual(self) -> str:
        """The label that it has most often."""
        return min(self.labels, key=lambda label: (-self.labels[label], label))


def names_in(layer: Layer) -> Generator[None, None, dict[str, Name]]:
    """The names in LAYER by what they are known by; gives None after every document."""
    found: dict[str, Name] = {}
    places: defaultdict[str, list[tuple[str, Range, str]]] = defaultdict(list)
    for id in layer.store.documents():
        document = layer.corpus.document(id)
        for each in layer.store.by_document(id) if document else ():
            if isinstance(each, Span) and document and len(each.ranges) == 1:
                written = each.words(document.text)
                key = name_key(written)
                name = found.setdefault(key, Name(written))
                name.labels[each.label] += 1
                places[key].append((id, (each.start, each.end), each.label))
        yield
    for key, name in found.items():
        name.places = places[key]
    return found
