"""`hashiya review`: spot checks of what somebody finished, and the error rates they came to."""

from __future__ import annotations

import argparse
from contextlib import closing

from annotations.errors import HashiyaError
from annotations.model import Decision
from annotations.project import Project, open_project
from annotations.teams.people import GOLD
from annotations.teams.review import CHECKED, error_rate
from tui.commands.output import Output


def review(options: argparse.Namespace) -> int:
    """The screen of a spot check of who OPTIONS name, or without a name the rates there are."""
    with closing(open_project(options.project, options.annotator)) as project:
        if not options.of:
            _print_rates(project)
            return 0
        project.refuse_unknown(options.of)
        if options.of == project.annotator:
            raise HashiyaError(
                f"{project.folder}: {options.of!r} cannot review what they did themselves; say who you are "
                "with --annotator"
            )
        if project.people.is_team:
            project.people.refuse(project.annotator, "curator")
    from tui.commands.open import open_project_app

    return open_project_app(options, review=(options.of, options.sample, options.seed))


def _print_rates(project: Project) -> None:
    """For each person how many of their sentences were checked, and how many were wrong."""
    output = Output()
    said = []
    for name in project.layers:
        with closing(project.read_steadily(name)) as layer:
            said += [
                each
                for id in layer.documents()
                for each in layer.by_document(id)
                if isinstance(each, Decision) and each.item.startswith(CHECKED)
            ]
    if not said:
        output.say("review-nothing", folder=project.folder)
    for name in project.layers:
        rate = error_rate(said, name)
        if name != GOLD and rate.bounds:
            low, high = (f"{100 * each:.1f}" for each in rate.bounds)
            output.say(
                "review-rate", name=name, wrong=rate.wrong, checked=rate.checked,
                rate=f"{100 * rate.wrong / rate.checked:.1f}", low=low, high=high,
            )  # fmt: skip
