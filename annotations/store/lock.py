"""One writer at a time: a lock file that the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path

from annotations.errors import HashiyaError
from annotations.files import open_plain
from annotations.model import now, user_name

_LONGEST_HOLDER = 200  # bytes of what is said of who has it


class FileLock:
    """Held from construction to `release`.

    Where another process holds it, a HashiyaError says WHAT is so, who that is, and the ADVICE.
    """

    def __init__(self, path: Path, what: str, advice: str) -> None:
        self._descriptor = -1
        while True:
            descriptor = open_plain(path, os.O_RDWR | os.O_CREAT)
            taken = _take(descriptor)
            if _is_still_at(path, descriptor):  # else it was deleted before we had it
                break
            os.close(descriptor)
        if not taken:
            said = os.read(descriptor, _LONGEST_HOLDER).decode("utf-8", "replace")
            os.close(descriptor)
            holder = next(iter(said.splitlines()), "") or "another program"
            raise HashiyaError(f"{what} ({holder}); {advice}")
        self._descriptor = descriptor
        if os.fstat(descriptor).st_nlink > 1:
            return  # it has another name, outside maybe: nothing is written to it
        os.ftruncate(descriptor, 0)
        holder = f"{user_name()} on {socket.gethostname()}, process {os.getpid()}, since {now()}\n"
        with suppress(OSError):  # a full disk: it is locked all the same
            os.pwrite(descriptor, holder.encode("utf-8"), 0)

    def release(self) -> None:
        """Let others in. The file stays: removing it would open a race between two newcomers."""
        if self._descriptor >= 0:
            descriptor, self._descriptor = self._descriptor, -1
            try:
                if os.fstat(descriptor).st_nlink == 1:
                    os.ftruncate(descriptor, 0)
            finally:
                os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still_at(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), path.lstat())
    except FileNotFoundError:
        return False


class LayerLock(FileLock):
    """One writer per layer, by the file PATH beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path.with_suffix('.json')}: these annotations are open already",
            "close them there, look at them with --read-only, or work under another name with --annotator",
        )


def importing_lock(folder: Path) -> FileLock:
    """Held by whoever brings texts into the project in FOLDER, from files or from a copy of it."""
    return FileLock(
        folder / "import.lock", f"{folder}: texts are being imported already", "let that end first"
    )
