"""Which spans of two people are the same one, and how well two sets of things fit: F1."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias, TypeVar, get_args

from annotations.arabic.clitics import proclitic_boundaries
from annotations.arabic.words import words
from annotations.model import Placed, Range

T = TypeVar("T")
P = TypeVar("P", bound=Placed)
# `exact`: label and ranges; `overlap`: label and a letter; `boundaries`: ranges, whatever the label;
# `blind`: a letter, whatever the label.
Fit: TypeAlias = Literal["exact", "overlap", "boundaries", "blind"]
FITS: Final[tuple[Fit, ...]] = get_args(Fit)
# Matched, and how many each of the two has.
Counts: TypeAlias = tuple[int, int, int]


def f1(counts: Mapping[Counts, float]) -> float | None:
    """F1 over units with COUNTS: twice what is matched by what there is; None where there is nothing.

    It is the same whoever of the two is taken for the truth. Hripcsak and Rothschild 2005: the number of
    spans that neither gave is not known, and does not matter.
    """
    matched = sum(each[0] * many for each, many in counts.items())
    there = sum((each[1] + each[2]) * many for each, many in counts.items())
    return 2 * matched / there if there else None


def pairs(one: Sequence[T], other: Sequence[T], fits: Callable[[T, T], bool]) -> list[tuple[T, T]]:
    """As many pairs as there can be of what FITS, each thing in one pair at most (Kuhn 1955)."""
    wanted = [[place for place, b in enumerate(other) if fits(a, b)] for a in one]
    taken: dict[int, int] = {}  # place in OTHER: place in ONE

    for first in range(len(one)):
        # A path of pairs, each of which makes room for the one before it; no recursion, as it can be long.
        path: list[tuple[int, Iterator[int], int]] = [(first, iter(wanted[first]), -1)]
        seen: set[int] = set()
        while path:
            a, left, _ = path[-1]
            b = next((each for each in left if each not in seen), None)
            if b is None:
                path.pop()
                continue
            seen.add(b)
            path[-1] = a, left, b
            if b in taken:
                path.append((taken[b], iter(wanted[taken[b]]), -1))
                continue
            for one_of, _, with_it in path:
                taken[with_it] = one_of
            break
    return [(one[a], other[b]) for b, a in sorted(taken.items(), key=lambda pair: pair[1])]


def matched(one: Sequence[P], other: Sequence[P], fit: Fit) -> list[tuple[P, P]]:
    """The pairs of spans of ONE and OTHER that are the same by FIT; those that are equal come first."""
    equal = pairs(one, other, lambda a, b: (a.label, a.ranges) == (b.label, b.ranges))
    if fit == "exact":
        return equal
    in_pairs = {each.id for pair in equal for each in pair}
    rest = _rest(one, in_pairs), _rest(other, in_pairs)
    if fit == "boundaries":
        return equal + pairs(*rest, lambda a, b: a.ranges == b.ranges)
    nearer = pairs(*rest, lambda a, b: a.label == b.label and touch(a.ranges, b.ranges))
    if fit == "overlap":
        return equal + nearer
    in_pairs |= {each.id for pair in nearer for each in pair}
    rest = _rest(one, in_pairs), _rest(other, in_pairs)
    return equal + nearer + pairs(*rest, lambda a, b: touch(a.ranges, b.ranges))


def _rest(spans: Sequence[P], without: Collection[str]) -> list[P]:
    return [span for span in spans if span.id not in without]


def touch(one: Sequence[Range], other: Sequence[Range]) -> bool:
    """Whether ONE and OTHER share a letter."""
    return any(a < d and c < b for a, b in one for c, d in other)


def differ_by_a_proclitic(one: Placed, other: Placed, text: str) -> bool:
    """Whether ONE and OTHER are the same in TEXT but for a particle written before the first word."""
    if one.label != other.label or one.end != other.end or one.ranges[1:] != other.ranges[1:]:
        return False
    first, then = sorted((one.start, other.start))
    if first == then:
        return False
    line = text.rfind("\n", 0, first) + 1
    end = text.find("\n", first)
    piece = text[line : end if end >= 0 else len(text)]
    word = next(((a, b) for a, b in words(piece) if a <= first - line < b), None)
    if word is None:
        return False
    cuts = {word[0], *(word[0] + cut for cut in proclitic_boundaries(piece[slice(*word)]))}
    return first - line in cuts and then - line in cuts


@dataclass(frozen=True, slots=True)
class Confused:
    """That one person says ONE where the other says OTHER; "" for nothing."""

    one: str
    other: str


def confusions(one: Sequence[P], other: Sequence[P]) -> list[Confused]:
    """What each says where the other says something, span by span, or nothing."""
    together = matched(one, other, "blind")
    in_pairs = {each.id for pair in together for each in pair}
    return [
        *(Confused(a.label, b.label) for a, b in together),
        *(Confused(each.label, "") for each in one if each.id not in in_pairs),
        *(Confused("", each.label) for each in other if each.id not in in_pairs),
    ]
