"""Label Studio's labeling configuration: the controls of a project, written and read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from annotations.errors import HashiyaError
from annotations.formats.xml import refuse_forbidden
from annotations.model import Value
from annotations.schema import AttributeType, Label, LabelSchema
from annotations.schema.making import colour
from annotations.schema.model import AttributeKind, RelationType, values_of

ENTITIES: Final = "entities"
CLAIMS: Final = "claims"
SENTENCES: Final = "sentences"
DOCUMENT: Final = "document"
_LARGEST: Final = 1 << 20
_TAKEN: Final = ("text", ENTITIES, CLAIMS, SENTENCES, DOCUMENT)
_ATTRIBUTE: Final = "attribute-"


def control_of(attribute: str) -> str:
    """The name of the control that asks for ATTRIBUTE: no two controls may have one name."""
    return f"{_ATTRIBUTE}{attribute}" if attribute in _TAKEN else attribute


def attribute_of(control: str) -> str:
    """The attribute that CONTROL asks for."""
    return control.removeprefix(_ATTRIBUTE) if control.removeprefix(_ATTRIBUTE) in _TAKEN else control


@dataclass
class Attribute:
    """How an attribute is asked: `kind` is the type of its results."""

    kind: str
    values: dict[str, None] = field(default_factory=dict)
    many: bool = False
    bool: bool = False


@dataclass
class Controls:
    """What a configuration has: labels and relations by id, with colours and keys where there are some."""

    entities: dict[str, Label | None] = field(default_factory=dict)
    claims: dict[str, Label | None] = field(default_factory=dict)
    sentences: dict[str, Label | None] = field(default_factory=dict)
    documents: dict[str, Label | None] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)
    attributes: dict[str, Attribute] = field(default_factory=dict)
    field: str = "text"

    @classmethod
    def of(cls, schema: LabelSchema) -> Controls:
        """The controls for SCHEMA."""
        made = cls(
            {label.id: label for label in schema.entities},
            {label.id: label for label in schema.claims if label.on != "sentence"},
            {label.id: label for label in schema.claims if label.on != "letters"},
            {label.id: label for label in schema.documents},
            {relation.id: None for relation in schema.relations},
        )
        for each in schema.attributes:
            made.attributes[each.id] = _attribute(each)
        return made

    def attribute(self, name: str, value: Value) -> tuple[str, dict[str, object]]:
        """The type of the result that says that the attribute NAME is VALUE, and its value."""
        known = self.attributes.get(name)
        if known is None:
            known = self.attributes[name] = _for(value)
        if isinstance(value, bool):
            value = "true" if value else "false"
        if known.kind == "number":
            if isinstance(value, (str, tuple)):
                raise HashiyaError(
                    f"the attribute {name} is a number elsewhere and here {value!r}, and Label Studio has "
                    "one kind of control for it; mend one of them, or use another format"
                )
            return "number", {"number": value}
        if known.kind == "choices":
            chosen = [str(each) for each in (value if isinstance(value, tuple) else (value,))]
            known.values |= dict.fromkeys(chosen)
            known.many |= len(chosen) > 1
            return "choices", {"choices": chosen}
        return "textarea", {
            "text": [str(each) for each in (value if isinstance(value, tuple) else (value,))]
        }

    def value(self, name: str, kind: str, said: Mapping[str, object]) -> object:
        """What a result of this KIND says of the attribute NAME; KeyError where it says nothing."""
        if kind in ("number", "rating"):
            return said[kind]
        values = in_words(said["text" if kind == "textarea" else kind])
        known = self.attributes.get(name)
        if known and known.many:
            return values
        if known and known.bool and values in (["true"], ["false"]):
            return values == ["true"]
        return values[0] if len(values) == 1 else values

    @classmethod
    def read(cls, path: Path) -> Controls:
        """The controls that the file PATH has; HashiyaError where it is no labeling configuration."""
        try:
            data = path.read_bytes()
            if len(data) > _LARGEST or b"<!ENTITY" in data:
                raise HashiyaError(f"{path}: is no labeling configuration of Label Studio")
            root = ElementTree.fromstring(data)
        except OSError as error:
            raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
        except ElementTree.ParseError as error:
            line = error.position[0]
            raise HashiyaError(f"{path}:{line}: cannot be read: it is not XML: {error}") from error
        found = cls()
        for element in root.iter():
            found._take(element)
        return found

    def _take(self, element: ElementTree.Element) -> None:
        name = attribute_of(element.get("name", ""))
        match element.tag:
            case "Text" | "HyperText":
                self.field = element.get("value", "$text").removeprefix("$")
            case "Labels" | "HyperTextLabels":
                kinds = {CLAIMS: self.claims, SENTENCES: self.sentences}
                kinds.get(name, self.entities).update(_labels(element, "Label"))
            case "Relations":
                self.relations |= dict.fromkeys(each.get("value", "") for each in element.iter("Relation"))
            case "Choices" if element.get("perRegion") == "true":
                values = dict.fromkeys(_value_of(each) for each in element.iter("Choice"))
                many = element.get("choice") == "multiple"
                self.attributes[name] = Attribute("choices", values, many, set(values) == {"true", "false"})
            case "Choices":
                self.documents.update(_labels(element, "Choice"))
            case "Number" | "Rating":
                self.attributes[name] = Attribute(element.tag.lower())
            case "TextArea" if element.get("perRegion") == "true":
                self.attributes[name] = Attribute("textarea")

    def schema(self, name: str) -> LabelSchema:
        """A label schema with the same labels, relations and attributes."""
        entities = tuple(
            _label(id, label, place) for place, (id, label) in enumerate(self.entities.items())
        )
        both = {**self.claims, **self.sentences}
        claims = tuple(
            Label(
                id, "", id, id,
                on="both" if id in self.claims and id in self.sentences else
                "letters" if id in self.claims else "sentence",
            )
            for id in both
        )  # fmt: skip
        documents = tuple(Label(id, "", id, id) for id in self.documents)
        kinds = ("span", *(["claim"] if claims else []))
        attributes = tuple(_type(id, each, kinds) for id, each in self.attributes.items())
        relations = tuple(RelationType(id, "", id, id, kinds, kinds) for id in self.relations if id)
        return LabelSchema(name, entities, claims, documents, attributes, relations)


def in_words(given: object) -> list[str]:
    """The texts that a result has: those of a list; of a choice within another all the way to it."""
    found = given if isinstance(given, list) else [given]
    return ["/".join(map(str, each)) if isinstance(each, list) else str(each) for each in found]


def _attribute(type: AttributeType) -> Attribute:
    if type.kind in ("one", "many"):
        return Attribute("choices", {value.id: None for value in type.values}, type.kind == "many")
    if type.kind == "bool":
        return Attribute("choices", {"true": None, "false": None}, bool=True)
    return Attribute("number" if type.kind in ("scale", "number") else "textarea")


def _for(value: Value) -> Attribute:
    if isinstance(value, bool):
        return Attribute("choices", {"true": None, "false": None}, bool=True)
    if isinstance(value, (int, float)):
        return Attribute("number")
    return Attribute("choices", many=True) if isinstance(value, tuple) else Attribute("textarea")


def _value_of(element: ElementTree.Element) -> str:
    return element.get("value") or element.get("alias") or ""


def _labels(element: ElementTree.Element, tag: str) -> dict[str, Label | None]:
    found: dict[str, Label | None] = {}
    for place, each in enumerate(element.iter(tag)):
        value = _value_of(each)
        if value:
            key = each.get("hotkey", "")
            shade = each.get("background", "")
            found[value] = Label(
                value,
                key if len(key) == 1 and key.isascii() and key.isalnum() and key == key.lower() else "",
                value,
                value,
                shade if re.fullmatch("#[0-9a-fA-F]{6}", shade) else colour(place),
            )
    return found


def _label(id: str, label: Label | None, place: int) -> Label:
    return label or Label(id, "", id, id, colour(place))


def _type(id: str, attribute: Attribute, kinds: tuple[str, ...]) -> AttributeType:
    kind: AttributeKind = "text"
    if attribute.kind == "choices":
        kind = "bool" if attribute.bool else "many" if attribute.many else "one"
    elif attribute.kind in ("number", "rating"):
        kind = "number"
    values = values_of(attribute.values) if kind in ("one", "many") else ()
    return AttributeType(id, kind, id, id, kinds, values)


def config_of(controls: Controls) -> str:
    """The labeling configuration that has CONTROLS; HashiyaError where XML has no way to write one."""
    lines = ["<View>", '  <Text name="text" value="$text"/>']
    for name, labels in (
        (ENTITIES, controls.entities), (CLAIMS, controls.claims), (SENTENCES, controls.sentences),
    ):  # fmt: skip
        if labels:
            lines.append(f'  <Labels name="{name}" toName="text">')
            for place, (id, label) in enumerate(labels.items()):
                shade = label.colour if label and label.colour else colour(place)
                key = f" hotkey={quoteattr(label.key)}" if label and len(label.key) == 1 else ""
                lines.append(f"    <Label value={quoteattr(id)} background={quoteattr(shade)}{key}/>")
            lines.append("  </Labels>")
    if controls.documents:
        lines.append(f'  <Choices name="{DOCUMENT}" toName="text" choice="multiple">')
        lines += [f"    <Choice value={quoteattr(id)}/>" for id in controls.documents]
        lines.append("  </Choices>")
    for name, attribute in controls.attributes.items():
        lines += _asked(name, attribute)
    if controls.relations:
        lines.append("  <Relations>")
        lines += [f"    <Relation value={quoteattr(id)}/>" for id in controls.relations]
        lines.append("  </Relations>")
    config = "\n".join([*lines, "</View>", ""])
    refuse_forbidden("the labeling config", config, "another format")
    return config


def _asked(name: str, attribute: Attribute) -> list[str]:
    head = f'name={quoteattr(control_of(name))} toName="text" perRegion="true"'
    if attribute.kind == "choices":
        choice = "multiple" if attribute.many else "single"
        values = [f"    <Choice value={quoteattr(value)}/>" for value in attribute.values]
        return [f'  <Choices {head} choice="{choice}">', *values, "  </Choices>"]
    return [f"  <{'Number' if attribute.kind == 'number' else 'TextArea'} {head}/>"]
