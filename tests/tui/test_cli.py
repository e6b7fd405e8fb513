"""The command line: commands that need no screen, and mistakes that get one sentence and status 2."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pictures import rows_of
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


def test_a_hyphen_is_standard_output(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project.parent)
    for target in ([], ["-o", "-"]):
        assert main(["export", str(project), "--format", "jsonl", *target]) == 0
        assert len(json.loads(capsys.readouterr().out)["spans"]) == 95
    assert not (project.parent / "-").exists()


def test_a_refused_export_leaves_the_old_file(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = project.parent / "out.conll"
    out.write_text("old", encoding="utf-8")
    assert main(["export", str(project), "--format", "conll", "-o", str(out)]) == 2
    assert "--on-loss longest" in capsys.readouterr().err
    assert out.read_text(encoding="utf-8") == "old"
    assert main(["export", str(project), "--format", "conll", "-o", str(out), "--on-loss", "longest"]) == 0
    told = capsys.readouterr().err
    assert "left out: 25 span(s) that overlap others" not in told, "the longest of them went out"
    assert "left out: 14 span(s) that overlap others" in told
    assert "  baku-tehran.txt: GPE at 2870 «جمهورية إيران الإسلامية»" in told


def test_with_several_annotators_one_has_to_be_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    layer = project / "annotations" / "sample.json"
    (project / "annotations" / "other.json").write_bytes(layer.read_bytes())
    assert main(["export", str(project), "--format", "jsonl"]) == 2
    assert "other, sample; say whose with --annotator" in capsys.readouterr().err
    assert main(["export", str(project), "--format", "JSONL", "--annotator", "other"]) == 0


def test_what_is_no_regular_file_is_written_to_as_it_is(project: Path) -> None:
    target = project.parent / "real.jsonl"
    link = project.parent / "link.jsonl"
    link.symlink_to(target)
    assert main(["export", str(project), "--format", "jsonl", "-o", str(link)]) == 0
    assert link.is_symlink()
    assert len(target.read_text(encoding="utf-8").splitlines()) == 1
    assert main(["export", str(project), "--format", "jsonl", "-o", "/dev/null"]) == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("annotations/sample.json", b'{"meta":{"1":{"format":1}}}', "not a readable annotation file"),
        ("annotations/sample.json", b"\xff\xfe", "not a readable annotation file"),
        ("project.toml", b"\xff", "cannot be read"),
        ("project.toml", b"format = 1\nlabels = 'l.toml'\n", "l.toml:1: cannot be read"),
        ("corpus.sqlite", b"x" * 5000, "not a readable corpus"),
    ],
)
def test_a_damaged_project_gets_one_sentence(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, words: str
) -> None:
    (project / "l.toml").write_bytes(b"\xff")
    (project / name).write_bytes(content)
    for command in (["stats", str(project)], ["export", str(project), "--format", "jsonl"]):
        assert main(command) == 2
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert words in error


def test_spans_that_no_text_has_are_refused(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    layer = project / "annotations" / "sample.json"
    tables = json.loads(layer.read_text(encoding="utf-8"))
    for change, words in (
        ({"ranges": [[5, 99999]]}, "ends behind its text"),
        ({"id": tables["spans"]["2"]["id"]}, "two annotations have the id"),
    ):
        changed = {**tables, "spans": {**tables["spans"], "1": {**tables["spans"]["1"], **change}}}
        layer.write_text(json.dumps(changed), encoding="utf-8")
        assert main(["stats", str(project)]) == 2
        assert words in capsys.readouterr().err


def test_a_full_disk_behind_standard_output_gets_one_sentence(project: Path) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "tui.cli", "export", str(project), "--format", "jsonl"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 2
    assert result.stderr.startswith("hashiya: ")
    assert "No space left" in result.stderr
    assert "Traceback" not in result.stderr


def test_json_is_utf_8_whatever_the_locale(project: Path) -> None:
    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "tui.cli",
            "search",
            str(project),
            "طهران",
            "--json",
            "--annotator",
            "sample",
        ],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        check=True,
    )
    assert "طهران" in json.loads(result.stdout.splitlines()[0])["text"]


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
        (["stats", "{samples}/screen.svg"], ["screen.svg", "no such project folder"]),
        (["expot", "{project}"], ["'expot'", "did you mean export"]),
        (["export", "{project}", "--format", "jsonl", "-o", "{samples}/baku-tehran.txt"], ["is part of"]),
        (["export", "{project}", "--format", "jsonl", "-o", "{project}/corpus.sqlite"], ["is part of"]),
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
    assert any("ﻥﺍﺮﻬﻃ" in row for row in rows_of(svg))
    assert "url(http" not in svg  # nothing to be fetched


def test_a_picture_of_vocalised_text_has_each_letter_with_its_harakat_in_its_cell(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("مُحَمَّدٌ قَالَ", encoding="utf-8")
    assert main([str(tmp_path / "x.txt"), "--picture", str(tmp_path / "x.svg"), "--size", "80x24"]) == 0
    svg = (tmp_path / "x.svg").read_text(encoding="utf-8")
    cells = [
        (float(x), text)
        for x, text in re.findall(r'<text [^>]*x="([\d.]+)"[^>]*>([^<]*[\u064b-\u0652][^<]*)</text>', svg)
    ]
    assert sorted(
        len(text.rstrip("\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652")) for _, text in cells
    ) == [1] * len(cells)
    assert len({x for x, _ in cells}) == len(cells) == 6
