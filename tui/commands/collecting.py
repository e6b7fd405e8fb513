"""Python's search for circles of objects, made rare while a command makes many objects that have none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_RARELY: Final = 100_000  # new objects between two searches


@contextmanager
def rare_collecting() -> Iterator[None]:
    """While the block lasts a circle is looked for rarely, and never among what is there already."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
