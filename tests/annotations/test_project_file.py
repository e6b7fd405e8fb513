"""`project.toml` is changed as TOML: whatever hand wrote it, it stays TOML, and nothing else in it changes."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.project import create_project, open_project
from annotations.project_file import NAME, set_value
from annotations.store.lock import FileLock
from annotations.teams.people import change_person
from tui.cli import main


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_project(tmp_path / "x.hashiya")
    return tmp_path / "x.hashiya"


def say(folder: Path, text: str) -> None:
    path = folder / NAME
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    "text",
    [
        '[people]\n# من يدير\nlead = ["manager"]  # she\n',
        '["people"]\nlead = "manager"\n',
        '[ people ] # here\n"lead" = "manager"\n[other]\nx = 1\n',
        'people = { lead = "manager" }\n',
        'people.lead = "manager"\n',
        '[other]\ntext = """\n[people]\nnobody\n"""\n[people]\nlead = ["manager", "curator"]\n',
    ],
)
def test_people_are_added_whatever_the_table_looks_like(folder: Path, text: str) -> None:
    say(folder, text)
    before = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    assert main(["people", str(folder), "منى", "--annotator", "lead"]) == 0
    written = (folder / NAME).read_text(encoding="utf-8")
    after = tomllib.loads(written)
    assert after["people"].pop("منى") == ["annotator"]
    assert after == before
    assert [line for line in text.splitlines() if "#" in line and line not in written] == []
    assert main(["people", str(folder), "منى", "--remove", "--annotator", "lead"]) == 0
    assert tomllib.loads((folder / NAME).read_text(encoding="utf-8")) == before
    open_project(folder).close()


def test_a_value_goes_before_the_tables(folder: Path) -> None:
    say(folder, '[people]\nlead = ["manager"]\n')
    set_value(folder, "labels", "arabic-news")
    set_value(folder, "labels", "arabic-factcheck")
    said = tomllib.loads((folder / NAME).read_text(encoding="utf-8"))
    assert (said["labels"], said["people"]) == ("arabic-factcheck", {"lead": ["manager"]})


def test_the_last_person_takes_the_table_along(folder: Path) -> None:
    before = (folder / NAME).read_text(encoding="utf-8")
    change_person(folder, "lead", ["manager"])
    change_person(folder, "lead", [])
    assert tomllib.loads((folder / NAME).read_text(encoding="utf-8")) == tomllib.loads(before)


@pytest.mark.parametrize("text", ["people = 5\n", "[people]\nlead = 3\n", "a = [\n"])
def test_what_is_wrong_with_it_is_said_and_it_stays(folder: Path, text: str) -> None:
    say(folder, text)
    before = (folder / NAME).read_bytes()
    with pytest.raises(HashiyaError):
        change_person(folder, "lead", ["manager"])
    assert (folder / NAME).read_bytes() == before


def test_people_who_are_added_at_once_are_all_there(folder: Path) -> None:
    command = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"
    running = [
        subprocess.Popen(
            [sys.executable, "-c", command, "people", str(folder), f"p{n}", "--annotator", "p0"]
        )
        for n in range(8)
    ]
    assert [each.wait(60) for each in running] == [0] * 8
    assert set(open_project(folder, "p0").people.roles) == {f"p{n}" for n in range(8)}


def test_somebody_who_holds_it_for_long_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.project_file._PAUSE", 0.0)
    lock = FileLock(folder / "project.lock", "", "")
    with pytest.raises(HashiyaError, match="somebody is changing it"):
        change_person(folder, "lead", ["manager"])
    lock.release()
