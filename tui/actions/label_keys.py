"""What the schema's own keys put on: one or two letters, a capital for one label more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.errors import HashiyaError
from annotations.schema import Label, LabelSchema, RelationType
from annotations.schema.keys import with_keys
from tui.actions import Row, by_character


@dataclass(frozen=True, slots=True)
class Pressed:
    """A label or a relation whose key was pressed; ALSO says that it is to be one more."""

    what: Label | RelationType
    also: bool = False


class LabelKeys:
    """The keys of SCHEMA. `pending` is the first letter of two, while the second is waited for."""

    def __init__(self, schema: LabelSchema) -> None:
        keyed: list[Label | RelationType] = [*schema.labels, *schema.relations]
        self._owners = {each.key: each for each in keyed if each.key}
        self._capital = {label.key for label in schema.entities if label.key[:1].isalpha()}
        self.pending = ""

    def press(self, character: str) -> Pressed | None:
        """What CHARACTER completes; None where nothing begins so, or more has to be typed.

        A key that types nothing ("") is nobody's second.
        """
        if not character:
            self.pending = ""
            return None
        typed, self.pending = self.pending + character, ""
        lowered = typed.lower()
        also = typed[:1].isupper()
        if lowered in self._owners and (not also or lowered in self._capital):
            return Pressed(self._owners[lowered], also)
        if self._begun(typed):
            self.pending = typed
        return None

    def _begun(self, typed: str) -> bool:
        lowered = typed.lower()
        keys = self._capital if typed[:1].isupper() else set(self._owners)
        return len(typed) == 1 and any(len(key) == 2 and key[0] == lowered for key in keys)

    def continuations(self) -> list[Label | RelationType]:
        """What the pending letter can still become, in the order of the schema."""
        first = self.pending.lower()
        return [each for key, each in self._owners.items() if first and len(key) == 2 and key[0] == first]

    def characters(self) -> dict[str, str]:
        """The characters that labels begin with, each with the id of one of them."""
        found = {key[0]: each.id for key, each in self._owners.items()}
        return found | {key[0].upper(): self._owners[key].id for key in self._capital}


def with_free_keys(schema: LabelSchema, rows: Sequence[Row], source: str) -> LabelSchema:
    """SCHEMA with a key for every label, none that an action of ROWS has; HashiyaError names SOURCE."""
    taken = by_character(rows)
    keyed = with_keys(schema, taken)
    for character, id in LabelKeys(keyed).characters().items():
        if character in taken:
            raise HashiyaError(
                f"{source}: {id} has the key {character!r}, which the reader needs for "
                f"{taken[character].id}; give the label another key, or none"
            )
    return keyed
