"""The screen of the team: how far each has come, and how far they agree, as of now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from rich.cells import cell_len
from rich.style import Style
from textual.worker import get_current_worker

from annotations.errors import HashiyaError
from annotations.project import Project, open_project
from annotations.teams.agreement import BY, WHOLE, By, Part
from annotations.teams.agreement.collecting import gather
from annotations.teams.agreement.figures import (
    HEADLINES,
    WHOLE_ROWS,
    Figure,
    Matrix,
    Measuring,
    Table,
    headline,
    left_out_by_fleiss,
    matrices,
    tables,
)
from annotations.teams.agreement.gathering import Gathered
from annotations.teams.agreement.matching import FITS
from annotations.teams.people import GOLD
from annotations.teams.progress import Progress, progress
from tui.locale.errors import explained
from tui.screens.scrolled import Scrolled
from tui.widgets.bar import bar
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_DIM: Final = Style(dim=True)
_BAR: Final = 16  # cells
_RESAMPLES: Final = 100
_NAMES: Final = 18
_FIGURE: Final = 9
_TABLES: Final = {
    "sentences": "table-sentences",
    "claims": "table-claims",
    "spans": "table-spans",
    "letters": "table-letters",
    "span-labels": "table-span-labels",
    "claim-spans": "table-claim-spans",
    "relations": "table-relations",
    "relation-labels": "table-relation-labels",
    "documents": "table-documents",
    "attributes": "table-attributes",
    "people": "table-people",
    "confusion": "table-confusion",
    "claims-confusion": "table-claims-confusion",
    "pairs-spans": "table-pairs-spans",
    "pairs-claims": "table-pairs-claims",
}
_MEASURES: Final = {
    "exact": "measure-exact",
    "overlap": "measure-overlap",
    "boundaries": "measure-boundaries",
    "blind": "measure-blind",
    "percent": "measure-percent",
    "cohen": "measure-cohen",
    "fleiss": "measure-fleiss",
    "alpha": "measure-alpha",
    "masi": "measure-masi",
    "ordinal": "measure-ordinal",
    "interval": "measure-interval",
    "ac1": "measure-ac1",
    "f1": "measure-f1",
}
_PARTS: Final[dict[By, str]] = {"batch": "agreement-by-batch", "week": "agreement-by-week"}


class _Stopped(Exception):  # noqa: N818 - no error
    """The screen was closed meanwhile."""


class AgreementScreen(Scrolled):
    """The numbers of READER's project, worked out beside the keys."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self._progress: list[Progress] = []
        self._tables: dict[Part, list[Table]] = {}
        self._parts: dict[Part, Gathered] = {}
        self._message = reader.texts("agreement-looking")

    def on_mount(self) -> None:
        """Show what is known, and find out the rest."""
        self.fill()
        folder = cast("HashiyaApp", self.app).project.folder
        self.run_worker(lambda: self._work(folder), thread=True, group="agreement")

    def _work(self, folder: Path) -> None:
        """In a thread of its own, with a project of its own."""
        worker = get_current_worker()

        def stop(_: int) -> None:
            if worker.is_cancelled:
                raise _Stopped

        message = ""
        try:
            with closing(open_project(folder)) as project:
                self._progress = list(progress(project))
                if not worker.is_cancelled:
                    self.app.call_from_thread(self.fill)
                self._measure(project, stop)
        except _Stopped:
            return
        except HashiyaError as error:
            message = explained(error, self.reader.texts)
        self._message = message
        if not worker.is_cancelled:
            self.app.call_from_thread(self.fill)

    def _measure(self, project: Project, stop: Callable[[int], None]) -> None:
        with ExitStack() as opened:
            layers = [
                opened.enter_context(closing(project.read_steadily(name)))
                for name in project.layers
                if name != GOLD
            ]
            found = gather(project, layers, BY, progress=stop)
        for part, gathered in found.items():
            resamples = _RESAMPLES if part == WHOLE else 0
            self._tables[part] = tables(gathered, project.schema, Measuring(resamples))
            stop(0)
        self._parts = found

    # -- showing -------------------------------------------------------------------------------

    def lines(self) -> Lines:
        """Progress, then the tables, then the matrices."""
        texts, lines = self.reader.texts, Lines()
        lines.add(texts("agreement-title"), BOLD)
        for each in self._progress:
            lines.add(self._told(each))
        if whole := self._parts.get(WHOLE):
            lines.add("")
            lines.add(texts("agreement-compared", count=whole.compared, alone=whole.alone))
            for table in self._tables[WHOLE]:
                self._table(lines, table)
                if table.name == "sentences":
                    self._fleiss(lines, whole)
            if whole.proclitics:
                lines.add(texts("agreement-proclitics", count=whole.proclitics))
            for matrix in matrices(whole):
                self._matrix(lines, matrix)
            for by in BY:
                self._by(lines, by)
        if self._message:
            lines.add("")
            lines.add(self._message)
        return lines

    def _told(self, each: Progress) -> str:
        texts = self.reader.texts
        said = [texts("statistics-progress", done=each.done, count=each.share)]
        if each.days_left:
            said.append(texts("agreement-days", days=each.days_left))
        if each.gold is not None:
            said.append(texts("agreement-gold", f1=f"{each.gold:.2f}"))
        share = bar(each.done / max(1, each.share), _BAR)
        return f"{share} {ISOLATE}{each.annotator}{POP}  {' · '.join(said)}"

    def _table(self, lines: Lines, table: Table) -> None:
        texts = self.reader.texts
        lines.add("")
        lines.add(texts(_TABLES[table.name]), BOLD)
        room = max(1, (self.text_width - _NAMES - _FIGURE) // (_FIGURE + 4))
        for columns in _in_pieces(table.columns, room):
            heads = [texts(_MEASURES[each]) for each in columns]
            width = max(_FIGURE, *(cell_len(each) for each in heads))
            lines.add(_row(["", "n", *heads], width))
            for row in table.rows:
                name = self._named(row.name)
                cells = [_number(row.figures.get(each), texts("agreement-undefined")) for each in columns]
                lines.add(_row([name, texts.number(row.n), *cells], width))
                bounds = [_bounds(row.figures.get(each)) for each in columns]
                if any(bounds):
                    lines.add(_row(["", "", *bounds], width), _DIM)
        self._left_out(lines, table)

    def _left_out(self, lines: Lines, table: Table) -> None:
        """How many units of each row only one person said something of."""
        texts = self.reader.texts
        for row in table.rows:
            if row.left_out:
                name = self._named(row.name)
                lines.add(texts("agreement-left-out", name=name, count=row.left_out))

    def _fleiss(self, lines: Lines, whole: Gathered) -> None:
        more = left_out_by_fleiss(whole)
        if more:
            lines.add(self.reader.texts("agreement-fleiss-left-out", count=more))

    def _by(self, lines: Lines, by: By) -> None:
        """The parts by batch or week, if there are any: how much was compared, and what matters most."""
        texts = self.reader.texts
        parts = sorted(part for part in self._parts if part[0] == by)
        rows = {part: [headline(self._tables[part], *each) for each in HEADLINES] for part in parts}
        there = [place for place in range(len(HEADLINES)) if any(row[place] for row in rows.values())]
        if not there:
            return
        lines.add("")
        lines.add(texts(_PARTS[by]), BOLD)
        heads = [texts(_MEASURES[measure]) for _, measure in HEADLINES]
        width = max(_FIGURE, *(cell_len(each) for each in heads))
        lines.add(_row(["", "n", *(heads[place] for place in there)], width))
        for part in parts:
            cells = [_number(rows[part][place], texts("agreement-undefined")) for place in there]
            lines.add(_row([part[1], texts.number(self._parts[part].compared), *cells], width))

    def _named(self, name: str) -> str:
        texts = self.reader.texts
        if name in WHOLE_ROWS:
            return texts("agreement-all")
        return texts(_MEASURES[name]) if name in FITS else name

    def _matrix(self, lines: Lines, matrix: Matrix) -> None:
        texts = self.reader.texts
        lines.add("")
        lines.add(texts(_TABLES[matrix.name]), BOLD)
        width = max(_FIGURE, *(cell_len(name) for name in matrix.names))
        names = [name or "–" for name in matrix.names]
        lines.add(_row(["", *names], width))
        for name, row in zip(names, matrix.numbers, strict=True):
            cells = [
                "" if n is None else f"{n:.2f}" if isinstance(n, float) else str(n or "·") for n in row
            ]
            lines.add(_row([name, *cells], width))


def _row(cells: list[str], width: int) -> str:
    first, *rest = cells
    padded = first + " " * max(0, _NAMES - cell_len(first))
    isolated = (f"{' ' * max(0, width - cell_len(cell))}{ISOLATE}{cell}{POP}" for cell in rest)
    return f"{ISOLATE}{padded}{POP} {' '.join(isolated)}"


def _number(figure: Figure | None, undefined: str) -> str:
    if figure is None:
        return ""
    return undefined if figure.value is None else f"{figure.value:.3f}"


def _bounds(figure: Figure | None) -> str:
    """The interval of FIGURE, without the nought before the point."""
    if figure is None or figure.bounds is None:
        return ""
    return "–".join(f"{bound:.2f}".replace("0.", ".", 1) for bound in figure.bounds)


def _in_pieces(columns: list[str], room: int) -> Iterator[list[str]]:
    for start in range(0, len(columns), room):
        yield columns[start : start + room]
