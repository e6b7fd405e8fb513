"""What can be asked of a project in one line: words, #LABEL, :state, @attribute=value, by:NAME."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Final, Literal

from annotations.arabic.folding import fold
from annotations.checks import checks
from annotations.errors import HashiyaError
from annotations.model import Annotation, Labelled
from annotations.schema import AttributeType, AttributeValue, LabelSchema

State = Literal["done", "open", "skipped", "flagged"]


class UnknownLabel(HashiyaError):  # noqa: N818 - named by what is wrong
    """What should be a label is none."""


class UnknownAttribute(HashiyaError):  # noqa: N818
    """What should be an attribute, or a value of one, is none."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is wanted; empty fields do not matter.

    `words` are a phrase, however its letters are written, any part of words; with * at the end it has to
    begin a word. `pattern` is a regular expression over the text as it stands, with what the module `regex`
    knows (such as `\\p{Arabic}`). `label` is one of entities, claims or the document, `state` how far one
    has come with the sentence; `attribute` is said of something there (of what has the label, where one is
    wanted), as `value` where that is given. `noted` wants a note, `conflict` a name that has several labels
    in the layer; `assigned` wants what is given to that person, `returned` what was sent back to who the
    layer is of, and is not settled. `check` is one of those of what spoils training data
    (`annotations.checks`), by `schema`. All this is asked of the layer of `annotator`, where one is named.
    """

    words: str = ""
    pattern: str = ""
    label: str = ""
    state: State | None = None
    attribute: str = ""
    value: str = ""
    noted: bool = False
    conflict: bool = False
    annotator: str = ""
    check: str = ""
    assigned: str = ""
    returned: bool = False
    schema: LabelSchema | None = field(default=None, compare=False, repr=False)

    @property
    def asks_the_layer(self) -> bool:
        """Whether only sentences that something is said of can be wanted."""
        said = self.label or self.attribute or self.noted or self.conflict
        return bool(said) or self.state in ("done", "skipped", "flagged")

    def wants(self, annotation: Annotation) -> bool:
        """Whether ANNOTATION has the label and the attribute that are wanted, as far as they are."""
        if not isinstance(annotation, Labelled) or self.label not in ("", annotation.label):
            return False
        if not self.attribute:
            return True
        said = annotation.attribute(self.attribute)
        values = said if isinstance(said, tuple) else (said,)
        return said is not None and (not self.value or self.value in map(as_written, values))


def as_written(value: object) -> str:
    """VALUE of an attribute as a query has it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:g}" if isinstance(value, float) else str(value)


STATES: Final[dict[str, State]] = {
    "open": "open", "done": "done", "skipped": "skipped", "flagged": "flagged",
    "مفتوح": "open", "مفتوحة": "open", "منجز": "done", "منجزة": "done", "متروك": "skipped",
    "متروكة": "skipped", "متجاوزة": "skipped", "معلم": "flagged", "معلمة": "flagged",
}  # fmt: skip
_NOTED: Final = (":note", ":noted", ":حاشية", ":حواش", ":حواشي")
_CONFLICT: Final = (":conflict", ":conflicts", ":تعارض", ":متعارض", ":خلاف")
_BY: Final = ("by:", "بقلم:")
_ASSIGNED: Final = ("for:", "عند:")
_RETURNED: Final = (":back", ":معاد", ":معادة")
_CHECK: Final = ("check:", "فحص:")


def state_named(written: str) -> State | None:
    """The state that WRITTEN names in either language, None for none."""
    return STATES.get(written.casefold())


def parse_query(text: str, schema: LabelSchema) -> Query:
    """What a person typed as a query; /a pattern/ stands alone.

    #LABEL, :open (done, skipped, flagged), :note, :conflict, @ATTRIBUTE, @ATTRIBUTE=VALUE, by:ANNOTATOR,
    for:PERSON, :back and check:NAME may stand between words, in either language, `_` for a blank in a name.
    The pattern's last stroke may be missing. UnknownLabel and UnknownAttribute for what SCHEMA has under no
    name.
    """
    if text.startswith("/"):
        return Query(pattern=text[1:].removesuffix("/"))
    words = list[str]()
    label = attribute = value = annotator = check = assigned = ""
    state: State | None = None
    noted = conflict = returned = False
    for part in text.split():
        by, given = _behind(part, _BY), _behind(part, _ASSIGNED)
        if part.startswith("#") and len(part) > 1:
            label = label_named(part[1:], schema)
        elif part.startswith("@") and len(part) > 1:
            attribute, value = _attribute_named(part[1:], schema)
        elif part.startswith(":") and state_named(part[1:]):
            state = state_named(part[1:])
        elif part in _NOTED or part in _CONFLICT:
            noted, conflict = noted or part in _NOTED, conflict or part in _CONFLICT
        elif part in _RETURNED:
            returned = True
        elif by or given:
            annotator, assigned = by or annotator, given or assigned
        elif part.startswith(_CHECK) and part not in _CHECK:
            check = _check_named(part.partition(":")[2])
        else:
            words.append(part)
    by_schema = schema if check else None
    query = Query(
        "",
        "",
        label,
        state,
        attribute,
        value,
        noted,
        conflict,
        annotator,
        check,
        assigned,
        returned,
        by_schema,
    )
    return Query(words=text) if query == Query() else replace(query, words=" ".join(words))


def _behind(part: str, heads: tuple[str, ...]) -> str:
    """What stands in PART behind one of HEADS, "" for nothing."""
    return next((part.removeprefix(each) for each in heads if part.startswith(each)), "")


def _check_named(text: str) -> str:
    """The check that TEXT names; HashiyaError for none."""
    if text not in checks():
        raise HashiyaError(f"there is no check {text!r}; there are: {', '.join(sorted(checks()))}")
    return text


def label_named(text: str, schema: LabelSchema) -> str:
    """The id of the label that TEXT names; UnknownLabel if there is none."""
    label = schema.named(text)
    if label is None:
        known = ", ".join(each.id for each in schema.labels)
        raise UnknownLabel(f"there is no label {text!r}; there are: {known}", label=text, known=known)
    return label.id


def _attribute_named(text: str, schema: LabelSchema) -> tuple[str, str]:
    """The id of the attribute in TEXT, and of the value behind =, as a query has it."""
    name, _, value = text.partition("=")
    type = next((each for each in schema.attributes if _spelt(name) in _names(each)), None)
    if type is None:
        known = ", ".join(each.id for each in schema.attributes) or "-"
        raise UnknownAttribute(
            f"there is no attribute {name!r}; there are: {known}", name=name, known=known
        )
    if not value or not type.values:
        truth = {"yes": "true", "no": "false", "نعم": "true", "لا": "false"}
        return type.id, truth.get(value, value) if type.kind == "bool" else value
    found = next((each.id for each in type.values if _spelt(value) in _names(each)), None)
    if found is None:
        known = ", ".join(each.id for each in type.values)
        raise UnknownAttribute(
            f"{type.id} has no value {value!r}; there are: {known}", name=f"{type.id}={value}", known=known
        )
    return type.id, found


def _names(named: AttributeType | AttributeValue) -> set[str]:
    return {_spelt(named.id), _spelt(named.en), _spelt(named.ar)}


def _spelt(name: str) -> str:
    return fold(name.replace("_", " ").replace("-", " ")).strip()
