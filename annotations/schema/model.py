"""What a label schema is made of: plain, immutable values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from annotations.arabic.folding import fold
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Claim,
    DocumentLabel,
    Labelled,
    Relation,
    Said,
    Span,
)

AttributeKind: TypeAlias = Literal["bool", "one", "many", "scale", "number", "text", "link"]
Place: TypeAlias = Literal["sentence", "letters", "both"]
Arity: TypeAlias = Literal["1", "?", "*", "+"]
Rule: TypeAlias = Literal["must", "must-not", "at-most-one", "no-overlap"]
_LARGEST_NUMBER: Final = 2**53  # every integer below it is a double, too
# The keys that choose a value, for those that have none of their own.
VALUE_KEYS: Final = "123456789abcdefghijklmnopqrstuvwxyz0"
KINDS: Final[dict[str, type[Labelled]]] = {
    "span": Span,
    "claim": Claim,
    "document": DocumentLabel,
    "relation": Relation,
}


@dataclass(frozen=True, slots=True)
class Both:
    """A text in English and in Arabic; the other one where one is missing."""

    en: str = ""
    ar: str = ""

    def __call__(self, language: str) -> str:
        """It in LANGUAGE, "ar" or "en"."""
        return (self.ar or self.en) if language == "ar" else (self.en or self.ar)

    def __bool__(self) -> bool:
        return bool(self.en or self.ar)


@dataclass(frozen=True, slots=True)
class Guide:
    """What a guideline says of something: a line, its text, and examples."""

    description: Both = Both()
    guideline: Both = Both()
    examples: tuple[Both, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """One label: `id` is what is stored and exported, `key` its one or two keys, "" for none.

    `colour` is the background of an entity's letters, #rrggbb; claims need none. A claim is put `on` a
    sentence, on letters, or on both; of the labels of a `group` it can have one. `short` is its Arabic name
    where there is little room.
    """

    id: str
    key: str
    en: str
    ar: str
    colour: str = ""
    on: Place = "sentence"
    group: str = ""
    guide: Guide = field(default_factory=Guide)
    short: str = ""

    def name(self, language: str) -> str:
        """The label's name in LANGUAGE, "ar" or "en"."""
        return self.ar if language == "ar" else self.en

    @property
    def parent(self) -> str:
        """The id of the label that this one is a kind of: ORG of ORG.GOV; "" for none."""
        return self.id.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """One of the values that an attribute can have, with the key that chooses it."""

    id: str
    key: str
    en: str
    ar: str

    def name(self, language: str) -> str:
        """Its name in LANGUAGE."""
        return self.ar if language == "ar" else self.en


def values_of(ids: Iterable[str]) -> tuple[AttributeValue, ...]:
    """Values with these IDS, with keys as far as there are some."""
    return tuple(
        AttributeValue(id, VALUE_KEYS[place] if place < len(VALUE_KEYS) else "", id, id)
        for place, id in enumerate(ids)
    )


@dataclass(frozen=True, slots=True)
class AttributeType:
    """What can be said of annotations besides their label.

    `applies_to` are kinds ("span", "claim", "document", "relation") and ids of labels; `low` and `high`
    bound a scale or a number; with `when` it applies only where another attribute has one of some values.
    """

    id: str
    kind: AttributeKind
    en: str
    ar: str
    applies_to: tuple[str, ...]
    values: tuple[AttributeValue, ...] = ()
    default: bool | int | float | str | tuple[str, ...] | None = None
    required: bool = False
    when: tuple[tuple[str, tuple[str, ...]], ...] = ()
    low: float | None = None
    high: float | None = None
    guide: Guide = field(default_factory=Guide)

    def name(self, language: str) -> str:
        """Its name in LANGUAGE."""
        return self.ar if language == "ar" else self.en

    def applies(self, annotation: Said) -> bool:
        """Whether it can be said of ANNOTATION as that is now."""
        if not isinstance(annotation, Labelled) or not is_one_of(annotation, self.applies_to):
            return False
        said = dict(annotation.attributes)
        return all(_as_text(said.get(name)) in wanted for name, wanted in self.when)


def fits(attribute: AttributeType, value: object) -> bool:
    """Whether VALUE can be one of ATTRIBUTE."""
    ids = [each.id for each in attribute.values]
    if attribute.kind == "bool":
        return isinstance(value, bool)
    if attribute.kind == "one":
        return value in ids
    if attribute.kind == "many":
        if not isinstance(value, tuple) or not all(isinstance(each, str) for each in value):
            return False
        return len(set(value)) == len(value) and set(value) <= set(ids)
    if attribute.kind in ("scale", "number"):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if not math.isfinite(value) or abs(value) >= _LARGEST_NUMBER:  # no layer could keep it
            return False
        if attribute.kind == "scale" and value != int(value):
            return False
        return (attribute.low is None or value >= attribute.low) and (
            attribute.high is None or value <= attribute.high
        )
    return isinstance(value, str) and bool(value)


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@dataclass(frozen=True, slots=True)
class RelationType:
    """A kind of relation: what it may begin and end at (kinds, ids of labels), and how many there can be.

    `arity` counts those from one annotation: exactly one, at most one, any number, one at least.
    """

    id: str
    key: str
    en: str
    ar: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    arity: Arity = "*"
    symmetric: bool = False
    guide: Guide = field(default_factory=Guide)

    def name(self, language: str) -> str:
        """Its name in LANGUAGE."""
        return self.ar if language == "ar" else self.en

    @property
    def single(self) -> bool:
        """Whether one annotation can have one of these at most."""
        return self.arity in ("1", "?")

    @property
    def special_targets(self) -> tuple[str, ...]:
        """Those of AUTHOR and NOT_SAID that it may end at."""
        return tuple(each for each in (AUTHOR, NOT_SAID) if each in self.targets)

    def begins_at(self, annotation: Said) -> bool:
        """Whether one may begin at ANNOTATION."""
        return is_one_of(annotation, self.sources) or (
            self.symmetric and is_one_of(annotation, self.targets)
        )

    def ends_at(self, annotation: Said) -> bool:
        """Whether one may end at ANNOTATION."""
        return is_one_of(annotation, self.targets) or (
            self.symmetric and is_one_of(annotation, self.sources)
        )


def is_one_of(annotation: Said, wanted: tuple[str, ...]) -> bool:
    """Whether ANNOTATION is of one of the kinds or has one of the labels (or a finer one) in WANTED."""
    if not isinstance(annotation, Labelled):
        return False
    if any(isinstance(annotation, kind) and name in wanted for name, kind in KINDS.items()):
        return True
    return any(id in wanted for id in lineage(annotation.label))


def lineage(label: str) -> list[str]:
    """LABEL and the labels that it is a kind of, the nearest first: ORG.GOV, ORG."""
    parts = label.split(".")
    return [".".join(parts[:count]) for count in range(len(parts), 0, -1)]


@dataclass(frozen=True, slots=True)
class Constraint:
    """What has to hold of annotations with the label, or of the kind, `label`; `others` are what it needs.

    must: it has to have one of OTHERS, relations or attributes, or stand in one sentence with such a label.
    must-not: it may not. at-most-one: a sentence has one of `label` and OTHERS at most. no-overlap: it
    shares no letter with a span of OTHERS.
    """

    rule: Rule
    label: str
    others: tuple[str, ...]
    says: Both


@dataclass(frozen=True, slots=True)
class LabelSchema:
    """What can be said in a project: entities for spans, claims, labels of documents, and of all of these
    attributes and relations; what has to hold.
    """

    name: str
    entities: tuple[Label, ...]
    claims: tuple[Label, ...]
    documents: tuple[Label, ...] = ()
    attributes: tuple[AttributeType, ...] = ()
    relations: tuple[RelationType, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    title: Both = Both()
    guide: Guide = field(default_factory=Guide)

    @property
    def labels(self) -> tuple[Label, ...]:
        """All labels: entities, claims, documents."""
        return (*self.entities, *self.claims, *self.documents)

    def label(self, id: str) -> Label | None:
        """The label with this ID, whatever it is put on."""
        return next((label for label in self.labels if label.id == id), None)

    def entity(self, id: str) -> Label | None:
        """The entity label with this ID."""
        return next((label for label in self.entities if label.id == id), None)

    def entity_name(self, id: str, language: str) -> str:
        """The entity ID's name where there is little room: in Arabic its name, in English the id itself."""
        label = self.entity(id)
        return (label.short or label.ar) if label and language == "ar" else id

    def claim(self, id: str) -> Label | None:
        """The claim label with this ID."""
        return next((label for label in self.claims if label.id == id), None)

    def claim_name(self, id: str, language: str) -> str:
        """The claim label ID's name; the id itself where the schema lacks it."""
        label = self.claim(id)
        return label.name(language) if label else id

    def label_of(self, annotation: Said) -> Label | None:
        """The label that ANNOTATION has, None where the schema lacks it."""
        kinds: dict[type, tuple[Label, ...]] = {
            Span: self.entities, Claim: self.claims, DocumentLabel: self.documents,
        }  # fmt: skip
        there = kinds.get(type(annotation), ())
        id = annotation.label if isinstance(annotation, Labelled) else ""
        return next((label for label in there if label.id == id), None)

    def relation(self, id: str) -> RelationType | None:
        """The kind of relation with this ID."""
        return next((each for each in self.relations if each.id == id), None)

    def attribute(self, id: str) -> AttributeType | None:
        """The attribute with this ID."""
        return next((each for each in self.attributes if each.id == id), None)

    def attributes_of(self, annotation: Said) -> list[AttributeType]:
        """What can be said of ANNOTATION, what has to be said first."""
        found = [each for each in self.attributes if each.applies(annotation)]
        return sorted(found, key=lambda each: not each.required)

    def named(self, text: str) -> Label | None:
        """The label that TEXT names by its id, or its name in either language, however that is spelt.

        Words of its name are enough where no other label has all of them. `_` and `-` stand for blanks.
        """
        wanted, labels = _spelt(text), self.labels if text.strip() else ()
        ids = (label for label in labels if wanted == _spelt(label.id))
        names = (label for label in labels if wanted in map(_spelt, (label.en, label.ar, label.short)))
        words = set(wanted.split())
        parts = [
            label
            for label in labels
            if words and any(words <= set(_spelt(name).split()) for name in (label.en, label.ar))
        ]
        return next(ids, None) or next(names, None) or (parts[0] if len(parts) == 1 else None)


def _spelt(name: str) -> str:
    return fold(re.sub("[_-]", " ", name)).strip()
