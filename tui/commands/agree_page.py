"""The page of `hashiya agree -o FILE.html`: tables of figures, and matrices in shades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from annotations.files import readable
from annotations.project import Project
from annotations.teams.agreement import Part
from annotations.teams.agreement.figures import Matrix, Table, matrices
from annotations.teams.agreement.gathering import Gathered
from tui.commands.agree import matrix_rows, measure_name, row_name, shown, table_title
from tui.commands.report import STYLE
from tui.commands.speech import language, said

_SHADE = "rgba(31, 78, 121, {:.2f})"


def page(
    project: Project, found: Mapping[Part, Gathered], parts: Mapping[Part, list[Table]]
) -> Iterator[str]:
    """The lines of the page about what was FOUND in PROJECT, and its PARTS."""
    spoken = language()
    title = _said("agree-title", name=readable(project.name))
    yield f'<!DOCTYPE html>\n<html lang="{spoken}" dir="{"rtl" if spoken == "ar" else "ltr"}">'
    yield f'<head><meta charset="utf-8"><title>{title}</title><style>{STYLE}</style></head><body>'
    yield f"<h1>{title}</h1>"
    for part, gathered in found.items():
        _, name = part
        if name:
            yield f"<h1><bdi>{escape(name)}</bdi></h1>"
        people = ", ".join(f"{each} ({gathered.finished[each]})" for each in gathered.names)
        yield f"<p>{_said('agree-who', names=people)}</p>"
        yield f"<p>{_said('agree-compared', compared=gathered.compared, alone=gathered.alone)}</p>"
        for table in parts[part]:
            yield from _table(table)
        if gathered.proclitics:
            yield f"<p>{_said('agree-proclitics', count=gathered.proclitics)}</p>"
        for matrix in matrices(gathered):
            yield from _matrix(matrix)
    yield "</body></html>"


def _said(name: str, /, **values: object) -> str:
    return escape(said(name, **{key: f"\u2068{value}\u2069" for key, value in values.items()}))


def _table(table: Table) -> Iterator[str]:
    yield f"<h2>{escape(table_title(table))}</h2><table><tr><th></th><th class='n'>n</th>"
    yield from (f"<th class='n'>{escape(measure_name(each))}</th>" for each in table.columns)
    yield f"<th class='n'>{escape(said('agree-left-out'))}</th></tr>"
    for row in table.rows:
        yield f"<tr><td><bdi>{escape(row_name(row))}</bdi></td><td class='n'>{row.n}</td>"
        for each in table.columns:
            yield f"<td class='n'><bdi>{escape(shown(row.figures.get(each)))}</bdi></td>"
        yield f"<td class='n'>{row.left_out or ''}</td></tr>"
    yield "</table>"


def _matrix(matrix: Matrix) -> Iterator[str]:
    yield f"<h2>{escape(said(f'agree-{matrix.name}'))}</h2><table>"
    most = max((n for row in matrix.numbers for n in row if n), default=1)
    for number, cells in enumerate(matrix_rows(matrix)):
        values = [None, *matrix.numbers[number - 1]] if number else [None] * len(cells)
        yield "<tr>"
        for cell, value in zip(cells, values, strict=True):
            shade = _SHADE.format(0.6 * max(0.0, value or 0) / most)
            style = f' style="background: {shade}"' if value else ""
            yield f"<td class='n'{style}><bdi>{escape(cell)}</bdi></td>"
        yield "</tr>"
    yield "</table>"
