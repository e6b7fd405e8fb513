"""`hashiya formats`: what annotations can leave and come in, and what each format carries."""

from __future__ import annotations

import argparse
import shutil
import sys

from annotations.formats import Format, format_named, formats, summary
from annotations.formats.jsonl import json_schema
from annotations.formats.matrix import HEAD, in_language, markdown, matrix
from tui.commands.output import Output
from tui.commands.speech import language


def print_formats(options: argparse.Namespace) -> int:
    """The matrix of all formats, or what there is to say of one."""
    output = Output()
    if options.schema:
        for line in json_schema().splitlines():
            output.line(line)
    elif options.format:
        _print_one(format_named(options.format), output)
    elif options.markdown:
        for line in markdown().splitlines():
            output.line(line)
    else:
        rows = [_spoken(row) for row in (HEAD, *matrix())]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        if sys.stdout.isatty() and sum(widths) + 2 * len(widths) > shutil.get_terminal_size().columns:
            _print_names(output)
            return 0
        for row in rows:
            output.line(*(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)))
    return 0


def _print_names(output: Output) -> None:
    """A line a format, where the window is too narrow for the table."""
    for name, format in sorted(formats().items()):
        output.line(f"{name:14}", summary(format, language()))
    output.say("formats-narrow")


def _spoken(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(in_language(cell, language()) for cell in row)


def _print_one(format: Format, output: Output) -> None:
    output.line(format.NAME, summary(format, language()))
    row = next(row for row in matrix() if row[0] == format.NAME)
    for name, value in zip(_spoken(HEAD[1:]), _spoken(row[1:]), strict=True):
        output.line(f"  {name:12}", value)
    for name, values in format.TAKES.items():
        output.line(f"  --{name:10}", ", ".join(values))
