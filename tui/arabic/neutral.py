"""UAX #9, neutral and isolate types: rules N0–N2 over one isolating run sequence."""

from __future__ import annotations

from collections.abc import Sequence

from tui.arabic.characters import CLOSING_BRACKET, OPENING_BRACKET, canonical_bracket
from tui.arabic.explicit import IsolatingRun

_MAX_OPEN_BRACKETS = 63  # BD16
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"})
# For N0–N2 numbers count as R.
_STRONG = {"L": "L", "R": "R", "EN": "R", "AN": "R"}


def resolve_neutral(
    types: list[str], run: IsolatingRun, text: Sequence[str], original: Sequence[str]
) -> None:
    """Apply N0–N2 in place to TYPES; TEXT and ORIGINAL are the paragraph's characters and classes."""
    embedding = "R" if run.level % 2 else "L"
    for opening, closing in _bracket_pairs(types, run, text):
        _resolve_bracket_pair(types, run, original, embedding, opening, closing)
    index = 0
    while index < len(types):
        if types[index] not in _NEUTRAL:
            index += 1
            continue
        end = index
        while end < len(types) and types[end] in _NEUTRAL:
            end += 1
        before = _STRONG[types[index - 1]] if index else run.sos
        after = _STRONG[types[end]] if end < len(types) else run.eos
        types[index:end] = [before if before == after else embedding] * (end - index)  # N1, N2
        index = end


def _bracket_pairs(types: Sequence[str], run: IsolatingRun, text: Sequence[str]) -> list[tuple[int, int]]:
    """BD16: the bracket pairs of a sequence as index pairs, in the order of their opening brackets."""
    pairs: list[tuple[int, int]] = []
    stack: list[tuple[str, int]] = []
    for index, place in enumerate(run.places):
        character = text[place]
        if types[index] != "ON":
            continue
        if character in CLOSING_BRACKET:
            if len(stack) == _MAX_OPEN_BRACKETS:
                return []
            stack.append((canonical_bracket(CLOSING_BRACKET[character]), index))
        elif character in OPENING_BRACKET:
            wanted = canonical_bracket(character)
            for depth in range(len(stack) - 1, -1, -1):
                if stack[depth][0] == wanted:
                    pairs.append((stack[depth][1], index))
                    del stack[depth:]
                    break
    return sorted(pairs)


def _resolve_bracket_pair(
    types: list[str],
    run: IsolatingRun,
    original: Sequence[str],
    embedding: str,
    opening: int,
    closing: int,
) -> None:
    """N0: give both brackets of a pair the direction that its content or its context asks for."""
    inside = {_STRONG.get(name) for name in types[opening + 1 : closing]}
    opposite = "L" if embedding == "R" else "R"
    if embedding in inside:  # N0 b
        direction = embedding
    elif opposite in inside:  # N0 c
        before = next((_STRONG[name] for name in reversed(types[:opening]) if name in _STRONG), run.sos)
        direction = opposite if before == opposite else embedding
    else:  # N0 d
        return
    for bracket in (opening, closing):
        types[bracket] = direction
        # Marks that W1 gave the bracket's type follow the bracket (note to N0).
        for index in range(bracket + 1, len(types)):
            if original[run.places[index]] != "NSM":
                break
            types[index] = direction
