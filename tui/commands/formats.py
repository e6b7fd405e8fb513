"""`hashiya formats`: what annotations can leave and come in, and what each format carries."""

from __future__ import annotations

import argparse

from annotations.formats import format_named
from annotations.formats.jsonl import json_schema
from annotations.formats.matrix import HEAD, markdown, matrix
from tui.commands.output import Output


def print_formats(options: argparse.Namespace) -> int:
    """The matrix of all formats, or what there is to say of one."""
    output = Output()
    if options.schema:
        for line in json_schema().splitlines():
            output.line(line)
    elif options.format:
        format = format_named(options.format)
        output.line(format.NAME, format.SUMMARY)
        row = next(row for row in matrix() if row[0] == format.NAME)
        for name, value in zip(HEAD[1:], row[1:], strict=True):
            output.line(f"  {name:12}", value)
        for name, values in format.TAKES.items():
            output.line(f"  --{name:10}", ", ".join(values))
    elif options.markdown:
        for line in markdown().splitlines():
            output.line(line)
    else:
        rows = [HEAD, *matrix()]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for row in rows:
            output.line(*(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)))
    return 0
