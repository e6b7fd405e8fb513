"""One terminal in a window of its own, under Xvfb: typed to, clicked on, photographed cell by cell."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Protocol

from tests.terminals.emulators import Emulator

SCREEN = (1500, 1000)
# Variables that would tell of the terminal that the tests themselves run in.
TELLING = frozenset(
    {"TMUX", "TMUX_PANE", "STY", "TERM", "COLORTERM", "WAYLAND_DISPLAY", "SSH_TTY", "SSH_CONNECTION"}
)
Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Image:
    """Pixels, four bytes each: red, green, blue, and one more."""

    width: int
    height: int
    pixels: bytes

    @cached_property
    def colours(self) -> list[int]:
        """The pixels as numbers."""
        return memoryview(self.pixels).cast("I").tolist()

    def part(self, box: Box) -> list[list[int]]:
        """The colours in BOX, row by row."""
        left, top, right, bottom = box
        return [self.colours[y * self.width + left : y * self.width + right] for y in range(top, bottom)]

    def difference(self, other: Image) -> Box:
        """The smallest box outside of which the two are alike."""

        def unlike(x: int, y: int) -> bool:
            return self.colours[y * self.width + x] != other.colours[y * self.width + x]

        everything = (0, 0, self.width, self.height)
        rows = zip(self.part(everything), other.part(everything), strict=True)
        lines = [y for y, (mine, others) in enumerate(rows) if mine != others]
        assert lines, "two screens of different colours look alike"
        columns = [x for x in range(self.width) if unlike(x, lines[len(lines) // 2])]
        # Down the middle only: tmux's status line changes its words meanwhile.
        lines = [y for y in range(self.height) if unlike((columns[0] + columns[-1]) // 2, y)]
        return columns[0], lines[0], columns[-1] + 1, lines[-1] + 1


@dataclass(frozen=True)
class Grid:
    """Where the cells of a terminal are in its picture."""

    left: int
    top: int
    cell_width: float
    cell_height: float

    def box(self, column: int, row: int, columns: int = 1, rows: int = 1) -> Box:
        """The pixels of a block of cells: left, top, right, bottom."""
        return (
            round(self.left + column * self.cell_width),
            round(self.top + row * self.cell_height),
            round(self.left + (column + columns) * self.cell_width),
            round(self.top + (row + rows) * self.cell_height),
        )

    def middle(self, column: int, row: int) -> tuple[int, int]:
        """The pixel in the middle of a cell."""
        left, top, right, bottom = self.box(column, row)
        return (left + right) // 2, (top + bottom) // 2


@dataclass(frozen=True)
class Photograph:
    """A picture of a terminal and its grid of COLUMNS × ROWS cells."""

    image: Image
    grid: Grid
    columns: int
    rows: int

    @cached_property
    def _cells(self) -> dict[tuple[int, int], Counter[int]]:
        """The colours of every cell; not to its very edge, where a neighbour's letters may reach."""
        found = {}
        for row in range(self.rows):
            for column in range(self.columns):
                left, top, right, bottom = self.grid.box(column, row)
                colours: Counter[int] = Counter()
                for line in self.image.part((left + 1, top + 1, right - 1, bottom - 1)):
                    colours.update(line)
                found[column, row] = colours
        return found

    @cached_property
    def backgrounds(self) -> dict[tuple[int, int], int]:
        """The colour that most of each cell has, by column and row."""
        return {place: colours.most_common(1)[0][0] for place, colours in self._cells.items()}

    @cached_property
    def _contrasts(self) -> dict[int, int]:
        """How unlike its ground what is written on it is, by ground."""
        found: dict[int, Counter[int]] = {}
        for place, colours in self._cells.items():
            found.setdefault(self.backgrounds[place], Counter()).update(colours)
        return {
            ground: max((_unlike(c, ground) for c, times in colours.items() if times >= 20), default=0)
            or 765
            for ground, colours in found.items()
        }

    def is_rule(self, column: int, row: int) -> bool:
        """Whether an upright line goes through most of a cell, as no letter does."""
        lines = self.image.part(self.grid.box(column, row))
        ground = self.backgrounds[column, row]
        return sum(any(colour != ground for colour in line) for line in lines) > 0.8 * len(lines)

    def is_level_line(self, column: int, row: int) -> bool:
        """Whether a level line goes through a cell from its left to its right, as in a bracket's middle."""
        lines = self.image.part(self.grid.box(column, row))
        ground = self.backgrounds[column, row]
        return any(sum(colour != ground for colour in line) > 0.9 * len(line) for line in lines)

    def is_blank(self, column: int, row: int) -> bool:
        """Whether nothing is drawn in a cell."""
        ground = self.backgrounds[column, row]
        box = self.grid.box(column, row)
        return all(colour == ground for line in self.image.part(box) for colour in line)

    def letters(self, column: int, row: int, columns: int, rows: int) -> Image:
        """A block of cells as black letters on white, whatever colours they have."""
        shaded: dict[tuple[int, int], int] = {}
        lines: list[list[int]] = []
        for y in range(row, row + rows):
            _, top, _, bottom = self.grid.box(column, y)
            block: list[list[int]] = [[] for _ in range(top, bottom)]
            for x in range(column, column + columns):
                ground = self.backgrounds[x, y]
                for shades, line in zip(block, self.image.part(self.grid.box(x, y)), strict=True):
                    for colour in line:
                        if (colour, ground) not in shaded:
                            shaded[colour, ground] = self._shade(colour, ground)
                        shades.append(shaded[colour, ground])
            lines += block
        left, _, right, _ = self.grid.box(column, row, columns)
        pixels = b"".join(bytes([grey, grey, grey, 255]) for line in lines for grey in line)
        return Image(right - left, len(lines), pixels)

    def _shade(self, colour: int, ground: int) -> int:
        """255 for a colour like GROUND, 0 for one like the letters that stand on it."""
        return 255 - min(255, 280 * _unlike(colour, ground) // self._contrasts[ground])


def _unlike(a: int, b: int) -> int:
    return sum(abs((a >> shift & 255) - (b >> shift & 255)) for shift in (0, 8, 16))


class Window(Protocol):
    """A terminal that is looked at and worked with from outside."""

    grid: Grid
    about: dict[str, object]

    def __init__(
        self, emulator: Emulator, command: Sequence[str], columns: int, rows: int, home: Path
    ) -> None:
        """EMULATOR with COMMAND in it; HOME is a folder of its own."""

    def size(self) -> tuple[int, int]:
        """Its columns and rows, as the program in it sees them."""

    def photograph(self) -> Photograph:
        """What it shows now."""

    def press(self, *keys: str) -> None:
        """Type KEYS, in xdotool's names."""

    def drag(self, *cells: tuple[int, int]) -> None:
        """Press the mouse button on the first of CELLS (column, row) and let it go on the last."""

    def resize(self, columns: int, rows: int) -> None:
        """Make it smaller or larger by about as much as COLUMNS and ROWS say."""

    def ended(self) -> bool:
        """Whether the program in it is gone."""

    def close(self) -> None:
        """End the program and the terminal."""


class X11Window(Window):
    """A terminal under Xvfb; its picture is the whole screen."""

    def __init__(
        self, emulator: Emulator, command: Sequence[str], columns: int, rows: int, home: Path
    ) -> None:
        self._home = home
        self._columns, self._rows = columns, rows
        read_end, write_end = os.pipe()
        screen = "x".join(map(str, (*SCREEN, 24)))
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), "-screen", "0", screen, "-nolisten", "tcp", "-r"],
            pass_fds=[write_end], stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(write_end)
        with os.fdopen(read_end) as said:
            display = said.readline().strip()
        self._env = {name: value for name, value in os.environ.items() if name not in TELLING} | {
            "DISPLAY": f":{display}", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "HOME": str(home),
            "XDG_RUNTIME_DIR": str(home), "LIBGL_ALWAYS_SOFTWARE": "1", "QT_QPA_PLATFORM": "xcb",
            "GTK_IM_MODULE": "", "NO_AT_BRIDGE": "1",
            "SCREENDIR": str(home / "screen"), "TMUX_TMPDIR": str(home),
        }  # fmt: skip
        (home / "screen").mkdir(mode=0o700, exist_ok=True)
        inside = [sys.executable, str(Path(__file__).with_name("inside.py")), str(home), *command]
        self._terminal = subprocess.Popen(
            emulator.start(inside, columns, rows),
            env=self._env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        try:
            self._calibrate(emulator)
        except BaseException:
            self.close()
            raise

    def _calibrate(self, emulator: Emulator) -> None:
        """Find the grid: what differs between two screens of one colour each."""
        self.about = self._wait_for_about(1)
        if not emulator.takes_size:
            self._set_window(1300, 800)
            time.sleep(1)
        first = self._still()
        (self._home / "1").touch()
        self.about = self._wait_for_about(2)
        second = self._still()
        self._columns, self._rows = self.size()
        left, top, right, bottom = first.difference(second)
        self.grid = Grid(left, top, (right - left) / self._columns, (bottom - top) / self._rows)
        # Without a window manager the window under the pointer has the keyboard.
        x, y = self.grid.middle(self._columns - 1, self._rows - 1)
        run("xdotool", "mousemove", str(x), str(y), env=self._env)
        (self._home / "2").touch()

    def _wait_for_about(self, number: int) -> dict[str, object]:
        end = time.monotonic() + 40
        while time.monotonic() < end:
            time.sleep(0.05)
            if self._terminal.poll() is not None and self._terminal.stderr:
                raise AssertionError(f"the terminal ended: {self._terminal.stderr.read().decode()}")
            file = self._home / "about.json"
            if file.exists():
                about: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
                if about["shown"] == number:
                    return about
        raise AssertionError("the terminal never ran its command")

    def size(self) -> tuple[int, int]:
        said = subprocess.run(
            ["stty", "-F", str(self.about["tty"]), "size"], capture_output=True, text=True, check=True
        ).stdout.split()
        return int(said[1]), int(said[0])

    def _picture(self) -> Image:
        return Image(*SCREEN, run("import", "-window", "root", "-depth", "8", "rgba:-", env=self._env))

    def _still(self, seconds: float = 15) -> Image:
        """The picture, once two in a row are alike."""
        end, before = time.monotonic() + seconds, self._picture()
        while time.monotonic() < end:
            time.sleep(0.4)
            now = self._picture()
            if now == before:
                return now
            before = now
        return before

    def photograph(self) -> Photograph:
        self._nudge()
        return Photograph(self._still(), self.grid, self._columns, self._rows)

    def _nudge(self) -> None:
        """Move the pointer by a pixel and back, which no terminal tells its program.

        zutty's drawing thread sometimes takes a key from the connection that both its threads share;
        the thread that reads keys then sees it only when something else happens.
        """
        run("xdotool", "mousemove_relative", "1", "0", "mousemove_relative", "--", "-1", "0", env=self._env)

    def press(self, *keys: str) -> None:
        run("xdotool", "key", "--delay", "40", *keys, env=self._env)

    def drag(self, *cells: tuple[int, int]) -> None:
        places = [list(map(str, self.grid.middle(*cell))) for cell in cells]
        moves = [["mousemove", *place, "sleep", "0.15"] for place in places]
        run(
            "xdotool", *moves[0], "mousedown", "1", "sleep", "0.15",
            *(part for move in moves[1:] for part in move), "mouseup", "1", env=self._env,
        )  # fmt: skip

    def resize(self, columns: int, rows: int) -> None:
        width, height, _ = self._window()
        self._set_window(
            width + round((columns - self._columns) * self.grid.cell_width),
            height + round((rows - self._rows) * self.grid.cell_height),
        )
        end = time.monotonic() + 10
        while self.size() == (self._columns, self._rows) and time.monotonic() < end:
            time.sleep(0.1)
        self._columns, self._rows = self.size()

    def _window(self) -> tuple[int, int, str]:
        """The terminal's window: width, height, id; it may appear after its program has begun."""
        search = ("search", "--onlyvisible", "--maxdepth", "1", "--name", ".*")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            found = []
            for window in run("xdotool", *search, env=self._env).decode().split():
                shape = run("xdotool", "getwindowgeometry", window, env=self._env).decode()
                match = re.search(r"Geometry: (\d+)x(\d+)", shape)
                if match and (int(match[1]), int(match[2])) != SCREEN:
                    found.append((int(match[1]), int(match[2]), window))
            if found:
                return max(found)
            time.sleep(0.2)
        raise AssertionError("the terminal never opened its window")

    def _set_window(self, width: int, height: int) -> None:
        window = self._window()[2]
        place, size = ("windowmove", window, "0", "0"), ("windowsize", window, str(width), str(height))
        run("xdotool", *place, *size, env=self._env)

    def ended(self) -> bool:
        return not Path(f"/proc/{self.about['pid']}").exists()

    def close(self) -> None:
        """End the program, which tmux and screen would keep, the terminal and its screen."""
        if hasattr(self, "about") and not self.ended():
            os.kill(int(str(self.about["pid"])), signal.SIGTERM)
        for process in (self._terminal, self._server):
            for ending in (signal.SIGTERM, signal.SIGKILL):
                if process.poll() is None:
                    os.killpg(process.pid, ending)
                    try:
                        process.wait(timeout=5)
                    except subprocess.TimeoutExpired:
                        continue


def run(*command: str, env: dict[str, str] | None = None) -> bytes:
    """What COMMAND prints; an error says what it said."""
    done = subprocess.run(command, capture_output=True, env=env, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
    return done.stdout


@contextmanager
def opened(emulator: Emulator, command: Sequence[str], columns: int, rows: int) -> Iterator[Window]:
    """EMULATOR with COMMAND in it, closed at the end."""
    with tempfile.TemporaryDirectory(prefix="hashiya-terminal-") as folder:
        if emulator.name.startswith("xterm.js"):
            from tests.terminals.xterm_js import XtermJS

            kind: type[Window] = XtermJS
        else:
            kind = X11Window
        window = kind(emulator, command, columns, rows, Path(folder))
        try:
            yield window
        finally:
            window.close()
