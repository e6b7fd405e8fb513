"""The file of a layer, written record by record: JSON as stock TinyDB reads it, a line for each record.

The tables stand one after the other, `"NAME": {`, their records, `},`; so a file can be read in pieces
(`annotations.store.steady`), and two versions of one can be compared line by line.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
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
    lines = ((name, (record_line(*each) for each in table.items())) for name, table in tables.items())
    write_lines(file, lines, events, bytes, last)


def write_lines(
    file: IO[bytes],
    tables: Iterable[tuple[str, Iterable[bytes]]],
    events: int,
    bytes: int,
    last: tuple[int, str] | None,
) -> None:
    """As `write_tables`; TABLES are names, each with the lines of its records (`record_line`)."""
    crc = 0
    for piece in _pieces(tables):
        crc = zlib.crc32(piece, crc)
        file.write(piece)
    line = {"start": last[0], "line": last[1]} if last else {}
    said = {"events": events, "bytes": bytes, **line, "crc32": checksum(crc, events, bytes)}
    position = {"1": said}
    file.write(b'"%b": %b}\n' % (POSITION.encode("ascii"), json.dumps(position).encode("ascii")))


def record_line(key: str, record: Any) -> bytes:
    """RECORD, under KEY, as a line without the comma that is before the next one."""
    return b"%b: %b\n" % (json.dumps(key).encode("ascii"), _ascii(record))


def _pieces(tables: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    yield b"{"
    for name, lines in tables:
        yield b"%b: {\n" % json.dumps(name).encode("ascii")
        before = b""
        for some in _batches(lines):
            if before:
                yield before[:-1] + b",\n"
            yield b"".join(line[:-1] + b",\n" for line in some[:-1])
            before = some[-1]
        yield before + b"},\n"


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    some: list[bytes] = []
    for line in lines:
        some.append(line)
        if len(some) == _PIECE:
            yield some
            some = []
    if some:
        yield some


def _ascii(record: Any) -> bytes:
    """RECORD as JSON that is the same in every encoding: stock TinyDB reads in that of the machine."""
    quick = orjson.dumps(record)
    return quick if quick.isascii() else json.dumps(record, separators=(",", ":")).encode("ascii")
