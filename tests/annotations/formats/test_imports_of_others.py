"""What other hands wrote comes in as what it is, or is named: nothing is taken for plain text in silence."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from annotations.formats.schemas import schema_in
from annotations.history import Change
from annotations.model import Span, State
from annotations.project import open_project
from tests.annotations.formats.projects import viewed
from tui.cli import main


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    return main(["import", "p.hashiya", *arguments])


def put(name: str, said: object, encoding: str = "utf-8") -> str:
    """SAID, text or JSON, in the file NAME."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
    Path(name).write_bytes(text.encode(encoding))
    return name


def views() -> list[Any]:
    project = open_project(Path("p.hashiya"))
    names = project.layers
    project.close()
    return [view for name in names for view in viewed(Path("p.hashiya"), name)]


def spans() -> list[tuple[str, str]]:
    return [(s.words(v.document.text), s.label) for v in views() for s in v.spans]


def layers() -> list[str]:
    project = open_project(Path("p.hashiya"))
    project.close()
    return project.layers


# -- what a file is ------------------------------------------------------------------------------------

LONG = "زار محمد طهران. " * 3000  # more than the first look at a file takes in


def test_what_a_record_is_may_stand_behind_a_long_text() -> None:
    task = {"text": LONG, "spans": [{"start": 4, "end": 8, "label": "PER"}], "answer": "accept"}
    assert run(put("l.jsonl", task)) == 0
    assert spans() == [("محمد", "PER")]


@pytest.mark.parametrize("as_array", [False, True])
def test_our_own_long_record_is_known_again(as_array: bool) -> None:
    record = {
        "id": "x", "name": "x", "annotator": "a", "text": LONG, "labels": [],
        "spans": [{"id": "k", "label": "PER", "start": 4, "end": 8, "ranges": [[4, 8]]}],
        "sentences": [{"start": 0, "end": 15, "state": "done", "claims": []}], "sha256": "",
        "relations": [], "notes": [],
    }  # fmt: skip
    assert run(put("o.json" if as_array else "o.jsonl", [record] if as_array else record)) == 0
    assert spans() == [("محمد", "PER")]


DOCSTART = "-DOCSTART- -X- -X- O\n\n"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bad.conll", DOCSTART + "بغداد -X- _ B-LOC\n\nخطأ سطر\n\n"),
        ("last.conll", "بغداد B-LOC"),
        ("blank.iob", "محمد B-PER\n\u00a0 O\nعلي O\n\n"),
        ("BIG.CONLL", DOCSTART + "بغداد -X- _ B-LOC\n\nخطأ\n"),
    ],
)
def test_a_file_that_is_called_so_is_of_its_format(name: str, said: str) -> None:
    run(put(name, said))
    assert len(spans()) == 1
    assert "DOCSTART" not in views()[0].document.text


def test_multiconer_is_read() -> None:
    said = "# id 1a\tdomain=train\nبغداد _ _ B-LOC\nمدينة _ _ O\n\n"
    assert run(put("multi.conll", said)) == 0
    assert spans() == [("بغداد", "LOC")]


@pytest.mark.parametrize("name", ["x.conll", "x.conllu", "x.ann"])
@pytest.mark.parametrize("packed", [False, True])
def test_what_cannot_be_read_of_such_a_file_is_refused(
    name: str, packed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(name + (".gz" if packed else ""))
    said = "غداد\tB-LOC\nنص\n".encode("cp1256") if name != "x.ann" else "T1\tPER 0 4\tنص\n".encode()
    path.write_bytes(gzip.compress(said) if packed else said)
    assert run(str(path)) == 2
    assert "refused" in capsys.readouterr().err
    assert not Path("p.hashiya").exists(), "nothing came into it"


@pytest.mark.parametrize(
    ("record", "found"),
    [
        ({"id": 5, "text": "نص جيد", "label": ["pos"], "Comments": []}, ["pos"]),
        ({"id": 5, "text": "نص جيد", "labels": [[3, 6, "ADJ"]]}, [("جيد", "ADJ")]),
        ({"id": 5, "text": "نص جيد", "label": []}, []),
    ],
)
def test_all_shapes_of_doccano_are_known(record: dict[str, Any], found: list[Any]) -> None:
    empty = [record, {"id": 6, "text": "نص ثان", "label": [[0, 2, "N"]]}]
    assert run(put("d.jsonl", "".join(json.dumps(each) + "\n" for each in empty))) == 0
    labels = [each.label for view in views() for each in view.labels]
    assert [*labels, *spans()] == [*found, ("نص", "N")]


@pytest.mark.parametrize("way", ["semicolons", "quotes", "utf-16"])
def test_a_table_is_known_after_a_spreadsheet_saved_it(way: str) -> None:
    assert run(put("c.iob", "زار O\nمحمد B-PER\n\n")) == 0
    assert main(["export", "p.hashiya", "--format", "table", "-o", "t.csv"]) == 0
    said = Path("t.csv").read_text(encoding="utf-8")
    head, row = said.splitlines()
    if way == "semicolons":
        said = f"{head.replace(',', ';')}\n{row.replace(',', ';')}\n"
    if way == "quotes":
        said = f'"{head.replace(",", chr(34) + "," + chr(34))}"\n{row}\n'
    Path("p.hashiya").rename("old.hashiya")
    assert run(put("u.csv", said, "utf-16" if way == "utf-16" else "utf-8")) == 0
    assert spans() == [("محمد", "PER")]


def test_a_folder_has_what_is_certainly_of_a_format() -> None:
    Path("d").mkdir()
    put("d/a.conll", "بغداد B-LOC\n\n")
    put("d/b.json", {"settings": [1]})
    put("d/readme.conll", "هذا نص.")
    put("d/lone.ann", "T1\tPER 0 4\tمحمد\n")
    Path("d/other.parquet").write_bytes(b"PAR1\0\0")
    put("d/c.txt", "محمد هنا.")
    put("d/c.ann", "T1\tPER 0 4\tمحمد\n")
    assert run("d") == 0
    assert sorted(spans()) == [("بغداد", "LOC"), ("محمد", "PER")]


@pytest.mark.parametrize("what", ["empty-folder", "blank.jsonl", "other.hashiya"])
def test_nothing_makes_no_project(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty-folder").mkdir()
    put("blank.jsonl", "\n\n")
    assert main(["init", "other.hashiya"]) == 0
    status = run(what)
    assert not Path("p.hashiya").exists()
    assert status == 2 or "0 document(s)" in capsys.readouterr().out


# -- what a record says --------------------------------------------------------------------------------


def test_spans_that_say_other_words_than_there_are_do_not_come_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(put("c.iob", "زار O\nمحمد B-PER\nعلي B-PER\n\n"), "--annotator", "a") == 0
    for name, options in (("o.jsonl", ["jsonl"]), ("o.csv", ["table"])):
        assert main(["export", "p.hashiya", "--format", *options, "-o", name]) == 0
    record = json.loads(Path("o.jsonl").read_text(encoding="utf-8"))
    record["text"] = "مقدمة " + record["text"]
    csv = Path("o.csv").read_text(encoding="utf-8").replace("زار محمد علي", "مقدمة زار محمد علي")
    capsys.readouterr()
    for name in (put("n.jsonl", record), put("n.csv", csv)):
        Path("p.hashiya").rename(f"{name}.old")
        assert run(name) == 2
        told = capsys.readouterr().err
        assert f"{name}:" in told
        assert "«" in told
        assert not Path("p.hashiya").exists() or spans() == []


def test_spans_without_ids_are_each_checked_by_themselves() -> None:
    spans_of = [
        {"label": "PER", "start": a, "end": b, "ranges": [[a, b]], "text": "زار محمد علي"[a:b]}
        for a, b in ((4, 8), (9, 12))
    ]
    record = {
        "id": "x", "name": "x", "annotator": "a", "text": "زار محمد علي", "labels": [], "spans": spans_of,
        "sentences": [], "sha256": "", "relations": [], "notes": [],
    }  # fmt: skip
    assert run(put("x.jsonl", record)) == 0
    assert spans() == [("محمد", "PER"), ("علي", "PER")]


def test_a_line_of_blanks_ends_a_sentence() -> None:
    assert run(put("b.conll", "محمد B-PER\n\u00a0\nعلي B-PER\n \t \nبغداد B-LOC\n")) == 0
    assert views()[0].document.text == "محمد\nعلي\nبغداد"


def test_a_line_that_cannot_be_read_spoils_its_sentence_and_no_other(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = "زار O\nمحمد B-PER\n".encode() + b"\xff\xfe O\n" + "علي I-PER\n\nبغداد B-LOC\n\n".encode()
    Path("d.iob").write_bytes(said)
    assert run("d.iob") == 2
    assert "d.iob:3: is not UTF-8, so its sentence is left out" in capsys.readouterr().err
    assert spans() == [("بغداد", "LOC")]
    assert views()[0].document.text == "بغداد"


def conllu(*rows: tuple[object, str]) -> str:
    return "".join(f"{id}\t{form}\t" + "\t".join(["_"] * 8) + "\n" for id, form in rows) + "\n"


def test_words_of_conllu_are_numbered_without_a_gap(capsys: pytest.CaptureFixture[str]) -> None:
    bad = conllu((1, "زار"), (2, "محمد")).encode().replace(b"\n2", b"\n\xff\xfe\n2")
    Path("g.conllu").write_bytes(
        conllu((1, "زار"), (3, "محمد")).encode() + bad + conllu((1, "نعم")).encode()
    )
    assert run("g.conllu") == 2
    told = capsys.readouterr().err
    assert "g.conllu:1: this sentence: its words are not numbered one after the other" in told
    assert "g.conllu:5: this line is not UTF-8" in told
    project = open_project(Path("p.hashiya"))
    assert [document.text for document in project.corpus.documents] == ["نعم"]
    project.close()


def test_a_token_that_is_a_blank_is_itself() -> None:
    assert run(put("n.conll", "محمد -X- _ B-PER\n\u00a0 -X- _ O\nعلي -X- _ O\n\n")) == 0
    assert "-X-" not in views()[0].document.text


def cas(feature: str, **values: Any) -> Any:
    import cassis

    types = cassis.TypeSystem()
    span = types.create_type("webanno.custom.Span", "uima.tcas.Annotation")
    types.create_feature(span, feature, "uima.cas.String")
    made = cassis.Cas(types)
    made.sofa_string = "زار محمد"
    made.add(span(begin=4, end=8, **values))
    return made


def test_labels_of_a_cas_are_what_its_features_say() -> None:
    cas("kind", kind="PER").to_json("m.json")
    assert run("m.json") == 0
    assert spans() == [("محمد", "PER")]


def test_a_cas_without_a_label_has_that_of_its_type() -> None:
    cas("identifier", identifier="http://www.wikidata.org/entity/Q1").to_json("m.json")
    assert run("m.json") == 0
    assert spans() == [("محمد", "Span")]


def test_syntax_between_tokens_of_a_cas_is_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    import cassis

    types = cassis.TypeSystem()
    segmentation = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
    token = types.create_type(segmentation, "uima.tcas.Annotation")
    dependency = types.create_type("custom.Dependency", "uima.tcas.Annotation")
    for name in ("Governor", "Dependent"):
        types.create_feature(dependency, name, segmentation)
    made = cassis.Cas(types)
    made.sofa_string = "زار محمد"
    one, two = token(begin=0, end=3), token(begin=4, end=8)
    made.add_all([one, two, dependency(begin=4, end=8, Governor=one, Dependent=two)])
    made.to_json("m.json")
    assert run("m.json") == 0
    assert "refused: m.json" not in capsys.readouterr().err


# -- Label Studio --------------------------------------------------------------------------------------


def region(key: str, value: dict[str, Any], kind: str = "labels", name: str = "label") -> dict[str, Any]:
    return {"id": key, "from_name": name, "to_name": "text", "type": kind, "value": value}


def task(*results: dict[str, Any], key: str = "annotations") -> list[dict[str, Any]]:
    return [{"id": 1, "data": {"text": "زار محمد\nطهران"}, key: [{"result": list(results)}]}]


PER = region("a", {"start": 4, "end": 8, "text": "محمد", "labels": ["PER"]})


@pytest.mark.parametrize(
    ("result", "said"),
    [
        (region("a", {"start": 4, "end": 8, "text": "محمد", "taxonomy": [["A", "B"]]}, "taxonomy", "tax"),
         {"tax": "A/B"}),
        (region("a", {"start": 4, "end": 8, "text": "محمد", "datetime": "2026-01-01"}, "datetime", "when"),
         {"when": "2026-01-01"}),
        (region("a", {"start": 4, "end": 8, "choices": [["A", "B"]]}, "choices", "kind"), {"kind": "A/B"}),
    ],
)  # fmt: skip
def test_attributes_of_regions_are_what_their_results_say(
    result: dict[str, Any], said: dict[str, str]
) -> None:
    assert run(put("t.json", task(PER, result))) == 0
    ((found,),) = [view.spans for view in views()]
    assert dict(found.attributes) == said


@pytest.mark.parametrize(
    ("value", "kind", "said"),
    [
        ({"text": ["رأي"]}, "textarea", ("", {"note": "رأي"})),
        ({"taxonomy": [["A", "B"]]}, "taxonomy", ("", {"note": "A/B"})),
        ({"rating": 4}, "rating", ("", {"note": 4})),
        ({"choices": [["A", "B"]]}, "choices", ("A/B", {})),
    ],
)
def test_results_of_a_whole_task_come_in(
    value: dict[str, Any], kind: str, said: tuple[str, dict[str, Any]]
) -> None:
    assert run(put("t.json", task(PER, region("d", value, kind, "note")))) == 0
    ((found,),) = [view.labels for view in views()]
    assert (found.label, dict(found.attributes)) == said


def test_what_annotations_were_called_once_is_read() -> None:
    assert run(put("t.json", task(PER, key="completions"))) == 0
    assert spans() == [("محمد", "PER")]


@pytest.mark.parametrize(
    "wrong",
    [
        region("b", {"start": 9, "end": 14, "labels": []}),
        region("b", {"start": 9, "end": 14, "text": "بغداد", "labels": ["LOC"]}),
        region("b", {"winner": "left"}, "pairwise", "pair"),
        {"id": "b", "type": "relation", "from_id": "a"},
    ],
)
def test_a_result_that_is_not_as_it_should_be_is_refused_alone(
    wrong: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(put("t.json", task(PER, wrong))) == 2
    assert "t.json:[1]: the result " in capsys.readouterr().err
    assert spans() == [("محمد", "PER")]
    assert views()[0].states == {}, "it is not all decided on"


@pytest.mark.parametrize("units", [1, 2])
def test_blanks_at_the_ends_of_a_region_do_not_hide_how_offsets_count(units: int) -> None:
    text = "😀 زار محمد اليوم"
    place = text.index(" محمد") + units - 1
    value = {"start": place, "end": place + 5, "text": " محمد", "labels": ["PER"]}
    said = [{"id": 1, "data": {"text": text}, "annotations": [{"result": [region("a", value)]}]}]
    assert run(put("t.json", said)) == 0
    assert spans() == [(" محمد", "PER")]


def test_a_region_whose_blanks_were_written_otherwise_is_taken() -> None:
    over = region("b", {"start": 4, "end": 14, "text": "محمد\\nطهران", "labels": ["X"]})
    assert run(put("t.json", task(over))) == 0
    assert spans() == [("محمد\nطهران", "X")]


# -- Prodigy, spaCy, WebAnno, brat ---------------------------------------------------------------------


def test_a_span_of_prodigy_that_is_wrong_is_refused_alone(capsys: pytest.CaptureFixture[str]) -> None:
    tokens = [{"start": 0, "end": 3, "id": 0}, {"start": 4, "end": 8, "id": 1}]
    said = {
        "text": "زار محمد", "tokens": tokens, "answer": "accept",
        "spans": [{"start": 4, "end": 8, "token_end": 1, "label": "PER"}, {"start": 5, "end": 99, "label": "X"}],
        "relations": [{"head": 0, "child": 1, "label": "subject"}],
    }  # fmt: skip
    assert run(put("p.jsonl", said)) == 2
    told = capsys.readouterr().err
    assert "p.jsonl:1: the span s1: " in told
    assert "p.jsonl:1: the relation r0: it ends at the token 0, where there is no span" in told
    assert spans() == [("محمد", "PER")]


def test_a_number_that_is_none_costs_one_task_only() -> None:
    good = {"text": "زار محمد", "spans": [{"start": 4, "end": 8, "label": "PER"}], "answer": "accept"}
    bad = '{"text": "نص", "tokens": [{"start": 1e999, "end": 2}], "spans": [], "answer": "accept"}'
    assert (
        run(put("p.json", f"[{json.dumps(good)}, {bad}, {json.dumps(good | {'text': 'قال محمد'})}]")) == 2
    )
    assert len(spans()) == 2


def test_categories_of_a_doc_with_several_sentences_are_of_all_of_it() -> None:
    import spacy
    from spacy.tokens import Doc, DocBin

    vocab = spacy.blank("ar").vocab
    doc = Doc(vocab, ["قال", "هذا", ".", "ثم", "عاد", "."], sent_starts=[True, False, False] * 2)
    doc.cats = {"news": 1.0, "opinion": 0.0}
    DocBin(docs=[doc]).to_disk("x.spacy")
    assert run("x.spacy") == 0
    (view,) = views()
    assert [each.label for each in view.labels] == ["news"]
    assert view.claims == {}


WEBANNO = """#FORMAT=WebAnno TSV 3.3
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.lexmorph.type.pos.POS|PosValue
#T_SP=de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Lemma|value
#T_SP=webanno.custom.Name|value


#Text=زار محمد علي
1-1\t0-3\tزار\tV\tزار\t_\t
1-2\t4-8\tمحمد\tN\tمحمد\t{one}\t
1-3\t9-12\tعلي\tN\tعلي\t{two}\t

"""


def test_parts_of_speech_of_webanno_are_no_entities() -> None:
    assert run(put("w.tsv", WEBANNO.format(one="PER", two="_"))) == 0
    assert spans() == [("محمد", "PER")]


def test_backslashes_of_webanno_escape_only_what_is_behind_them() -> None:
    assert run(put("w.tsv", WEBANNO.format(one=r"a\\|b\|c", two="_"))) == 0
    assert sorted(spans()) == [("محمد", "a\\"), ("محمد", "b|c")]


def test_a_backslash_at_the_end_of_webanno_is_itself() -> None:
    assert run(put("w.tsv", WEBANNO.format(one="a\\", two="_"))) == 0
    assert spans() == [("محمد", "a\\")]


def test_a_number_behind_a_backslash_of_webanno_is_one() -> None:
    assert run(put("w.tsv", WEBANNO.format(one=r"a\\[4]", two=r"a\\[4]"))) == 0
    assert spans() == [("محمد علي", "a\\")]


ANN = """T1\tAttack 0 3\tزار
T2\tPER 4 8\tمحمد
T3\tSay 9 12\tعلي
E1\tAttack:T1 Target:T2
A1\tNegation E1
#1\tAnnotatorNotes E1\tملاحظة
E2\tSay:T3 Content:E1
T2\tPER 9 12\tعلي
"""


def test_an_event_of_brat_is_its_trigger(capsys: pytest.CaptureFixture[str]) -> None:
    put("d.txt", "زار محمد علي")
    put("d.ann", ANN)
    assert run("d.ann") == 2
    assert [line for line in capsys.readouterr().err.splitlines() if line.startswith("refused")] == [
        "refused: d.ann:8: there is a T2 already"
    ]
    (view,) = views()
    (trigger, target, say) = view.spans
    assert dict(trigger.attributes) == {"Negation": True}
    assert [(r.label, r.source, r.target) for r in view.relations] == [
        ("Target", trigger.id, target.id), ("Content", say.id, trigger.id),
    ]  # fmt: skip
    assert [note.about for note in view.notes] == [trigger.id]


@pytest.mark.parametrize("by", [0, 1])
def test_a_mark_at_the_beginning_of_a_text_of_brat_may_be_counted(by: int) -> None:
    put("d.txt", "\ufeffزار محمد\r\nعلي")
    put("d.ann", f"T1\tPER {4 + by} {8 + by}\tمحمد\nT2\tPER {10 + by} {13 + by}\tعلي\n")
    assert run("d.ann") == 0
    assert spans() == [("محمد", "PER"), ("علي", "PER")]


def test_a_tree_of_types_of_brat_is_a_schema_of_them() -> None:
    said = "[entities]\n!Top\n\tPerson\n\t\tActor\n\tGPE\nOrganization\n[relations]\n<OVERLAP>\tArg1:Person, Arg2:GPE\n"
    put(
        "annotation.conf",
        said + "In\tArg1:Person, Arg2:GPE\n[events]\nAttack\tTarget:Person\n[attributes]\n",
    )
    schema = schema_in(Path("annotation.conf"))
    ids = [label.id for label in schema.entities]
    assert ids == ["Person", "Actor", "GPE", "Organization", "Attack"]
    assert [relation.id for relation in schema.relations] == ["In"]


# -- cut off, again, and otherwise ---------------------------------------------------------------------


@pytest.mark.parametrize("attributes", [{"a": {"b": 1}}, {"a": [["x"]]}, "x", ["x"]])
def test_attributes_that_are_none_cost_nothing_else(
    attributes: object, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "زار محمد علي"
    spans_of = [
        {"id": "k1", "label": "PER", "start": 4, "end": 8, "ranges": [[4, 8]], "attributes": attributes},
        {"id": "k2", "label": "PER", "start": 9, "end": 12, "ranges": [[9, 12]]},
    ]
    record = {
        "id": "x", "name": "x", "annotator": "a", "text": text, "labels": [], "spans": spans_of,
        "sentences": [], "sha256": "", "relations": [], "notes": [],
    }  # fmt: skip
    put("good.iob", "بغداد B-LOC\n\n")
    assert run(put("x.jsonl", record), "good.iob") == 2
    assert "refused: x.jsonl:1: " in capsys.readouterr().err
    found = spans()
    assert ("بغداد", "LOC") in found
    assert ("محمد", "PER") not in found


def test_an_import_that_was_killed_makes_the_labels_all_the_same(
    capsys: pytest.CaptureFixture[str],
) -> None:
    many = "".join(f"كلمة{n} B-FOO\n\n" for n in range(30_000))
    put("k.conll", many)
    code = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"
    killed = False
    for _ in range(20):
        program = [sys.executable, "-c", code, "import", "p.hashiya", "k.conll"]
        running = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = time.monotonic() + 60
        layer = Path("p.hashiya", "annotations")
        while running.poll() is None and time.monotonic() < until and not (
            layer.is_dir() and any(each.suffix == ".journal" for each in layer.iterdir())
        ):  # fmt: skip
            time.sleep(0.005)
        if running.poll() is None:
            running.send_signal(signal.SIGKILL)
        if running.wait() < 0:
            killed = True
            break
    assert killed
    capsys.readouterr()
    assert run("k.conll") == 0
    assert "the schema has no place for" not in capsys.readouterr().err
    project = open_project(Path("p.hashiya"))
    assert [label.id for label in project.schema.entities] == ["FOO"]
    project.close()
    assert len(spans()) == 30_000


def test_labels_come_from_the_data_after_an_import_that_was_refused() -> None:
    assert main(["import", "q.hashiya", put("bad.conll", "خطأ\n")]) == 2
    assert run(put("bad.iob", "خطأ\n"), put("plain.txt", "نص.")) == 2
    assert run(put("good.iob", "بغداد B-FOO\n\n")) == 0
    project = open_project(Path("p.hashiya"))
    assert [label.id for label in project.schema.entities] == ["FOO"]
    project.close()


def test_labels_that_somebody_chose_stay(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["init", "p.hashiya", "--labels", "arabic-news"]) == 0
    assert run(put("good.iob", "بغداد B-FOO\n\n")) == 0
    assert "the schema has no place for: FOO" in capsys.readouterr().err


def test_what_was_deleted_since_does_not_come_again_unless_it_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(put("c.iob", "زار O\nمحمد B-PER\nعلي B-PER\n\n"), "--annotator", "a") == 0
    project = open_project(Path("p.hashiya"), "a")
    store = project.open_layer()
    (document,) = store.documents()
    said = store.by_document(document)
    span = next(each for each in said if isinstance(each, Span))
    state = next(each for each in said if isinstance(each, State))
    store.apply(Change(span, None), Change(state, None))
    store.close()
    project.close()
    capsys.readouterr()
    assert run("c.iob", "--annotator", "a") == 0
    assert (
        "2 annotation(s) were deleted here and stay so; --update brings them back"
        in capsys.readouterr().err
    )
    assert spans() == [("علي", "PER")]
    assert run("c.iob", "--annotator", "a", "--update") == 0
    assert spans() == [("محمد", "PER"), ("علي", "PER")]


def test_what_hangs_on_what_was_deleted_does_not_come_either(capsys: pytest.CaptureFixture[str]) -> None:
    text = "زار محمد علي"
    said = [
        {
            "id": f"{n:016}",
            "label": "PER",
            "start": a,
            "end": b,
            "ranges": [[a, b]],
            "created": "2026-01-01",
        }
        for n, (a, b) in enumerate(((4, 8), (9, 12)))
    ]
    record = {
        "id": "x", "name": "x", "annotator": "a", "text": text, "labels": [], "spans": said,
        "sentences": [], "sha256": "", "relations": [], "notes": [],
    }  # fmt: skip
    assert run(put("1.jsonl", record)) == 0
    project = open_project(Path("p.hashiya"), "a")
    store = project.open_layer()
    (document,) = store.documents()
    first = next(each for each in store.by_document(document) if isinstance(each, Span) and each.start == 4)
    store.apply(Change(first, None))
    store.undo()
    store.redo()
    store.close()
    project.close()
    relation = {"id": "r", "label": "knows", "source": said[0]["id"], "target": said[1]["id"]}
    note = {"id": "n", "about": said[0]["id"], "text": "ملاحظة"}
    capsys.readouterr()
    assert run(put("2.jsonl", record | {"relations": [relation], "notes": [note]})) == 0
    assert "3 annotation(s) were deleted here and stay so" in capsys.readouterr().err
    (view,) = views()
    assert ([each.start for each in view.spans], view.relations, view.notes) == ([9], [], [])
    assert run("2.jsonl", "--update") == 0
    (view,) = views()
    assert (len(view.spans), len(view.relations), len(view.notes)) == (2, 1, 1)


def test_what_was_only_undone_comes_again() -> None:
    assert run(put("c.iob", "محمد B-PER\n\n"), "--annotator", "a") == 0
    project = open_project(Path("p.hashiya"), "a")
    store = project.open_layer()
    store.undo()
    store.close()
    project.close()
    assert spans() == []
    assert run("c.iob", "--annotator", "a") == 0
    assert spans() == [("محمد", "PER")]


def test_a_docbin_is_no_stream(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("-", "--format", "spacy") == 2
    assert "cannot be read from standard input" in capsys.readouterr().err


def test_labels_of_several_formats_are_made_together() -> None:
    doccano = {"id": 1, "text": "زار محمد", "label": [[4, 8, "PERSON"]]}
    assert run(put("a.iob", "بغداد B-FOO\n\n"), put("b.jsonl", doccano)) == 0
    project = open_project(Path("p.hashiya"))
    assert {label.id for label in project.schema.entities} == {"FOO", "PERSON"}
    project.close()
    assert not list(Path("p.hashiya").glob("labels-*.toml"))


def test_an_import_that_is_stopped_while_layers_are_written_says_so() -> None:
    put("k.conll", "".join(f"كلمة{n} B-FOO\n\n" for n in range(60_000)))
    code = "import sys; from tui.cli import main; sys.exit(main(sys.argv[1:]))"
    program = [sys.executable, "-c", code, "import", "p.hashiya", "k.conll"]
    running = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    layer = Path("p.hashiya", "annotations")
    until = time.monotonic() + 120
    while time.monotonic() < until and running.poll() is None:
        if layer.is_dir() and any(
            each.suffix == ".journal" and each.stat().st_size for each in layer.iterdir()
        ):
            break
        time.sleep(0.005)
    running.send_signal(signal.SIGINT)
    _, told = running.communicate(timeout=120)
    if running.returncode != 0:  # else it was faster
        assert running.returncode == 130
        assert "run it again" in told
        assert "0 document(s)" not in told
    assert run("k.conll") == 0
    assert len(spans()) == 60_000
