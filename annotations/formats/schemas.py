"""Label schemas of other projects and tools: Label Studio's configuration, brat's annotation.conf."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final, TypeVar

from annotations.errors import HashiyaError
from annotations.formats.labelstudio_config import Controls
from annotations.importing import typable
from annotations.project import open_project
from annotations.schema import AttributeType, Label, LabelSchema, RelationType, load_schema
from annotations.schema.builtin import read_schema
from annotations.schema.making import colour
from annotations.schema.model import values_of
from annotations.toml import read_toml

_LARGEST: Final = 1 << 20
_SECTION: Final = re.compile(r"\[(\w+)\]\s*")
T = TypeVar("T", Label, RelationType)


def schema_in(path: Path) -> LabelSchema:
    """The schema in PATH: of a project, a configuration of Label Studio or brat, or our TOML.

    HashiyaError says what is wrong with it.
    """
    if path.is_dir():
        return _of_project(path)
    if path.suffix == ".xml":
        return _typable(Controls.read(path).schema(path.stem))
    if path.suffix == ".conf":
        return _typable(_of_brat(path))
    return read_schema(path)


def _of_project(folder: Path) -> LabelSchema:
    settings = read_toml(folder / "project.toml") or {}
    if not isinstance(settings.get("labels", ""), str) or not settings:
        open_project(folder).close()  # it says what is wrong
    return load_schema(settings.get("labels") or "arabic-news", folder)


def _typable(schema: LabelSchema) -> LabelSchema:
    """SCHEMA with ids that have no blanks, none of them twice, and keys that nobody else has."""
    ids: set[str] = set()
    keys: set[str] = set()

    def free(things: tuple[T, ...]) -> tuple[T, ...]:
        found = []
        for each in things:
            id = typable(each.id)
            if id in ids:
                continue
            key = each.key if each.key not in keys else ""
            ids.add(id)
            keys.add(key)
            found.append(replace(each, id=id, key=key, en=_seen(each.en), ar=_seen(each.ar)))
        return tuple(found)

    entities, claims, documents = free(schema.entities), free(schema.claims), free(schema.documents)
    relations = free(schema.relations)
    named = (
        replace(each, id=typable(each.id), en=_seen(each.en), ar=_seen(each.ar))
        for each in schema.attributes
    )
    attributes = tuple(each for each in named if each.id not in ids)
    if not entities and not claims:
        raise HashiyaError(f"{schema.name}: there are no labels in it")
    return replace(
        schema, entities=entities, claims=claims, documents=documents, relations=relations,
        attributes=attributes,
    )  # fmt: skip


def _seen(name: str) -> str:
    """NAME without what cannot be seen."""
    return "".join(c for c in name if c.isprintable()).strip() or "_"


def _of_brat(path: Path) -> LabelSchema:
    """The types in brat's annotation.conf; `visual.conf` beside it has names and colours."""
    sections: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in _lines(path):
        match = _SECTION.fullmatch(line)
        if match:
            lines = sections.setdefault(match[1], [])
        elif not line.lstrip().startswith("!"):  # in a tree the types of which nothing is said, too
            lines.append(line.strip())
    names, colours = _visual(path.with_name("visual.conf"))
    # The triggers of events are spans, too.
    types = [*sections.get("entities", []), *sections.get("events", [])]
    entities = tuple(
        _label(id, names.get(id, []), colours.get(id, colour(place)))
        for place, id in enumerate(dict.fromkeys(_first(line) for line in types))
    )
    relations = []
    for line in sections.get("relations", []):
        if line.startswith("<"):
            continue  # a setting, such as <OVERLAP>
        id, _, arguments = line.partition("\t")
        ends = dict(re.findall(r"(Arg[12]):([^,\s]+)", arguments))
        known = {each.id for each in entities}
        sources, targets = (_ends(ends.get(name, ""), known) for name in ("Arg1", "Arg2"))
        relations.append(RelationType(id.strip(), "", id.strip(), id.strip(), sources, targets))
    attributes = []
    for line in sections.get("attributes", []):
        id, _, arguments = line.partition("\t")
        said = re.search(r"Value:([^,]+)", arguments)
        values = values_of(said[1].strip().split("|") if said else ())
        kind = "one" if values else "bool"
        attributes.append(AttributeType(id.strip(), kind, id.strip(), id.strip(), ("span",), values))  # type: ignore[arg-type]
    return LabelSchema(path.parent.name or path.stem, entities, (), (), tuple(attributes), tuple(relations))


def _first(line: str) -> str:
    """The type that LINE is about."""
    return re.split(r"\s", line, maxsplit=1)[0]


def _label(id: str, names: list[str], shade: str) -> Label:
    english = next((name for name in names if name.isascii()), id)
    return Label(id, "", english, names[0] if names else id, shade)


def _lines(path: Path) -> list[str]:
    try:
        data = path.read_bytes()
        if len(data) > _LARGEST:
            raise HashiyaError(f"{path}: cannot be read: it is too large for a list of labels")
        lines = data.decode("utf-8-sig").splitlines()
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise HashiyaError(f"{path}:1: cannot be read: it is not UTF-8; convert it") from error
    return [line.strip(" ") for line in lines if line.strip() and not line.startswith("#")]


def _visual(path: Path) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What types are called, and their backgrounds."""
    names: dict[str, list[str]] = {}
    colours: dict[str, str] = {}
    for line in _lines(path) if path.is_file() else []:
        if "|" in line and "\t" not in line:
            id, *called = (part.strip() for part in line.split("|"))
            names[id] = called
        shade = re.search(r"bgColor:(#[0-9a-fA-F]{6})\b", line)
        if shade:
            colours[line.split("\t")[0].strip()] = shade[1]
    return names, colours


def _ends(said: str, known: set[str]) -> tuple[str, ...]:
    found = tuple(each for each in said.split("|") if each in known)
    return found or ("span",)
