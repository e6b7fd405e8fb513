"""What others sent back to an annotator, by the layers that lie beside the corpus."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

from annotations.corpus.database import Corpus
from annotations.store.protocol import Store
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.review import returned


def returned_to(corpus: Corpus, store: Store) -> Iterator[str]:
    """The ids of the sentences that were sent back to whom STORE is of, and are not settled."""
    with ExitStack() as opened:
        layers = [store]
        folder = corpus.folder / "annotations"
        names = {path.stem for ending in ("json", "journal") for path in folder.glob(f"*.{ending}")}
        for name in sorted(names - {store.annotator}):
            layer = TinyDBStore.read(folder / f"{name}.json", name, corpus.documents)
            layers.append(opened.enter_context(closing(layer)))
        yield from {each.sentence: None for each in returned(layers, store.annotator)}
