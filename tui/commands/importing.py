"""`hashiya import PROJECT PATHS…`: texts into a project's corpus."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from annotations.corpus.importing import Summary, import_texts
from annotations.corpus.reading import Columns, files, size_of
from annotations.errors import HashiyaError
from annotations.files import sync_folder
from annotations.project import CORPUS, Project, create_project, open_project
from tui.commands.output import Output

_SHOWN = 20
_EVERY = 0.2  # seconds between two lines of progress


def import_project(options: argparse.Namespace) -> int:
    """Import into the project of OPTIONS, made if there is none; status 2 if anything was refused."""
    folder: Path = options.project
    paths = files(options.paths)
    if not folder.exists():
        create_project(folder)
    project: Project = open_project(folder)
    corpus = folder / CORPUS
    if not project.corpus.searchable:
        project.close()
        raise HashiyaError(f"{folder}: made by an older Hashiya, for one text; import into a new project")
    project.close()
    show = _Progress(size_of(paths))
    # The corpus is only ever opened for reading elsewhere: a new one takes its place, whole.
    aside = corpus.with_suffix(".importing")
    if not aside.exists():
        shutil.copy2(corpus, aside)
    try:
        columns = Columns(options.text_column, options.name_column)
        summary = import_texts(aside, paths, options.split, columns, show)
    except KeyboardInterrupt:
        show.clear()
        Output(sys.stderr).line(f"stopped; run it again to go on (what was read is in {aside})")
        return 130
    show.clear()
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(corpus)
    sync_folder(folder)
    _print(summary, folder, show.seconds)
    return 2 if summary.refused else 0


def _print(summary: Summary, folder: Path, seconds: float) -> None:
    errors = Output(sys.stderr)
    for refused in summary.refused[:_SHOWN]:
        errors.line(f"refused: {refused}")
    if len(summary.refused) > _SHOWN:
        errors.line(f"refused: and {len(summary.refused) - _SHOWN} more")
    added = f"{summary.documents} document(s) with {summary.sentences} sentence(s) added in {seconds:.1f} s"
    counts = f"{summary.known} were there already, {len(summary.refused)} refused"
    Output().line(f"{folder}: {added}, {counts}")


class _Progress:
    """A line that says how far it is, how fast, and how long it will take; on a terminal only."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._begin = self._last = time.monotonic()
        self._shown = False

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self._begin

    def __call__(self, summary: Summary, read: int) -> None:
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self._last < _EVERY:
            return
        self._last, self._shown = now, True
        rate = summary.sentences / self.seconds
        left = self.seconds * (self._total / read - 1) if 0 < read < self._total else 0
        done = f"{100 * read // self._total:3} %" if read < self._total else "     "
        print(
            f"\r\x1b[K{done}  {summary.sentences:,} sentences, {rate:,.0f} a second, {left:.0f} s left",
            end="", file=sys.stderr, flush=True,
        )  # fmt: skip

    def clear(self) -> None:
        """Take the line away."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
