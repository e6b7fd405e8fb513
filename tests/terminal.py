"""The installed command in a real pseudo-terminal, and what stands on its screen."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

HASHIYA = Path(sys.executable).parent / "hashiya"
KEYS = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "shift+left": "\x1b[1;2D",
    "enter": "\r",
    "space": " ",
}


class RealTerminal:
    """COMMAND in a pseudo-terminal of 100 columns and 30 rows, its output fed to a terminal model."""

    def __init__(self, *command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SSH_")},
            "TERM": "xterm-256color",
            "XTERM_VERSION": "XTerm(379)",  # whose cells stay where they are sent, as the model's do
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            **(env or {}),
        }
        self.screen = pyte.Screen(100, 30)
        self._stream = pyte.ByteStream(self.screen)
        self.process = pexpect.spawn(
            str(command[0]),
            [str(part) for part in command[1:]],
            cwd=str(cwd),
            env=environment,
            dimensions=(30, 100),
            timeout=20,
        )

    def read(self) -> None:
        """Take in what the command has written by now."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            self._stream.feed(self.process.read_nonblocking(65536, timeout=0.05))

    def wait_for(self, condition: Callable[[], bool], what: str, seconds: float = 20) -> None:
        """Read until CONDITION holds; AssertionError with WHAT and the screen if it never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.read()
            if condition():
                return
        raise AssertionError(f"never came: {what}\n" + "\n".join(self.screen.display))

    def wait_for_text(self, text: str) -> None:
        """Read until TEXT stands on the screen."""
        self.wait_for(lambda: any(text in line for line in self.screen.display), text)

    def press(self, *keys: str) -> None:
        """Type KEYS, by name or as the characters they are."""
        for key in keys:
            self.process.send(KEYS.get(key, key))
            time.sleep(0.02)
            self.read()

    def on_background(self, colour: str) -> list[str]:
        """The stretches of text on the background COLOUR (rrggbb), from the top, left to right."""
        found: list[str] = []
        for y in range(self.screen.lines):
            run = ""
            for x in range(self.screen.columns):
                cell = self.screen.buffer[y][x]
                if cell.bg == colour:
                    run += cell.data
                elif run:
                    found.append(run)
                    run = ""
            if run:
                found.append(run)
        return found

    def quit(self) -> int:
        """Press q and give the exit status."""
        self.press("q")
        self.process.expect(pexpect.EOF)
        self.process.close()
        return int(self.process.exitstatus if self.process.exitstatus is not None else -1)
