"""Asking the terminal who it is, with a short limit in time: over SSH its environment is gone.

XTVERSION (`CSI > q`) is answered with a name by xterm, VTE, Konsole, kitty, mlterm, xterm.js and others;
secondary and tertiary device attributes (`CSI > c`, `CSI = c`) tell the rest; DECRQM of mode 8
(`CSI 8 $ p`) tells whether it orders right-to-left rows itself by ECMA-48. Primary device attributes
(`CSI c`), which every terminal answers, are asked last: their answer ends the waiting.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import termios
import time
import tty
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

T = TypeVar("T")
_QUESTIONS: Final = b"\x1b[>q\x1b[>c\x1b[=c\x1b[8$p\x1b[c"
_VERSION: Final = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_SECONDARY: Final = re.compile(rb"\x1b\[>([\d;]*)c")
_TERTIARY: Final = re.compile(rb"\x1bP!\|([0-9A-Fa-f]+)\x1b\\")
_BIDI_MODE: Final = re.compile(rb"\x1b\[8;[13]\$y")
_POSITION: Final = re.compile(rb"\x1b\[(\d+);(\d+)R")
_COLOUR: Final = re.compile(rb"\x1b\]10;rgb:([0-9a-fA-F]{2,4})/([0-9a-fA-F]{2,4})/([0-9a-fA-F]{2,4})")
_PRIMARY: Final = re.compile(rb"\x1b\[\?[\d;]*c")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a terminal said of itself: its name and version, its secondary and tertiary attributes.

    "" stands for nothing; the tertiary ones are a unit's id, in which VTE and Konsole spell their names.
    `bidi` says that it has mode 8 set: by ECMA-48 it orders rows itself.
    """

    version: str = ""
    secondary: str = ""
    bidi: bool = False
    tertiary: str = ""


def ask(descriptor: int, seconds: float) -> Answers:
    """Ask the terminal behind DESCRIPTOR and wait at most SECONDS for all of its answers.

    What is no answer but was typed meanwhile is lost; so this is for the moment before an app starts.
    A terminal that shows a question that it does not know (QTerminal) has its row erased again.
    """
    with _unbuffered(descriptor):
        answers = parse(_answer(descriptor, b"\x1b7" + _QUESTIONS, _PRIMARY, seconds))
        os.write(descriptor, b"\x1b8\x1b[K")
        return answers


def _answer(descriptor: int, question: bytes, last: re.Pattern[bytes], seconds: float) -> bytes:
    """What the terminal sends after QUESTION, up to what LAST matches or for SECONDS."""
    received = b""
    os.write(descriptor, question)
    end = time.monotonic() + seconds
    while not last.search(received) and (left := end - time.monotonic()) > 0:
        if select.select([descriptor], [], [], left)[0]:
            received += os.read(descriptor, 1024)
    return received


def widths(descriptor: int, texts: Sequence[str], seconds: float) -> list[int | None]:
    """How many columns each of TEXTS moves the terminal's cursor, by its own report (`CSI 6 n`).

    None where it does not say. The row that the cursor is on is used for it, and erased.
    """
    found: list[int | None] = []
    with _unbuffered(descriptor):
        for text in texts:
            question = b"\r\x1b[K" + text.encode("utf-8") + b"\x1b[6n"
            match = _POSITION.search(_answer(descriptor, question, _POSITION, seconds))
            found.append(int(match[2]) - 1 if match else None)
            if match is None:
                break
        os.write(descriptor, b"\r\x1b[K")
    return found + [None] * (len(texts) - len(found))


def foreground(descriptor: int, seconds: float) -> str | None:
    """The colour (#rrggbb) that the terminal writes in where none is asked for, None if it does not say."""
    with _unbuffered(descriptor):
        said = _COLOUR.search(_answer(descriptor, b"\x1b]10;?\x1b\\\x1b[c", _PRIMARY, seconds))
    return "#" + "".join(part[:2].decode("ascii") for part in said.groups()) if said else None


def parse(received: bytes) -> Answers:
    """The answers in what a terminal sent."""
    version, secondary = _VERSION.search(received), _SECONDARY.search(received)
    return Answers(
        version[1].decode("utf-8", "replace") if version else "",
        secondary[1].decode("ascii") if secondary else "",
        _BIDI_MODE.search(received) is not None,
        _unit(tertiary[1]) if (tertiary := _TERTIARY.search(received)) else "",
    )


def _unit(digits: bytes) -> str:
    """The four letters that a terminal's unit id spells, "" where they are none."""
    letters = bytes.fromhex(digits.decode("ascii")) if len(digits) % 2 == 0 else b""
    return letters.decode("ascii") if letters.isascii() and letters.strip(b"\0") else ""


@contextmanager
def _unbuffered(descriptor: int) -> Iterator[None]:
    """The terminal in cbreak mode without echo, as it was before when the block ends."""
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def outside_tmux() -> tuple[str, str]:
    """What the terminal that tmux writes to calls itself, and its TERM; "" where tmux does not say."""
    try:
        said = subprocess.run(
            ["tmux", "display-message", "-p", "#{client_termtype}\t#{client_termname}"],
            capture_output=True,
            text=True,
            timeout=1,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "", ""
    version, _, term = said.stdout.rstrip("\n").partition("\t")
    return version, term


def ask_here() -> Answers:
    """The answers of the terminal that this program runs in, none where it runs in none.

    Every terminal answers the last question, so the limit is for what is no terminal. It is generous
    where a network lies between: an answer that came later would be taken for typed keys.
    """
    return _asked(lambda terminal: ask(terminal, _patience()), Answers())


def widths_here(texts: Sequence[str]) -> list[int | None]:
    """`widths` for the terminal that this program runs in."""
    return _asked(lambda terminal: widths(terminal, texts, _patience()), [None] * len(texts))


def foreground_here() -> str | None:
    """`foreground` of the terminal that this program runs in."""
    return _asked(lambda terminal: foreground(terminal, _patience()), None)


def _patience() -> float:
    return 3.0 if os.environ.get("SSH_TTY") else 1.0


def _asked(asking: Callable[[int], T], otherwise: T) -> T:
    """ASKING of the terminal, also where standard input and output are something else."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return otherwise
    try:
        if os.tcgetpgrp(terminal) != os.getpgrp():
            return otherwise  # in the background asking would stop this program
        return asking(terminal)
    except (OSError, termios.error):
        return otherwise
    finally:
        os.close(terminal)
