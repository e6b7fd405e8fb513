"""`hashiya check PROJECT` and `hashiya log PROJECT`: whether a project is whole, and how it came about."""

from __future__ import annotations

import argparse
import sys

from annotations.check import check, repair
from annotations.errors import HashiyaError
from annotations.log import history, sentence_of
from annotations.project import open_project
from tui.commands.output import Output


def check_project(options: argparse.Namespace) -> int:
    """Say what is wrong with a project; with --repair, save what is whole."""
    project, output = open_project(options.project), Output()
    try:
        problems = check(project)
        for problem in problems:
            output.line(str(problem))
        if not problems:
            print(f"the corpus and {len(project.layers)} layer(s): nothing wrong")
            return 0
        if not options.repair:
            print("hashiya: --repair keeps a copy and saves what is whole", file=sys.stderr)
            return 2
        for sentence in repair(project):
            output.line(sentence)
        left = check(project)
        for problem in left:
            output.line(f"still: {problem}")
        return 2 if left else 0
    finally:
        project.close()


def print_log(options: argparse.Namespace) -> int:
    """Print the edits of a project's layers, oldest first."""
    project, output = open_project(options.project), Output()
    try:
        wanted = None
        if options.sentence:
            wanted = sentence_of(project, options.sentence)
            if wanted is None:
                raise HashiyaError(f"{options.project}: there is no sentence {options.sentence!r}")
        for annotator in [options.annotator] if options.annotator else project.layers:
            for entry in history(project, annotator, wanted):
                event = entry.event
                place = f"sentence {entry.sentence.number}" if entry.sentence else "no sentence"
                output.line(
                    event.at, event.by, f"{event.kind:5}", f"{place:>14}", f"{entry.sign} {entry.text}"
                )
        return 0
    finally:
        project.close()
