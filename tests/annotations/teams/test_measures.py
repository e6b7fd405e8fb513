"""The measures of agreement, beside those who have computed them before us."""

from __future__ import annotations

import math
import random
import warnings
from collections import Counter
from collections.abc import Sequence

import krippendorff
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa
from statsmodels.stats.proportion import proportion_confint

from annotations.teams.agreement import Pattern, distances, left_out, units
from annotations.teams.agreement.ac1 import ac1
from annotations.teams.agreement.alpha import alpha
from annotations.teams.agreement.bootstrap import binomial, intervals, wilson
from annotations.teams.agreement.kappa import cohen, fleiss
from annotations.teams.agreement.matching import f1
from annotations.teams.agreement.percent import percent

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, C: four observers, twelve units.
KRIPPENDORFF = [
    (1, 1, None, 1), (2, 2, 3, 2), (3, 3, 3, 3), (3, 3, 3, 3), (2, 2, 2, 2), (1, 2, 3, 4), (4, 4, 4, 4),
    (1, 1, 2, 1), (2, 2, 2, 2), (None, 5, 5, 5), (None, None, 1, 1), (None, None, 3, None),
]  # fmt: skip
# Fleiss 1971's form of table as every textbook has it since: ten subjects, fourteen raters, κ = 0.210.
FLEISS = [
    (0, 0, 0, 0, 14), (0, 2, 6, 4, 2), (0, 0, 3, 5, 6), (0, 3, 9, 2, 0), (2, 2, 8, 1, 1),
    (7, 7, 0, 0, 0), (3, 2, 6, 3, 0), (2, 5, 3, 2, 2), (6, 5, 2, 1, 0), (0, 2, 2, 3, 7),
]  # fmt: skip
CLOSE = 1e-6
UNITS = st.integers(2, 4).flatmap(
    lambda people: st.lists(
        st.tuples(*[st.none() | st.integers(1, 4)] * people), min_size=1, max_size=25
    )
)  # fmt: skip
SETS = st.lists(
    st.tuples(*[st.frozensets(st.sampled_from("abc"), min_size=1, max_size=3)] * 3), min_size=2, max_size=20
)


def close(ours: float | None, theirs: float) -> bool:
    """Equal, or undefined for both."""
    if ours is None or math.isnan(theirs):
        return ours is None and math.isnan(theirs)
    return abs(ours - theirs) < CLOSE


def by_krippendorff(rows: Sequence[Pattern], level: str) -> float:
    data = np.array([[math.nan if v is None else v for v in row] for row in rows], dtype=float).T
    try:
        return float(krippendorff.alpha(reliability_data=data, level_of_measurement=level))
    except ValueError:  # for no pair, or one value alone
        return math.nan


@pytest.mark.parametrize(
    ("level", "distance", "printed"),
    [
        ("nominal", distances.nominal, 0.743),
        ("ordinal", distances.ordinal, 0.815),
        ("interval", distances.interval, 0.849),
    ],
)
def test_alpha_is_that_of_krippendorffs_own_example(level, distance, printed: float) -> None:  # type: ignore[no-untyped-def]
    ours = alpha(Counter(KRIPPENDORFF), distance)
    assert round(ours, 3) == printed
    assert close(ours, by_krippendorff(KRIPPENDORFF, level))
    assert (units(Counter(KRIPPENDORFF)), left_out(Counter(KRIPPENDORFF))) == (11, 1)


@settings(max_examples=200, deadline=None)
@given(rows=UNITS)
def test_alpha_is_that_of_the_package(rows: list[Pattern]) -> None:
    distance = {"nominal": distances.nominal, "ordinal": distances.ordinal, "interval": distances.interval}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for level, each in distance.items():
            assert close(alpha(Counter(rows), each), by_krippendorff(rows, level)), level


@settings(max_examples=100, deadline=None)
@given(rows=SETS)
def test_masi_alpha_is_that_of_nltk(rows: list[tuple[frozenset[str], ...]]) -> None:
    data = [(f"p{n}", str(unit), value) for unit, row in enumerate(rows) for n, value in enumerate(row)]
    task = AnnotationTask(data=data, distance=masi_distance)
    ours = alpha(Counter(rows), distances.masi)
    if ours is None:
        assert len({value for row in rows for value in row}) == 1  # NLTK says 1 there; we say undefined
    else:
        assert close(ours, task.alpha())


def test_masi_of_empty_sets_which_nltk_cannot_say() -> None:
    apart = distances.masi({})
    assert apart(frozenset(), frozenset()) == 0
    assert apart(frozenset(), frozenset("a")) == 1
    assert apart(frozenset("ab"), frozenset("bc")) == pytest.approx(1 - 1 / 9)


def test_cohen_is_that_of_the_textbook_example() -> None:
    table = Counter({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15})
    assert cohen(table) == pytest.approx(0.4)
    assert percent(table) == pytest.approx(0.7)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=30))
def test_cohen_is_that_of_sklearn(rows: list[tuple[str, str]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = cohen_kappa_score(*zip(*rows, strict=True))
    assert close(cohen(Counter(rows)), theirs)


def test_fleiss_is_that_of_his_example() -> None:
    rows = [tuple(str(k) for k, many in enumerate(row) for _ in range(many)) for row in FLEISS]
    assert fleiss(Counter(rows)) == pytest.approx(fleiss_kappa(np.array(FLEISS)), abs=CLOSE)
    assert round(fleiss(Counter(rows)) or 0, 3) == 0.210


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=30))
def test_fleiss_is_that_of_statsmodels(rows: list[tuple[int, ...]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = fleiss_kappa(aggregate_raters(np.array(rows))[0])
    assert close(fleiss(Counter(rows)), float(theirs))


def irr_cac_rows() -> list[Pattern]:
    chance = random.Random(7)
    return [tuple(chance.choice(["a", "a", "a", "b", "c", None]) for _ in range(3)) for _ in range(40)]


@pytest.mark.parametrize(
    ("rows", "coefficient", "observed"),
    [(KRIPPENDORFF, 0.7754440681, 0.8181818182), (irr_cac_rows(), 0.1251174468, 0.3771929825)],
)
def test_ac1_is_that_of_irrcac(rows: list[Pattern], coefficient: float, observed: float) -> None:
    """Figures of irrCAC 0.4.4, which asks for a NumPy that the other packages do not run with."""
    assert ac1(Counter(rows)) == pytest.approx(coefficient, abs=CLOSE)
    assert percent(Counter(rows)) == pytest.approx(observed, abs=CLOSE)


def test_where_nothing_can_be_said_it_is_undefined() -> None:
    nobody, one, same = Counter(), Counter({("a", None): 3}), Counter({("a", "a"): 5})
    for patterns in (nobody, one):
        assert [m(patterns) for m in (percent, cohen, fleiss, alpha, ac1)] == [None] * 5
    assert percent(same) == 1
    assert [m(same) for m in (cohen, fleiss, alpha, ac1)] == [None] * 4
    assert f1(Counter()) is None


def test_bounds_are_those_of_drawing_unit_by_unit() -> None:
    chance = random.Random(3)
    rows = [
        (v := chance.choice("ab"), v if chance.random() < 0.8 else chance.choice("ab")) for _ in range(300)
    ]
    slowly = sorted(cohen(Counter(chance.choices(rows, k=300))) or 0 for _ in range(2000))
    (found,) = intervals(Counter(rows), [cohen], resamples=2000)
    low, high = found or (0, 0)
    assert low == pytest.approx(slowly[50], abs=0.03)
    assert high == pytest.approx(slowly[1949], abs=0.03)
    assert intervals(Counter(rows), [cohen]) == intervals(Counter(rows), [cohen])
    assert intervals(Counter(), [cohen]) == [None]


@pytest.mark.parametrize(("trials", "probability"), [(0, 0.5), (5, 0.2), (1000, 0.3), (100_000, 0.999)])
def test_drawn_numbers_have_the_mean_and_spread_they_should(trials: int, probability: float) -> None:
    chance = random.Random(1)
    drawn = [binomial(trials, probability, chance) for _ in range(2000)]
    spread = (trials * probability * (1 - probability)) ** 0.5
    assert np.mean(drawn) == pytest.approx(trials * probability, abs=4 * spread / 2000**0.5 + 1e-9)
    assert np.std(drawn) == pytest.approx(spread, rel=0.1, abs=1e-9)


@pytest.mark.parametrize(("hits", "trials"), [(0, 10), (3, 20), (50, 50)])
def test_the_bounds_of_a_rate_are_those_of_statsmodels(hits: int, trials: int) -> None:
    assert wilson(hits, trials) == pytest.approx(
        proportion_confint(hits, trials, method="wilson"), abs=CLOSE
    )
    assert wilson(0, 0) is None
