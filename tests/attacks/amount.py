"""How much is tried: little in every run, much with `HASHIYA_ATTACKS=long`."""

from __future__ import annotations

import os

LONG = os.environ.get("HASHIYA_ATTACKS") == "long"


def amount(short: int, long: int) -> int:
    """SHORT or LONG, as this run is."""
    return long if LONG else short
