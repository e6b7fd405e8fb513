"""What others sent back to an annotator, by the layers that lie beside the corpus."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Final

from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.files import open_plain
from annotations.store.protocol import Store
from annotations.store.reading import LARGEST_FILE
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.review import Returned, returned

# How a note that is sent to somebody is written in the files of a layer: then it is worth reading.
_SENT: Final = b'"to":'
_PIECE: Final = 1 << 20


def senders(folder: Path, annotator: str) -> list[str]:
    """Those besides ANNOTATOR in whose layers, in FOLDER, something is sent to somebody."""
    found = {
        path.stem
        for ending in ("json", "journal")
        for path in folder.glob(f"*.{ending}")
        if path.stem != annotator and _says(path, _SENT)
    }
    return sorted(found)


def _says(path: Path, words: bytes) -> bool:
    """Whether WORDS stand in the file PATH; False where it cannot be read, which others tell."""
    try:
        with os.fdopen(open_plain(path, largest=LARGEST_FILE), "rb") as file:
            last = b""
            while piece := file.read(_PIECE):
                if words in last + piece:
                    return True
                last = piece[-len(words) :]
    except (OSError, HashiyaError):
        pass
    return False


def all_returned(corpus: Corpus, store: Store) -> list[Returned]:
    """What was sent back to whom STORE is of, and is not settled."""
    folder = corpus.folder / "annotations"
    with ExitStack() as opened:
        layers = [store]
        for name in senders(folder, store.annotator):
            layer = TinyDBStore.read(folder / f"{name}.json", name, corpus.documents)
            layers.append(opened.enter_context(closing(layer)))
        return list(returned(layers, store.annotator)) if len(layers) > 1 else []


def returned_to(corpus: Corpus, store: Store) -> Iterator[str]:
    """The ids of the sentences that were sent back to whom STORE is of, and are not settled."""
    yield from {each.sentence: None for each in all_returned(corpus, store)}
