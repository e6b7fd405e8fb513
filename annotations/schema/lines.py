"""Where the tables and fields of a TOML file stand, for error messages: `tomllib` does not say."""

from __future__ import annotations

import re
from collections import Counter

_TABLE = re.compile(r"\s*\[\[?\s*([^\]\s]+)\s*\]\]?\s*(#.*)?$")
_FIELD = re.compile(r"\s*(?:\"([^\"]+)\"|'([^']+)'|([\w-]+))\s*(?:\.\s*[\w-]+\s*)?=")
_LONG = re.compile(r"\"\"\"|'''")


class Lines:
    """The lines that the fields of TEXT's tables begin on; a table is its name and its number, from 1."""

    def __init__(self, text: str) -> None:
        self._tables: dict[tuple[str, int], int] = {}
        self._fields: dict[tuple[str, int, str], int] = {}
        counts: Counter[str] = Counter()
        table, inside = ("", 1), ""
        for number, line in enumerate(text.splitlines(), 1):
            begun = inside
            for mark in _LONG.findall(line):
                inside = "" if inside == mark else inside or mark
            if begun:
                continue
            if found := _TABLE.match(line):
                counts[found[1]] += 1
                table = (found[1], counts[found[1]])
                self._tables[table] = number
            elif found := _FIELD.match(line):
                name = found[1] or found[2] or found[3]
                self._fields.setdefault((*table, name), number)

    def table(self, name: str, number: int = 1) -> int:
        """The line of the head of the table NAME with this NUMBER, 1 if that is nowhere."""
        return self._tables.get((name, number), 1)

    def field(self, table: str, number: int, name: str) -> int:
        """The line of its field NAME, that of the table where it has none of the name."""
        return self._fields.get((table, number, name)) or self.table(table, number)
