"""doccano's JSONL: `label` with [start, end, name], or entities, relations and cats.

Offsets are UTF-16 units, or grapheme clusters where the project counts these (`--offsets`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, Choices
from annotations.formats.incoming import Found, Incoming, Item, Reading, text_of
from annotations.formats.json_reading import first_record, items_of, objects, taken
from annotations.formats.offsets import Offsets
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.schema import LabelSchema

NAME: Final = "doccano"
SUMMARY: Final = "doccano JSONL: label lists, or entities with relations and categories"
ARABIC: Final = "ملفات doccano: قوائم الوسوم، أو كيانات بعلاقات وتصنيفات"
SUFFIX: Final = ".jsonl"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "dialect": ("label", "entities"),
    "layer": LAYERS,
    "offsets": ("utf-16", "graphemes", "code-points"),
}
_OURS: Final = ("id", "text", "label", "labels", "entities", "relations", "cats", "Comments")


def carries(choices: Choices) -> Carries:
    """Spans; with entities also relations between them and labels of documents."""
    entities = choices.dialect == "entities"
    return Carries(
        twice=entities,
        clusters=choices.offsets != "graphemes",
        relations=frozenset({"span"} if entities else ()),
        documents=entities,
        notes=frozenset({"document"}),
        whole_documents=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a line each."""
    counts = _Ids()
    with out.file() as file:
        for number, view in enumerate(views, 1):
            record = _record(number, view, choices, counts)
            file.write(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE))


class _Ids:
    """doccano numbers what it has over the whole project."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> int:
        """The next number."""
        self.last += 1
        return self.last


def _record(number: int, view: DocumentView, choices: Choices, ids: _Ids) -> dict[str, object]:
    units = Offsets(view.document.text, choices.offsets)
    fields = {k: v for k, v in view.fields.items() if not k.startswith("hashiya:") and k not in _OURS}
    record: dict[str, object] = {
        "id": number,
        "text": view.document.text,
        **fields,
        "name": view.document.name,
    }
    if choices.dialect == "entities":
        numbers = {each.id: ids.next() for each in (*view.spans, *view.relations)}
        record["entities"] = [
            {
                "id": numbers[span.id], "label": span.label,
                "start_offset": units.to(span.start), "end_offset": units.to(span.end),
            }
            for span in view.spans
        ]  # fmt: skip
        record["relations"] = [
            {
                "id": numbers[each.id], "from_id": numbers[each.source], "to_id": numbers[each.target],
                "type": each.label,
            }
            for each in view.relations
        ]  # fmt: skip
        record["cats"] = [label.label for label in view.labels if label.label]
    else:
        record["label"] = [[units.to(span.start), units.to(span.end), span.label] for span in view.spans]
    record["Comments"] = [note.text for note in view.notes]
    return record


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD begins with a record that has labels as doccano writes them."""
    record = first_record(head)
    label = record.get("label", record.get("labels"))
    if isinstance(record.get("entities"), list) and isinstance(record.get("relations"), list):
        return all(isinstance(each, dict) and "start_offset" in each for each in record["entities"])
    return (
        isinstance(record.get("text"), str)
        and isinstance(label, list)
        and (bool(label) or "Comments" in record or set(record) <= {"id", "text", "label", "labels"})
        and all(isinstance(each, str) or _is_span(each) for each in label)
    )


def _is_span(said: object) -> bool:
    return isinstance(said, list) and list(map(type, said)) == [int, int, str]


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The records in PATH."""
    return taken(objects(path, reading.largest), lambda place, record: _incoming(place, record, reading))


def _incoming(place: str, record: Mapping[str, Any], reading: Reading) -> Incoming:
    text = record["text"]
    fields = {key: value for key, value in record.items() if key not in (*_OURS, "name")}
    coming = Incoming(text_of(str(record.get("name") or record.get("id") or place), text, place, fields))
    units = Offsets(text, reading.offsets)

    def where(start: Any, end: Any) -> tuple[tuple[int, int], ...]:
        return ((units.back(start), units.back(end)),)

    said = record.get("label", record.get("labels")) or []
    if not isinstance(said, list):
        raise ValueError("'label' is no list")
    for each in said:
        if isinstance(each, str):
            coming.items.append(Item("document", each, place=place))
        else:
            start, end, label = each
            coming.items.append(Item("span", str(label), where(start, end), place=place))
    for each in items_of(record, "entities"):
        ranges = where(each["start_offset"], each["end_offset"])
        coming.items.append(Item("span", str(each["label"]), ranges, key=f"e{each['id']}", place=place))
    for each in items_of(record, "relations"):
        ends = f"e{each['from_id']}", f"e{each['to_id']}"
        coming.items.append(
            Item(
                "relation",
                str(each["type"]),
                source=ends[0],
                target=ends[1],
                key=f"l{each['id']}",
                place=place,
            )
        )
    coming.items += (Item("document", str(label), place=place) for label in record.get("cats") or [])
    coming.items += (Item("note", text=str(each), place=place) for each in record.get("Comments") or [])
    return coming
