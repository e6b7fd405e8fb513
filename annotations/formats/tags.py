"""Tags of tokens for spans that do not overlap: IOB2, IOB1 and BIOES, written and read.

IOB2 is that of CoNLL-2002 (Tjong Kim Sang 2002), IOB1 that of Ramshaw & Marcus (1995), which needs a B only
between neighbours of one label; BIOES marks ends and single tokens, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

Scheme: TypeAlias = Literal["iob2", "iob1", "bioes"]
SCHEMES: Final[tuple[Scheme, ...]] = ("iob2", "iob1", "bioes")
# A stretch of tokens [first, end) and its label.
Stretch: TypeAlias = tuple[int, int, str]


def tags(count: int, stretches: Sequence[Stretch], scheme: Scheme = "iob2") -> list[str]:
    """The tags of COUNT tokens with STRETCHES, which do not overlap and are in order."""
    found = ["O"] * count
    before: Stretch = (-1, -1, "")
    for first, end, label in stretches:
        for place in range(first, end):
            found[place] = f"{_prefix(place, first, end, scheme)}-{label}"
        if scheme == "iob1" and before[1] == first and before[2] == label:
            found[first] = f"B-{label}"
        before = (first, end, label)
    return found


def biluo(tag: str) -> str:
    """TAG of BIOES with the letters of BILUO, which are other ones for the last and for a single token."""
    return {"E": "L", "S": "U"}.get(tag[0], tag[0]) + tag[1:]


def _prefix(place: int, first: int, end: int, scheme: Scheme) -> str:
    if scheme == "iob1":
        return "I"
    if scheme == "bioes" and place == end - 1:
        return "S" if end - first == 1 else "E"
    return "B" if place == first else "I"


def stretches(found: Sequence[str]) -> list[Stretch]:
    """The stretches that the tags FOUND say, in any of the schemes, BILOU too.

    An I, E or L without its beginning begins a stretch, as conlleval reads it.
    ValueError names what is no tag.
    """
    result: list[Stretch] = []
    first, label, open = 0, "", False
    for place, tag in enumerate([*found, "O"]):
        prefix, _, named = tag.partition("-")
        if tag != "O" and (prefix not in "BIESLU" or len(prefix) != 1 or not named):
            raise ValueError(f"{tag!r} is no tag: O, or B-LABEL, I-LABEL, …")
        goes_on = open and tag != "O" and named == label and prefix in "IEL"
        if open and not goes_on:
            result.append((first, place, label))
            open = False
        if tag != "O" and not goes_on:
            first, label, open = place, named, True
        if open and prefix in "ESLU":
            result.append((first, place + 1, label))
            open = False
    return result
