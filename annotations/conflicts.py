"""Names that have several labels in one layer: one of them is often a slip."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator

from annotations.arabic.folding import fold
from annotations.corpus.database import Corpus
from annotations.model import Span
from annotations.store.protocol import Store


def name_key(written: str) -> str:
    """What a name is known by however it is WRITTEN: its letters folded, blanks as one."""
    return fold(" ".join(written.split()))


def conflicting_names(corpus: Corpus, store: Store) -> Generator[None, None, frozenset[str]]:
    """The keys of the names that have several labels in STORE; gives None after every document."""
    labels: defaultdict[str, set[str]] = defaultdict(set)
    for id in store.documents():
        document = corpus.document(id)
        for each in store.by_document(id) if document else ():
            if isinstance(each, Span) and document:
                labels[name_key(each.words(document.text))].add(each.label)
        yield
    return frozenset(name for name, found in labels.items() if len(found) > 1)
