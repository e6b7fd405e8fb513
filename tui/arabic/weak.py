"""UAX #9, weak types: rules W1–W7 over one isolating run sequence."""

from __future__ import annotations

from tui.arabic.characters import ISOLATE_INITIATORS


def resolve_weak(types: list[str], sos: str) -> None:
    """Apply W1–W7 in place to TYPES, the classes of one isolating run sequence that SOS borders."""
    present = set(types)
    if "NSM" in present:
        _w1(types, sos)
        present = set(types)
    if not present & {"EN", "AN", "AL", "ES", "ET", "CS"}:
        return
    strong = sos
    for index, name in enumerate(types):
        if name == "EN" and strong == "AL":  # W2
            types[index] = "AN"
        elif name in ("L", "R", "AL"):
            strong = name
    if "AL" in present:  # W3
        types[:] = ["R" if name == "AL" else name for name in types]
    _w4(types)
    _w5(types)
    strong = sos
    for index, name in enumerate(types):
        if name in ("ES", "ET", "CS"):  # W6
            types[index] = "ON"
        elif name == "EN" and strong == "L":  # W7
            types[index] = "L"
        elif name in ("L", "R"):
            strong = name


def _w1(types: list[str], sos: str) -> None:
    """W1: a nonspacing mark takes the type of the character before it."""
    previous = sos
    for index, name in enumerate(types):
        if name == "NSM":
            types[index] = previous
        elif name in ISOLATE_INITIATORS or name == "PDI":
            previous = "ON"
            continue
        previous = types[index]


def _w4(types: list[str]) -> None:
    """W4: a single separator between two numbers of one type becomes a number of that type."""
    for index in range(1, len(types) - 1):
        before, name, after = types[index - 1 : index + 2]
        if before == after and (
            (name in ("ES", "CS") and before == "EN") or (name == "CS" and before == "AN")
        ):
            types[index] = before


def _w5(types: list[str]) -> None:
    """W5: European terminators beside European numbers become European numbers."""
    index = 0
    while index < len(types):
        if types[index] != "ET":
            index += 1
            continue
        end = index
        while end < len(types) and types[end] == "ET":
            end += 1
        if (index and types[index - 1] == "EN") or (end < len(types) and types[end] == "EN"):
            types[index:end] = ["EN"] * (end - index)
        index = end
