"""Label Studio: an array of tasks with annotations or predictions, and the labeling config beside it.

Entities are regions of the control `entities`, claims on letters of `claims`, those of sentences of
`sentences`, labels of documents the choices of `document`; attributes are second results of their region
with the same id. Offsets are code points, as Label Studio counts since 1.9; older files count UTF-16 units,
which the text in each region tells apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from annotations.corpus.reading import Refused
from annotations.errors import HashiyaError
from annotations.formats.batches import in_batches_with
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.incoming import Found, Incoming, Item, Reading, text_of
from annotations.formats.json_reading import first_record, items_of, objects, taken
from annotations.formats.labelstudio_config import (
    CLAIMS,
    DOCUMENT,
    ENTITIES,
    SENTENCES,
    Controls,
    attribute_of,
    config_of,
    control_of,
    in_words,
)
from annotations.formats.offsets import Offsets
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.model import Attributes, Range
from annotations.schema import LabelSchema

NAME: Final = "labelstudio"
SUMMARY: Final = "Label Studio: tasks with annotations or predictions, and the labeling config"
ARABIC: Final = "مهام Label Studio بوسومها أو تنبؤاتها، ومعها إعداد الوسوم"
SUFFIX: Final = ".json"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"predictions": ("no", "yes")}
CONFIG: Final = "config.xml"
_MODEL: Final = "hashiya"


def carries(choices: Choices) -> Carries:
    """Regions with attributes and relations; no pieces, nothing of its own for notes."""
    return Carries(
        sentence_claims=True,
        letter_claims=True,
        attributes=frozenset({"span", "claim"}),
        empty_lists=False,
        relations=frozenset({"span", "claim"}),
        documents=True,
        annotators=True,
        whole_documents=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a task a document; the config is beside it."""
    seen = Controls.of(schema)
    number = 0
    with out.file() as file:
        between = b"[\n"
        for pieces in in_batches_with(views, lambda: Controls.of(schema), _pieces, seen):
            for data, results in pieces:
                number += 1
                file.write(between + orjson.dumps(_task(number, data, results, choices)))
                between = b",\n"
        file.write(b"\n]\n" if between != b"[\n" else b"[]\n")
    with text(out, CONFIG) as file_of_config:
        file_of_config.write(config_of(seen))


# The data of a task, and what each annotator said of it with their names, as JSON.
_Piece: TypeAlias = tuple[bytes, list[tuple[str, bytes]]]


def _pieces(views: list[DocumentView], seen: Controls) -> list[_Piece]:
    return [_piece(list(found), seen) for _, found in groupby(views, key=lambda view: view.document.id)]


def _piece(views: list[DocumentView], seen: Controls) -> _Piece:
    document = views[0].document
    data = {k: v for k, v in views[0].fields.items() if not k.startswith("hashiya:")}
    data |= {"text": document.text, "name": document.name}
    try:
        results = [(view.annotator, orjson.dumps(_results(view, seen))) for view in views]
    except HashiyaError as error:
        raise HashiyaError(f"{document.name}: {error}") from error
    return orjson.dumps(data), results


def _task(
    number: int, data: bytes, results: list[tuple[str, bytes]], choices: Choices
) -> dict[str, object]:
    task: dict[str, object] = {"id": number, "data": orjson.Fragment(data)}
    if choices.predictions:
        task["predictions"] = [
            {"model_version": annotator or _MODEL, "score": 1.0, "result": orjson.Fragment(found)}
            for annotator, found in results
        ]
    else:
        there = {"was_cancelled": False, "ground_truth": False}
        task["annotations"] = [
            {"id": number * 1000 + place, **there, "result": orjson.Fragment(found)}
            for place, (_, found) in enumerate(results)
        ]
        task["meta"] = {"annotators": [annotator for annotator, _ in results]}
    return task


def _results(view: DocumentView, seen: Controls) -> list[dict[str, object]]:
    source = view.document.text
    found: list[dict[str, object]] = []
    for span in view.spans:
        seen.entities.setdefault(span.label)
        found += _region(
            span.id, ENTITIES, span.label, (span.start, span.end), source, span.attributes, seen
        )
    for sentence in view.sentences:
        for claim in view.claims.get(sentence.id, []):
            (seen.claims if claim.ranges else seen.sentences).setdefault(claim.label)
            control = CLAIMS if claim.ranges else SENTENCES
            where = (claim.start, claim.end) if claim.ranges else (sentence.start, sentence.end)
            found += _region(claim.id, control, claim.label, where, source, claim.attributes, seen)
    for label in view.labels:
        if label.label:
            seen.documents.setdefault(label.label)
            value = {"choices": [label.label]}
            found.append(
                {
                    "id": label.id,
                    "from_name": DOCUMENT,
                    "to_name": "text",
                    "type": "choices",
                    "value": value,
                }
            )
    for relation in view.relations:
        seen.relations.setdefault(relation.label)
        ends = {"from_id": relation.source, "to_id": relation.target}
        found.append({"type": "relation", **ends, "direction": "right", "labels": [relation.label]})
    return found


def _region(
    id: str, control: str, label: str, where: Range, source: str, attributes: Attributes, seen: Controls
) -> Iterator[dict[str, object]]:
    there = {"start": where[0], "end": where[1]}
    said = source[slice(*where)]
    head = {"id": id, "to_name": "text"}
    yield {
        **head,
        "from_name": control,
        "type": "labels",
        "value": {**there, "text": said, "labels": [label]},
    }
    for name, value in attributes:
        kind, written = seen.attribute(name, value)
        yield {**head, "from_name": control_of(name), "type": kind, "value": {**there, **written}}


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD begins with a task."""
    record = first_record(head)
    said = {"annotations", "predictions", "completions"} & set(record)
    return isinstance(record.get("data"), dict) and bool(said)


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """What is said in the tasks in PATH; a config beside it says what has several values."""
    controls = Controls()
    beside = path.with_name(f"{path.stem}.{CONFIG}")
    if beside.is_file():
        controls = Controls.read(beside)
    return taken(objects(path, reading.largest), lambda place, task: _of_task(place, task, controls))


def _of_task(place: str, task: Mapping[str, Any], controls: Controls) -> Iterator[Found]:
    data = task["data"]
    if isinstance(data, str):
        data = {"text": data}
    source = data.get(controls.field) if controls.field in data else data.get("text")
    if not isinstance(source, str):
        source = max((value for value in data.values() if isinstance(value, str)), key=len, default="")
    name = str(data.get("name") or task.get("id") or place)
    fields = {
        key: value for key, value in data.items() if value is not source and key not in ("text", "name")
    }
    text = text_of(name, source, place, fields)
    names = (task.get("meta") or {}).get("annotators", [])
    said = items_of(task, "annotations") or items_of(task, "completions")  # as they were called once
    for number, annotation in enumerate(said):
        who = names[number] if number < len(names) else _name_of(annotation.get("completed_by"))
        reader = _Results(source, place, controls)
        coming = Incoming(text, reader.items(items_of(annotation, "result")), annotator=str(who))
        if annotation.get("was_cancelled"):
            coming.items.append(Item("state", "skipped", sentence=_first(source), place=place))
        else:
            coming.complete = not reader.refused  # what is refused is still to be decided on
        yield coming
        yield from reader.refused
    for prediction in items_of(task, "predictions"):
        who = prediction.get("model_version") or "prediction"
        reader = _Results(source, place, controls)
        yield Incoming(text, reader.items(items_of(prediction, "result")), annotator=str(who))
        yield from reader.refused
    if not said and not items_of(task, "predictions"):
        yield Incoming(text)


def _first(source: str) -> Range:
    start = len(source) - len(source.lstrip())
    return start, start + 1


def _name_of(who: object) -> str:
    if isinstance(who, dict):
        return str(who.get("email") or who.get("username") or who.get("id") or "")
    return "" if who is None else f"user-{who}" if isinstance(who, int) else str(who)


@dataclass
class _Results:
    """Reads the results of one annotation of SOURCE."""

    source: str
    place: str
    controls: Controls
    refused: list[Refused] = field(default_factory=list)

    def items(self, results: list[Mapping[str, Any]]) -> list[Item]:
        """RESULTS as items; those that are not as they should be are `refused`, the others are taken."""
        found: list[Item] = []
        attributes: defaultdict[str, dict[str, object]] = defaultdict(dict)
        for number, result in enumerate(results):
            key = str(result.get("id") or f"r{number}")
            try:
                found += self._taken(key, result, attributes)
            except KeyError as error:
                self._refuse(key, f"the field {error} is missing")
            except (HashiyaError, ValueError, TypeError, AttributeError) as error:
                self._refuse(key, str(error))
        for item in found:
            item.attributes = {**item.attributes, **attributes.pop(item.key, {})}
        wrong = {each.why.split(":")[0] for each in self.refused}
        for key in attributes:
            if f"the result {key}" not in wrong:  # else it is told already
                self._refuse(key, "there is no region that it is said of")
        return found

    def _refuse(self, key: str, why: str) -> None:
        self.refused.append(Refused(self.place, f"the result {key}: {why}"))

    def _taken(
        self, key: str, result: Mapping[str, Any], attributes: defaultdict[str, dict[str, object]]
    ) -> list[Item]:
        """RESULT as items, or among the ATTRIBUTES of its region."""
        kind = str(result.get("type"))
        if kind == "relation":
            labels = result.get("labels") or ["relation"]
            ends = str(result["from_id"]), str(result["to_id"])
            source, target = ends[::-1] if result.get("direction") == "left" else ends
            return [
                Item("relation", str(label), source=source, target=target, place=self.place)
                for label in labels
            ]
        value = result.get("value")
        if not isinstance(value, dict):
            raise HashiyaError("it has no value")
        if kind in ("labels", "hypertextlabels"):
            return list(self._regions(key, result, value))
        name = attribute_of(str(result.get("from_name") or kind))
        if "start" in value:
            attributes[key][name] = self.controls.value(name, kind, value)
            return []
        if kind == "choices":
            return [
                Item("document", choice, key=f"{key}.{place}" if place else key, place=self.place)
                for place, choice in enumerate(in_words(value.get("choices") or []))
            ]
        said = {name: self.controls.value(name, kind, value)}
        return [Item("document", attributes=said, key=key, place=self.place)]

    def _regions(self, key: str, result: Mapping[str, Any], value: Mapping[str, Any]) -> Iterator[Item]:
        where = self._range(value)
        labels = value.get("labels") or value.get("hypertextlabels")
        if not isinstance(labels, list) or not labels:
            raise HashiyaError("it has no label")
        for number, label in enumerate(labels):
            id = key if not number else f"{key}.{number}"
            control = result.get("from_name")
            if control == SENTENCES:
                yield Item("claim", str(label), sentence=where, key=id, place=self.place)
            elif control == CLAIMS:
                yield Item("claim", str(label), (where,), sentence=where, key=id, place=self.place)
            else:
                yield Item("span", str(label), (where,), key=id, place=self.place)

    def _range(self, value: Mapping[str, Any]) -> Range:
        """Where a region is: in code points, or in UTF-16 units where these give its text."""
        start, end, said = value.get("start"), value.get("end"), value.get("text")
        if type(start) is not int or type(end) is not int:
            raise HashiyaError("it has no offsets in a text")
        places = [(start, end)] if 0 <= start < end <= len(self.source) else []
        units = Offsets(self.source, "utf-16")
        with suppress(ValueError):
            places.append((units.back(start), units.back(end)))
        for same in (_same, _alike):  # what is only alike may be so in both counts
            for a, b in places:
                if a < b and same(self.source[a:b], said):
                    return a, b
        raise HashiyaError(f"at {start}–{end} is not the text that it says")


def _same(there: str, said: object) -> bool:
    return said is None or there == said


def _alike(there: str, said: object) -> bool:
    """Whether THERE is what is SAID to be but for blanks and line ends, which some versions changed."""
    return there.split() == str(said).replace("\\n", " ").split()
