"""How far several people say the same: one module a measure.

What they said comes as `Patterns`: how often some combination of values was given to a unit (a sentence, a
document, a letter, a span), one value for each person, None where a person gave none. A measure is None
where it is undefined, as for no unit, or where nothing could have been said otherwise.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Final, Literal, TypeAlias, get_args

# For each combination of values, one a person, how many units have it.
Pattern: TypeAlias = tuple[Hashable, ...]
Patterns: TypeAlias = Mapping[Pattern, float]
# What agreement can be measured by, besides all together.
By: TypeAlias = Literal["batch", "week"]
BY: Final[tuple[By, ...]] = get_args(By)
# A batch or a week by its name, or all together.
Part: TypeAlias = tuple[By | None, str]
WHOLE: Final[Part] = (None, "")


def given(pattern: Pattern) -> list[Hashable]:
    """The values in PATTERN that somebody gave."""
    return [value for value in pattern if value is not None]


def shared(patterns: Patterns) -> dict[Pattern, float]:
    """Those of PATTERNS in which at least two gave a value, which is what can be compared."""
    return {pattern: count for pattern, count in patterns.items() if count and len(given(pattern)) > 1}


def units(patterns: Patterns) -> int:
    """How many units at least two gave a value to."""
    return round(sum(shared(patterns).values()))


def left_out(patterns: Patterns) -> int:
    """How many units only one person, or nobody, gave a value to."""
    return round(sum(patterns.values())) - units(patterns)
