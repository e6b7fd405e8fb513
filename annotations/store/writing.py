"""The file of a layer, written record by record: JSON as stock TinyDB reads it, a line for each record.

The tables stand one after the other, `"NAME": {`, their records, `},`; so a file can be read in pieces
(`annotations.store.steady`), and two versions of one can be compared line by line.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from typing import IO, Any, Final

import orjson

from annotations.store.reading import POSITION, checksum

_PIECE: Final = 4096  # records


def write_tables(
    file: IO[bytes],
    tables: Mapping[str, Mapping[str, Any]],
    events: int,
    bytes: int,
    last: tuple[int, str] | None,
) -> None:
    """Write TABLES to FILE, which then has the first EVENTS edits, BYTES of the journal, in it.

    LAST is the last line of these: where it begins, and its checksum.
    """
    crc = 0
    for piece in _pieces(tables):
        crc = zlib.crc32(piece, crc)
        file.write(piece)
    line = {"start": last[0], "line": last[1]} if last else {}
    said = {"events": events, "bytes": bytes, **line, "crc32": checksum(crc, events, bytes)}
    position = {"1": said}
    file.write(b'"%b": %b}\n' % (POSITION.encode("ascii"), json.dumps(position).encode("ascii")))


def _pieces(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[bytes]:
    yield b"{"
    for name, table in tables.items():
        yield b"%b: {\n" % json.dumps(name).encode("ascii")
        lines: list[bytes] = []
        last = len(table)
        for place, (key, record) in enumerate(table.items(), start=1):
            end = b"" if place == last else b","
            lines.append(b"%b: %b%b\n" % (json.dumps(key).encode("ascii"), _ascii(record), end))
            if len(lines) == _PIECE:
                yield b"".join(lines)
                lines.clear()
        yield b"".join(lines) + b"},\n"


def _ascii(record: Any) -> bytes:
    """RECORD as JSON that is the same in every encoding: stock TinyDB reads in that of the machine."""
    quick = orjson.dumps(record)
    return quick if quick.isascii() else json.dumps(record, separators=(",", ":")).encode("ascii")
