"""Gwet's AC1, which stays near the observed agreement where one value is by far the most common."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from annotations.teams.agreement import Patterns, given
from annotations.teams.agreement.percent import percent


def ac1(patterns: Patterns) -> float | None:
    """AC1 of all people, units with values missing among them; None for one value alone.

    Gwet 2008, Computing inter-rater reliability and its variance in the presence of high agreement.
    """
    observed = percent(patterns)
    shares: defaultdict[Hashable, float] = defaultdict(float)
    total = 0.0
    for pattern, count in patterns.items():
        values = given(pattern)
        if not values or not count:
            continue
        total += count
        for value in values:
            shares[value] += count / len(values)
    if observed is None or len(shares) < 2:
        return None
    probabilities = [share / total for share in shares.values()]
    expected = sum(each * (1 - each) for each in probabilities) / (len(probabilities) - 1)
    return (observed - expected) / (1 - expected)
