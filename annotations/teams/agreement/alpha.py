"""Krippendorff's α: for any number of people, values missing, and values that are more or less apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable

from annotations.teams.agreement import Patterns, given, shared
from annotations.teams.agreement.distances import Distance, nominal


def alpha(patterns: Patterns, distance: Distance = nominal) -> float | None:
    """α of PATTERNS, values being apart by DISTANCE; None where all values are the same.

    Krippendorff 2004, Content Analysis, 11.3: 1 - D_o / D_e by the matrix of coincidences.
    """
    coincidences: defaultdict[tuple[Hashable, Hashable], float] = defaultdict(float)
    counts: defaultdict[Hashable, float] = defaultdict(float)
    for pattern, count in shared(patterns).items():
        values = given(pattern)
        each = count / (len(values) - 1)
        numbers = Counter(values)
        for one, many in numbers.items():
            counts[one] += count * many
            for other, more in numbers.items():
                coincidences[one, other] += each * many * (more - (one == other))
    total = sum(counts.values())
    apart = distance(counts)
    observed = sum(many * apart(*pair) for pair, many in coincidences.items() if pair[0] != pair[1])
    different = [
        counts[one] * counts[other] * apart(one, other)
        for one in counts
        for other in counts
        if one != other
    ]
    expected = sum(different)
    return 1 - (total - 1) * observed / expected if expected else None
