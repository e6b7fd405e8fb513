"""How far two values are from one another, squared, as Krippendorff's α takes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from typing import Any, TypeAlias

# Given how often each value was given, how far two of them are apart.
Distance: TypeAlias = Callable[[Mapping[Hashable, float]], Callable[[Any, Any], float]]


def nominal(_: Mapping[Hashable, float]) -> Callable[[Hashable, Hashable], float]:
    """Equal or not."""
    return lambda one, other: float(one != other)


def ordinal(counts: Mapping[Any, float]) -> Callable[[Any, Any], float]:
    """By how many values were given between two of a scale, in its order."""
    reached: dict[Any, float] = {}
    total = 0.0
    for value in sorted(counts):
        reached[value] = total + counts[value] / 2
        total += counts[value]
    return lambda one, other: (reached[one] - reached[other]) ** 2


def interval(_: Mapping[Hashable, float]) -> Callable[[float, float], float]:
    """By their difference as numbers."""
    return lambda one, other: (one - other) ** 2


def masi(_: Mapping[Hashable, float]) -> Callable[[Collection[str], Collection[str]], float]:
    """By how much two sets share, and how: Passonneau 2006, Measuring Agreement on Set-valued Items.

    Two empty sets are equal.
    """
    return _masi


def _masi(one: Collection[str], other: Collection[str]) -> float:
    first, second = frozenset(one), frozenset(other)
    if first == second:
        return 0.0
    common = len(first & second)
    if not common:
        return 1.0
    weight = (2 if common == min(len(first), len(second)) else 1) / 3
    return 1 - common / len(first | second) * weight
