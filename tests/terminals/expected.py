"""What the screen should show, by the app without a terminal: every cell's background, the matn's text."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from textual.pilot import Pilot

from annotations.project import open_project
from tui.app import HashiyaApp
from tui.locale import Texts
from tui.terminal.models import Cell
from tui.terminal.textual_seam import to_cells
from tui.widgets.page import Page

_KEYS = {
    "Next": "pagedown", "Prior": "pageup", "question": "question_mark", "Return": "enter",
}  # fmt: skip


@dataclass(frozen=True)
class Step:
    """Something a person does.

    KEYS are typed (xdotool's names), the mouse is dragged along CELLS (one: a click), the terminal is
    made SIZE (columns, rows) large.
    """

    name: str
    keys: tuple[str, ...] = ()
    cells: tuple[tuple[int, int], ...] = ()
    size: tuple[int, int] | None = None


@dataclass(frozen=True)
class Screen:
    """One screen: backgrounds by row and column, and where and what the matn is.

    `text` has one line for each row of the screen down to the last of the matn, "" for one without; `dialog` is where one lies over it
    (left, top, right, bottom). `rules` are the cells of upright box lines, `brackets` those of lanes with what
    stands in them.
    """

    backgrounds: tuple[tuple[str, ...], ...]
    left: int
    width: int
    text: tuple[str, ...]
    words: dict[str, tuple[int, int]]
    highlighted: dict[str, frozenset[tuple[int, int]]]
    dialog: tuple[int, int, int, int] | None
    rules: frozenset[tuple[int, int]]
    brackets: dict[tuple[int, int], str]

    @property
    def page(self) -> str:
        """The background of the matn itself."""
        return self.backgrounds[len(self.text) - 1][self.left]


def screens(
    project: Path, environment: dict[str, str], size: tuple[int, int], steps: Sequence[Step]
) -> list[Screen]:
    """The screens after each of STEPS, in a terminal of that SIZE whose variables are ENVIRONMENT."""
    with ThreadPoolExecutor(1) as pool:  # a loop of its own, also where one is running
        return pool.submit(lambda: asyncio.run(_screens(project, environment, size, steps))).result()


async def _screens(
    folder: Path, environment: dict[str, str], size: tuple[int, int], steps: Sequence[Step]
) -> list[Screen]:
    project = open_project(folder)
    store = project.read_layer(project.annotator)
    app = HashiyaApp(project, store, Texts("en"))
    app.console._color_system = Console(force_terminal=True, _environ=environment)._color_system
    found = []
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            for step in steps:
                await _do(pilot, step)
                found.append(_screen(app))
    finally:
        store.close()
        project.close()
    return found


async def _do(pilot: Pilot[None], step: Step) -> None:
    await pilot.press(*(_KEYS.get(key, key.lower()) for key in step.keys))
    if step.cells:
        await pilot.mouse_down(offset=step.cells[0])
        for cell in step.cells:
            await pilot.hover(offset=cell)
        await pilot.mouse_up(offset=step.cells[-1])
    if step.size:
        await pilot.resize_terminal(*step.size)
    await pilot.pause()


def _screen(app: HashiyaApp) -> Screen:
    strips = app.screen._compositor.render_strips(app.size)
    rows = [to_cells(strip) for strip in strips]
    rules = ((x, y) for y, row in enumerate(rows) for x, cell in enumerate(row) if cell.text == "│")
    # The head line says here that the layer is only looked at, and has its bar elsewhere.
    head = app.screen_stack[1].query_one("#status").region.y
    backgrounds = tuple(
        tuple("" if y == head else _background(cell) for cell in row) for y, row in enumerate(rows)
    )
    page = app.screen_stack[1].query_one(Page)
    left = page.content_region.x + page.leaf.matn_left
    session = app._session
    text: list[str] = []
    words: dict[str, tuple[int, int]] = {}
    highlighted: dict[str, set[tuple[int, int]]] = {}
    text += [""] * page.content_region.y
    brackets: dict[tuple[int, int], str] = {}
    for y, line in enumerate(page._lines, page.content_region.y):
        parts = page.leaf.parts(line.index)
        part = parts[line.row] if line.row < len(parts) else None
        if part is None or part.lane >= 0:
            text.append("")
            if part:
                columns = range(left, left + page.leaf.matn_width)
                brackets |= {(x, y): rows[y][x].text for x in columns}
            continue
        row, sentence = page.rows(line.index)[part.row], session.sentences[line.index]
        source = session.text(sentence)
        text.append(source[row.start : row.end])
        for word in source[row.start : row.end].split():
            start = source.index(word, row.start)
            ((first, end), *_) = row.columns_of(start, start + len(word))
            words.setdefault(word, (left + (first + end) // 2, y))
        for span in session.spans(sentence):
            cells = row.columns_of(span.start - sentence.start, span.end - sentence.start)
            highlighted.setdefault(span.words(session.document.text), set()).update(
                (left + x, y) for first, end in cells for x in range(first, end)
            )
    return Screen(
        backgrounds, left, page.leaf.matn_width, tuple(text), words,
        {name: frozenset(cells) for name, cells in highlighted.items()},
        app.screen.children[0].region.corners if app.screen.is_modal else None,
        frozenset(rules),
        brackets,
    )  # fmt: skip


def _background(cell: Cell) -> str:
    """The background of CELL, "" where a line or a block fills part of it."""
    if "\u2500" <= cell.text <= "\u259f":
        return ""
    colour = cell.style.color if cell.style.reverse else cell.style.bgcolor
    return "default" if colour is None or colour.is_default else colour.get_truecolor().hex


def environment_of(about: dict[str, object]) -> dict[str, str]:
    """The variables that a terminal gave its program."""
    told = about["environment"]
    assert isinstance(told, dict)
    return {**told, "LANG": os.environ.get("LANG", "C.UTF-8")}
