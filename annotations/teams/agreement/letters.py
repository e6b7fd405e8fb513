"""What several people say of each letter of a text: units that nobody has to find first, for α."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from annotations.model import Placed, Range
from annotations.teams.agreement import Pattern

NOTHING = "-"


def letters(
    said: Mapping[str, Sequence[Placed] | None], names: Sequence[str], piece: Range
) -> Counter[Pattern]:
    """How many letters of PIECE have each combination of labels, by the people NAMES in their order.

    SAID has the spans of each, None for one who has said nothing of it yet. A letter in several spans has
    all their labels, joined by +; in none it has NOTHING. With α over these («unitising»): Krippendorff,
    Mathet, Bouvry and Widlöcher 2016, On the reliability of unitizing textual continua.
    """
    start, end = piece
    edges = {start, end}
    for spans in said.values():
        for span in spans or ():
            edges.update(min(max(edge, start), end) for each in span.ranges for edge in each)
    cut = sorted(edges)
    place = {edge: number for number, edge in enumerate(cut)}
    columns = [_labels(said.get(name), cut, place) for name in names]
    found: Counter[Pattern] = Counter()
    for number, pattern in enumerate(zip(*columns, strict=True)):
        found[pattern] += cut[number + 1] - cut[number]
    return found


def _labels(
    spans: Iterable[Placed] | None, cut: Sequence[int], place: Mapping[int, int]
) -> Sequence[str | None]:
    """What one person says of each stretch between two of CUT, whose PLACE is by offset."""
    if spans is None:
        return [None] * (len(cut) - 1)
    there: list[set[str]] = [set() for _ in range(len(cut) - 1)]
    for span in spans:
        for a, b in span.ranges:
            first, last = (place[min(max(edge, cut[0]), cut[-1])] for edge in (a, b))
            for number in range(first, last):
                there[number].add(span.label)
    return ["+".join(sorted(labels)) or NOTHING for labels in there]
