"""Sources of a corpus: files, folders, patterns and standard input, each read as a stream."""

from __future__ import annotations

import csv
import glob
import gzip
import io
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import orjson

from annotations.corpus.decoding import Decoded, decode
from annotations.errors import HashiyaError

SUFFIXES = (".txt", ".jsonl", ".ndjson", ".csv", ".tsv")
_PACKED = (".gz", ".zst")
_LARGEST_TEXT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it was found: its `name`, and its `source`, a file and for records also the line."""

    name: str
    decoded: Decoded
    source: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or record that could not be read, and why; the rest goes on."""

    source: str
    why: str

    def __str__(self) -> str:
        return f"{self.source}: {self.why}"


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of a record are its text and its name."""

    text: str = "text"
    name: str = "id"


def files(paths: Iterable[str]) -> list[Path]:
    """The files that PATHS name: files, all texts in folders, patterns, and - for standard input."""
    found: list[Path] = []
    for path in paths:
        if path == "-":
            found.append(Path("-"))
        elif Path(path).is_dir():
            found += sorted(each for each in Path(path).rglob("*") if each.is_file() and _kind(each))
        elif Path(path).exists():
            found.append(Path(path))
        else:
            matching = sorted(map(Path, glob.glob(path, recursive=True)))  # noqa: PTH207 - absolute ones too
            if not matching:
                raise HashiyaError(f"{path}: there is no such file or folder")
            found += matching
    return found


def size_of(paths: Iterable[Path]) -> int:
    """How many bytes PATHS have together; standard input counts for none."""
    return sum(path.stat().st_size for path in paths if str(path) != "-" and path.exists())


def _kind(path: Path) -> str:
    """The suffix that tells the format of PATH, "" for none of ours."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    return suffixes[-1] if suffixes and suffixes[-1] in SUFFIXES else ""


def read(path: Path, columns: Columns) -> Iterator[Text | Refused]:
    """The texts in the file PATH, one after the other; what cannot be read is told in between."""
    kind = _kind(path)
    try:
        with _opened(path) as file:
            if kind in (".jsonl", ".ndjson"):
                yield from _json_lines(file, str(path), columns)
            elif kind in (".csv", ".tsv"):
                yield from _table(file, str(path), columns, "\t" if kind == ".tsv" else ",")
            else:
                data = file.read(_LARGEST_TEXT + 1)
                if len(data) > _LARGEST_TEXT:
                    yield Refused(str(path), "larger than 64 MB; split it into several texts")
                elif not data.strip():
                    yield Refused(str(path), "there is no text in it")
                else:
                    name = "standard input" if str(path) == "-" else path.name
                    yield Text(name, decode(data, str(path)), str(path))
    except (OSError, EOFError, HashiyaError) as error:
        yield Refused(str(path), _reason(error, str(path)))


def _reason(error: Exception, source: str) -> str:
    said = getattr(error, "strerror", None) or str(error)
    return said.removeprefix(f"{source}: ")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """PATH for reading, unpacked; a missing unpacker is told as a HashiyaError."""
    if str(path) == "-":
        yield sys.stdin.buffer
        return
    with path.open("rb") as raw:
        match path.suffix.lower():
            case ".gz":
                with gzip.open(raw) as file:
                    yield cast(IO[bytes], file)
            case ".zst":
                try:
                    import zstandard
                except ImportError as error:
                    raise HashiyaError(
                        f"{path}: zstd needs one more package: pip install 'hashiya[zstd]'"
                    ) from error
                with zstandard.ZstdDecompressor().stream_reader(raw) as stream:
                    yield io.BufferedReader(stream)
            case _:
                yield raw


def _json_lines(file: IO[bytes], path: str, columns: Columns) -> Iterator[Text | Refused]:
    for number, line in enumerate(file, 1):
        source = f"{path}:{number}"
        if not line.strip():
            continue
        try:
            record = orjson.loads(line)
        except ValueError as error:
            yield Refused(source, f"not JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Refused(source, "not an object with fields")
        else:
            yield _record(record, source, columns)


def _table(file: IO[bytes], path: str, columns: Columns, separator: str) -> Iterator[Text | Refused]:
    lines = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    rows = csv.DictReader(lines, delimiter=separator)
    try:
        if columns.text not in (rows.fieldnames or []):
            there = ", ".join(rows.fieldnames or []) or "none"
            yield Refused(
                f"{path}:1", f"there is no column {columns.text!r} (--text-column); there are: {there}"
            )
            return
        for row in rows:
            yield _record(row, f"{path}:{rows.line_num}", columns)
    except (csv.Error, UnicodeDecodeError) as error:
        yield Refused(f"{path}:{rows.line_num + 1}", f"not readable as a table in UTF-8: {error}")
    finally:
        lines.detach()


def _record(record: dict[str, object], source: str, columns: Columns) -> Text | Refused:
    text, name = record.get(columns.text), record.get(columns.name)
    if not isinstance(text, str) or not text.strip():
        return Refused(source, f"no text in {columns.text!r} (--text-column)")
    return Text(str(name) if name not in (None, "") else source, Decoded(text, "utf-8"), source)
