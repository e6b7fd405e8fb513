"""The Unicode Bidirectional Algorithm (UAX #9): embedding levels of a text, and its visual order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tui.arabic.characters import REMOVED_BY_X9, bidi_classes
from tui.arabic.explicit import (
    explicit_levels,
    first_strong_level,
    isolating_runs,
    matching_isolates,
)
from tui.arabic.neutral import resolve_neutral
from tui.arabic.weak import resolve_weak

_RESET_BY_L1 = frozenset({"WS", "FSI", "LRI", "RLI", "PDI"}) | REMOVED_BY_X9


@lru_cache(maxsize=4096)
def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """P1: the ranges of TEXT's paragraphs, each with its separator; CR LF is one separator."""
    ranges, start = [], 0
    for place, name in enumerate(bidi_classes(text)):
        if name == "B" and text[place : place + 2] != "\r\n":
            ranges.append((start, place + 1))
            start = place + 1
    if start < len(text):
        ranges.append((start, len(text)))
    return tuple(ranges)


def base_level(text: str) -> int | None:
    """P2–P3 for one paragraph: 0 left-to-right, 1 right-to-left, None without strong characters."""
    classes = bidi_classes(text)
    return first_strong_level(classes, matching_isolates(classes))


def embedding_levels(text: str, base: int | None = None) -> tuple[list[int], int]:
    """Resolved levels of one paragraph, before any line is cut from it (rules X1–I2).

    BASE is the paragraph's level, 0 or 1; without it P2–P3 find one (0 if nothing is strong).
    Characters that X9 removes have the level of the character before them (section 5.2), so that
    showing one never tears a run apart. Returns (levels, base level).
    """
    classes = bidi_classes(text)
    pairs = matching_isolates(classes)
    if base is None:
        base = first_strong_level(classes, pairs) or 0
    levels, resolved = explicit_levels(classes, base, pairs)
    for run in isolating_runs(classes, levels, base, pairs):
        types = [resolved[place] for place in run.places]
        resolve_weak(types, run.sos)
        resolve_neutral(types, run, text, classes)
        for place, name in zip(run.places, types, strict=True):
            if run.level % 2:
                levels[place] += name in ("L", "EN", "AN")  # I2
            elif name == "R":  # I1
                levels[place] += 1
            elif name in ("EN", "AN"):
                levels[place] += 2
    for place, name in enumerate(classes):
        if name in REMOVED_BY_X9:
            levels[place] = levels[place - 1] if place else base
    return levels, base


def line_levels(text: str, levels: Sequence[int], base: int) -> list[int]:
    """L1: LEVELS of one line TEXT with separators, and blanks before them or at the end, set to BASE."""
    reset = list(levels)
    blank_from = 0
    for place, name in enumerate(classes := bidi_classes(text)):
        if name in ("S", "B"):
            reset[blank_from : place + 1] = [base] * (place + 1 - blank_from)
        if name not in _RESET_BY_L1:
            blank_from = place + 1
    reset[blank_from:] = [base] * (len(classes) - blank_from)
    return reset


def visual_order(levels: Sequence[int]) -> list[int]:
    """L2: the indices of LEVELS from left to right on the screen."""
    order = list(range(len(levels)))
    if not levels:
        return order
    highest = max(levels)
    lowest_odd = min((level for level in levels if level % 2), default=highest + 1)
    for level in range(highest, lowest_odd - 1, -1):
        start = 0
        while start < len(order):
            # Runs of this level or higher are whole in every intermediate order, so the places
            # that hold them can be taken from the original sequence.
            if levels[start] < level:
                start += 1
                continue
            end = start
            while end < len(order) and levels[end] >= level:
                end += 1
            order[start:end] = order[start:end][::-1]
            start = end
    return order
