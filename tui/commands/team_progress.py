"""`hashiya progress`: how far each of a team has come, and how long the rest will take."""

from __future__ import annotations

import argparse
from contextlib import closing
from dataclasses import asdict

from annotations.project import open_project
from annotations.teams.progress import Progress, progress
from tui.commands.output import Output
from tui.commands.speech import said


def print_progress(options: argparse.Namespace) -> int:
    """Print a line for each person of the project of OPTIONS."""
    with closing(open_project(options.project)) as project:
        found = list(progress(project))
    output = Output()
    if options.json:
        output.json([asdict(each) for each in found], indent=2)
        return 0
    for each in found:
        output.line(f"{each.annotator:20}", *told(each))
    return 0


def told(each: Progress) -> list[str]:
    """What there is to say of one person, in a few words each."""
    share = 100 * each.done // each.share if each.share else 100
    fields = [said("progress-done", done=each.done, share=each.share, percent=share)]
    if each.each:
        fields.append(said("progress-time", hours=f"{each.seconds / 3600:.1f}", each=f"{each.each:.0f}"))
    if each.a_day:
        fields.append(said("progress-pace", count=f"{each.a_day:.0f}", last=each.last))
    if each.days_left:
        fields.append(said("progress-left", days=each.days_left))
    if each.gold is not None:
        fields.append(said("progress-gold", f1=f"{each.gold:.3f}"))
    return fields
