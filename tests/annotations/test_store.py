"""The TinyDB store: like a plain dictionary, on disk at once, readable by stock tinydb."""

from __future__ import annotations

import errno
import multiprocessing
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tinydb import TinyDB

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.history import Change, deletion
from annotations.model import (
    Annotation,
    Claim,
    Document,
    DocumentLabel,
    Note,
    Relation,
    Sentence,
    Span,
    State,
    Value,
)
from annotations.store.journal import Journal
from annotations.store.protocol import GivenTexts, NotSaved
from annotations.store.tinydb_store import TinyDBStore

DOCUMENT = make_document("x.txt", Decoded("قال الوزير نعم. لا.", "utf-8"))
TEXTS = GivenTexts([DOCUMENT])
SENTENCES = [
    Sentence(f"{DOCUMENT.id}-1", DOCUMENT.id, 1, 0, 15),
    Sentence(f"{DOCUMENT.id}-2", DOCUMENT.id, 2, 16, 19),
]
VALUES: list[tuple[str, Value]] = [
    ("sure", True), ("verdict", "false"), ("harm", ("health", "money")), ("scale", 3), ("share", 2.5),
]  # fmt: skip


def span(start: int, end: int, label: str = "PER") -> Span:
    return Span(document=DOCUMENT.id, ranges=((start, end),), label=label, annotator="a")


def claim(sentence: int, label: str = "denial") -> Claim:
    return Claim(document=DOCUMENT.id, sentence=SENTENCES[sentence].id, label=label, annotator="a")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "annotations" / "a.json"


@pytest.fixture
def store(path: Path) -> Iterator[TinyDBStore]:
    opened = TinyDBStore.open(path, "a", TEXTS)
    yield opened
    opened.close()


def test_stock_tinydb_reads_what_was_said(store: TinyDBStore, path: Path) -> None:
    said = span(4, 10)
    store.apply(Change(None, said))
    store.apply(Change(None, claim(0)))
    store.close()
    with TinyDB(path) as stock:
        assert [dict(record) for record in stock.table("spans")] == [
            {
                "document": DOCUMENT.id, "ranges": [[4, 10]], "label": "PER", "annotator": "a",
                "id": said.id, "created": said.created,
            }
        ]  # fmt: skip
        assert stock.table("claims").all()[0]["label"] == "denial"


def test_by_sentence_finds_spans_that_touch_it_and_its_claims(store: TinyDBStore) -> None:
    first, across, second, said = span(0, 3), span(11, 18), span(16, 18), claim(1)
    for each in (first, across, second, said):
        store.apply(Change(None, each))
    assert store.by_sentence(SENTENCES[0]) == [first, across]
    assert store.by_sentence(SENTENCES[1]) == [across, second, said]
    assert store.by_document(DOCUMENT.id) == [first, across, second, said]
    assert store.by_document("another") == []


def test_a_layer_opens_as_it_was_left(path: Path) -> None:
    store = TinyDBStore.open(path, "a", TEXTS)
    said = [span(0, 3), claim(0), State(document=DOCUMENT.id, sentence=SENTENCES[0].id, annotator="a")]
    for each in said:
        store.apply(Change(None, each))
    store.apply(Change(said[0], replace(said[0], label="ORG")))
    store.apply(Change(said[1], None))
    store.close()
    again = TinyDBStore.open(path, "a", TEXTS)
    assert again.by_document(DOCUMENT.id) == [replace(said[0], label="ORG"), said[2]]
    again.close()


def test_another_text_is_refused(path: Path, store: TinyDBStore) -> None:
    store.apply(Change(None, span(0, 3)))
    store.close()
    changed = Document(DOCUMENT.id, "x.txt", "قال", "utf-8", "0" * 64)
    again = TinyDBStore.open(path, "a", GivenTexts([changed]))
    assert "restore the corpus they belong to" in str(again.notices[0])
    assert again.by_document(DOCUMENT.id) == []
    again.close()
    assert len(TinyDBStore.read(path, "a", TEXTS).by_document(DOCUMENT.id)) == 1


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "[]", '"x"', '{"meta": []}',
        '{"spans": {"1": {"id": "x"}}}',
        '{"meta": {"1": {"format": 1, "documents": {}}}, "spans": {"1": {"id": "x"}}}',
    ],
)  # fmt: skip
def test_a_damaged_file_is_refused_and_left_alone(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    with pytest.raises(HashiyaError, match=r"a\.json"):
        TinyDBStore.open(path, "a", TEXTS)
    assert path.read_text(encoding="utf-8") == content


def test_a_newer_format_is_refused(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('{"meta": {"1": {"format": 99, "documents": {}}}}', encoding="utf-8")
    with pytest.raises(HashiyaError, match="format 99"):
        TinyDBStore.open(path, "a", TEXTS)


def full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_an_edit_that_cannot_be_written_is_kept_and_written_later(
    store: TinyDBStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = span(0, 3), span(4, 10)
    store.apply(Change(None, first))
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotSaved, match="NOT SAVED: No space left"):
        store.apply(Change(None, second))
    with pytest.raises(NotSaved):
        store.apply(Change(first, None))
    assert store.by_document(DOCUMENT.id) == [second]
    assert store.unsaved
    with pytest.raises(NotSaved):
        store.retry()
    monkeypatch.undo()
    store.retry()
    assert not store.unsaved
    assert TinyDBStore.read(path, "a", TEXTS).by_document(DOCUMENT.id) == [second]
    assert store.undo() == (Change(None, first),)
    assert store.undo() == (Change(second, None),)


def test_what_could_not_be_written_until_the_end_is_taken_in_at_the_next_opening(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TinyDBStore.open(path, "a", TEXTS)
    first, second = span(0, 3), span(4, 10)
    store.apply(Change(None, first))
    real = Journal.append

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Journal, "append", refuse)
    with pytest.raises(NotSaved):
        store.apply(Change(None, second))
    with pytest.raises(NotSaved, match="are taken in when these annotations are opened again") as error:
        store.close()
    monkeypatch.setattr(Journal, "append", real)
    rescued = Path(str(error.value).split("edits are kept in ")[1].split(",")[0])
    looking = TinyDBStore.read(path, "a", TEXTS)
    assert str(rescued) in str(looking.notices[0])
    again = TinyDBStore.open(path, "a", TEXTS)
    assert again.by_document(DOCUMENT.id) == [first, second]
    assert "1 edit(s) that could not be saved the last time are in now" in str(again.notices[0])
    assert not rescued.exists()
    assert again.undo() == (Change(second, None),)
    again.close()


@pytest.mark.usefixtures("store")
def test_a_second_writer_is_told_who_holds_the_layer(path: Path) -> None:
    with pytest.raises(HashiyaError, match=rf"process {os.getpid()}.*--annotator"):
        TinyDBStore.open(path, "a", TEXTS)
    reader = TinyDBStore.read(path, "a", TEXTS)
    with pytest.raises(HashiyaError, match="reading only"):
        reader.apply(Change(None, span(0, 3)))


def _hold_and_die(path: Path) -> None:
    TinyDBStore.open(path, "a", TEXTS).apply(Change(None, span(0, 3)))
    os.kill(os.getpid(), 9)


def test_the_lock_of_a_killed_process_is_free_and_its_edit_is_there(path: Path) -> None:
    process = multiprocessing.get_context("fork").Process(target=_hold_and_die, args=(path,))
    process.start()
    process.join()
    store = TinyDBStore.open(path, "a", TEXTS)
    assert len(store.by_document(DOCUMENT.id)) == 1
    store.close()


class AgainstADictionary(RuleBasedStateMachine):
    """Random verbs on the store and on a plain dictionary find no difference, also when reopened."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "a.json"
        self.store = TinyDBStore.open(self.path, "a", TEXTS)
        self.model: dict[str, Annotation] = {}

    @rule(start=st.integers(0, 17), label=st.sampled_from(["PER", "ORG"]))
    def add_span(self, start: int, label: str) -> None:
        added = span(start, start + 2, label)
        self.store.apply(Change(None, added))
        self.model[added.id] = added

    @rule(sentence=st.integers(0, 1))
    def add_claim(self, sentence: int) -> None:
        added = claim(sentence)
        self.store.apply(Change(None, added))
        self.model[added.id] = added

    @rule(data=st.data(), label=st.sampled_from(["GPE", "LOC"]))
    def change(self, data: st.DataObject, label: str) -> None:
        labelled = {id: each for id, each in self.model.items() if not isinstance(each, (Note, State))}
        if labelled:
            before = labelled[data.draw(st.sampled_from(list(labelled)))]
            changed = replace(before, label=label)
            self.store.apply(Change(before, changed))
            self.model[changed.id] = changed

    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        if self.model:
            id = data.draw(st.sampled_from(list(self.model)))
            self.store.apply(Change(self.model.pop(id), None))

    @rule(
        data=st.data(), attributes=st.lists(st.sampled_from(VALUES), max_size=3, unique_by=lambda v: v[0])
    )
    def link(self, data: st.DataObject, attributes: list[tuple[str, Value]]) -> None:
        """One edit of three: a label with attributes, a relation to it, a note about that."""
        if self.model:
            source = data.draw(st.sampled_from(list(self.model)))
            made = DocumentLabel(
                document=DOCUMENT.id, label="topic", annotator="a", attributes=tuple(sorted(attributes))
            )
            relation = Relation(
                document=DOCUMENT.id, label="about", annotator="a", source=source, target=made.id
            )
            note = Note(document=DOCUMENT.id, about=relation.id, text="لماذا؟", annotator="a")
            self.store.apply(*(Change(None, each) for each in (made, relation, note)))
            self.model |= {each.id: each for each in (made, relation, note)}

    @rule(data=st.data())
    def delete_with_all_that_hangs_on_it(self, data: st.DataObject) -> None:
        if self.model:
            target = self.model[data.draw(st.sampled_from(list(self.model)))]
            edit = deletion([target], lambda each: self.store.hanging_on(each.document, each.id))
            gone = {target.id}
            for _ in range(len(self.model)):
                gone |= {id for id, each in self.model.items() if _hangs_on(each, gone)}
            assert {change.annotation.id for change in edit if not change.after} == gone
            self.store.apply(*edit)
            self.model = {id: each for id, each in self.model.items() if id not in gone}

    @invariant()
    def by_sentence_as_one_by_one(self) -> None:
        for sentence in SENTENCES:
            expected = {each.id for each in self.model.values() if _is_of(each, sentence)}
            for _ in range(len(self.model)):
                expected |= {id for id, each in self.model.items() if _hangs_on(each, expected)}
            assert {each.id for each in self.store.by_sentence(sentence)} == expected

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = TinyDBStore.open(self.path, "a", TEXTS)

    @invariant()
    def same(self) -> None:
        assert {each.id: each for each in self.store.by_document(DOCUMENT.id)} == self.model
        reader = TinyDBStore.read(self.path, "a", TEXTS)
        assert {each.id: each for each in reader.by_document(DOCUMENT.id)} == self.model

    @rule()
    def undo_and_redo(self) -> None:
        if self.store.undo():
            assert self.store.redo()

    @rule()
    def undo(self) -> None:
        for change in self.store.undo():
            if change.after:
                self.model[change.after.id] = change.after
            else:
                assert change.before
                del self.model[change.before.id]

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


def _hangs_on(annotation: Annotation, ids: set[str]) -> bool:
    if isinstance(annotation, Relation):
        return bool({annotation.source, annotation.target} & ids)
    return isinstance(annotation, Note) and bool({annotation.about, annotation.answers} & ids)


def _is_of(annotation: Annotation, sentence: Sentence) -> bool:
    if isinstance(annotation, Span):
        return annotation.touches(sentence.start, sentence.end)
    if isinstance(annotation, (Claim, State)):
        return annotation.sentence == sentence.id
    return isinstance(annotation, Note) and annotation.about == sentence.id


AgainstADictionary.TestCase.settings = settings(
    max_examples=min(100, settings().max_examples), stateful_step_count=30, deadline=None
)
TestAgainstADictionary = AgainstADictionary.TestCase
