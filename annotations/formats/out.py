"""Where a format writes: one file with what belongs beside it, or the files of a folder."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Protocol

from annotations.files import making_folder, replacing_together


class Out(Protocol):
    """Where the parts of an export go; all of them are there together or not at all."""

    def file(self, name: str = "") -> AbstractContextManager[IO[bytes]]:
        """The main file, or, by a NAME, one beside it or in the folder."""


@contextmanager
def text(out: Out, name: str = "", bom: bool = False) -> Iterator[IO[str]]:
    """The file of OUT called NAME as UTF-8, line ends as they are; with a byte order mark if BOM."""
    with out.file(name) as file:
        wrapped = io.TextIOWrapper(file, encoding="utf-8-sig" if bom else "utf-8", newline="")
        yield wrapped
        wrapped.flush()
        wrapped.detach()


class _File:
    """The file PATH and those beside it, which are OPENED to take their places together."""

    def __init__(self, path: Path, opened: Callable[[Path], IO[bytes]]) -> None:
        self._path = path
        self._opened = opened

    @contextmanager
    def file(self, name: str = "") -> Iterator[IO[bytes]]:
        yield self._opened(self._path.with_name(f"{self._path.stem}.{name}") if name else self._path)


class _Folder:
    """Files of the folder PATH, which is being made."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def file(self, name: str = "") -> Iterator[IO[bytes]]:
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            yield file


class _Stream:
    """One stream, such as standard output; what belongs beside it is not written."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    @contextmanager
    def file(self, name: str = "") -> Iterator[IO[bytes]]:
        yield io.BytesIO() if name else self._stream


@contextmanager
def file_out(path: Path) -> Iterator[Out]:
    """The file PATH and those beside it, in their places when the block ends well."""
    with files_out() as out:
        yield out(path)


@contextmanager
def files_out() -> Iterator[Callable[[Path], Out]]:
    """What gives the files of paths and those beside them, all in their places when the block ends well."""
    with replacing_together() as opened:
        yield lambda path: _File(path, opened)


@contextmanager
def folder_out(path: Path) -> Iterator[Out]:
    """The folder PATH, which is not there yet, whole when the block ends well."""
    with making_folder(path) as aside:
        yield _Folder(aside)


class _Within:
    """The folder NAME in OUT."""

    def __init__(self, out: Out, name: str) -> None:
        self._out = out
        self._name = name

    def file(self, name: str = "") -> AbstractContextManager[IO[bytes]]:
        return self._out.file(f"{self._name}/{name}")


def within(out: Out, name: str) -> Out:
    """The folder NAME in the folder OUT."""
    return _Within(out, name)


def stream_out(stream: IO[bytes]) -> Out:
    """STREAM alone."""
    return _Stream(stream)
