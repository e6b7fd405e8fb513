"""UIMA CAS, JSON (0.4.0) or XMI, as INCEpTION takes it, with its type system; by `dkpro-cassis`.

Spans and claims are of one layer, `webanno.custom.Hashiya`, so that relations can go between them; pieces,
and what a layer of INCEpTION has no place for, are in features. What is said of sentences and of the
document is in one annotation of the type `hashiya.Document`. Offsets are UTF-16 units on the disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.cas_reading import documents
from annotations.formats.choices import Choices
from annotations.formats.extras import needed
from annotations.formats.incoming import Found, Reading
from annotations.formats.json_reading import first_record
from annotations.formats.jsonl import record_of
from annotations.formats.names import Names
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.formats.xml import refuse_forbidden
from annotations.model import SPECIAL_TARGETS, Placed, Relation
from annotations.schema import LabelSchema

if TYPE_CHECKING:
    import cassis

NAME: Final = "cas"
SUMMARY: Final = "UIMA CAS for INCEpTION, JSON or XMI, with its type system"
ARABIC: Final = "ملفات UIMA CAS لبرنامج INCEpTION، بصيغة JSON أو XMI، ومعها نظام الأنواع"
SUFFIX: Final = ".json"
SHAPE: Final = "folder"
EXTRA: Final = "cas"
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"dialect": ("json", "xmi")}
ENDS: Final = (".xmi",)
LAYER: Final = "webanno.custom.Hashiya"
RELATION: Final = "webanno.custom.HashiyaRelation"
DOCUMENT: Final = "hashiya.Document"
SENTENCE: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
TYPES: Final = "TypeSystem.xml"
HISTORY: Final = ("identifier", "created", "changed", "origin")


def carries(choices: Choices) -> Carries:
    """All there is."""
    return EVERYTHING


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a file each, and the type system."""
    cassis = needed("cassis", NAME, EXTRA)
    attributes = dict.fromkeys(each.id for each in schema.attributes)
    types = _types(cassis, attributes)
    names = Names()
    xmi = choices.dialect == "xmi"
    for view in views:
        if xmi:
            for said in _strings(view):
                refuse_forbidden(view.document.name, said, "--dialect json")
        made = _Cas(cassis, types, view, attributes).made()
        name = names.of(view.document.name, view.annotator)
        with out.file(f"{name}.{'xmi' if xmi else 'json'}") as file:
            if xmi:
                file.write(made.to_xmi().encode("utf-8"))
            else:
                file.write(made.to_json().encode("utf-8"))
    with out.file(TYPES) as file:
        file.write(types.to_xml().encode("utf-8"))


def _strings(view: DocumentView) -> Iterator[str]:
    """All that stands in XML as it is: the text, and what is said in attributes and by labels."""
    yield view.document.text
    for each in (*view.spans, *view.all_claims, *view.relations):
        yield f"{each.label}\t{each.origin}"
        for _, value in each.attributes:
            yield from value if isinstance(value, tuple) else [str(value)]


def _types(cassis: Any, attributes: Mapping[str, None]) -> cassis.TypeSystem:
    types = cassis.TypeSystem()
    layer = types.create_type(LAYER, supertypeName="uima.tcas.Annotation")
    relation = types.create_type(RELATION, supertypeName="uima.tcas.Annotation")
    document = types.create_type(DOCUMENT, supertypeName="uima.tcas.Annotation")
    types.create_type(SENTENCE, supertypeName="uima.tcas.Annotation")
    types.create_type(TOKEN, supertypeName="uima.tcas.Annotation")
    string = "uima.cas.String"
    for name in ("label", "kind", "ranges", "attributes", *HISTORY):
        types.create_feature(domainType=layer, name=name, rangeType=string)
    plain = dict.fromkeys(feature_name(name) for name in attributes)
    for name in plain:
        types.create_feature(domainType=layer, name=name, rangeType=string)
    for name in ("label", "attributes", "target", "special", *HISTORY):
        types.create_feature(domainType=relation, name=name, rangeType=string)
    for name in ("Governor", "Dependent"):
        types.create_feature(domainType=relation, name=name, rangeType=LAYER)
    types.create_feature(domainType=document, name="record", rangeType=string)
    return types


def feature_name(attribute: str) -> str:
    """The name of the feature that shows ATTRIBUTE in INCEpTION."""
    return "attribute_" + re.sub(r"\W", "_", attribute, flags=re.ASCII)


class _Cas:
    """Makes the CAS of one view."""

    def __init__(
        self, cassis: Any, types: cassis.TypeSystem, view: DocumentView, attributes: Mapping[str, None]
    ) -> None:
        self._cas = cassis.Cas(typesystem=types)
        self._type = types.get_type
        self._view = view
        self._attributes = attributes
        self._there: dict[str, Any] = {}

    def made(self) -> cassis.Cas:
        """The CAS."""
        view, cas = self._view, self._cas
        cas.sofa_string = view.document.text
        cas.sofa_mime = "text/plain"
        record = record_of(view)
        for name in ("text", "spans", "relations"):
            del record[name]
        for sentence in record["sentences"]:  # type: ignore[attr-defined]
            del sentence["claims"]
        cas.add(self._type(DOCUMENT)(begin=0, end=0, record=json.dumps(record, ensure_ascii=False)))
        for sentence in view.sentences:
            cas.add(self._type(SENTENCE)(begin=sentence.start, end=sentence.end))
        for span in view.spans:
            self._place(span, "span", span.start, span.end)
        for sentence in view.sentences:
            for claim in view.claims.get(sentence.id, []):
                if claim.ranges:
                    self._place(claim, "claim", claim.start, claim.end)
                else:
                    self._place(claim, "sentence", sentence.start, sentence.end)
        for relation in view.relations:
            self._relate(relation)
        return cas

    def _place(self, placed: Placed, kind: str, start: int, end: int) -> None:
        said: dict[str, Any] = dict(placed.attributes)
        ranges = ";".join(f"{a}-{b}" for a, b in placed.ranges) if len(placed.ranges) > 1 else None
        shown = {
            feature_name(name): ", ".join(value) if isinstance(value, tuple) else str(value)
            for name, value in said.items()
            if name in self._attributes
        }
        made = self._type(LAYER)(
            begin=start, end=end, label=placed.label, kind=kind, ranges=ranges,
            attributes=json.dumps(said, ensure_ascii=False) if said else None,
            **shown, **_history(placed),
        )  # fmt: skip
        self._there[placed.id] = made
        self._cas.add(made)

    def _relate(self, relation: Relation) -> None:
        source, target = self._there.get(relation.source), self._there.get(relation.target)
        special = relation.target if relation.target in SPECIAL_TARGETS else None
        said, ends = dict(relation.attributes), [relation.source, relation.target]
        where = target or source
        made = self._type(RELATION)(
            begin=where.begin if where else 0, end=where.end if where else 0, label=relation.label,
            Governor=source, Dependent=target, special=special,
            # Ends that are relations or labels of documents are no annotations of the layer.
            target=None if source and (target or special) else json.dumps(ends),
            attributes=json.dumps(said, ensure_ascii=False) if said else None,
            **_history(relation),
        )  # fmt: skip
        self._there.setdefault(relation.id, None)
        self._cas.add(made)


def _history(annotation: Placed | Relation) -> dict[str, str | None]:
    said = annotation.id, annotation.created, annotation.changed or None, annotation.origin or None
    return dict(zip(HISTORY, said, strict=True))


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD begins a CAS."""
    if path.suffix == ".xmi" or b"<xmi:XMI" in head:
        return b"uima/" in head
    record = first_record(head)
    return "%TYPES" in record or "%FEATURE_STRUCTURES" in record or "%VIEWS" in record


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The document in the JSON or XMI file PATH."""
    cassis = needed("cassis", NAME, EXTRA)
    yield from documents(cassis, path, reading)
