"""UAX #9 held to every case of Unicode's own two files."""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from pathlib import Path

from tui.arabic.levels import embedding_levels, line_levels, visual_order

UNICODE = Path(__file__).parents[2] / "data" / "unicode"

# One character for each bidi class, none of them a bracket.
CHARACTER_OF = {
    "L": "a", "R": "\u05d0", "AL": "\u0627", "EN": "1", "ES": "+", "ET": "$", "AN": "\u0661",
    "CS": ",", "NSM": "\u0300", "BN": "\xad", "B": "\u2029", "S": "\t", "WS": " ", "ON": "!",
    "LRE": "\u202a", "RLE": "\u202b", "LRO": "\u202d", "RLO": "\u202e", "PDF": "\u202c",
    "LRI": "\u2066", "RLI": "\u2067", "FSI": "\u2068", "PDI": "\u2069",
}  # fmt: skip


def lines_of(name: str) -> Iterator[str]:
    with lzma.open(UNICODE / f"{name}.txt.xz", "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                yield line.rstrip("\n")


def levels_and_order(text: str, base: int | None, shown: list[int]) -> tuple[list[int], list[int]]:
    """Levels at the places SHOWN (those X9 keeps) and the visual order of these places."""
    levels, found_base = embedding_levels(text, base)
    levels = line_levels(text, levels, found_base)
    kept = [levels[place] for place in shown]
    return kept, [shown[index] for index in visual_order(kept)]


def expected_levels(field: str) -> tuple[list[int], list[int]]:
    """The places that have a level in FIELD ("x" marks the others), and these levels."""
    marked = list(enumerate(field.split()))
    return [place for place, level in marked if level != "x"], [
        int(level) for _, level in marked if level != "x"
    ]


def test_every_case_of_bidi_character_test() -> None:
    cases, failures = 0, []
    for line in lines_of("BidiCharacterTest"):
        points, direction, base, levels, order = line.split(";")
        text = "".join(chr(int(point, 16)) for point in points.split())
        shown, wanted = expected_levels(levels)
        got = levels_and_order(text, {"0": 0, "1": 1, "2": None}[direction], shown)
        found_base = embedding_levels(text, {"0": 0, "1": 1, "2": None}[direction])[1]
        cases += 1
        if got != (wanted, [int(place) for place in order.split()]) or found_base != int(base):
            failures.append(line)
    assert failures == []
    assert cases == 91_707


def test_every_case_of_bidi_test() -> None:
    cases, failures = 0, []
    shown: list[int] = []
    wanted: tuple[list[int], list[int]] = ([], [])
    for line in lines_of("BidiTest"):
        if line.startswith("@Levels:"):
            shown, levels = expected_levels(line.removeprefix("@Levels:"))
            wanted = (levels, wanted[1])
        elif line.startswith("@Reorder:"):
            wanted = (wanted[0], [int(place) for place in line.removeprefix("@Reorder:").split()])
        else:
            names, bits = line.split(";")
            text = "".join(CHARACTER_OF[name] for name in names.split())
            for bit, base in ((1, None), (2, 0), (4, 1)):
                if int(bits, 16) & bit:
                    cases += 1
                    if levels_and_order(text, base, shown) != wanted:
                        failures.append((line, base))
    assert failures == []
    assert cases == 770_241
