"""What a format has no place for is told, and what it is given it has: cases that were once passed over."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from annotations.errors import HashiyaError
from annotations.formats.names import Names
from annotations.project import Project, open_project
from tests.annotations.formats.projects import write
from tui.cli import main

TEXT = "قال زيد إن عمرا سافر إلى طهران.\nثم عاد زيد أمس مع ليلى."
FIRST, SECOND = [0, 31], [32, len(TEXT)]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def record(**said: Any) -> dict[str, Any]:
    """Our record of TEXT in two finished sentences, with what is SAID besides."""
    sentences = [{"start": a, "end": b, "state": "done", "claims": []} for a, b in (FIRST, SECOND)]
    usual = {"name": "1.txt", "annotator": "a", "text": TEXT, "labels": [], "spans": [], "relations": []}
    return {"sha256": "", **usual, "notes": [], "sentences": sentences, **said}


def span(key: str, label: str, *ranges: list[int], **more: Any) -> dict[str, Any]:
    ends = {"start": ranges[0][0], "end": ranges[-1][1]}
    return {"id": key, "label": label, "ranges": list(ranges), **ends, **more}


def on(words: str, start: int = 0) -> list[int]:
    place = TEXT.index(words, start)
    return [place, place + len(words)]


def project_of(tmp_path: Path, *records: dict[str, Any], labels: str = "arabic-factcheck") -> Project:
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records)
    (tmp_path / "in.jsonl").write_text(lines, encoding="utf-8")
    assert main(["init", "p.hashiya", "--labels", labels]) == 0
    assert main(["import", "p.hashiya", "in.jsonl", "--format", "jsonl"]) == 0
    return open_project(tmp_path / "p.hashiya", "a")


def told(project: Project, name: str, **chosen: Any) -> dict[tuple[str, str], int]:
    """What was lost by exporting to NAME, by kind and what became of it."""
    chosen = {"on_loss": "drop", **chosen}
    summary = write(project, name, project.folder.parent / f"out-{name}", **chosen)
    lost: Counter[tuple[str, str]] = Counter()
    for (kind, became, _), count in summary.losses.items():
        lost[kind, became] += count
    return dict(lost)


# -- spans and sentences -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["prodigy", "spacy"])
def test_a_span_behind_the_last_sentence_is_told(tmp_path: Path, name: str) -> None:
    one = {"start": 0, "end": 31, "state": "done", "claims": []}
    project = project_of(tmp_path, record(sentences=[one], spans=[span("k1", "PER", on("ليلى"))]))
    assert told(project, name, dialect="documents") == {("across", "left-out"): 1}
    with pytest.raises(HashiyaError, match="has no place for 1 thing"):
        told(project, name, dialect="documents", on_loss="refuse")


@pytest.mark.parametrize("name", ["prodigy", "spacy"])
@pytest.mark.parametrize("on_loss", ["refuse", "widen"])
def test_a_span_over_two_sentences_goes_out_where_the_document_is_whole(
    tmp_path: Path, name: str, on_loss: str
) -> None:
    project = project_of(tmp_path, record(spans=[span("k1", "EVENT", [25, 38])]))
    assert told(project, name, dialect="documents", on_loss=on_loss) == {}
    if name == "prodigy":
        task = json.loads((tmp_path / "out-prodigy").read_text(encoding="utf-8"))
        assert [(each["start"], each["end"]) for each in task["spans"]] == [(25, 38)]


@pytest.mark.parametrize(
    ("on_loss", "lost", "there"),
    [
        ("drop", {("pieces", "left-out"): 1}, []),
        ("widen", {("pieces", "widened"): 1}, [(0, 31)]),
        ("split", {("pieces", "split"): 1}, [(0, 3), (25, 31)]),
    ],
)
def test_a_claim_in_pieces_is_told_where_there_are_none(
    tmp_path: Path, on_loss: str, lost: dict[tuple[str, str], int], there: list[tuple[int, int]]
) -> None:
    claim = {"id": "c1", "label": "quotation", "ranges": [on("قال"), [25, 31]]}
    sentences = [{"start": 0, "end": 31, "state": "done", "claims": [claim]}]
    project = project_of(tmp_path, record(sentences=sentences))
    assert told(project, "labelstudio", on_loss=on_loss) == lost
    (task,) = json.loads((tmp_path / "out-labelstudio").read_text(encoding="utf-8"))
    regions = [each["value"] for each in task["annotations"][0]["result"]]
    assert [(each["start"], each["end"]) for each in regions] == there


def test_a_claim_over_two_sentences_is_told_where_a_row_is_a_sentence(tmp_path: Path) -> None:
    claim = {"id": "c1", "label": "quotation", "ranges": [[16, 38]]}
    project = project_of(
        tmp_path, record(sentences=[{"start": a, "end": b, "state": "done", "claims": c} for (a, b), c in
                                    ((FIRST, [claim]), (SECOND, []))])
    )  # fmt: skip
    assert told(project, "huggingface", dialect="jsonl") == {("across", "left-out"): 1}
    project = open_project(project.folder, "a")
    write(project, "huggingface", tmp_path / "split", dialect="jsonl", on_loss="split")
    rows = [json.loads(line) for line in (tmp_path / "split" / "data" / "train.jsonl").open()]
    claims = [(row["text"][c["start"] : c["end"]]) for row in rows for c in row["claims"]]
    assert claims == [TEXT[16:31], TEXT[32:38]]


@pytest.mark.parametrize("name", ["conll", "huggingface", "doccano", "jsonl"])
def test_a_span_that_runs_into_an_open_sentence_is_not_passed_over(tmp_path: Path, name: str) -> None:
    sentences = [
        {"start": a, "end": b, "state": state, "claims": []}
        for (a, b), state in ((FIRST, "done"), (SECOND, "open"))
    ]
    spans = [span("k1", "EVENT", [25, 38]), span("k2", "PER", on("ليلى"))]
    project = project_of(tmp_path, record(spans=spans, sentences=sentences))
    lost = told(project, name, state="done")
    across = name in ("conll", "huggingface")
    assert lost == ({("across", "left-out"): 1} if across else {})


# -- relations, notes, attributes ----------------------------------------------------------------------


def fact_check() -> dict[str, Any]:
    verdict = {"verdict": ["true", "misleading"]}
    claims = [
        {"id": "c1", "label": "check-worthy", "attributes": verdict},
        {"id": "c2", "label": "quotation", "ranges": [on("سافر")]},
    ]
    sentences = [
        {"start": 0, "end": 31, "state": "done", "claims": claims},
        {"start": 32, "end": len(TEXT), "state": "done", "claims": []},
    ]
    spans = [
        span("k1", "PER", on("زيد"), attributes={"normalised": "زيد"}),
        span("k2", "PER", on("عمرا")),
        span("k3", "GPE", on("طهران")),
    ]
    relations = [
        {"id": "r1", "label": "claimant", "source": "c1", "target": "k1"},
        {"id": "r2", "label": "claimant", "source": "c1", "target": "k2"},
        {"id": "r3", "label": "claimant", "source": "c1", "target": "c2"},
        {"id": "r4", "label": "cue", "source": "k1", "target": "k2"},
        {"id": "r5", "label": "claimant", "source": "c2", "target": "@not-said"},
    ]
    return record(spans=spans, sentences=sentences, relations=relations)


def test_claimreview_tells_whom_it_does_not_name(tmp_path: Path) -> None:
    project = project_of(tmp_path, fact_check())
    lost = told(project, "claimreview")
    # All claimants but the first; what is not `claimant` at all; spans that are none; the other claim.
    assert lost[("relation", "left-out")] == 4
    assert lost[("span", "left-out")] == 2
    assert lost[("claim", "left-out")] == 1
    assert lost[("attributes", "left-out")] == 1, "those of the claimant"
    graph = json.loads((tmp_path / "out-claimreview").read_text(encoding="utf-8"))["@graph"]
    assert [each["itemReviewed"]["author"]["name"] for each in graph] == ["زيد"]
    assert "(" not in graph[0]["reviewRating"]["alternateName"]


@pytest.mark.parametrize(("name", "chosen"), [("claimreview", {}), ("table", {"table": "relations"})])
def test_attributes_of_what_does_not_go_out_are_not_lost_besides(
    tmp_path: Path, name: str, chosen: dict[str, Any]
) -> None:
    spans = [span("k1", "PER", on("زيد"), attributes={"normalised": "زيد"})]
    project = project_of(tmp_path, record(spans=spans))
    assert told(project, name, on_loss="refuse", **chosen) == {("span", "left-out"): 1}


def test_polnear_tells_what_is_no_role(tmp_path: Path) -> None:
    project = project_of(tmp_path, fact_check())
    assert told(project, "polnear")[("relation", "left-out")] == 3
    (ann,) = (tmp_path / "out-polnear").glob("*.ann")
    lines = ann.read_text(encoding="utf-8").splitlines()
    assert sum(line.count(" Source") for line in lines if line.startswith("E")) == 2


@pytest.mark.parametrize(
    ("table", "spans", "claims"), [("spans", 3, 0), ("claims", 2, 2), ("relations", 2, 2)]
)
def test_a_table_counts_what_it_has_a_row_or_a_cell_for(
    tmp_path: Path, table: str, spans: int, claims: int
) -> None:
    project = project_of(tmp_path, fact_check())
    summary = write(project, "table", tmp_path / "out", table=table, on_loss="drop")
    assert (summary.spans, summary.claims) == (spans, claims)
    if table == "claims":
        assert summary.losses[("relation", "left-out", True)] == 1  # that between spans


@pytest.mark.parametrize("name", ["html", "tei", "webannotation"])
def test_notes_on_a_sentence_that_was_joined_are_there(tmp_path: Path, name: str) -> None:
    project = project_of(tmp_path, record())
    document = project.corpus.documents[0]
    second = project.corpus.sentences(document.id)[1]
    from annotations.model import Note
    from tests.annotations.formats.projects import say

    say(project, [Note(document=document.id, annotator="a", about=second.id, text="على الثانية")])
    project.corpus.move_boundary(document.id, second.start, False, "a")
    assert told(project, name, language="en") == {} if name == "html" else told(project, name) == {}
    out = (tmp_path / f"out-{name}").read_text(encoding="utf-8")
    assert "على الثانية" in out
    if name == "tei":
        root = etree.fromstring(out.encode("utf-8"))
        ids = {each.get("{http://www.w3.org/XML/1998/namespace}id") for each in root.iter()}
        pointed = [each.get("target").removeprefix("#") for each in root.iter("{*}note")]
        assert set(pointed) <= ids
    if name == "webannotation":
        assert f"urn:hashiya:{second.id}" not in out


def test_a_page_tells_what_stands_in_no_sentence(tmp_path: Path) -> None:
    one = {"start": 0, "end": 31, "state": "done", "claims": []}
    project = project_of(tmp_path, record(sentences=[one], spans=[span("k1", "PER", on("ليلى"))]))
    assert told(project, "html", language="en") == {("across", "left-out"): 1}


# -- tei -----------------------------------------------------------------------------------------------


def test_tei_of_several_people_has_every_id_once(tmp_path: Path) -> None:
    both = [record(annotator=who, spans=[span("k1", "PER", on("زيد"))]) for who in ("a", "b")]
    project = project_of(tmp_path, *both)
    write(project, "tei", tmp_path / "x.xml", "a", "b")
    root = etree.parse(tmp_path / "x.xml").getroot()  # raises where an id is there twice
    assert len(root.findall(".//{*}spanGrp[@type='entity']/{*}span")) == 2


def test_tei_refuses_what_xml_cannot_have_and_says_where(tmp_path: Path) -> None:
    note = {"id": "n1", "about": "", "text": "ملاحظة \u0001"}
    project = project_of(tmp_path, record(notes=[note]))
    with pytest.raises(HashiyaError, match=r"1\.txt: has the character U\+0001"):
        told(project, "tei")


def test_tei_tells_a_claim_of_a_sentence_from_one_on_its_letters(tmp_path: Path) -> None:
    claims = [
        {"id": "c1", "label": "quotation"},
        {"id": "c2", "label": "quotation", "ranges": [FIRST]},
    ]
    sentences = [{"start": 0, "end": 31, "state": "done", "claims": claims}]
    project = project_of(tmp_path, record(sentences=sentences))
    told(project, "tei")
    root = etree.parse(tmp_path / "out-tei").getroot()
    types = [each.get("type") for each in root.findall(".//{*}spanGrp[@type='claim']/{*}span")]
    assert sorted(types, key=str) == [None, "sentence"]


# -- columns -------------------------------------------------------------------------------------------


def test_spacy_reads_bioes_in_its_dialect(tmp_path: Path) -> None:
    from spacy.training.converters import conll_ner_to_docs

    spans = [span("k1", "PER", [4, 15]), span("k2", "GPE", on("طهران"))]
    project = project_of(tmp_path, record(spans=spans))
    told(project, "conll", dialect="spacy", scheme="bioes")
    docs = conll_ner_to_docs((tmp_path / "out-conll").read_text(encoding="utf-8"), no_print=True)
    found = [(each.text, each.label_) for doc in docs for each in doc.ents]
    assert found == [(TEXT[4:15], "PER"), ("طهران", "GPE")]


@pytest.mark.parametrize("name", ["conll", "wojood", "conllu"])
def test_imported_tokens_with_blanks_tear_no_row(tmp_path: Path, name: str) -> None:
    def tokens(*texts: str) -> list[dict[str, int]]:
        text = "دفع 10 000\nدينار"
        places = [text.index(each) for each in texts]
        return [{"start": a, "end": a + len(each)} for a, each in zip(places, texts, strict=True)]

    for number, cut in enumerate((tokens("دفع", "10", "000", "\n", "دينار"), tokens("دفع", "10 000")), 1):
        task = {"text": "دفع 10 000\nدينار", "tokens": cut, "spans": [], "answer": "accept"}
        (tmp_path / f"{number}.jsonl").write_text(json.dumps(task), encoding="utf-8")
        assert main(["import", f"{number}.hashiya", f"{number}.jsonl", "--format", "prodigy"]) == 0
    output = ["--format", name, "--tokens", "imported", "-o"]
    assert main(["export", "1.hashiya", *output, "x1"]) == 0
    rows = [line for line in (tmp_path / "x1").read_text(encoding="utf-8").splitlines() if "دينار" in line]
    assert len([row for row in rows if not row.startswith("#")]) == 1
    assert main(["export", "2.hashiya", *output, "x2"]) == 2
    assert not (tmp_path / "x2").exists()


# -- Label Studio --------------------------------------------------------------------------------------


def test_label_studio_gets_a_config_that_it_takes(tmp_path: Path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    odd: dict[str, Any] = {"text": "x", "entities": True, "empty": [], "many": ["a", "b"]}
    spans = [span("k1", "PER", on("زيد"), attributes=odd)]
    project = project_of(tmp_path, record(spans=spans))
    told(project, "labelstudio")
    (task,) = json.loads((tmp_path / "out-labelstudio").read_text(encoding="utf-8"))
    interface = LabelInterface((tmp_path / "out-labelstudio.config.xml").read_text(encoding="utf-8"))
    interface.validate()
    assert interface.validate_annotation(task["annotations"][0])
    back = json.loads((tmp_path / "out-labelstudio").read_text(encoding="utf-8"))
    (tmp_path / "back.json").write_text(json.dumps(back), encoding="utf-8")
    (tmp_path / "out-labelstudio.config.xml").rename(tmp_path / "back.config.xml")
    assert main(["import", "back.hashiya", "back.json"]) == 0
    del odd["empty"]
    assert main(["export", "back.hashiya", "--format", "jsonl", "-o", "back.jsonl"]) == 0
    (line,) = (tmp_path / "back.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["spans"][0]["attributes"] == odd


def test_label_studio_refuses_an_attribute_of_two_kinds(tmp_path: Path) -> None:
    spans = [
        span("k1", "PER", on("زيد"), attributes={"n": 3}),
        span("k2", "PER", on("عمرا"), attributes={"n": "abc"}),
    ]
    project = project_of(tmp_path, record(spans=spans))
    with pytest.raises(HashiyaError, match=r"1\.txt: the attribute n is a number elsewhere"):
        told(project, "labelstudio")


# -- files ---------------------------------------------------------------------------------------------


def test_names_of_files_are_each_its_own_and_fit() -> None:
    names = Names()
    given = [
        names.of(*each) for each in
        [("d", "2-b"), ("d-2", "b"), ("d", "b"), ("\U0001ee00" * 100, "أ" * 50), ("日" * 80, "أ" * 50),
         ("\U0001ee00" * 100, "أ" * 50)]
    ]  # fmt: skip
    assert len(set(given)) == len(given)
    assert all(len(each.encode("utf-8")) <= 200 for each in given)


@pytest.mark.parametrize(
    "more", [["--format", "labelstudio"], ["--format", "jsonl", "--split", "80/10/10"]]
)
def test_a_full_disk_leaves_all_of_a_set_as_it_was(tmp_path: Path, more: list[str]) -> None:
    project_of(tmp_path, record(text=TEXT + " كلمة" * 3000, spans=[span("k1", "PER", on("زيد"))])).close()
    old = {}
    for name in ("x.json", "x.config.xml", "x.train.json", "x.dev.json", "x.test.json"):
        (tmp_path / name).write_text("OLD", encoding="utf-8")
        old[name] = "OLD"
    command = ["export", "p.hashiya", *more, "--on-loss", "drop", "-o", "x.json"]

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    code = "import signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); from tui.cli import main; "
    program = [sys.executable, "-c", code + "sys.exit(main(sys.argv[1:]))", *command]
    done = subprocess.run(program, preexec_fn=small, capture_output=True, text=True)
    assert done.returncode == 2
    assert "cannot be written: File too large" in done.stderr
    assert {name: (tmp_path / name).read_text(encoding="utf-8") for name in old} == old


@pytest.mark.parametrize("output", [".", "..", "/"])
def test_a_split_goes_into_no_folder_that_is_there(
    tmp_path: Path, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    project_of(tmp_path, record()).close()
    before = sorted(tmp_path.iterdir())
    assert main(["export", "p.hashiya", "--format", "jsonl", "--split", "80/10/10", "-o", output]) == 2
    assert "name the file that it goes to" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_a_label_that_nothing_has_is_no_choice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project_of(tmp_path, record(spans=[span("k1", "ODD.one", on("زيد"))])).close()
    assert main(["export", "p.hashiya", "--format", "jsonl", "--label", "NOPE"]) == 2
    assert "--label NOPE: there is no such label; there are: " in capsys.readouterr().err
    assert main(["export", "p.hashiya", "--format", "jsonl", "--label", "ODD", "-o", "x"]) == 0


def test_the_first_losses_that_matter_are_named_however_many_others_there_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    claims = [{"id": f"c{n}", "label": "quotation"} for n in range(1100)]
    sentences = [{"start": 0, "end": 31, "state": "done", "claims": claims}]
    spans = [span("k1", "PER", on("زيد")), span("k2", "ORG", [4, 10])]
    project_of(tmp_path, record(spans=spans, sentences=sentences)).close()
    assert main(["export", "p.hashiya", "--format", "conll"]) == 2
    assert "1.txt: PER at 4 «زيد» (overlap)" in capsys.readouterr().err


@pytest.mark.parametrize("dialect", ["parquet", "jsonl"])
def test_nothing_to_export_is_a_dataset_all_the_same(tmp_path: Path, dialect: str) -> None:
    import datasets

    sentences = [{"start": a, "end": b, "state": "open", "claims": []} for a, b in (FIRST, SECOND)]
    project_of(tmp_path, record(sentences=sentences)).close()
    output = ["--format", "huggingface", "--dialect", dialect, "-o", "hf"]
    assert main(["export", "p.hashiya", *output]) == 0
    found = datasets.load_dataset(str(tmp_path / "hf"), cache_dir=str(tmp_path / "cache"), streaming=True)
    assert list(found["train"]) == []
    assert found["train"].features["ner_tags"].feature.names[0] == "O"


def test_blanks_behind_a_word_of_conllu_are_there_for_its_reader(tmp_path: Path) -> None:
    import conllu

    text = "قال\u00a0\u2028زيد\u00a0 لطهران\u00a0نعم."
    sentences = [{"start": 0, "end": len(text), "state": "done", "claims": []}]
    city = text.index("طهران")
    spans = [span("k1", "PER", [5, 8]), span("k2", "GPE", [city, city + 5])]
    project = project_of(tmp_path, record(text=text, sentences=sentences, spans=spans))
    told(project, "conllu")
    (parsed,) = conllu.parse((tmp_path / "out-conllu").read_text(encoding="utf-8"))
    behind = [each["misc"]["SpacesAfter"] for each in parsed if "SpacesAfter" in (each["misc"] or {})]
    assert behind == ["\u00a0\u2028", "\u00a0\\s", "\u00a0"]
    tags = [(each["misc"] or {}).get("NE") for each in parsed]
    assert [tag for tag in tags if tag and len(tag) > 1] == ["B-PER", "B-GPE"]
    assert main(["import", "back.hashiya", "out-conllu", "--format", "conllu"]) == 0
    back = open_project(tmp_path / "back.hashiya")
    assert [document.text for document in back.corpus.documents] == [text]


def test_xmi_refuses_what_xml_cannot_have(tmp_path: Path) -> None:
    odd = span("k1", "PER", on("زيد"), attributes={"normalised": "a\u0001b"})
    project = project_of(tmp_path, record(spans=[odd]))
    with pytest.raises(HashiyaError, match=r"1\.txt: has the character U\+0001"):
        told(project, "cas", dialect="xmi")
    told(project, "cas", dialect="json")
