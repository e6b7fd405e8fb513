"""A layer that an import begins is on the disk what it would be if it had been edited, and takes no memory."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Annotation, Note, Relation, Sentence, Span, State
from annotations.project import open_project
from annotations.store import beginning, journaled
from annotations.store.beginning import begin_layer
from annotations.store.protocol import GivenTexts, NotSaved
from annotations.store.reading import read_layer
from annotations.store.tinydb_store import TinyDBStore
from tests.annotations.formats.projects import make_project
from tui.cli import main

DOCUMENTS = [
    make_document(f"{n}.txt", Decoded(f"قال الوزير رقم {n} نعم. " * 20, "utf-8")) for n in range(3)
]
TEXTS = GivenTexts(DOCUMENTS)


def things(document: int, count: int) -> list[Annotation]:
    id = DOCUMENTS[document].id
    about = {"document": id, "annotator": "a", "created": "2026-01-01T00:00:00+00:00"}
    spans: list[Annotation] = [
        Span(id=f"{id}s{n}", label="شخص", ranges=((n, n + 3),), attributes=(("x", "نعم"),), **about)
        for n in range(count)
    ]
    if len(spans) > 1:
        ends = {"source": spans[0].id, "target": spans[1].id}
        spans.append(Relation(id=f"{id}r", label="near", **ends, **about))
        spans.append(Note(id=f"{id}n", about=spans[0].id, text="سطر\nآخر \u2028 «,»\n},", **about))
    return [*spans, State(id=f"{id}d", sentence=f"{id}:0", **about)]


@settings(max_examples=25, deadline=None)
@given(counts=st.lists(st.integers(0, 4), min_size=1, max_size=3), piece=st.sampled_from([1, 2, 3, 4096]))
def test_it_is_byte_by_byte_what_edits_would_have_made(counts: list[int], piece: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2026-01-01T00:00:00+00:00")
        patch.setattr(beginning, "now", lambda: "2026-01-01T00:00:00+00:00")
        patch.setattr("annotations.store.writing._PIECE", piece)
        paths = [Path(folder) / name / "a.json" for name in ("new", "edited")]
        begun = begin_layer(paths[0], "a", TEXTS, "a")
        assert begun is not None
        with closing(TinyDBStore.open(paths[1], "a", TEXTS)) as edited:
            for document, count in enumerate(counts):
                edit = [Change(None, each) for each in things(document, count)]
                begun.apply(*edit)
                edited.apply(*edit)
            sentence = Sentence(f"{DOCUMENTS[0].id}:0", DOCUMENTS[0].id, 1, 0, 2)
            begun.spend(sentence, 2.5)
            edited.spend(sentence, 2.5)
        begun.close()
        for one, other in zip(*(sorted(path.parent.iterdir()) for path in paths), strict=True):
            assert one.read_bytes() == other.read_bytes()
        assert read_layer(paths[0], thorough=True).findings == []


def test_what_was_written_before_it_was_killed_is_there(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    begun = begin_layer(path, "a", TEXTS, "a")
    assert begun is not None
    begun.apply(*(Change(None, each) for each in things(0, 3)))
    begun._lock.release()  # as of a process that ended
    with closing(TinyDBStore.open(path, "a", TEXTS)) as store:
        assert store.by_document(DOCUMENTS[0].id)
        assert store.notices == []
    assert path.exists()


@pytest.mark.parametrize("name", ["a.json", "a.journal"])
@pytest.mark.parametrize("content", [b"", b"{}", b"\0" * 40])
def test_where_anything_of_it_is_there_it_is_not_begun(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert begin_layer(tmp_path / "a.json", "a", TEXTS, "a") is None
    assert (tmp_path / name).read_bytes() == content
    (tmp_path / name).unlink()
    begun = begin_layer(tmp_path / "a.json", "a", TEXTS, "a")  # and nobody has it
    assert begun is not None
    begun.close()


def test_two_do_not_begin_it(tmp_path: Path) -> None:
    first = begin_layer(tmp_path / "a.json", "a", TEXTS, "a")
    assert first is not None
    with pytest.raises(HashiyaError, match="open already"):
        begin_layer(tmp_path / "a.json", "a", TEXTS, "a")
    first.close()
    assert not (tmp_path / "a.json").exists()  # a layer begins with its first edit


def test_what_is_given_has_to_be_new(tmp_path: Path) -> None:
    begun = begin_layer(tmp_path / "a.json", "a", TEXTS, "a")
    assert begun is not None
    (thing, *_) = things(0, 1)
    with pytest.raises(ValueError, match="nothing yet"):
        begun.apply(Change(thing, None))
    begun.close()


@pytest.mark.parametrize("at", [1, 2])
def test_a_full_disk_is_told_and_what_was_written_before_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    path, calls, write = tmp_path / "a.json", [0], os.pwrite

    def full(descriptor: int, data: bytes, offset: int) -> int:
        calls[0] += offset >= 0 and len(data) > 200
        if calls[0] > at:
            write(descriptor, data[:50], offset)
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data, offset)

    begun = begin_layer(path, "a", TEXTS, "a")
    assert begun is not None
    monkeypatch.setattr(os, "pwrite", full)
    for document in range(at):
        begun.apply(*(Change(None, each) for each in things(document, 3)))
    with pytest.raises(NotSaved, match="import again"):
        begun.apply(*(Change(None, each) for each in things(at, 3)))
    begun.close()
    monkeypatch.undo()
    assert not path.exists()
    with closing(TinyDBStore.open(path, "a", TEXTS)) as store:
        assert len(store.documents()) == at
    assert all(each.torn for each in read_layer(path, thorough=True).findings)  # half a line, if anything


KILLED = """
import os, sys
from annotations.store import beginning
from tui.cli import main
at, calls, append = int(sys.argv[1]), 0, beginning.Journal.append
def killed(self, lines, durable=True):
    global calls
    calls += 1
    if calls > at:
        os.kill(os.getpid(), 9)
    append(self, lines, durable)
beginning.Journal.append = killed
beginning.write_lines = (lambda *a: os.kill(os.getpid(), 9)) if at > 2 else beginning.write_lines
import annotations.importing
annotations.importing._AT_ONCE = 1
main(["import", sys.argv[2], sys.argv[3]])
"""


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_an_import_that_was_killed_and_comes_again_is_whole_and_once(tmp_path: Path, at: int) -> None:
    source = make_project(tmp_path / "s.hashiya", *(each.text for each in DOCUMENTS))
    with closing(source.as_annotator("amal").open_layer()) as store:
        for number, document in enumerate(source.corpus.documents):
            about = {"document": document.id, "annotator": "amal"}
            store.apply(Change(None, Span(id=f"{number}" * 16, label="PER", ranges=((4, 10),), **about)))
    source.close()
    records, target = tmp_path / "s.jsonl", tmp_path / "t.hashiya"
    export = ["export", str(source.folder), "--format", "jsonl", "--state", "all", "--annotator", "amal"]
    assert main([*export, "-o", str(records)]) == 0
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, str(at), str(target), str(records)], capture_output=True, check=False
    )
    assert ended.returncode == -9
    for _ in range(2):
        assert main(["import", str(target), str(records)]) == 0
        with closing(open_project(target)) as project, closing(project.read_layer("amal")) as layer:
            ids = [each.id for d in layer.documents() for each in layer.by_document(d)]
        assert sorted(ids) == [f"{n}" * 16 for n in range(3)]


def test_a_text_that_comes_twice_in_a_file_is_seen_as_it_is(tmp_path: Path) -> None:
    source, target = tmp_path / "x.csv", tmp_path / "t.hashiya"
    record = '{"text":"قال الوزير نعم.","spans":[{"start":4,"end":10,"label":"PER"}],"_annotator_id":"amal","answer":"accept"}'
    source = tmp_path / "x.jsonl"
    source.write_text(f"{record}\n{record}\n", encoding="utf-8")
    assert main(["import", str(target), str(source), "--format", "prodigy"]) == 0
    with closing(open_project(target)) as project:
        (name,) = project.layers
        layer = project.read_layer(name)
        spans = [e for d in layer.documents() for e in layer.by_document(d) if isinstance(e, Span)]
    assert len(spans) == 1


def test_a_full_disk_while_texts_are_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = tmp_path / "x.jsonl", tmp_path / "t.hashiya"
    record = '{"text":"قال الوزير نعم.","spans":[{"start":4,"end":10,"label":"PER"}],"answer":"accept"}'
    source.write_text(f"{record}\n", encoding="utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for place in ("annotations.spooling.pickle.dump", "annotations.spooling.tempfile.TemporaryFile"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            assert main(["import", str(target), str(source), "--format", "prodigy"]) == 2
        assert "cannot be written: No space left on device" in capsys.readouterr().err
    assert main(["import", str(target), str(source), "--format", "prodigy"]) == 0
    with closing(open_project(target)) as project, closing(project.read_layer(project.layers[0])) as layer:
        assert layer.documents()
