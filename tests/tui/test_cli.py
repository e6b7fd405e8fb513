"""The command line: commands that need no screen, and mistakes that get one sentence and status 2."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tui.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLES, tmp_path / "samples")
    return tmp_path / "samples" / "baku-tehran.hashiya"


def test_export_to_a_file_replaces_it_whole(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = project.parent / "out.jsonl"
    out.write_text("old", encoding="utf-8")
    assert main(["export", str(project), "--format", "jsonl", "-o", str(out)]) == 0
    record = json.loads(out.read_text(encoding="utf-8"))
    assert len(record["spans"]) == 95
    assert "1 document(s), 95 span(s), 27 claim label(s) by sample" in capsys.readouterr().err
    assert [path.name for path in out.parent.glob(".*")] == []


def test_a_refused_export_leaves_the_old_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = project.parent / "out.conll"
    out.write_text("old", encoding="utf-8")
    assert main(["export", str(project), "--format", "conll", "-o", str(out)]) == 2
    assert "--on-loss longest" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "old"
    assert main(["export", str(project), "--format", "conll", "-o", str(out), "--on-loss", "longest"]) == 0
    assert capsys.readouterr().err.count("left out:") == 14


def test_stats_count_and_give_json(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", str(project)]) == 0
    text = capsys.readouterr().out
    assert "17, done 17 (100 %)" in text
    assert "شخص" in text
    assert main(["stats", str(project), "--json"]) == 0
    (layer,) = json.loads(capsys.readouterr().out)
    assert (layer["annotator"], layer["sentences"], layer["entities"]["GPE"]) == ("sample", 17, 39)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing.txt"], ["nothing.txt", "no such file"]),
        (["{project}/corpus.sqlite", "--picture", "x.svg"], ["NUL"]),
        (["{samples}", "--picture", "x.svg"], ["not a Hashiya project"]),
        (["{project}", "--picture", "x.svg", "--size", "big"], ["--size big"]),
        (["{project}", "--picture", "/nowhere/x.svg"], ["/nowhere/x.svg", "cannot be written"]),
        (["{project}"], ["terminal"]),
        (["export", "{project}", "--format", "word"], ["'word'", "jsonl", "conll"]),
        (["export", "{project}", "--format", "jsonl", "-o", "/nowhere/x"], ["/nowhere/x"]),
        (["export", "{project}", "--format", "jsonl", "--annotator", "who"], ["'who'", "sample"]),
        (["export", "nothing.hashiya", "--format", "jsonl"], ["nothing.hashiya", "no such project"]),
        (["stats", "{samples}/baku-tehran.txt"], ["baku-tehran.txt", "no such project folder"]),
    ],
)
def test_a_mistake_gets_one_sentence_and_status_2(
    project: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: list[str]
) -> None:
    given = [part.format(project=project, samples=project.parent) for part in arguments]
    assert main(given) == 2
    error = capsys.readouterr().err
    assert error.startswith("hashiya: ")
    assert error.count("\n") == 1
    for word in words:
        assert word in error


def test_a_files_name_cannot_steer_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no\x1b[2J\u202ething"]) == 2
    assert "no␛[2J[RLO]thing" in capsys.readouterr().err


def test_help_names_every_command_and_imports_no_app(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit:
        main(["--help"])
    assert exit.value.code == 0
    text = capsys.readouterr().out
    for command in ("open", "export", "stats"):
        assert f"\n    {command} " in text
    code = "import sys, tui.cli\ntry: tui.cli.main(['--help'])\nexcept SystemExit: pass\n"
    code += "print('HEAVY', sorted({'textual', 'rich', 'tinydb', 'sqlite3'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.endswith("HEAVY []\n")


def test_no_arguments_show_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "examples:" in capsys.readouterr().out


def test_a_picture_keeps_every_cell_in_its_place(project: Path) -> None:
    out = project.parent / "screen.svg"
    assert main([str(project), "--picture", str(out), "--size", "80x24"]) == 0
    svg = out.read_text(encoding="utf-8")
    assert "unicode-bidi: bidi-override" in svg
    assert "ﻥﺍﺮﻬﻃ" in svg
    assert "url(http" not in svg  # nothing to be fetched
