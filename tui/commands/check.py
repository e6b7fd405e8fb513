"""`hashiya check PROJECT` and `hashiya log PROJECT`: whether a project is whole, and how it came about."""

from __future__ import annotations

import argparse
import sys

from annotations.check import LayerReport, Report, check, repair, report
from annotations.errors import HashiyaError
from annotations.log import history
from annotations.naming import sentence_name, sentence_named
from annotations.project import open_project
from annotations.store.protocol import repair_command
from annotations.store.reading import Finding, Weight
from tui.commands.output import Output
from tui.commands.speech import said

_SHOWN = 5  # findings of one layer: all that is said fits a page


def check_project(options: argparse.Namespace) -> int:
    """Say what is whole of a project, what is wrong, and what repairing would do; with --repair, do it."""
    project, output = open_project(options.project), Output()
    try:
        found = report(project)
        if not found.all_findings:
            output.say("check-whole", layers=len(found.layers))
            _print_misfits(found.misfits, output)
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
