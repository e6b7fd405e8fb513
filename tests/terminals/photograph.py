"""Photographs of a command in xterm under Xvfb, read back with OCR and compared with a control.

The control is the same text set by Pango in the same font: what a correct rendering looks like to
the same reader. Needs the Debian packages that `.ci/run` installs.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

FONT = "DejaVu Sans Mono"
SIZE = 14
PROGRAMS = ("Xvfb", "xterm", "xdotool", "import", "convert", "tesseract", "pango-view")


def missing() -> list[str]:
    """The programs that are not installed, the Arabic reader included."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    if "tesseract" not in absent:
        known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        if "ara" not in known.stdout.split():
            absent.append("tesseract-ocr-ara")
    return absent


@dataclass(frozen=True)
class Photograph:
    """A window's picture, cut into COLUMNS × ROWS cells."""

    png: Path
    columns: int
    rows: int
    width: int
    height: int
    pixels: bytes

    def background(self, column: int, row: int) -> str:
        """The colour (rrggbb) that most of a cell has."""
        left, right = column * self.width // self.columns, (column + 1) * self.width // self.columns
        top, bottom = row * self.height // self.rows, (row + 1) * self.height // self.rows
        colours: Counter[bytes] = Counter()
        for y in range(top, bottom):
            line = self.pixels[3 * (y * self.width + left) : 3 * (y * self.width + right)]
            colours.update(line[x : x + 3] for x in range(0, len(line), 3))
        return colours.most_common(1)[0][0].hex()

    def crop(self, left: int, top: int, columns: int, rows: int) -> Path:
        """The picture of a block of cells."""
        cell_width, cell_height = self.width / self.columns, self.height / self.rows
        box = (
            f"{int(columns * cell_width)}x{int(rows * cell_height)}"
            f"+{int(left * cell_width)}+{int(top * cell_height)}"
        )
        part = self.png.with_suffix(".part.png")
        run("convert", str(self.png), "-crop", box, "+repage", str(part))
        return part


def run(*command: str, env: dict[str, str] | None = None) -> bytes:
    return subprocess.run(command, check=True, capture_output=True, env=env).stdout


def photograph(command: list[str], keys: list[str], png: Path, columns: int, rows: int) -> Photograph:
    """Run COMMAND in xterm, press KEYS (xdotool's names), and take its picture when it stands still."""
    read_end, write_end = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "1800x1100x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(write_end)
    with os.fdopen(read_end) as said:
        display = said.readline().strip()
    env = {
        **os.environ,
        "DISPLAY": f":{display}",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
    terminal = subprocess.Popen(
        ["xterm", "-u8", "-b", "0", "-fa", FONT, "-fs", str(SIZE), "-geometry", f"{columns}x{rows}",
         "-e", "env", "COLORTERM=truecolor", *command],
        env=env, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        window = _when_still(terminal, env, png)
        for key in keys:
            run("xdotool", "key", "--delay", "60", key, env=env)
        if keys:
            window = _when_still(terminal, env, png)
        run("import", "-window", window, str(png), env=env)
    finally:
        for process in (terminal, server):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=10)
    width, height = map(int, run("identify", "-format", "%w %h", str(png)).split())
    pixels = run("convert", str(png), "-depth", "8", "rgb:-")
    return Photograph(png, columns, rows, width, height, pixels)


def _when_still(
    terminal: subprocess.Popen[bytes], env: dict[str, str], png: Path, seconds: float = 60
) -> str:
    """The terminal's window, once it shows something and two pictures in a row are alike."""
    end, before = time.monotonic() + seconds, b""
    while time.monotonic() < end:
        time.sleep(0.7)
        if terminal.poll() is not None and terminal.stderr:
            raise AssertionError(f"the terminal ended: {terminal.stderr.read().decode()}")
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--class", "xterm"],
            env=env,
            capture_output=True,
            text=True,
        ).stdout.split()
        if not found:
            continue
        run("import", "-window", found[0], str(png), env=env)
        now = run("convert", str(png), "-scale", "25%", "rgb:-")
        if now == before and len(set(now)) > 20:
            return found[0]
        before = now
    raise AssertionError("the terminal never stood still")


def without_highlights(png: Path, colours: Iterable[str], page: str) -> Path:
    """PNG with every background of COLOURS in the colour PAGE: letters alone, for the reader."""
    plain = png.with_suffix(".plain.png")
    turns = [part for c in colours for part in ("-fuzz", "8%", "-fill", f"#{page}", "-opaque", f"#{c}")]
    run("convert", str(png), *turns, str(plain))
    return plain


@cache
def control_rate(text: str, columns: int) -> float:
    """The character error rate of TEXT set by Pango, as wide as COLUMNS cells."""
    with TemporaryDirectory() as folder:
        return character_error_rate(control(text, Path(folder) / "control.png", columns), text)


def control(text: str, png: Path, columns: int) -> Path:
    """TEXT set by Pango."""
    source = png.with_suffix(".txt")
    source.write_text(text, encoding="utf-8")
    run(
        "pango-view", "-q", f"--font={FONT} {SIZE}", "--dpi=96", "--rtl", f"--width={columns * 6}",
        "--wrap=word", "--align=left", f"--output={png}", str(source),
    )  # fmt: skip
    return png


def character_error_rate(png: Path, text: str) -> float:
    """Levenshtein distance between TEXT and what the reader sees in PNG, by TEXT's length.

    On Arabic letters only, in folded forms; the best of three sizes, since it is the reader that
    slips and not the screen.
    """
    wanted = letters(text)
    best = 1.0
    edge = ("-bordercolor", "white", "-border", "40")  # the reader drops lines that touch an edge
    dark = float(run("convert", str(png), "-colorspace", "Gray", "-format", "%[fx:mean]", "info:")) < 0.4
    for scale in ("200%", "250%", "300%"):
        big = png.with_suffix(".ocr.png")
        turn = ["-negate", "-level", "5%,88%"] if dark else ["-level", "5%,86%"]
        run("convert", str(png), "-colorspace", "Gray", *turn, "-resize", scale, *edge, str(big))
        env = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # threads only slow it down
        seen = letters(run("tesseract", str(big), "-", "-l", "ara", "--psm", "6", env=env).decode("utf-8"))
        best = min(best, distance(wanted, seen) / len(wanted))
        if best < 0.01:
            break
    return best


def letters(text: str) -> str:
    """The Arabic letters and single spaces of TEXT, forms that readers confuse folded together."""
    text = unicodedata.normalize("NFKC", text)
    text = re.sub("[\u064b-\u0652\u0670\u0640]", "", text)
    text = text.translate(str.maketrans("أإآٱىةؤئ", "اااايهوي"))
    return " ".join(re.sub("[^\u0621-\u064a\u0671-\u06d3 \n]", " ", text).split())


def distance(a: str, b: str) -> int:
    """Levenshtein distance in characters."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        left, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (x != y))
    return row[-1]
