"""Projects for the tests of formats: made of given texts and annotations, written out, read back."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annotations.arabic.sentences import split_sentences
from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.corpus.writing import CorpusWriter
from annotations.export import Summary, What, export, views
from annotations.formats import format_named
from annotations.formats.choices import Choices
from annotations.formats.incoming import Reading
from annotations.formats.out import file_out, folder_out
from annotations.formats.view import DocumentView
from annotations.history import Change
from annotations.importing import Taken, Wish, import_annotated
from annotations.model import Annotation, Document
from annotations.project import CORPUS, Project, create_project, open_project


def make_project(folder: Path, *texts: str) -> Project:
    """A project in FOLDER with TEXTS, called 1.txt, 2.txt and so on."""
    create_project(folder)
    writer = CorpusWriter(folder / CORPUS)
    for number, text in enumerate(texts, 1):
        document = make_document(f"{number}.txt", Decoded(text, "utf-8"))
        ranges = split_sentences(text)
        assert ranges, text
        writer.add(document, ranges, document.name)
    writer.close()
    return open_project(folder, "a")


def say(project: Project, said: Iterable[Annotation]) -> None:
    """Put what is SAID into the layer of the project's annotator."""
    store = project.open_layer()
    try:
        store.apply(*(Change(None, each) for each in said))
    finally:
        store.close()


def document_of(project: Project) -> Document:
    return project.corpus.documents[0]


@contextmanager
def layers(project: Project, *names: str) -> Iterator[What]:
    stores = [project.read_layer(name) for name in names or ("a",)]
    try:
        yield What(list(stores))
    finally:
        for store in stores:
            store.close()


def choices(name: str, **chosen: Any) -> Choices:
    """What a person chose, the usual of the format NAME where they said nothing."""
    takes = format_named(name).TAKES
    usual = {
        key: values[0] for key, values in takes.items() if key not in ("predictions", "bom", "language")
    }
    return Choices(**{"state": "all", **usual, **chosen})


def write(project: Project, name: str, path: Path, *names: str, **chosen: Any) -> Summary:
    """Export to PATH in the format NAME."""
    format = format_named(name)
    with (
        layers(project, *names) as what,
        (folder_out if format.SHAPE == "folder" else file_out)(path) as out,
    ):
        return export(project, what, format, out, choices(name, **chosen))


def text_in(project: Project, name: str, path: Path, **chosen: Any) -> str:
    write(project, name, path, **chosen)
    return path.read_text(encoding="utf-8")


def read(folder: Path, name: str, *paths: Path, annotator: str = "", **reading: Any) -> Taken:
    """Import PATHS of the format NAME into the project in FOLDER."""
    wish = Wish(annotator)
    return import_annotated(
        folder, format_named(name), list(paths), Reading(**reading), wish, lambda *_: None
    )


def bare_copy(project: Project, folder: Path) -> Path:
    """PROJECT without its layers, in FOLDER."""
    shutil.copytree(project.folder, folder)
    shutil.rmtree(folder / "annotations")
    (folder / "annotations").mkdir()
    return folder


def viewed(folder: Path, annotator: str = "a") -> list[DocumentView]:
    """What ANNOTATOR says of each document of the project in FOLDER."""
    project = open_project(folder, annotator)
    try:
        with layers(project, annotator) as what:
            return list(views(project.corpus, what))
    finally:
        project.close()


def files_in(path: Path, name: str) -> list[Path]:
    """The files of an export that are imported."""
    if path.is_file():
        return [path]
    suffixes = {".ann"} if name == "brat" else {".json", ".xmi", ".tsv", ".parquet", ".jsonl"}
    return sorted(each for each in path.rglob("*") if each.suffix in suffixes)
