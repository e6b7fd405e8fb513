"""What guidelines ask for, said by a person at work: claims on letters, pieces, relations, attributes, states.

One act is one event and one undo, whatever hangs on what it changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tinydb import TinyDB

from annotations.corpus.cut import parts
from annotations.errors import HashiyaError
from annotations.model import AUTHOR, Annotation, Boundary, Claim, DocumentLabel, Note, Relation, Span
from annotations.project import Project, open_text
from annotations.query import Query, parse_query
from annotations.queues import ORDERS, Order, SavedQueue
from annotations.schema import Label, LabelSchema, RelationType, load_schema, parse_schema
from annotations.schema.changing import clash, rename
from annotations.search import search
from annotations.store.tinydb_store import TinyDBStore
from tests.tui.session.test_session import select
from tui.session import cutting, labelling, linking, reviewing
from tui.session import selection as moves
from tui.session.contexts import Contexts
from tui.session.narrowing import Narrowing
from tui.session.queue import Queue, around
from tui.session.session import Session

TEXT = "عنوان\nقال جيحون بايراموف إن وزير خارجية إيران لن يزور باكو. وقال مسؤول إن ذلك غير صحيح.\nنعم."
SCHEMA = load_schema("arabic-news")
FACTS = load_schema("arabic-factcheck")
STANCE = load_schema("stance")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    project = open_text(path, "a")
    store = project.open_layer()
    yield Session(project.corpus, store)
    store.close()
    project.close()


def label(id: str, schema: LabelSchema = SCHEMA) -> Label:
    found = schema.label(id)
    assert found
    return found


def relation(id: str, schema: LabelSchema = SCHEMA) -> RelationType:
    found = schema.relation(id)
    assert found
    return found


def put(session: Session, words: str, id: str) -> Span:
    select(session, words)
    found = labelling.put_label(session, label(id))
    assert found
    return found


def everything(session: Session) -> dict[str, Annotation]:
    return {each.id: each for each in session.in_document()}


def test_a_claim_goes_on_the_letters_that_are_selected_and_on_the_sentence_else(session: Session) -> None:
    select(session, "وزير خارجية إيران لن يزور باكو")
    assert labelling.toggle_claim(session, label("denial"), SCHEMA)
    session.unselect()
    labelling.toggle_claim(session, label("quotation"), SCHEMA)
    on_letters, whole = session.claims(session.sentence)
    assert session.words_of(on_letters) == "وزير خارجية إيران لن يزور باكو"
    assert whole.ranges == ()
    put(session, "باكو", "GPE")
    labelling.toggle_claim(session, label("opinion"), SCHEMA)
    assert session.claims(session.sentence)[-1].ranges == (), (
        "what was just labelled is no selection for it"
    )
    session.choose(on_letters)
    session.reshape(moves.shift_end(session.text(), session.selection, -1))
    assert session.words_of(session.claims(session.sentence)[0]) == "وزير خارجية إيران لن يزور باك"


def test_of_labels_that_exclude_each_other_the_new_one_takes_the_place(session: Session) -> None:
    labelling.toggle_claim(session, label("agree", STANCE), STANCE)
    labelling.toggle_claim(session, label("disagree", STANCE), STANCE)
    assert [claim.label for claim in session.claims(session.sentence)] == ["disagree"]
    labelling.toggle_document_label(session, label("document-agree", STANCE), STANCE)
    labelling.toggle_document_label(session, label("document-discuss", STANCE), STANCE)
    assert [each.label for each in labelling.document_labels(session)] == ["document-discuss"]
    session.undo()
    session.undo()
    assert [claim.label for claim in session.claims(session.sentence)] == ["disagree"]
    session.undo()
    assert [claim.label for claim in session.claims(session.sentence)] == ["agree"], "both in one undo"


def test_a_span_gets_pieces_and_loses_them_and_stays_the_same(session: Session) -> None:
    name = put(session, "وزير", "OCC")
    select(session, "إيران")
    assert labelling.add_piece(session)
    (span,) = session.spans(session.sentence)
    assert (span.id, session.words_of(span)) == (name.id, "وزير إيران")
    select(session, "خارجية")
    labelling.add_piece(session)
    assert len(session.spans(session.sentence)[0].ranges) == 3
    labelling.add_piece(session)
    assert session.words_of(session.spans(session.sentence)[0]) == "وزير إيران"
    session.undo()
    session.undo()
    session.undo()
    assert session.spans(session.sentence) == [name]


def test_relations_end_where_the_schema_allows_also_in_other_sentences_and_at_the_author(
    session: Session,
) -> None:
    person, place = put(session, "جيحون بايراموف", "PER"), put(session, "باكو", "GPE")
    event = put(session, "صحيح", "EVENT")
    session.go_to(1)
    session.unselect()
    labelling.toggle_claim(session, label("quotation"), SCHEMA)
    (claim,) = session.claims(session.sentence)
    by = relation("claimant")
    assert linking.source_of(session, by) == claim
    assert linking.ends(session, by, claim, 1) == [person, place]
    assert linking.ends(session, relation("target"), claim, 2) == [event]
    assert linking.link(session, by, claim, person.id)
    assert linking.link(session, by, claim, person.id) is None, "it is said already"
    linking.link(session, by, claim, AUTHOR)
    assert [each.target for each in linking.relations_from(session, claim)] == [AUTHOR]
    session.undo()
    assert [each.target for each in linking.relations_from(session, claim)] == [person.id]
    linking.link(session, relation("target"), claim, event.id)
    linking.link(session, relation("target"), claim, place.id)
    assert len(linking.relations_from(session, claim)) == 3
    session.choose(claim)
    assert linking.follow(session)
    assert session.chosen == person
    assert linking.come_back(session)
    assert session.chosen == claim
    assert not linking.come_back(session)


def test_a_symmetric_relation_is_said_once(session: Session) -> None:
    one, other = put(session, "إيران", "GPE"), put(session, "باكو", "GPE")
    same = relation("same-as")
    assert linking.link(session, same, one, other.id)
    assert linking.link(session, same, other, one.id) is None


def test_deleting_takes_all_that_hangs_on_it_along_and_one_undo_brings_it_back(session: Session) -> None:
    person = put(session, "جيحون بايراموف", "PER")
    session.unselect()
    labelling.toggle_claim(session, label("quotation"), SCHEMA)
    (claim,) = session.claims(session.sentence)
    labelling.set_attribute(session, claim, "check-worthy", "very")
    (claim,) = session.claims(session.sentence)
    linking.link(session, relation("claimant"), claim, person.id)
    (by,) = linking.relations_from(session, claim)
    reviewing.write_note(session, "من هو؟", person)
    note = session.note(person)
    assert note
    reviewing.answer(session, note, "وزير الخارجية")
    reviewing.write_note(session, "لماذا هو؟", by)
    before = everything(session)
    assert len(before) == 6
    session.choose(person)
    assert labelling.delete(session) == person
    assert everything(session) == {claim.id: claim}
    session.undo()
    assert everything(session) == before
    session.redo()
    assert everything(session) == {claim.id: claim}


def test_moving_an_edge_keeps_relations_attributes_and_notes(session: Session) -> None:
    name = put(session, "خارجية إيران", "ORG")
    labelling.set_attribute(session, name, "mention", "NAM")
    reviewing.write_note(session, "؟", session.spans(session.sentence)[0])
    session.choose(session.spans(session.sentence)[0])
    session.extend("word", 1)
    (span,) = session.spans(session.sentence)
    assert (span.id, session.words_of(span)) == (name.id, "خارجية إيران لن")
    assert span.attribute("mention") == "NAM"
    assert span.changed
    assert session.note(span)


def test_sentences_are_skipped_flagged_opened_again_and_looked_for_both_ways(session: Session) -> None:
    session.go_to(0)
    reviewing.finish(session)
    reviewing.skip(session)
    reviewing.set_state(session, "flagged", "غامضة")
    assert [session.states().get(each.id) for each in session.sentences] == [
        "done", "skipped", "flagged", None,
    ]  # fmt: skip
    assert session.done_count() == 1
    assert reviewing.go_to_unfinished(session, -1)
    assert session.index == 3
    session.go_to(1)
    assert reviewing.reopen(session)
    session.go_to(3)
    assert reviewing.go_to_unfinished(session, -1)
    assert session.index == 1
    reviewing.set_state(session, "done")
    session.undo()
    assert session.state(session.sentence) is None


def test_joining_and_splitting_keep_what_was_said_and_hold_for_all(
    session: Session, tmp_path: Path
) -> None:
    session.go_to(1)
    name = put(session, "باكو", "GPE")
    session.unselect()
    labelling.toggle_claim(session, label("quotation"), SCHEMA)
    reviewing.finish(session)
    labelling.toggle_claim(session, label("denial"), SCHEMA)
    session.go_to(1)
    (quotation,) = session.claims(session.sentence)
    assert session.done_count() == 1
    assert cutting.join(session)
    assert len(session.sentences) == 3
    assert [each.label for each in session.claims(session.sentence)] == ["quotation", "denial"]
    assert session.state(session.sentence) is None, "half of it is finished only"
    assert session.done_count() == 0
    reviewing.set_state(session, "done")
    assert (session.done_count(), len(session.states())) == (1, 2)
    select(session, "باكو")
    assert cutting.split(session)
    assert session.text() == "باكو. وقال مسؤول إن ذلك غير صحيح."
    assert session.spans(session.sentence) == [name]
    assert [each.label for each in session.claims(session.sentence)] == ["denial"]
    session.go_to(1)
    assert session.claims(session.sentence) == [quotation]
    project = open_text(tmp_path / "x.txt", "b")
    other = Session(project.corpus, project.open_layer())
    assert [other.text(each) for each in other.sentences] == [
        session.text(each) for each in session.sentences
    ]
    other._store.close()
    project.close()
    assert session.undo()
    assert len(session.sentences) == 3
    assert session.state(session.sentence)
    session.undo()
    session.undo()
    assert [session.text(each) for each in session.sentences] == TEXT.replace(". و", ".\nو").split("\n")
    assert session.claims(session.sentences[1]) == [quotation]
    session.go_to(3)
    assert not cutting.join(session)
    session.go_to(0)
    assert not cutting.split(session), "nothing stands before its first word"


def test_everything_is_read_by_stock_tinydb(session: Session, tmp_path: Path) -> None:
    test_deleting_takes_all_that_hangs_on_it_along_and_one_undo_brings_it_back(session)
    session.undo()
    reviewing.set_state(session, "flagged", "غامضة")
    labelling.toggle_document_label(session, label("document-agree", STANCE), STANCE)
    session._store._storage.compact()  # type: ignore[attr-defined]
    with TinyDB(tmp_path / "x.hashiya" / "annotations" / "a.json", access_mode="r") as stock:
        assert stock.table("documents").all()[0]["document"] == session.document.id
        counts = {name: len(stock.table(name)) for name in stock.tables()}
        assert counts["relations"] == counts["claims"] == counts["spans"] == counts["labels"] == 1
        assert counts["notes"] == 3
        assert stock.table("claims").all()[0]["attributes"] == {"check-worthy": "very"}
        assert stock.table("states").all()[0]["reason"] == "غامضة"


SMALL = parse_schema(
    "[[entity]]\nid='A'\nkey='p'\n[[entity]]\nid='B'\nkey='o'\n"
    "[[claim]]\nid='C'\nkey='1'\non='both'\n[[claim]]\nid='D'\nkey='2'\ngroup='g'\n"
    "[[claim]]\nid='E'\nkey='3'\ngroup='g'\n[[document]]\nid='F'\n"
    "[[attribute]]\nid='sure'\nkind='bool'\napplies_to=['span','claim']\n"
    "[[attribute]]\nid='of'\nkind='link'\napplies_to=['span']\n"
    "[[relation]]\nid='by'\nfrom=['claim']\nto=['span','author']\narity='?'\n"
    "[[relation]]\nid='same'\nfrom=['span']\nto=['span']\nsymmetric=true\n",
    "small.toml",
)


class AllVerbs(RuleBasedStateMachine):
    """All verbs in any order, with restarts: undo goes back step by step to nothing, redo to the end."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "x.txt"
        path.write_text(TEXT, encoding="utf-8")
        self.project: Project = open_text(path, "a")
        self._begin()
        self.imported = [each.id for each in self.project.corpus.sequence]
        self.past = [self._now()]
        self.future: list[tuple[dict[str, Annotation], list[str]]] = []

    def _now(self) -> tuple[dict[str, Annotation], list[str]]:
        """What is said, and the text of all sentences."""
        return everything(self.session), [self.session.text(each) for each in self.session.sentences]

    def _begin(self) -> None:
        self.store: TinyDBStore = self.project.open_layer()
        self._begin_session()

    def _begin_session(self) -> None:
        self.session = Session(self.project.corpus, self.store)
        self.session.narrowing.look(10)

    def _took(self) -> None:
        now = self._now()
        if now != self.past[-1]:
            self.past.append(now)
            self.future.clear()

    @rule(
        written=st.sampled_from(["", ":open", ":done", "#A", "#C", "@sure", ":conflict", ":note", "باكو"]),
        order=st.sampled_from(ORDERS),
    )
    def queue(self, written: str, order: Order) -> None:
        query = parse_query(written, SMALL) if written else Query()
        queue = self.session.queue(query, SavedQueue("", written, order, 3))
        assert queue.look(10)
        wanted = [hit.index for hit in search(self.project.corpus, query, self.store)]
        assert sorted(queue._indexes) == wanted
        self.session.show(queue if wanted else None)

    @rule(step=st.sampled_from((1, -1)))
    def go_on(self, step: int) -> None:
        self.session.go_on(step)

    @rule()
    def leave_the_queue(self) -> None:
        self.session.show(None)

    @invariant()
    def everything_that_is_shown_is_come_by_both_ways(self) -> None:
        shown, index = self.session.shown, self.session.index
        if isinstance(shown, Queue):
            assert shown.look(10)
        onwards = [*around(shown, index, 1)]
        assert len(set(onwards)) == len(onwards)
        assert sorted(onwards) == sorted(around(shown, index, -1))
        assert onwards[-1] == index
        for each in onwards:
            behind = shown.neighbour(each, 1)
            assert behind is None or shown.neighbour(behind, -1) == each

    @invariant()
    def what_is_known_of_names_keeps_up_with_edits(self) -> None:
        anew = Narrowing(self.project.corpus, self.store)
        anew.look(10)
        assert +self.session.narrowing._names == +anew._names

    @rule(index=st.integers(0, 3), start=st.integers(0, 80), length=st.integers(1, 30), to=st.booleans())
    def select(self, index: int, start: int, length: int, to: bool) -> None:
        self.session.go_to(index)
        count = len(self.session.text())
        start = min(start, count - 1)
        chosen = self.session.selection
        self.session.selection = moves.picked(start, min(count, start + length)) if to else chosen

    @rule(id=st.sampled_from("AB"), also=st.booleans())
    def label(self, id: str, also: bool) -> None:
        labelling.put_label(self.session, label(id, SMALL), also)
        self._took()

    @rule(id=st.sampled_from("CDE"))
    def claim(self, id: str) -> None:
        labelling.toggle_claim(self.session, label(id, SMALL), SMALL)
        self._took()

    @rule()
    def document_label(self) -> None:
        labelling.toggle_document_label(self.session, label("F", SMALL), SMALL)
        self._took()

    @rule(step=st.sampled_from([1, -1]))
    def cycle(self, step: int) -> None:
        self.session.cycle(step)

    @rule()
    def piece(self) -> None:
        labelling.add_piece(self.session)
        self._took()

    @rule(step=st.sampled_from([1, -1]), which=st.sampled_from([moves.shift_start, moves.shift_end]))
    def edge(self, step: int, which) -> None:  # type: ignore[no-untyped-def]
        self.session.reshape(which(self.session.text(), self.session.selection, step))
        self._took()

    @rule(id=st.sampled_from(["by", "same"]), which=st.integers(0, 9))
    def link(self, id: str, which: int) -> None:
        type = relation(id, SMALL)
        source = linking.source_of(self.session, type)
        if source:
            ends = [each.id for each in linking.ends(self.session, type, source, self.session.index)]
            ends += type.special_targets
            if ends:
                linking.link(self.session, type, source, ends[which % len(ends)])
                self._took()

    @rule(value=st.sampled_from([True, False, None]))
    def attribute(self, value: bool | None) -> None:
        if self.session.held:
            labelling.set_attribute(self.session, self.session.held, "sure", value)
            self._took()

    @rule(which=st.integers(0, 9))
    def link_by_attribute(self, which: int) -> None:
        held, there = self.session.held, self.session.placed(self.session.sentence)
        if isinstance(held, Span) and there:
            labelling.set_attribute(self.session, held, "of", there[which % len(there)].id)
            self._took()

    @rule(text=st.sampled_from(["", "نعم", "لا"]), on_held=st.booleans())
    def note(self, text: str, on_held: bool) -> None:
        about = self.session.held if on_held else None
        reviewing.write_note(self.session, text, about)
        self._took()

    @rule()
    def answer(self) -> None:
        notes = self.session.notes(self.session.sentence)
        if notes:
            reviewing.answer(self.session, notes[-1], "جواب")
            self._took()

    @rule(state=st.sampled_from(["done", "skipped", "flagged", ""]))
    def state(self, state: str) -> None:
        if state:
            reviewing.set_state(self.session, state)  # type: ignore[arg-type]
        else:
            reviewing.reopen(self.session)
        self._took()

    @rule()
    def delete(self) -> None:
        labelling.delete(self.session)
        self._took()

    @rule(
        names=st.sampled_from(
            [("A", "B"), ("B", "A"), ("C", "D"), ("sure", "certain"), ("certain", "sure")]
        )
    )
    def rename(self, names: tuple[str, str]) -> None:
        """Another schema, under way."""
        if not clash(self.session.in_document(), dict([names])):
            rename(self.store, dict([names]))
            self._begin_session()
            self._took()

    @rule(words=st.sampled_from(["باكو", "إن", "وزير خارجية", "قال"]), id=st.sampled_from("AB"))
    def label_all(self, words: str, id: str) -> None:
        contexts = Contexts(self.session, Query(words=words), pick=True)
        assert contexts.look(60)
        contexts.tick_all()
        if contexts.put_label(label(id, SMALL), None):
            assert all(id in labels.split(" ") for labels in contexts.labels())
        self._took()

    @rule(words=st.sampled_from(["باكو", "إن", "وزير خارجية", "قال"]))
    def unlabel_all(self, words: str) -> None:
        contexts = Contexts(self.session, Query(words=words))
        assert contexts.look(60)
        contexts.tick_all()
        contexts.unlabel(None)
        assert set(contexts.labels()) <= {""}
        self._took()

    @rule()
    def join(self) -> None:
        place = self.session.sentence.start + self.session.selection.caret
        if cutting.join(self.session):
            assert self.session.sentence.start + self.session.selection.caret == place
        self._took()

    @rule()
    def split(self) -> None:
        cutting.split(self.session)
        self._took()

    @rule()
    def undo(self) -> None:
        if self.session.undo():
            self.future.append(self.past.pop())
        else:
            assert len(self.past) == 1

    @rule()
    def redo(self) -> None:
        if self.session.redo():
            self.past.append(self.future.pop())
        else:
            assert not self.future

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.project.close()
        self.project = open_text(Path(self.folder.name) / "x.txt", "a")
        self._begin()

    @invariant()
    def as_the_model_says(self) -> None:
        assert self._now() == self.past[-1]
        now = everything(self.session)
        done = [self.session.done(each) for each in self.session.sentences]
        assert self.session.done_count() == len([mark for mark in done if mark])
        ids = {*now, AUTHOR, self.session.document.id}
        ids |= {part for each in self.session.sentences for part in parts(each)}
        for each in now.values():
            if isinstance(each, Relation):
                assert {each.source, each.target} <= ids
            elif isinstance(each, Note):
                assert {each.about, each.answers or each.about} <= ids
            elif isinstance(each, (Span, Claim, DocumentLabel)):
                assert all(value in ids for name, value in each.attributes if name == "of")
        by_sentence = [each for s in self.session.sentences for each in self.store.by_sentence(s)]
        assert {each.id for each in by_sentence} <= set(now)
        shown = {each.id for each in by_sentence} | {
            each.id for each in now.values() if isinstance(each, (DocumentLabel, Boundary))
        }
        assert {each.id for each in now.values() if not isinstance(each, (Relation, Note))} <= shown

    def teardown(self) -> None:
        while self.session.undo():
            self.past.pop()
        assert [each.id for each in self.session.sentences] == self.imported
        assert len(self.past) == 1
        assert everything(self.session) == {}
        self.store.close()
        self.project.close()
        self.folder.cleanup()


AllVerbs.TestCase.settings = settings(
    max_examples=min(60, settings().max_examples), stateful_step_count=40, deadline=None
)
TestAllVerbs = AllVerbs.TestCase


def test_an_undo_that_cannot_move_its_boundary_is_not_made(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cutting.join(session)
    count, edits = len(session.sentences), session.edits

    def refuse(*_: object) -> None:
        raise HashiyaError("it could not be kept")

    with monkeypatch.context() as patch:
        patch.setattr(session._corpus, "move_boundary", refuse)
        with pytest.raises(HashiyaError, match="could not be kept"):
            session.undo()
        with pytest.raises(HashiyaError, match="could not be kept"):
            cutting.join(session)
    assert len(session.sentences) == count
    assert session.edits >= edits
    assert session.undo()
    assert len(session.sentences) == count + 1
