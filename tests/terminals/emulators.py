"""The terminals that the app is tried in: how each is started, and what has to be installed for it."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

FONT = "DejaVu Sans Mono"
SIZE = 14

Start = Callable[[list[str], int, int], list[str]]


@dataclass(frozen=True)
class Emulator:
    """A terminal: `start` gives the command line for a command and columns × rows.

    `programs` are what has to be installed; `package` is Debian's, whose version it is. `takes_size`
    says that it opens as large as it was told to; the others are as large as they like.
    """

    name: str
    start: Start
    programs: tuple[str, ...]
    package: str
    takes_size: bool = True

    def missing(self) -> list[str]:
        """The programs that are not installed."""
        return [program for program in self.programs if shutil.which(program) is None]

    @property
    def version(self) -> str:
        """The version that is installed, without what Debian adds to it."""
        if not self.package:
            from tests.terminals.xterm_js import MODULES

            described = (MODULES / "@xterm/xterm/package.json").read_text(encoding="utf-8")
            return str(json.loads(described)["version"])
        asked = ["dpkg-query", "-W", "-f", "${source:Upstream-Version}", self.package]
        said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        return said.split("+")[0]


def xterm(command: list[str], columns: int, rows: int) -> list[str]:
    return ["xterm", "-u8", "-fa", FONT, "-fs", str(SIZE), "-geometry", f"{columns}x{rows}", "-e", *command]


def urxvt(command: list[str], columns: int, rows: int) -> list[str]:
    return [
        "urxvt", "-fn", f"xft:{FONT}:size={SIZE}", "-geometry", f"{columns}x{rows}", "+sb", "-e", *command,
    ]  # fmt: skip


def st(command: list[str], columns: int, rows: int) -> list[str]:
    return ["st", "-f", f"{FONT}:size={SIZE}", "-g", f"{columns}x{rows}", "-e", *command]


def alacritty(command: list[str], columns: int, rows: int) -> list[str]:
    return [
        "alacritty", "-o", f"font.normal.family={FONT!r}", "-o", f"font.size={SIZE}",
        "-o", f"window.dimensions.columns={columns}", "-o", f"window.dimensions.lines={rows}",
        "-e", *command,
    ]  # fmt: skip


def zutty(command: list[str], columns: int, rows: int) -> list[str]:
    return [
        "zutty", "-font", "DejaVuSansMono", "-fontpath", "/usr/share/fonts/truetype/dejavu", "-dwfont", "",
        "-fontsize", str(SIZE + 4), "-geometry", f"{columns}x{rows}", "-e", *command,
    ]  # fmt: skip


def vte(command: list[str], columns: int, rows: int) -> list[str]:
    line = shlex.join(command)
    return ["dbus-run-session", "lxterminal", f"--geometry={columns}x{rows}", "-e", line]


def mlterm(command: list[str], columns: int, rows: int) -> list[str]:
    return ["mlterm", "--fontsize", str(SIZE + 6), "-g", f"{columns}x{rows}", "-e", *command]


def konsole(command: list[str], columns: int, rows: int) -> list[str]:
    return [
        "dbus-run-session", "konsole", "--separate", "--hide-menubar", "--hide-tabbar", "--notransparency",
        "-p", f"Font={FONT},{SIZE}", "-p", f"TerminalColumns={columns}", "-p", f"TerminalRows={rows}",
        "-e", *command,
    ]  # fmt: skip


def qterminal(command: list[str], _columns: int, _rows: int) -> list[str]:
    return ["qterminal", "-e", shlex.join(command)]


def pterm(command: list[str], columns: int, rows: int) -> list[str]:
    return ["pterm", "-fn", f"client:{FONT} {SIZE}", "-geometry", f"{columns}x{rows}", "-e", *command]


def kitty(command: list[str], columns: int, rows: int) -> list[str]:
    return [
        "kitty", "--config", "NONE", "-o", f"font_family={FONT}", "-o", f"font_size={SIZE}",
        "-o", "remember_window_size=no", "-o", f"initial_window_width={columns}c",
        "-o", f"initial_window_height={rows}c", "-o", "confirm_os_window_close=0", *command,
    ]  # fmt: skip


def tmux_in(outside: Start) -> Start:
    def start(command: list[str], columns: int, rows: int) -> list[str]:
        inside = ["tmux", "-u", "-f", "/dev/null", "-L", f"hashiya{os.getpid()}", "new-session"]
        return outside([*inside, shlex.join(command)], columns, rows)

    return start


def screen_in(outside: Start) -> Start:
    def start(command: list[str], columns: int, rows: int) -> list[str]:
        inside = ["screen", "-U", "-c", "/dev/null", "-S", f"hashiya{os.getpid()}"]
        return outside([*inside, *command], columns, rows)

    return start


def nowhere(_command: list[str], _columns: int, _rows: int) -> list[str]:
    raise AssertionError("xterm.js has no window of its own")


EMULATORS = (
    Emulator("xterm", xterm, ("xterm",), "xterm"),
    Emulator("rxvt-unicode", urxvt, ("urxvt",), "rxvt-unicode"),
    Emulator("st", st, ("st",), "stterm"),
    Emulator("alacritty", alacritty, ("alacritty",), "alacritty"),
    Emulator("zutty", zutty, ("zutty",), "zutty"),
    Emulator("VTE (LXTerminal)", vte, ("lxterminal", "dbus-run-session"), "libvte-2.91-0"),
    Emulator("mlterm", mlterm, ("mlterm",), "mlterm"),
    Emulator("Konsole", konsole, ("konsole", "dbus-run-session"), "konsole"),
    Emulator("QTerminal", qterminal, ("qterminal",), "qterminal", takes_size=False),
    Emulator("PuTTY (pterm)", pterm, ("pterm",), "pterm"),
    Emulator("kitty", kitty, ("kitty",), "kitty"),
    Emulator("tmux in xterm", tmux_in(xterm), ("tmux", "xterm"), "tmux"),
    Emulator("tmux in VTE", tmux_in(vte), ("tmux", "lxterminal", "dbus-run-session"), "tmux"),
    Emulator("screen in xterm", screen_in(xterm), ("screen", "xterm"), "screen"),
    Emulator("xterm.js, DOM", nowhere, ("chromium",), ""),
    Emulator("xterm.js, canvas", nowhere, ("chromium",), ""),
)
