"""What one copy deleted while another said something of it: nothing hangs on what is gone after a merge."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.history import Change, deletion
from annotations.model import Annotation, Decision, Note, Relation, Span, State
from annotations.project import open_project
from annotations.store import journaled
from annotations.store.protocol import GivenTexts
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.merging import merge_projects
from tests.annotations.formats.projects import make_project, say
from tests.annotations.teams.copies import merged
from tui.cli import main

TEXT = make_document("x.txt", Decoded("قال الوزير نعم. " * 20, "utf-8"))
KNOWN = GivenTexts([TEXT])
HISTORIES = int(os.environ.get("HASHIYA_HISTORIES", "40"))
# Ids as they are, as only these can be linked to.
S1, S2, R1, N1, N2, G1, G2 = (name * 8 for name in ("s1", "s2", "r1", "n1", "n2", "g1", "g2"))


def span(document: str, id: str, start: int) -> Span:
    return Span(document=document, annotator="a", id=id, label="PER", ranges=((start, start + 3),))


def relation(document: str, id: str, source: str, target: str) -> Relation:
    return Relation(document=document, annotator="a", id=id, label="near", source=source, target=target)


def two_copies(folder: Path) -> tuple[Path, Path, str]:
    """A project with two spans of somebody, and a copy of it."""
    project = make_project(folder / "one.hashiya", "قال الوزير نعم. وصل الوفد إلى طهران.")
    document = project.corpus.documents[0].id
    say(project, [span(document, S1, 4), span(document, S2, 12)])
    project.close()
    shutil.copytree(project.folder, folder / "two.hashiya")
    return project.folder, folder / "two.hashiya", document


def put(project: Path, *annotations: Annotation) -> None:
    with closing(open_project(project, "a")) as opened, closing(opened.open_layer()) as store:
        for each in annotations:
            before = store.annotation(each.document, each.id)
            store.apply(Change(before, each))


def delete(project: Path, document: str, id: str) -> None:
    """Delete as the app does."""
    with closing(open_project(project, "a")) as opened, closing(opened.open_layer()) as store:
        gone = store.annotation(document, id)
        assert gone is not None
        store.apply(*deletion([gone], lambda each: store.hanging_on(document, each.id)))


def said(project: Path) -> dict[str, Annotation]:
    with closing(open_project(project, "a")) as opened, closing(opened.read_layer("a")) as layer:
        return {each.id: each for each in layer.by_document(opened.corpus.documents[0].id)}


def loose(annotations: dict[str, Annotation]) -> Iterator[str]:
    """The ids of what hangs on something that is not there."""
    for each in annotations.values():
        ends: tuple[str, ...] = ()
        if isinstance(each, Relation):
            ends = each.source, each.target
        elif isinstance(each, Note):
            ends = tuple(end for end in (each.about, each.answers) if end and end != each.document)
        if any(end not in annotations for end in ends):
            yield each.id


def hanging(document: str) -> dict[str, Annotation]:
    """What a copy may say of the span s2, by what it is."""
    return {
        "relation": relation(document, R1, S1, S2),
        "note": Note(document=document, annotator="a", id=N1, about=S2, text="لم أفهم"),
        "link": replace(span(document, S1, 4), attributes=(("claimant", S2),)),
    }


@pytest.mark.parametrize("what", ["relation", "note", "link"])
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("later", [False, True])
def test_what_was_deleted_is_back_where_another_copy_said_something_of_it(
    tmp_path: Path, what: str, turned: bool, later: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, document = two_copies(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        if later:
            patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        delete(one, document, S2)
    put(two, hanging(document)[what])
    into, source = (two, one) if turned else (one, two)
    assert main(["merge", str(into), str(source)]) == 0
    assert "are back, as another copy said something of them" in capsys.readouterr().out
    after = said(into)
    assert {S1, S2, hanging(document)[what].id} <= set(after)
    assert replace(after[S2], created="", changed="") == replace(
        span(document, S2, 12), created="", changed=""
    )
    assert main(["merge", str(source), str(into)]) == 0
    assert said(source) == after
    again = merge_projects(into, [source], by="a")
    assert (again.edits, again.ends) == ({}, [])
    delete(into, document, S2)  # nobody is kept from it
    assert merge_projects(into, [source], by="a").ends == []
    assert S2 not in said(into)


def test_a_thread_is_back_with_the_note_that_begins_it_and_what_that_is_about(tmp_path: Path) -> None:
    one, two, document = two_copies(tmp_path)
    question = Note(document=document, annotator="a", id=N1, about=S2, text="لماذا؟")
    for project in (one, two):
        put(project, question)
    delete(one, document, S2)
    put(two, Note(document=document, annotator="a", id=N2, about=S2, answers=N1, text="هكذا"))
    merge_projects(one, [two], by="a")
    assert {S1, S2, N1, N2} == set(said(one))


def test_what_two_copies_deleted_is_back_all_the_same(tmp_path: Path) -> None:
    one, two, document = two_copies(tmp_path)
    three = tmp_path / "three.hashiya"
    shutil.copytree(one, three)
    delete(one, document, S2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        delete(two, document, S2)
    put(three, relation(document, R1, S2, S1))
    merge_projects(one, [two, three], by="a")
    assert {S1, S2, R1} == set(said(one))


def test_a_person_who_takes_the_deletion_does_not_leave_a_relation_to_nothing(tmp_path: Path) -> None:
    one, two, document = two_copies(tmp_path)
    delete(one, document, S2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        put(two, replace(span(document, S2, 12), label="ORG"), relation(document, R1, S1, S2))
    merge_projects(one, [two], by="a", ask=lambda *_: 0)
    assert list(loose(said(one))) == []
    assert R1 in said(one)


def test_a_relation_to_what_another_curator_decided_otherwise_is_to_be_decided_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two, document = two_copies(tmp_path)

    def decided(project: Path, by: str, *changes: Annotation, item: str) -> None:
        decision = Decision(
            document=document, annotator="a", sentence=f"{document}:0", item=item, taken=by, by=by
        )
        with closing(open_project(project, "a")) as opened, closing(opened.open_layer()) as store:
            store.apply(*(Change(None, each) for each in (*changes, decision)))

    decided(one, "lead", span(document, G1, 4), item="span:4-7")
    decided(one, "lead", relation(document, R1, G1, S2), item="relations")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        decided(two, "huda", replace(span(document, G2, 4), label="ORG"), item="span:4-7")
    assert main(["merge", str(one), str(two)]) == 0
    assert "to be decided again" in capsys.readouterr().out
    merge_projects(two, [one], by="a")
    for project in (one, two):
        after = said(project)
        assert after.keys() & {G1, R1, G2} == {G2}
        assert [each.item for each in after.values() if isinstance(each, Decision)] == ["span:4-7"]


# -- any history -----------------------------------------------------------------------------------------

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["span", "relation", "note", "answer", "delete", "undo", "redo", "tick"]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    max_size=12,
)


def work(path: Path, acts: list[tuple[str, int, int]], name: str, clock: list[int]) -> None:
    """Carry ACTS out on the layer at PATH as the app would; NAME tells the ids of one copy from others'."""
    with closing(TinyDBStore.open(path, "a", KNOWN)) as store:
        for count, (act, first, second) in enumerate(acts):
            there = [each for each in store.by_document(TEXT.id) if not isinstance(each, State)]
            ends = [each for each in there if isinstance(each, Span)]
            notes = [each for each in there if isinstance(each, Note)]
            id, about = f"{name}{count}", {"document": TEXT.id, "annotator": "a"}
            if act == "span":
                store.apply(Change(None, span(TEXT.id, id, first)))
            elif act == "relation" and ends:
                source, target = ends[first % len(ends)].id, ends[second % len(ends)].id
                store.apply(Change(None, relation(TEXT.id, id, source, target)))
            elif act == "note" and there:
                on = there[first % len(there)]
                store.apply(Change(None, Note(id=id, about=on.id, text="x", **about)))
            elif act == "answer" and notes:
                on_note = notes[first % len(notes)]
                answer = Note(id=id, about=on_note.about, answers=on_note.id, text="y", **about)
                store.apply(Change(None, answer))
            elif act == "delete" and there:
                gone = there[first % len(there)]
                store.apply(*deletion([gone], lambda each: store.hanging_on(TEXT.id, each.id)))
            elif act in ("undo", "redo"):
                getattr(store, act)()
            elif act == "tick":
                clock[0] += 1


def said_by(path: Path) -> dict[str, Annotation]:
    with closing(TinyDBStore.read(path, "a", KNOWN)) as store:
        return {each.id: each for each in store.by_document(TEXT.id)}


@settings(max_examples=HISTORIES, deadline=None)
@given(before=ACTS, ours=ACTS, theirs=ACTS, third=ACTS)
def test_nothing_hangs_on_what_is_gone_and_all_copies_come_to_the_same(before, ours, theirs, third) -> None:  # type: ignore[no-untyped-def]
    clock = [0]
    with TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: f"2026-01-01T00:00:{clock[0]:02}+00:00")
        folder = Path(temporary)
        work(folder / "o" / "a.json", before, "o", clock)
        copies = []
        for name, acts in (("x", ours), ("y", theirs), ("z", third)):
            shutil.copytree(folder / "o", folder / name)
            work(folder / name / "a.json", acts, name, clock)
            copies.append(folder / name / "a.json")
        if not any(copy.exists() for copy in copies):
            return
        two = [
            merged(KNOWN, folder, f"two{n}", *order) for n, order in enumerate((copies[:2], copies[1::-1]))
        ]
        assert said_by(two[0]) == said_by(two[1])
        results = [
            merged(KNOWN, folder, f"m{n}", *order) for n, order in enumerate(itertools.permutations(copies))
        ]
        for each in (*two, *results):
            assert list(loose(said_by(each))) == []
        ends = [merged(KNOWN, folder, f"e{n}", each, *results) for n, each in enumerate(results)]
        assert all(said_by(each) == said_by(ends[0]) for each in ends)
        assert (
            merged(KNOWN, folder, "again", ends[0], ends[0]).with_suffix(".journal").read_bytes()
            == ends[0].with_suffix(".journal").read_bytes()
        )
