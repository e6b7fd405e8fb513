"""What a message tells a person to do is done here to the letter, and helps."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import time
from pathlib import Path

import pytest

from annotations.log import history
from annotations.project import Project, open_project
from tests.attacks.layers import made, said
from tests.attacks.test_damage import FILES, JOURNALS
from tests.terminal import HASHIYA
from tui.cli import main

FOLDERS = ["p", "p with blanks", "مشروع الأخبار", 'p\'q "r" $(x) ;*', "-p"]
REFUSED = [
    "a line lost", "lines lost", "a line twice", "garbage behind", "cut to its first lines", "empty", "backwards",
    "a null number", "a record without fields", "meta broken", "a conflict of git", "a huge number",
]  # fmt: skip


def typed(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """COMMAND as a person would type it, in FOLDER."""
    path = f"{HASHIYA.parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env={**os.environ, "PATH": path},
    )


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("where", FOLDERS[: 2 if os.environ.get("HASHIYA_ATTACKS") != "long" else None])
def test_a_layer_that_is_refused_opens_after_what_the_message_says(
    tmp_path: Path, name: str, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project = made(tmp_path / where)
    journal = project.layer_path("a").with_suffix(".journal")
    journal.write_bytes(JOURNALS[name](journal.read_bytes()) or b"")
    assert main(["stats", str(project.folder)]) == 2
    error = capsys.readouterr().err
    match = re.search(r"save what is whole with: (hashiya .*)$", error.rstrip("\n"))
    assert match, error
    done = typed(match[1], tmp_path)
    assert done.returncode == 0, done
    assert main(["stats", str(project.folder)]) == 0
    assert len(said(project)) > 5


@pytest.mark.parametrize("where", FOLDERS)
def test_check_says_what_to_type(tmp_path: Path, where: str) -> None:
    project = made(tmp_path / where)
    path = project.layer_path("a")
    path.write_bytes(FILES["another label"](path.read_bytes()) or b"")
    folder = project.folder.relative_to(tmp_path)
    done = typed(_quoted(folder), tmp_path)
    assert done.returncode == 2
    assert len(done.stdout.splitlines()) + len(done.stderr.splitlines()) <= 24, "a page"
    match = re.search(r"to save what is whole: (hashiya .*)$", done.stderr.rstrip("\n"))
    assert match, done
    assert typed(match[1], tmp_path).returncode == 0
    told = typed(_quoted(folder), tmp_path).stdout
    assert told.splitlines()[0] == "the corpus and 1 layer(s): nothing wrong"


def _quoted(folder: Path) -> str:
    return f"hashiya check {shlex.quote(str(folder) if not str(folder).startswith('-') else './' + str(folder))}"


@pytest.mark.parametrize("journal", JOURNALS)
def test_check_fits_a_page_whatever_is_wrong(
    tmp_path: Path, journal: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project = made(tmp_path / "p")
    path = project.layer_path("a").with_suffix(".journal")
    damaged = JOURNALS[journal](path.read_bytes())
    path.unlink() if damaged is None else path.write_bytes(damaged)
    main(["check", str(project.folder)])
    said_now = capsys.readouterr()
    assert len((said_now.out + said_now.err).splitlines()) <= 24


def test_the_log_takes_the_time_of_its_edits(tmp_path: Path) -> None:
    def seconds(project: Project) -> float:
        begin = time.process_time()
        assert sum(1 for _ in history(project, "a")) > 100
        return time.process_time() - begin

    short, long = (
        open_project(made(tmp_path / str(n), edits=n, compact_at=-1).folder, "a") for n in (400, 1600)
    )
    ratios = [seconds(long) / seconds(short) for _ in range(3)]
    assert min(ratios) < 8, ratios
