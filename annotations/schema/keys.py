"""Keys for labels that the schema gives none: those of their name that are free, in pairs where few are."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import TypeVar

from annotations.schema.model import Label, LabelSchema, RelationType

T = TypeVar("T", Label, RelationType)


def with_keys(schema: LabelSchema, taken: Collection[str]) -> LabelSchema:
    """SCHEMA with a key for each entity and claim label, none that begins with a character in TAKEN.

    The keys that it gives are kept. Entities get letters, claims digits first. Where there are more labels
    than free letters, some letters become the first of pairs.
    """
    relations = tuple(
        replace(each, key="") if each.key[:1] in set(taken) else each for each in schema.relations
    )  # there is a list of them, too
    keyed: list[Label | RelationType] = [*schema.labels, *relations]
    used = {each.key[0] for each in keyed if each.key} | set(taken)
    letters = [c for c in string.ascii_lowercase if c not in used and c.upper() not in used]
    digits = [c for c in "1234567890" if c not in used]
    lacking = [label for label in schema.entities if not label.key]
    claims = [label for label in schema.claims if not label.key]
    keys = _keys_for(claims, digits, letters if not lacking else [])
    free = [c for c in letters if c not in {key[0] for key in keys.values()}]
    spare = [c for c in digits if c not in {key[0] for key in keys.values()}]
    keys |= _keys_for(lacking, free, spare)

    def keyed_one(label: Label) -> Label:
        return label if label.key else replace(label, key=keys.get(label.id, ""))

    return replace(
        schema,
        entities=tuple(map(keyed_one, schema.entities)),
        claims=tuple(map(keyed_one, schema.claims)),
        relations=relations,
    )


def _keys_for(labels: list[Label], first: list[str], then: list[str]) -> dict[str, str]:
    """A key for each of LABELS: characters of FIRST, then of THEN, as long as they last; then pairs."""
    single = [*first, *then]
    leading: list[str] = []
    while len(single) < len(labels) - len(leading) * len(string.ascii_lowercase) and single:
        leading.append(single.pop())
    pairs = [a + b for a in leading for b in string.ascii_lowercase]
    keys: dict[str, str] = {}
    for label in labels:
        key = next((c for c in _wished(label) if c in single), None) or next(iter(single), None)
        if key is not None and len(labels) - len(keys) > 0:
            single.remove(key)
        elif pairs:
            key = pairs.pop(0)
        else:
            break
        keys[label.id] = key
    return keys


def _wished(label: Label) -> Iterator[str]:
    """The letters of its name, the first ones first."""
    yield from label.id.rpartition(".")[2].lower()
    yield from label.en.lower()
