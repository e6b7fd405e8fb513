"""UAX #9, paragraph level and explicit levels: rules P2–P3 and X1–X10."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tui.arabic.characters import EXPLICIT_EMBEDDINGS, ISOLATE_INITIATORS, REMOVED_BY_X9

MAX_DEPTH = 125  # BD2


@dataclass(slots=True)
class IsolatingRun:
    """An isolating run sequence (BD13): the places its level runs cover, and what borders it (X10)."""

    places: list[int]
    level: int
    sos: str
    eos: str


def matching_isolates(classes: Sequence[str]) -> dict[int, int]:
    """Place of each isolate initiator that has a matching PDI → place of that PDI (BD9)."""
    pairs: dict[int, int] = {}
    open_isolates: list[int] = []
    for place, name in enumerate(classes):
        if name in ISOLATE_INITIATORS:
            open_isolates.append(place)
        elif name == "PDI" and open_isolates:
            pairs[open_isolates.pop()] = place
    return pairs


def first_strong_level(
    classes: Sequence[str], pairs: dict[int, int], start: int = 0, end: int | None = None
) -> int | None:
    """P2–P3 over classes[start:end]: 0 or 1 by the first strong character outside isolates, else None."""
    place, end = start, len(classes) if end is None else end
    while place < end:
        name = classes[place]
        if name == "L":
            return 0
        if name in ("R", "AL"):
            return 1
        if name in ISOLATE_INITIATORS:
            place = pairs.get(place, end)
        place += 1
    return None


def explicit_levels(
    classes: Sequence[str], base: int, pairs: dict[int, int]
) -> tuple[list[int], list[str]]:
    """X1–X8: an embedding level for every place, and the classes as directional overrides change them."""
    levels, resolved = [base] * len(classes), list(classes)
    stack: list[tuple[int, str, bool]] = [(base, "", False)]  # X1: level, override, isolate
    overflow_isolates = overflow_embeddings = valid_isolates = 0
    for place, name in enumerate(classes):
        level, override, _ = stack[-1]
        if name in EXPLICIT_EMBEDDINGS:  # X2–X5
            levels[place] = level
            new = _next_level(level, odd=name in ("RLE", "RLO"))
            if new <= MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                stack.append((new, {"RLO": "R", "LRO": "L"}.get(name, ""), False))
            elif not overflow_isolates:
                overflow_embeddings += 1
        elif name in ISOLATE_INITIATORS:  # X5a–X5c
            levels[place] = level
            if override:
                resolved[place] = override
            if name == "FSI":
                inner = first_strong_level(classes, pairs, place + 1, pairs.get(place))
                name = "RLI" if inner == 1 else "LRI"
            new = _next_level(level, odd=name == "RLI")
            if new <= MAX_DEPTH and not overflow_isolates and not overflow_embeddings:
                valid_isolates += 1
                stack.append((new, "", True))
            else:
                overflow_isolates += 1
        elif name == "PDI":  # X6a
            if overflow_isolates:
                overflow_isolates -= 1
            elif valid_isolates:
                overflow_embeddings = 0
                while not stack[-1][2]:
                    stack.pop()
                stack.pop()
                valid_isolates -= 1
            level, override, _ = stack[-1]
            levels[place] = level
            if override:
                resolved[place] = override
        elif name == "PDF":  # X7
            if not overflow_isolates:
                if overflow_embeddings:
                    overflow_embeddings -= 1
                elif not stack[-1][2] and len(stack) >= 2:
                    stack.pop()
            levels[place] = stack[-1][0]
        elif name == "B":  # X8
            levels[place] = base
        else:  # X6; BN keeps its class and is removed by X9
            levels[place] = level
            if override and name != "BN":
                resolved[place] = override
    return levels, resolved


def _next_level(level: int, odd: bool) -> int:
    """The least odd or even level greater than LEVEL."""
    return (level + 1) | 1 if odd else (level + 2) & ~1


def isolating_runs(
    original: Sequence[str], levels: Sequence[int], base: int, pairs: dict[int, int]
) -> list[IsolatingRun]:
    """X10: the isolating run sequences of a paragraph, without the characters that X9 removes."""
    kept = [place for place, name in enumerate(original) if name not in REMOVED_BY_X9]
    if not kept:
        return []
    runs: list[list[int]] = []
    for place in kept:
        if runs and levels[runs[-1][-1]] == levels[place]:
            runs[-1].append(place)
        else:
            runs.append([place])
    position = {place: index for index, place in enumerate(kept)}
    run_of_first = {run[0]: run for run in runs}
    closing = set(pairs.values())
    found: list[IsolatingRun] = []
    for run in runs:
        if run[0] in closing:
            continue  # continues the sequence of its isolate initiator
        places = list(run)
        while places[-1] in pairs:
            # A PDI that matches always starts a run: its initiator's content is deeper, or the two
            # overflowed and stand in one run, where the initiator was not the last.
            following = run_of_first.get(pairs[places[-1]])
            if following is None:
                break
            places += following
        level = levels[places[0]]
        first, last = position[places[0]], position[places[-1]]
        before = levels[kept[first - 1]] if first else base
        at_end = last + 1 == len(kept) or original[places[-1]] in ISOLATE_INITIATORS
        after = base if at_end else levels[kept[last + 1]]
        found.append(
            IsolatingRun(places, level, _direction(max(level, before)), _direction(max(level, after)))
        )
    return found


def _direction(level: int) -> str:
    return "R" if level % 2 else "L"
