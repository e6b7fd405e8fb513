"""Letting git merge projects: which files go into it, and who merges those that are no plain lines.

Journals tell all that layers say, so that they are what git keeps; the files that TinyDB reads are made
from them on every machine. Files in which each line says something by itself are merged by git's own union.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from annotations.errors import HashiyaError
from annotations.files import read_plain, replacing_plain
from annotations.project import open_project
from annotations.store.lock import LayerLock
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.histories import history_of, tells_all
from annotations.teams.merging import LINES, write_history

_DRIVER: Final = "hashiya"
# Where it cannot be run, git's own merge leaves marks: else only ours would be there, and nobody would see
# it. Newer versions of git end the merge at a status above 128.
_COMMAND: Final = "{program} merge-driver %O %A %B || {{ git merge-file -q %A %O %B; exit 129; }}"
_LARGEST: Final = 1 << 20
_ATTRIBUTES: Final = (
    f"annotations/*.journal merge={_DRIVER} -text",
    *(f"{name} merge=union -text" for name in LINES),
    "corpus.sqlite binary",
)
_IGNORED: Final = ("annotations/*.json", "annotations/*.lock", "*.lock", ".*.part")


def let_git_merge(project: Path) -> Path:
    """Set up the folder PROJECT, which is in a clone of a repository, and this clone; its top folder.

    What is in the two files of git already stays. HashiyaError where there is no git, or no repository.
    """
    if shutil.which("git") is None:
        raise HashiyaError("git is not installed here; install it, then run this again")
    top = _git(project, "rev-parse", "--show-toplevel")
    _let_journals_tell_all(project)
    _add_lines(project / ".gitattributes", _ATTRIBUTES)
    _add_lines(project / ".gitignore", _IGNORED)
    _git(project, "config", f"merge.{_DRIVER}.name", "union of the edits of a layer")
    _git(project, "config", f"merge.{_DRIVER}.driver", _COMMAND.format(program=_program()))
    return Path(top)


def _program() -> str:
    """This program as a shell runs it from anywhere, whatever is on its path there."""
    beside = Path(sys.executable).with_name(_DRIVER)
    found = str(beside) if beside.exists() else shutil.which(_DRIVER)
    if found:
        return shlex.quote(found)
    run = "import sys; from tui.start import run; sys.exit(run())"
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(run)}"


def _let_journals_tell_all(folder: Path) -> None:
    """Layers that are older than their journals get one that tells all that they say."""
    with closing(open_project(folder)) as project:
        for name in project.layers:
            path = project.layer_path(name)
            lock = LayerLock(path.with_suffix(".lock"))
            try:
                if not tells_all(path) and (acts := history_of(path)):
                    write_history(path, acts)
            finally:
                lock.release()
            with closing(TinyDBStore.open(path, name, project.corpus.documents)):
                pass  # which writes its file


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-C", str(folder), *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = " ".join(done.stderr.split()).removeprefix("fatal: ") or f"status {done.returncode}"
        raise HashiyaError(
            f"{folder}: git says: {reason}; put the project into a repository first: git init"
        )
    return done.stdout.strip()


def _add_lines(path: Path, lines: tuple[str, ...]) -> None:
    try:
        there = read_plain(path, _LARGEST).decode("utf-8", "surrogateescape") if path.exists() else ""
        missing = [line for line in lines if line not in there.splitlines()]
        if missing:
            kept = there if not there or there.endswith("\n") else f"{there}\n"
            with replacing_plain(path) as file:
                file.write((kept + "\n".join(missing) + "\n").encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error
