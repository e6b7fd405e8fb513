"""What goes out is loaded by those whom it is for, unchanged, and compared by text and offset."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations.export import views
from annotations.formats.jsonl import json_schema
from annotations.formats.view import DocumentView
from annotations.model import AUTHOR, Claim, DocumentLabel, Note, Relation, Span, State
from annotations.project import Project, keep_schema, open_project
from annotations.project_file import set_value
from annotations.schema.builtin import built_in_text
from tests.annotations.formats.projects import (
    choices,
    document_of,
    layers,
    make_project,
    say,
    text_in,
    write,
)
from tests.annotations.formats.test_round_trips import fitted

# An emoji, harakat, a presentation form and a line end of two characters before the spans.
TEXT = "قال 😀 مُحَمَّدٌ إن ﻻعبا سافر\r\nلطهران وبغداد أمس. وأكدت وزارة الصحة العراقية ذلك لإيران نفسها."
SECOND = "زارت الوفود القاهرة. ولم يقل أحد شيئا."


def span(project: Project, words: str, label: str, text: str = TEXT, **more: Any) -> Span:
    start = text.index(words)
    document = project.corpus.documents[(TEXT, SECOND).index(text)]
    return Span(
        document=document.id, annotator="a", label=label, ranges=((start, start + len(words)),), **more
    )


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = tmp_path / "p.hashiya"
    made = make_project(folder, TEXT, SECOND)
    made.close()
    set_value(folder, "labels", keep_schema(folder, built_in_text("arabic-factcheck")))
    opened = open_project(folder, "a")
    yield opened
    opened.close()


@pytest.fixture
def labelled(project: Project) -> Project:
    """Names in words and in one another, claims on letters and on a sentence, relations, attributes."""
    document = document_of(project)
    sentences = project.corpus.sentences(document.id)
    said = {"document": document.id, "annotator": "a"}
    speaker = span(project, "مُحَمَّدٌ", "PER")
    city = span(project, "طهران", "GPE")
    ministry = span(project, "وزارة الصحة العراقية", "ORG")
    inner = span(project, "العراقية", "NORP")
    cue = span(project, "قال", "CUE")
    start = TEXT.index("سافر")
    letters = Claim(
        sentence=sentences[0].id,
        label="factual-claim",
        ranges=((start, start + 12),),
        attributes=(("check-worthy", "yes"), ("verdict", "false")),
        **said,
    )
    whole = Claim(sentence=sentences[-1].id, label="quotation", attributes=(("verdict", "true"),), **said)
    relations = [
        Relation(label="claimant", source=letters.id, target=speaker.id, **said),
        Relation(label="cue", source=letters.id, target=cue.id, **said),
        Relation(label="claimant", source=whole.id, target=AUTHOR, **said),
        Relation(label="same-as", source=inner.id, target=ministry.id, **said),
    ]
    others = [
        Note(about=city.id, text="عاصمة", **said),
        DocumentLabel(label="news", **said),
        *(State(sentence=each.id, **said) for each in sentences),
    ]
    second = project.corpus.documents[1]
    more = [
        span(project, "القاهرة", "GPE", SECOND),
        *(
            State(document=second.id, annotator="a", sentence=s.id)
            for s in project.corpus.sentences(second.id)
        ),
    ]
    say(project, [speaker, city, ministry, inner, cue, letters, whole, *relations, *others, *more])
    return project


def view_of(project: Project, name: str, **chosen: Any) -> list[DocumentView]:
    """What of PROJECT the format NAME carries."""
    with layers(project) as what:
        return [fitted(view, name, **chosen) for view in views(project.corpus, what)]


def placed(view: DocumentView) -> set[tuple[int, int, str, str]]:
    return {(s.start, s.end, s.label, s.words(view.document.text)) for s in view.spans}


# -- jsonl ---------------------------------------------------------------------------------------------


def test_jsonl_is_as_its_json_schema_says(labelled: Project, tmp_path: Path) -> None:
    import jsonschema

    checker = jsonschema.Draft202012Validator(json.loads(json_schema()))
    lines = text_in(labelled, "jsonl", tmp_path / "x.jsonl").splitlines()
    assert len(lines) == 2
    for line in lines:
        checker.validate(json.loads(line))
    broken = json.loads(lines[0]) | {"spans": [{"id": "x"}]}
    assert not checker.is_valid(broken)


# -- CoNLL ---------------------------------------------------------------------------------------------


def test_spacy_parts_the_documents_of_conll_and_finds_its_entities(
    labelled: Project, tmp_path: Path
) -> None:
    from spacy.training.converters import conll_ner_to_docs

    text = text_in(labelled, "conll", tmp_path / "x.conll", dialect="spacy", on_loss="longest")
    docs = list(conll_ner_to_docs(text, no_print=True))
    expected = view_of(labelled, "conll", on_loss="longest")
    assert len(docs) == 2
    assert [[(e.text, e.label_) for e in doc.ents] for doc in docs] == [
        [(s.words(v.document.text), s.label) for s in v.spans] for v in expected
    ]
    assert ("طهران", "GPE") in [(e.text, e.label_) for e in docs[0].ents]
    assert {token.tag_ for doc in docs for token in doc} == {"-X-"}


@pytest.mark.parametrize("scheme", ["iob2", "iob1", "bioes"])
def test_seqeval_and_nervaluate_find_the_entities_of_conll(
    labelled: Project, tmp_path: Path, scheme: str
) -> None:
    from nervaluate import Evaluator
    from seqeval.metrics import f1_score
    from seqeval.metrics.sequence_labeling import get_entities

    text = text_in(labelled, "conll", tmp_path / "x.conll", scheme=scheme, on_loss="longest")
    blocks = [block.splitlines() for block in text.split("\n\n")]
    rows = [
        [line.split(" ") for line in block] for block in blocks if block and "-DOCSTART-" not in block[0]
    ]
    tags = [[row[-1] for row in block] for block in rows]
    found = [
        (label, " ".join(row[0] for row in block[first : last + 1]))
        for block, line in zip(rows, tags, strict=True)
        for label, first, last in get_entities(line, suffix=False)
    ]
    expected = [
        (s.label, s.words(v.document.text))
        for v in view_of(labelled, "conll", on_loss="longest")
        for s in v.spans
    ]
    assert [(label, words.replace(" ", "")) for label, words in found] == [
        (label, re.sub(r"\s", "", words)) for label, words in expected
    ]
    assert f1_score(tags, tags) == 1.0
    if scheme == "iob2":
        labels = sorted({label for label, _ in expected})
        results = Evaluator(tags, tags, tags=labels, loader="list").evaluate()
        assert results["overall"]["strict"].correct == len(expected)


# -- Wojood --------------------------------------------------------------------------------------------


def test_wojood_has_a_column_a_level_and_whole_words(labelled: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    summary = write(labelled, "wojood", path, on_loss="widen")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "لطهران B-GPE" in lines
    assert [line for line in lines if "ORG" in line] == [
        "وزارة B-ORG",
        "الصحة I-ORG",
        "العراقية I-ORG B-NORP",
    ]
    assert summary.losses["word", "widened", True] == 1, "the clitic of «لطهران»"
    rows = [line.split(" ") for line in lines if line]
    assert all(re.fullmatch(r"O|[BI]-\S+", tag) for _, *tags in rows for tag in tags)
    assert all(len(tags) == 1 or "O" not in tags for _, *tags in rows)


# -- Label Studio --------------------------------------------------------------------------------------


def test_label_studio_accepts_tasks_with_their_config(labelled: Project, tmp_path: Path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    path = tmp_path / "tasks.json"
    summary = write(labelled, "labelstudio", path, on_loss="drop")
    tasks = json.loads(path.read_text(encoding="utf-8"))
    interface = LabelInterface((tmp_path / "tasks.config.xml").read_text(encoding="utf-8"))
    interface.validate()
    for task in tasks:
        for annotation in task["annotations"]:
            assert interface.validate_annotation(annotation)
    text = tasks[0]["data"]["text"]
    regions = [r for r in tasks[0]["annotations"][0]["result"] if r["type"] == "labels"]
    assert {
        (r["value"]["start"], r["value"]["end"], r["value"]["labels"][0])
        for r in regions
        if r["from_name"] == "entities"
    } == {(start, end, label) for start, end, label, _ in placed(view_of(labelled, "labelstudio")[0])}
    assert all(text[r["value"]["start"] : r["value"]["end"]] == r["value"]["text"] for r in regions)
    assert summary.losses["relation", "left-out", True] == 1, "the claim of the author"


def test_label_studio_accepts_predictions(labelled: Project, tmp_path: Path) -> None:
    from label_studio_sdk.label_interface import LabelInterface

    path = tmp_path / "tasks.json"
    write(labelled, "labelstudio", path, on_loss="drop", predictions=True)
    interface = LabelInterface((tmp_path / "tasks.config.xml").read_text(encoding="utf-8"))
    for task in json.loads(path.read_text(encoding="utf-8")):
        (prediction,) = task["predictions"]
        assert interface.validate_prediction(prediction)
        assert prediction["model_version"] == "a"


# -- brat and its kin ----------------------------------------------------------------------------------


def bratly_reads(folder: Path, name: str) -> Any:
    """The annotations of the document NAME, as bratly has them."""
    from bratly.io.file_read_src import parse_ann_file

    said = (folder / f"{name}.ann").read_text(encoding="utf-8")
    return parse_ann_file(said, str(folder / f"{name}.ann"), sorting=False, renumerotize=False)


def test_bratly_reads_what_brat_gets(labelled: Project, tmp_path: Path) -> None:
    from bratly import AttributeAnnotation, EntityAnnotation, NoteAnnotation, RelationAnnotation

    folder = tmp_path / "brat"
    write(labelled, "brat", folder)
    found = bratly_reads(folder, "1").annotations
    source = (folder / "1.txt").read_bytes().decode("utf-8")
    entities = {e.id: e for e in found if isinstance(e, EntityAnnotation)}
    assert source == TEXT
    view = view_of(labelled, "brat")[0]
    spans = {(f.start, f.end, e.label) for e in entities.values() for f in e.fragments}
    assert {(start, end, label) for start, end, label, _ in placed(view)} < spans
    for each in entities.values():
        said = " ".join(source[f.start : f.end] for f in each.fragments)
        assert each.content == said
    relations = [r for r in found if isinstance(r, RelationAnnotation)]
    assert sorted((r.label, r.argument1[1].content, r.argument2[1].content) for r in relations) == sorted(
        [
            ("claimant", "سافر لطهران", "مُحَمَّدٌ"),
            ("cue", "سافر لطهران", "قال"),
            ("same-as", "العراقية", "وزارة الصحة العراقية"),
        ]
    )
    values = {
        (a.label, a.component.content, tuple(a.values)) for a in found if isinstance(a, AttributeAnnotation)
    }
    assert ("verdict", "سافر لطهران", ("false",)) in values
    notes = [n for n in found if isinstance(n, NoteAnnotation) and n.label == "AnnotatorNotes"]
    assert [(n.component.content, n.value) for n in notes] == [("طهران", "عاصمة")]
    conf = (folder / "annotation.conf").read_text(encoding="utf-8")
    assert re.findall(r"^\[(\w+)\]$", conf, re.MULTILINE) == [
        "entities",
        "relations",
        "events",
        "attributes",
    ]
    assert "PER | شخص | person" in (folder / "visual.conf").read_text(encoding="utf-8")


def test_polnear_events_bring_source_cue_and_content_together(labelled: Project, tmp_path: Path) -> None:
    from bratly import EntityAnnotation, EventAnnotation

    folder = tmp_path / "polnear"
    write(labelled, "polnear", folder, on_loss="drop")
    found = bratly_reads(folder, "1").annotations
    events = [e for e in found if isinstance(e, EventAnnotation)]
    line = next(
        x for x in (folder / "1.ann").read_text(encoding="utf-8").splitlines() if x.startswith("E1")
    )
    ends = dict(word.split(":") for word in line.split("\t")[1].split()[1:])
    entities = {e.id: e.content for e in found if isinstance(e, EntityAnnotation)}
    first = {role: entities[id] for role, id in ends.items()}
    assert events[0].label == "Attribution"
    assert events[0].event_trigger.content == "قال"
    assert first == {"Content": "سافر لطهران", "Cue": "قال", "Source": "مُحَمَّدٌ"}
    assert len(events) == 2


# -- UIMA ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["json", "xmi"])
def test_cassis_loads_the_cas(labelled: Project, tmp_path: Path, dialect: str) -> None:
    import cassis

    folder = tmp_path / "cas"
    write(labelled, "cas", folder, dialect=dialect)
    types = cassis.load_typesystem((folder / "TypeSystem.xml").open("rb"))
    with (folder / f"1-a.{dialect}").open("rb") as file:
        cas = cassis.load_cas_from_xmi(file, types) if dialect == "xmi" else cassis.load_cas_from_json(file)
    assert cas.sofa_string == TEXT
    found = {
        (each.begin, each.end, each.label, each.get_covered_text())
        for each in cas.select("webanno.custom.Hashiya")
        if each.kind == "span"
    }
    assert found == placed(view_of(labelled, "cas")[0])
    relations = [
        (
            r.label,
            r.Governor.get_covered_text(),
            r.Dependent.get_covered_text() if r.Dependent else r.special,
        )
        for r in cas.select("webanno.custom.HashiyaRelation")
    ]
    assert ("same-as", "العراقية", "وزارة الصحة العراقية") in relations
    assert ("claimant", "وأكدت وزارة الصحة العراقية ذلك لإيران نفسها.", AUTHOR) in relations
    raw = (folder / f"1-a.{dialect}").read_text(encoding="utf-8")
    utf_16 = len(TEXT[: TEXT.index("طهران")].encode("utf-16-le")) // 2
    assert f'begin="{utf_16}"' in raw or f'"begin": {utf_16}' in raw or f'"begin":{utf_16}' in raw


# -- Hugging Face --------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["parquet", "jsonl"])
def test_datasets_loads_features_labels_and_rows(
    labelled: Project, tmp_path: Path, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    import datasets

    folder = tmp_path / "hf"
    write(labelled, "huggingface", folder, dialect=dialect, on_loss="drop")
    loaded = datasets.load_dataset(str(folder), cache_dir=str(tmp_path / "cache"))
    train = loaded["train"]
    names = train.features["ner_tags"].feature.names
    assert names[:3] == ["O", "B-PER", "I-PER"]
    assert {"B-GPE", "I-GPE", "B-CUE"} <= set(names)
    tagged = [
        (token, names[tag])
        for row in train
        for token, tag in zip(row["tokens"], row["ner_tags"], strict=True)
    ]
    assert ("طهران", "B-GPE") in tagged
    assert ("العراقية", "I-ORG") in tagged
    found = {
        (
            row["name"],
            row["start"] + s["start"],
            row["start"] + s["end"],
            s["label"],
            row["text"][s["start"] : s["end"]],
        )
        for row in train
        for s in row["spans"]
    }
    assert found == {
        (v.document.name, *each)
        for v in view_of(labelled, "huggingface", on_loss="drop")
        for each in placed(v)
    }
    claims = [(c["label"], c["ranges"]) for row in train for c in row["claims"]]
    assert ("quotation", []) in claims


# -- spaCy ---------------------------------------------------------------------------------------------


def docs_of(path: Path) -> list[Any]:
    import spacy
    from spacy.tokens import DocBin

    return list(DocBin().from_disk(path).get_docs(spacy.blank("ar").vocab))


def test_spacy_loads_the_docbin(labelled: Project, tmp_path: Path) -> None:
    path = tmp_path / "train.spacy"
    write(labelled, "spacy", path, dialect="documents", on_loss="drop")
    docs = docs_of(path)
    assert [doc.text for doc in docs] == [TEXT, SECOND]
    for doc, view in zip(
        docs, view_of(labelled, "spacy", dialect="documents", on_loss="drop"), strict=True
    ):
        assert {(s.start_char, s.end_char, s.label_, s.text) for s in doc.spans["sc"]} == placed(view)
        assert {e.text for e in doc.ents} == {
            s.words(view.document.text) for s in view.spans if s.label != "NORP"
        }
    path.unlink()
    write(labelled, "spacy", path, on_loss="drop")
    assert [{k: v for k, v in doc.cats.items() if v} for doc in docs_of(path)][:3] == [
        {},
        {},
        {"quotation": 1.0},
    ]


def test_spacy_debugs_and_trains_on_the_docbin(labelled: Project, tmp_path: Path) -> None:
    import spacy
    from spacy.cli.debug_data import debug_data
    from spacy.cli.init_config import init_config, save_config
    from spacy.tokens import DocBin
    from spacy.training import Example

    path = tmp_path / "train.spacy"
    write(labelled, "spacy", path, tokens="words", on_loss="widen")
    docs = docs_of(path)
    DocBin(docs=docs * 25).to_disk(path)  # of fewer it says that they are few
    config = init_config(lang="ar", pipeline=["ner"])
    save_config(config, tmp_path / "config.cfg", silent=True)
    overrides = {"paths.train": str(path), "paths.dev": str(path)}
    try:
        debug_data(tmp_path / "config.cfg", config_overrides=overrides, silent=True, no_format=True)
    except SystemExit as ended:  # it ends so where it found errors
        pytest.fail(f"debug data found errors: {ended}")
    nlp = spacy.blank("ar")
    ner = nlp.add_pipe("ner")
    for doc in docs:
        for entity in doc.ents:
            ner.add_label(entity.label_)
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in docs]
    aligned = [tag for example in examples for tag in example.get_aligned_ner()]
    assert None not in aligned, "spaCy's tokeniser sees every entity"
    optimizer = nlp.initialize(lambda: examples)
    assert nlp.update(examples, sgd=optimizer)["ner"] > 0


def test_spans_that_spacy_would_not_see_are_counted(labelled: Project, tmp_path: Path) -> None:
    assert write(labelled, "spacy", tmp_path / "x.spacy", on_loss="drop").inside == 1


# -- Prodigy -------------------------------------------------------------------------------------------


def test_spacy_aligns_the_tasks_of_prodigy(labelled: Project, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import Doc

    lines = text_in(labelled, "prodigy", tmp_path / "x.jsonl", on_loss="drop").splitlines()
    vocab = spacy.blank("ar").vocab
    found = set()
    for line in lines:
        task = json.loads(line)
        words = [token["text"] for token in task["tokens"]]
        doc = Doc(vocab, words=words, spaces=[token["ws"] for token in task["tokens"]])
        assert [token["id"] for token in task["tokens"]] == list(range(len(words)))
        for each in task["spans"]:
            tokens = task["tokens"][each["token_start"] : each["token_end"] + 1]
            assert (tokens[0]["start"], tokens[-1]["end"]) == (each["start"], each["end"])
            there = doc[each["token_start"] : each["token_end"] + 1]
            assert there.text.split() == task["text"][each["start"] : each["end"]].split()
            found.add((task["meta"]["name"], task["meta"]["start"] + each["start"], each["label"]))
        for relation in task["relations"]:
            assert relation["head"] == relation["head_span"]["token_end"]
            assert relation["child"] == relation["child_span"]["token_end"]
    assert found == {
        (v.document.name, start, label)
        for v in view_of(labelled, "prodigy")
        for start, _, label, _ in placed(v)
    }
    second = json.loads(lines[2])
    assert second["accept"] == ["quotation"]
    assert [r["label"] for r in second["relations"]] == ["same-as"]


# -- doccano -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", ["label", "entities"])
def test_doccano_counts_utf_16_or_graphemes(labelled: Project, tmp_path: Path, dialect: str) -> None:
    import regex

    lines = text_in(labelled, "doccano", tmp_path / "x.jsonl", dialect=dialect, on_loss="drop").splitlines()
    record = json.loads(lines[0])
    units = record["text"].encode("utf-16-le")

    def labels(record: dict[str, Any]) -> list[tuple[int, int, str]]:
        if dialect == "label":
            return [tuple(each) for each in record["label"]]
        return [(e["start_offset"], e["end_offset"], e["label"]) for e in record["entities"]]

    said = {(units[2 * a : 2 * b].decode("utf-16-le"), label) for a, b, label in labels(record)}
    view = view_of(labelled, "doccano", dialect=dialect)[0]
    assert said == {(words, label) for _, _, label, words in placed(view)}
    path = tmp_path / "g.jsonl"
    lines = text_in(
        labelled, "doccano", path, dialect=dialect, offsets="graphemes", on_loss="drop"
    ).splitlines()
    clusters = regex.findall(r"\X", record["text"])
    assert {("".join(clusters[a:b]), label) for a, b, label in labels(json.loads(lines[0]))} == said
    if dialect == "entities":
        (relation,) = record["relations"]
        ends = {e["id"]: e["label"] for e in record["entities"]}
        assert (ends[relation["from_id"]], ends[relation["to_id"]], relation["type"]) == (
            "NORP",
            "ORG",
            "same-as",
        )


# -- CoNLL-U -------------------------------------------------------------------------------------------


def test_conllu_reads_cut_words_as_multi_word_tokens(labelled: Project, tmp_path: Path) -> None:
    import conllu

    path = tmp_path / "x.conllu"
    sentences = conllu.parse(text_in(labelled, "conllu", path, on_loss="longest"))
    assert len(sentences) == 5
    first = sentences[1]
    whole = next(token for token in first if isinstance(token["id"], tuple))
    assert whole["form"] == "لطهران"
    parts = [t for t in first if isinstance(t["id"], int) and whole["id"][0] <= t["id"] <= whole["id"][2]]
    assert [(t["form"], (t["misc"] or {}).get("NE")) for t in parts] == [("ل", None), ("طهران", "B-GPE")]
    assert first.metadata["text"] == "لطهران وبغداد أمس."
    assert sentences[0].metadata["newdoc id"] == document_of(labelled).id
    tagged = [t["form"] for s in sentences for t in s if (t["misc"] or {}).get("NE")]
    assert tagged == ["قال", "مُحَمَّدٌ", "طهران", "وزارة", "الصحة", "العراقية", "القاهرة"]


# -- tables --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("table", ["spans", "claims", "relations"])
def test_pandas_reads_tables_in_which_nothing_is_computed(
    labelled: Project, tmp_path: Path, table: str
) -> None:
    import pandas

    document = document_of(labelled)
    start = TEXT.index("إن")
    odd = Span(document=document.id, annotator="a", label='=HYPERLINK("x")', ranges=((start, start + 2),))
    say(labelled, [odd])
    path = tmp_path / "x.csv"
    write(labelled, "table", path, table=table, on_loss="drop", bom=True)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    frame = pandas.read_csv(path, keep_default_na=False)
    assert not frame.map(lambda cell: str(cell).startswith(("=", "+", "-", "@", "\t"))).any().any()
    if table == "spans":
        assert frame["label"].tolist()[2] == '\'=HYPERLINK("x")'
        assert all(
            TEXT[row.start : row.end] == row.text
            for row in frame.itertuples()
            if row.name == "1.txt" or (True and row.document == document.id)
        )
    elif table == "claims":
        assert frame["label"].tolist() == ["factual-claim", "quotation"]
        assert json.loads(frame["attributes"][0])["verdict"] == "false"
        assert [r["label"] for r in json.loads(frame["relations"][0])] == ["claimant", "cue"]
    else:
        assert frame[["label", "source_label", "target_text"]].values.tolist()[0] == [
            "claimant",
            "factual-claim",
            "مُحَمَّدٌ",
        ]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not at hand")
def test_libreoffice_opens_the_table(labelled: Project, tmp_path: Path) -> None:
    import subprocess

    write(labelled, "table", tmp_path / "x.csv", bom=True, on_loss="drop")
    command = [
        "soffice",
        "--headless",
        "--convert-to",
        "html",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "x.csv"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert "طهران" in (tmp_path / "x.html").read_text(encoding="utf-8")


# -- linked data, XML, pages ---------------------------------------------------------------------------


def expanded(path: Path, context: dict[str, object]) -> list[dict[str, Any]]:
    """What the JSON-LD in PATH says, its remote context in place of which is CONTEXT."""
    from pyld import jsonld

    def load(url: str, _: object = None) -> dict[str, object]:
        return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}

    said = json.loads(path.read_text(encoding="utf-8"))
    return list(jsonld.expand(said, {"documentLoader": load}))


def test_claimreview_expands_to_reviews_with_verdicts(labelled: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonld"
    write(labelled, "claimreview", path)
    schema = "http://schema.org/"
    reviews = expanded(path, {"@vocab": schema})
    assert [review["@type"] for review in reviews] == [[f"{schema}ClaimReview"]] * 2

    def value(node: dict[str, Any], *names: str) -> Any:
        for name in names:
            node = node[f"{schema}{name}"][0]
        return node["@value"]

    assert value(reviews[0], "claimReviewed") == "سافر لطهران"
    assert value(reviews[0], "reviewRating", "alternateName") == "زائف"
    assert value(reviews[0], "reviewRating", "ratingValue") == 1
    assert value(reviews[0], "itemReviewed", "author", "name") == "مُحَمَّدٌ"
    assert value(reviews[1], "itemReviewed", "author", "name") == "1.txt", "the author of the text"


ANNO = "http://www.w3.org/ns/anno.jsonld"
# The part of the W3C's context that is used here.
ANNO_CONTEXT = {
    "oa": "http://www.w3.org/ns/oa#", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "id": "@id", "type": "@type",
    "dcterms": "http://purl.org/dc/terms/", "Annotation": "oa:Annotation", "TextualBody": "oa:TextualBody",
    "TextPositionSelector": "oa:TextPositionSelector", "TextQuoteSelector": "oa:TextQuoteSelector",
    "body": {"@type": "@id", "@id": "oa:hasBody"}, "target": {"@type": "@id", "@id": "oa:hasTarget"},
    "source": {"@type": "@id", "@id": "oa:hasSource"}, "selector": {"@type": "@id", "@id": "oa:hasSelector"},
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "value": {"@id": "rdf:value"},
    "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"}, "start": {"@id": "oa:start"}, "end": {"@id": "oa:end"},
    "exact": {"@id": "oa:exact"}, "prefix": {"@id": "oa:prefix"}, "suffix": {"@id": "oa:suffix"},
    "tagging": "oa:tagging", "classifying": "oa:classifying", "linking": "oa:linking", "commenting": "oa:commenting",
    "creator": {"@type": "@id", "@id": "dcterms:creator"}, "created": {"@id": "dcterms:created"},
}  # fmt: skip


def test_web_annotations_expand_with_position_and_quotation(labelled: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonld"
    write(labelled, "webannotation", path)
    oa = "http://www.w3.org/ns/oa#"
    found = set()
    for each in expanded(path, ANNO_CONTEXT):
        if each.get("@type") != [f"{oa}Annotation"] or f"{oa}hasTarget" not in each:
            continue
        selectors = each[f"{oa}hasTarget"][0].get(f"{oa}hasSelector", [])
        if each[f"{oa}motivatedBy"][0]["@id"] != f"{oa}tagging" or len(selectors) != 2:
            continue
        position, quotation = selectors
        start, end = position[f"{oa}start"][0]["@value"], position[f"{oa}end"][0]["@value"]
        exact = quotation[f"{oa}exact"][0]["@value"]
        label = each[f"{oa}hasBody"][0]["http://www.w3.org/1999/02/22-rdf-syntax-ns#value"][0]["@value"]
        text = TEXT if TEXT[start:end] == exact else SECOND
        assert text[start:end] == exact
        assert text[:start].endswith(quotation[f"{oa}prefix"][0]["@value"])
        found.add((start, end, label, exact))
    assert set().union(*map(placed, view_of(labelled, "webannotation"))) < found


def test_tei_is_well_formed_and_points_at_the_right_letters(labelled: Project, tmp_path: Path) -> None:
    from lxml import etree

    path = tmp_path / "x.xml"
    write(labelled, "tei", path)
    root = etree.parse(str(path)).getroot()
    tei = {"t": "http://www.tei-c.org/ns/1.0"}
    id = "{http://www.w3.org/XML/1998/namespace}id"
    texts = {each.get(id): each.text for each in root.iterfind(".//t:ab", tei)}
    assert list(texts.values()) == [TEXT, SECOND]
    found = set()
    for each in root.iterfind(".//t:spanGrp[@type='entity']/t:span", tei):
        match = re.fullmatch(r"string-range\(#(\S+),(\d+),(\d+)\)", each.get("target"))
        assert match
        start, length = int(match[2]), int(match[3])
        found.add((start, start + length, each.text, texts[match[1]][start : start + length]))
    assert found == set().union(*map(placed, view_of(labelled, "tei")))
    ids = [each.get(id) for each in root.iter() if each.get(id)]
    assert len(ids) == len(set(ids))
    relations = root.findall(".//t:relation", tei)
    assert all(r.get("active")[1:] in ids for r in relations)


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no Chromium")
def test_a_browser_shows_text_margin_and_relations(labelled: Project, tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "x.html"
    write(labelled, "html", path)
    assert not re.search(r"""(?:src|href)=["']?http|@import|url\(""", path.read_text(encoding="utf-8")), (
        "self-contained"
    )
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", path.as_uri()]
    dom = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode("utf-8")
    assert dom.count("<path d=") == 3, "each relation between letters is drawn"
    assert 'dir="rtl"' in dom
    assert "زائف" in dom


def test_every_format_says_what_it_carries() -> None:
    from annotations.formats import formats

    for name, format in formats().items():
        assert name == format.NAME
        assert format.carries(choices(name)) is not None
