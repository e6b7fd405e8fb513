"""Names of files for documents, each its own, that lead out of no folder."""

from __future__ import annotations

import re

_LONGEST = 80  # letters: with Arabic ones of two bytes, a file's name may have 255 bytes


class Names:
    """Gives names of files that were not given before, also where letters' case tells nothing."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, name: str) -> str:
        """A name for what is called NAME, without the end that tells a text."""
        plain = re.sub(r"[^\w.-]+", "_", name.removesuffix(".txt")).strip("._-")[:_LONGEST] or "document"
        wanted, number = plain, 1
        while wanted.casefold() in self._given:
            number += 1
            wanted = f"{plain}-{number}"
        self._given.add(wanted.casefold())
        return wanted
