"""Work that is done a little at a time, so that keys are served in between."""

from __future__ import annotations

import time
from collections.abc import Iterator


def for_a_while(work: Iterator[None], seconds: float) -> bool:
    """Let WORK go on for SECONDS; whether it has come to its end."""
    until = time.monotonic() + seconds
    return all(time.monotonic() <= until for _ in work)
