"""A person at work, without a screen: labels, claims, marks, undo, and where each leaves the caret."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotations.model import Span
from annotations.project import open_text
from annotations.schema import Label, load_schema
from annotations.store.tinydb_store import TinyDBStore
from tui.session import selection as moves
from tui.session.labelling import delete, put_label, toggle_claim
from tui.session.reviewing import finish, go_to_unfinished, reopen
from tui.session.session import Session

TEXT = 'عنوان\nشدد على أن "لطهران وباكو أعداء". قال جيحون بايراموف نعم.'
SCHEMA = load_schema("arabic-news")


def entity(id: str) -> Label:
    found = SCHEMA.entity(id)
    assert found
    return found


def claim(id: str) -> Label:
    found = SCHEMA.claim(id)
    assert found
    return found


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TinyDBStore]:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    project = open_text(path, "a")
    opened = project.open_layer()
    opened.project = project  # type: ignore[attr-defined]
    yield opened
    opened.close()
    project.close()


@pytest.fixture
def session(store: TinyDBStore) -> Session:
    project = store.project  # type: ignore[attr-defined]
    return Session(project.corpus, store)


def select(session: Session, words: str) -> None:
    start = session.document.text.index(words)
    for index, sentence in enumerate(session.sentences):
        if sentence.start <= start < sentence.end:
            session.go_to(index)
            local = start - sentence.start
            session.selection = moves.picked(local, local + len(words))


def labelled(session: Session) -> list[tuple[str, str]]:
    text = session.document.text
    return [
        (text[s.start : s.end], s.label) for sentence in session.sentences for s in session.spans(sentence)
    ]


def test_a_label_goes_on_the_word_at_the_caret_or_on_what_is_selected(session: Session) -> None:
    session.go_to(1)
    put_label(session, entity("MISC"))
    select(session, "طهران")
    put_label(session, entity("GPE"))
    assert labelled(session) == [("شدد", "MISC"), ("طهران", "GPE")]


def test_the_same_words_change_their_label_or_get_a_second_one(session: Session) -> None:
    select(session, "طهران")
    put_label(session, entity("LOC"))
    put_label(session, entity("GPE"))
    put_label(session, entity("GPE"))
    assert labelled(session) == [("طهران", "GPE")]
    put_label(session, entity("ORG"), also=True)
    assert sorted(labelled(session)) == [("طهران", "GPE"), ("طهران", "ORG")]


def test_overlapping_spans_are_all_reached_by_cycling_and_deleted_one_by_one(session: Session) -> None:
    for words in ("جيحون بايراموف", "بايراموف", "بايراموف نعم"):
        select(session, words)
        put_label(session, entity("PER"))
    session.unselect()
    session.selection = moves.Selection(0)
    seen = []
    for _ in range(3):
        assert session.cycle(1)
        seen.append(session.text()[slice(*session.selection.range or (0, 0))])
    assert seen == ["جيحون بايراموف", "بايراموف نعم", "بايراموف"]
    assert session.cycle(-1)
    assert session.selection.range == (10, 22)
    deleted = delete(session)
    assert deleted
    assert labelled(session) == [("جيحون بايراموف", "PER"), ("بايراموف", "PER")]


def test_of_two_labels_on_the_same_words_each_can_be_changed_and_deleted(session: Session) -> None:
    select(session, "بايراموف")
    put_label(session, entity("PER"))
    put_label(session, entity("ORG"), also=True)
    session.cycle(1)
    first = session.spans_at_caret()[0].label
    session.cycle(1)
    assert session.spans_at_caret()[0].label != first
    put_label(session, entity("GPE"))
    assert sorted(label for _, label in labelled(session)) == sorted([first, "GPE"])
    session.cycle(1)
    deleted = delete(session)
    assert deleted is not None
    assert [label for _, label in labelled(session)] == [{first, "GPE"}.difference({deleted.label}).pop()]


def test_a_label_changes_only_a_span_that_is_chosen(session: Session) -> None:
    select(session, "طهران")
    put_label(session, entity("LOC"))
    put_label(session, entity("GPE"))
    assert labelled(session) == [("طهران", "GPE")], "what was just labelled is chosen"
    session.unselect()
    put_label(session, entity("LOC"))
    assert sorted(labelled(session)) == [("طهران", "GPE"), ("لطهران", "LOC")], "the word at the caret"
    delete(session)
    session.cycle(1)
    put_label(session, entity("ORG"))
    assert [label for _, label in labelled(session)] == ["ORG"]


def test_the_word_at_the_caret_is_labelled_inside_a_longer_span(session: Session) -> None:
    select(session, "جيحون بايراموف")
    put_label(session, entity("PER"))
    session.unselect()
    put_label(session, entity("ORG"))
    assert labelled(session) == [("جيحون بايراموف", "PER"), ("جيحون", "ORG")]


def test_the_edges_of_a_chosen_span_move_and_it_stays_the_same(session: Session) -> None:
    select(session, "جيحون بايراموف")
    made = put_label(session, entity("PER"))
    assert made is not None
    session.unselect()
    session.cycle(1)
    session.extend("word", 1)
    assert labelled(session) == [("جيحون بايراموف نعم", "PER")]
    session.extend("word", -1)
    session.extend("word", -1)
    assert labelled(session) == [("جيحون", "PER")]
    session.reshape(moves.shift_end(session.text(), session.selection, -1))
    assert labelled(session) == [("جيحو", "PER")]
    session.reshape(moves.shift_start(session.text(), session.selection, 1))
    assert labelled(session) == [("يحو", "PER")]
    assert [span.id for span in session.spans(session.sentence)] == [made.id]
    session.undo()
    assert labelled(session) == [("جيحو", "PER")]
    session.unselect()
    session.extend("word", 1)
    assert labelled(session) == [("جيحو", "PER")], "a selection moves nothing"


def test_white_space_is_never_part_of_a_span(session: Session) -> None:
    select(session, " جيحون ")
    put_label(session, entity("PER"))
    select(session, " ")
    assert put_label(session, entity("PER")) is None
    assert labelled(session) == [("جيحون", "PER")]


def test_without_a_selection_the_innermost_span_is_deleted(session: Session) -> None:
    for words in ("جيحون بايراموف", "بايراموف"):
        select(session, words)
        put_label(session, entity("PER"))
    session.selection = moves.Selection(session.text().index("بايراموف"))
    delete(session)
    assert labelled(session) == [("جيحون بايراموف", "PER")]


def test_claims_are_put_on_and_taken_off(session: Session) -> None:
    session.go_to(1)
    assert toggle_claim(session, claim("quotation"), SCHEMA)
    assert toggle_claim(session, claim("opinion"), SCHEMA)
    assert not toggle_claim(session, claim("quotation"), SCHEMA)
    assert [each.label for each in session.claims(session.sentence)] == ["opinion"]


def test_done_goes_on_and_the_next_unfinished_is_found_from_the_top_again(session: Session) -> None:
    session.go_to(1)
    finish(session)
    assert (session.index, session.done_count()) == (2, 1)
    finish(session)
    assert session.index == 2
    assert go_to_unfinished(session)
    assert session.index == 0
    finish(session)
    assert not go_to_unfinished(session)
    session.go_to(0)
    assert reopen(session)
    assert not reopen(session)
    assert session.done_count() == 2


def test_undo_and_redo_go_back_and_forth_and_to_the_place(session: Session) -> None:
    select(session, "طهران")
    put_label(session, entity("LOC"))
    put_label(session, entity("GPE"))
    toggle_claim(session, claim("opinion"), SCHEMA)
    finish(session)
    session.go_to(0)
    assert session.undo()
    assert session.index == 1
    assert session.undo()
    assert session.undo()
    assert labelled(session) == [("طهران", "LOC")]
    assert session.undo()
    assert labelled(session) == []
    assert not session.undo()
    while session.redo():
        pass
    assert labelled(session) == [("طهران", "GPE")]
    assert session.done_count() == 1
    session.undo()
    toggle_claim(session, claim("denial"), SCHEMA)
    assert not session.redo()


def test_undoing_a_deletion_brings_the_same_span_back(session: Session, store: TinyDBStore) -> None:
    select(session, "طهران")
    span = put_label(session, entity("GPE"))
    delete(session)
    session.undo()
    assert [a for a in store.by_document(session.document.id) if isinstance(a, Span)] == [span]


def test_moving_crosses_sentences_and_stops_at_the_ends(session: Session) -> None:
    session.move("word", -1)
    assert session.index == 0
    session.move("word", 1)
    assert (session.index, session.selection.caret) == (1, 0)
    session.move("word", -1)
    assert (session.index, session.selection.caret) == (0, 0)
    session.go_to(99)
    assert session.index == 2
    for _ in range(9):
        session.move("word", 1)
    assert session.text()[session.selection.caret :] == "نعم."


def test_what_was_labelled_last_is_not_at_hand_in_another_sentence(session: Session) -> None:
    session.go_to(0, 0)
    put_label(session, entity("GPE"))
    session.go_to(1, 0)
    assert session.chosen is None
    assert delete(session) is None
    session.go_to(0, 0)
    assert session.chosen is not None
