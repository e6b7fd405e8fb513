"""What the app leaves behind in terminals that reorder: nothing, whatever way it ends or is stopped."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import HASHIYA
from tests.terminals.emulators import EMULATORS
from tests.terminals.expected import Step, environment_of, screens
from tests.terminals.test_reading import COLUMNS, ROWS, SAMPLES, see, why_not
from tests.terminals.window import Window, opened

BY_NAME = {emulator.name: emulator for emulator in EMULATORS}
SCRIPT = """
set -m
show() { printf '\\033[0m\\033[?25l'; clear; cat "$TEXT"; touch "$1"; }
wait_for() { while [ ! -e "$1" ]; do sleep 0.05; done; }
cd "$FOLDER"
show before; wait_for start
bash -c 'echo $$ > pid; exec "$0" "$@"' "$@"
show after; wait_for back
fg
show end; sleep 60
"""
VTE, KONSOLE, MLTERM = "VTE (LXTerminal)", "Konsole", "mlterm"


def quit_by_key(window: Window, _pid: int) -> None:
    window.press("q")


def stop_by_key(window: Window, _pid: int) -> None:
    window.press("ctrl+z")


def told(ending: signal.Signals) -> Callable[[Window, int], None]:
    def tell(_window: Window, pid: int) -> None:
        os.kill(pid, ending)

    tell.__name__ = ending.name
    return tell


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    (tmp_path / "cat.txt").write_text(
        "قالت وكالة Reuters في 12/10 إن «طهران» وباكو (أذربيجان) مُحَمَّد.\n", encoding="utf-8"
    )
    return tmp_path


def command(folder: Path) -> list[str]:
    variables = [f"FOLDER={folder}", f"TEXT={folder / 'cat.txt'}"]
    project = folder / "samples" / "baku-tehran.hashiya"
    return ["env", *variables, "bash", "-c", SCRIPT, "bash", str(HASHIYA), str(project), "--lang", "en"]


def shown(window: Window) -> list[int]:
    """The pixels of the first rows: what `cat` wrote."""
    picture = window.photograph()
    left, top, right, _ = picture.grid.box(0, 0, picture.columns)
    *_, bottom = picture.grid.box(0, 2)
    return [colour for line in picture.image.part((left, top, right, bottom)) for colour in line]


def looks_like(one: list[int], other: list[int]) -> bool:
    """Whether two pictures are alike but for the tips of letters that reach into the row below.

    Terminals cut these off or not, by which of the rows they drew last; the letters themselves are
    some 5 % of the pixels.
    """
    return sum(a != b for a, b in zip(one, other, strict=True)) < len(one) / 300


def wait_for(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path.name} never came"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("terminal", "end"),
    [
        (VTE, quit_by_key),
        (VTE, told(signal.SIGTERM)),
        (VTE, told(signal.SIGKILL)),
        (VTE, stop_by_key),
        (KONSOLE, quit_by_key),
        (KONSOLE, told(signal.SIGTERM)),
        (KONSOLE, told(signal.SIGKILL)),
        (KONSOLE, stop_by_key),
        (MLTERM, quit_by_key),
        (MLTERM, told(signal.SIGTERM)),
        (MLTERM, told(signal.SIGHUP)),
        (MLTERM, told(signal.SIGTSTP)),
        (MLTERM, stop_by_key),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_an_arabic_file_looks_as_before(
    terminal: str, end: Callable[[Window, int], None], folder: Path
) -> None:
    emulator = BY_NAME[terminal]
    if reason := why_not(emulator):
        pytest.skip(reason)
    project = folder / "samples" / "baku-tehran.hashiya"
    with opened(emulator, command(folder), COLUMNS, ROWS) as window:
        wait_for(folder / "before")
        before = shown(window)
        (screen,) = screens(project, environment_of(window.about), window.size(), [Step("as opened")])
        (folder / "start").touch()
        see(window, screen, "as opened")
        end(window, int((folder / "pid").read_text()))
        wait_for(folder / "after")
        time.sleep(0.3)
        assert looks_like(shown(window), before), "cat looks otherwise than before"
        if Path(f"/proc/{(folder / 'pid').read_text().strip()}").exists():  # stopped, not ended
            (folder / "back").touch()
            see(window, screen, "back in the foreground")
            window.press("q")
            wait_for(folder / "end")
            time.sleep(0.3)
            assert looks_like(shown(window), before), "cat looks otherwise than before"
