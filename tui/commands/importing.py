"""`hashiya import PROJECT PATHS…`: texts into a project's corpus."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from annotations.corpus.importing import Summary, import_texts
from annotations.corpus.reading import Options, files, size_of
from annotations.errors import HashiyaError
from annotations.files import is_there, sweep
from annotations.project import CORPUS, create_project, open_project
from annotations.store.lock import FileLock
from tui.commands.output import Output
from tui.commands.speech import said

_SHOWN = 20
_EVERY = 0.1  # seconds between two looks at how far it is


def import_project(options: argparse.Namespace) -> int:
    """Import into the project of OPTIONS, made if there is none; status 2 if anything was refused."""
    folder: Path = options.project
    paths, refused = files(options.paths)
    if not is_there(folder):
        create_project(folder)
    folder = _refuse_old(folder)
    lock = FileLock(
        folder / "import.lock", f"{folder}: texts are being imported already", "let that end first"
    )
    show = _Progress(size_of(paths))
    try:
        sweep(folder)
        _remove_old_copies(folder)
        reading = Options(options.text_column, options.name_column, options.max_size)
        summary = import_texts(folder / CORPUS, paths, options.split, reading, show)
    finally:
        show.clear()
        lock.release()
    for each in refused:
        summary.refuse(each)
    _print(summary, folder, show.seconds)
    if summary.stopped:
        Output(sys.stderr).say("import-stopped")
        return 130
    return 2 if summary.refusals else 0


def _refuse_old(folder: Path) -> Path:
    """The folder of the project FOLDER, which may be a link to it."""
    project = open_project(folder)
    takes_more = project.corpus.takes_more
    project.close()
    if not takes_more:
        raise HashiyaError(f"{folder}: made by an older Hashiya, for one text; import into a new project")
    return project.folder


def _remove_old_copies(folder: Path) -> None:
    """What an import of an earlier version left half-made: nobody knows whether it is whole."""
    for name in ("corpus.importing", "corpus.importing-journal"):
        with suppress(OSError):
            (folder / name).unlink()


def _print(summary: Summary, folder: Path, seconds: float) -> None:
    errors = Output(sys.stderr)
    for refused in summary.refused[:_SHOWN]:
        errors.say("import-refused", what=refused)
    if summary.refusals > _SHOWN:
        errors.say("import-more-refused", count=summary.refusals - _SHOWN)
    Output().say(
        "import-added",
        folder=folder,
        documents=summary.documents,
        sentences=summary.sentences,
        seconds=f"{seconds:.1f}",
        known=summary.known,
        refused=summary.refusals,
    )


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
            counted = said("import-progress", sentences=f"{summary.sentences:,}", rate=f"{rate:,.0f}")
            self._bar.update(self._task, completed=read, description=counted)

    def clear(self) -> None:
        """Take the bar away."""
        self._bar.stop()
