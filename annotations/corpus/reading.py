"""Sources of a corpus: files, folders, patterns and standard input, each read as a stream."""

from __future__ import annotations

import codecs
import glob
import gzip
import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import orjson

from annotations.corpus.decoding import Decoded, decode
from annotations.corpus.tables import rows
from annotations.errors import HashiyaError

SUFFIXES = (".txt", ".jsonl", ".ndjson", ".csv", ".tsv")  # of the files that are read in folders
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
            found += _texts_in(Path(path))
        elif Path(path).exists():
            found.append(Path(path))
        else:
            matching = sorted(map(Path, glob.glob(path, recursive=True)))  # noqa: PTH207 - absolute ones too
            if not matching:
                raise HashiyaError(f"{path}: there is no such file or folder")
            found += matching
    return found


def _texts_in(folder: Path) -> list[Path]:
    """All texts in FOLDER and the folders in it, but hidden ones and projects."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and _kind(path) in SUFFIXES
        and not any(
            part.startswith(".") or part.endswith(".hashiya") for part in path.relative_to(folder).parts
        )
    )


def size_of(paths: Iterable[Path]) -> int:
    """How many bytes of text PATHS have together; 0 where that is not known before they are read."""
    paths = list(paths)
    if any(str(path) == "-" or path.suffix.lower() in _PACKED for path in paths):
        return 0
    return sum(path.stat().st_size for path in paths)


def _kind(path: Path) -> str:
    """The suffix that tells the format of PATH, "" for none of ours, - for standard input."""
    if str(path) == "-":
        return "-"
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in _PACKED]
    return suffixes[-1] if suffixes and suffixes[-1] in (*SUFFIXES, ".json") else ""


def read(path: Path, columns: Columns) -> Iterator[Text | Refused]:
    """The texts in the file PATH, one after the other; what cannot be read is told in between."""
    kind = _kind(path)
    try:
        with _opened(path) as file:
            if kind in (".jsonl", ".ndjson") or (kind in (".json", "-") and _begins_with(file, b"{")):
                yield from _json_lines(file, str(path), columns)
            elif kind == ".json":
                yield Refused(str(path), "not one object a line (JSON Lines); write it so")
            elif kind in (".csv", ".tsv"):
                yield from _table(file, str(path), columns, tabs=kind == ".tsv")
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
        yield _refusal(error, str(path))


def _begins_with(file: IO[bytes], start: bytes) -> bool:
    return cast(io.BufferedReader, file).peek(64).lstrip(codecs.BOM_UTF8 + b" \r\n").startswith(start)


def _refusal(error: Exception, path: str) -> Refused:
    """What ERROR says of PATH, which it may name itself, with a line or without."""
    said = getattr(error, "strerror", None) or str(error)
    named = re.match(rf"({re.escape(path)}(?::\d+)?): ", said)
    return Refused(named[1], said[named.end() :]) if named else Refused(path, said)


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
            record = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
        except ValueError as error:
            yield Refused(source, f"not JSON: {error}")
            continue
        if not isinstance(record, dict):
            yield Refused(source, "not an object with fields")
        else:
            yield _record(record, source, columns)


def _table(file: IO[bytes], path: str, columns: Columns, tabs: bool) -> Iterator[Text | Refused]:
    for line, row in rows(file, path, columns.text, tabs):
        yield _record(row, f"{path}:{line}", columns)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _record(record: dict[str, object], source: str, columns: Columns) -> Text | Refused:
    text, name = record.get(columns.text), record.get(columns.name)
    if not isinstance(text, str) or not text.strip():
        return Refused(source, f"no text in {columns.text!r} (--text-column)")
    if "\0" in text:
        return Refused(source, "there is a NUL character in its text")
    if not _is_unicode(text):
        return Refused(source, "some of its bytes are not in the encoding of the rest")
    return Text(str(name) if name not in (None, "") else source, Decoded(text, "utf-8"), source)
