"""A disk that is full at any page of any write of any command: a sentence, and nothing of what was there lost."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotations.check import check
from annotations.errors import HashiyaError
from annotations.project import open_project
from annotations.store.protocol import NotSaved
from annotations.store.tinydb_store import TinyDBStore
from tests.attacks.amount import amount
from tests.attacks.layers import made, said
from tui.cli import main

PAGE = 4096


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("one may not mount a small file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def leave(folder: Path, pages: int) -> None:
    """Fill the file system of FOLDER so that PAGES are free."""
    ballast = folder / "ballast"
    ballast.write_bytes(b"")
    free = os.statvfs(folder).f_bavail - pages
    with suppress(OSError), ballast.open("wb") as file:
        for _ in range(max(0, free)):
            file.write(b"x" * PAGE)
            file.flush()


COMMANDS = {
    "import": ["import", "x.hashiya", "y.jsonl"],
    "new project": ["import", "new.hashiya", "y.jsonl"],
    "text": ["z.txt", "--picture", "/dev/null"],
    "repair": ["check", "x.hashiya", "--repair"],
    "export": [
        "export",
        "x.hashiya",
        "--format",
        "jsonl",
        "--state",
        "all",
        "--annotator",
        "a",
        "-o",
        "out.jsonl",
    ],
    "picture": ["x.hashiya", "--picture", "out.svg", "--annotator", "a"],
    "doctor": ["doctor", "--bidi", "row"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_on_a_full_disk(
    disk: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    project = made(disk / "p", edits=30)
    whole, path = said(project), project.layer_path("a")
    folder = project.folder.parent
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
    (project.folder / "project.toml").write_text("format = 1\n", encoding="utf-8")
    (folder / "y.jsonl").write_text(
        "".join(f'{{"text": "نص رقم {n}. جملة."}}\n' for n in range(300)), encoding="utf-8"
    )
    (folder / "z.txt").write_text("نص. وجملة.", encoding="utf-8")
    (folder / "out.jsonl").write_text("old", encoding="utf-8")
    (folder / "out.svg").write_text("old", encoding="utf-8")
    if name == "repair":
        path.write_bytes(path.read_bytes().replace(b'"PER"', b'"PEX"', 1))
    shutil.copytree(disk / "p", disk.parent / "copy")
    for pages in range(0, amount(60, 400), amount(4, 1)):
        shutil.rmtree(disk / "p")
        shutil.copytree(disk.parent / "copy", disk / "p")
        monkeypatch.chdir(folder)
        leave(disk, pages)
        status = main(COMMANDS[name])
        said_now = capsys.readouterr()
        assert "fault of this program" not in said_now.err, (pages, said_now.err)
        assert status in (0, 2), pages
        (disk / "ballast").unlink()
        assert said(open_project(project.folder, "a")) == whole
        assert [each.name for each in folder.rglob("*.part")] == []
        for out in ("out.jsonl", "out.svg"):
            assert (folder / out).read_text(encoding="utf-8")[:3] in ("old", '{"i', "<sv")
        if status == 2:
            assert "No space left" in said_now.err or "full" in said_now.err, (pages, said_now.err)
            assert main(COMMANDS[name]) == 0, "when there is room again it goes on"
            capsys.readouterr()
        assert check(open_project(project.folder, "a")) == []


def test_edits_and_closing_on_a_full_disk(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.attacks.layers import act

    monkeypatch.setenv("XDG_STATE_HOME", str(disk.parent / "state"))
    import random

    for pages in range(amount(12, 100)):
        project = made(disk / f"p{pages}", edits=30, seed=pages)
        leave(disk, pages)
        chance = random.Random(pages)
        document = project.corpus.documents[0]
        sentences = [each.id for each in project.corpus.sentences(document.id)]
        store = project.open_layer()
        assert isinstance(store, TinyDBStore)
        for number in range(40):
            with suppress(NotSaved):
                act(store, document.id, sentences, chance, f"full-{number}")
        wanted = {each.id: each for each in store.by_document(document.id)}
        with suppress(NotSaved, HashiyaError):
            store.close()
        (disk / "ballast").unlink()
        again = project.open_layer()
        assert {each.id: each for each in again.by_document(document.id)} == wanted
        again.close()
        assert check(project) == []
        project.close()
        shutil.rmtree(disk / f"p{pages}")
