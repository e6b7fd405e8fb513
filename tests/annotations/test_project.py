"""Projects: made beside a text, opened again, and refused in a sentence when something is wrong."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Span
from annotations.project import Project, default_annotator, open_project, open_stdin, open_text

TEXT = "عنوان\n\nقال د. أحمد نعم. لا.\n"


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "خبر.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def texts_of(project: Project) -> list[str]:
    document = project.corpus.documents[0]
    return [document.text[s.start : s.end] for s in project.corpus.sentences(document.id)]


def test_a_bare_text_gets_a_project_beside_it_and_stays_as_it_is(text: Path) -> None:
    before = text.read_bytes()
    project = open_text(text, "a")
    assert project.folder == text.with_suffix(".hashiya")
    assert project.corpus.documents[0].text == TEXT
    assert texts_of(project) == ["عنوان", "قال د. أحمد نعم.", "لا."]
    assert text.read_bytes() == before
    assert sorted(path.name for path in project.folder.iterdir()) == [
        "annotations",
        "corpus.sqlite",
        "project.toml",
    ]


def test_opening_again_finds_the_same_sentences_and_annotations(text: Path) -> None:
    project = open_text(text, "a")
    document = project.corpus.documents[0]
    store = project.open_layer()
    store.apply(Change(None, Span(document=document.id, ranges=((13, 17),), label="PER", annotator="a")))
    store.close()
    again = open_text(text, "a")
    assert again.corpus.sentences(document.id) == project.corpus.sentences(document.id)
    assert len(again.read_layer("a").by_document(document.id)) == 1
    assert again.layers == ["a"]


def test_a_text_that_changed_since_is_refused(text: Path) -> None:
    open_text(text).close()
    text.write_text(TEXT + "زيادة", encoding="utf-8")
    with pytest.raises(HashiyaError, match="has changed since"):
        open_text(text)
    text.unlink()
    assert open_project(text.with_suffix(".hashiya")).corpus.documents[0].text == TEXT


def test_two_texts_of_one_stem_do_not_share_a_project(text: Path) -> None:
    open_text(text).close()
    other = text.with_suffix(".md")
    other.write_text("آخر", encoding="utf-8")
    with pytest.raises(HashiyaError, match="belongs to"):
        open_text(other)


def test_standard_input_gets_a_project_that_the_same_text_finds_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    first = open_stdin(TEXT.encode("cp1256"), "a")
    assert first.corpus.documents[0].text == TEXT
    assert open_stdin(TEXT.encode("utf-8"), "a").folder == first.folder


def test_a_changed_corpus_is_refused(text: Path) -> None:
    folder = open_text(text).folder
    with sqlite3.connect(folder / "corpus.sqlite") as database:
        database.execute("UPDATE documents SET text = 'غير'")
    database.close()
    with pytest.raises(HashiyaError, match="not the one that was imported"):
        open_project(folder)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("project.toml", None, "no project.toml"),
        ("project.toml", "format = ", "project.toml: cannot be read"),
        ("project.toml", "format = 7", "project format 7"),
        ("project.toml", "format = 1\nlabels = 3", "'labels' must be a text"),
        ("project.toml", "format = 1\nlabels = 'none-such'", "no built-in label schema 'none-such'"),
        ("project.toml", "format = 1\nannotator = '../x'", "cannot be an annotator"),
        ("corpus.sqlite", None, "no corpus"),
        ("corpus.sqlite", "not a database, not a database, not a database", "not a readable corpus"),
    ],
)
def test_a_damaged_project_is_refused(text: Path, name: str, content: str | None, words: str) -> None:
    folder = open_text(text).folder
    (folder / name).unlink()
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(HashiyaError, match=words):
        open_project(folder)


def test_a_name_that_is_no_text_is_no_hindrance(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.txt"))
    path.write_text(TEXT, encoding="utf-8")
    project = open_text(path, "a")
    assert project.corpus.documents[0].name == "bad\ufffd.txt"
    assert open_text(path, "a").folder == project.folder


def test_what_is_no_text_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    for content in (b"", b" \n", b"a\0b"):
        path.write_bytes(content)
        with pytest.raises(HashiyaError, match=r"x\.txt"):
            open_text(path)
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_annotator_is_refused_with_those_there_are(text: Path) -> None:
    project = open_text(text, "a")
    store = project.open_layer()
    assert project.layers == []  # a look is not a layer
    document = project.corpus.documents[0].id
    store.apply(Change(None, Span(document=document, ranges=((0, 5),), label="PER", annotator="a")))
    with pytest.raises(HashiyaError, match="those of: a"):
        project.read_layer("b")
    store.close()


def test_a_folder_one_may_not_write_in_is_named(text: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "mkdir", denied)
    with pytest.raises(HashiyaError, match=r"خبر\.hashiya.*Permission denied.*where you may write"):
        open_text(text)


def test_the_sample_project_is_labelled_in_full(tmp_path: Path) -> None:
    samples = Path(__file__).parents[2] / "samples"
    shutil.copytree(samples, tmp_path / "samples")
    project = open_project(tmp_path / "samples" / "baku-tehran.hashiya")
    store = project.read_layer("sample")
    document = project.corpus.documents[0]
    sentences = project.corpus.sentences(document.id)
    kinds = [[type(each).__name__ for each in store.by_sentence(sentence)] for sentence in sentences]
    assert all("Claim" in kind and "State" in kind for kind in kinds)
    spans = [each for each in store.by_document(document.id) if isinstance(each, Span)]
    cities = {(s.start, s.end) for s in spans if document.text[s.start : s.end] == "طهران"}
    at = document.text.index("لطهران")
    assert (at + 1, at + 6) in cities
    assert all(project.schema.entity(span.label) for span in spans)


def test_the_user_is_the_annotator(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "a b/c")
    assert default_annotator() == "a_b_c"
