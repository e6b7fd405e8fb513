"""Observed agreement, not corrected for chance."""

from __future__ import annotations

from collections import Counter

from annotations.teams.agreement import Pattern, Patterns, given, shared


def percent(patterns: Patterns) -> float | None:
    """How many of the pairs of values of a unit are equal, on average over units, from 0 to 1.

    With two people it is the part of the units that they agree on. Gwet 2014, Handbook of Inter-Rater
    Reliability, p_a.
    """
    found = shared(patterns)
    total = sum(found.values())
    return sum(count * agreeing(each) for each, count in found.items()) / total if total else None


def agreeing(pattern: Pattern) -> float:
    """The part of the pairs of values in PATTERN, of which there are two at least, that are equal."""
    values = given(pattern)
    equal = sum(count * (count - 1) for count in Counter(values).values())
    return equal / (len(values) * (len(values) - 1))
