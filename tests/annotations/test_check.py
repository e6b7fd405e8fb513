"""Finding and mending damaged layers; the history of a project."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.check import check, repair
from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Claim, Document, Note, Span, State
from annotations.project import Project, open_project, open_text
from annotations.store.tinydb_store import TinyDBStore
from tui.cli import main

TEXT = "قال الوزير نعم. لا."


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with seven edits by the annotator a, compacted after the fourth."""
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    opened = open_text(path, "a")
    document = opened.corpus.documents[0]
    first, second = opened.corpus.sentences(document.id)
    store = opened.open_layer()
    assert isinstance(store, TinyDBStore)
    minister = Span(document=document.id, ranges=((4, 10),), label="PER", annotator="a", id="s1")
    store.apply(Change(None, minister))
    store.apply(Change(minister, replace(minister, label="OCC")))
    store.apply(
        Change(
            None, Claim(document=document.id, sentence=second.id, label="denial", annotator="a", id="c1")
        )
    )
    store.apply(Change(None, State(document=document.id, sentence=first.id, annotator="a", id="d1")))
    store._storage.compact()
    store.apply(
        Change(None, Note(document=document.id, about=first.id, text="راجع", annotator="a", id="n1"))
    )
    store.undo()
    store.redo()
    store._database.close()
    store._lock.release()  # type: ignore[union-attr]
    return opened


class Unchecked(Corpus):
    """A corpus of more texts than are looked at when it is opened."""

    def _check(self, document: Document) -> Document:
        return document


def ids(project: Project) -> list[str]:
    store = project.read_layer("a")
    return [each.id for each in store.by_document(project.corpus.documents[0].id)]


def files(project: Project) -> tuple[Path, Path]:
    path = project.layer_path("a")
    return path, path.with_suffix(".journal")


def test_a_whole_project_has_nothing_wrong(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(project) == []
    assert main(["check", str(project.folder)]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "the corpus and 1 layer(s): nothing wrong"


def test_damages_of_the_corpus_are_told_and_not_said_to_be_repaired(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = project.folder / "corpus.sqlite"
    with closing(sqlite3.connect(corpus)) as database:
        database.execute("UPDATE documents SET text = replace(text, 'نعم', 'كلا')")
        database.commit()
    wanted = f"{corpus}: the text of x.txt is not the one that was imported"
    assert [str(problem) for problem in check(replace(project, corpus=Unchecked(corpus)))] == [wanted]
    assert main(["check", str(project.folder), "--repair"]) == 2
    assert wanted in capsys.readouterr().err


def test_a_page_of_the_corpus_that_cannot_be_read_is_told_as_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(f'{{"text": "قال الوزير رقم {n} نعم."}}\n' for n in range(3000)), encoding="utf-8"
    )
    folder = tmp_path / "a.hashiya"
    main(["import", str(folder), str(tmp_path / "a.jsonl")])
    corpus = folder / "corpus.sqlite"
    data = bytearray(corpus.read_bytes())
    data[len(data) // 8 : len(data) // 4] = bytes(len(data) // 4 - len(data) // 8)
    corpus.write_bytes(data)
    opened = Unchecked(corpus)
    with pytest.raises(HashiyaError, match=r"not a readable corpus .*; restore it from a copy"):
        list(opened.documents)
    assert list(opened.damages())


def test_a_lost_file_comes_back_from_the_journal(project: Project) -> None:
    path, _ = files(project)
    before = ids(project)
    path.write_text('{"spans": {"1": {"id"', encoding="utf-8")
    assert [str(problem) for problem in check(project)] == [
        f"{path}: it is not readable as the annotations it was; what it said is taken from the journal"
    ]
    (said,) = map(str, repair(project))
    assert "4 annotation(s) saved, 0 left out, 0 line(s)" in said
    assert ids(project) == before
    assert check(project) == []
    (aside,) = path.parent.glob("a.damaged-*")
    assert (aside / "a.json").read_text(encoding="utf-8") == '{"spans": {"1": {"id"'


@pytest.mark.parametrize("line", [1, 3, 5])
def test_of_a_damaged_journal_everything_else_is_saved(
    project: Project, line: int, capsys: pytest.CaptureFixture[str]
) -> None:
    _, journal = files(project)
    lines = journal.read_bytes().split(b"\n")
    lines[line - 1] = lines[line - 1][:30] + b"?" + lines[line - 1][31:]
    journal.write_bytes(b"\n".join(lines))
    assert main(["check", str(project.folder)]) == 2
    said = capsys.readouterr()
    assert f"{journal}:{line}: this line is damaged" in said.out
    assert "--repair" in said.err
    assert main(["check", str(project.folder), "--repair"]) == 0
    assert "4 annotation(s) saved, 0 left out, 1 line(s)" in capsys.readouterr().out
    assert ids(project) == ["s1", "c1", "d1", "n1"]
    assert check(project) == []
    if line > 1:
        main(["log", str(project.folder)])
        assert "its line could not be read any more" in capsys.readouterr().out.splitlines()[line - 1]
    store = project.open_layer()
    while store.undo():
        pass
    while store.redo():
        pass
    assert ids(project) == ["s1", "c1", "d1", "n1"]
    store.apply(
        Change(
            None,
            Claim(
                document=project.corpus.documents[0].id,
                sentence=project.corpus.sentences(project.corpus.documents[0].id)[0].id,
                label="opinion",
                annotator="a",
                id="c2",
            ),
        )
    )
    store.close()
    assert "c2" in ids(project)


def test_what_cannot_be_is_left_out_and_the_rest_saved(project: Project) -> None:
    path, journal = files(project)
    journal.unlink()
    text = path.read_text(encoding="utf-8").replace("[[4,10]]", "[[4,1000]]")
    path.write_text(text, encoding="utf-8")
    assert any("ends behind its text" in str(finding) for finding in check(project))
    (said,) = map(str, repair(project))
    assert "2 annotation(s) saved, 1 left out" in said
    assert ids(project) == ["c1", "d1"]


def test_the_log_tells_every_edit_and_those_of_one_sentence(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["log", str(project.folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ", 3)[2].strip() for line in lines] == ["edit"] * 5 + ["undo", "redo"]
    assert lines[0].endswith("x.txt:1  + PER «الوزير»")
    assert lines[1].endswith("x.txt:1  ~ PER «الوزير» → OCC «الوزير»")
    assert lines[2].endswith("x.txt:2  + denial")
    assert lines[5].endswith("x.txt:1  - note «راجع»")
    assert main(["log", str(project.folder), "--sentence", "2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert main(["log", str(project.folder), "--sentence", "9"]) == 2
    assert "there is no sentence '9'" in capsys.readouterr().err


def test_a_layer_that_is_open_elsewhere_is_not_repaired(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_project(project.folder, "a").open_layer()
    path, _ = files(project)
    shutil.copy(path, path.with_suffix(".copy"))
    path.write_text("{", encoding="utf-8")
    assert main(["check", str(project.folder), "--repair"]) == 2
    assert "open already" in capsys.readouterr().err
    store.close()
