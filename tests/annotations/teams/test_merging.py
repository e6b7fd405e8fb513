"""Copies of a layer that went apart: whichever is merged into which, all have the same, and nothing is lost."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Annotation, Claim, Decision, Note, Sentence, Span, State
from annotations.project import open_project
from annotations.project_file import set_value
from annotations.queues import Queues, SavedQueue
from annotations.splitting import Splits, split_named
from annotations.store import journal as journal_module
from annotations.store import journaled
from annotations.store.lock import importing_lock
from annotations.store.protocol import GivenTexts
from annotations.store.reading import read_layer
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.adjudicating import Adjudication
from annotations.teams.agreeing import take_agreeing
from annotations.teams.agreement.matching import touch
from annotations.teams.comparing import compared_document
from annotations.teams.git import let_git_merge
from annotations.teams.histories import as_events, clashes, history_in, history_of
from annotations.teams.merging import merge_journals, merge_projects, write_history
from annotations.teams.people import change_person
from annotations.teams.uniting import united
from tests.annotations.formats.projects import make_project, say
from tests.annotations.teams.copies import merged
from tests.annotations.teams.simulated import Noise, annotate, make_team_project
from tui.cli import main

TEXT = make_document("x.txt", Decoded("قال الوزير نعم. " * 20, "utf-8"))
KNOWN = GivenTexts([TEXT])
HISTORIES = int(os.environ.get("HASHIYA_HISTORIES", "60"))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "change", "delete", "undo", "redo", "time", "tick", "back"]), st.integers(0, 7)
    ),
    max_size=14,
)  # fmt: skip


class Clock:
    """A clock that stands still, ticks, and is put back now and then."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        return f"2026-01-01T00:{self.seconds // 60:02}:{self.seconds % 60:02}+00:00"


def thing(number: int, said: str) -> Annotation:
    about = {"document": TEXT.id, "annotator": "a", "created": "", "id": f"{said}{number}"}
    if number < 4:
        return Span(ranges=((number, number + 2),), label="PER", **about)
    if number < 6:
        return Claim(sentence=f"{TEXT.id}:0", label="factual", **about)
    return State(sentence=f"{TEXT.id}:{number}", **about)


def work(path: Path, acts: list[tuple[str, int]], said: str, clock: Clock) -> None:
    """Carry ACTS out on the layer at PATH, as SAID; what is there can be of either copy."""
    store = TinyDBStore.open(path, "a", KNOWN)
    for act, number in acts:
        there = next(
            (each for name in ("o", said) if (each := store.annotation(TEXT.id, f"{name}{number}"))), None
        )
        if act == "put" and there is None:
            store.apply(Change(None, thing(number, said)))
        elif act == "change" and there is not None:
            store.apply(Change(there, replace(there, origin=f"{said}{clock.seconds}")))
        elif act == "delete" and there is not None:
            store.apply(Change(there, None))
        elif act in ("undo", "redo"):
            getattr(store, act)()
        elif act == "time":
            store.spend(Sentence(f"{TEXT.id}:{number}", TEXT.id, 1, 0, 2), 1.5)
        elif act == "tick":
            clock.seconds += 1
        elif act == "back":
            clock.seconds = max(0, clock.seconds - 2)
    store.close()


def said_by(path: Path) -> object:
    with closing(TinyDBStore.read(path, "a", KNOWN)) as store:
        assert not store.notices
        return sorted(store.by_document(TEXT.id), key=str), dict(store.times())


@settings(max_examples=HISTORIES, deadline=None)
@given(before=ACTS, ours=ACTS, theirs=ACTS, third=ACTS)
def test_the_same_comes_of_copies_in_any_order(before, ours, theirs, third) -> None:  # type: ignore[no-untyped-def]
    clock = Clock()
    with TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", clock)
        folder = Path(temporary)
        work(folder / "o" / "a.json", before, "o", clock)
        copies = []
        for name, acts in (("x", ours), ("y", theirs), ("z", third)):
            shutil.copytree(folder / "o", folder / name)
            work(folder / name / "a.json", acts, name, clock)
            copies.append(folder / name / "a.json")
        results = [
            merged(KNOWN, folder, f"m{number}", *order)
            for number, order in enumerate(itertools.permutations(copies))
        ]
        nested = merged(
            KNOWN,
            folder,
            "nested",
            merged(KNOWN, folder, "inner", *copies[1:]),
            copies[0],
            results[0],
            copies[1],
        )
        everything = (
            [said_by(each) for each in (*results, nested)] if any(c.exists() for c in copies) else []
        )
        assert all(each == everything[0] for each in everything)
        journals = (
            {each.with_suffix(".journal").read_bytes() for each in (*results, nested)}
            if everything
            else {b""}
        )
        assert len(journals) == 1
        acts = {act.id for copy in copies for act in history_of(copy)}
        assert {act.id for act in history_of(nested)} == acts
        for result in results[:1]:
            work(result, [("undo", 0), ("put", 0), ("redo", 0), ("delete", 0)], "w", clock)  # one can go on


@settings(max_examples=40, deadline=None)
@given(before=ACTS, ours=ACTS)
def test_a_copy_that_stood_still_changes_nothing(before, ours) -> None:  # type: ignore[no-untyped-def]
    clock = Clock()
    with TemporaryDirectory() as temporary, pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", clock)
        folder = Path(temporary)
        work(folder / "o" / "a.json", [("put", 0), *before], "o", clock)
        shutil.copytree(folder / "o", folder / "x")
        work(folder / "x" / "a.json", ours, "x", clock)
        alone, both = (
            folder / "x" / "a.json",
            merged(KNOWN, folder, "m", folder / "x" / "a.json", folder / "o" / "a.json"),
        )
        assert said_by(both)[0] == said_by(alone)[0]
        assert clashes(history_of(alone), history_of(folder / "o" / "a.json")) == []


def two_copies(folder: Path) -> tuple[Path, Path]:
    """A project and a copy of it, after which somebody went on in both."""
    project = make_project(folder / "one.hashiya", "قال الوزير نعم. وصل الوفد إلى طهران.")
    document = project.corpus.documents[0]
    say(project, [Span(document=document.id, annotator="a", id="s1", label="PER", ranges=((4, 10),))])
    project.close()
    shutil.copytree(project.folder, folder / "two.hashiya")
    return project.folder, folder / "two.hashiya"


def change(project: Path, id: str, **fields: object) -> None:
    with closing(open_project(project, "a")) as opened, closing(opened.open_layer()) as store:
        document = opened.corpus.documents[0].id
        before = store.annotation(document, id)
        store.apply(Change(before, replace(before, **fields) if fields else None))


def test_what_two_copies_did_to_one_annotation_is_told_and_the_later_one_counts(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    change(one, "s1", label="OCC")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        change(two, "s1", label="ORG")
    found = merge_projects(one, [two], by="a")
    ((name, clash),) = found.clashes
    assert (name, clash.left[0]["label"], clash.left[1]["label"], clash.kept) == ("a", "OCC", "ORG", 1)
    with closing(open_project(one, "a")) as project:
        assert [s.label for s in project.read_layer("a").by_document(project.corpus.documents[0].id)] == [
            "ORG"
        ]
    assert merge_projects(one, [two], by="a").clashes == []


def test_a_person_who_is_asked_can_take_the_earlier_one(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    change(one, "s1", label="OCC")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2099-01-01T00:00:00+00:00")
        change(two, "s1")
    merge_projects(one, [two], by="lead", ask=lambda *_: 0)
    with closing(open_project(one, "a")) as project:
        layer = project.read_layer("a")
        assert [s.label for s in layer.by_document(project.corpus.documents[0].id)] == ["OCC"]
        assert [event.by for event in layer.events()][-1] == "lead"
    assert merge_projects(one, [two], by="lead", ask=lambda *_: 1).edits == {}


def test_texts_layers_and_lines_of_another_project_come_once(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    other = make_project(
        tmp_path / "three.hashiya", "بغداد مدينة كبيرة جدا.", "قال الوزير نعم. وصل الوفد إلى طهران."
    )
    text = other.corpus.documents[0].id
    with closing(other.as_annotator("منى").open_layer()) as store:
        store.apply(Change(None, Note(document=text, annotator="منى", about=text, text="حسن")))
    (other.folder / "queues.jsonl").write_text('{"name": "q", "query": ":open"}\n')
    found = merge_projects(one, [two, other.folder], by="a")
    assert (found.documents, found.edits, found.lines) == (1, {"منى": 1}, 1)
    again = merge_projects(one, [two, other.folder, one], by="a")
    assert (again.documents, again.edits, again.lines) == (0, {}, 0)
    with closing(open_project(one)) as project:
        assert [each.name for each in project.corpus.documents] == ["1.txt", "1.txt"]
        assert project.read_layer("منى").by_document(text)[0].text == "حسن"


def test_a_merge_that_was_cut_off_before_the_file_was_written_is_whole(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    change(two, "s1", label="ORG")
    path = one / "annotations" / "a.json"
    old = path.read_bytes()
    write_history(path, united([history_of(path), history_of(two / "annotations" / "a.json")]))
    path.write_bytes(old)  # as it is where nobody came to take it away
    with closing(open_project(one, "a")) as project:
        layer = project.read_layer("a")
        assert [s.label for s in layer.by_document(project.corpus.documents[0].id)] == ["ORG"]
    with closing(open_project(one, "a")) as project, closing(project.open_layer()):
        pass
    assert read_layer(path, thorough=True).findings == []
    assert len(TinyDB(path).table("spans")) == 1


def test_a_layer_that_somebody_has_open_is_not_merged_into(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    change(two, "s1", label="ORG")
    with (
        closing(open_project(one, "a")) as project,
        closing(project.open_layer()),
        pytest.raises(HashiyaError, match="open"),
    ):
        merge_projects(one, [two], by="a")


def test_a_layer_whose_history_is_lost_is_merged_as_it_is(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    (two / "annotations" / "a.journal").unlink()
    change(one, "s1", label="OCC")
    merge_projects(one, [two], by="a")
    with closing(open_project(one, "a")) as project:
        found = project.read_layer("a").by_document(project.corpus.documents[0].id)
        assert len(found) == 1
    assert merge_projects(one, [two], by="a").edits == {}
    damaged = tmp_path / "d.journal"
    damaged.write_bytes((one / "annotations" / "a.journal").read_bytes()[40:])
    with pytest.raises(HashiyaError, match="hashiya merge"):
        history_in(damaged)


def test_journals_by_themselves_are_merged_as_git_asks(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    change(one, "s1", label="OCC")
    change(two, "s1", attributes=(("sure", True),))
    ours, theirs = (folder / "annotations" / "a.journal" for folder in (one, two))
    merge_journals(ours, theirs)
    numbers = [event.number for event in journal_module.events_of(ours)]
    assert numbers == [1, 2, 3]
    assert list(as_events(history_in(ours))) == list(journal_module.events_of(ours))


def finish(project: Path, number: int) -> None:
    """Somebody finishes the sentence NUMBER."""
    with closing(open_project(project, "a")) as opened, closing(opened.open_layer()) as store:
        sentence = opened.corpus.sequence[number]
        store.apply(Change(None, State(document=sentence.document, annotator="a", sentence=sentence.id)))


def done(project: Path) -> set[str]:
    with closing(open_project(project, "a")) as opened, closing(opened.read_layer("a")) as store:
        return set(store.states())


def test_a_file_of_another_history_is_not_believed_where_its_lines_are_as_long(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(journaled, "now", lambda: "2026-01-01T00:00:00+00:00")
        finish(one, 0)
        finish(two, 1)
    path = one / "annotations" / "a.json"
    old = path.read_bytes()
    write_history(path, united([history_of(path), history_of(two / "annotations" / "a.json")]))
    path.write_bytes(old)  # as git leaves it, which does not know it
    assert len(done(one)) == 2
    merge_projects(one, [two], by="a")
    assert len(done(one)) == 2


def test_what_two_curators_decided_apart_is_in_gold_once_and_the_later_one_counts(tmp_path: Path) -> None:
    project, truth = make_team_project(tmp_path / "one.hashiya", 20)
    for name, noise in (("amal", Noise(0.1, 0.0, 0.2, 0.2)), ("mona", Noise(0.0, 0.1, 0.0, 0.1))):
        annotate(project, truth, name, noise)
    project.close()
    shutil.copytree(project.folder, tmp_path / "two.hashiya")
    for folder, curator, taken in (
        (project.folder, "lead", "amal"),
        (tmp_path / "two.hashiya", "huda", "mona"),
    ):
        with closing(open_project(folder, curator)) as opened, closing(opened.open_gold()) as gold:
            layers = [opened.read_layer(name) for name in ("amal", "mona")]
            take_agreeing(opened.corpus, layers, gold, curator, 2)
            adjudication = Adjudication(gold, curator)
            for document in opened.corpus.documents:
                for found in compared_document(opened.corpus, layers, document).sentences:
                    case = adjudication.case(found)
                    if case and case.open:
                        gold.apply(*adjudication.take_sentence(case, taken))
    merged = merge_projects(project.folder, [tmp_path / "two.hashiya"], by="lead")
    assert merged.clashes
    with closing(open_project(project.folder)) as opened, closing(opened.read_layer("gold")) as gold:
        for document in opened.corpus.documents:
            said = gold.by_document(document.id)
            decisions = [each for each in said if isinstance(each, Decision)]
            assert len({(each.sentence, each.item) for each in decisions}) == len(decisions)
            spans = [(each.label, each.ranges) for each in said if isinstance(each, Span)]
            assert len(set(spans)) == len(spans)
            for one, other in itertools.combinations([e for e in said if isinstance(e, Span)], 2):
                assert (
                    not touch(one.ranges, other.ranges)
                    or "+" in one.origin + other.origin
                    or one.origin == other.origin
                )


def test_time_that_a_copy_without_history_tells_is_not_spent_twice(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    with closing(open_project(one, "a")) as project, closing(project.open_layer()) as store:
        sentence = project.corpus.sequence[0]
        store.spend(sentence, 60.0)
        store.spend(sentence, 40.0)
    shutil.rmtree(two)
    shutil.copytree(one, two)
    (two / "annotations" / "a.journal").unlink()
    for into, source in ((one, two), (two, one)):
        merge_projects(into, [source], by="a")
        with closing(open_project(into, "a")) as project, closing(project.read_layer("a")) as layer:
            assert dict(layer.times()) == {sentence.id: 100.0}


def test_time_that_was_spent_after_the_history_was_lost_counts_too(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    with closing(open_project(one, "a")) as project, closing(project.open_layer()) as store:
        sentence = project.corpus.sequence[0]
        store.spend(sentence, 100.0)
    shutil.rmtree(two)
    shutil.copytree(one, two)
    (two / "annotations" / "a.journal").unlink()
    with closing(open_project(two, "a")) as project, closing(project.open_layer()) as store:
        store.spend(sentence, 20.0)
    merge_projects(one, [two], by="a")
    with closing(open_project(one, "a")) as project, closing(project.read_layer("a")) as layer:
        assert dict(layer.times()) == {sentence.id: 120.0}


def test_a_damaged_source_leaves_a_healthy_project_healthy(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    (two / "annotations" / "a.journal").unlink()
    path = two / "annotations" / "a.json"
    damaged = path.read_bytes().replace(b"[[4,10]]", b"[[4,99999]]").replace(b'"s1"', b'"s2"')
    path.write_bytes(damaged.split(b'"_journal"')[0].rstrip(b",\n") + b"}")
    before = (one / "annotations" / "a.journal").read_bytes()
    with pytest.raises(HashiyaError):
        merge_projects(one, [two], by="a")
    assert (one / "annotations" / "a.journal").read_bytes() == before


def test_a_copy_without_history_brings_nothing_back_that_was_deleted(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    (two / "annotations" / "a.journal").unlink()
    merge_projects(one, [two], by="a")
    change(one, "s1")
    finish(two, 0)
    merge_projects(one, [two], by="a")
    with closing(open_project(one, "a")) as project:
        said = project.read_layer("a").by_document(project.corpus.documents[0].id)
    assert [type(each) for each in said] == [State]


def test_layers_without_history_are_in_git_all_the_same(tmp_path: Path) -> None:
    one, _ = two_copies(tmp_path)
    (one / "annotations" / "a.journal").unlink()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    let_git_merge(one)
    (one / "annotations" / "a.json").unlink()  # as in a clone
    with closing(open_project(one, "a")) as project:
        assert len(project.read_layer("a").by_document(project.corpus.documents[0].id)) == 1


def test_while_somebody_brings_texts_into_a_project_nothing_is_merged_into_it(tmp_path: Path) -> None:
    one, two = two_copies(tmp_path)
    lock = importing_lock(one)
    with pytest.raises(HashiyaError, match="being imported"):
        merge_projects(one, [two], by="a")
    lock.release()
    merge_projects(one, [two], by="a")
    importing_lock(one).release()  # and it is free again


@pytest.mark.parametrize("turned", [False, True])
def test_files_of_lines_say_the_same_whichever_copy_is_merged_into_which(
    tmp_path: Path, turned: bool
) -> None:
    one, two = two_copies(tmp_path)
    split = split_named("50/25/25", 1)
    documents = {f"{n}": Counter({"PER": n}) for n in range(8)}
    first = Splits(one / "splits.jsonl").parts(split, documents)
    Splits(two / "splits.jsonl").parts(split, {**documents, "8": Counter(), "9": Counter({"PER": 20})})
    Queues(one / "queues.jsonl").save(SavedQueue("q", "#PER"))
    Queues(two / "queues.jsonl").save(SavedQueue("q", "#GPE"))
    Queues(two / "queues.jsonl").forget("q")
    Queues(two / "queues.jsonl").save(SavedQueue("q", "#GPE"))
    into, source = (two, one) if turned else (one, two)
    merge_projects(into, [source], by="a")
    known = Splits(into / "splits.jsonl").known(split)
    assert {each: known[each] for each in documents} == first
    assert [each.query for each in Queues(into / "queues.jsonl").all()] == ["#GPE"]


def test_people_and_labels_of_a_copy_are_told_and_not_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = two_copies(tmp_path)
    change_person(one, "lead", ["manager"])
    for name in ("lead", "zaid"):
        change_person(two, name, ["manager"])
    set_value(two, "labels", "arabic-factcheck")
    assert main(["merge", str(one), str(two), "--annotator", "lead"]) == 0
    told = capsys.readouterr().out
    assert "zaid" in told
    assert "schema set" in told
    with closing(open_project(one)) as project:
        assert set(project.people.roles) == {"lead"}
