"""Work that goes on between keys: a little at a time, shown now and then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final

AT_FIRST: Final = 0.02  # seconds of work before anything is shown
_SLICE: Final = 0.0015  # seconds of work that a key may have to wait for
_BREATH: Final = 0.002  # seconds in which keys have their turn
_SHOWN_EVERY: Final = 0.25  # seconds


async def go_on(look: Callable[[float], bool], show: Callable[[], None]) -> None:
    """Have LOOK work for so many seconds again and again until it says that it is done; SHOW what came."""
    shown = time.monotonic()
    while not look(_SLICE):
        if time.monotonic() - shown > _SHOWN_EVERY:
            show()
            shown = time.monotonic()
        await asyncio.sleep(_BREATH)
    show()
