"""Names of files for documents, each its own, that lead out of no folder."""

from __future__ import annotations

import re

_LONGEST = 160  # bytes: a file's name may have 255, and some stand before and behind it


_SHORTEST = 20  # bytes of a document's name that are left where the other is long


class Names:
    """Gives names of files that were not given before, also where letters' case tells nothing."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def of(self, name: str, of: str = "") -> str:
        """A name for what is called NAME, without the end that tells a text, and is OF somebody."""
        plain = re.sub(r"[^\w.-]+", "_", name.removesuffix(".txt")).strip("._-")
        end = f"-{of}" if of else ""
        room = max(_LONGEST - len(end.encode("utf-8")), _SHORTEST)
        plain = plain.encode("utf-8")[:room].decode("utf-8", "ignore") or "document"
        wanted, number = f"{plain}{end}", 1
        while wanted.casefold() in self._given:
            number += 1
            wanted = f"{plain}-{number}{end}"
        self._given.add(wanted.casefold())
        return wanted
