"""`hashiya check PROJECT` and `hashiya log PROJECT`: whether a project is whole, and how it came about."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from annotations.check import LayerReport, Report, check, repair, report
from annotations.checks import Check, Layer, Spoilt, checks
from annotations.errors import HashiyaError
from annotations.log import history
from annotations.naming import sentence_name, sentence_named
from annotations.project import Project, open_project
from annotations.store.protocol import repair_command
from annotations.store.reading import Finding, Weight
from tui.commands.output import Output
from tui.commands.speech import language, said

_SPOILT_SHOWN = 3
_SHOWN = 5  # findings of one layer: all that is said fits a page


def check_project(options: argparse.Namespace) -> int:
    """Say what is whole of a project, what is wrong, and what repairing would do; with --repair, do it."""
    project, output = open_project(options.project), Output()
    try:
        found = report(project)
        if options.json:
            _print_json(found, project)
            return 2 if found.all_findings else 0
        if not found.all_findings:
            output.say("check-whole", layers=len(found.layers))
            _print_misfits(found.misfits, output)
            _print_spoilt(project, output)
            return 0
        _print(found, output)
        if not options.repair:
            if any(layer.mendable for layer in found.layers):
                command = repair_command(options.project)
                Output(sys.stderr).say("check-save", "hashiya: ", command=command)
            return 2
        for done in repair(project):
            if isinstance(done, HashiyaError):
                Output(sys.stderr).line(f"hashiya: {done}")
            else:
                output.line(f"repaired  {done}")
        left = check(project)
        for finding in left:
            output.line(f"still     {finding}")
        return 2 if left else 0
    finally:
        project.close()


def _print(report: Report, output: Output) -> None:
    state = "damaged" if report.findings else "whole"
    output.line(f"{state:8}  the corpus: {report.documents} text(s), {report.sentences} sentence(s)")
    _print_findings(report.findings, output)
    if report.findings:
        output.line("          put the file back from a copy, or import the texts again into a new project")
    for layer in report.layers:
        _print_layer(layer, output)
    _print_misfits(report.misfits, output)
    if report.strangers:
        output.line("besides")
        _print_findings(report.strangers, output)


def _print_misfits(misfits: list[str], output: Output) -> None:
    if misfits:
        output.say("check-misfits")
    for misfit in misfits:
        output.line(f"          {misfit}")


def _spoilt(project: Project) -> Iterator[tuple[str, Check, list[Spoilt]]]:
    """What of each layer of PROJECT spoils training data, check by check."""
    for name in project.layers:
        store = project.read_layer(name)
        layer = Layer(project.corpus, store, project.schema)
        for each in checks().values():
            yield name, each, [place for place in each.found(layer) if place]
        store.close()


def _print_spoilt(project: Project, output: Output) -> None:
    who = ""
    for annotator, found, places in _spoilt(project):
        if not places:
            continue
        if annotator != who:
            output.say("check-spoilt", annotator=annotator)
            who = annotator
        says = found.AR if language() == "ar" else found.EN
        output.line(f"{len(places):>8} ×", says, f"check:{found.NAME}")
        for place in places[:_SPOILT_SHOWN]:
            output.line(f"{'':10}", _where(project, place), place.what)


def _where(project: Project, place: Spoilt) -> str:
    index = project.corpus.index_at(place.document, place.range[0])
    return sentence_name(project.corpus, project.corpus.sequence[index])


def _print_json(found: Report, project: Project) -> None:
    """One object: what is damaged, and every place of what spoils training data."""
    spoilt = [
        {
            "annotator": annotator, "check": each.NAME, "says": each.EN, "count": len(places),
            "places": [
                {
                    "document": place.document, "sentence": _where(project, place),
                    "start": place.range[0], "end": place.range[1], "what": place.what,
                }
                for place in places
            ],
        }
        for annotator, each, places in (() if found.findings else _spoilt(project))
    ]  # fmt: skip
    Output().json(
        {
            "documents": found.documents,
            "sentences": found.sentences,
            "damages": [str(finding) for finding in found.all_findings],
            "misfits": found.misfits,
            "spoilt": spoilt,
        },
        indent=2,
    )


def _print_layer(layer: LayerReport, output: Output) -> None:
    state = "whole" if not layer.findings else "opens" if layer.opens else "damaged"
    there = f"{layer.annotations} annotation(s), {layer.edits} edit(s) can be read"
    output.line(f"{state:8}  {layer.name}: {there}")
    _print_findings(layer.findings, output)
    lost = [finding for finding in layer.findings if finding.line and not finding.torn]
    if lost:
        edits = any(each.weight is Weight.REFUSED for each in lost)
        what = "edits" if edits else "the history; the annotations themselves are whole"
        output.line(f"          lost: {len(lost)} place(s) of {what}")
    if layer.mendable:
        output.line(
            "          repairing keeps these files in a folder beside them, and writes them anew with "
            "all that can be read"
        )


def _print_findings(findings: list[Finding], output: Output) -> None:
    for finding in findings[:_SHOWN]:
        output.line(f"          {finding}")
    if len(findings) > _SHOWN:
        output.line(f"          and {len(findings) - _SHOWN} more of the kind")


def print_log(options: argparse.Namespace) -> int:
    """Print the edits of a project's layers, oldest first."""
    project, output = open_project(options.project), Output()
    try:
        wanted = None
        if options.sentence:
            wanted = sentence_named(project.corpus, options.sentence)
            if wanted is None:
                raise HashiyaError(
                    f"{options.project}: there is no sentence {options.sentence!r}, or several are; give "
                    "document:number, or its id"
                )
        if options.annotator:
            project.refuse_unknown(options.annotator)
        for annotator in [options.annotator] if options.annotator else project.layers:
            for entry in history(project, annotator, wanted):
                event = entry.event
                place = (
                    sentence_name(project.corpus, entry.sentence) if entry.sentence else said("log-nowhere")
                )
                output.line(
                    event.at, event.by, f"{event.kind:5}", f"{place:>14}", f"{entry.sign} {entry.text}"
                )
        return 0
    finally:
        project.close()
