"""A label schema as TOML that a person can go on writing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from annotations.model import AUTHOR, NOT_SAID
from annotations.schema.model import AttributeType, Both, Guide, Label, LabelSchema, RelationType

_SPECIAL = {AUTHOR: "author", NOT_SAID: "not-said"}


def to_toml(schema: LabelSchema) -> str:
    """SCHEMA in the form that `parse_schema` reads."""
    lines = [f"name = {_text(schema.name)}", *_both("title", schema.title), *_guide(schema.guide)]
    for kind, labels in (
        ("entity", schema.entities), ("claim", schema.claims), ("document", schema.documents),
    ):  # fmt: skip
        for label in labels:
            lines += ["", f"[[{kind}]]", *_label(label, kind)]
    for attribute in schema.attributes:
        lines += ["", "[[attribute]]", *_attribute(attribute)]
    for relation in schema.relations:
        lines += ["", "[[relation]]", *_relation(relation)]
    for constraint in schema.constraints:
        lines += [
            "",
            "[[constraint]]",
            f"rule = {_text(constraint.rule)}",
            f"label = {_text(constraint.label)}",
        ]
        lines += [f"others = {_texts(constraint.others)}"]
        lines += [f"{lang} = {_text(said)}" for lang, said in _said(constraint.says)]
    return "\n".join(lines) + "\n"


def _text(value: str) -> str:
    """VALUE as a basic string; JSON's escapes are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, values))}]"


def _said(both: Both) -> list[tuple[str, str]]:
    return [(lang, said) for lang, said in (("en", both.en), ("ar", both.ar)) if said]


def _both(field: str, both: Both) -> Iterator[str]:
    said = ", ".join(f"{lang} = {_text(text)}" for lang, text in _said(both))
    if said:
        yield f"{field} = {{ {said} }}"


def _guide(guide: Guide) -> Iterator[str]:
    yield from _both("description", guide.description)
    yield from _both("guideline", guide.guideline)
    examples = (
        "{ " + ", ".join(f"{lang} = {_text(text)}" for lang, text in _said(example)) + " }"
        for example in guide.examples
    )
    if guide.examples:
        yield f"examples = [{', '.join(examples)}]"


def _names(en: str, ar: str, id: str) -> Iterator[str]:
    if en != id:
        yield f"en = {_text(en)}"
    if ar != en:
        yield f"ar = {_text(ar)}"


def _label(label: Label, kind: str) -> Iterator[str]:
    yield f"id = {_text(label.id)}"
    if label.key:
        yield f"key = {_text(label.key)}"
    if label.colour:
        yield f"colour = {_text(label.colour)}"
    yield from _names(label.en, label.ar, label.id)
    if label.short:
        yield f"short = {_text(label.short)}"
    if kind == "claim" and label.on != "sentence":
        yield f"on = {_text(label.on)}"
    if label.group:
        yield f"group = {_text(label.group)}"
    yield from _guide(label.guide)


def _attribute(attribute: AttributeType) -> Iterator[str]:
    yield f"id = {_text(attribute.id)}"
    yield f"kind = {_text(attribute.kind)}"
    yield from _names(attribute.en, attribute.ar, attribute.id)
    yield f"applies_to = {_texts(attribute.applies_to)}"
    if attribute.values:
        values = (
            f"{{ id = {_text(v.id)}, key = {_text(v.key)}, en = {_text(v.en)}, ar = {_text(v.ar)} }}"
            if v.key
            else f"{{ id = {_text(v.id)}, en = {_text(v.en)}, ar = {_text(v.ar)} }}"
            for v in attribute.values
        )
        yield f"values = [{', '.join(values)}]"
    if attribute.default is not None:
        yield f"default = {json.dumps(attribute.default, ensure_ascii=False)}"
    if attribute.required:
        yield "required = true"
    if attribute.when:
        when = ", ".join(f"{_text(name)} = {_texts(wanted)}" for name, wanted in attribute.when)
        yield f"when = {{ {when} }}"
    for field, bound in (("low", attribute.low), ("high", attribute.high)):
        if bound is not None:
            yield f"{field} = {bound}"
    yield from _guide(attribute.guide)


def _relation(relation: RelationType) -> Iterator[str]:
    yield f"id = {_text(relation.id)}"
    if relation.key:
        yield f"key = {_text(relation.key)}"
    yield from _names(relation.en, relation.ar, relation.id)
    yield f"from = {_texts(relation.sources)}"
    yield f"to = {_texts(_SPECIAL.get(each, each) for each in relation.targets)}"
    if relation.arity != "*":
        yield f"arity = {_text(relation.arity)}"
    if relation.symmetric:
        yield "symmetric = true"
    yield from _guide(relation.guide)
