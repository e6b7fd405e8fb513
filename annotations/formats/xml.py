"""What XML 1.0 has no way to write."""

from __future__ import annotations

import re
from typing import Final

from annotations.errors import HashiyaError
from annotations.model import Document

FORBIDDEN: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def refuse_forbidden(document: Document, instead: str) -> None:
    """HashiyaError where the text of DOCUMENT has a character that XML cannot have; INSTEAD is what can."""
    found = FORBIDDEN.search(document.text)
    if found:
        code = f"U+{ord(found[0]):04X}"
        raise HashiyaError(
            f"{document.name}: has the character {code} at {found.start()}, which XML cannot have; "
            f"use {instead}"
        )
