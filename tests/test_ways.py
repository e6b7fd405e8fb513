"""The running app, written for each kind of terminal and read through that kind's model."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from rich.style import Style

from tests.terminal import HASHIYA, RealTerminal
from tui.terminal.models import Cell
from tui.terminal.writers import BARRIER, WAYS

SAMPLES = Path(__file__).parent.parent / "samples"


def screen_through(terminal: RealTerminal, name: str) -> list[str]:
    """What a terminal of the kind NAME would show of what was written to it."""
    screen, rows = terminal.screen, []
    for y in range(screen.lines):
        row = tuple(
            Cell(cell.data, Style(color=f"#{cell.fg}" if len(cell.fg) == 6 else None))
            for cell in (screen.buffer[y][x] for x in range(screen.columns))
        )
        seen = WAYS[name].model(row)
        text = "".join(cell.text for cell in seen)
        rows.append(text.replace(BARRIER, " ").rstrip())
    return rows


def steps(terminal: RealTerminal) -> None:
    """Move, select, label, open and close the help over the text, scroll."""
    terminal.wait_for_text("17")
    terminal.press("down", "down", "left", "left", "enter")
    terminal.wait_for(lambda: any("«" in line for line in terminal.screen.display), "a selection")
    terminal.press("?")
    terminal.wait_for(lambda: any("Shift+Tab" in line for line in terminal.screen.display), "the help")
    terminal.press("\x1b")
    terminal.wait_for(lambda: not any("Shift+Tab" in line for line in terminal.screen.display), "no help")
    terminal.press(*["down"] * 6)
    terminal.wait_for(lambda: any("9" in line for line in terminal.screen.display[-1:]), "sentence 9")
    for _ in range(10):
        terminal.read()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_screen_is_the_same_in_every_kind_of_terminal(tmp_path: Path, language: str) -> None:
    shown: dict[str, list[str]] = {}
    for name in WAYS:
        folder = tmp_path / name
        shutil.copytree(SAMPLES, folder)
        terminal = RealTerminal(
            HASHIYA, "baku-tehran.hashiya", "--lang", language, "--bidi", name, cwd=folder
        )
        steps(terminal)
        shown[name] = screen_through(terminal, name)
        assert terminal.quit() == 0
    for name, rows in shown.items():
        assert rows == shown["nothing"], name
