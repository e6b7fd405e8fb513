"""What a person can do, one table: page, help, palette, remapping and tests are made from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotations.errors import HashiyaError
from tui.actions import labelling, moving, reviewing, selecting, showing
from tui.actions.action import Action, Row, View, character_of, key_named

__all__ = ["ROWS", "Action", "Row", "View", "actions_of", "by_character", "rebound"]

# In the order of the help.
ROWS: tuple[Row, ...] = (
    *moving.ROWS,
    *selecting.ROWS,
    *labelling.ROWS,
    *reviewing.ROWS,
    *showing.ROWS,
)


def actions_of(rows: Sequence[Row]) -> Iterator[Action]:
    """All actions of ROWS, in order."""
    for row in rows:
        yield from row.actions


def rebound(wanted: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
    """ROWS with other keys for those that WANTED names.

    Where a row has one action, every key of the list does it; where it has two, such as back and on, the
    list has a key for each, in the order of the help. What `gives_way` loses such a key, and is still
    found among the commands. HashiyaError says what is wrong with WANTED.
    """
    known = {row.name: row for row in ROWS}
    for name in wanted:
        if name not in known:
            raise HashiyaError(f"keys.{name}: there is nothing of that name; there are: {', '.join(known)}")
    rows = tuple(_with_keys(row, wanted[name]) if name in wanted else row for name, row in known.items())
    taken = {key for row in rows if row.name in wanted for action in row.actions for key in action.keys}
    rows = tuple(row.without(taken) if row.gives_way and row.name not in wanted else row for row in rows)
    owners: dict[str, str] = {}
    for row in rows:
        for action in row.actions:
            for key in (*action.keys, *action.also):
                if owners.setdefault(key, row.name) != row.name:
                    raise HashiyaError(f"keys.{row.name}: {key!r} is the key of {owners[key]} already")
    return rows


def _with_keys(row: Row, wanted: Sequence[str]) -> Row:
    count = len(row.actions)
    if count > 1 and len(wanted) != count:
        raise HashiyaError(f"keys.{row.name}: give {count} keys, for {row.shown} in this order")
    return row.with_keys(tuple(map(key_named, wanted)))


def by_character(rows: Sequence[Row]) -> dict[str, Action]:
    """What a single typed character does, for keys that arrive under another layout's characters."""
    return {
        character_of(key): action
        for action in actions_of(rows)
        for key in (*action.keys, *action.also)
        if len(character_of(key)) == 1
    }
