"""`project.toml`: what a project says of itself, read and changed so that comments stay."""

from __future__ import annotations

import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotations.errors import HashiyaError
from annotations.files import read_plain, readable, replacing_plain
from annotations.store.lock import FileLock

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

NAME: Final = "project.toml"
LARGEST: Final = 1 << 20  # bytes
_TRIES, _PAUSE = 100, 0.05  # seconds


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


@contextmanager
def changing(folder: Path) -> Iterator[TOMLDocument]:
    """What the project in FOLDER says of itself now, to be changed; on leaving it is written.

    Whoever else wants to change it waits for that. HashiyaError where it cannot be read or written, or
    would not be TOML any more.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    path = folder / NAME
    lock = _lock(folder)
    try:
        try:
            document = tomlkit.parse(read_plain(path, LARGEST).decode("utf-8"))
        except OSError as error:
            raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
        except (ValueError, TOMLKitError) as error:
            raise HashiyaError(f"{path}: not valid TOML: {error}") from error
        yield document
        try:
            text = tomlkit.dumps(document)
            tomllib.loads(text)
        except (ValueError, TOMLKitError) as error:
            raise HashiyaError(
                f"{path}: could not be changed as it is written; change it by hand ({error})"
            ) from error
        try:
            with replacing_plain(path) as file:
                file.write(text.encode("utf-8"))
        except OSError as error:
            raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        lock.release()


def _lock(folder: Path) -> FileLock:
    """That of the project in FOLDER; others have it for a moment only."""
    for _ in range(_TRIES):
        with suppress(HashiyaError):
            return FileLock(folder / "project.lock", "", "")
        time.sleep(_PAUSE)
    return FileLock(folder / "project.lock", f"{folder / NAME}: somebody is changing it", "try again")


def set_value(folder: Path, key: str, value: str) -> None:
    """Let the project in FOLDER say VALUE of KEY."""
    with changing(folder) as document:
        document[key] = readable(value)
