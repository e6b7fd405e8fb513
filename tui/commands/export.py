"""`hashiya export`: annotations into a file."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from annotations.errors import HashiyaError
from annotations.export import Summary, export
from annotations.files import replacing
from annotations.formats import Format, formats
from annotations.precious import refuse_precious
from annotations.project import Project, open_project
from annotations.store.tinydb_store import TinyDBStore
from tui.commands.output import Output, tell


def export_project(options: argparse.Namespace) -> int:
    """Write the annotations that OPTIONS name; exit status 0, or HashiyaError."""
    format = formats().get(options.format.lower())
    if format is None:
        known = "; ".join(f"{name}: {each.SUMMARY}" for name, each in sorted(formats().items()))
        raise HashiyaError(f"there is no format {options.format!r}; there are: {known}")
    if options.columns and options.columns not in format.COLUMNS:
        there = ", ".join(format.COLUMNS) or "none"
        raise HashiyaError(f"{format.NAME} has no columns {options.columns!r}; there are: {there}")
    project = open_project(options.project)
    try:
        store = _layer(project, options.annotator)
        tell(store)
        exported = partial(_written, project, store, format, options)
        if options.output in (None, Path("-")):
            # Nothing goes out before it is known that all of it can.
            lines: list[str] = []
            summary = exported(lines.append)
            Output().data(lines)
        else:
            refuse_precious(options.output, project)
            try:
                with replacing(options.output) as file, _progress() as advance:

                    def write(line: str) -> None:
                        file.write(line)
                        advance()

                    summary = exported(write)
            except OSError as error:
                raise HashiyaError(f"{options.output}: cannot be written: {error.strerror}") from error
        _report(summary, store.annotator, options.state)
    finally:
        project.close()
    return 0


def _written(
    project: Project,
    store: TinyDBStore,
    format: Format,
    options: argparse.Namespace,
    write: Callable[[str], object],
) -> Summary:
    allow_loss = options.on_loss == "longest"
    return export(project, store, format, write, allow_loss, options.state, options.columns or "")


def _layer(project: Project, annotator: str | None) -> TinyDBStore:
    """The layer to export: the named one, or the only one there is."""
    layers = project.layers
    if annotator is None and len(layers) > 1:
        raise HashiyaError(
            f"{project.folder}: there are annotations by {', '.join(layers)}; say whose with --annotator"
        )
    return project.read_layer(annotator or (layers[0] if layers else project.annotator))


@contextmanager
def _progress() -> Iterator[Callable[[], None]]:
    """A bar on the terminal, moved on with every line; silent where there is no terminal."""
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("export", total=None)
        yield lambda: bar.advance(task)


def _report(summary: Summary, annotator: str, state: str) -> None:
    output = Output(sys.stderr)
    output.say(
        "export-counts",
        documents=summary.documents,
        spans=summary.spans,
        claims=summary.claims,
        annotator=annotator,
    )
    if summary.other_state:
        why = "export-not-finished" if state == "done" else "export-finished"
        output.say(why, count=summary.other_state)
    for loss in summary.losses:
        output.say("export-left-out", what=loss)
