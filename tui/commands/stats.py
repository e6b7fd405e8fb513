"""`hashiya stats`: counts by label, and progress."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from annotations.project import Project, open_project
from annotations.schema import Label
from annotations.statistics import Statistics, count
from tui.commands.output import Output


def print_statistics(options: argparse.Namespace) -> int:
    """Print the numbers of the layers that OPTIONS name."""
    project = open_project(options.project)
    try:
        names = [options.annotator] if options.annotator else project.layers or [project.annotator]
        found = [count(project, project.read_layer(name)) for name in names]
        if options.json:
            print(json.dumps([asdict(statistics) for statistics in found], ensure_ascii=False, indent=2))
        else:
            output = Output()
            for statistics in found:
                for fields in _lines(project, statistics):
                    output.line(*fields)
    finally:
        project.close()
    return 0


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
