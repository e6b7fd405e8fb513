"""Arabic read back from pictures with OCR, and compared with a control.

The control is the same text set by Pango in the same font: what a correct rendering looks like to
the same reader. Needs the Debian packages that `.ci/run` installs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import unicodedata
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.terminals.emulators import FONT, SIZE
from tests.terminals.window import Image, run

PROGRAMS = ("Xvfb", "xdotool", "import", "convert", "tesseract", "pango-view")


# How much larger, and Tesseract's way of finding lines (6: one block, 4: one column).
_ATTEMPTS = (("150%", "6"), ("130%", "6"), ("175%", "6"), ("150%", "4"), ("200%", "6"), ("300%", "4"))


def missing() -> list[str]:
    """The programs that are not installed, the Arabic reader included."""
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    if "tesseract" not in absent:
        known = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
        if "ara" not in known.stdout.split():
            absent.append("tesseract-ocr-ara")
    return absent


def save(image: Image, path: Path) -> Path:
    """IMAGE in the file PATH, whose name says in which format."""
    size = f"{image.width}x{image.height}"
    given = ["-size", size, "-depth", "8", "rgba:-", "-alpha", "off"]
    subprocess.run(["convert", *given, str(path)], input=image.pixels, check=True)
    return path


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


def character_error_rate(png: Path, text: str, enough: float = 0.01) -> float:
    """Levenshtein distance between TEXT and what the reader sees in PNG, by TEXT's length.

    On Arabic letters only, in folded forms; the best of some sizes, since it is the reader that
    slips, or drops a line, and not the screen. A rate of at most ENOUGH is not tried to be made better.
    """
    wanted = letters(text)
    best = 1.0
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}  # threads only slow it down
    big = png.with_suffix(".ocr.png")
    for scale, layout in _ATTEMPTS:
        shades = ("-colorspace", "Gray", "-level", "5%,86%")
        edge = ("-bordercolor", "white", "-border", "40")  # the reader drops lines that touch an edge
        run("convert", str(png), *shades, *edge, "-resize", scale, "-blur", "0x1", str(big))
        said = run("tesseract", str(big), "-", "-l", "ara", "--psm", layout, env=env).decode("utf-8")
        best = min(best, distance(wanted, letters(said)) / len(wanted))
        if best <= enough:
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
