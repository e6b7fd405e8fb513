"""Sentences by their document and number, as a person names them."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.naming import sentence_name, sentence_named
from annotations.project import Project, open_project
from tui.cli import main


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(tmp_path)
    for name, text in {
        "a.txt": "نعم. لا. ثم.",
        "b:1.txt": "واحدة. اثنتان.",
        "تغريدة": "جملة واحدة",
    }.items():
        Path(name).write_text(text, encoding="utf-8")
    assert main(["import", "p.hashiya", "a.txt", "b:1.txt", "تغريدة"]) == 0
    return open_project(Path("p.hashiya"), "a")


def test_every_sentence_has_a_name_and_is_found_by_it_and_by_its_id(project: Project) -> None:
    names = [sentence_name(project.corpus, sentence) for sentence in project.corpus.sequence]
    assert names == ["a.txt:1", "a.txt:2", "a.txt:3", "b:1.txt:1", "b:1.txt:2", "تغريدة"]
    for name, sentence in zip(names, project.corpus.sequence, strict=True):
        assert sentence_named(project.corpus, name) == sentence
        assert sentence_named(project.corpus, sentence.id) == sentence


@pytest.mark.parametrize(
    "wanted", ["", "a.txt", "a.txt:4", "a.txt:0", "c.txt:1", "2", ":", "a.txt:-1", "تغريدة:2", "x-1"]
)
def test_what_names_no_sentence_finds_none(project: Project, wanted: str) -> None:
    assert sentence_named(project.corpus, wanted) is None or wanted == "a.txt"


@pytest.mark.usefixtures("project")
def test_the_log_of_a_sentence_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["log", "p.hashiya", "--sentence", "a.txt:2"]) == 0
    assert main(["log", "p.hashiya", "--sentence", "a.txt:9"]) == 2
    assert "there is no sentence 'a.txt:9'" in capsys.readouterr().err
