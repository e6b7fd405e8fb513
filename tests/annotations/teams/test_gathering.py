"""What several people said, counted so that bounds are drawn by sentence and attributes are by thing."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import krippendorff
import numpy as np
import pytest

from annotations.model import Annotation, Span, State
from annotations.project import Project
from annotations.teams.agreement import WHOLE
from annotations.teams.agreement.alpha import alpha
from annotations.teams.agreement.collecting import gather
from annotations.teams.agreement.figures import Measuring, tables
from annotations.teams.agreement.gathering import Gathered
from annotations.teams.agreement.matching import f1, pairs
from tests.annotations.formats.projects import make_project, say

NAMES = ("a", "b", "c", "d", "e")


def gathered(project: Project, names: Sequence[str]) -> Gathered:
    return gather(project, [project.read_layer(name) for name in names])[WHOLE]


def done(project: Project, name: str) -> list[Annotation]:
    return [
        State(document=each.document, annotator=name, sentence=each.id) for each in project.corpus.sequence
    ]


def test_attributes_are_by_thing_and_person_as_alpha_wants_them(tmp_path: Path) -> None:
    project = make_project(tmp_path / "x.hashiya", " ".join(f"قال محمد رقم {n} نعم." for n in range(30)))
    chance, rows = random.Random(2), []
    said: dict[str, list[Annotation]] = {name: done(project, name) for name in NAMES[:3]}
    for sentence in project.corpus.sequence:
        row: list[float] = []
        for name in NAMES[:3]:
            value = chance.choice([1, 1, 2, 3, None])
            row.append(np.nan if value is None else value)
            if value is not None:
                place = ((sentence.start + 4, sentence.start + 8),)
                said[name].append(
                    Span(
                        document=sentence.document, annotator=name, label="PER", ranges=place,
                        attributes=(("sure", value),),
                    )
                )  # fmt: skip
        rows.append(row)
    for name, things in said.items():
        say(project.as_annotator(name), things)
    found = gathered(project, NAMES[:3]).values["span", "sure"]
    theirs = krippendorff.alpha(np.array(rows).T, level_of_measurement="nominal")
    assert alpha(found) == pytest.approx(theirs, abs=1e-6)
    assert sum(found.values()) == sum(np.isfinite(row).sum() > 1 for row in np.array(rows))


def test_bounds_are_those_of_sentences_drawn_and_not_of_pairs(tmp_path: Path) -> None:
    project = make_project(tmp_path / "x.hashiya", " ".join(f"قال محمد رقم {n} نعم." for n in range(60)))
    chance = random.Random(3)
    hard = {each.id for each in project.corpus.sequence if chance.random() < 0.2}
    for name in NAMES:
        spans: list[Annotation] = []
        for place, sentence in enumerate(project.corpus.sequence):
            start = sentence.start + (NAMES.index(name) if sentence.id in hard and place % 2 == 0 else 4)
            ranges = ((start, start + 3 + (sentence.id in hard) * NAMES.index(name)),)
            spans.append(Span(document=sentence.document, annotator=name, label="PER", ranges=ranges))
        say(project.as_annotator(name), [*done(project, name), *spans])
    found = gathered(project, NAMES)
    (table,) = (t for t in tables(found, project.schema, Measuring(800)) if t.name == "spans")
    figure = table.rows[0].figures["f1"]
    counts = [each for each, many in found.spans.over("exact").items() for _ in range(many)]
    assert len(counts) == 60  # one a sentence, whoever many pairs there are
    drawn = sorted(f1(Counter(chance.choices(counts, k=60))) or 0.0 for _ in range(2000))
    assert figure.bounds is not None
    assert figure.bounds == pytest.approx((drawn[50], drawn[1949]), abs=0.03)


def test_a_span_over_two_sentences_is_on_the_letters_of_both(tmp_path: Path) -> None:
    project = make_project(tmp_path / "x.hashiya", "قال محمد نعم. وصل أحمد أمس.")
    first, second = project.corpus.sequence[:2]
    where = {"document": first.document, "label": "PER"}
    whole = ((first.start + 4, second.start + 3),)
    parts = [
        ((first.start + 4, first.end),),
        ((first.end, second.start),),
        ((second.start, second.start + 3),),
    ]
    say(project.as_annotator("a"), [*done(project, "a"), Span(annotator="a", ranges=whole, **where)])
    halves = [Span(annotator="b", ranges=each, **where) for each in parts]
    say(project.as_annotator("b"), [*done(project, "b"), *halves])
    found = gathered(project, ("a", "b"))
    assert alpha(found.letters) == 1.0


def test_a_long_chain_of_spans_that_touch_is_paired_without_a_fault() -> None:
    count = 3000
    found = pairs(range(count), range(count), lambda a, b: b in (a, a + 1))
    assert len(found) == count
    # Each wants the one that the one before has: all of them have to move.
    moved = pairs(
        range(count), range(count), lambda a, b: b == a or (a == count - 1 and b == 0) or b == a + 1
    )
    assert len(moved) == count
