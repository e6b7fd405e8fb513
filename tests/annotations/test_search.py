"""Searching a project: phrases, prefixes, patterns, labels and states, each alone and together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotations.query import Query, parse_query
from annotations.schema import load_schema
from annotations.search import longest_literal
from tui.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture(params=["of the first format, without an index", "imported"])
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The labelled sample; once as it is, once with its corpus imported anew."""
    shutil.copytree(SAMPLES, tmp_path / "samples")
    sample = tmp_path / "samples" / "baku-tehran.hashiya"
    if request.param == "imported":
        new = tmp_path / "new.hashiya"
        main(["import", str(new), str(tmp_path / "samples" / "baku-tehran.txt")])
        shutil.copy(new / "corpus.sqlite", sample / "corpus.sqlite")
    return sample


def found(
    capsys: pytest.CaptureFixture[str], project: Path, *arguments: str
) -> list[tuple[int, list[str]]]:
    capsys.readouterr()
    main(["search", str(project), *arguments, "--json", "--annotator", "sample"])
    text = (SAMPLES / "baku-tehran.txt").read_bytes().decode("utf-8")
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return [
        (int(record["sentence"].rsplit("-", 1)[1]), [text[a:b] for a, b in record["hits"]])
        for record in records
    ]


def test_parts_of_words_are_found_and_a_star_wants_their_beginning(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    anywhere = found(capsys, project, "طهران")
    beginning = found(capsys, project, "طهران*")
    assert (4, ["طهران"]) in anywhere, "«لطهران»"
    assert 4 not in [number for number, _ in beginning]
    assert 0 < len(beginning) < len(anywhere)


def test_phrases_however_they_are_spelt(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(capsys, project, "حسين امير عبد اللهيان")[0] == (2, ["حسين أمير عبد اللهيان"])


def test_patterns_over_the_text_as_it_stands(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (8, ["12 سبتمبر"]) in found(capsys, project, "--regex", r"\d+ سبتمبر")
    assert all(hit for _, hits in found(capsys, project, "--regex", "(بايراموف)*") for hit in hits)
    capsys.readouterr()
    assert main(["search", str(project), "--regex", "("]) == 2
    assert "not a regular expression" in capsys.readouterr().err


def test_patterns_by_script_and_patterns_that_would_never_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("abc قال 12\n" + "a" * 60 + "!", encoding="utf-8")
    project = tmp_path / "a.hashiya"
    main(["import", str(project), str(tmp_path / "a.txt"), "--split", "lines"])
    capsys.readouterr()
    assert main(["search", str(project), "--regex", r"c \p{Arabic}+", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["hits"] == [[2, 7]]
    assert main(["search", str(project), "--regex", "(a|aa)+$"]) == 2
    assert "takes too long" in capsys.readouterr().err


def test_labels_and_states(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    organisations = found(capsys, project, "--label", "ORG")
    assert organisations
    assert all(hits == [] for _, hits in organisations)
    assert len(found(capsys, project, "--state", "done")) == 17
    assert found(capsys, project, "--state", "open") == []
    both = found(capsys, project, "طهران", "--label", "quotation")
    assert {n for n, _ in both} < {n for n, _ in found(capsys, project, "طهران")}


def test_labels_by_name_and_labels_that_there_are_not(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    by_id = found(capsys, project, "--label", "factual-claim")
    assert by_id
    assert found(capsys, project, "--label", "factual claim") == by_id
    assert found(capsys, project, "--label", "إدعاء") == by_id
    assert main(["search", str(project), "--label", "GEO"]) == 2
    assert "there is no label 'GEO'; there are: PER, ORG, GPE" in capsys.readouterr().err


def test_words_may_stand_before_or_behind_options_and_need_no_quotes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = found(capsys, project, "حسين امير عبد اللهيان")
    assert found(capsys, project, "حسين", "امير", "عبد", "اللهيان") == wanted
    assert found(capsys, project, "--limit", "50", "حسين", "امير عبد", "اللهيان") == wanted
    for wrong in (["--limit", "0", "x"], ["--limit", "some", "x"], ["x", "--no-such-option"]):
        with pytest.raises(SystemExit) as ending:
            main(["search", str(project), *wrong])
        assert ending.value.code == 2


def test_nothing_found_and_nothing_asked(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["search", str(project), "غغغغ"]) == 1
    assert main(["search", str(project)]) == 2
    assert "say what to look for" in capsys.readouterr().err
    assert main(["search", str(project), "في", "--limit", "3"]) == 0
    assert "3 shown" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pattern", "literal"),
    [
        ("طهران", "طهران"),
        (r"\d+ سبتمبر", " سبتمبر"),
        ("(ab)?cde+fg", "cd"),
        ("a|bcd", ""),
        ("", ""),
        (r"(abc){e<=1}", ""),
    ],
)
def test_what_every_match_has(pattern: str, literal: str) -> None:
    assert longest_literal(pattern) == literal


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("طهران :open", Query(words="طهران", state="open")),
        (":done", Query(state="done")),
        ("طهران :مفتوح", Query(words="طهران", state="open")),
        (":منجز #GPE", Query(label="GPE", state="done")),
        ("/ط.ران/", Query(pattern="ط.ران")),
        (":x طهران", Query(words=":x طهران")),
    ],
)
def test_what_is_typed_in_the_field_in_either_language(typed: str, query: Query) -> None:
    assert parse_query(typed, load_schema("arabic-news")) == query
