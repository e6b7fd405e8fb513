"""Sentences joined and split by hand: the corpus as it was imported, the cuts a file of the project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arabic.sentences import split_sentences
from annotations.check import check
from annotations.corpus.boundaries import NAME, Boundaries, Move
from annotations.corpus.cut import at_words, boundary_of, parts, recut
from annotations.corpus.database import Corpus
from annotations.corpus.decoding import decode
from annotations.corpus.layout import make_document
from annotations.corpus.writing import CorpusWriter
from annotations.errors import HashiyaError
from annotations.formats import jsonl
from annotations.formats.view import in_state, view_of
from annotations.history import Change
from annotations.model import Annotation, Claim, Note, State
from annotations.project import CORPUS, Project, create_project, open_project

TEXTS = (
    "قال الوزير نعم. وقال المدير لا. ثم صمت الجميع.\n\nعاد الوفد إلى باكو. وسافر إلى طهران.",
    "نص قصير واحد فقط",
    "عنوان\nجملة أولى. جملة ثانية! جملة ثالثة؟ جملة رابعة.",
)


def project_of(folder: Path, texts: tuple[str, ...] = TEXTS) -> Project:
    path = folder / "p.hashiya"
    create_project(path)
    with closing(CorpusWriter(path / CORPUS)) as writer:
        for number, text in enumerate(texts):
            document = make_document(f"{number}.txt", decode(text.encode(), "x"))
            writer.add(document, split_sentences(text), f"{number}.txt")
    return open_project(path, "a")


@pytest.fixture(name="corpus")
def _corpus(tmp_path: Path) -> Iterator[Corpus]:
    project = project_of(tmp_path)
    yield project.corpus
    project.close()


def said(corpus: Corpus, document: int = 0) -> list[str]:
    return [corpus.text(each) for each in corpus.sentences(corpus.documents[document].id)]


def test_a_boundary_that_is_taken_away_joins_and_one_that_is_put_splits(corpus: Corpus) -> None:
    document = corpus.documents[0]
    before = list(corpus.sequence)
    corpus.move_boundary(document.id, before[1].start, False, "a")
    assert said(corpus)[0] == "قال الوزير نعم. وقال المدير لا."
    assert corpus.sequence[0].also == (before[1].id,)
    assert [each.number for each in corpus.sentences(document.id)] == [1, 2, 3, 4]
    assert corpus.sequence[len(corpus.sequence) - 1] == before[-1], "the others are what they were"
    corpus.move_boundary(document.id, document.text.index("المدير"), True, "b")
    assert said(corpus)[:2] == ["قال الوزير نعم. وقال", "المدير لا."]
    corpus.move_boundary(document.id, before[1].start, True, "a")
    assert said(corpus)[:3] == ["قال الوزير نعم.", "وقال", "المدير لا."]
    corpus.move_boundary(document.id, document.text.index("المدير"), False, "b")
    assert said(corpus) == [document.text[each.start : each.end] for each in before[:5]]
    assert [each.id for each in corpus.sequence] == [each.id for each in before]


def test_ids_that_are_no_more_lead_to_what_they_became_a_part_of(corpus: Corpus) -> None:
    document = corpus.documents[2]
    place = document.text.index("ثانية")
    corpus.move_boundary(document.id, place, True, "a")
    piece = next(each for each in corpus.sentences(document.id) if boundary_of(each) == place)
    assert piece.id == f"{document.id}-3@{place}"
    assert corpus.index_of(piece.id) == corpus.sequence.index(piece)
    corpus.move_boundary(document.id, place, False, "a")
    index = corpus.index_of(piece.id)
    assert index is not None
    assert piece.id in corpus.sequence[index].also, "what was said of it is found there"
    assert corpus.index_of(f"{document.id}-99") is None
    assert corpus.index_of("nothing") is None


def test_a_phrase_over_a_boundary_is_found_once_it_is_joined(tmp_path: Path) -> None:
    from annotations.query import Query
    from annotations.search import search

    project = project_of(tmp_path)
    store = project.read_layer("a")
    query = Query(words="لا. ثم")
    assert not list(search(project.corpus, query, store))
    document = project.corpus.documents[0]
    project.corpus.move_boundary(document.id, document.text.index("ثم"), False, "a")
    (hit,) = search(project.corpus, query, store)
    assert project.corpus.text(hit.sentence)[slice(*hit.ranges[0])] == "لا. ثم"
    store.close()
    project.close()


def test_a_boundary_beside_white_space_only_or_outside_of_the_text_is_none(corpus: Corpus) -> None:
    before = list(corpus.sequence)
    document = corpus.documents[0]
    for place in (1_000_000, before[0].start + 5):
        corpus.move_boundary(document.id, place, False, "a")
    assert [each.id for each in corpus.sequence] == [each.id for each in before]
    corpus.move_boundary("no such document", 3, True, "a")
    corpus.move_boundary(corpus.documents[1].id, 1, False, "a")
    assert len(corpus.sequence) == len(before)


def test_what_one_moves_another_has_when_they_look(tmp_path: Path) -> None:
    one = project_of(tmp_path)
    other = open_project(one.folder, "b")
    second = other.corpus.sequence[1]
    one.corpus.move_boundary(second.document, second.start, False, "a")
    assert not other.corpus.sequence[0].also
    assert other.corpus.read_boundaries()
    assert not other.corpus.read_boundaries()
    assert other.corpus.sequence[0] == one.corpus.sequence[0]
    third = other.corpus.sequence[1]
    other.corpus.move_boundary(third.document, third.start, False, "b")
    one.corpus.move_boundary(third.document, second.start, True, "a")
    other.corpus.read_boundaries()
    assert list(one.corpus.sequence) == list(other.corpus.sequence)
    one.close()
    other.close()


def test_a_line_that_was_cut_off_is_passed_over_told_and_does_not_spoil_the_next(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    second = project.corpus.sequence[1]
    project.corpus.move_boundary(second.document, second.start, False, "a")
    path = project.folder / NAME
    whole = path.read_bytes()
    project.close()
    for length in range(1, len(whole)):
        path.write_bytes(whole + whole[:length])
        again = open_project(project.folder, "a")
        assert len(again.corpus.sequence[0].also) == 1
        if length < len(whole) - 1:
            (finding,) = check(again)
            assert str(finding).startswith(f"{path}:2: not readable as a moved boundary")
        third = again.corpus.sequence[1]
        again.corpus.move_boundary(third.document, third.start, False, "a")
        assert len(again.corpus.sequence[0].also) == 2
        again.close()
    path.write_bytes(b'[1]\n{"document": 3}\n\xff\n' + whole)
    again = open_project(project.folder, "a")
    assert [finding.line for finding in check(again)] == [1, 2, 3]
    again.close()


def test_a_folder_that_cannot_be_written_moves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_of(tmp_path)
    second = project.corpus.sequence[1]
    before = list(project.corpus.sequence)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("annotations.appending.os.fsync", full)
    with pytest.raises(HashiyaError, match=r"boundaries.jsonl: .* so it was not moved: No space"):
        project.corpus.move_boundary(second.document, second.start, False, "a")
    assert list(project.corpus.sequence) == before
    assert (project.folder / NAME).read_bytes() == b""
    project.close()


def test_the_later_move_counts_whatever_order_the_lines_have(tmp_path: Path) -> None:
    path = tmp_path / NAME
    lines = [
        '{"document":"d","place":5,"there":true,"by":"a","at":"2026-01-02T00:00:00.000+00:00"}\n',
        '{"document":"d","place":5,"there":false,"by":"b","at":"2026-01-01T00:00:00.000+00:00"}\n',
    ]
    for order in (lines, lines[::-1]):
        path.write_text("".join(order), encoding="utf-8")
        assert Boundaries(path).moved == {"d": {5: True}}
    path.write_text('{"document":"d","place":5,"there":true,"by":"a"}\n', encoding="utf-8")
    assert Boundaries(path).wrong == [1], "without a time it would always be the last"


@pytest.mark.parametrize("ahead", ["2999-01-01T00:00:00.000+00:00", "9999-12-31T23:59:59.999+00:00", "z"])
def test_a_move_counts_although_the_clock_of_somebody_else_is_ahead(tmp_path: Path, ahead: str) -> None:
    path = tmp_path / NAME
    path.write_text(
        f'{{"document":"d","place":5,"there":true,"by":"b","at":"{ahead}"}}\n', encoding="utf-8"
    )
    boundaries = Boundaries(path)
    for there in (False, True, False):
        boundaries.add(Move("d", 5, there, "a"))
        assert boundaries.moved == {"d": {5: there}}
        assert Boundaries(path).moved == {"d": {5: there}}


def test_a_place_in_white_space_is_that_of_the_word_behind_it(corpus: Corpus) -> None:
    document = corpus.documents[0]
    place = document.text.index("نعم")
    corpus.move_boundary(document.id, place - 1, True, "a")
    assert said(corpus)[:2] == ["قال الوزير", "نعم."]
    corpus.move_boundary(document.id, place - 1, False, "a")
    corpus.move_boundary(document.id, place, True, "a")
    assert said(corpus)[:2] == ["قال الوزير", "نعم."]
    assert corpus.sequence[1].id.endswith(f"@{place}")


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 90), st.booleans(), st.booleans()), max_size=12),
    st.sampled_from(["قال", "جمل", "الو", "لا. ثم", "زز؟"]),
)
def test_the_sentences_are_those_that_cutting_every_document_anew_gives(
    moves: list[tuple[int, int, bool, bool]], words: str
) -> None:
    with TemporaryDirectory() as name:
        project = project_of(Path(name))
        corpus = project.corpus
        imported = {each.id: corpus.sentences(each.id) for each in corpus.documents}
        for number, place, there, at_sentence in moves:
            document = corpus.documents[number]
            if at_sentence:
                sentences = corpus.sentences(document.id)
                place = boundary_of(sentences[place % len(sentences)])
            if place:
                corpus.move_boundary(document.id, place, there, "a")
        again = open_project(project.folder, "a").corpus
        wanted = []
        for document in corpus.documents:
            moved = at_words(document.text, Boundaries(project.folder / NAME).moved.get(document.id, {}))
            cut = list(recut(imported[document.id], document.text, moved))
            assert [(each.id, each.start, each.end, each.also) for each in cut] == [
                (each.id, each.start, each.end, each.also) for each in corpus.sentences(document.id)
            ]
            assert [each.number for each in corpus.sentences(document.id)] == [*range(1, len(cut) + 1)]
            wanted += corpus.sentences(document.id)
            covered = "".join(document.text[each.start : each.end] for each in cut)
            assert "".join(covered.split()) == "".join(document.text.split())
        assert list(corpus.sequence) == wanted == list(again.sequence)
        assert len(corpus.sequence) == len(wanted)
        assert corpus.sequence.joined == sum(len(each.also) for each in wanted)
        for index, sentence in enumerate(wanted):
            for id in parts(sentence):
                assert corpus.index_of(id) == index
        for first, end in ((0, len(wanted)), (1, len(wanted) - 1), (2, 2)):
            forward = list(corpus.candidates(words, first, end))
            assert forward == sorted(set(forward)) == list(corpus.candidates(words, first, end, True))[::-1]
            having = {n for n, each in enumerate(wanted) if words in corpus.text(each) and first <= n < end}
            assert having <= set(forward) <= set(range(first, end))
        project.close()
        again.close()


def test_joined_sentences_go_out_as_one_and_split_ones_as_two(tmp_path: Path) -> None:
    project = project_of(tmp_path)
    store = project.open_layer()
    document = project.corpus.documents[0]
    first, second, third, *_ = project.corpus.sentences(document.id)

    def say(*said: Annotation) -> None:
        store.apply(*(Change(None, each) for each in said))

    common = {"document": document.id, "annotator": "a"}
    for each in (first, second, third):
        say(State(sentence=each.id, **common), Claim(sentence=each.id, label=f"c{each.number}", **common))
    place = document.text.index("الجميع")
    letters = Claim(sentence=third.id, label="on", ranges=((place, place + 6),), **common)
    say(letters, Note(about=second.id, text="هنا", **common))
    project.corpus.move_boundary(document.id, second.start, False, "a")
    project.corpus.move_boundary(document.id, place, True, "a")
    view = view_of(document, project.corpus.sentences(document.id), store)
    joined, before, behind, *_ = view.sentences
    assert [each.label for each in view.claims[joined.id]] == ["c1", "c2"]
    assert [each.label for each in view.claims[before.id]] == ["c3"]
    assert [each.label for each in view.claims[behind.id]] == ["on"]
    assert view.done == {joined.id, before.id}, "what was split off was not looked at"
    assert view.note(joined) == "هنا"
    record = json.loads(json.dumps(jsonl.record_of(in_state(view, "done"))))
    assert [each["id"] for each in record["sentences"]] == [joined.id, before.id]
    assert [each["text"] for each in record["notes"]] == ["هنا"]
    assert record["sentences"][0]["also"] == [second.id]
    assert record["sentences"][0]["start"] == first.start
    assert record["sentences"][0]["end"] == second.end
    store.close()
    project.close()
