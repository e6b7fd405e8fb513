"""κ: agreement corrected for what people with these habits would agree on by chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from annotations.teams.agreement import Patterns, given
from annotations.teams.agreement.percent import agreeing


def cohen(patterns: Patterns, one: int = 0, other: int = 1) -> float | None:
    """κ of the people at the places ONE and OTHER of PATTERNS, over the units that both gave a value to.

    Cohen 1960, A Coefficient of Agreement for Nominal Scales.
    """
    first: defaultdict[Hashable, float] = defaultdict(float)
    second: defaultdict[Hashable, float] = defaultdict(float)
    equal = total = 0.0
    for pattern, count in patterns.items():
        a, b = pattern[one], pattern[other]
        if a is None or b is None:
            continue
        first[a] += count
        second[b] += count
        total += count
        equal += count * (a == b)
    if not total:
        return None
    return _beyond(equal / total, sum(first[value] * second[value] for value in first) / total**2)


def fleiss(patterns: Patterns) -> float | None:
    """κ of all people, over the units that all of them gave a value to.

    Fleiss 1971, Measuring nominal scale agreement among many raters.
    """
    full = {pattern: count for pattern, count in patterns.items() if count and None not in pattern}
    total = sum(full.values())
    raters = len(next(iter(full), ()))
    if not total or raters < 2:
        return None
    shares: defaultdict[Hashable, float] = defaultdict(float)
    for pattern, count in full.items():
        for value in given(pattern):
            shares[value] += count
    observed = sum(count * agreeing(pattern) for pattern, count in full.items()) / total
    return _beyond(observed, sum((share / (raters * total)) ** 2 for share in shares.values()))


def fleiss_units(patterns: Patterns) -> int:
    """How many units `fleiss` looks at."""
    return round(sum(count for pattern, count in patterns.items() if None not in pattern))


def _beyond(observed: float, expected: float) -> float | None:
    """How much of the way from EXPECTED to full agreement was gone; None where there is no way to go."""
    return (observed - expected) / (1 - expected) if expected < 1 - 1e-12 else None
