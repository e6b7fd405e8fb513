"""`hashiya import PROJECT PATHS…`: texts into a project's corpus."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from annotations.corpus.importing import Summary, import_texts
from annotations.corpus.reading import Columns, files, size_of
from annotations.errors import HashiyaError
from annotations.files import sync_folder
from annotations.project import CORPUS, create_project, open_project
from annotations.store.lock import FileLock
from tui.commands.output import Output

_SHOWN = 20
_EVERY = 0.1  # seconds between two looks at how far it is


def import_project(options: argparse.Namespace) -> int:
    """Import into the project of OPTIONS, made if there is none; status 2 if anything was refused."""
    folder: Path = options.project
    paths = files(options.paths)
    if not folder.exists():
        create_project(folder)
    _refuse_old(folder)
    lock = FileLock(
        folder / "import.lock", f"{folder}: texts are being imported already", "let that end first"
    )
    # The corpus is only ever opened for reading elsewhere: a new one takes its place, whole.
    aside = (folder / CORPUS).with_suffix(".importing")
    show = _Progress(size_of(paths))
    try:
        if not aside.exists():
            shutil.copy2(folder / CORPUS, aside)
        columns = Columns(options.text_column, options.name_column)
        summary = import_texts(aside, paths, options.split, columns, show)
        _put_in_place(aside, folder)
    except KeyboardInterrupt:
        show.clear()
        Output(sys.stderr).line(f"stopped; run it again to go on (what was read is in {aside})")
        return 130
    finally:
        show.clear()
        lock.release()
    _print(summary, folder, show.seconds)
    return 2 if summary.refused else 0


def _refuse_old(folder: Path) -> None:
    project = open_project(folder)
    searchable = project.corpus.searchable
    project.close()
    if not searchable:
        raise HashiyaError(f"{folder}: made by an older Hashiya, for one text; import into a new project")


def _put_in_place(aside: Path, folder: Path) -> None:
    """Make the corpus of FOLDER what is in ASIDE, on the disk."""
    with aside.open("rb") as file:
        os.fsync(file.fileno())
    aside.replace(folder / CORPUS)
    sync_folder(folder)


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
    """A bar with how many sentences there are, how fast they come and how long it will take.

    On a terminal only; TOTAL is the number of bytes to read, 0 where that is not known.
    """

    def __init__(self, total: int) -> None:
        console = Console(stderr=True)
        columns = BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn()
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._bar.add_task("", total=total or None)
        self._begin = time.monotonic()
        self._next = self._begin
        self._bar.start()

    @property
    def seconds(self) -> float:
        """The time since the beginning."""
        return time.monotonic() - self._begin

    def __call__(self, summary: Summary, read: int) -> None:
        if time.monotonic() >= self._next:
            self._next += _EVERY
            rate = summary.sentences / max(self.seconds, _EVERY)
            counted = f"{summary.sentences:,} sentences, {rate:,.0f} a second"
            self._bar.update(self._task, completed=read, description=counted)

    def clear(self) -> None:
        """Take the bar away."""
        self._bar.stop()
