"""One writer at a time: a lock file that the operating system frees when its holder dies."""

from __future__ import annotations

import fcntl
import os
import socket
from pathlib import Path

from annotations.errors import HashiyaError
from annotations.model import now, user_name


class FileLock:
    """Held from construction to `release`.

    Where another process holds it, a HashiyaError says WHAT is so, who that is, and the ADVICE.
    """

    def __init__(self, path: Path, what: str, advice: str) -> None:
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            holder = self._file.read().strip() or "another program"
            self._file.close()
            raise HashiyaError(f"{what} ({holder}); {advice}") from error
        self._file.truncate(0)
        self._file.write(f"{user_name()} on {socket.gethostname()}, process {os.getpid()}, since {now()}\n")
        self._file.flush()

    def release(self) -> None:
        """Let others in. The file stays: removing it would open a race between two newcomers."""
        if not self._file.closed:
            self._file.truncate(0)
            self._file.close()


class LayerLock(FileLock):
    """One writer per layer, by the file PATH beside it."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            f"{path.with_suffix('.json')}: these annotations are open already",
            "close them there, look at them with --read-only, or work under another name with --annotator",
        )
