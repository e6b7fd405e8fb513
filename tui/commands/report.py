"""`hashiya report PROJECT -o FILE.html`: one page that needs nothing else, in both languages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from importlib import metadata
from typing import Final

from annotations.errors import HashiyaError
from annotations.files import readable, replacing
from annotations.precious import refuse_precious
from annotations.project import Project, open_project
from annotations.statistics import Statistics, count
from tui.commands.output import Output, tell
from tui.commands.speech import language, said_in

_GROUND: Final = "#7a6a4f"  # of what has no colour of its own
_NAMES: Final = 5
_SHOWN: Final = 50  # rows of a table that could be endless
_DAYS: Final = 60
_COLUMN, _HEIGHT = 12, 80  # of the plot of days
STYLE: Final = """
body { font: 16px/1.6 "Noto Naskh Arabic", "Amiri", "Segoe UI", "DejaVu Sans", sans-serif; color: #1c1a17;
  background: #faf7f0; margin: 0 auto; max-width: 60rem; padding: 1rem; }
h1 { font-size: 1.6rem } h2 { font-size: 1.2rem; margin-top: 2rem; border-bottom: 1px solid #c9bfa8 }
table { border-collapse: collapse; width: 100% } th, td { text-align: start; padding: .2rem .6rem;
  border-bottom: 1px solid #e3dac6; vertical-align: top } td.n, th.n { text-align: end }
.bar { display: block; height: .8rem; border-radius: .2rem; min-width: 1px } .made { color: #6b6252 }
svg { direction: ltr } svg text { font-size: 10px; fill: #6b6252 } input { display: none }
label { cursor: pointer; color: #1f4e79; text-decoration: underline }
.page { display: none } #en:checked ~ .en, #ar:checked ~ .ar { display: block }
@media print { label { display: none } h2 { break-after: avoid } tr { break-inside: avoid } }
"""


def write_report(options: argparse.Namespace) -> int:
    """Write the report of the project of OPTIONS; layers that cannot be read are told, and left out."""
    project, status = open_project(options.project), 0
    try:
        refuse_precious(options.output, project)
        layers: list[Statistics] = []
        for name in project.layers or [project.annotator]:
            try:
                store = project.read_layer(name)
                tell(store)
                layers.append(count(project, store))
                store.close()
            except HashiyaError as error:
                Output(sys.stderr).line(f"hashiya: {error}")
                status = 2
        try:
            with replacing(options.output) as file:
                file.writelines(f"{line}\n" for line in _page(project, layers))
        except OSError as error:
            raise HashiyaError(f"{options.output}: cannot be written: {error.strerror}") from error
    finally:
        project.close()
    Output().say("report-written", path=options.output)
    return status


def _name(project: Project) -> str:
    return readable(project.name)


def _page(project: Project, layers: Sequence[Statistics]) -> Iterator[str]:
    """The lines of the page; which language shows first is the one that is spoken."""
    first = language()
    direction = "rtl" if first == "ar" else "ltr"
    yield f'<!DOCTYPE html>\n<html lang="{first}" dir="{direction}"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(said_in(first, 'report-title', name=_name(project)))}</title>"
    yield f"<style>{STYLE}</style></head><body>"
    for each in ("en", "ar"):
        checked = " checked" if each == first else ""
        yield f'<input type="radio" name="language" id="{each}"{checked}>'
    for each in ("en", "ar"):
        other = "ar" if each == "en" else "en"
        yield f'<div class="page {each}" lang="{each}" dir="{"rtl" if each == "ar" else "ltr"}">'
        yield f'<label for="{other}">{said_in(each, "report-other-language")}</label>'
        yield from _Report(project, layers, each).lines()
        yield "</div>"
    yield "</body></html>"


class _Report:
    """The report of LAYERS in LANGUAGE."""

    def __init__(self, project: Project, layers: Sequence[Statistics], wanted: str) -> None:
        self._project = project
        self._layers = layers
        self._language = wanted

    def _say(self, name: str, /, **values: object) -> str:
        isolated = {key: f"\u2068{value}\u2069" for key, value in values.items()}
        return escape(said_in(self._language, name, **isolated))

    def lines(self) -> Iterator[str]:
        """The report, part by part."""
        yield f"<h1>{self._say('report-title', name=_name(self._project))}</h1>"
        made = {"version": metadata.version("hashiya"), "day": f"{datetime.now(UTC):%Y-%m-%d}"}
        yield f'<p class="made">{self._say("report-made", **made)}</p>'
        yield from self._progress()
        for layer in self._layers:
            if len(self._layers) > 1:
                yield f"<h1><bdi>{escape(layer.annotator)}</bdi></h1>"
            yield from self._days(layer)
            schema = self._project.schema
            labels = {
                each.id: (each.name(self._language), each.colour or _GROUND) for each in schema.labels
            }
            labels |= {each.id: (each.name(self._language), _GROUND) for each in schema.relations}
            yield from self._bars("report-entities", layer.entities, labels, layer.names)
            yield from self._bars("report-claims", layer.claims, labels, {})
            yield from self._bars("report-relations", layer.relations, labels, {})
            yield from self._together(layer, labels)
            yield from self._conflicts(layer)

    def _heads(self, *names: str) -> str:
        return "<tr>" + "".join(f"<th>{self._say(name) if name else ''}</th>" for name in names) + "</tr>"

    def _progress(self) -> Iterator[str]:
        yield f"<h2>{self._say('report-progress')}</h2><table>"
        yield self._heads(
            "report-annotator", "", "report-done", "report-skipped", "report-flagged", "report-notes",
            "report-minutes", "report-median",
        )  # fmt: skip
        for each in self._layers:
            share = each.done / each.sentences if each.sentences else 0
            counts = (
                f"{each.done}/{each.sentences}", each.skipped, each.flagged, each.notes,
                round(each.seconds / 60), round(each.median_seconds),
            )  # fmt: skip
            cells = "".join(f'<td class="n"><bdi>{count}</bdi></td>' for count in counts)
            yield f"<tr><td><bdi>{escape(each.annotator)}</bdi></td>{_bar(share, '#1f4e79')}{cells}</tr>"
        yield "</table>"

    def _days(self, layer: Statistics) -> Iterator[str]:
        """A column a day that anything was finished on, the earliest on the left."""
        days = list(layer.days.items())[-_DAYS:]
        yield f"<h2>{self._say('report-days')}</h2>"
        if not days:
            yield f"<p>{self._say('report-nothing-yet')}</p>"
            return
        most, width = max(done for _, done in days), max(160, _COLUMN * len(days))
        yield f'<svg dir="ltr" width="{width}" height="{_HEIGHT + 30}" role="img">'
        for place, (day, done) in enumerate(days):
            height = max(1, round(done * _HEIGHT / most))
            yield (
                f'<rect x="{place * _COLUMN}" y="{_HEIGHT - height + 12}" width="{_COLUMN - 2}" '
                f'height="{height}" fill="#1f4e79"><title>{escape(day)}: {done}</title></rect>'
            )
        first, last = escape(days[0][0]), escape(days[-1][0])
        span = f"{first} – {last}" if first != last else first
        yield f'<text x="0" y="{_HEIGHT + 26}">{span}</text><text x="0" y="10">{most}</text></svg>'

    def _bars(
        self,
        title: str,
        counts: dict[str, int],
        labels: dict[str, tuple[str, str]],
        names: dict[str, list[tuple[str, int]]],
    ) -> Iterator[str]:
        if not counts:
            return
        yield f"<h2>{self._say(title)} <small>{sum(counts.values())}</small></h2><table>"
        if names:
            yield self._heads("", "", "", "report-names")
        most = max(counts.values()) or 1
        for id, number in counts.items():
            name, colour = labels.get(id, (id, _GROUND))
            frequent = " · ".join(
                f"<bdi>{escape(written)}</bdi> {times}" for written, times in names.get(id, [])[:_NAMES]
            )
            yield (
                f'<tr><td><bdi>{escape(name)}</bdi> <small dir="ltr">{escape(id)}</small></td>'
                f'{_bar(number / most, colour)}<td class="n">{number}</td>'
                + (f"<td>{frequent}</td>" if names else "")
                + "</tr>"
            )
        yield "</table>"

    def _together(self, layer: Statistics, labels: dict[str, tuple[str, str]]) -> Iterator[str]:
        if not layer.together:
            return
        yield f"<h2>{self._say('report-together')}</h2><table>"
        for one, other, times in layer.together[:_SHOWN]:
            both = (escape(labels.get(each, (each, ""))[0]) for each in (one, other))
            pair = " + ".join(f"<bdi>{name}</bdi>" for name in both)
            yield f'<tr><td>{pair}</td><td class="n">{times}</td></tr>'
        yield "</table>"

    def _conflicts(self, layer: Statistics) -> Iterator[str]:
        if not layer.conflicts:
            return
        yield f"<h2>{self._say('report-conflicts')} <small>{len(layer.conflicts)}</small></h2><table>"
        for written, counts in layer.conflicts[:_SHOWN]:
            said = " · ".join(f'<bdi dir="ltr">{escape(id)}</bdi> {times}' for id, times in counts.items())
            yield f"<tr><td><bdi>{escape(written)}</bdi></td><td>{said}</td></tr>"
        yield "</table>"


def _bar(share: float, colour: str) -> str:
    """A cell with a bar that is full at a SHARE of 1."""
    style = f"width:{100 * share:.1f}%;background:{escape(colour)}"
    return f'<td style="width:30%"><span class="bar" style="{style}"></span></td>'
