"""Tables as spreadsheets write them: CSV and TSV, their encoding and separator found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Final, cast

from annotations.corpus.decoding import decode
from annotations.errors import HashiyaError

_SAMPLE: Final = 1 << 20  # bytes that tell the encoding
_SEPARATORS: Final = (",", ";", "\t")
_LARGEST_FIELD: Final = 64 * 1024 * 1024


def rows(file: IO[bytes], path: str, wanted: str, tabs: bool) -> Iterator[tuple[int, dict[str, object]]]:
    """The rows of the table FILE by the names in its first one, each with the number of its last line.

    WANTED is the column that has to be there, TABS says that only tabs part columns. Bytes that are not in
    the encoding of the rest come as lone surrogates. HashiyaError without that column, or for what is no
    table from some line on.
    """
    stream = io.BufferedReader(cast(io.RawIOBase, file), _SAMPLE)
    sample = stream.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample, path)
    header = (sample.decode(encoding, "replace").splitlines() or [""])[0]
    csv.field_size_limit(_LARGEST_FIELD)
    lines = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    found = csv.DictReader(lines, delimiter="\t" if tabs else _separator(header, wanted))
    try:
        if wanted not in (found.fieldnames or []):
            there = ", ".join(found.fieldnames or []) or "none"
            raise HashiyaError(
                f"{path}:1: there is no column {wanted!r} (--text-column); there are: {there}"
            )
        for row in found:
            yield found.line_num, row
    except (csv.Error, UnicodeDecodeError) as error:
        raise HashiyaError(f"{path}:{found.line_num + 1}: not readable as a table: {error}") from error
    finally:
        lines.detach()
        stream.detach()


def _encoding(sample: bytes, path: str) -> str:
    """The codec for a table that begins with SAMPLE; UTF-8 where it fits none."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    whole_lines = sample if len(sample) < _SAMPLE else sample[: sample.rfind(b"\n") + 1]
    try:
        found = decode(whole_lines, path).encoding
    except HashiyaError:
        found = "utf-8"
    return "utf-8-sig" if found == "utf-8" else found


def _separator(header: str, wanted: str) -> str:
    """What parts the columns of HEADER so that one of them is WANTED."""
    for separator in _SEPARATORS:
        if wanted in next(csv.reader([header], delimiter=separator), []):
            return separator
    return _SEPARATORS[0]
