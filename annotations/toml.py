"""TOML files of a project or a person, however they are written."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

from annotations.errors import HashiyaError
from annotations.files import is_there, read_plain

_LARGEST: Final = 1 << 20  # bytes


def read_toml(path: Path) -> dict[str, Any] | None:
    """What the plain file PATH says, None where there is none.

    HashiyaError with the file and, where it is known, the line, where it cannot be read.
    """
    try:
        if not is_there(path):
            return None
        return parse_toml(read_plain(path, _LARGEST).decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise HashiyaError(f"{path}:{line}: cannot be read: it is not UTF-8; convert it") from error
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error


def parse_toml(text: str, source: str) -> dict[str, Any]:
    """What TEXT says; SOURCE names it in a HashiyaError."""
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise HashiyaError(
            f"{source}: cannot be read: not valid TOML: too many brackets within one another"
        ) from error
    except ValueError as error:  # a number of too many digits as well
        raise HashiyaError(f"{source}: cannot be read: not valid TOML: {error}") from error
