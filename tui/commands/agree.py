"""`hashiya agree`: how far people say the same, in tables and matrices, as JSON, or as a page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any

from annotations.errors import HashiyaError
from annotations.files import replacing
from annotations.precious import refuse_precious
from annotations.project import Project, open_project
from annotations.store.protocol import Sayings
from annotations.teams.agreement import WHOLE, Part
from annotations.teams.agreement.collecting import gather
from annotations.teams.agreement.figures import (
    HEADLINES,
    WHOLE_ROWS,
    Figure,
    Matrix,
    Measuring,
    Row,
    Table,
    fleiss_left_out,
    headline,
    left_out_by_fleiss,
    matrices,
    tables,
)
from annotations.teams.agreement.gathering import Gathered
from annotations.teams.agreement.matching import FITS
from annotations.teams.people import GOLD
from tui.commands.collecting import rare_collecting
from tui.commands.output import Output, tell
from tui.commands.progress import Bar
from tui.commands.speech import said
from tui.commands.wanted import wanted

_WIDTH = 9  # columns of a figure
_BOUNDED = 20  # the same with its bounds


@rare_collecting()
def measure_agreement(options: argparse.Namespace) -> int:
    """Measure what the people that OPTIONS name said; exit status 0, or HashiyaError."""
    project = open_project(options.project)
    with ExitStack() as opened:
        opened.callback(project.close)
        if options.output:
            refuse_precious(options.output, project)
        layers = [_opened(project, name, opened) for name in _names(project, options.annotator)]
        by = [options.by] if options.by else []
        bar = Bar("agree-progress", "documents", len(project.corpus.documents))
        try:
            found = gather(project, layers, by, _wanted(project, options.query), lambda n: bar.at(n, n))
        finally:
            bar.clear()
        measuring = Measuring(0 if options.no_bounds else options.resamples, options.seed)
        parts = {part: tables(each, project.schema, measuring) for part, each in found.items()}
        if options.json:
            Output().json(_as_json(found, parts), indent=2)
        elif options.output:
            from tui.commands.agree_page import page

            try:
                with replacing(options.output) as file:
                    file.writelines(f"{line}\n" for line in page(project, found, parts))
            except OSError as error:
                raise HashiyaError(f"{options.output}: cannot be written: {error.strerror}") from error
            Output().say("report-written", path=options.output)
        else:
            _print(found, parts, options.by)
    return 0


def _opened(project: Project, name: str, opened: ExitStack) -> Sayings:
    layer = project.read_steadily(name)
    opened.callback(layer.close)
    tell(layer)
    return layer


def _names(project: Project, named: Sequence[str] | None) -> list[str]:
    """Whose layers are compared: those that are named, else all but what was decided on."""
    return list(dict.fromkeys(named or [name for name in project.layers if name != GOLD]))


def _wanted(project: Project, asked: str | None) -> set[str] | None:
    """The ids of the sentences that a query wants, None for all."""
    return {sentence.id for sentence in wanted(project, asked)} if asked else None


def _as_json(found: dict[Part, Gathered], parts: dict[Part, list[Table]]) -> Any:
    """The whole, and the parts by name: every figure with its n."""

    def part(which: Part) -> dict[str, Any]:
        gathered = found[which]
        return {
            "people": list(gathered.names),
            "finished": dict(gathered.finished),
            "compared": gathered.compared,
            "alone": gathered.alone,
            "proclitics": gathered.proclitics,
            "fleiss_left_out": fleiss_left_out(gathered.sentences),
            "tables": [asdict(table) for table in parts[which]],
            "matrices": [asdict(each) for each in matrices(gathered)],
        }

    return {**part(WHOLE), "parts": {which[1]: part(which) for which in found if which != WHOLE}}


def _print(found: dict[Part, Gathered], parts: dict[Part, list[Table]], by: str | None) -> None:
    output = Output()
    whole = found[WHOLE]
    names = ", ".join(f"{name} ({whole.finished[name]})" for name in whole.names)
    output.say("agree-who", names=names)
    output.say("agree-compared", compared=whole.compared, alone=whole.alone)
    more = left_out_by_fleiss(whole)
    for table in parts[WHOLE]:
        output.line("")
        _print_table(table, output)
        if table.name == "sentences" and more:
            output.say("agree-fleiss-left-out", count=more)
    if whole.proclitics:
        output.line("")
        output.say("agree-proclitics", count=whole.proclitics)
    for matrix in matrices(whole):
        output.line("")
        _print_matrix(matrix, output)
    if by:
        output.line("")
        output.say("agree-by-batch" if by == "batch" else "agree-by-week")
        for part in sorted(part for part in found if part != WHOLE):
            output.line(f"  {part[1]}", *_short(found[part], parts[part]))
    if not whole.compared:
        Output(sys.stderr).say("agree-nothing")


def table_title(table: Table) -> str:
    """What TABLE is about, in words."""
    return said(f"agree-{table.name}")


def row_name(row: Row) -> str:
    """The name of ROW in words, where it is one of ours."""
    if row.name in FITS:
        return said(f"agree-{row.name}")
    return said("agree-all") if row.name in WHOLE_ROWS else row.name


def measure_name(measure: str) -> str:
    """What MEASURE is called."""
    return said(f"agree-{measure}")


def shown(figure: Figure | None) -> str:
    """FIGURE as it is printed."""
    if figure is None:
        return ""
    if figure.value is None:
        return said("agree-undefined")
    bounds = f" [{figure.bounds[0]:.2f}–{figure.bounds[1]:.2f}]" if figure.bounds else ""
    return f"{figure.value:.3f}{bounds}"


def _print_table(table: Table, output: Output) -> None:
    bounded = any(figure.bounds for row in table.rows for figure in row.figures.values())
    width = _BOUNDED if bounded else _WIDTH
    names = [row_name(row) for row in table.rows]
    first = max(len(each) for each in (*names, table_title(table)))
    left_out = any(row.left_out for row in table.rows)
    head = [f"{measure_name(each):>{width}}" for each in table.columns]
    tail = [f"{said('agree-left-out'):>{_WIDTH}}"] if left_out else []
    output.line(f"{table_title(table):{first}}", f"{'n':>7}", *head, *tail)
    for name, row in zip(names, table.rows, strict=True):
        figures = [f"{shown(row.figures.get(each)):>{width}}" for each in table.columns]
        rest = [f"{row.left_out:>{_WIDTH}}"] if left_out else []
        output.line(f"{name:{first}}", f"{row.n:>7}", *figures, *rest)


def matrix_rows(matrix: Matrix) -> Iterator[list[str]]:
    """The cells of MATRIX as they are printed, its names first in the first row and in every row."""
    names = [name or "–" for name in matrix.names]
    yield ["", *names]
    for name, row in zip(names, matrix.numbers, strict=True):
        cells = ("" if n is None else f"{n:.3f}" if isinstance(n, float) else str(n or "·") for n in row)
        yield [name, *cells]


def _print_matrix(matrix: Matrix, output: Output) -> None:
    output.say(f"agree-{matrix.name}")
    rows = list(matrix_rows(matrix))
    first = max(len(row[0]) for row in rows)
    width = max(len(cell) for row in rows for cell in row[1:])
    for row in rows:
        output.line(f"  {row[0]:{first}}", *(f"{cell:>{width}}" for cell in row[1:]))


def _short(found: Gathered, part: list[Table]) -> list[str]:
    """What matters most of a part: how many sentences, the labels' α, the spans' F1."""
    fields = [f"{found.compared:>7}"]
    for name, measure in HEADLINES:
        figure = headline(part, name, measure)
        if figure:
            fields.append(f"{said(f'agree-{name}')} {shown(figure)}")
    return fields
