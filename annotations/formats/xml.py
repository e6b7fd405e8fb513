"""What XML 1.0 has no way to write."""

from __future__ import annotations

import re
from typing import Final

from annotations.errors import HashiyaError

_FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refuse_forbidden(document: str, said: str, instead: str) -> None:
    """HashiyaError where SAID, of the DOCUMENT, has what XML cannot have; INSTEAD is what can."""
    found = _FORBIDDEN.search(said)
    if found:
        code = f"U+{ord(found[0]):04X}"
        around = said[max(0, found.start() - 20) : found.start()]
        raise HashiyaError(
            f"{document}: has the character {code} at {found.start()}, behind «{around}», which XML cannot "
            f"have; use {instead}"
        )
