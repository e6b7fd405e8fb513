"""Label schemas: which labels there are, their keys, colours and names, read from TOML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from annotations.arabic.folding import fold
from annotations.errors import HashiyaError
from annotations.toml import parse_toml, read_toml

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
DEFAULT_SCHEMA = "arabic-news"
_BUILT_IN = resources.files("annotations.schemas")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: `id` is what is stored and exported, `key` the key that puts it on.

    `colour` is the background of an entity's letters, #rrggbb; claims need none.
    """

    id: str
    key: str
    en: str
    ar: str
    colour: str = ""

    def name(self, language: str) -> str:
        """The label's name in LANGUAGE, "ar" or "en"."""
        return self.ar if language == "ar" else self.en


@dataclass(frozen=True, slots=True)
class LabelSchema:
    """The labels of a project: entities for spans, claims for sentences."""

    name: str
    entities: tuple[Label, ...]
    claims: tuple[Label, ...]

    def entity(self, id: str) -> Label | None:
        """The entity label with this ID."""
        return next((label for label in self.entities if label.id == id), None)

    def entity_name(self, id: str, language: str) -> str:
        """The entity ID's name where there is little room: in Arabic its name, in English the id itself."""
        label = self.entity(id)
        return label.ar if label and language == "ar" else id

    def claim_name(self, id: str, language: str) -> str:
        """The claim label ID's name; the id itself where the schema lacks it."""
        label = self.claim(id)
        return label.name(language) if label else id

    def claim(self, id: str) -> Label | None:
        """The claim label with this ID."""
        return next((label for label in self.claims if label.id == id), None)

    def named(self, text: str) -> Label | None:
        """The label that TEXT names by its id, or its name in either language, however that is spelt.

        `_` and `-` stand for blanks.
        """
        wanted, labels = _spelt(text), (*self.entities, *self.claims)
        ids = (label for label in labels if wanted == _spelt(label.id))
        names = (label for label in labels if wanted in (_spelt(label.en), _spelt(label.ar)))
        return next(ids, None) or next(names, None)


def _spelt(name: str) -> str:
    return fold(re.sub("[_-]", " ", name)).strip()


def load_schema(name: str, folder: Path | None = None) -> LabelSchema:
    """The schema NAME: a built-in one, or, ending in `.toml`, a file in FOLDER.

    Raises HashiyaError naming the file and the label that is wrong.
    """
    if name.endswith(".toml") and folder is not None:
        if Path(name).name != name:
            raise HashiyaError(
                f"{folder}: its labels are said to be in {name!r}; put that file into the project's "
                "folder, and give its name alone"
            )
        written = read_toml(folder / name)
        if written is None:
            raise HashiyaError(
                f"{folder / name}: cannot be read: the labels are said to be in it, but it is not there"
            )
        return _schema(written, str(folder / name))
    built_in = (each.name for each in _BUILT_IN.iterdir())
    known = sorted(each.removesuffix(".toml") for each in built_in if each.endswith(".toml"))
    if name not in known:
        raise HashiyaError(f"there is no built-in label schema {name!r}; there is: {', '.join(known)}")
    return parse_schema(_BUILT_IN.joinpath(f"{name}.toml").read_text(encoding="utf-8"), f"{name}.toml")


def parse_schema(toml: str, source: str) -> LabelSchema:
    """The schema written in TOML; SOURCE names it in error messages."""
    return _schema(parse_toml(toml, source), source)


def _schema(data: dict[str, Any], source: str) -> LabelSchema:
    entities = _labels(data, "entity", source)
    claims = _labels(data, "claim", source)
    if not entities and not claims:
        raise HashiyaError(f"{source}: no labels; add [[entity]] or [[claim]] tables")
    for what in ("id", "key"):
        seen: set[str] = set()
        for label in entities + claims:
            value = getattr(label, what)
            if value in seen:
                raise HashiyaError(f"{source}: two labels have the {what} {value!r}; each needs its own")
            seen.add(value)
    return LabelSchema(str(data.get("name", Path(source).stem)), entities, claims)


def _labels(data: dict[str, Any], kind: str, source: str) -> tuple[Label, ...]:
    tables = data.get(kind, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise HashiyaError(f"{source}: {kind!r} must be a list of tables, written [[{kind}]]")
    return tuple(
        _label(table, f"{source}: [[{kind}]] number {n}", entity=kind == "entity")
        for n, table in enumerate(tables, 1)
    )


def _label(table: dict[str, Any], where: str, entity: bool) -> Label:
    for name, value in table.items():
        if name not in ("id", "key", "en", "ar", "colour") or not isinstance(value, str):
            raise HashiyaError(f"{where}: {name!r} is not a text field of a label")
    id, key = table.get("id", ""), table.get("key", "")
    if not re.fullmatch(r"\S+", id):
        raise HashiyaError(f"{where}: needs an id without spaces")
    if not re.fullmatch(r"[a-z0-9]", key):
        raise HashiyaError(f"{where}: {id} needs a key, one of a–z or 0–9")
    colour = table.get("colour", "#d0d0d0" if entity else "")
    if colour and not _COLOUR.fullmatch(colour):
        raise HashiyaError(f"{where}: {id} has the colour {colour!r}, which is not of the form #rrggbb")
    return Label(id, key, table.get("en", id), table.get("ar", table.get("en", id)), colour)
