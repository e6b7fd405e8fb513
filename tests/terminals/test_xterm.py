"""The running app in a real xterm: the article is readable, and highlights sit on their letters."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from annotations.project import open_project, open_text
from tests.terminal import HASHIYA
from tests.terminals.photograph import (
    character_error_rate,
    control_rate,
    missing,
    photograph,
    without_highlights,
)
from tui.app import HashiyaApp
from tui.widgets.page import Page
from tui.widgets.palette import Palette

SAMPLES = Path(__file__).parents[2] / "samples"
COLUMNS, ROWS = 100, 30

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not installed: {', '.join(missing())}")


class Expected:
    """What the first screen holds, as the app itself lays it out."""

    def __init__(self, path: Path) -> None:
        project = open_text(path) if path.is_file() else open_project(path)
        self._app = HashiyaApp(project, project.open_layer(), "en")
        asyncio.run(self._look())

    async def _look(self) -> None:
        async with self._app.run_test(size=(COLUMNS, ROWS)) as pilot:
            await pilot.pause()
            page = self._app.screen.query_one(Page)
            session = self._app._session
            self.height = page.content_size.height
            self.left = 1 + page.margin_width + 3
            self.text = ""
            self.cells: dict[str, set[tuple[int, int]]] = {}
            for y, line in enumerate(page._lines):
                rows = page.rows(line.index)
                if line.row >= len(rows):
                    continue
                row, sentence = rows[line.row], session.sentences[line.index]
                self.text += session.text(sentence)[row.start : row.end] + "\n"
                for span in session.spans(sentence):
                    columns = row.columns_of(span.start - sentence.start, span.end - sentence.start)
                    self.cells.setdefault(span.label, set()).update(
                        (self.left + x, y) for start, end in columns for x in range(start, end)
                    )
            palette = Palette(self._app._schema, dark=False, few_colours=False)
            self.colours = {
                label.id: palette.style(label.id).bgcolor.triplet.hex[1:]
                for label in self._app._schema.entities
            }
        self._app._session._store.close()


def test_the_first_screen_reads_as_well_as_the_control(tmp_path: Path) -> None:
    shutil.copy(SAMPLES / "baku-tehran.txt", tmp_path)
    path = tmp_path / "baku-tehran.txt"
    expected = Expected(path)
    picture = photograph([str(HASHIYA), str(path)], [], tmp_path / "app.png", COLUMNS, ROWS)
    matn = picture.crop(expected.left, 0, COLUMNS - expected.left, expected.height)
    assert character_error_rate(matn, expected.text) <= control_rate(expected.text, COLUMNS) + 0.03


def test_every_highlight_sits_on_its_letters_and_the_labelled_page_is_readable(tmp_path: Path) -> None:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    path = tmp_path / "samples" / "baku-tehran.hashiya"
    expected = Expected(path)
    command = [str(HASHIYA), str(path), "--theme", "light"]
    picture = photograph(command, [], tmp_path / "app.png", COLUMNS, ROWS)
    covered = {cell for cells in expected.cells.values() for cell in cells}
    assert len(covered) > 200
    label_of = {colour: label for label, colour in expected.colours.items()}
    for y in range(expected.height):
        for x in range(expected.left, COLUMNS - 1):
            label = label_of.get(picture.background(x, y))
            if label:
                # Where spans nest, a cell of the outer one shows the inner one's colour.
                assert (x, y) in expected.cells[label], (label, x, y)
                covered.remove((x, y))
    assert covered == set()
    matn = picture.crop(expected.left, 0, COLUMNS - expected.left, expected.height)
    page = picture.background(expected.left, expected.height - 1)
    plain = without_highlights(matn, expected.colours.values(), page)
    assert character_error_rate(plain, expected.text) <= control_rate(expected.text, COLUMNS) + 0.03
