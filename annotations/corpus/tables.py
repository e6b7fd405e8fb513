"""Tables as spreadsheets write them: CSV and TSV, their encoding and separator found out."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import IO, Final, cast

from annotations.corpus.decoding import decode
from annotations.corpus.streams import ENDLESS
from annotations.errors import HashiyaError

_SAMPLE: Final = 1 << 20  # bytes that tell the encoding
_MOST_LINES: Final = 2_000_000  # of one row: fields of no length take memory, too
_MOST_AGAIN: Final = 64 << 20  # letters that are read once more behind unclosed quotation marks
_SEPARATORS: Final = (",", ";", "\t", "|")


def named(wanted: str, names: Iterable[str]) -> str:
    """The one of NAMES that is WANTED, if need be in other letters («Text»); WANTED where there is none."""
    names = list(names)
    alike = [
        name for name in names if isinstance(name, str) and name.strip().casefold() == wanted.casefold()
    ]
    return alike[0] if wanted not in names and len(alike) == 1 else wanted


def rows(
    file: IO[bytes], path: str, wanted: str, tabs: bool, largest: int
) -> Iterator[tuple[int, dict[str, object] | str]]:
    """The rows of the table FILE by the names in its first one, each with the number of its last line.

    WANTED is the column that has to be there, TABS says that only tabs part columns. Bytes that are not in
    the encoding of the rest come as lone surrogates. In place of a row that cannot be read, such as one of
    more than LARGEST letters or one with other fields than the first row has, comes why, with the number of
    its first line. HashiyaError without the column.
    """
    stream = io.BufferedReader(cast(io.RawIOBase, file), _SAMPLE)
    sample = stream.peek(_SAMPLE)[:_SAMPLE]
    encoding = _encoding(sample, path)
    first, *_ = [*sample.decode(encoding, "replace").lstrip("\ufeff").splitlines(), ""]
    said = re.fullmatch(r"\"?sep=(.)\"?", first.strip("\r\n"), re.IGNORECASE)  # as Excel begins a table
    csv.field_size_limit(max(largest, 1))
    text = io.TextIOWrapper(stream, encoding, errors="surrogateescape", newline="")
    lines = _Lines(text, largest)
    if said:
        next(lines)
        lines.begin_row()
    separator = said[1] if said else "\t" if tabs else _separator(first, wanted)
    try:
        names: list[str] | None = None
        for row in _parsed(lines, separator):
            if isinstance(row, str):
                yield lines.refused, row
            elif names is None:
                names = [name.strip("\ufeff \t") for name in row]
                _refuse_without(wanted, names, path, lines.number)
            elif row and len(row) != len(names) and any(row[len(names) :] or [True]):
                yield lines.refused, f"it has {len(row)} fields, the first row has {len(names)}"
            elif row:
                yield lines.number, dict(zip(names, row, strict=False))
        if names is None:
            _refuse_without(wanted, [], path, 1)
    finally:
        text.detach()
        stream.detach()


def _refuse_without(wanted: str, names: list[str], path: str, line: int) -> None:
    if named(wanted, names) not in names:
        there = ", ".join(names) or "none"
        raise HashiyaError(
            f"{path}:{line}: there is no column {wanted!r} (--text-column); there are: {there}"
        )


def _parsed(lines: _Lines, separator: str) -> Iterator[list[str] | str]:
    """The rows in LINES, and in place of one that is none why; the rest goes on in the line behind it."""
    while True:
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            for row in reader:
                lines.begin_row()
                yield row
            return
        except (csv.Error, UnicodeError) as error:
            unclosed = lines.has_several or "unexpected end of data" in str(error)
            lines.begin_behind_first()
            yield (
                "a quotation mark is not closed, or one stands where none may"
                if unclosed
                else f"not readable as a row: {error}"
            )
            if isinstance(error, UnicodeError):
                return


class _Lines:
    """The lines of FILE; csv.Error for a row of more than LARGEST letters, of which nothing is kept."""

    def __init__(self, file: io.TextIOWrapper, largest: int) -> None:
        self._file = file
        self._largest = largest
        self._row: list[str] = []  # the lines of this row so far
        self._again: deque[str] = deque()  # lines to be read once more
        self._letters = self._read_again = 0
        self.number = 0
        self.refused = 1  # the first line of the last row

    @property
    def has_several(self) -> bool:
        """Whether the row has come to more than one line."""
        return len(self._row) > 1

    def begin_row(self) -> None:
        """A row has ended."""
        self.refused = self.number - max(0, len(self._row) - 1)
        self._row = []
        self._letters = 0

    def begin_behind_first(self) -> None:
        """The row's first line is none: begin anew with the second, but not without end."""
        rest = self._row[1:]
        self._read_again += sum(map(len, rest))
        if self._read_again > max(_MOST_AGAIN, self._largest):
            rest = []
        self.begin_row()
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(self._largest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._letters += len(line)
        if self._letters <= self._largest and len(self._row) < _MOST_LINES:
            self._row.append(line)
            return line
        skipped = 0
        while not line.endswith(("\n", "\r")) and (line := self._file.readline(_SAMPLE)):
            skipped += len(line)
            if skipped > ENDLESS:
                raise HashiyaError("a line has no end; what is behind its beginning was not read")
        self._row = self._row[:1]
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
    """What parts the columns of HEADER so that one of them is WANTED, or else so that they are the most."""
    columns = {each: next(csv.reader([header], delimiter=each), []) for each in _SEPARATORS}
    for separator, names in columns.items():
        if named(wanted, names) in names:
            return separator
    return max(columns, key=lambda each: len(columns[each]))
