"""`hashiya adjudicate`: the screen where gold is decided on, and what needs no screen."""

from __future__ import annotations

import argparse
from contextlib import ExitStack, closing

from annotations.errors import HashiyaError
from annotations.files import replacing
from annotations.precious import refuse_precious
from annotations.project import open_project
from annotations.query import label_named
from annotations.teams.agreeing import gaps, take_agreeing
from annotations.teams.agreement.collecting import refuse_alone
from annotations.teams.people import GOLD
from tui.commands.output import Output
from tui.commands.progress import Bar
from tui.commands.speech import said


def adjudicate(options: argparse.Namespace) -> int:
    """Decide, as OPTIONS have it; exit status 0, or HashiyaError."""
    if options.gaps:
        return _print_gaps(options)
    if options.agreeing:
        return _take_agreeing(options)
    from tui.commands.open import open_project_app
    from tui.session.deciding import Wanted

    with closing(open_project(options.project, options.annotator)) as project:
        label = label_named(options.label, project.schema) if options.label else ""
        for name in options.pair or ():
            project.refuse_unknown(name)
        project.people.refuse(project.annotator, "curator")
    wanted = Wanted(label, tuple(options.pair or ()), options.by_text)
    return open_project_app(options, adjudicate=wanted)


def _take_agreeing(options: argparse.Namespace) -> int:
    project = open_project(options.project, options.annotator)
    with ExitStack() as opened:
        opened.callback(project.close)
        names = [name for name in project.layers if name != GOLD]
        layers = [opened.enter_context(closing(project.read_steadily(name))) for name in names]
        refuse_alone(project, names, names)
        gold = opened.enter_context(closing(project.open_gold()))
        bar = Bar("agree-progress", "documents", len(project.corpus.documents))
        try:
            found = take_agreeing(
                project.corpus, layers, gold, project.annotator, options.agreeing, lambda n: bar.at(n, n)
            )
        finally:
            bar.clear()
    Output().say("adjudicate-taken", gold=found.gold, items=found.items, left=found.left)
    return 0


def _print_gaps(options: argparse.Namespace) -> int:
    with closing(open_project(options.project)) as project, closing(project.read_steadily(GOLD)) as gold:
        lines = list(gaps(project.corpus, gold))
        title = f"# {said('adjudicate-gaps-title', name=project.name)}"
        if options.output is None:
            output = Output()
            for line in [title, "", *lines]:
                output.line(line)
            return 0
        refuse_precious(options.output, project)
        try:
            with replacing(options.output) as file:
                file.writelines(f"{line}\n" for line in [title, "", *lines])
        except OSError as error:
            raise HashiyaError(f"{options.output}: cannot be written: {error.strerror}") from error
    Output().say("report-written", path=options.output)
    return 0
