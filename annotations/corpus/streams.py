"""Sources as streams: unpacked while they are read, never more of them in memory than is asked for.

What is packed may be ten gigabytes of blanks, and what comes through a pipe may have no end.
"""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from annotations.errors import HashiyaError

if TYPE_CHECKING:
    import zstandard

PACKED: Final = (".gz", ".zst")
# Bytes of a zstd stream at a time: a block of four bytes can stand for 128 kB.
_PIECE: Final = 1024
_SKIPPED_AT_ONCE: Final = 1 << 20
# Behind so much without a line end there is none to be expected, as in /dev/zero.
ENDLESS: Final = 32 << 30


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """PATH for reading, unpacked; a missing unpacker is told as a HashiyaError.

    Where what is packed is damaged, reading gives a HashiyaError; where it ends too early an EOFError.
    """
    if str(path) == "-":
        if sys.stdin is None:
            raise HashiyaError("standard input: it is closed")
        yield sys.stdin.buffer
        return
    with path.open("rb") as raw:
        match path.suffix.lower():
            case ".gz":
                with gzip.open(raw) as file:
                    yield cast(IO[bytes], io.BufferedReader(_Gzip(file, str(path))))
            case ".zst":
                yield cast(IO[bytes], io.BufferedReader(_Zstd(raw, str(path))))
            case _:
                yield raw


class _Gzip(io.RawIOBase):
    """FILE, with what is wrong with it told as a HashiyaError."""

    def __init__(self, file: gzip.GzipFile, name: str) -> None:
        super().__init__()
        self._file = file
        self._name = name

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """As `io.RawIOBase` has it."""
        view = memoryview(cast(bytearray, buffer))
        try:
            data = self._file.read1(len(view))
        except EOFError as error:
            raise EOFError("it ends too early: what is packed in it is not whole") from error
        except zlib.error as error:
            raise HashiyaError(f"{self._name}: not readable as gzip: {error}") from error
        view[: len(data)] = data
        return len(data)


class _Zstd(io.RawIOBase):
    """What is packed in RAW, frame after frame."""

    def __init__(self, raw: IO[bytes], name: str) -> None:
        super().__init__()
        try:
            import zstandard
        except ImportError as error:
            raise HashiyaError(
                f"{name}: zstd needs one more package: pip install 'hashiya[zstd]'"
            ) from error
        self._error = zstandard.ZstdError
        self._new = zstandard.ZstdDecompressor().decompressobj
        self._raw = raw
        self._name = name
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._packed = b""
        self._unpacked = memoryview(b"")

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """As `io.RawIOBase` has it."""
        view = memoryview(cast(bytearray, buffer))
        while not self._unpacked:
            self._packed = self._packed or self._raw.read(_PIECE)
            if not self._packed:
                if self._frame is not None:
                    raise EOFError("it ends too early: what is packed in it is not whole")
                return 0
            self._unpack()
        count = min(len(view), len(self._unpacked))
        view[:count] = self._unpacked[:count]
        self._unpacked = self._unpacked[count:]
        return count

    def _unpack(self) -> None:
        self._frame = self._frame or self._new()
        try:
            self._unpacked = memoryview(self._frame.decompress(self._packed))
        except self._error as error:
            raise HashiyaError(f"{self._name}: not readable as zstd: {error}") from error
        self._packed = b""
        if self._frame.eof:
            self._packed, self._frame = self._frame.unused_data, None


def bounded_lines(file: IO[bytes], largest: int) -> Iterator[bytes | None]:
    """The lines of FILE with their ends; None stands for one of more than LARGEST bytes.

    HashiyaError where such a line has no end.
    """
    while line := file.readline(largest + 1):
        if len(line) <= largest or line.endswith(b"\n"):
            yield line
            continue
        skipped = len(line)
        while (piece := file.readline(_SKIPPED_AT_ONCE)) and not piece.endswith(b"\n"):
            skipped += len(piece)
            if skipped > ENDLESS:
                raise HashiyaError("a line has no end; what is behind its beginning was not read")
        yield None
