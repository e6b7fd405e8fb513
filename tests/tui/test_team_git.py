"""A team in one folder, and a team with git: nothing is lost, and there are no conflict markers."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from annotations.history import Change
from annotations.model import Span, State
from annotations.project import open_project
from tests.annotations.formats.projects import make_project
from tui.cli import main

SECONDS = float(os.environ.get("HASHIYA_TOGETHER", "4"))
TEXT = " ".join(f"قال الوزير رقم {n} نعم." for n in range(60))
WORK = """
import sys, time, random
from contextlib import closing
from pathlib import Path
from annotations.history import Change
from annotations.model import Span, State
from annotations.project import open_project
folder, name, seconds, seed = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
chance, made = random.Random(seed), []
with closing(open_project(folder, name)) as project, closing(project.open_layer()) as store:
    document, until = project.corpus.documents[0], time.monotonic() + seconds
    others = [each for each in ("amal", "منى") if each != name]
    while time.monotonic() < until:
        start = chance.randrange(len(document.text) - 4)
        span = Span(document=document.id, annotator=name, label="PER", ranges=((start, start + 3),))
        store.apply(Change(None, span))
        made.append(span.id)
        if len(made) % 40 == 0:
            for other in others:
                if other in project.layers:
                    with closing(project.read_layer(other)) as theirs:
                        assert len(theirs.by_document(document.id)) >= 0
print("\\n".join(made))
"""


def test_two_people_in_one_folder_lose_nothing(tmp_path: Path) -> None:
    project = make_project(tmp_path / "x.hashiya", TEXT)
    project.close()
    people = ("amal", "منى")
    running = [
        subprocess.Popen(
            [sys.executable, "-c", WORK, str(project.folder), name, str(SECONDS), str(number)],
            stdout=subprocess.PIPE, text=True, encoding="utf-8", env={**os.environ, "PYTHONUTF8": "1"},
        )
        for number, name in enumerate(people)
    ]  # fmt: skip
    for name, process in zip(people, running, strict=True):
        made, _ = process.communicate(timeout=SECONDS + 60)
        assert process.returncode == 0
        with (
            closing(open_project(project.folder, name)) as opened,
            closing(opened.read_layer(name)) as layer,
        ):
            assert layer.ids() == set(made.split())
            assert len(layer.ids()) > 20
    assert main(["check", str(project.folder)]) == 0


def git(folder: Path, *arguments: str) -> str:
    environment = {
        **os.environ, "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-C", str(folder), "-c", "init.defaultBranch=main", "-c", "pull.rebase=false", *arguments],
        capture_output=True, text=True, env=environment, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


def work(folder: Path, name: str, chance: random.Random) -> None:
    """Somebody adds, changes, deletes, takes back, and finishes sentences."""
    with closing(open_project(folder, name)) as project, closing(project.open_layer()) as store:
        document = project.corpus.documents[0]
        for _ in range(chance.randrange(1, 12)):
            there = [each for each in store.by_document(document.id) if isinstance(each, Span)]
            match chance.randrange(5):
                case 0 | 1:
                    start = chance.randrange(len(document.text) - 4)
                    span = Span(
                        document=document.id, annotator=name, label="PER", ranges=((start, start + 3),)
                    )
                    store.apply(Change(None, span))
                case 2 if there:
                    store.apply(Change(chance.choice(there), None))
                case 3:
                    store.undo()
                case _:
                    sentence = chance.choice(project.corpus.sentences(document.id))
                    if sentence.id not in store.states():
                        store.apply(
                            Change(None, State(document=document.id, annotator=name, sentence=sentence.id))
                        )


def said(folder: Path) -> dict[str, list[str]]:
    with closing(open_project(folder)) as project:
        found = {}
        for name in project.layers:
            with closing(project.read_layer(name)) as layer:
                found[name] = sorted(str(e) for d in layer.documents() for e in layer.by_document(d))
        return found


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
@pytest.mark.parametrize("seed", range(3))
def test_two_clones_that_went_apart_come_to_the_same(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    first = tmp_path / "first"
    first.mkdir()
    git(first, "init", "-q")
    make_project(first / "x.hashiya", TEXT).close()
    assert main(["init", str(first / "x.hashiya"), "--git"]) == 0
    work(first / "x.hashiya", "amal", chance)
    git(first, "add", "-A")
    git(first, "commit", "-qm", "begin")
    assert not [line for line in git(first, "ls-files").splitlines() if line.endswith((".json", ".lock"))]
    second = tmp_path / "second"
    git(tmp_path, "clone", "-q", str(first), str(second))
    assert main(["init", str(second / "x.hashiya"), "--git"]) == 0
    for folder in (first, second):
        work(folder / "x.hashiya", "amal", chance)  # the same person on two machines
        work(folder / "x.hashiya", "منى" if folder == first else "lead", chance)
        assert (
            main(
                [
                    "assign",
                    str(folder / "x.hashiya"),
                    "--people",
                    "amal",
                    "lead",
                    "--unit",
                    "sentences",
                    "--size",
                    "5",
                ]
            )
            == 0
        )
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "work")
    here, there = (tmp_path / name for name in ("merged-here", "merged-there"))
    shutil.copytree(first, here)
    shutil.copytree(second, there)
    git(here, "pull", "-q", "--no-edit", str(second), "main")
    git(there, "pull", "-q", "--no-edit", str(first), "main")
    results = [said(folder / "x.hashiya") for folder in (here, there)]
    assert results[0] == results[1]
    assert set(results[0]) == {"amal", "منى", "lead"}
    for folder in (here, there):
        for path in (folder / "x.hashiya").rglob("*"):
            assert not path.is_file() or b"<<<<<<<" not in path.read_bytes(), path
        assert main(["check", str(folder / "x.hashiya")]) == 0
    journals = [
        (folder / "x.hashiya" / "annotations" / "amal.journal").read_bytes() for folder in (here, there)
    ]
    assert journals[0] == journals[1]
    by_hand = tmp_path / "by-hand.hashiya"
    shutil.copytree(first / "x.hashiya", by_hand)
    assert main(["merge", str(by_hand), str(second / "x.hashiya")]) == 0
    assert said(by_hand) == results[0]
    ids = {each["n"] for line in journals[0].splitlines() if (each := json.loads(line[9:]))}
    assert ids == set(range(1, len(ids) + 1))


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_without_a_repository_it_is_said_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make_project(tmp_path / "x.hashiya", TEXT).close()
    assert main(["init", str(tmp_path / "x.hashiya"), "--git"]) == 2
    assert "git init" in capsys.readouterr().err


@pytest.mark.skipif(shutil.which("git") is None, reason="there is no git here")
def test_where_the_driver_cannot_be_run_git_shows_a_conflict_and_nothing_is_lost(tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    git(first, "init", "-q")
    make_project(first / "x.hashiya", TEXT).close()
    assert main(["init", str(first / "x.hashiya"), "--git"]) == 0
    assert str(Path(sys.executable).parent) in git(first, "config", "merge.hashiya.driver")
    work(first / "x.hashiya", "amal", random.Random(1))
    git(first, "add", "-A")
    git(first, "commit", "-qm", "begin")
    second = tmp_path / "second"
    git(tmp_path, "clone", "-q", str(first), str(second))
    git(second, "config", "merge.hashiya.driver", "nowhere/hashiya merge-driver %O %A %B || { git merge-file -q %A %O %B; exit 129; }")  # fmt: skip
    for folder, seed in ((first, 2), (second, 3)):
        work(folder / "x.hashiya", "amal", random.Random(seed))
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "work")
    theirs = set((first / "x.hashiya/annotations/amal.journal").read_bytes().splitlines())
    ours = (second / "x.hashiya/annotations/amal.journal").read_bytes()
    pulled = subprocess.run(
        ["git", "-C", str(second), "pull", "-q", "--no-edit", "--no-rebase", str(first), "main"],
        capture_output=True, check=False,
    )  # fmt: skip
    assert pulled.returncode != 0
    there = (second / "x.hashiya/annotations/amal.journal").read_bytes()
    assert there == ours or (b"<<<<<<<" in there and theirs <= set(there.splitlines()))


def test_a_journal_with_other_line_ends_is_read_as_it_is(tmp_path: Path) -> None:
    project = make_project(tmp_path / "x.hashiya", TEXT)
    project.close()
    work(project.folder, "amal", random.Random(5))
    before = said(project.folder)
    for file in (project.folder / "annotations").glob("amal.*"):
        if file.suffix == ".json":
            file.unlink()  # as in a clone
    journal = project.folder / "annotations" / "amal.journal"
    journal.write_bytes(journal.read_bytes().replace(b"\n", b"\r\n"))
    assert said(project.folder) == before
    work(project.folder, "amal", random.Random(6))  # and one can go on
    assert main(["check", str(project.folder)]) == 0
