"""JSON Lines, ours: one document a line, the whole text, and everything said of it by offset.

Its shape is `jsonl.schema.json`, a JSON Schema; what is written is read back as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.corpus.reading import Refused
from annotations.formats.batches import in_batches
from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.incoming import Found, Incoming, Item, Kind, Reading, text_of
from annotations.formats.json_reading import first_record, items_of, objects, taken
from annotations.formats.losses import shortened
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.model import Claim, Decision, Labelled, Note, Range, Said, Sentence, Span
from annotations.schema import LabelSchema

NAME: Final = "jsonl"
SUMMARY: Final = "everything: one document a line, text, offsets, sentences, claims, relations, notes"
ARABIC: Final = "كل شيء: مستند في كل سطر بنصه وإزاحاته وجمله وادعاءاته وعلاقاته وحواشيه"
SUFFIX: Final = ".jsonl"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}


def carries(choices: Choices) -> Carries:
    """All there is, what a team says to one another, too."""
    return replace(EVERYTHING, decisions=True, notes=EVERYTHING.notes | {"review"})


def json_schema() -> str:
    """The JSON Schema of a line."""
    return resources.files(__package__).joinpath("jsonl.schema.json").read_text(encoding="utf-8")


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, one JSON object a line."""
    with out.file() as file:
        for lines in in_batches(views, _lines):
            file.write(lines)


def _lines(views: list[DocumentView]) -> bytes:
    return b"".join(orjson.dumps(record_of(view), option=orjson.OPT_APPEND_NEWLINE) for view in views)


def record_of(view: DocumentView) -> dict[str, object]:
    """VIEW as one JSON object."""
    text = view.document.text
    record: dict[str, object] = {
        "id": view.document.id,
        "name": view.document.name,
        "sha256": view.document.sha256,
        "annotator": view.annotator,
    }
    if view.fields:
        record["fields"] = dict(view.fields)
    record |= {
        "text": text,
        "labels": [_said(label) for label in view.labels],
        "spans": [_span(span, text) for span in view.spans],
        "sentences": [_sentence(view, sentence) for sentence in view.sentences],
        "relations": [
            {**_said(relation), "source": relation.source, "target": relation.target}
            for relation in view.relations
        ],
        "notes": [_note(note) for note in view.notes],
    }
    if view.decisions:
        record["decisions"] = [_decision(each) for each in view.decisions]
    if view.moved:
        record["imported"] = view.imported
        record["moved"] = [[place, there] for place, there in sorted(view.moved.items())]
    if view.moves:
        record["moves"] = [
            {"id": move.id, "place": move.place, "there": move.there, **_history(move)}
            for move in view.moves
        ]
    return record


def _said(annotation: Labelled) -> dict[str, object]:
    """What every labelled annotation has; what says nothing is left out."""
    said: dict[str, object] = {"id": annotation.id, "label": annotation.label}
    if annotation.attributes:
        said["attributes"] = dict(annotation.attributes)
    return _with_history(said, annotation)


def _history(annotation: Said) -> dict[str, object]:
    return _with_history({}, annotation)


def _with_history(said: dict[str, object], annotation: Said) -> dict[str, object]:
    said["created"] = annotation.created
    if annotation.changed:
        said["changed"] = annotation.changed
    if annotation.origin:
        said["origin"] = annotation.origin
    return said


def _span(span: Span, text: str) -> dict[str, object]:
    said = _said(span)
    ranges = span.ranges
    said["start"], said["end"] = ranges[0][0], ranges[-1][1]
    said["ranges"] = ranges
    said["text"] = span.words(text)
    return said


def _sentence(view: DocumentView, sentence: Sentence) -> dict[str, object]:
    mark = view.states.get(sentence.id)
    said: dict[str, object] = {
        "id": sentence.id,
        "start": sentence.start,
        "end": sentence.end,
        "done": mark is not None and mark.state == "done",
        "state": mark.state if mark else "open",
        "claims": [_claim(claim, view.document.text) for claim in view.claims.get(sentence.id, [])],
        "note": view.note(sentence),
    }
    if sentence.also:
        said["also"] = list(sentence.also)
    if mark:
        said["marked"] = {"id": mark.id, **_history(mark)}
        if mark.reason:
            said["reason"] = mark.reason
    seconds = view.times.get(sentence.id)
    if seconds:
        said["seconds"] = seconds
    return said


def _claim(claim: Claim, text: str) -> dict[str, object]:
    said = _said(claim)
    if claim.ranges:
        said["ranges"] = claim.ranges
        said["text"] = claim.words(text)
    return said


def _decision(each: Decision) -> dict[str, object]:
    return {
        "id": each.id, "sentence": each.sentence, "item": each.item, "taken": each.taken, "by": each.by,
        "reason": each.reason, "text": each.text, **_history(each),
    }  # fmt: skip


def _note(note: Note) -> dict[str, object]:
    said: dict[str, object] = {"id": note.id, "about": note.about, "text": note.text}
    if note.answers:
        said["answers"] = note.answers
    if note.to:
        said["to"] = note.to
    if note.resolves:
        said["resolves"] = True
    return said | _history(note)


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD is the beginning of such a record."""
    record = first_record(head)
    return {"sha256", "text", "spans", "sentences"} <= set(record)


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The documents in PATH."""
    return taken(objects(path, reading.largest), _checked)


def _checked(place: str, record: Mapping[str, Any]) -> Iterator[Found]:
    """What RECORD has; refused are spans and claims that say other words than those on their letters."""
    coming = incoming(place, record)
    claims = (each for one in record.get("sentences", []) for each in items_of(one, "claims"))
    text = coming.text.decoded.text
    wrong: dict[int, Refused] = {}
    for kind, records in (("span", items_of(record, "spans")), ("claim", claims)):
        items = (item for item in coming.items if item.kind == kind)
        for item, said in zip(items, records, strict=True):
            there = " ".join(text[a:b] for a, b in item.ranges).split()
            if item.ranges and str(said.get("text", " ".join(there))).split() != there:
                shown = shortened(" ".join(there))
                why = f"{kind} {item.label}: at {item.ranges[0][0]} is «{shown}», not what it says"
                wrong[id(item)] = Refused(place, why)
    coming.items = [item for item in coming.items if id(item) not in wrong]
    yield coming
    yield from wrong.values()


def incoming(place: str, record: Mapping[str, Any]) -> Incoming:
    text = text_of(str(record.get("name", "")), record["text"], place, record.get("fields"))
    length = len(text.decoded.text)
    sentences = [_range(each, length) for each in record.get("sentences", [])]
    coming = Incoming(text, sentences=sentences or None, annotator=str(record.get("annotator", "")))
    if "imported" in record:
        coming.sentences = [(int(a), int(b)) for a, b in record["imported"]]
        coming.moved = {int(offset): bool(there) for offset, there in record.get("moved", [])}
    add = coming.items
    add += (_item("document", each, place) for each in items_of(record, "labels"))
    add += (_item("span", each, place) for each in items_of(record, "spans"))
    for range, sentence in zip(sentences, record.get("sentences", []), strict=True):
        for claim in items_of(sentence, "claims"):
            add.append(_item("claim", claim, place, sentence=range))
        if sentence.get("state", "open") != "open":
            mark = sentence.get("marked", {})
            reason = str(sentence.get("reason", ""))
            state = _item("state", mark, place, sentence=range, text=reason)
            state.label = sentence["state"]
            add.append(state)
        if sentence.get("seconds"):
            coming.seconds[range] = float(sentence["seconds"])
    for each in items_of(record, "relations"):
        add.append(_item("relation", each, place, source=each["source"], target=each["target"]))
    for each in items_of(record, "notes"):
        note = _item("note", each, place, about=each["about"], text=each["text"])
        note.answers, note.to = each.get("answers", ""), str(each.get("to", ""))
        note.resolves = each.get("resolves") is True
        add.append(note)
    for each in items_of(record, "decisions"):
        decision = _item("decision", each, place, about=each["sentence"], text=str(each.get("text", "")))
        decision.decided = {name: str(each.get(name, "")) for name in ("item", "taken", "by", "reason")}
        add.append(decision)
    for each in items_of(record, "moves"):
        add.append(_item("move", each, place, ranges=((int(each["place"]), int(each["place"]) + 1),)))
    return coming


def _range(sentence: Mapping[str, Any], length: int) -> Range:
    start, end = sentence["start"], sentence["end"]
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
        raise ValueError(f"the sentence {sentence.get('id')} is outside the text")
    return start, end


def _item(kind: Kind, said: Mapping[str, Any], place: str, **more: Any) -> Item:
    ranges = said.get("ranges", [])
    return Item(
        kind,
        label=str(said.get("label", "")),
        ranges=more.pop("ranges", tuple((a, b) for a, b in ranges)),
        attributes=said.get("attributes", {}),
        key=str(said.get("id", "")),
        created=str(said.get("created", "")),
        changed=str(said.get("changed", "")),
        origin=str(said.get("origin", "")),
        there=bool(said.get("there", True)),
        place=place,
        **more,
    )
