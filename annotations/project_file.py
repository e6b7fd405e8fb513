"""`project.toml`: what a project says of itself, read and changed line by line, so that comments stay."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from annotations.errors import HashiyaError
from annotations.files import read_plain, readable, replacing_plain

NAME: Final = "project.toml"
LARGEST: Final = 1 << 20  # bytes


def text_of(settings: dict[str, Any], key: str, path: Path) -> str | None:
    """What SETTINGS, those of PATH, say of KEY; HashiyaError where it is no text."""
    value = settings.get(key)
    if value is not None and not isinstance(value, str):
        raise HashiyaError(f"{path}: {key!r} must be a text in quotation marks")
    return value


def quoted(value: str) -> str:
    """VALUE as a TOML basic string; bytes of a file's name that are no text are replaced."""
    value = readable(value)
    escaped = "".join(f"\\U{ord(c):08x}" if c in '"\\' or not c.isprintable() else c for c in value)
    return f'"{escaped}"'


def set_value(folder: Path, key: str, value: str) -> None:
    """Let the project in FOLDER say VALUE of KEY."""
    lines = _lines(folder)
    place = next((n for n, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    kept = [line for line in lines[:place] if not re.match(rf"\s*{re.escape(key)}\s*=", line)]
    _write(folder, [*kept, f"{key} = {quoted(value)}", *lines[place:]])


def set_table(folder: Path, name: str, said: Iterable[str]) -> None:
    """Let the project in FOLDER have the lines SAID in its table NAME, and no other; none: no table."""
    kept, inside = list[str](), False
    for line in _lines(folder):
        head = re.match(r"\s*\[\s*([^\]]*?)\s*\]", line)
        if head:
            inside = head[1] == name
        if not inside:
            kept.append(line)
    while kept and not kept[-1].strip():
        kept.pop()
    rows = list(said)
    _write(folder, [*kept, *(["", f"[{name}]", *rows] if rows else [])])


def _lines(folder: Path) -> list[str]:
    path = folder / NAME
    try:
        return read_plain(path, LARGEST).decode("utf-8").splitlines()
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error


def _write(folder: Path, lines: list[str]) -> None:
    path = folder / NAME
    try:
        with replacing_plain(path) as file:
            file.write(("\n".join(lines) + "\n").encode("utf-8"))
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error
