"""Labels on the command line: listed, checked with file and line, given to a project, changed under way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotations.history import Change
from annotations.model import Claim, Relation, Span
from annotations.project import open_project
from annotations.schema import built_in_names, parse_schema
from annotations.schema.fitting import misfits
from tui.cli import main

OTHER = """\
[[entity]]
id = "PERSON"
key = "p"

[[claim]]
id = "quotation"
key = "1"

[[attribute]]
id = "sure"
kind = "one"
values = ["very", "hardly"]
applies_to = ["claim"]
required = true
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_built_in_schema_is_listed_checked_and_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schemas"]) == 0
    listed = capsys.readouterr().out
    for name in built_in_names():
        assert name in listed
        assert main(["schema", "check", name]) == 0
        assert "nothing wrong" in capsys.readouterr().out
        assert main(["schema", "show", name]) == 0
        Path("own.toml").write_text(capsys.readouterr().out, encoding="utf-8")
        assert main(["schema", "check", "own.toml"]) == 0
        capsys.readouterr()


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('[[entity]]\nid = "A"\nkey = "p"\nshape = "x"\n', "own.toml:4: [[entity]] number 1: A 'shape'"),
        ('[[entity]]\nid = "A"\nkey = "s"\n', "own.toml: A has the key 's'"),
        ('[[entity]]\nid = "A"\nkey = "b"\n\n[[entity]]\nid = "B"\nkey = "bb"\n', "own.toml:7: "),
        ('[[entity]]\nid = "A"\n\n[[relation]]\nid = "r"\nfrom = ["A"]\nto = ["Z"]\n', "own.toml:7: "),
        (
            '[[entity]]\nid = "A"\n\n[[attribute]]\nid = "x"\nkind = "one"\napplies_to = ["A"]\n',
            "own.toml:4: [[attribute]] number 1: x needs values",
        ),
        (
            '[[entity]]\nid = "A"\ndescription = """\nkey = "no"\n"""\ncolour = "red"\n',
            "own.toml:6: [[entity]] number 1: A has the colour 'red'",
        ),
    ],
)
def test_a_wrong_schema_is_told_with_its_line(
    toml: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("own.toml").write_text(toml, encoding="utf-8")
    assert main(["schema", "check", "own.toml"]) == 2
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1


def test_a_project_begins_with_labels_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    Path("own.toml").write_text(OTHER, encoding="utf-8")
    assert main(["init", "a.hashiya", "--labels", "own.toml"]) == 0
    assert main(["init", "b.hashiya", "--labels", "wojood"]) == 0
    Path("own.toml").unlink()
    assert open_project(Path("a.hashiya")).schema.entity("PERSON")
    assert len(open_project(Path("b.hashiya")).schema.entities) == 52
    assert main(["check", "b.hashiya"]) == 0
    assert main(["init", "c.hashiya", "--labels", "no-such"]) == 2
    assert not Path("c.hashiya").exists()
    assert main(["init", "b.hashiya"]) == 2
    capsys.readouterr()


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ('id = "X"\nen = " "\n', "needs a name in 'en'"),
        ('id = "X\u202e"\n', "needs an id"),
        ('id = "X"\n[[attribute]]\nid="a"\nkind="scale"\nlow=0.5\nhigh=3.2\napplies_to=["X"]\n', "0 to 9"),
        ('id = "X"\n[[attribute]]\nid="a"\nkind="number"\nlow=9\nhigh=3\napplies_to=["X"]\n', "less than"),
        (
            'id = "X"\n[[attribute]]\nid="a"\nkind="many"\nvalues=["x"]\ndefault=[["x"]]\napplies_to=["X"]\n',
            "none of its values",
        ),
    ],
)
def test_a_schema_that_could_not_work_is_refused(
    toml: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("own.toml").write_text(f"\ufeff[[entity]]\n{toml}", encoding="utf-8")
    assert main(["schema", "check", "own.toml"]) == 2
    assert told in capsys.readouterr().err


def _labelled(*attributes: tuple[str, str], layers: tuple[str, ...] = ("a", "b")) -> str:
    Path("x.txt").write_text("قال محمد إن إيران بعيدة.", encoding="utf-8")
    assert main(["import", "x.hashiya", "x.txt"]) == 0
    for name in layers:
        project = open_project(Path("x.hashiya"), name)
        store = project.open_layer()
        document = project.corpus.documents[0].id
        span = Span(
            document=document,
            ranges=((4, 8),),
            label="PER",
            annotator=name,
            attributes=tuple(sorted(attributes)),
        )
        store.apply(Change(None, span))
        store.close()
    return document


def _said(name: str) -> Span:
    project = open_project(Path("x.hashiya"), name)
    (span,) = project.read_layer(name).by_document(project.corpus.documents[0].id)
    assert isinstance(span, Span)
    return span


def test_a_rename_leaves_every_other_value_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    _labelled(("wikidata", "https://www.wikidata.org/w/index.php?title=Q42"), ("harm", "yes"))
    before = _said("a")
    assert main(["schema", "set", "x.hashiya", "arabic-news", "--rename", "NOSUCH:ELSE"]) == 0
    assert "0 annotation(s) renamed" in capsys.readouterr().out
    assert _said("a") == before
    assert main(["schema", "set", "x.hashiya", "arabic-news", "--rename", "harm=yes:very"]) == 0
    assert dict(_said("b").attributes) == {**dict(before.attributes), "harm": "very"}


def test_a_rename_is_made_in_all_layers_or_in_none(capsys: pytest.CaptureFixture[str]) -> None:
    _labelled(("harm", "yes"), ("numerical", "no"))
    told = main(["schema", "set", "x.hashiya", "wojood", "--rename", "harm:numerical"])
    assert (told, "numerical already" in capsys.readouterr().err) == (2, True)
    project = open_project(Path("x.hashiya"), "b")
    held = project.open_layer()
    assert main(["schema", "set", "x.hashiya", "wojood", "--rename", "PER:PERS"]) == 2
    held.close()
    assert [_said(name).label for name in "ab"] == ["PER", "PER"]
    assert open_project(Path("x.hashiya"), "a").schema.name == "arabic-news"
    assert main(["schema", "set", "x.hashiya", "wojood", "--rename", "PER:PERS"]) == 0
    assert [_said(name).label for name in "ab"] == ["PERS", "PERS"]


def test_labels_of_ones_own_are_kept_when_others_take_their_place() -> None:
    Path("own.toml").write_text(OTHER, encoding="utf-8")
    assert main(["init", "a.hashiya", "--labels", "own.toml"]) == 0
    Path("own.toml").write_text(OTHER + "# more\n", encoding="utf-8")
    assert main(["schema", "set", "a.hashiya", "own.toml"]) == 0
    assert Path("a.hashiya/labels-1.toml").read_text(encoding="utf-8") == OTHER


def test_labels_change_under_way_and_nothing_is_lost(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.txt").write_text("قال محمد إن إيران بعيدة. نعم.", encoding="utf-8")
    Path("own.toml").write_text(OTHER, encoding="utf-8")
    assert main(["import", "x.hashiya", "x.txt"]) == 0
    project = open_project(Path("x.hashiya"), "lead")
    store = project.open_layer()
    document = project.corpus.documents[0].id
    person = Span(document=document, ranges=((4, 8),), label="PER", annotator="lead")
    place = Span(document=document, ranges=((12, 17),), label="GPE", annotator="lead")
    claim = Claim(
        document=document, sentence=f"{document}-1", label="quotation", annotator="lead",
        attributes=(("check-worthy", "very"),),
    )  # fmt: skip
    by = Relation(document=document, label="claimant", source=claim.id, target=person.id, annotator="lead")
    store.apply(*(Change(None, each) for each in (person, place, claim, by)))
    store.close()
    capsys.readouterr()
    rename = [
        "--rename",
        "PER:PERSON",
        "--rename",
        "check-worthy:sure",
        "--rename",
        "check-worthy=very:very",
    ]
    assert main(["schema", "set", "x.hashiya", "own.toml", *rename, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert "lead: 1 × entity GPE" in said
    assert "relation claimant" in said
    assert "PER:" not in said
    assert open_project(Path("x.hashiya"), "lead").schema.name == "arabic-news"
    assert main(["schema", "set", "x.hashiya", "own.toml", *rename]) == 0
    project = open_project(Path("x.hashiya"), "lead")
    assert project.schema.entity("PERSON")
    store = project.read_layer("lead")
    there = {each.id: each for each in store.by_document(document)}
    assert there[person.id].label == "PERSON"  # type: ignore[union-attr]
    assert there[claim.id].attributes == (("sure", "very"),)  # type: ignore[union-attr]
    assert there[place.id] == place
    assert there[by.id] == by
    capsys.readouterr()
    assert main(["check", "x.hashiya"]) == 0
    assert "1 × entity GPE" in capsys.readouterr().out
    store = project.open_layer()
    store.undo()
    assert {each.id: each for each in store.by_document(document)}[person.id] == person, "one edit, undone"
    store.close()
    assert main(["export", "x.hashiya", "--format", "jsonl", "--state", "all"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert record["relations"][0]["target"] == person.id
    assert record["sentences"][0]["claims"][0]["attributes"] == {"check-worthy": "very"}


def test_a_symmetric_relation_fits_in_either_direction() -> None:
    schema = parse_schema(
        '[[entity]]\nid = "A"\n[[entity]]\nid = "B"\n'
        '[[relation]]\nid = "same"\nfrom = ["A"]\nto = ["B"]\nsymmetric = true\n',
        "own.toml",
    )
    ends = [
        Span(document="x", ranges=((n, n + 1),), label=label, annotator="a") for n, label in enumerate("AB")
    ]
    for source, target in (ends, ends[::-1]):
        said = Relation(document="x", label="same", source=source.id, target=target.id, annotator="a")
        assert not misfits([*ends, said], schema)
