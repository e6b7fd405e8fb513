"""Files: opened so that a name stands for nothing but a plain file, and replaced whole or not at all.

A project may come from somebody else, with links, pipes and devices where files should be. Everything that
is read or written inside a project goes through `open_plain` and `replacing_plain`, which follow no link.
"""

from __future__ import annotations

import errno
import fcntl
import io
import os
import re
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Final

from annotations.errors import HashiyaError

_STRAY: Final = re.compile(r"\.(?P<name>.+)\.[0-9a-z_]{8}\.part")
_KINDS: Final = (
    (stat.S_ISLNK, "a link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
_COPIED: Final = 1 << 20  # bytes at a time


class NotPlain(HashiyaError):  # noqa: N818 - named by what is wrong
    """Where a project has a plain file or folder of its own there is something else."""


class TooLarge(HashiyaError):  # noqa: N818
    """A file is larger than anything that this program writes."""


def open_plain(path: Path, flags: int = os.O_RDONLY, largest: int | None = None) -> int:
    """A descriptor of the plain file PATH, opened with FLAGS; with O_CREAT made if there is none.

    Neither PATH nor the folder it is in may be a link. NotPlain for anything but a file, TooLarge for one
    of more than LARGEST bytes, OSError as from `os.open`.
    """
    with _folder(path.parent) as folder:
        return _open_in(folder, path, flags, largest)


def _open_in(folder: int, path: Path, flags: int, largest: int | None) -> int:
    try:
        with suppress(FileNotFoundError):
            _refuse_other(path, os.stat(path.name, dir_fd=folder, follow_symlinks=False))
        flags |= os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
        descriptor = os.open(path.name, flags, 0o666, dir_fd=folder)
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link that was put there just now
            raise _not_plain(path, "a link") from error
        error.filename = str(path)
        raise
    try:
        found = os.fstat(descriptor)
        _refuse_other(path, found)
        if largest is not None and found.st_size > largest:
            raise TooLarge(
                f"{path}: is {found.st_size:,} bytes large, more than such a file can have ({largest:,}); "
                "put the right one back from a copy"
            )
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def read_plain(path: Path, largest: int) -> bytes:
    """What is in the plain file PATH; see `open_plain`."""
    with os.fdopen(open_plain(path, largest=largest), "rb") as file:
        return file.read()


def is_there(path: Path) -> bool:
    """Whether there is anything at PATH, be it a link to nowhere; OSError where one may not know."""
    try:
        path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _refuse_other(path: Path, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise _not_plain(path, next((kind for test, kind in _KINDS if test(found.st_mode)), "no file"))


def _not_plain(path: Path, kind: str) -> NotPlain:
    return NotPlain(
        f"{path}: is {kind}; what belongs to a project has to be a file or folder of its own: "
        "put the right one there, or take this away"
    )


@contextmanager
def _folder(path: Path, follow: bool = False) -> Iterator[int]:
    """A descriptor of the folder PATH, which is no link unless FOLLOW."""
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        descriptor = os.open(path, flags)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENOTDIR) and path.is_symlink():
            raise _not_plain(path, "a link") from error
        raise
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def make_own(path: Path) -> None:
    """Put a copy in the place of the plain file PATH, if that has other names (hard links).

    What is written to it then is not written to those: they may be somebody's backup.
    """
    if path.lstat().st_nlink > 1:
        with copied_aside(path) as (_, put):
            put()


def readable(name: str) -> str:
    """NAME of a file as text: bytes of it that are none are replaced."""
    try:
        return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # halves of letters that no file's name has
        return name.encode("utf-8", "replace").decode("utf-8")


def resolved(path: Path) -> Path:
    """PATH with all links followed; OSError where they lead in a circle."""
    try:
        return path.resolve()
    except RuntimeError as error:  # as Python 3.11 and 3.12 say it
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path)) from error


@contextmanager
def replacing_plain(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of PATH in a project, flushed to disk, when the block ends well.

    NotPlain where PATH is there and no plain file, or its folder is a link.
    """
    with _folder(path.parent) as folder:
        before = None
        with suppress(FileNotFoundError):
            before = os.stat(path.name, dir_fd=folder, follow_symlinks=False)
            _refuse_other(path, before)
        with _aside(folder, path, before) as file:
            yield file


@contextmanager
def replacing(path: Path) -> Iterator[IO[str]]:
    """A UTF-8 text file that takes the place of PATH, as `replacing_bytes` has it."""
    with replacing_bytes(path) as binary:
        text = io.TextIOWrapper(binary, encoding="utf-8", newline="\n")
        yield text
        text.flush()
        text.detach()


@contextmanager
def replacing_bytes(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of PATH, which a person named, when the block ends well.

    A symbolic link stays and its target is replaced; what is no regular file (a pipe, a device)
    is written to as it is.
    """
    with replacing_together() as opened:
        yield opened(path)


@contextmanager
def replacing_together() -> Iterator[Callable[[Path], IO[bytes]]]:
    """What opens files that take the places of paths, as by `replacing_bytes`, when the block ends well.

    All of them are on the disk before the first is in its place: a full disk leaves all as they were.
    An OSError has the path in question as its `filename`, as far as it is known.
    """
    waiting: list[tuple[Path, IO[bytes], Callable[[], None]]] = []
    with ExitStack() as stack:

        def opened(path: Path) -> IO[bytes]:
            path = resolved(path)
            with _about(path):
                if path.is_dir():
                    raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
                if path.exists() and not path.is_file():
                    return stack.enter_context(path.open("wb"))
                folder = stack.enter_context(_folder(path.parent, follow=True))
                before = path.stat() if path.exists() else None
                name, descriptor = stack.enter_context(_half_made(folder, path.name))
                file = stack.enter_context(os.fdopen(descriptor, "wb", closefd=False))
                put = partial(_put, folder, name, path.name, descriptor, before)
                waiting.append((path, file, put))
                return file

        yield opened
        for path, file, _ in waiting:
            with _about(path):
                file.flush()
                os.fsync(file.fileno())
        for path, _, put in waiting:
            with _about(path):
                put()


@contextmanager
def _about(path: Path) -> Iterator[None]:
    """An OSError says that it is about PATH."""
    try:
        yield
    except OSError as error:
        error.filename = str(path)
        raise


@contextmanager
def _aside(folder: int, path: Path, before: os.stat_result | None) -> Iterator[IO[bytes]]:
    """A new file in FOLDER that is renamed to PATH, on disk, when the block ends well.

    It has the rights of the file BEFORE it, else those that the umask gives.
    """
    with _half_made(folder, path.name) as (name, descriptor):
        with os.fdopen(descriptor, "wb", closefd=False) as file:
            yield file
        _put(folder, name, path.name, descriptor, before)


@contextmanager
def _half_made(folder: int, wanted: str) -> Iterator[tuple[str, int]]:
    """A new file in FOLDER that will be called WANTED: its name until then, and a descriptor.

    While it is written it is locked: one that nobody holds was left by a process that died (`sweep`). What
    was not renamed is removed.
    """
    _sweep_in(folder, wanted)
    name, descriptor = _begin(folder, wanted)
    try:
        yield name, descriptor
    finally:
        with suppress(OSError):
            os.unlink(name, dir_fd=folder)
        os.close(descriptor)


def _put(folder: int, name: str, wanted: str, descriptor: int, before: os.stat_result | None) -> None:
    """Make the file NAME, which is open as DESCRIPTOR, the one WANTED, on disk."""
    if before is not None:
        with suppress(OSError):  # not one's own group: it stays as new files are
            os.fchown(descriptor, -1, before.st_gid)
        os.fchmod(descriptor, before.st_mode & 0o777)
    os.fsync(descriptor)
    os.rename(name, wanted, src_dir_fd=folder, dst_dir_fd=folder)
    os.fsync(folder)


@contextmanager
def copied_aside(path: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A copy of the plain file PATH to be worked on, and what puts it in the place of PATH, on disk.

    A copy that was not put there is removed when the block ends.
    """
    with _folder(path.parent) as folder:
        source = _open_in(folder, path, os.O_RDONLY, None)
        try:
            before = os.fstat(source)
            with _half_made(folder, path.name) as (name, descriptor):
                while piece := os.read(source, _COPIED):
                    _write_all(descriptor, piece)
                os.fsync(descriptor)
                yield path.parent / name, lambda: _put(folder, name, path.name, descriptor, before)
        finally:
            os.close(source)


def _write_all(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]


def _begin(folder: int, name: str) -> tuple[str, int]:
    """A new locked file in FOLDER, for what will be called NAME: what it is called now, its descriptor."""
    while True:
        aside = stray_name(name)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(aside, flags, 0o666, dir_fd=folder)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:  # nobody took it for a stray before it was locked
            return aside, descriptor
        os.close(descriptor)


def stray_name(name: str) -> str:
    """A fresh name for what will take the place of NAME."""
    return f".{name}.{secrets.token_hex(4)}.part"


def sweep(folder: Path) -> None:
    """Remove what processes that died left half-made in FOLDER; what cannot be removed stays."""
    with suppress(OSError, NotPlain), _folder(folder) as descriptor:
        _sweep_in(descriptor, None)


def _sweep_in(folder: int, wanted: str | None) -> None:
    """Remove the strays in FOLDER: those that were to be called WANTED, None for all of them."""
    with suppress(OSError):
        for name in os.listdir(folder):
            match = _STRAY.fullmatch(name)
            if match and wanted in (None, match["name"]):
                with suppress(OSError):
                    _remove_stray(folder, name)


def _remove_stray(folder: int, name: str) -> None:
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(name, flags, dir_fd=folder)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # else somebody is writing it
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            shutil.rmtree(name, dir_fd=folder)
        elif stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.unlink(name, dir_fd=folder)
    finally:
        os.close(descriptor)


@contextmanager
def making_folder(folder: Path) -> Iterator[Path]:
    """A new folder that becomes FOLDER, on disk, when the block ends well; with the umask's rights."""
    with _folder(folder.parent, follow=True) as parent:
        _sweep_in(parent, folder.name)
        aside = folder.parent / stray_name(folder.name)
        os.mkdir(aside.name, dir_fd=parent)
        with _folder(aside) as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            try:
                yield aside
                os.fsync(held)
                os.rename(aside.name, folder.name, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException:
                shutil.rmtree(aside, ignore_errors=True)
                raise
        os.fsync(parent)


def sync_folder(folder: Path) -> None:
    """Make renames in FOLDER durable."""
    with _folder(folder, follow=True) as descriptor:
        os.fsync(descriptor)
