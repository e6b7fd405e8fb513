"""Sources of a corpus: files, folders, patterns and standard input, each read as a stream."""

from __future__ import annotations

import codecs
import errno
import glob
import io
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

import orjson

from annotations.corpus.decoding import LARGEST_TEXT, Decoded, decode
from annotations.corpus.streams import PACKED, bounded_lines, opened
from annotations.corpus.tables import named, rows
from annotations.errors import HashiyaError
from annotations.files import readable

_NOT_LINES = "not one object a line (JSON Lines); write it so"
_ARRAY = (
    "an array of JSON; it has to have one object a line (JSON Lines): "
    "jq -c '.[]' FILE.json > FILE.jsonl writes it so"
)
SUFFIXES = (".txt", ".jsonl", ".ndjson", ".csv", ".tsv")  # of the files that are read in folders
_LONGEST_NAME = 1000  # letters


@dataclass(frozen=True, slots=True)
class Text:
    """One text as it was found: its `name`, and its `source`, a file and for records also the line.

    `fields` are those beside the text in its record.
    """

    name: str
    decoded: Decoded
    source: str
    fields: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or record that could not be read, and why; the rest goes on."""

    source: str
    why: str

    def __str__(self) -> str:
        return f"{self.source}: {self.why}"


@dataclass(frozen=True, slots=True)
class Options:
    """Which fields of a record are its text and its name, and how many bytes a text or record may have."""

    text: str = "text"
    name: str = "id"
    largest: int = LARGEST_TEXT


def files(paths: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> tuple[list[Path], list[Refused]]:
    """The files that PATHS name: files, those in folders with SUFFIXES, patterns, - for standard input.

    Folders that one may not look into come as refused.
    """
    found: list[Path] = []
    refused: list[Refused] = []
    for path in paths:
        if not path:
            raise HashiyaError("the name of a file or folder is empty; give one")
        if path == "-":
            found.append(Path("-"))
        elif Path(path).is_dir():
            found += _texts_in(Path(path), refused, suffixes)
        elif os.path.lexists(path):
            found.append(Path(path))
        else:
            matching = sorted(map(Path, glob.glob(path, recursive=True)))  # noqa: PTH207 - absolute ones too
            if not matching:
                raise HashiyaError(f"{path}: {_why_not(Path(path))}")
            found += matching
    return found, refused


def _why_not(path: Path) -> str:
    """Why nothing is found at PATH, which may be a pattern."""
    try:
        path.lstat()
        for folder in reversed(path.parents):
            os.scandir(folder).close()
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR):
            return "there is no such file or folder"
        return f"cannot be read: {error.strerror}"
    return "there is no such file or folder"


def _texts_in(folder: Path, refused: list[Refused], suffixes: tuple[str, ...]) -> list[Path]:
    """All files with SUFFIXES in FOLDER and the folders in it, but hidden ones and projects."""

    def refuse(error: OSError) -> None:
        refused.append(Refused(str(error.filename), f"cannot be read: {error.strerror}"))

    found: list[Path] = []
    for where, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = [
            name for name in folders if not name.startswith(".") and not name.endswith(".hashiya")
        ]
        paths = (Path(where, name) for name in names if not name.startswith("."))
        found += [path for path in paths if _suffix(path) in suffixes and path.is_file()]
    return sorted(found)


def size_of(paths: Iterable[Path]) -> int:
    """How many bytes of text PATHS have together; 0 where that is not known before they are read."""
    paths = list(paths)
    if any(str(path) == "-" or path.suffix.lower() in PACKED for path in paths):
        return 0
    return sum(path.stat().st_size for path in paths if path.is_file())


def _kind(path: Path) -> str:
    """The suffix that tells the format of PATH, "" for none of ours, - for standard input."""
    if str(path) == "-":
        return "-"
    suffix = _suffix(path)
    return suffix if suffix in (*SUFFIXES, ".json") else ""


def _suffix(path: Path) -> str:
    """The suffix of PATH, without that of what it is packed with."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() not in PACKED]
    return suffixes[-1] if suffixes else ""


def read(path: Path, options: Options) -> Iterator[Text | Refused]:
    """The texts in the file PATH, one after the other; what cannot be read is told in between."""
    kind = _kind(path)
    try:
        with opened(path) as file:
            if kind in (".jsonl", ".ndjson") or (kind in (".json", "-") and _begins_with(file, b"{")):
                yield from _json_lines(file, str(path), options)
            elif kind == ".json":
                yield Refused(str(path), _ARRAY if _begins_with(file, b"[") else _NOT_LINES)
            elif kind in (".csv", ".tsv"):
                yield from _table(file, str(path), options, tabs=kind == ".tsv")
            else:
                data = file.read(options.largest + 1)
                if len(data) > options.largest:
                    yield Refused(str(path), f"{_too_large(options.largest)}; split it into several texts")
                elif not data.strip():
                    yield Refused(str(path), "there is no text in it")
                else:
                    name = "standard input" if str(path) == "-" else readable(path.name)
                    yield Text(name, decode(data, str(path)), str(path))
    except (OSError, EOFError, HashiyaError) as error:
        yield _refusal(error, str(path))


def _too_large(largest: int) -> str:
    return f"larger than {largest / (1 << 20):g} MB (--max-size)"


def _begins_with(file: IO[bytes], start: bytes) -> bool:
    return cast(io.BufferedReader, file).peek(64).lstrip(codecs.BOM_UTF8 + b" \r\n").startswith(start)


def _refusal(error: Exception, path: str) -> Refused:
    """What ERROR says of PATH, which it may name itself, with a line or without."""
    said = str(getattr(error, "strerror", None) or error)
    named = re.match(rf"({re.escape(path)}(?::\d+)?): ", said)
    return Refused(named[1], said[named.end() :]) if named else Refused(path, said)


def _json_lines(file: IO[bytes], path: str, options: Options) -> Iterator[Text | Refused]:
    for each in json_records(file, path, options.largest):
        yield each if isinstance(each, Refused) else _record(each[1], each[0], options)


def json_records(
    file: IO[bytes], path: str, largest: int
) -> Iterator[tuple[str, dict[str, object]] | Refused]:
    """The objects in FILE, one a line, of LARGEST bytes at most, each with its place; PATH is its name."""
    for number, line in enumerate(bounded_lines(file, largest), 1):
        source = f"{path}:{number}"
        if line is None:
            yield Refused(source, f"this record is {_too_large(largest)}")
            continue
        if not line.strip():
            continue
        if number == 1 and line.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["):
            yield Refused(path, _ARRAY)
            return
        try:
            record = orjson.loads(line.removeprefix(codecs.BOM_UTF8))
        except ValueError as error:
            broken_off = "" if line.endswith(b"\n") else "; the last line ends in the middle of a record"
            yield Refused(source, f"not JSON: {error}{broken_off}")
            continue
        if not isinstance(record, dict):
            yield Refused(source, "not an object with fields")
        else:
            yield source, record


def _table(file: IO[bytes], path: str, options: Options, tabs: bool) -> Iterator[Text | Refused]:
    for line, row in rows(file, path, options.text, tabs, options.largest):
        if isinstance(row, str):
            yield Refused(f"{path}:{line}", row)
        else:
            yield _record(row, f"{path}:{line}", options)


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _record(record: dict[str, object], source: str, options: Options) -> Text | Refused:
    text_field, name_field = named(options.text, record), named(options.name, record)
    text, name = record.get(text_field), record.get(name_field)
    if not isinstance(text, str) or not text.strip():
        return Refused(source, f"no text in {options.text!r} (--text-column)")
    if "\0" in text:
        return Refused(source, "there is a NUL character in its text")
    if not _is_unicode(text):
        return Refused(source, "some of its bytes are not in the encoding of the rest")
    known_as = _name(name) or source
    beside = {key: value for key, value in record.items() if key not in (text_field, name_field)}
    try:
        orjson.dumps(beside, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:  # bytes that are not in the encoding of the rest
        beside = {}
    return Text(known_as, Decoded(text, "utf-8"), source, beside)


def _name(value: object) -> str:
    """VALUE as the name of a text; "" where it is none."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    name = str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    return name[:_LONGEST_NAME]
