"""Reading a label schema from TOML; what is wrong is named with its file, line and field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar, cast

from annotations.errors import HashiyaError
from annotations.model import AUTHOR, NOT_SAID
from annotations.schema.lines import Lines
from annotations.schema.model import (
    KINDS,
    VALUE_KEYS,
    AttributeKind,
    AttributeType,
    AttributeValue,
    Both,
    Constraint,
    Guide,
    Label,
    LabelSchema,
    RelationType,
    fits,
)
from annotations.toml import parse_toml

_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_KEY: Final = re.compile(r"[a-z0-9]{1,2}")
_GUIDE: Final = ("en", "ar", "description", "guideline", "examples")
_FIELDS: Final[dict[str, tuple[str, ...]]] = {
    "entity": ("id", "key", "colour", "short", *_GUIDE),
    "claim": ("id", "key", "colour", "on", "group", *_GUIDE),
    "document": ("id", "key", "colour", "group", *_GUIDE),
    "attribute": (
        "id", "kind", "applies_to", "values", "default", "required", "when", "low", "high", *_GUIDE,
    ),
    "relation": ("id", "key", "from", "to", "arity", "symmetric", *_GUIDE),
    "constraint": ("rule", "label", "others", *_GUIDE),
}  # fmt: skip
_TOP: Final = ("name", "title", "description", "guideline", "examples", *_FIELDS)
_ATTRIBUTE_KINDS: Final = ("bool", "one", "many", "scale", "number", "text", "link")
_SPECIAL: Final = {"author": AUTHOR, "not-said": NOT_SAID}
T = TypeVar("T")


def parse_schema(toml: str, source: str) -> LabelSchema:
    """The schema written in TOML; SOURCE names it in error messages."""
    data = parse_toml(toml, source)
    return _Reader(data, source, Lines(toml)).schema()


class _Table:
    """One table of the file, which says where it stands."""

    def __init__(self, reader: _Reader, kind: str, number: int, values: dict[str, Any]) -> None:
        self._reader = reader
        self.kind = kind
        self.number = number
        self.values = values
        id = values.get("id")
        self.id = id if isinstance(id, str) else ""

    def fail(self, field: str, said: str) -> NoReturn:
        """HashiyaError for FIELD of this table."""
        line = self._reader.lines.field(self.kind, self.number, field)
        name = f" {self.id}" if self.id else ""
        raise HashiyaError(
            f"{self._reader.source}:{line}: [[{self.kind}]] number {self.number}:{name} {said}"
        )

    def text(self, field: str, default: str = "") -> str:
        """The text FIELD."""
        value = self.values.get(field, default)
        if not isinstance(value, str):
            self.fail(field, f"{field!r} is not a text field, in quotation marks")
        return value

    def flag(self, field: str) -> bool:
        """FIELD, true or false."""
        value = self.values.get(field, False)
        if not isinstance(value, bool):
            self.fail(field, f"{field!r} is true or false, without quotation marks")
        return value

    def number_of(self, field: str) -> float | None:
        """The number FIELD."""
        value = self.values.get(field)
        if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
            self.fail(field, f"{field!r} is a number")
        return value

    def texts(self, field: str) -> tuple[str, ...]:
        """FIELD, a list of texts."""
        value = self.values.get(field, [])
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.fail(field, f'{field!r} is a list of texts, ["…", "…"]')
        return tuple(value)

    def choice(self, field: str, choices: Sequence[str], default: str) -> str:
        """FIELD, one of CHOICES."""
        value = self.text(field, default)
        if value not in choices:
            self.fail(field, f"{field} = {value!r}: choose one of {', '.join(choices)}")
        return value

    def both(self, field: str) -> Both:
        """FIELD in both languages: {en = "…", ar = "…"}, or one text for both."""
        return self._reader.both(self.values.get(field), lambda said: self.fail(field, said), field)

    def guide(self) -> Guide:
        """Its guideline."""
        examples = self._reader.examples(
            self.values.get("examples"), lambda said: self.fail("examples", said)
        )
        return Guide(self.both("description"), self.both("guideline"), examples)

    def names(self) -> tuple[str, str]:
        """What it is called in English and in Arabic."""
        en = self.text("en", self.id or "")
        names = en, self.text("ar", en)
        for field, name in zip(("en", "ar"), names, strict=True):
            if not name.strip() or not name.isprintable():
                self.fail(field, f"needs a name in {field!r} that can be read")
        return names

    def key(self) -> str:
        """The keys that put it on."""
        key = self.text("key")
        if "key" in self.values and not _KEY.fullmatch(key):
            self.fail("key", "needs a key, one or two of a–z or 0–9")
        return key


class _Reader:
    def __init__(self, data: dict[str, Any], source: str, lines: Lines) -> None:
        self.data = data
        self.source = source
        self.lines = lines

    def schema(self) -> LabelSchema:
        for field in self.data:
            if field not in _TOP:
                self._fail(field, f"there is no field {field!r} here; there are: {', '.join(_TOP)}")
        entities, claims, documents = (self._all(k, self._label) for k in ("entity", "claim", "document"))
        if not entities and not claims:
            raise HashiyaError(f"{self.source}: no labels; add [[entity]] or [[claim]] tables")
        labels: list[Label] = [*entities, *claims, *documents]
        self._known = {label.id for label in labels}
        self._linked = {table.id for table in self._tables("relation")}
        attributes = self._all("attribute", self._attribute)
        relations = self._all("relation", self._relation)
        self._refuse_twice()
        self._said = self._known | {each.id for each in attributes} | {each.id for each in relations}
        self._check_conditions(attributes)
        name = self.data.get("name", Path(self.source).stem)
        if not isinstance(name, str):
            self._fail("name", "'name' is a text, in quotation marks")
        guide = Guide(
            self._top_both("description"),
            self._top_both("guideline"),
            self.examples(self.data.get("examples"), lambda said: self._fail("examples", said)),
        )
        constraints = self._all("constraint", self._constraint)
        return LabelSchema(
            name, entities, claims, documents, attributes, relations, constraints,
            self._top_both("title"), guide,
        )  # fmt: skip

    def _fail(self, field: str, said: str) -> NoReturn:
        raise HashiyaError(f"{self.source}:{self.lines.field('', 1, field)}: {said}")

    def _top_both(self, field: str) -> Both:
        return self.both(self.data.get(field), lambda said: self._fail(field, said), field)

    def _tables(self, kind: str) -> list[_Table]:
        tables = self.data.get(kind, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._fail(kind, f"{kind!r} must be a list of tables, written [[{kind}]]")
        return [_Table(self, kind, number, table) for number, table in enumerate(tables, 1)]

    def _all(self, kind: str, make: Callable[[_Table], T]) -> tuple[T, ...]:
        found = []
        for table in self._tables(kind):
            for field in table.values:
                if field not in _FIELDS[kind]:
                    table.fail(field, f"{field!r} is no field of it; there are: {', '.join(_FIELDS[kind])}")
            id = table.text("id")
            if "id" in _FIELDS[kind] and not (re.fullmatch(r"[^\s@]+", id) and id.isprintable()):
                table.fail("id", "needs an id without spaces and without @")
            found.append(make(table))
        return tuple(found)

    def _label(self, table: _Table) -> Label:
        colour = table.text("colour", "#d0d0d0" if table.kind == "entity" else "")
        if colour and not _COLOUR.fullmatch(colour):
            table.fail("colour", f"has the colour {colour!r}, which is not of the form #rrggbb")
        on = cast(Any, table.choice("on", ("sentence", "letters", "both"), "sentence"))
        return Label(
            table.text("id"), table.key(), *table.names(), colour, on, table.text("group"), table.guide(),
            table.text("short"),
        )  # fmt: skip

    def _attribute(self, table: _Table) -> AttributeType:
        kind = cast(AttributeKind, table.choice("kind", _ATTRIBUTE_KINDS, "text"))
        values = self._values(table)
        if kind in ("one", "many") and not values:
            table.fail("values", 'needs values to choose from: values = [{ id = "yes" }, …]')
        if values and kind not in ("one", "many"):
            table.fail("values", f"an attribute of the kind {kind!r} has no values to choose from")
        low, high = table.number_of("low"), table.number_of("high")
        if low is not None and high is not None and low >= high:
            table.fail("low", "low has to be less than high")
        if kind == "scale" and not _is_scale(low, high):
            table.fail("low", "a scale needs low and high, whole numbers from 0 to 9: low = 1, high = 5")
        applies_to = table.texts("applies_to")
        self._refuse_unknown(table, "applies_to", applies_to, (*KINDS, *self._known, *self._linked))
        if not applies_to:
            table.fail("applies_to", "needs applies_to: kinds (span, claim, document, relation) or labels")
        attribute = AttributeType(
            table.text("id"), kind, *table.names(), applies_to, values, None, table.flag("required"),
            self._when(table), low, high, table.guide(),
        )  # fmt: skip
        default = table.values.get("default")
        default = tuple(default) if isinstance(default, list) else default
        if default is not None and not fits(attribute, default):
            table.fail("default", f"default = {table.values['default']!r} is none of its values")
        return replace(attribute, default=default)

    def _values(self, table: _Table) -> tuple[AttributeValue, ...]:
        given = table.values.get("values", [])
        if not isinstance(given, list):
            table.fail("values", '\'values\' is a list: [{ id = "yes", key = "y" }, …], or ["yes", …]')
        found: list[AttributeValue] = []
        for each in given:
            said: Any = {"id": each} if isinstance(each, str) else each
            if not isinstance(said, dict) or not all(isinstance(v, str) for v in said.values()):
                table.fail(
                    "values", f'{each!r} is no value: {{ id = "yes", key = "y", en = "yes", ar = "نعم" }}'
                )
            strange = set(said) - {"id", "key", "en", "ar"}
            if strange or not said.get("id"):
                table.fail("values", f"{each!r}: a value has the fields id, key, en, ar")
            key = said.get("key", "")
            if key and not re.fullmatch("[a-z0-9]", key):
                table.fail("values", f"the value {said['id']} needs a key, one of a–z or 0–9")
            en = str(said.get("en", said["id"]))
            found.append(AttributeValue(said["id"], key, en, str(said.get("ar", en))))
        taken = {value.key for value in found if value.key}
        free = (key for key in VALUE_KEYS if key not in taken)
        found = [value if value.key else replace(value, key=next(free, "")) for value in found]
        for what in ("id", "key"):
            twice = _twice(getattr(value, what) for value in found)
            if twice:
                table.fail("values", f"two values have the {what} {twice!r}; each needs its own")
        return tuple(found)

    def _when(self, table: _Table) -> tuple[tuple[str, tuple[str, ...]], ...]:
        given = table.values.get("when", {})
        if not isinstance(given, dict):
            table.fail("when", "'when' is a table: { verifiable = [\"yes\"] }")
        found = []
        for name, wanted in given.items():
            values = wanted if isinstance(wanted, list) else [wanted]
            if not all(isinstance(value, (str, bool)) for value in values):
                table.fail("when", f"when {name}: give the values of it, in quotation marks")
            found.append(
                (name, tuple(v if isinstance(v, str) else "true" if v else "false" for v in values))
            )
        return tuple(found)

    def _check_conditions(self, attributes: tuple[AttributeType, ...]) -> None:
        known = {each.id: each for each in attributes}
        for table, attribute in zip(self._tables("attribute"), attributes, strict=True):
            for name, wanted in attribute.when:
                if name not in known or name == attribute.id:
                    table.fail(
                        "when", f"when {name!r}: there is no such attribute; there are: {', '.join(known)}"
                    )
                possible = [value.id for value in known[name].values] or ["true", "false"]
                for value in wanted:
                    if known[name].kind in ("one", "many", "bool") and value not in possible:
                        table.fail(
                            "when", f"when {name} = {value!r}: its values are: {', '.join(possible)}"
                        )

        for table, attribute in zip(self._tables("attribute"), attributes, strict=True):
            if attribute.id in _needed_by(attribute, known):
                table.fail("when", f"when: {attribute.id} would need itself, so it could never be said")

    def _relation(self, table: _Table) -> RelationType:
        ends: list[tuple[str, ...]] = []
        for field in ("from", "to"):
            given = table.texts(field)
            special = _SPECIAL if field == "to" else {}
            self._refuse_unknown(table, field, given, (*KINDS, *special, *self._known))
            if not given:
                table.fail(field, f"needs {field!r}: kinds (span, claim, document) or labels")
            ends.append(tuple(special.get(each, each) for each in given))
        arity = cast(Any, table.choice("arity", ("1", "?", "*", "+"), "*"))
        sources, targets = ends
        return RelationType(
            table.text("id"), table.key(), *table.names(), sources=sources, targets=targets, arity=arity,
            symmetric=table.flag("symmetric"), guide=table.guide(),
        )  # fmt: skip

    def _constraint(self, table: _Table) -> Constraint:
        rule = cast(Any, table.choice("rule", ("must", "must-not", "at-most-one", "no-overlap"), ""))
        label, others = table.text("label"), table.texts("others")
        self._refuse_unknown(table, "label", (label,), (*KINDS, *self._known))
        self._refuse_unknown(table, "others", others, (*KINDS, *self._said))
        if not others and rule != "at-most-one":
            table.fail("others", "needs others: what the rule is about")
        return Constraint(rule, label, others, Both(table.text("en"), table.text("ar")))

    def _refuse_unknown(
        self, table: _Table, field: str, given: Iterable[str], known: Sequence[str]
    ) -> None:
        for each in given:
            if each not in known:
                table.fail(field, f"{field}: there is no {each!r}; there are: {', '.join(sorted(known))}")

    def _refuse_twice(self) -> None:
        """Two things with one id, or with keys of which one begins as the other does."""
        ids: set[str] = set()
        keys: dict[str, str] = {}
        for kind in ("entity", "claim", "document", "relation", "attribute"):
            for table in self._tables(kind):
                if table.id in ids:
                    table.fail("id", f"two things have the id {table.id!r}; each needs its own")
                ids.add(table.id)
                key = table.text("key")
                for other, owner in keys.items():
                    if key == other:
                        table.fail(
                            "key", f"two labels have the key {key!r}, {owner} too; each needs its own"
                        )
                    if key and (key.startswith(other) or other.startswith(key)):
                        said = f"{key!r} and {other!r}, that of {owner}, begin alike"
                        table.fail("key", f"its key {said}: nobody could type both")
                if key:
                    keys[key] = table.id

    def both(self, value: Any, fail: Callable[[str], NoReturn], field: str) -> Both:
        """VALUE, a text for both languages or one for each."""
        if value is None:
            return Both()
        if isinstance(value, str):
            return Both(value, value)
        if not isinstance(value, dict) or not all(isinstance(each, str) for each in value.values()):
            fail(f'{field!r} is a text, or one for each language: {{ en = "…", ar = "…" }}')
        if set(value) - {"en", "ar"}:
            fail(f"{field}: there is no language {(set(value) - {'en', 'ar'}).pop()!r}; there are: en, ar")
        return Both(value.get("en", ""), value.get("ar", ""))

    def examples(self, value: Any, fail: Callable[[str], NoReturn]) -> tuple[Both, ...]:
        """VALUE, a list of examples, each as `both` has them."""
        if value is None:
            return ()
        if isinstance(value, dict) and not set(value) - {"en", "ar"}:
            value = [
                {language: each}
                for language, given in value.items()
                for each in (given if isinstance(given, list) else [given])
            ]
        if not isinstance(value, list):
            fail("'examples' is a list of texts")
        return tuple(self.both(each, fail, "examples") for each in value)


def _is_scale(low: float | None, high: float | None) -> bool:
    """Whether the steps from LOW to HIGH have a digit each."""
    if low is None or high is None or low != int(low) or high != int(high):
        return False
    return 0 <= low < high <= 9


def _twice(values: Iterable[str]) -> str:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            return value
        seen.add(value)
    return ""


def _needed_by(attribute: AttributeType, known: Mapping[str, AttributeType]) -> set[str]:
    """The ids of the attributes that ATTRIBUTE needs a value of, and those that these need."""
    found: set[str] = set()
    waiting = [attribute]
    while waiting:
        for name, _ in waiting.pop().when:
            if name not in found:
                found.add(name)
                waiting.append(known[name])
    return found
