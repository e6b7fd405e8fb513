"""A label schema made from data: the labels, attributes and relations that are met in it."""

from __future__ import annotations

import colorsys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final, Protocol

from annotations.model import AUTHOR, NOT_SAID
from annotations.schema.builtin import built_in_names, load_schema
from annotations.schema.model import (
    AttributeKind,
    AttributeType,
    Label,
    LabelSchema,
    RelationType,
    values_of,
)

_MOST_VALUES: Final = 20  # texts that an attribute can be chosen from; with more it is free text
_LONGEST_VALUE: Final = 40
_GOLDEN: Final = 0.618034


class Thing(Protocol):
    """What an annotation is, for a schema."""

    @property
    def kind(self) -> str:
        """Of which kind it is."""

    @property
    def label(self) -> str:
        """Its label."""

    @property
    def key(self) -> str:
        """What it is called."""

    @property
    def source(self) -> str:
        """What a relation begins at."""

    @property
    def target(self) -> str:
        """What a relation ends at."""

    @property
    def ranges(self) -> tuple[tuple[int, int], ...]:
        """Where it is."""

    @property
    def attributes(self) -> Mapping[str, object]:
        """Its named values."""


@dataclass
class Seen:
    """What was met in data; labels and names in the order in which they came."""

    entities: dict[str, None] = field(default_factory=dict)
    claims: dict[str, set[str]] = field(default_factory=dict)  # with what they are on
    documents: dict[str, None] = field(default_factory=dict)
    attributes: dict[str, set[str]] = field(default_factory=dict)  # with the kinds that have them
    values: defaultdict[str, dict[object, None]] = field(default_factory=lambda: defaultdict(dict))
    relations: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)

    def take(self, things: Iterable[Thing]) -> None:
        """THINGS are all that is said of one text."""
        things = list(things)
        kinds = {thing.key: thing.kind for thing in things if thing.key}
        kinds |= {AUTHOR: AUTHOR, NOT_SAID: NOT_SAID}
        for thing in things:
            if thing.kind == "span":
                self.entities[thing.label] = None
            elif thing.kind == "claim":
                self.claims.setdefault(thing.label, set()).add("letters" if thing.ranges else "sentence")
            elif thing.kind == "document" and thing.label:
                self.documents[thing.label] = None
            elif thing.kind == "relation":
                ends = self.relations.setdefault(thing.label, (set(), set()))
                for end, key in zip(ends, (thing.source, thing.target), strict=True):
                    end.add(kinds.get(key, "span"))
            for name, value in thing.attributes.items():
                self.attributes.setdefault(name, set()).add(thing.kind)
                if len(self.values[name]) <= _MOST_VALUES:
                    for each in value if isinstance(value, (list, tuple)) else [value]:
                        self.values[name][each] = None
                    if isinstance(value, (list, tuple)):
                        self.values[name][list] = None

    def add(self, other: Seen) -> None:
        """What was seen elsewhere, too."""
        self.entities |= other.entities
        self.documents |= other.documents
        for claim, on in other.claims.items():
            self.claims.setdefault(claim, set()).update(on)
        for name, kinds in other.attributes.items():
            self.attributes.setdefault(name, set()).update(kinds)
            self.values[name] |= other.values[name]
        for name, ends in other.relations.items():
            mine = self.relations.setdefault(name, (set(), set()))
            mine[0].update(ends[0])
            mine[1].update(ends[1])

    def __bool__(self) -> bool:
        return bool(self.entities or self.claims or self.documents or self.attributes or self.relations)


def schema_of(seen: Seen, name: str) -> LabelSchema | None:
    """A schema called NAME with a place for all that was SEEN; None where no label was.

    Labels that a built-in schema has are as they are there; the others get colours that are far apart.
    """
    if not seen.entities and not seen.claims:
        return None
    taken: set[str] = set()

    def new(ids: Iterable[str]) -> list[str]:
        found = [id for id in ids if id and id not in taken]
        taken.update(found)
        return found

    entities = tuple(_entity(id, place) for place, id in enumerate(new(seen.entities)))
    claims = tuple(_claim(id, seen.claims[id]) for id in new(seen.claims))
    documents = tuple(Label(id, "", id, id) for id in new(seen.documents))
    attributes = tuple(_attribute(id, seen) for id in new(seen.attributes))
    relations = tuple(
        RelationType(id, "", id, id, _ends(seen.relations[id][0]), _ends(seen.relations[id][1]))
        for id in new(seen.relations)
        if all(_ends(end) for end in seen.relations[id])
    )
    return LabelSchema(name, entities, claims, documents, attributes, relations)


def _ends(kinds: set[str]) -> tuple[str, ...]:
    return tuple(sorted(kinds & {"span", "claim", "document", AUTHOR, NOT_SAID}))


@cache
def _known() -> dict[str, Label]:
    """Entity labels of the built-in schemas, by id, those of the default one first."""
    found: dict[str, Label] = {}
    for name in ("arabic-news", *built_in_names()):
        for label in load_schema(name).entities:
            found.setdefault(label.id, replace(label, key=""))
    return found


def _entity(id: str, place: int) -> Label:
    known = _known().get(id)
    return known or Label(id, "", id, id, colour(place))


def colour(place: int) -> str:
    """A background for black letters, #rrggbb, far from those of the neighbours of PLACE."""
    red, green, blue = colorsys.hls_to_rgb(place * _GOLDEN % 1, 0.74 if place % 2 else 0.82, 0.75)
    return f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"


def _claim(id: str, on: set[str]) -> Label:
    known = next((c for name in built_in_names() for c in load_schema(name).claims if c.id == id), None)
    place = "both" if len(on) > 1 else next(iter(on))
    label = replace(known, key="", group="") if known else Label(id, "", id, id)
    return replace(label, on=place)  # type: ignore[arg-type]


def _attribute(id: str, seen: Seen) -> AttributeType:
    kinds = tuple(sorted(seen.attributes[id]))
    values = dict(seen.values[id])
    many = values.pop(list, 0) is None
    if values and all(isinstance(value, bool) for value in values):
        return AttributeType(id, "bool", id, id, kinds)
    if values and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in values):
        return AttributeType(id, "number", id, id, kinds)
    texts = [value for value in values if isinstance(value, str)]
    few = len(texts) == len(values) <= _MOST_VALUES and all(_is_choice(text) for text in texts)
    if not texts or not few:
        return AttributeType(id, "text", id, id, kinds)
    kind: AttributeKind = "many" if many else "one"
    return AttributeType(id, kind, id, id, kinds, values_of(texts))


def _is_choice(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_VALUE and text.isprintable()
