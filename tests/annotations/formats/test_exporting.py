"""The command: what goes out where, what is refused before anything is written, what a split keeps."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats.matrix import markdown
from annotations.formats.offsets import UNITS, Offsets
from annotations.formats.tags import SCHEMES, stretches, tags
from annotations.model import Span, State
from annotations.project import Project
from annotations.splitting import Splits, split_named, stratified
from tests.annotations.formats.projects import make_project, say
from tui.cli import main

ROOT = Path(__file__).parents[3]
SAMPLE = str(ROOT / "samples" / "dam-rumour.hashiya")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


# -- units and tags ------------------------------------------------------------------------------------

texts = st.text(st.sampled_from("ا ل\u064e\u0651😀👨\u200d👩\r\nﻻ🇪🇬e\u0301"), max_size=20)


@given(texts, st.sampled_from(UNITS))
def test_offsets_go_there_and_back_and_count_what_they_say(text: str, unit: str) -> None:
    import regex

    offsets = Offsets(text, unit)  # type: ignore[arg-type]
    counts = {
        "code-points": lambda part: len(part),
        "utf-16": lambda part: len(part.encode("utf-16-le")) // 2,
        "graphemes": lambda part: len(regex.findall(r"\X", part)),
    }
    edges = (
        {0, *(m.end() for m in regex.finditer(r"\X", text))}
        if unit == "graphemes"
        else set(range(len(text) + 1))
    )
    for offset in range(len(text) + 1):
        assert offsets.is_boundary(offset) == (offset in edges)
        if offset in edges:
            assert offsets.to(offset) == counts[unit](text[:offset])
            assert offsets.back(offsets.to(offset)) == offset
    for wrong in (-1, counts[unit](text) + 1, True, "1"):
        with pytest.raises(ValueError, match="offset"):
            offsets.back(wrong)  # type: ignore[arg-type]


def test_half_a_character_is_no_place() -> None:
    with pytest.raises(ValueError, match="in the middle of a character"):
        Offsets("😀", "utf-16").back(1)


@st.composite
def tokens_and_stretches(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, str]]]:
    edges = sorted(draw(st.sets(st.integers(0, 12), max_size=8)))
    found = [
        (a, b, draw(st.sampled_from(["PER", "ORG.GOV"]))) for a, b in pairwise(edges) if draw(st.booleans())
    ]
    return 12, found


@given(tokens_and_stretches(), st.sampled_from(SCHEMES))
def test_tags_say_exactly_the_stretches(drawn: tuple[int, list[tuple[int, int, str]]], scheme: str) -> None:
    count, found = drawn
    assert stretches(tags(count, found, scheme)) == found  # type: ignore[arg-type]


def test_tags_of_others_are_read_as_conlleval_reads_them() -> None:
    assert stretches(["I-PER", "I-PER", "O", "I-ORG", "B-ORG", "E-ORG", "S-PER", "U-LOC", "L-LOC"]) == [
        (0, 2, "PER"), (3, 4, "ORG"), (4, 6, "ORG"), (6, 7, "PER"), (7, 8, "LOC"), (8, 9, "LOC"),
    ]  # fmt: skip
    with pytest.raises(ValueError, match="is no tag"):
        stretches(["X-PER"])


# -- refusing and losing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name", ["conll", "wojood", "spacy", "labelstudio", "brat", "webanno", "claimreview"]
)
def test_what_has_no_place_is_refused_before_anything_is_written(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["export", SAMPLE, "--format", name, "--state", "all", "-o", "out"])
    told = capsys.readouterr().err
    if name in ("webanno", "claimreview"):
        assert status == 0, "what it is not for is only counted"
        return
    assert status == 2
    assert f"{name} has no place for" in told
    assert "dam-rumour.txt: " in told
    assert list(Path().iterdir()) == []


def test_a_refused_export_to_standard_output_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["export", SAMPLE, "--format", "conll"]) == 2
    assert capfd.readouterr().out == ""


def test_options_that_a_format_has_not_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, told in [
        (["--format", "jsonl", "--scheme", "iob1"], "jsonl has no --scheme"),
        (
            ["--format", "conll", "--dialect", "x"],
            "conll has none of that name; there are: conll2003, spacy, offsets",
        ),
        (["--format", "brat"], "brat writes several files; say where with -o"),
        (["--format", "nope"], "there is no format 'nope'; there are: brat, cas"),
        (["--format", "conll", "--split", "80/x"], "write the shares of train, dev and test"),
    ]:
        where = ["-o", "x"] if "--split" in arguments else []
        assert main(["export", SAMPLE, *arguments, *where]) == 2
        assert told in capsys.readouterr().err


def test_a_folder_that_is_there_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out").mkdir()
    Path("out/mine.txt").write_text("x", encoding="utf-8")
    assert main(["export", SAMPLE, "--format", "brat", "--on-loss", "drop", "-o", "out"]) == 2
    assert "out: is there already" in capsys.readouterr().err
    assert [each.name for each in Path("out").iterdir()] == ["mine.txt"]


def test_labels_and_queries_choose_what_goes_out() -> None:
    assert main(["export", SAMPLE, "--format", "jsonl", "--label", "GPE", "-o", "gpe.jsonl"]) == 0
    (record,) = map(json.loads, Path("gpe.jsonl").read_text(encoding="utf-8").splitlines())
    assert {span["label"] for span in record["spans"]} == {"GPE"}
    assert not [claim for sentence in record["sentences"] for claim in sentence["claims"]]
    assert main(["export", SAMPLE, "--format", "jsonl", "--query", "#GPE", "-o", "some.jsonl"]) == 0
    (some,) = map(json.loads, Path("some.jsonl").read_text(encoding="utf-8").splitlines())
    assert 0 < len(some["sentences"]) < len(record["sentences"])


def test_several_annotators_go_out_where_the_format_says_who(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "p.hashiya", "زار سعيد القاهرة.")
    document = project.corpus.documents[0]
    for who, label in (("a", "PER"), ("b", "ORG")):
        state = State(
            document=document.id, annotator=who, sentence=project.corpus.sentences(document.id)[0].id
        )
        say(
            project.as_annotator(who),
            [Span(document=document.id, annotator=who, label=label, ranges=((4, 8),)), state],
        )
    project.close()
    assert main(["export", "p.hashiya", "--format", "conll", "--annotator", "all", "-o", "x"]) == 2
    assert "conll does not say who annotated" in capsys.readouterr().err
    assert (
        main(["export", "p.hashiya", "--format", "labelstudio", "--annotator", "all", "-o", "x.json"]) == 0
    )
    (task,) = json.loads(Path("x.json").read_text(encoding="utf-8"))
    assert task["meta"]["annotators"] == ["a", "b"]
    assert [a["result"][0]["value"]["labels"] for a in task["annotations"]] == [["PER"], ["ORG"]]


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [("cut", ["ل", "طهران", "ولبغداد"]), ("proclitics", ["ل", "طهران", "ول", "بغداد"])],
)
def test_tokens_are_cut_as_one_chooses(tmp_path: Path, tokens: str, expected: list[str]) -> None:
    text = "سافر لطهران ولبغداد. " + "بغداد طهران. " * 5
    project = make_project(tmp_path / "p.hashiya", text)
    document = project.corpus.documents[0]
    start = text.index("طهران")
    say(project, [Span(document=document.id, annotator="a", label="GPE", ranges=((start, start + 5),))])
    project.close()
    main(
        ["export", "p.hashiya", "--format", "conll", "--tokens", tokens, "--state", "all", "-o", "x.conll"]
    )
    words = [
        line.split(" ")[0] for line in Path("x.conll").read_text(encoding="utf-8").splitlines()[2:] if line
    ]
    assert words[1 : 1 + len(expected)] == expected


def test_the_tokens_of_the_import_go_out_again(capsys: pytest.CaptureFixture[str]) -> None:
    Path("x.conll").write_text("ذهب O\nلطه B-X\nران I-X\n( O\n\n", encoding="utf-8")
    main(["import", "p.hashiya", "x.conll", "--annotator", "a"])
    main(["export", "p.hashiya", "--format", "conll", "--tokens", "imported", "-o", "y.conll"])
    rows = [
        line.split(" ") for line in Path("y.conll").read_text(encoding="utf-8").splitlines()[2:] if line
    ]
    assert [(row[0], row[-1]) for row in rows] == [("ذهب", "O"), ("لطه", "B-X"), ("ران", "I-X"), ("(", "O")]
    assert main(["export", SAMPLE, "--format", "conll", "--tokens", "imported", "-o", "z"]) == 2
    assert "was not imported with tokens" in capsys.readouterr().err


# -- splits --------------------------------------------------------------------------------------------


def labelled(tmp_path: Path, count: int) -> Project:
    project = make_project(tmp_path / "p.hashiya", *(f"زار سعيد القاهرة {n}." for n in range(count)))
    said: list[Span | State] = []
    for number, document in enumerate(project.corpus.documents):
        common = {"document": document.id, "annotator": "a"}
        said.append(Span(label="RARE" if number % 10 == 0 else "PER", ranges=((4, 8),), **common))
        said += [State(sentence=s.id, **common) for s in project.corpus.sentences(document.id)]
    say(project, said)
    return project


def parts_of(folder: str) -> dict[str, str]:
    """The part of each text that went out, by its name."""
    return {
        json.loads(line)["text"]: part
        for part in ("train", "dev", "test")
        for line in Path(f"{folder}.{part}.jsonl").read_text(encoding="utf-8").splitlines()
    }


def test_a_split_has_its_shares_of_every_label_and_never_moves_a_document(tmp_path: Path) -> None:
    labelled(tmp_path, 100).close()
    command = ["export", "p.hashiya", "--format", "jsonl", "--split", "80/10/10", "--annotator", "a"]
    assert main([*command, "-o", "x.jsonl"]) == 0
    before = parts_of("x")
    assert Counter(before.values()) == {"train": 80, "dev": 10, "test": 10}
    rare = Counter(part for text, part in before.items() if int(text.rstrip(".").split()[-1]) % 10 == 0)
    assert rare == {"train": 8, "dev": 1, "test": 1}
    lines = "".join(f'{{"text": "وصل زيد {n} أمس."}}\n' for n in range(50))
    Path("more.jsonl").write_text(lines, encoding="utf-8")
    main(["import", "p.hashiya", "more.jsonl"])
    assert main([*command, "--state", "all", "-o", "y.jsonl"]) == 0
    after = parts_of("y")
    assert {text: after[text] for text in before} == before
    assert Counter(after.values())["train"] == 120


@given(
    st.dictionaries(st.text("abc", min_size=1), st.integers(0, 3), min_size=1, max_size=30),
    st.integers(1, 3),
)
def test_a_split_depends_on_the_documents_and_the_seed_alone(given_: dict[str, int], seed: int) -> None:
    split = split_named("80/10/10", seed)
    documents = {name: Counter({"A": count}) if count else Counter() for name, count in given_.items()}
    one = stratified(split, documents, {})
    other = stratified(split, dict(reversed(documents.items())), {})
    assert one == other
    assert set(one) == set(documents)


def test_a_line_that_says_nothing_moves_nobody(tmp_path: Path) -> None:
    splits = Splits(tmp_path / "splits.jsonl")
    split = split_named("50/50", 1)
    first = splits.parts(split, {"a": Counter("x"), "b": Counter("x")})
    with (tmp_path / "splits.jsonl").open("a") as file:
        file.write(
            'nonsense\n{"split": 3}\n{"split": "50/0/50#1", "train": ["a", "b", 7], "test": ["a", "b"]}\n{"torn'
        )
    assert splits.parts(split, {"a": Counter("x"), "b": Counter("x")}) == first


def test_folders_and_datasets_have_their_parts_too(tmp_path: Path) -> None:
    labelled(tmp_path, 30).close()
    common = ["--split", "60/20/20", "--annotator", "a", "-o"]
    assert main(["export", "p.hashiya", "--format", "brat", *common, "b"]) == 0
    assert {each.name for each in Path("b").iterdir()} == {"train", "dev", "test"}
    assert len(list(Path("b/train").glob("*.ann"))) == 18
    assert main(["export", "p.hashiya", "--format", "huggingface", *common, "h"]) == 0
    assert sorted(each.name.split("-")[0] for each in Path("h/data").iterdir()) == [
        "test",
        "train",
        "validation",
    ]


def test_the_readme_has_the_table_of_formats() -> None:
    assert markdown().strip() in (ROOT / "README.md").read_text(encoding="utf-8")


def test_schemas_of_others_begin_a_project(capsys: pytest.CaptureFixture[str]) -> None:
    main(["export", SAMPLE, "--format", "labelstudio", "--on-loss", "drop", "-o", "t.json"])
    main(["export", SAMPLE, "--format", "brat", "--on-loss", "drop", "-o", "b"])
    for number, source in enumerate(["t.config.xml", "b/annotation.conf", SAMPLE]):
        assert main(["init", f"{number}.hashiya", "--labels", source]) == 0
        text = Path(f"{number}.hashiya/labels.toml").read_text(encoding="utf-8")
        assert 'id = "GPE"\n' in text
        assert 'id = "claimant"\n' in text
    Path("x.xml").write_text("<View><Labels", encoding="utf-8")
    assert main(["init", "z.hashiya", "--labels", "x.xml"]) == 2
    assert "x.xml:1: cannot be read: it is not XML" in capsys.readouterr().err
