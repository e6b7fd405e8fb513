"""W3C Web Annotation, JSON-LD: every annotation with where it is by position and by quotation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from annotations.corpus.cut import parts
from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.model import Attributes, Labelled, Range, Said
from annotations.schema import LabelSchema

NAME: Final = "webannotation"
SUMMARY: Final = "W3C Web Annotation JSON-LD: everything, by position and by quotation"
ARABIC: Final = "وسوم W3C Web Annotation: كل شيء بموضعه وبلفظه"
SUFFIX: Final = ".jsonld"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
_ANNO: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32  # characters of what is before and behind a quotation
_OURS: Final = {
    "hashiya": "urn:hashiya:terms:",
    **{
        name: f"hashiya:{name}"
        for name in ("attribute", "name", "sentence", "state", "seconds", "origin", "sha256")
    },
    "document": {"@id": "hashiya:document", "@type": "@json"},
}


def carries(choices: Choices) -> Carries:
    """All there is."""
    return EVERYTHING


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS as one graph."""
    context = orjson.dumps([_ANNO, _OURS])
    with out.file() as file:
        between = b'{"@context":' + context + b',"@graph":[\n'
        for view in views:
            for annotation in _annotations(view):
                file.write(between + orjson.dumps(annotation))
                between = b",\n"
        file.write((b"" if between == b",\n" else between) + b"\n]}\n")


def _annotations(view: DocumentView) -> Iterator[dict[str, object]]:
    yield _document(view)
    for span in view.spans:
        yield _labelled(view, span, _target(view, span.ranges), "tagging")
    for sentence in view.sentences:
        whole = ((sentence.start, sentence.end),)
        for claim in view.claims.get(sentence.id, []):
            purpose = "tagging" if claim.ranges else "classifying"
            yield _labelled(view, claim, _target(view, claim.ranges or whole), purpose)
        mark = view.states.get(sentence.id)
        if mark:
            body: dict[str, object] = {"type": "TextualBody", "purpose": "assessing", "value": mark.state}
            reason = {"type": "TextualBody", "purpose": "commenting", "value": mark.reason}
            said = _said(view, mark, "assessing")
            bodies = [body, *([reason] if mark.reason else [])]
            yield {**said, "body": bodies, "target": _target(view, whole), "sentence": sentence.id}
    for label in view.labels:
        yield _labelled(view, label, _source(view), "classifying")
    for relation in view.relations:
        ends = {
            "target": _id(relation.source),
            "body": [_id(relation.target), *_bodies(relation, "linking")],
        }
        yield {**_said(view, relation, "linking"), **ends}
    there = {part: ((each.start, each.end),) for each in view.sentences for part in parts(each)}
    for note in view.notes:
        about: object = _target(view, there[note.about]) if note.about in there else _id(note.about)
        about = _source(view) if note.about == view.document.id else about
        motivation = "replying" if note.answers else "commenting"
        body = {"type": "TextualBody", "purpose": motivation, "value": note.text, "language": "ar"}
        target = [about, _id(note.answers)] if note.answers else about
        yield {**_said(view, note, motivation), "body": body, "target": target}
    for move in view.moves:
        value = "boundary" if move.there else "no boundary"
        body = {"type": "TextualBody", "purpose": "editing", "value": value}
        where = ((move.place, min(move.place + 1, len(view.document.text))),)
        yield {**_said(view, move, "editing"), "body": body, "target": _target(view, where)}


def _id(id: str) -> str:
    return f"urn:hashiya:{id.removeprefix('@')}"


def _source(view: DocumentView) -> str:
    return f"urn:sha256:{view.document.sha256}"


def _document(view: DocumentView) -> dict[str, object]:
    """The text itself, with what stood beside it."""
    document: dict[str, object] = {
        "id": _source(view), "type": "Text", "format": "text/plain", "language": "ar",
        "name": view.document.name, "sha256": view.document.sha256,
    }  # fmt: skip
    more: dict[str, object] = {"fields": dict(view.fields)} if view.fields else {}
    if view.times:
        more["seconds"] = dict(view.times)
    if view.moved:
        more |= {"imported": view.imported, "moved": sorted(view.moved.items())}
    return {**document, **({"document": more} if more else {})}


def _said(view: DocumentView, each: Said, motivation: str) -> dict[str, object]:
    said: dict[str, object] = {
        "id": _id(each.id),
        "type": "Annotation",
        "motivation": motivation,
        "creator": {"type": "Person", "name": view.annotator},
        "created": each.created,
    }
    if each.changed:
        said["modified"] = each.changed
    if each.origin:
        said["origin"] = each.origin
    return said


def _labelled(view: DocumentView, each: Labelled, target: object, purpose: str) -> dict[str, object]:
    return {**_said(view, each, purpose), "body": _bodies(each, purpose), "target": target}


def _bodies(each: Labelled, purpose: str) -> list[object]:
    label = {"type": "TextualBody", "purpose": purpose, "value": each.label}
    return [*([label] if each.label else []), *_attributes(each.attributes)]


def _attributes(attributes: Attributes) -> Iterator[dict[str, object]]:
    for name, value in attributes:
        for one in value if isinstance(value, tuple) else (value,):
            yield {"type": "TextualBody", "purpose": "describing", "attribute": name, "value": one}


def _target(view: DocumentView, ranges: tuple[Range, ...]) -> object:
    targets = [_piece(view, start, end) for start, end in ranges]
    return targets[0] if len(targets) == 1 else {"type": "Composite", "items": targets}


def _piece(view: DocumentView, start: int, end: int) -> dict[str, object]:
    text = view.document.text
    return {
        "source": _source(view),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(0, start - _AROUND) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }
