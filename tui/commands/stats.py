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
from tui.commands.speech import said


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
    spent = said("stats-spent", minutes=f"{statistics.seconds / 60:.0f}", median=f"{median:.0f}")
    return [
        (project.name, said("stats-head", annotator=statistics.annotator)),
        (f"  {said('stats-documents'):9}", str(statistics.documents)),
        (
            f"  {said('stats-sentences'):9}",
            said("stats-done", sentences=sentences, done=done, share=share),
        ),
        (f"  {said('stats-time'):9}", spent),
        (f"  {said('stats-entities'):9}", str(sum(statistics.entities.values()))),
        *_counts(statistics.entities, project.schema.entities),
        (f"  {said('stats-claims'):9}", str(sum(statistics.claims.values()))),
        *_counts(statistics.claims, project.schema.claims),
    ]


def _counts(counts: dict[str, int], labels: tuple[Label, ...]) -> list[tuple[str, ...]]:
    names = {label.id: label.ar for label in labels}
    return [(f"    {number:6}", f"{id:18}", names.get(id, "")) for id, number in counts.items()]
