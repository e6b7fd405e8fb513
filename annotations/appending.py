"""Appending a line to a file that others append to, too: whole or not at all, and on disk."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import orjson

from annotations.files import open_plain, sync_folder


def lines_by_time(data: bytes) -> list[bytes]:
    """The lines in DATA by the time `at` which they say, in the same order wherever they were put together.

    One that says none, as older ones do, stays behind the one before it.
    """
    dated: tuple[str, bytes] = "", b""  # the line before
    found: list[tuple[tuple[str, bytes], bytes]] = []
    for line in data.split(b"\n"):
        if line.strip():
            at = _moment(line)
            dated = (at, line) if at else dated
            found.append((dated, line))
    return [line for _, line in sorted(found, key=lambda each: each[0])]


def _moment(line: bytes) -> str:
    """The time that LINE says, "" for none."""
    try:
        at = orjson.loads(line)["at"]
    except (ValueError, TypeError, KeyError):
        return ""
    return at if isinstance(at, str) else ""


def append_line(path: Path, line: Callable[[], bytes]) -> None:
    """Append what LINE gives, without its end, to PATH; OSError where that fails, and nothing is changed.

    LINE is called while nobody else can append.
    """
    new = not path.exists()
    descriptor = open_plain(path, os.O_RDWR | os.O_CREAT)
    with closing(os.fdopen(descriptor, "r+b", buffering=0)) as file:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        written = line() + b"\n"
        end = file.seek(0, os.SEEK_END)
        if end and os.pread(descriptor, 1, end - 1) != b"\n":
            written = b"\n" + written  # a line that was cut off in the middle stays one of its own
        try:
            if file.write(written) != len(written):
                raise OSError(None, "no space left")
            os.fsync(descriptor)
        except OSError:
            with suppress(OSError):
                file.truncate(end)
            raise
    if new:
        sync_folder(path.parent)
