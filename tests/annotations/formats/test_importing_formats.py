"""Files of other tools, to the letter of their documentation, come in right; what cannot is named."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from annotations.formats import formats, guess
from annotations.project import open_project
from tests.annotations.formats.projects import viewed
from tui.cli import main


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> int:
    return main(["import", "p.hashiya", *arguments])


def spans(annotator: str = "") -> list[tuple[str, str]]:
    project = open_project(Path("p.hashiya"))
    names = [annotator] if annotator else project.layers
    project.close()
    return [
        (span.words(view.document.text), span.label)
        for name in names
        for view in viewed(Path("p.hashiya"), name)
        for span in view.spans
    ]


def put(name: str, text: str) -> str:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_bytes(text.encode("utf-8"))
    return name


ANERCORP = (
    "فرانكفورت B-LOC\n( O\nد O\n) O\nأعلن O\nاتحاد B-ORG\nصناعة I-ORG\n. O\n\nأن O\nبيتر B-PERS\n. O\n"
)


def test_anercorp_comes_in_with_its_labels_mapped(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(put("aner.conll", ANERCORP), "--map", "PERS=PER", "--annotator", "gold") == 0
    assert spans() == [("فرانكفورت", "LOC"), ("اتحاد صناعة", "ORG"), ("بيتر", "PER")]
    told = capsys.readouterr().out
    assert "labels made from the data: LOC, ORG, PER" in told
    project = open_project(Path("p.hashiya"))
    assert (project.layers, project.schema.label("PER").ar, project.schema.label("LOC").colour) == (  # type: ignore[union-attr]
        ["gold"], "شخص", "#ffb14d",
    ) or project.schema.label("LOC")  # fmt: skip
    assert len(project.corpus.sequence) == 2
    (view,) = viewed(project.folder, "gold")
    assert len(view.done) == 2, "every sentence of it was decided on"
    project.close()


def test_importing_twice_adds_nothing_and_another_file_of_the_same_text_neither(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run(put("aner.conll", ANERCORP), "--annotator", "gold")
    before = spans()
    assert run("aner.conll", "--annotator", "gold") == 0
    assert spans() == before
    assert "were there already" in capsys.readouterr().out
    main(["export", "p.hashiya", "--format", "labelstudio", "-o", "tasks.json"])
    assert run("tasks.json") == 0
    assert spans() == before, "the same said by another file, which names the annotator"


def test_what_a_person_changed_since_is_theirs() -> None:
    from dataclasses import replace

    from annotations.history import Change
    from annotations.model import Span

    run(put("aner.conll", ANERCORP), "--annotator", "gold")
    project = open_project(Path("p.hashiya"), "gold")
    store = project.open_layer()
    first = next(
        each for each in store.by_document(project.corpus.documents[0].id) if isinstance(each, Span)
    )
    store.apply(Change(first, replace(first, label="GPE")))
    store.close()
    project.close()
    run("aner.conll", "--annotator", "gold")
    assert spans()[0] == ("فرانكفورت", "GPE")


def test_wojood_as_its_sample_has_it() -> None:
    sample = "مدينة B-GPE\nالقدس I-GPE B-GPEX\n$#$ O\nوزارة B-ORG B-OCC\nالصحة I-ORG\n\nلمنظمة B-ORG\nالتحرير I-ORG\n\n"
    assert run(put("train.txt", sample), "--format", "wojood") == 0
    assert spans() == [
        ("مدينة القدس", "GPE"), ("القدس", "GPEX"), ("وزارة الصحة", "ORG"), ("وزارة", "OCC"), ("لمنظمة التحرير", "ORG"),
    ]  # fmt: skip


TASK = {
    "id": 7,
    "data": {"text": "قال 😀 سعيد إن القاهرة", "source": "x"},
    "annotations": [
        {
            "completed_by": {"id": 3, "email": "sara@example.org"},
            "result": [
                {"id": "a", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 6, "end": 10, "text": "سعيد", "labels": ["PER"]}},
                {"id": "b", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 14, "end": 21, "text": "القاهرة", "labels": ["LOC"]}},
                {"id": "a", "from_name": "kind", "to_name": "text", "type": "choices", "value": {"start": 6, "end": 10, "choices": ["name"]}},
                {"from_id": "a", "to_id": "b", "type": "relation", "direction": "left", "labels": ["lives in"]},
                {"id": "c", "from_name": "topic", "to_name": "text", "type": "choices", "value": {"choices": ["news"]}},
            ],
        }
    ],
    "predictions": [
        {"model_version": "m-1", "result": [{"id": "p", "from_name": "label", "to_name": "text", "type": "labels", "value": {"start": 7, "end": 11, "text": "سعيد", "labels": ["PER"]}}]}
    ],
}  # fmt: skip


def test_label_studio_tasks_with_offsets_of_either_count() -> None:
    assert run(put("tasks.json", json.dumps([TASK], ensure_ascii=False))) == 0
    # The annotation counts code points, the prediction UTF-16 units, as older versions did.
    assert spans("sara_example.org") == [("سعيد", "PER"), ("القاهرة", "LOC")]
    assert spans("m-1") == [("سعيد", "PER")]
    (view,) = viewed(Path("p.hashiya"), "sara_example.org")
    assert view.spans[0].attributes == (("kind", "name"),)
    assert [r.label for r in view.relations] == ["lives_in"]
    assert view.relations[0].source == view.spans[1].id, "to the left is from the second"
    assert [label.label for label in view.labels] == ["news"]
    assert view.fields == {"source": "x"}


def test_a_region_that_is_not_on_its_text_is_refused_with_its_place(
    capsys: pytest.CaptureFixture[str],
) -> None:
    broken = json.loads(json.dumps(TASK))
    broken["annotations"][0]["result"][0]["value"]["text"] = "سعد"
    good = {"id": 8, "data": {"text": "نعم"}, "annotations": [{"result": []}]}
    assert run(put("tasks.json", json.dumps([broken, good], ensure_ascii=False))) == 2
    told = capsys.readouterr()
    assert "tasks.json:[1]: the result a: at 6–10 is not the text that it says" in told.err + told.out
    assert "2 document(s)" in told.out
    assert ("سعيد", "PER") not in spans("sara_example.org"), "the others of the task are there"
    assert ("القاهرة", "LOC") in spans("sara_example.org")


def test_brat_with_discontinuous_spans_events_and_line_ends_of_two_characters() -> None:
    put("b/x.txt", "قال سعيد\r\nثم سافر سعيد الكبير")
    put(
        "b/x.ann",
        "T1\tPER 4 8\tسعيد\nT2\tPER 17 21;22 28\tسعيد الكبير\nT3\tSAY 0 3\tقال\nE1\tSAY:T3 Agent:T1\n"
        "R1\tSame Arg1:T1 Arg2:T2\nA1\tMention T1 NAM\nA2\tSure T1\nN1\tReference T1 wiki:Q1\tsaid\n"
        "#1\tAnnotatorNotes T1\tانظر\n*\tEquiv T1 T2\n",
    )
    assert run("b/x.ann") == 0
    (view,) = viewed(Path("p.hashiya"), open_project(Path("p.hashiya")).annotator)
    assert [(s.words(view.document.text), s.label, s.ranges[0][0]) for s in view.spans] == [
        ("قال", "SAY", 0), ("سعيد", "PER", 4), ("سعيد الكبير", "PER", 18),
    ]  # fmt: skip
    assert dict(view.spans[1].attributes) == {"Mention": "NAM", "Sure": True, "Reference": "wiki:Q1"}
    assert sorted(r.label for r in view.relations) == ["Agent", "Equiv", "Same"]
    assert [note.text for note in view.notes] == ["انظر"]


def test_brat_names_the_lines_that_it_cannot_take(capsys: pytest.CaptureFixture[str]) -> None:
    put("x.txt", "قال سعيد")
    put(
        "x.ann",
        "T1\tPER 4 8\tسعيد\nT2\tPER 0 3\tسعيد\nT3\tPER 900 903\tx\nnonsense\nA1\tM T9\nR1\tX Arg1:T1 Arg2:T9\n",
    )
    assert run("x.ann", "--annotator", "a") == 2
    told = capsys.readouterr().err
    for line in (2, 3, 4, 5, 6):
        assert f"x.ann:{line}:" in told
    assert spans() == [("سعيد", "PER")]


def test_doccano_in_both_shapes_and_both_counts() -> None:
    put("a.jsonl", '{"id": 1, "text": "😀 سعيد", "label": [[3, 7, "PER"]], "Comments": []}\n')
    put(
        "b.jsonl",
        '{"id": 2, "text": "👨‍👩‍👧 مُنى", "entities": [{"id": 5, "label": "PER", "start_offset": 2, "end_offset": 5}], "relations": [], "Comments": ["x"]}\n',
    )
    assert run("a.jsonl", "--annotator", "a") == 0
    assert run("b.jsonl", "--annotator", "a", "--offsets", "graphemes") == 0
    assert spans() == [("سعيد", "PER"), ("مُنى", "PER")]


def test_prodigy_relations_end_at_the_last_tokens_of_spans() -> None:
    task: dict[str, Any] = {
        "text": "زار وزير الصحة بغداد",
        "tokens": [
            {"text": "زار", "start": 0, "end": 3, "id": 0, "ws": True}, {"text": "وزير", "start": 4, "end": 8, "id": 1, "ws": True},
            {"text": "الصحة", "start": 9, "end": 14, "id": 2, "ws": True}, {"text": "بغداد", "start": 15, "end": 20, "id": 3, "ws": False},
        ],
        "spans": [
            {"start": 4, "end": 14, "token_start": 1, "token_end": 2, "label": "OCC"},
            {"start": 15, "end": 20, "token_start": 3, "token_end": 3, "label": "GPE"},
        ],
        "relations": [{"head": 2, "child": 3, "label": "visits"}],
        "answer": "accept",
        "_annotator_id": "news-sara",
    }  # fmt: skip
    ignored = {"text": "لا شيء هنا", "spans": [], "answer": "ignore", "_annotator_id": "news-sara"}
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (task, ignored))
    assert run(put("t.jsonl", lines)) == 0
    first, second = viewed(Path("p.hashiya"), "news-sara")
    assert [(r.label, r.source, r.target) for r in first.relations] == [
        ("visits", first.spans[0].id, first.spans[1].id)
    ]
    assert [mark.state for mark in second.states.values()] == ["skipped"]


WEBANNO = (
    "#FORMAT=WebAnno TSV 3.3\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n"
    "#T_RL=webanno.custom.Rel|value|BT_de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity\n\n\n"
    "#Text=زار سعيد لطهران 😀 ومصر\n"
    "1-1\t0-3\tزار\t_\t_\t_\t_\t\n"
    "1-2\t4-8\tسعيد\t*\tPER\\_X\t_\t_\t\n"
    "1-3\t9-15\tلطهران\t_\t_\t_\t_\t\n"
    "1-3.1\t10-15\tطهران\thttp://x\tGPE\tvisits\t1-2[0_0]\t\n"
    "1-4\t16-18\t😀\t*[1]|*[2]\tA[1]|B[2]\t_\t_\t\n"
    "1-5\t19-23\tومصر\t*[1]\tA[1]\t_\t_\t\n\n"
)


def test_webanno_sub_tokens_stacks_escapes_and_relations() -> None:
    assert run(put("w.tsv", WEBANNO), "--annotator", "a") == 0
    (view,) = viewed(Path("p.hashiya"), "a")
    assert [(s.words(view.document.text), s.label) for s in view.spans] == [
        ("سعيد", "PER_X"), ("طهران", "GPE"), ("😀 ومصر", "A"), ("😀", "B"),
    ]  # fmt: skip
    (relation,) = view.relations
    assert (relation.label, relation.source, relation.target) == (
        "visits",
        view.spans[0].id,
        view.spans[1].id,
    )


def test_conllu_of_universal_dependencies() -> None:
    rows = [
        "# newdoc id = n1", "# sent_id = 1", "# text = زار لطهران.",
        "1\tزار\tزار\tVERB\t_\t_\t0\troot\t_\t_", "2-3\tلطهران\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "2\tل\tل\tADP\t_\t_\t3\tcase\t_\t_", "3\tطهران\tطهران\tPROPN\t_\t_\t1\tobl\t_\tNE=B-GPE",
        "4\t.\t.\tPUNCT\t_\t_\t1\tpunct\t_\tSpaceAfter=No", "", "",
    ]  # fmt: skip
    assert run(put("u.conllu", "\n".join(rows)), "--annotator", "a") == 0
    (view,) = viewed(Path("p.hashiya"), "a")
    assert view.document.text == "زار لطهران."
    assert spans() == [("طهران", "GPE")]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("x.conll", ANERCORP, "conll"),
        ("x.txt", ANERCORP, None),
        ("x.txt", "خبر عادي\n", None),
        ("x.jsonl", '{"text": "x", "label": "news"}\n', None),
        ("x.jsonl", '{"text": "x", "id": 3}\n', None),
        ("x.jsonl", '{"text": "x", "label": [[0, 1, "A"]]}\n', "doccano"),
        ("x.jsonl", '{"text": "x", "spans": [], "answer": "accept"}\n', "prodigy"),
        ("x.json", json.dumps([TASK]), "labelstudio"),
        ("x.tsv", WEBANNO, "webanno"),
        ("x.tsv", "id\ttext\n1\tنعم\n", None),
        ("x.conllu", "# text = x\n1\tx\t_\t_\t_\t_\t_\t_\t_\t_\n\n", "conllu"),
    ],
)
def test_formats_are_guessed_where_that_is_certain(name: str, text: str, expected: str | None) -> None:
    found = guess(Path(name), text.encode("utf-8"))
    assert (found.NAME if found else None) == expected


def test_nothing_that_could_be_taken_leaves_no_half_project(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(put("x.conll", "a\nb\n\n"), "--format", "conll") == 2
    assert "x.conll:1: this sentence: line 1: no tag in the last column" in capsys.readouterr().err
    assert not Path("p.hashiya").exists()


def test_labels_that_the_schema_lacks_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    main(["init", "p.hashiya", "--labels", "anercorp"])
    assert run(put("x.conll", "سعيد B-HERO\n\n"), "--annotator", "a") == 0
    assert "no place for: HERO; --map OLD=NEW" in capsys.readouterr().err


def test_commands_that_export_and_import_load_no_screen(tmp_path: Path) -> None:
    import subprocess

    put("aner.conll", ANERCORP)
    code = (
        "import sys; from tui.cli import main\n"
        "main(['import', 'p.hashiya', 'aner.conll', '--annotator', 'a'])\n"
        "main(['export', 'p.hashiya', '--format', 'conll', '-o', 'x.conll'])\n"
        "main(['export', 'p.hashiya', '--format', 'jsonl'])\n"
        "main(['formats'])\n"
        "heavy = {'textual', 'spacy', 'pyarrow', 'cassis'} & set(sys.modules)\n"
        "sys.exit(f'loaded {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_format_of_another_package_is_found_by_its_entry_point(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import types
    from importlib import metadata

    from annotations.formats import conll

    theirs = types.SimpleNamespace(
        **{name: getattr(conll, name) for name in dir(conll) if not name.startswith("__")}
    )
    theirs.NAME = "theirs"

    class Point:
        name = "theirs"

        def load(self) -> object:
            return theirs

    monkeypatch.setattr(metadata, "entry_points", lambda **_: [Point()])
    formats.cache_clear()
    try:
        assert "theirs" in formats()
        assert main(["formats"]) == 0
        assert "theirs" in capsys.readouterr().out
    finally:
        formats.cache_clear()


def test_an_id_that_was_copied_to_another_text_damages_nothing() -> None:
    record: dict[str, Any] = {
        "id": "", "name": "1", "sha256": "", "annotator": "a", "text": "زار سعيد", "labels": [], "relations": [], "notes": [],
        "spans": [{"id": "0123456789abcdef", "label": "PER", "ranges": [[4, 8]]}], "sentences": [{"start": 0, "end": 8, "state": "open"}],
    }  # fmt: skip
    twice = record | {
        "text": "سعيد زار",
        "spans": [{"id": "0123456789abcdef", "label": "PER", "ranges": [[0, 4]]}] * 2,
    }
    twice["spans"][1] = twice["spans"][1] | {"ranges": [[5, 8]]}
    lines = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in (record, twice))
    assert run(put("x.jsonl", lines)) == 0
    assert spans("a") == [("سعيد", "PER"), ("سعيد", "PER"), ("زار", "PER")]
    assert run("x.jsonl") == 0
    assert len(spans("a")) == 3


# -- a project's own files, of a part of it ------------------------------------------------------------


def partial(text: str, done: list[int]) -> None:
    """The project p with one text, of whose sentences those with these numbers are done by a."""
    from annotations.model import State
    from tests.annotations.formats.projects import make_project, say

    project = make_project(Path("p.hashiya"), text)
    sentences = project.corpus.sentences(project.corpus.documents[0].id)
    common = {"document": project.corpus.documents[0].id, "annotator": "a"}
    said: list[Any] = [State(sentence=sentences[n].id, **common) for n in done]
    say(project, said)
    project.close()


OWN = ["conllu", "spacy", "prodigy", "huggingface", "webanno", "table"]


@pytest.mark.parametrize("name", OWN)
def test_what_was_not_in_the_file_is_not_done(name: str) -> None:
    partial("زار سعيد. 😀😀 عاد علي. سافرت منى.\n" + "نعم. " * 4000 + "قال رامي.", [0, 2, 4003])
    main(["export", "p.hashiya", "--format", name, "-o", "out"])
    paths = [str(each) for each in Path("out").rglob("*.*")] if Path("out").is_dir() else ["out"]
    paths = [each for each in paths if not each.endswith(".md")]
    assert run("--format", name, *paths, "--annotator", "b") == 0
    project = open_project(Path("p.hashiya"))
    assert len(project.corpus.documents) == 1, "it is the same text, however far its sentences are apart"
    done = [len(view.done) for view in viewed(project.folder, "b")] if "b" in project.layers else [0]
    assert done == [0 if name == "table" else 3]


@pytest.mark.parametrize("name", ["labelstudio", "doccano", "brat", "spacy", "prodigy"])
def test_a_text_of_which_a_part_is_unread_is_not_taken_for_a_whole_one(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    partial("زار سعيد. عاد علي. سافرت منى.", [0])
    dialect = ["--dialect", "documents"] if name in ("spacy", "prodigy") else []
    assert main(["export", "p.hashiya", "--format", name, *dialect, "-o", "out"]) == 0
    told = capsys.readouterr().err
    assert "0 document(s)" in told
    assert "left out: 3 sentence(s) that are not finished" in told


def test_claims_go_out_whatever_the_schema_says() -> None:
    from annotations.model import Claim
    from tests.annotations.formats.projects import make_project, say

    project = make_project(Path("p.hashiya"), "زار سعيد.")
    sentence = project.corpus.sequence[0]
    say(project, [Claim(document=sentence.document, annotator="a", sentence=sentence.id, label="CLAIM")])
    project.close()
    Path("p.hashiya/labels.toml").write_text('[[entity]]\nid = "PER"\n', encoding="utf-8")
    settings = Path("p.hashiya/project.toml")
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('"arabic-news"', '"labels.toml"'), encoding="utf-8"
    )
    main(["export", "p.hashiya", "--format", "prodigy", "--state", "all", "-o", "x.jsonl"])
    assert json.loads(Path("x.jsonl").read_text(encoding="utf-8"))["accept"] == ["CLAIM"]


@pytest.mark.parametrize("label", ["شخص\u200f", "نیم\u200cفاصله", "\x1b[31m", "a b", "@x", "\u202e"])
def test_a_label_that_no_schema_could_have_makes_no_project_that_is_shut(
    label: str, capsys: pytest.CaptureFixture[str]
) -> None:
    record = {"id": 1, "text": "زار سعيد", "label": [[4, 8, label]], "Comments": []}
    assert run(put("x.jsonl", json.dumps(record)), "--annotator", "a") == 0
    assert "cannot be kept; it is" in capsys.readouterr().err
    assert main(["stats", "p.hashiya"]) == 0
    ((words, kept),) = spans("a")
    assert words == "سعيد"
    assert kept.isprintable()


def test_what_differs_is_told_and_taken_if_one_wants_it(capsys: pytest.CaptureFixture[str]) -> None:
    put("x.conll", "سعيد B-PER\n\n")
    run("x.conll", "--annotator", "a")
    main(["export", "p.hashiya", "--format", "jsonl", "-o", "x.jsonl"])
    put("x.jsonl", Path("x.jsonl").read_text(encoding="utf-8").replace("PER", "ORG"))
    capsys.readouterr()
    assert run("x.jsonl") == 0
    assert (
        "1 annotation(s) are there already and are otherwise in the file; --update"
        in capsys.readouterr().err
    )
    assert spans() == [("سعيد", "PER")]
    assert run("x.jsonl", "--update") == 0
    assert spans() == [("سعيد", "ORG")]


def test_a_folder_of_brat_comes_in_with_its_annotations() -> None:
    put("b/x.txt", "قال سعيد")
    put("b/x.ann", "T1\tPER 4 8\tسعيد\n")
    assert run("b", "--annotator", "a") == 0
    assert spans() == [("سعيد", "PER")]


def test_people_whose_names_are_alike_keep_their_layers() -> None:
    names = ["ali@x", "ali x", "???", "𝒜" * 100]
    records = [
        {"text": f"زار سعيد {n}", "spans": [], "answer": "accept", "_annotator_id": who}
        for n, who in enumerate(names)
    ]
    assert (
        run(put("x.jsonl", "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records))) == 0
    )
    project = open_project(Path("p.hashiya"))
    assert len(project.layers) == 4
    project.close()


def test_a_label_with_a_bar_survives_conllu() -> None:
    record = {"id": 1, "text": "زار سعيد", "label": [[4, 8, "A|B"]], "Comments": []}
    run(put("x.jsonl", json.dumps(record)), "--annotator", "a")
    main(["export", "p.hashiya", "--format", "conllu", "--state", "all", "-o", "x.conllu"])
    import conllu

    (sentence,) = conllu.parse(Path("x.conllu").read_text(encoding="utf-8"))
    assert sentence[1]["misc"]["NE"] == "B-A\\pB"
    run("x.conllu", "--annotator", "b")
    assert spans("b") == [("سعيد", "A|B")]


@pytest.mark.parametrize("name", ["spacy", "prodigy", "html", "table", "conll"])
def test_a_long_text_with_many_spans_takes_no_time_to_speak_of(name: str) -> None:
    from annotations.model import Claim, Relation, Span
    from tests.annotations.formats.projects import make_project, say

    count = 3000
    text = "زار سعيد القاهرة. " * count
    project = make_project(Path("p.hashiya"), text)
    document = project.corpus.documents[0]
    common = {"document": document.id, "annotator": "a"}
    people = [Span(label="PER", ranges=((18 * n + 4, 18 * n + 8),), **common) for n in range(count)]
    claims = [Claim(label="quotation", sentence=s.id, **common) for s in project.corpus.sequence]
    links = [
        Relation(label="claimant", source=c.id, target=p.id, **common)
        for c, p in zip(claims, people, strict=True)
    ]
    say(project, [*people, *claims, *links])
    project.close()
    import time

    start = time.perf_counter()
    assert (
        main(["export", "p.hashiya", "--format", name, "--state", "all", "--on-loss", "drop", "-o", "out"])
        == 0
    )
    assert time.perf_counter() - start < 20


def test_an_import_that_was_cut_off_between_texts_and_layers_goes_on_when_it_comes_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from annotations import importing

    put("aner.conll", ANERCORP)
    with monkeypatch.context() as broken:
        broken.setattr(importing, "_write_layers", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises((KeyboardInterrupt, SystemExit)):
            raise SystemExit(run("aner.conll", "--annotator", "a"))
    assert run("aner.conll", "--annotator", "a") == 0
    assert spans("a") == [("فرانكفورت", "LOC"), ("اتحاد صناعة", "ORG"), ("بيتر", "PERS")]
    assert len(viewed(Path("p.hashiya"), "a")) == 1


def test_standard_input_and_packed_files_are_read_like_others(monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip
    import io

    Path("t.json.gz").write_bytes(gzip.compress(json.dumps([TASK]).encode("utf-8")))
    assert run("t.json.gz") == 0
    assert spans("m-1") == [("سعيد", "PER")]

    class Stdin:
        buffer = io.BytesIO(ANERCORP.encode("utf-8"))

    monkeypatch.setattr(sys, "stdin", Stdin())
    assert run("-", "--format", "conll", "--annotator", "a") == 0
    assert ("بيتر", "PERS") in spans("a")
