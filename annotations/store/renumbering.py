"""What a layer knows of texts and of time, under numbers, as TinyDB has it.

Before format 3 the hash of a text stood under the id of the text, and the time under that of the sentence:
stock TinyDB could not go through these tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from annotations.store.journal import Row
from annotations.store.judging import hashes_of
from annotations.store.reading import Tables

# The field that says what a record is about.
ABOUT: Final = {"documents": "document", "time": "sentence"}


def numbers_by_id(table: str, records: Mapping[str, Any]) -> dict[str, str]:
    """Under which key RECORDS of TABLE are, by what they are about."""
    field = ABOUT[table]
    return {str(record.get(field, key)): key for key, record in records.items() if isinstance(record, dict)}


def renumbered(tables: Tables) -> Iterator[Row]:
    """The rows that bring TABLES of an older format under numbers."""
    for key, record in tables.get("documents", {}).items():
        yield "documents", key, record, None
    for number, (id, digest) in enumerate(hashes_of(tables).items(), 1):
        yield "documents", str(number), None, {"document": id, "sha256": digest}
    times = dict(tables.get("time", {}))
    for key, record in times.items():
        yield "time", key, record, None
    for number, (key, record) in enumerate(times.items(), 1):
        yield "time", str(number), None, {"sentence": key, **record}
