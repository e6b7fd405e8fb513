"""The running app, written for each kind of terminal and read through that kind's model."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path

import pytest
from rich.style import Style

from tests.terminal import HASHIYA, RealTerminal
from tui.arabic.layout import lay_out, one_line
from tui.terminal.models import Cell, Row
from tui.terminal.profiles import BY_WAY
from tui.terminal.writers import BARRIER, WAYS

SAMPLES = Path(__file__).parent.parent / "samples"


def cells_through(terminal: RealTerminal, name: str) -> list[Row]:
    """The rows that a terminal of the kind NAME would show of what was written to it."""
    screen, rows = terminal.screen, []
    for y in range(screen.lines):
        row = tuple(
            Cell(cell.data, Style(color=f"#{cell.fg}" if len(cell.fg) == 6 else None, reverse=cell.reverse))
            for cell in (screen.buffer[y][x] for x in range(screen.columns))
        )
        rows.append(WAYS[name].model(row))
    return rows


def screen_through(terminal: RealTerminal, name: str) -> list[str]:
    """The text of those rows."""
    rows = ("".join(cell.text for cell in row) for row in cells_through(terminal, name))
    return [row.replace(BARRIER, " ").rstrip() for row in rows]


def standing_out(rows: list[Row]) -> list[str]:
    """The stretches of ROWS in reverse, from the top, left to right."""
    return [
        "".join(cell.text for cell in group)
        for row in rows
        for reverse, group in groupby(row, key=lambda cell: cell.style.reverse)
        if reverse
    ]


def steps(terminal: RealTerminal, digits: str) -> None:
    """Move, select, open and close the help over the text, scroll, take a mark off."""
    terminal.wait_for_text("17" if digits == "123" else "١٧")
    terminal.press("down", "down", "left", "left", "enter")
    terminal.wait_for(lambda: any("«" in line for line in terminal.screen.display), "a selection")
    terminal.press("?")
    terminal.wait_for(lambda: any("Shift+Tab" in line for line in terminal.screen.display), "the help")
    terminal.press("\x1b")
    terminal.wait_for(lambda: not any("Shift+Tab" in line for line in terminal.screen.display), "no help")
    terminal.press(*["down"] * 6, "\x7f")
    terminal.wait_for(
        lambda: any(("9" if digits == "123" else "٩") in line for line in terminal.screen.display[:1]),
        "sentence 9",
    )
    for _ in range(10):
        terminal.read()


@pytest.mark.parametrize(
    ("language", "digits", "colours"),
    [("en", "123", "truecolor"), ("ar", "123", ""), ("en", "١٢٣", "truecolor")],
)
def test_the_screen_is_the_same_in_every_kind_of_terminal(
    tmp_path: Path, language: str, digits: str, colours: str
) -> None:
    shown: dict[str, list[str]] = {}
    for name in WAYS:
        folder = tmp_path / name
        shutil.copytree(SAMPLES, folder)
        terminal = RealTerminal(
            HASHIYA, "baku-tehran.hashiya", "--lang", language, "--digits", digits, "--bidi", name,
            cwd=folder, env={"COLORTERM": colours},
        )  # fmt: skip
        if not BY_WAY[name].harakat:  # they are left out there until they are asked for
            terminal.wait_for_text("17" if digits == "123" else "١٧")
            terminal.press("\x14")
        steps(terminal, digits)
        shown[name] = screen_through(terminal, name)
        assert terminal.quit() == 0
    for name, rows in shown.items():
        assert rows == shown["nothing"], name


@pytest.mark.parametrize("name", WAYS)
def test_what_commands_print_reads_right_in_every_kind_of_terminal(tmp_path: Path, name: str) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    project = tmp_path / "samples" / "baku-tehran.hashiya"
    settings = tmp_path / "hashiya" / "settings.toml"
    settings.parent.mkdir()
    settings.write_text(f'bidi = "{name}"\n', encoding="utf-8")
    commands = f"search {project} لطهران --annotator sample", f"stats {project}", "طهران"
    terminal = RealTerminal(
        "sh", "-c", "; ".join([*(f"{HASHIYA} {command}" for command in commands), "echo end"]),
        cwd=tmp_path, env={"XDG_CONFIG_HOME": str(tmp_path)},
    )  # fmt: skip
    terminal.wait_for_text("end")
    rows = screen_through(terminal, name)
    sentence = 'وبدوره شدد حسين أمير عبد اللهيان على أنه يعتقد أن "لطهران وباكو أعداء، ويجب ألا'
    (first, *_) = lay_out(sentence, 100, 1)
    assert rows[1].endswith(first.text.strip())
    assert len(rows[1]) == 100, "set right-to-left"
    assert standing_out(cells_through(terminal, name)) == [one_line("لطهران")]
    (organisation,) = (row for row in rows if "  ORG  " in row)
    assert organisation.endswith(f"  {one_line('منظمة')}")
    assert f"hashiya: {one_line('طهران')}: there is no such file or folder" in rows
