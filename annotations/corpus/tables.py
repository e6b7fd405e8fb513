"""Tables as spreadsheets write them: CSV and TSV, their encoding and separator found out."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import IO, Final, cast

from annotations.corpus.decoding import decode
from annotations.corpus.streams import ENDLESS
from annotations.errors import HashiyaError

_SAMPLE: Final = 1 << 20  # bytes that tell the encoding
_MOST_LINES: Final = 2_000_000  # of one row: fields of no length take memory, too
_SEPARATORS: Final = (",", ";", "\t")


def rows(
    file: IO[bytes], path: str, wanted: str, tabs: bool, largest: int
) -> Iterator[tuple[int, dict[str, object] | str]]:
    """The rows of the table FILE by the names in its first one, each with the number of its last line.

    WANTED is the column that has to be there, TABS says that only tabs part columns. Bytes that are not in
    the encoding of the rest come as lone surrogates. In place of a row that cannot be read, such as one of
    more than LARGEST letters, comes why. HashiyaError without the column.
    """
    stream = io.BufferedReader(cast(io.RawIOBase, file), _SAMPLE)
    sample = stream.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample, path)
    header = (sample.decode(encoding, "replace").splitlines() or [""])[0]
    csv.field_size_limit(max(largest, 1))
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    lines = _Lines(text, largest)
    separator = "\t" if tabs else _separator(header, wanted)
    try:
        names: list[str] | None = None
        for row in _parsed(lines, separator):
            if isinstance(row, str):
                yield lines.number, row
            elif names is None:
                names = row
                _refuse_without(wanted, names, path)
            elif row:
                yield lines.number, dict(zip(names, row, strict=False))
        if names is None:
            _refuse_without(wanted, [], path)
    finally:
        text.detach()
        stream.detach()


def _refuse_without(wanted: str, names: list[str], path: str) -> None:
    if wanted not in names:
        there = ", ".join(names) or "none"
        raise HashiyaError(f"{path}:1: there is no column {wanted!r} (--text-column); there are: {there}")


def _parsed(lines: _Lines, separator: str) -> Iterator[list[str] | str]:
    """The rows in LINES, and in place of one that is none why; the rest goes on behind it."""
    while True:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for row in reader:
                lines.begin_row()
                yield row
            return
        except (csv.Error, UnicodeError) as error:
            lines.begin_row()
            yield f"not readable as a row: {error}"
            if isinstance(error, UnicodeError):
                return


class _Lines:
    """The lines of FILE; csv.Error for a row of more than LARGEST letters, of which nothing is kept."""

    def __init__(self, file: io.TextIOWrapper, largest: int) -> None:
        self._file = file
        self._largest = largest
        self._row = self._lines = 0
        self.number = 0

    def begin_row(self) -> None:
        """A row has ended."""
        self._row = self._lines = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._file.readline(self._largest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._row += len(line)
        self._lines += 1
        if self._row <= self._largest and self._lines <= _MOST_LINES:
            return line
        skipped = 0
        while not line.endswith(("\n", "\r")) and (line := self._file.readline(_SAMPLE)):
            skipped += len(line)
            if skipped > ENDLESS:
                raise HashiyaError("a line has no end; what is behind its beginning was not read")
        raise csv.Error(f"it is larger than {self._largest / (1 << 20):g} MB (--max-size)")


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
