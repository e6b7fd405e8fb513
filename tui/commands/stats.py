"""`hashiya stats`: counts by label, and progress."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from annotations.errors import HashiyaError
from annotations.project import Project, open_project
from annotations.schema import Label
from annotations.statistics import Statistics, count
from tui.commands.output import Output, tell


def print_statistics(options: argparse.Namespace) -> int:
    """Print the numbers of the layers that OPTIONS name."""
    project, status = open_project(options.project), 0
    try:
        names = [options.annotator] if options.annotator else project.layers or [project.annotator]
        found: list[Statistics] = []
        for name in names:
            try:
                store = project.read_layer(name)
                tell(store)
                found.append(count(project, store))
            except HashiyaError as error:  # the others can be counted all the same
                Output(sys.stderr).line(f"hashiya: {error}")
                status = 2
        if options.json:
            Output().json([asdict(statistics) for statistics in found], indent=2)
        else:
            output = Output()
            for statistics in found:
                for fields in _lines(project, statistics):
                    output.line(*fields)
    finally:
        project.close()
    return status


def _lines(project: Project, statistics: Statistics) -> list[tuple[str, ...]]:
    done, sentences = statistics.done, statistics.sentences
    median = statistics.median_seconds
    share = 100 * done // sentences if sentences else 0
    return [
        (project.name, f"annotator {statistics.annotator}"),
        ("  documents", str(statistics.documents)),
        ("  sentences", f"{sentences}, done {done} ({share} %)"),
        ("  time     ", f"{statistics.seconds / 60:.0f} min, half of the sentences within {median:.0f} s"),
        ("  entities ", str(sum(statistics.entities.values()))),
        *_counts(statistics.entities, project.schema.entities),
        ("  claims   ", str(sum(statistics.claims.values()))),
        *_counts(statistics.claims, project.schema.claims),
    ]


def _counts(counts: dict[str, int], labels: tuple[Label, ...]) -> list[tuple[str, ...]]:
    names = {label.id: label.ar for label in labels}
    return [(f"    {number:6}", f"{id:18}", names.get(id, "")) for id, number in counts.items()]
