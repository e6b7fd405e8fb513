"""Asking the terminal who it is, with a short limit in time: over SSH its environment is gone.

XTVERSION (`CSI > q`) is answered with a name by xterm, VTE, Konsole, kitty, mlterm, xterm.js and others;
secondary device attributes (`CSI > c`) tell the rest. Primary device attributes (`CSI c`), which every
terminal answers, are asked last: their answer ends the waiting.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

_QUESTIONS: Final = b"\x1b[>q\x1b[>c\x1b[c"
_VERSION: Final = re.compile(rb"\x1bP>\|([^\x1b]*)\x1b\\")
_SECONDARY: Final = re.compile(rb"\x1b\[>([\d;]*)c")
_PRIMARY: Final = re.compile(rb"\x1b\[\?[\d;]*c")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a terminal said of itself: its name and version, its secondary attributes; "" for nothing."""

    version: str = ""
    secondary: str = ""


def ask(descriptor: int, seconds: float) -> Answers:
    """Ask the terminal behind DESCRIPTOR and wait at most SECONDS for all of its answers.

    What is no answer but was typed meanwhile is lost; so this is for the moment before an app starts.
    """
    received = b""
    with _unbuffered(descriptor):
        os.write(descriptor, _QUESTIONS)
        end = time.monotonic() + seconds
        while not _PRIMARY.search(received) and (left := end - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                received += os.read(descriptor, 1024)
    return parse(received)


def parse(received: bytes) -> Answers:
    """The answers in what a terminal sent."""
    version, secondary = _VERSION.search(received), _SECONDARY.search(received)
    return Answers(
        version[1].decode("utf-8", "replace") if version else "",
        secondary[1].decode("ascii") if secondary else "",
    )


@contextmanager
def _unbuffered(descriptor: int) -> Iterator[None]:
    """The terminal in cbreak mode without echo, as it was before when the block ends."""
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor)
        yield
    finally:
        termios.tcsetattr(descriptor, termios.TCSAFLUSH, before)


def outside_tmux() -> str:
    """The name and version of the terminal that tmux writes to, "" where tmux does not say."""
    try:
        said = subprocess.run(
            ["tmux", "display-message", "-p", "#{client_termtype}"],
            capture_output=True,
            text=True,
            timeout=1,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return said.stdout.strip()


def ask_here() -> Answers:
    """The answers of the terminal on standard input and output, none where it is not one.

    Every terminal answers the last question, so the limit is for what is no terminal. It is generous
    where a network lies between: an answer that came later would be taken for typed keys.
    """
    if not (os.isatty(0) and os.isatty(1)):
        return Answers()
    try:
        return ask(0, seconds=3.0 if os.environ.get("SSH_TTY") else 1.0)
    except (OSError, termios.error):
        return Answers()
