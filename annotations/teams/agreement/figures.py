"""The measures of agreement of what was gathered, as tables of figures with their bounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, TypeAlias, TypeVar

from annotations.schema import LabelSchema
from annotations.teams.agreement import Pattern, Patterns, left_out, shared, units
from annotations.teams.agreement import distances as apart
from annotations.teams.agreement.ac1 import ac1
from annotations.teams.agreement.alpha import alpha
from annotations.teams.agreement.bootstrap import RESAMPLES, intervals
from annotations.teams.agreement.gathering import Fitting, Gathered
from annotations.teams.agreement.kappa import cohen, fleiss, fleiss_units
from annotations.teams.agreement.matching import FITS, Confused, Counts, f1
from annotations.teams.agreement.percent import percent

T = TypeVar("T")
Measures: TypeAlias = Mapping[str, Callable[[Mapping[T, float]], float | None]]
Measure: TypeAlias = Callable[[Patterns], float | None]
# What values of attributes of these kinds are apart by, besides being equal or not.
_BY_KIND: Final[dict[str, tuple[str, apart.Distance]]] = {
    "scale": ("ordinal", apart.ordinal),
    "number": ("interval", apart.interval),
}


# Rows that are of all there is, and not of one label or person.
WHOLE_ROWS: Final = ("claims", "documents", "letters")
# What matters most of a part: the table, and the measure of its first row.
HEADLINES: Final = (("sentences", "alpha"), ("spans", "f1"))


@dataclass(frozen=True, slots=True)
class Figure:
    """A VALUE, None where it is undefined, and the bounds of its bootstrap, None where there are none."""

    value: float | None
    bounds: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """FIGURES by the names of measures, over N units; LEFT_OUT are those that nobody could compare."""

    name: str
    n: int
    left_out: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of what NAME is about."""

    name: str
    rows: Sequence[Row]

    @property
    def columns(self) -> list[str]:
        """The names of all measures in it, in order."""
        return list(dict.fromkeys(name for row in self.rows for name in row.figures))


@dataclass(frozen=True, slots=True)
class Matrix:
    """NUMBERS of what is in a row and a column of NAMES, in the table NAME; None for undefined."""

    name: str
    names: Sequence[str]
    numbers: Sequence[Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Measuring:
    """How: so many RESAMPLES for the bounds, 0 for none, drawn by SEED."""

    resamples: int = RESAMPLES
    seed: int = 1

    def of(self, counts: Mapping[T, float], measures: Measures[T]) -> dict[str, Figure]:
        """Each of MEASURES, by its name, of COUNTS."""
        values = {name: measure(counts) for name, measure in measures.items()}
        if not self.resamples:
            return {name: Figure(value) for name, value in values.items()}
        bounds = intervals(counts, list(measures.values()), self.seed, self.resamples)
        return {
            name: Figure(value, None if value is None else each)
            for (name, value), each in zip(values.items(), bounds, strict=True)
        }


def tables(found: Gathered, schema: LabelSchema, measuring: Measuring) -> list[Table]:
    """All that can be measured of what was FOUND; parts that nobody said anything of are left out."""
    return [table for table in _tables(found, schema, measuring) if table.rows]


def _tables(found: Gathered, schema: LabelSchema, measuring: Measuring) -> Iterator[Table]:
    if found.by_label:
        yield Table("sentences", [_row("claims", found.sentences, measuring, masi=_alpha_by(apart.masi))])
        labels = [label.id for label in schema.claims if label.id in found.by_label]
        labels += sorted(found.by_label.keys() - set(labels))
        rows = [_row(each, with_rest(found.by_label[each], found.sentences), measuring) for each in labels]
        yield Table("claims", rows)
    yield Table("spans", list(_fits(found.spans, measuring)))
    if found.spans.all:
        yield Table("letters", [_letters(found)])
    yield Table("span-labels", list(_labels(found.spans, measuring)))
    yield Table("claim-spans", list(_fits(found.claim_spans, measuring)))
    yield Table("relations", list(_fits(found.relations, measuring)))
    yield Table("relation-labels", list(_labels(found.relations, measuring)))
    if found.documents:
        yield Table(
            "documents", [_row("documents", found.documents, measuring, masi=_alpha_by(apart.masi))]
        )
    yield Table("attributes", list(_attributes(found, schema, measuring)))
    yield Table("people", list(_people(found, measuring)))


def _row(name: str, patterns: Patterns, measuring: Measuring, **more: Measure) -> Row:
    """The measures by chance, and MORE."""
    by_two = len(next(iter(patterns), ())) == 2
    usual: dict[str, Measure] = {"cohen": cohen} if by_two else {"fleiss": fleiss}
    measures: dict[str, Measure] = {"percent": percent, **usual, "alpha": alpha, "ac1": ac1, **more}
    return Row(name, units(patterns), left_out(patterns), measuring.of(patterns, measures))


def _alpha_by(distance: apart.Distance) -> Measure:
    return lambda patterns: alpha(patterns, distance)


def with_rest(patterns: Patterns, all: Patterns) -> dict[Pattern, float]:
    """PATTERNS of one label with those of ALL sentences in which nobody gave it."""
    found = dict(patterns)
    known: Counter[Pattern] = Counter()
    for pattern, count in patterns.items():
        known[tuple(None if value is None else True for value in pattern)] += round(count)
    for pattern, count in all.items():
        there = tuple(None if value is None else True for value in pattern)
        here = min(known[there], round(count))
        known[there] -= here
        if count > here:
            nobody = tuple(None if value is None else False for value in pattern)
            found[nobody] = found.get(nobody, 0) + count - here
    return found


def _letters(found: Gathered) -> Row:
    """α over letters; its bounds would take letters of one span for chosen apart, so there are none."""
    patterns = found.letters
    figures = {"alpha": Figure(alpha(patterns))}
    return Row("letters", units(patterns), left_out(patterns), figures)


def _fits(fitting: Fitting, measuring: Measuring) -> Iterator[Row]:
    for fit in FITS:
        counts = fitting.over(fit)
        if counts:
            yield Row(fit, _things(counts), 0, measuring.of(counts, {"f1": f1}))


def _labels(fitting: Fitting, measuring: Measuring) -> Iterator[Row]:
    for label in fitting.labels():
        counts = {fit: fitting.by_label[label, fit] for fit in ("exact", "overlap")}
        figures = {fit: measuring.of(each, {fit: f1})[fit] for fit, each in counts.items()}
        yield Row(label, _things(counts["exact"]), 0, figures)


def _things(counts: Mapping[Counts, float]) -> int:
    """How many things there are, each counted for each of two people who are compared."""
    return round(sum((one + other) * many for (_, one, other), many in counts.items()))


def _attributes(found: Gathered, schema: LabelSchema, measuring: Measuring) -> Iterator[Row]:
    kinds = {each.id: each.kind for each in schema.attributes}
    for (kind, name), patterns in sorted(found.values.items()):
        values = {value for pattern in patterns for value in pattern if value is not None}
        distance = _distance(kinds.get(name, ""), values)
        more = {distance[0]: _alpha_by(distance[1])} if distance else {}
        yield _row(f"{kind} {name}", patterns, measuring, **more)


def _distance(kind: str, values: Iterable[Hashable]) -> tuple[str, apart.Distance] | None:
    """What VALUES of an attribute of this KIND are apart by, besides being equal or not."""
    found = list(values)
    if found and all(isinstance(each, frozenset) for each in found):
        return "masi", apart.masi
    numbers = all(isinstance(each, (int, float)) and not isinstance(each, bool) for each in found)
    return _BY_KIND.get(kind) if found and numbers else None


def _people(found: Gathered, measuring: Measuring) -> Iterator[Row]:
    """Each person with all others."""
    for name in found.names:
        counts = found.spans.over("exact", name)
        figures = measuring.of(counts, {"f1": f1}) if counts else {}
        if found.by_label:
            place = list(found.names).index(name)
            measures = {"percent": _with_others(place, percent), "alpha": _with_others(place, alpha)}
            figures |= measuring.of(found.sentences, measures)
        yield Row(name, found.finished[name], 0, figures)


def _with_others(place: int, measure: Measure) -> Measure:
    """MEASURE of the person at PLACE with each other one; sentences are still what is drawn by."""

    def measured(patterns: Patterns) -> float | None:
        others: defaultdict[Pattern, float] = defaultdict(float)
        for pattern, count in patterns.items():
            for other, value in enumerate(pattern):
                if other != place:
                    others[pattern[place], value] += count
        return measure(others)

    return measured


def matrices(found: Gathered) -> list[Matrix]:
    """What is said for what, and how near each two people are; parts without anything are left out."""
    parts = [
        _confusion("confusion", found.confused),
        _confusion("claims-confusion", found.claims_confused),
        _pairs("pairs-spans", found.names, lambda a, b: f1(_of_pair(found, a, b))),
        _pairs("pairs-claims", found.names, lambda a, b: _alpha_of(found, a, b)),
    ]
    return [each for each in parts if any(number for row in each.numbers for number in row)]


def _confusion(name: str, confused: Mapping[Confused, int]) -> Matrix:
    labels = sorted({label for each in confused for label in (each.one, each.other)} - {""})
    names = [*labels, ""]

    def number(one: str, other: str) -> int:
        """How often, whoever of the two said which."""
        both = confused.get(Confused(one, other), 0)
        return both if one == other else both + confused.get(Confused(other, one), 0)

    return Matrix(name, names, [[number(one, other) for other in names] for one in names])


def _pairs(name: str, names: Sequence[str], measure: Callable[[str, str], float | None]) -> Matrix:
    values = {pair: measure(*pair) for pair in combinations(names, 2)}

    def value(one: str, other: str) -> float | None:
        return values.get((one, other), values.get((other, one)))

    return Matrix(name, names, [[value(one, other) for other in names] for one in names])


def _of_pair(found: Gathered, one: str, other: str) -> Counter[Counts]:
    return found.spans.all.get(((one, other), "exact"), Counter())


def _alpha_of(found: Gathered, one: str, other: str) -> float | None:
    first, second = list(found.names).index(one), list(found.names).index(other)
    patterns: Counter[Pattern] = Counter()
    for pattern, count in found.sentences.items():
        patterns[pattern[first], pattern[second]] += count
    return alpha(patterns) if found.by_label else None


def headline(found: Iterable[Table], name: str, measure: str) -> Figure | None:
    """MEASURE of the first row of the table NAME among those FOUND, None where there is none."""
    row = next((table.rows[0] for table in found if table.name == name), None)
    return row.figures.get(measure) if row else None


def left_out_by_fleiss(found: Gathered) -> int:
    """How many sentences Fleiss' κ of the labels leaves out, 0 where it is not said."""
    said = len(found.names) > 2 and found.by_label
    return fleiss_left_out(found.sentences) if said else 0


def fleiss_left_out(patterns: Patterns) -> int:
    """How many units that two gave a value to Fleiss' κ leaves out, as not all people did."""
    return round(sum(shared(patterns).values())) - fleiss_units(patterns)
