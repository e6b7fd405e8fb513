"""The spans of a layer, for the checks that look at each of them."""

from __future__ import annotations

from collections.abc import Iterator

from annotations.checks import Layer
from annotations.model import Claim, Document, Placed, Span


def placed_in(layer: Layer) -> Iterator[tuple[Document, list[Placed]]]:
    """Each document of LAYER with its spans, and its claims on letters."""
    for id in layer.store.documents():
        document = layer.corpus.document(id)
        if document:
            said = layer.store.by_document(id)
            yield document, [each for each in said if isinstance(each, (Span, Claim)) and each.ranges]
