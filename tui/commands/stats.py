"""`hashiya stats`: counts by label, and progress."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from annotations.project import Project, open_project
from annotations.schema import Label
from annotations.statistics import Statistics, count
from tui.arabic.glyphs import visible
from tui.commands.output import shown


def print_statistics(options: argparse.Namespace) -> int:
    """Print the numbers of the layers that OPTIONS name."""
    project = open_project(options.project)
    try:
        names = [options.annotator] if options.annotator else project.layers or [project.annotator]
        found = [count(project, project.read_layer(name)) for name in names]
        if options.json:
            print(json.dumps([asdict(statistics) for statistics in found], ensure_ascii=False, indent=2))
        else:
            for statistics in found:
                print("\n".join(_lines(project, statistics)))
    finally:
        project.close()
    return 0


def _lines(project: Project, statistics: Statistics) -> list[str]:
    done, sentences = statistics.done, statistics.sentences
    share = 100 * done // sentences if sentences else 0
    return [
        f"{visible(project.name)}, annotator {visible(statistics.annotator)}",
        f"  documents  {statistics.documents}",
        f"  sentences  {sentences}, done {done} ({share} %)",
        f"  time       {statistics.seconds / 60:.0f} min, half of the sentences within "
        f"{statistics.median_seconds:.0f} s",
        f"  entities   {sum(statistics.entities.values())}",
        *_counts(statistics.entities, project.schema.entities),
        f"  claims     {sum(statistics.claims.values())}",
        *_counts(statistics.claims, project.schema.claims),
    ]


def _counts(counts: dict[str, int], labels: tuple[Label, ...]) -> list[str]:
    names = {label.id: label.ar for label in labels}
    return [f"    {number:6}  {id:18} {shown(names.get(id, ''))}".rstrip() for id, number in counts.items()]
