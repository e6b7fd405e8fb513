"""`hashiya merge`: what copies of a project say, brought into one of them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from typing import Any

from annotations.errors import HashiyaError
from annotations.model import Annotation, Decision, Note, Placed, State
from annotations.project import Project, open_project
from annotations.store.records import from_record
from annotations.teams.histories import Clash
from annotations.teams.merging import Merged, merge_journals, merge_projects
from tui.commands.output import Output
from tui.commands.speech import said

_SHOWN = 50


def merge(options: argparse.Namespace) -> int:
    """Merge the projects of OPTIONS; exit status 0, or HashiyaError."""
    with closing(open_project(options.into, options.annotator)) as project:
        by = project.annotator
        ask = _asking(project) if options.ask else None
        merged = merge_projects(options.into, options.sources, by, ask)
    with closing(open_project(options.into)) as project:
        _report(project, merged)
    return 0


def drive_merge(options: argparse.Namespace) -> int:
    """Merge one journal into another, as git asks for it; exit status 0, or HashiyaError."""
    merge_journals(options.ours, options.theirs)
    return 0


def _report(project: Project, merged: Merged) -> None:
    output = Output()
    output.say("merge-done", documents=merged.documents, lines=merged.lines)
    for name, count in sorted(merged.edits.items()):
        output.line(f"  {name:20}", f"{count:>7}")
    for name in merged.apart:
        output.say("merge-apart", name=name)
    if merged.people:
        output.say("merge-people", names=", ".join(sorted(merged.people)))
    for folder in merged.labels:
        output.say("merge-labels", folder=folder)
    if merged.clashes:
        output.say("merge-clashes", count=len(merged.clashes))
    for name, clash in merged.clashes[:_SHOWN]:
        output.line(f"  {name}", *_versions(project, clash))
    if len(merged.clashes) > _SHOWN:
        output.say("export-more", count=len(merged.clashes) - _SHOWN)
    if merged.touching:
        output.say("merge-touching", count=len(merged.touching))
    for one, other in merged.touching[:_SHOWN]:
        output.line(f"  {_told(project, 'decisions', one)}", _told(project, "decisions", other))
    _report_ends(project, merged, output)


def _report_ends(project: Project, merged: Merged, output: Output) -> None:
    """Say what was brought back as something hangs on it, and what relations went."""
    changes = [(name, row) for name, act in merged.ends for row in act.event.rows if row[0] != "decisions"]
    back = [(name, table, after) for name, (table, _, _, after) in changes if after is not None]
    gone = [(name, table, before) for name, (table, _, before, after) in changes if after is None]
    for text, found in (("merge-back", back), ("merge-open-again", gone)):
        if found:
            output.say(text, count=len(found))
        for name, table, record in found[:_SHOWN]:
            output.line(f"  {name}", _told(project, table, record))
        if len(found) > _SHOWN:
            output.say("export-more", count=len(found) - _SHOWN)


def _versions(project: Project, clash: Clash) -> tuple[str, str]:
    """What was done in each copy, the one that counts marked."""
    first, second = (
        f"{'*' if clash.kept == place else ' '} {act.at} {_told(project, clash.table, record)}"
        for place, (act, record) in enumerate(zip(clash.acts, clash.left, strict=True))
    )
    return first, second


def _told(project: Project, table: str, record: Any) -> str:
    if record is None:
        return said("merge-gone")
    try:
        annotation = from_record(table, record)
    except (ValueError, TypeError):  # by a hand that was not ours
        return table
    return _shown(project, annotation)


def _shown(project: Project, annotation: Annotation) -> str:
    label = getattr(annotation, "label", "")
    if isinstance(annotation, State):
        return f"{annotation.state} {annotation.sentence}"
    if isinstance(annotation, Note):
        return annotation.text
    if isinstance(annotation, Decision):
        return f"{annotation.item} {annotation.taken or '–'} ({annotation.by})"
    if isinstance(annotation, Placed) and annotation.ranges:
        document = project.corpus.document(annotation.document)
        if document:
            return f"{label} «{annotation.words(document.text)}»"
    return label or annotation.id


def _asking(project: Project) -> Callable[[str, Clash], int]:
    """What asks a person, on the terminal, which of two versions is to count."""
    if not sys.stdin.isatty():
        raise HashiyaError("--ask needs a terminal to ask on; without it the later version counts")

    def ask(name: str, clash: Clash) -> int:
        output = Output()
        output.say("merge-ask", annotator=name)
        for number, version in enumerate(_versions(project, clash), 1):
            output.line(f"  {number}", version)
        answer = ""
        with suppress(EOFError):
            while answer not in ("1", "2"):
                answer = input("1/2: ").strip().translate(str.maketrans("١٢", "12"))
        return int(answer or clash.kept + 1) - 1

    return ask
