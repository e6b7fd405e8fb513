"""A team from the first label to gold: labelled apart, merged, measured, and decided on by keys.

Four people with habits of their own label real text through the store; what is measured is held beside the
packages that compute it, and the rest is decided in the app.
"""

from __future__ import annotations

import json
import math
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from annotations.model import Claim, Decision, Span, State
from annotations.project import Project, open_project
from annotations.teams.people import GOLD
from tests.annotations.teams.simulated import Labelled, Noise, annotate, make_team_project
from tui.app import HashiyaApp
from tui.cli import main
from tui.locale import Texts
from tui.screens.adjudication import AdjudicationScreen

SENTENCES = 2000
TEAM = {
    "amal": (Noise(missed=0.05, shifted=0.05, kept=0.05, wrong=0.05), 0.0),
    "lead": (Noise(missed=0.02, shifted=0.02, kept=0.02, wrong=0.02), 0.1),
    "zayd": (Noise(missed=0.2, shifted=0.1, kept=0.1, wrong=0.2), 0.2),
    "منى": (Noise(missed=0.1, kept=0.3, wrong=0.1), 0.05),
}
CLOSE = 1e-6
Said = dict[str, dict[str, Any]]  # by person and sentence


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Project, list[Labelled]]]:
    """One project, into which the copies of four people were merged, one of them twice."""
    folder = tmp_path_factory.mktemp("team")
    project, truth = make_team_project(folder / "into.hashiya", SENTENCES)
    copies = []
    for name, (noise, skip) in TEAM.items():
        copy = folder / f"{name}.hashiya"
        shutil.copytree(project.folder, copy)
        with closing(open_project(copy)) as theirs:
            annotate(theirs, truth, name, noise, skip, at_once=5000)
        copies.append(copy)
    assert main(["merge", str(project.folder), *map(str, copies)]) == 0
    assert main(["merge", str(project.folder), str(copies[0])]) == 0
    yield project, truth
    project.close()


def test_nothing_is_lost_on_the_way(merged: tuple[Project, list[Labelled]]) -> None:
    project, _ = merged
    assert project.layers == sorted(TEAM)
    for name in TEAM:
        copy = open_project(project.folder.parent / f"{name}.hashiya")
        with (
            closing(copy),
            closing(copy.read_layer(name)) as theirs,
            closing(project.read_layer(name)) as ours,
        ):
            assert theirs.ids() == ours.ids()
            for document in theirs.documents()[:20]:
                assert sorted(map(str, theirs.by_document(document))) == sorted(
                    map(str, ours.by_document(document))
                )


@pytest.fixture(scope="module")
def figures(
    merged: tuple[Project, list[Labelled]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What `hashiya agree --json` says."""
    project, _ = merged
    path = tmp_path_factory.mktemp("figures") / "agree.json"
    with path.open("w", encoding="utf-8") as out, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdout", out)
        assert main(["agree", str(project.folder), "--json", "--no-bounds"]) == 0
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def said(
    merged: tuple[Project, list[Labelled]],
) -> tuple[dict[str, dict[str, frozenset[str]]], dict[str, dict[str, set[Any]]]]:
    """By person and finished sentence: the claim labels, and the spans."""
    project, _ = merged
    claims: dict[str, dict[str, frozenset[str]]] = {}
    spans: dict[str, dict[str, set[Any]]] = {}
    for name in TEAM:
        labels, found = defaultdict(set), defaultdict(set)
        done = set()
        with closing(project.read_layer(name)) as layer:
            for document in layer.documents():
                for each in layer.by_document(document):
                    if isinstance(each, State):
                        done.add(each.sentence)
                    elif isinstance(each, Claim):
                        labels[each.sentence].add(each.label)
                    elif isinstance(each, Span):
                        sentence = project.corpus.sequence[project.corpus.index_at(document, each.start)]
                        found[sentence.id].add((each.label, each.start, each.end))
        claims[name] = {id: frozenset(labels[id]) for id in done}
        spans[name] = {id: found[id] for id in done}
    return claims, spans


def row(figures: dict[str, Any], table: str, name: str) -> dict[str, Any]:
    rows = next(each["rows"] for each in figures["tables"] if each["name"] == table)
    return next(each for each in rows if each["name"] == name)


def value(figures: dict[str, Any], table: str, name: str, measure: str) -> float:
    return float(row(figures, table, name)["figures"][measure]["value"])


def test_labels_of_sentences_are_as_the_packages_have_them(figures: dict[str, Any], said: Any) -> None:
    claims, _ = said
    ids = sorted({id for each in claims.values() for id in each})
    codes = {
        labels: n
        for n, labels in enumerate(sorted({v for c in claims.values() for v in c.values()}, key=sorted))
    }
    data = np.array([[codes[claims[p][i]] if i in claims[p] else math.nan for i in ids] for p in TEAM])
    ours = value(figures, "sentences", "claims", "alpha")
    assert ours == pytest.approx(
        krippendorff.alpha(reliability_data=data, level_of_measurement="nominal"), abs=CLOSE
    )
    full = data[:, ~np.isnan(data).any(axis=0)].T.astype(int)
    theirs = fleiss_kappa(aggregate_raters(full)[0])
    assert value(figures, "sentences", "claims", "fleiss") == pytest.approx(theirs, abs=CLOSE)
    pairable = [i for i in ids if sum(i in claims[p] for p in TEAM) > 1]
    task = AnnotationTask(
        data=[(p, i, claims[p][i]) for i in pairable for p in TEAM if i in claims[p]],
        distance=masi_distance,
    )
    assert value(figures, "sentences", "claims", "masi") == pytest.approx(task.alpha(), abs=CLOSE)
    assert row(figures, "sentences", "claims")["n"] == len(pairable) == figures["compared"]
    assert figures["alone"] == len(ids) - len(pairable)


def test_each_label_and_two_people_are_as_the_packages_have_them(
    merged: tuple[Project, list[Labelled]], said: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    project, _ = merged
    claims, _ = said
    capsys.readouterr()
    arguments = [
        "agree",
        str(project.folder),
        "--json",
        "--no-bounds",
        "--annotator",
        "amal",
        "--annotator",
        "zayd",
    ]
    assert main(arguments) == 0
    figures = json.loads(capsys.readouterr().out)
    both = sorted(claims["amal"].keys() & claims["zayd"].keys())
    for label in ("factual-claim", "opinion", "prediction"):
        one, other = ([label in claims[name][id] for id in both] for name in ("amal", "zayd"))
        assert value(figures, "claims", label, "cohen") == pytest.approx(
            cohen_kappa_score(one, other), abs=CLOSE
        )
        data = np.array([one, other], dtype=float)
        theirs = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert value(figures, "claims", label, "alpha") == pytest.approx(theirs, abs=CLOSE)


def test_spans_are_as_plain_sets_have_them(figures: dict[str, Any], said: Any) -> None:
    _, spans = said
    equal = there = 0
    by_label: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    blind = [0, 0]
    for one, other in combinations(TEAM, 2):
        for id in spans[one].keys() & spans[other].keys():
            a, b = spans[one][id], spans[other][id]
            equal, there = equal + len(a & b), there + len(a) + len(b)
            for label, *_ in [*a, *b]:
                by_label[label][1] += 1
            for label, *_ in a & b:
                by_label[label][0] += 2
            places = [{(start, end) for _, start, end in each} for each in (a, b)]
            blind = [blind[0] + 2 * len(places[0] & places[1]), blind[1] + len(a) + len(b)]
    assert value(figures, "spans", "exact", "f1") == pytest.approx(2 * equal / there, abs=CLOSE)
    assert value(figures, "spans", "boundaries", "f1") == pytest.approx(blind[0] / blind[1], abs=CLOSE)
    for label, (matched, all_of_it) in by_label.items():
        assert value(figures, "span-labels", label, "exact") == pytest.approx(
            matched / all_of_it, abs=CLOSE
        )
    order = [value(figures, "spans", fit, "f1") for fit in ("exact", "overlap", "blind")]
    assert order == sorted(order)


def test_letters_are_as_the_package_has_them(
    merged: tuple[Project, list[Labelled]], figures: dict[str, Any], said: Any
) -> None:
    project, _ = merged
    _, spans = said
    columns: list[list[float]] = [[] for _ in TEAM]
    codes: dict[str, int] = {}
    for sentence in project.corpus.sequence:
        for column, name in zip(columns, TEAM, strict=True):
            letters: list[Any] = [set() for _ in range(sentence.end - sentence.start)]
            for label, start, end in spans[name].get(sentence.id, ()):
                for place in range(start - sentence.start, min(end, sentence.end) - sentence.start):
                    letters[place].add(label)
            known = sentence.id in spans[name]
            column += [
                codes.setdefault("+".join(sorted(each)), len(codes)) if known else math.nan
                for each in letters
            ]
    theirs = krippendorff.alpha(reliability_data=np.array(columns), level_of_measurement="nominal")
    assert value(figures, "letters", "letters", "alpha") == pytest.approx(theirs, abs=CLOSE)


def test_particles_that_were_kept_are_counted(figures: dict[str, Any]) -> None:
    assert figures["proclitics"] > 50


async def test_the_rest_is_decided_by_keys(merged: tuple[Project, list[Labelled]]) -> None:
    project, _ = merged
    assert main(["adjudicate", str(project.folder), "--agreeing", "3", "--annotator", "judge"]) == 0
    with closing(project.read_layer(GOLD)) as gold:
        before = {each.id: each for each in _decisions(gold)}
        finished = gold.done_count()
    assert finished > SENTENCES / 4
    with closing(open_project(project.folder, "judge")) as opened, closing(opened.open_layer()) as own:
        app = HashiyaApp(opened, own, Texts("en"))
        pressed = 0
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.press("ctrl+k")
            screen = pilot.app.screen
            assert isinstance(screen, AdjudicationScreen)
            while not screen.deciding.finished:
                await pilot.pause(0.05)
            chosen: dict[tuple[str, str], str] = {}
            while len(chosen) < 50:
                case, item = screen.deciding.case, screen.deciding.current
                assert case is not None
                assert item is not None
                assert item.key in {each.key for each in case.open}, "the next one that is not decided"
                name = sorted(item.versions)[len(chosen) % len(item.versions)]
                await pilot.press(str(screen.deciding.names.index(name) + 1))
                pressed += 1
                chosen[case.compared.sentence.id, item.key] = name
            await pilot.press("g")  # a reason, of the last one
            await pilot.press("escape")
        assert pressed <= 2 * len(chosen)
    with closing(project.read_layer(GOLD)) as gold:
        decisions = {(each.sentence, each.item): each for each in _decisions(gold)}
        assert all(decisions[key].taken == name for key, name in chosen.items())
        assert all(decisions[key].by == "judge" for key in chosen)
        assert Counter(each.reason for each in decisions.values())["guideline-gap"] == 1
        kept = {each.id: each for each in _decisions(gold)}
        assert before.items() <= kept.items(), "no decision was undone"
        _holds(project, gold, chosen)
    again = _decided(project)
    assert main(["adjudicate", str(project.folder), "--agreeing", "3", "--annotator", "judge"]) == 0
    assert main(["merge", str(project.folder), str(project.folder.parent / "amal.hashiya")]) == 0
    assert again.items() <= _decided(project).items()


def _decisions(layer: Any) -> list[Decision]:
    return [e for d in layer.documents() for e in layer.by_document(d) if isinstance(e, Decision)]


def _decided(project: Project) -> dict[str, Any]:
    with closing(project.read_layer(GOLD)) as gold:
        return {each.id: each for d in gold.documents() for each in gold.by_document(d)}


def _holds(project: Project, gold: Any, chosen: dict[tuple[str, str], str]) -> None:
    """Gold has on the letters of an item what the person who was chosen has there."""
    looked_at = 0
    for (sentence_id, key), name in chosen.items():
        kind, _, place = key.partition(":")
        if kind != "span":
            continue
        start, end = map(int, place.split("-"))
        index = project.corpus.index_of(sentence_id)
        assert index is not None
        sentence = project.corpus.sequence[index]
        with closing(project.read_layer(name)) as layer:
            there, wanted = (
                {
                    (each.label, each.ranges)
                    for each in store.by_sentence(sentence)
                    if isinstance(each, Span) and each.touches(start, end)
                }
                for store in (gold, layer)
            )
        assert there == wanted, key
        looked_at += 1
    assert looked_at > 10
