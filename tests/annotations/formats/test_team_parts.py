"""What a team says to one another leaves and comes back with our own format, and is counted by all others."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.formats import can_write, format_named, formats
from annotations.model import Decision, Note, Span, State
from annotations.project import Project
from tests.annotations.formats.projects import bare_copy, make_project, read, say, viewed, write


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = make_project(tmp_path / "p.hashiya", "وصل الوفد إلى طهران أمس.")
    document, sentence = made.corpus.documents[0].id, made.corpus.sequence[0].id
    about = {"document": document, "annotator": "a"}
    first = Note(about=sentence, text="أعد النظر", to="amal", id="n" * 16, **about)
    say(
        made,
        [
            Span(label="GPE", ranges=((14, 19),), **about),
            State(sentence=sentence, **about),
            first,
            Note(about=sentence, text="", answers=first.id, resolves=True, id="r" * 16, **about),
            Decision(
                sentence=sentence, item="span:14-19", taken="amal+منى", by="lead", reason="slip", text="سهو",
                id="d" * 16, **about,
            ),
        ],
    )  # fmt: skip
    return made


def test_ours_brings_all_of_it_back(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    assert not write(project, "jsonl", path).losses
    copy = bare_copy(project, tmp_path / "copy.hashiya")
    assert read(copy, "jsonl", path, annotator="a").texts.refused == []
    (before,), (after,) = viewed(project.folder, "a"), viewed(copy, "a")
    assert before.decisions == after.decisions
    assert sorted(before.notes, key=str) == sorted(after.notes, key=str)
    assert read(copy, "jsonl", path, annotator="a").added == {}


@pytest.mark.parametrize(
    "name", sorted(n for n, each in formats().items() if can_write(each) and n != "jsonl")
)
def test_others_count_what_they_leave_out(project: Project, tmp_path: Path, name: str) -> None:
    format = format_named(name)
    path = tmp_path / ("out" if format.SHAPE == "folder" else f"out{format.SUFFIX}")
    losses = write(project, name, path, on_loss="widen").losses
    assert sum(count for (kind, *_), count in losses.items() if kind == "decision") == 1
    assert sum(count for (kind, *_), count in losses.items() if kind == "note") == 2
