"""Curators who decided apart: a merge takes out of gold what was overruled, and nothing else."""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest

from annotations.history import Change
from annotations.model import Annotation, Decision, Note, Span, State
from annotations.project import open_project
from annotations.store import journaled
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.adjudicating import Adjudication, Case
from annotations.teams.agreeing import take_agreeing
from annotations.teams.agreement.matching import touch
from annotations.teams.comparing import compared_document
from annotations.teams.items import letters_of
from annotations.teams.merging import merge_projects
from tests.annotations.formats.projects import make_project
from tests.annotations.teams.simulated import Noise, annotate, make_team_project
from tui.cli import main
from tui.session.checking import Checking

NAMES = ("amal", "mona", "zaid")


class Clock:
    """Seconds that go on with every edit."""

    def __init__(self) -> None:
        self.seconds = 0

    def __call__(self) -> str:
        self.seconds += 1
        return f"2026-01-01T{self.seconds // 3600:02}:{self.seconds // 60 % 60:02}:{self.seconds % 60:02}+00:00"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that three people have labelled, each otherwise here and there."""
    project, truth = make_team_project(tmp_path / "team.hashiya", 12)
    for name, noise in zip(
        NAMES, (Noise(0.1, 0.0, 0.2, 0.2), Noise(0.0, 0.1, 0.0, 0.1), Noise(0.2, 0.2, 0, 0.3)), strict=True
    ):
        annotate(project, truth, name, noise)
    project.close()
    monkeypatch.setattr(journaled, "now", Clock())
    return project.folder


def copied(project: Path, name: str) -> Path:
    return Path(shutil.copytree(project, project.with_name(f"{name}.hashiya")))


def in_gold(
    project: Path, act: Callable[[TinyDBStore, Adjudication, list[Case]], None], by: str = "lead"
) -> None:
    """Let a curator ACT on the open cases of PROJECT."""
    with closing(open_project(project, by)) as opened, closing(opened.open_gold()) as gold:
        layers = [opened.read_layer(name) for name in NAMES]
        adjudication = Adjudication(gold, by)
        sentences = (
            s
            for d in opened.corpus.documents
            for s in compared_document(opened.corpus, layers, d).sentences
        )
        act(gold, adjudication, [case for each in sentences if (case := adjudication.case(each))])


def agreeing(at_least: int) -> Callable[[Path], None]:
    def act(project: Path) -> None:
        with closing(open_project(project, "lead")) as opened, closing(opened.open_gold()) as gold:
            layers = [opened.read_layer(name) for name in NAMES]
            take_agreeing(opened.corpus, layers, gold, "lead", at_least)

    return act


def one_by_one(name: str) -> Callable[[Path], None]:
    """Everything that is open, item by item, as NAME has it."""

    def act(gold: TinyDBStore, adjudication: Adjudication, cases: Iterable[Case]) -> None:
        for found in cases:
            while (case := adjudication.case(found.compared)) and case.open:
                item = next((i for i in case.open if not adjudication.waits(case, i)), case.open[0])
                gold.apply(*adjudication.take(case, item, [name]))

    return lambda project: in_gold(project, act)


def said(project: Path, layer: str = "gold") -> list[Annotation]:
    with closing(open_project(project)) as opened, closing(opened.read_layer(layer)) as found:
        return sorted((e for d in found.documents() for e in found.by_document(d)), key=str)


def contents(project: Path) -> set[tuple[object, ...]]:
    return {(e.label, e.ranges, e.document) for e in said(project) if isinstance(e, Span)}


def spans_of(project: Path, decision: Decision) -> list[Span]:
    letters = letters_of(decision.item)
    return [
        e for e in said(project)
        if isinstance(e, Span) and e.document == decision.document and touch(e.ranges, letters)
    ]  # fmt: skip


def test_what_one_pass_took_and_another_did_not_stays(team: Path) -> None:
    other = copied(team, "other")
    agreeing(2)(team)
    agreeing(3)(other)
    before = contents(team)
    assert contents(other) < before
    for into, source in ((team, other), (other, team)):
        merge_projects(into, [source], by="lead")
        assert contents(into) == before
    assert said(team) == said(other)


def test_one_decision_elsewhere_takes_nothing_but_what_it_is_about(team: Path) -> None:
    other = copied(team, "other")
    agreeing(2)(team)
    before = contents(team)

    def act(gold: TinyDBStore, adjudication: Adjudication, cases: list[Case]) -> None:
        case = next(c for c in cases if any(i.kind == "span" and i.agreed for i in c.items))
        item = next(i for i in case.items if i.kind == "span" and i.agreed)
        gold.apply(*adjudication.take(case, item, []))

    in_gold(other, act, "huda")
    (decision,) = (e for e in said(other) if isinstance(e, Decision))
    gone = {(e.label, e.ranges, e.document) for e in spans_of(team, decision)}
    merge_projects(team, [other], by="lead")
    assert gone
    assert contents(team) == before - gone


def test_what_was_taken_back_and_decided_again_is_not_undone_by_an_older_copy(team: Path) -> None:
    agreeing(2)(team)
    older = copied(team, "older")
    in_gold(team, lambda gold, *_: [gold.undo() for _ in range(40)] and None)  # type: ignore[func-returns-value]
    one_by_one("mona")(team)
    before = contents(team)
    assert before
    merge_projects(team, [older], by="lead")
    assert contents(team) == before
    merge_projects(older, [team], by="lead")
    assert said(older) == said(team)


def test_who_decides_once_more_without_the_other_copy_is_the_later_one(team: Path) -> None:
    other = copied(team, "other")

    def first(name: str) -> Callable[[TinyDBStore, Adjudication, list[Case]], None]:
        def act(gold: TinyDBStore, adjudication: Adjudication, cases: list[Case]) -> None:
            case = next(c for c in cases if any(i.kind == "span" and not i.agreed for i in c.items))
            item = next(i for i in case.items if i.kind == "span" and not i.agreed)
            gold.apply(*adjudication.take(case, item, [name] if name else []))

        return act

    in_gold(team, first("mona"))
    in_gold(other, first("amal"), "huda")
    in_gold(team, first(""))  # nothing is right there
    for into, source in ((team, other), (other, team)):
        merge_projects(into, [source], by="lead")
    (decision,) = (e for e in said(team) if isinstance(e, Decision) and e.item.startswith("span"))
    assert decision.taken == ""
    assert spans_of(team, decision) == []
    assert said(team) == said(other)


def test_taking_back_ones_own_decision_leaves_that_of_another(team: Path) -> None:
    other = copied(team, "other")
    one_by_one("amal")(team)
    one_by_one("mona")(other)
    before = contents(other)
    in_gold(team, lambda gold, *_: [gold.undo() for _ in range(400)] and None)  # type: ignore[func-returns-value]
    assert contents(team) == set()
    for into, source in ((team, other), (other, team)):
        merge_projects(into, [source], by="lead")
        assert contents(into) == before
    assert said(team) == said(other)


@pytest.mark.parametrize("seed", range(6))
def test_every_decision_has_in_gold_what_it_took_whoever_else_decided(team: Path, seed: int) -> None:
    chance = random.Random(seed)
    ways = [agreeing(2), agreeing(3), one_by_one("amal"), one_by_one("mona")]
    copies = [copied(team, name) for name in ("x", "y", "z")]
    for each in copies:
        for _ in range(chance.randrange(1, 4)):
            chance.choice(ways)(each)
            for _ in range(chance.randrange(3)):
                in_gold(each, lambda gold, *_: gold.undo() and None)  # type: ignore[func-returns-value]
    results = []
    for number, order in enumerate(itertools.permutations(copies)):
        into = copied(team, f"m{number}")
        merge_projects(into, order, by="lead")
        results.append(said(into))
    assert all(each == results[0] for each in results)
    for decision in (e for e in results[0] if isinstance(e, Decision) and e.item.startswith("span:")):
        there = {(e.label, e.ranges) for e in spans_of(into, decision)}
        takers = decision.taken.split("+")
        wanted = {
            (e.label, e.ranges)
            for e in (said(team, takers[0]) if decision.taken else [])
            if isinstance(e, Span)
            and e.document == decision.document
            and touch(e.ranges, letters_of(decision.item))
        }
        assert there == wanted


def test_what_a_reviewer_wrote_in_two_copies_is_all_there(tmp_path: Path) -> None:
    project = make_project(tmp_path / "one.hashiya", "قال الوزير نعم.")
    project.close()
    assert main(["people", str(project.folder), "lead", "--role", "manager", "--role", "curator"]) == 0
    assert main(["people", str(project.folder), "amal", "--annotator", "lead"]) == 0
    with closing(open_project(project.folder, "amal")) as opened, closing(opened.open_layer()) as store:
        sentence = opened.corpus.sequence[0]
        store.apply(Change(None, State(document=sentence.document, annotator="amal", sentence=sentence.id)))
    other = copied(project.folder, "two")
    for folder, comment in ((project.folder, "الحد خطأ، انظر الصفحة 3"), (other, "التصنيف")):
        with closing(open_project(folder, "lead")) as opened, closing(opened.open_layer()) as own:
            Checking(opened, own, opened.read_layer("amal"), 50, 1).say(False, comment)
    merge_projects(project.folder, [other], by="lead")
    notes = [each.text for each in said(project.folder, "lead") if isinstance(each, Note)]
    assert sorted(notes) == sorted(["الحد خطأ، انظر الصفحة 3", "التصنيف"])


def test_decisions_on_items_that_share_letters_only_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = make_project(tmp_path / "one.hashiya", "قال الوزير نعم.")
    project.close()
    other = copied(project.folder, "two")
    for folder, by, end in ((project.folder, "lead", 10), (other, "huda", 14)):
        with closing(open_project(folder, by)) as opened, closing(opened.open_gold()) as gold:
            sentence = opened.corpus.sequence[0]
            about = {"document": sentence.document, "annotator": "gold"}
            decision = Decision(sentence=sentence.id, item=f"span:4-{end}", taken=by, by=by, **about)
            gold.apply(Change(None, decision), Change(None, Span(label="PER", ranges=((4, end),), **about)))
    assert main(["merge", str(project.folder), str(other)]) == 0
    told = capsys.readouterr().out
    assert "with other letters" in told
    assert "span:4-10 lead (lead)" in told
    assert "span:4-14 huda (huda)" in told
    assert main(["merge", str(project.folder), str(other)]) == 0
    assert "with other letters" not in capsys.readouterr().out
