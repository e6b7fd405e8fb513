"""From a project to a trained model and back: what it predicts comes in as a layer of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.model import Annotation, Span, State
from annotations.project import Project
from tests.annotations.formats.projects import make_project, read, say, text_in, viewed, write

CITIES = ["طهران", "بغداد", "القاهرة", "دمشق", "بيروت", "عمان"]
FRAMES = [
    "سافر الوفد إلى {} أمس.",
    "وصلت الطائرة من {} صباحا.",
    "اجتمع الوزراء في {} اليوم.",
    "عاد اللاعب لـ{} غدا.",
]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Sentences of which each has one city; the last ones are not labelled."""
    chance = random.Random(1)
    texts = [
        "\n".join(chance.choice(FRAMES).format(chance.choice(CITIES)) for _ in range(4))
        + f"\nنص رقم {number}."
        for number in range(24)
    ]
    made = make_project(tmp_path / "p.hashiya", *texts)
    said: list[Annotation] = []
    for document in list(made.corpus.documents)[:20]:
        common = {"document": document.id, "annotator": "a"}
        said += [State(sentence=sentence.id, **common) for sentence in made.corpus.sentences(document.id)]
        for city in CITIES:
            start = document.text.find(city)
            while start >= 0:
                said.append(Span(label="GPE", ranges=((start, start + len(city)),), **common))
                start = document.text.find(city, start + 1)
    say(made, said)
    yield made
    made.close()


def predicted(project: Project, annotator: str) -> list[str]:
    """What ANNOTATOR said in the documents that nobody labelled."""
    views = viewed(project.folder, annotator)
    assert [view.document.id for view in views] == [d.id for d in project.corpus.documents], (
        "no text is new"
    )
    return [span.words(view.document.text) for view in views[20:] for span in view.spans]


def test_spacy_learns_and_its_predictions_are_a_layer(project: Project, tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example

    train, rest = tmp_path / "train.spacy", tmp_path / "rest.spacy"
    write(project, "spacy", train, state="done")
    write(project, "spacy", rest, state="open")
    spacy.util.fix_random_seed(1)
    nlp = spacy.blank("ar")
    docs = list(DocBin().from_disk(train).get_docs(nlp.vocab))
    nlp.add_pipe("ner").add_label("GPE")
    examples = [Example(doc.copy(), doc) for doc in docs]
    for example in examples:
        example.predicted.set_ents([])
    optimizer = nlp.initialize(lambda: examples)
    for _ in range(12):
        for place in range(0, len(examples), 16):
            nlp.update(examples[place : place + 16], sgd=optimizer)
    said = DocBin(store_user_data=True)
    for doc in DocBin().from_disk(rest).get_docs(nlp.vocab):
        doc.set_ents([])
        doc.spans.clear()
        said.add(nlp(doc))
    said.to_disk(tmp_path / "predicted.spacy")
    taken = read(project.folder, "spacy", tmp_path / "predicted.spacy", annotator="spacy-1")
    assert taken.texts.documents == 0
    found = predicted(project, "spacy-1")
    assert len(found) >= 8
    assert sum(name in CITIES for name in found) > len(found) / 2


def test_a_crf_learns_and_its_predictions_are_a_layer(project: Project, tmp_path: Path) -> None:
    import pycrfsuite

    def features(words: list[str]) -> list[list[str]]:
        padded = ["<", *words, ">"]
        return [
            [f"w={b}", f"p={a}", f"n={c}"] for a, b, c in zip(padded, padded[1:], padded[2:], strict=False)
        ]

    trainer = pycrfsuite.Trainer(verbose=False)
    for block in text_in(project, "conll", tmp_path / "train.conll", state="done").split("\n\n"):
        rows = [line.split(" ") for line in block.splitlines()]
        if rows and rows[0][0] != "-DOCSTART-":
            trainer.append(features([row[0] for row in rows]), [row[-1] for row in rows])
    trainer.set_params({"max_iterations": 20})
    trainer.train(str(tmp_path / "m"))
    tagger = pycrfsuite.Tagger()
    tagger.open(str(tmp_path / "m"))
    lines: list[str] = []
    for block in text_in(project, "conllu", tmp_path / "rest.conllu", state="open").split("\n\n"):
        rows = [line.split("\t") for line in block.splitlines()]
        words = [row for row in rows if len(row) == 10 and row[0].isdecimal()]
        for row, tag in zip(words, tagger.tag(features([row[1] for row in words])), strict=True):
            row[9] = (
                "|".join([*([] if tag == "O" else [f"NE={tag}"]), *([] if row[9] == "_" else [row[9]])])
                or "_"
            )
        lines += ["\t".join(row) for row in rows] + [""]
    (tmp_path / "predicted.conllu").write_text("\n".join(lines) + "\n", encoding="utf-8")
    taken = read(project.folder, "conllu", tmp_path / "predicted.conllu", annotator="crf-1")
    assert taken.texts.documents == 0
    found = predicted(project, "crf-1")
    assert len(found) >= 8  # «لـدمشق» is one word where nobody cut it
    assert set(found) <= set(CITIES)
