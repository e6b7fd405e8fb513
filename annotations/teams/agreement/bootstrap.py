"""Within which bounds a measure would mostly be, had other units been drawn: a bootstrap's percentiles."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

T = TypeVar("T")
RESAMPLES: Final = 400
_FEW: Final = 12


def intervals(
    counts: Mapping[T, float],
    measures: Sequence[Callable[[Mapping[T, float]], float | None]],
    seed: int = 1,
    resamples: int = RESAMPLES,
    level: float = 0.95,
) -> list[tuple[float, float] | None]:
    """For each of MEASURES the bounds within which it is in LEVEL of RESAMPLES of the units in COUNTS.

    None where it mostly is undefined. Efron 1979; as units with one pattern are the same, how often each is
    drawn is drawn at once, which costs by patterns and not by units.
    """
    chance = random.Random(seed)
    patterns = [(each, round(count)) for each, count in counts.items() if count]
    values: list[list[float]] = [[] for _ in measures]
    for _ in range(resamples if patterns else 0):
        drawn = _drawn(patterns, chance)
        for found, measure in zip(values, measures, strict=True):
            value = measure(drawn)
            if value is not None:
                found.append(value)
    outside = (1 - level) / 2
    return [
        (_quantile(each, outside), _quantile(each, 1 - outside)) if 2 * len(each) >= resamples else None
        for each in map(sorted, values)
    ]


def _drawn(patterns: list[tuple[T, int]], chance: random.Random) -> dict[T, float]:
    """As many units as there are, drawn with replacement."""
    left = waiting = sum(count for _, count in patterns)
    drawn: dict[T, float] = {}
    for pattern, count in patterns:
        number = binomial(left, count / waiting, chance) if waiting > count else left
        if number:
            drawn[pattern] = number
        left, waiting = left - number, waiting - count
    return drawn


def binomial(trials: int, probability: float, chance: random.Random) -> int:
    """How many of TRIALS succeed with PROBABILITY.

    Devroye 1986, Non-Uniform Random Variate Generation, X.4: where few succeed, by the waiting times
    between them; else the middle of so many uniform variates, which has a beta distribution, halves what is
    left to be drawn.
    """
    found = 0
    while 0 < probability < 1 and trials * min(probability, 1 - probability) > _FEW:
        middle = trials // 2 + 1
        split = chance.betavariate(middle, trials + 1 - middle)
        if split >= probability:
            trials, probability = middle - 1, probability / split
        else:
            found += middle
            trials, probability = trials - middle, (probability - split) / (1 - split)
    if probability > 0.5:
        return found + trials - _by_waiting(trials, 1 - probability, chance)
    return found + _by_waiting(trials, probability, chance)


def _by_waiting(trials: int, probability: float, chance: random.Random) -> int:
    if probability <= 0:
        return 0
    each = math.log1p(-probability)
    found, passed = -1, 0
    while passed <= trials:
        found += 1
        passed += int(math.log(1.0 - chance.random()) / each) + 1
    return found


def wilson(hits: int, trials: int, z: float = 1.959964) -> tuple[float, float] | None:
    """The bounds of a rate of which HITS in TRIALS were seen, at 95 %: Wilson 1927; None for no trial."""
    if not trials:
        return None
    rate, square = hits / trials, z * z
    middle = (rate + square / (2 * trials)) / (1 + square / trials)
    half = z * ((rate * (1 - rate) + square / (4 * trials)) / trials) ** 0.5 / (1 + square / trials)
    return max(0.0, middle - half), min(1.0, middle + half)


def _quantile(values: list[float], part: float) -> float:
    place = part * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)
