"""xterm.js, which VS Code, JupyterLab and ttyd draw with, live in headless Chromium.

A pseudo-terminal's output goes to the page, what the page types and answers goes back.
"""

from __future__ import annotations

import base64
import fcntl
import os
import pty
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.terminals.emulators import FONT, SIZE, Emulator
from tests.terminals.window import SCREEN, TELLING, Grid, Image, Photograph, Window

# Where `npm install @xterm/xterm @xterm/addon-canvas` was run.
MODULES = (
    Path(os.environ.get("HASHIYA_XTERM_JS", Path.home() / ".cache" / "hashiya-xterm-js")) / "node_modules"
)
NEEDED = (
    MODULES / "@xterm/xterm/css/xterm.css",
    MODULES / "@xterm/xterm/lib/xterm.js",
    MODULES / "@xterm/addon-canvas/lib/addon-canvas.js",
)
_FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
_OPEN = """([columns, rows, font, size, canvas]) => {
  const term = window.term = new Terminal({cols: columns, rows, fontFamily: font, fontSize: size,
                                           allowProposedApi: true, cursorBlink: false});
  term.open(document.getElementById('t'));
  if (canvas) term.loadAddon(new CanvasAddon.CanvasAddon());
  term.onData(said);
  term.onBinary(said);
  term.focus();
}"""
_WRITE = (
    """data => new Promise(done => term.write(Uint8Array.from(atob(data), c => c.charCodeAt(0)), done))"""
)
_KEYS = {"Left": "ArrowLeft", "Right": "ArrowRight", "Up": "ArrowUp", "Down": "ArrowDown", "space": " "} | {
    "question": "?", "Next": "PageDown", "Prior": "PageUp", "BackSpace": "Backspace", "Return": "Enter",
}  # fmt: skip


class XtermJS(Window):
    """The terminal in a page; it shows nothing but its grid."""

    def __init__(
        self, emulator: Emulator, command: Sequence[str], columns: int, rows: int, home: Path
    ) -> None:
        self._main, child = pty.openpty()
        _set_size(child, columns, rows)
        self.about: dict[str, object] = {"tty": os.ttyname(child)}
        self._playwright = sync_playwright().start()
        chromium = shutil.which("chromium") or ""
        self._browser = self._playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        self._page = self._browser.new_page(viewport=dict(zip(("width", "height"), SCREEN, strict=True)))
        css, *scripts = NEEDED
        self._page.set_content(f"<style>{css.read_text()}</style><body style='margin:0'><div id=t></div>")
        for script in scripts:
            self._page.add_script_tag(path=str(script))
        self._page.expose_function("said", self._said)
        canvas = emulator.name.endswith("canvas")
        self._page.evaluate(_OPEN, [columns, rows, FONT, SIZE * 1.6, canvas])
        environment = {name: value for name, value in os.environ.items() if name not in TELLING}
        environment |= {
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
        }
        environment["HOME"] = str(home)
        self.about["environment"] = {name: environment[name] for name in ("TERM", "COLORTERM")}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BECOME, *command],
            stdin=child, stdout=child, stderr=child, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(child)
        self._measure(columns, rows)
        self._wait_for_output()
        self._pump()  # answers that came late would be taken for keys

    def _measure(self, columns: int, rows: int) -> None:
        box = self._page.locator(".xterm-screen").bounding_box()
        assert box is not None
        self.grid = Grid(round(box["x"]), round(box["y"]), box["width"] / columns, box["height"] / rows)
        self._columns, self._rows = columns, rows

    def _said(self, data: str) -> None:
        os.write(self._main, data.encode("utf-8"))

    def _wait_for_output(self, seconds: float = 20) -> None:
        """Wait for the program's first questions, however long it takes to start."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not select.select([self._main], [], [], 0)[0]:
            self._page.wait_for_timeout(20)

    def _pump(self, quiet: float = 0.5, seconds: float = 15) -> None:
        """Show what the program writes until it has been quiet for a while."""
        end, last = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() < min(end, last + quiet):
            if select.select([self._main], [], [], 0)[0]:
                try:
                    written = os.read(self._main, 65536)
                except OSError:
                    return
                last = time.monotonic()
                self._page.evaluate(_WRITE, base64.b64encode(written).decode())
            else:
                self._page.wait_for_timeout(20)  # lets the page's answers through

    def size(self) -> tuple[int, int]:
        return self._columns, self._rows

    def photograph(self) -> Photograph:
        self._pump()
        self._page.wait_for_timeout(100)
        png = self._page.screenshot()
        done = subprocess.run(
            ["convert", "png:-", "-depth", "8", "rgba:-"], input=png, capture_output=True, check=True
        )
        return Photograph(Image(*SCREEN, done.stdout), self.grid, self._columns, self._rows)

    def press(self, *keys: str) -> None:
        for key in keys:
            *modifiers, last = key.split("+")
            last = _KEYS.get(last, last)
            self._page.keyboard.press("+".join([*(m.capitalize() for m in modifiers), last]))
            self._pump(quiet=0.05)

    def drag(self, *cells: tuple[int, int]) -> None:
        mouse = self._page.mouse
        places = [self.grid.middle(*cell) for cell in cells]
        mouse.move(*places[0])
        mouse.down()
        for place in places[1:]:
            self._pump(quiet=0.1)
            mouse.move(*place)
        self._pump(quiet=0.1)
        mouse.up()
        self._pump(quiet=0.1)

    def resize(self, columns: int, rows: int) -> None:
        self._page.evaluate("([columns, rows]) => term.resize(columns, rows)", [columns, rows])
        _set_size(self._main, columns, rows)
        self._pump()
        self._measure(columns, rows)

    def ended(self) -> bool:
        self._pump()
        return self._process.poll() is not None

    def close(self) -> None:
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGTERM)
        self._process.wait(timeout=10)
        self._browser.close()
        self._playwright.stop()
        os.close(self._main)


# The pseudo-terminal as the controlling one, so that a change of size is told.
_BECOME = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execvp(sys.argv[1], sys.argv[1:])
"""


def _set_size(descriptor: int, columns: int, rows: int) -> None:
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
