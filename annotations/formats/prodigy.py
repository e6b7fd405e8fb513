"""Prodigy's JSONL: a task a sentence, or a document, with spans, tokens, relations and an answer.

`token_end` is inclusive, and the ends of a relation are the last tokens of its spans, as Prodigy has them.
Claims of a sentence are the options that were accepted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.corpus.reading import Refused
from annotations.errors import HashiyaError
from annotations.formats.assembling import Piece, assembled
from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, TOKENS, Choices
from annotations.formats.flat import within
from annotations.formats.incoming import Found, Item, Reading, ranges_in
from annotations.formats.json_reading import first_record, items_of, objects
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.model import Range, Relation, Sentence, Span
from annotations.schema import LabelSchema

NAME: Final = "prodigy"
SUMMARY: Final = "Prodigy JSONL: spans, tokens, relations, options and answer"
ARABIC: Final = "مهام Prodigy: الكيانات والكلمات والعلاقات والخيارات والجواب"
SUFFIX: Final = ".jsonl"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "dialect": ("sentences", "documents"), "layer": LAYERS, "tokens": TOKENS,
}  # fmt: skip


def carries(choices: Choices) -> Carries:
    """Spans of tokens, relations between them, and claims of sentences where a task is one."""
    documents = choices.dialect == "documents"
    return Carries(
        tokens=True, across=documents, relations=frozenset({"span"}), relations_within=not documents,
        sentence_claims=not documents, annotators=True,
        whole_documents=documents,
    )  # fmt: skip


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS task by task."""
    options = [{"id": label.id, "text": label.ar} for label in schema.claims if label.on != "letters"]
    with out.file() as file:
        for view in views:
            whole = (0, len(view.document.text))
            related: defaultdict[str, list[Relation]] = defaultdict(list)
            for relation in view.relations:
                related[relation.source].append(relation)
            if choices.dialect == "documents":
                tasks = [_task(view, whole, view.sentences, [], related)]
            else:
                tasks = [_task(view, (s.start, s.end), [s], options, related) for s in view.sentences]
            for task in tasks:
                file.write(orjson.dumps(task, option=orjson.OPT_APPEND_NEWLINE))


def _task(
    view: DocumentView,
    where: Range,
    sentences: list[Sentence],
    options: list[dict[str, str]],
    by_source: Mapping[str, list[Relation]],
) -> dict[str, object]:
    base, end = where
    text = view.document.text[base:end]
    tokens = [(a - base, b - base) for sentence in sentences for a, b in view.tokens[sentence.id]]
    starts = {start: place for place, (start, _) in enumerate(tokens)}
    ends = {stop: place for place, (_, stop) in enumerate(tokens)}
    said: dict[str, dict[str, object]] = {}
    for span in within(view.spans, where):
        said[span.id] = _span(span, base, starts, ends)
    found = [relation for id in said for relation in by_source.get(id, [])]
    relations = [relation for relation in found if relation.target in said]
    task: dict[str, object] = {
        "text": text,
        "spans": list(said.values()),
        "tokens": [
            {"text": text[a:b], "start": a, "end": b, "id": n, "ws": text[b : b + 1] == " "}
            for n, (a, b) in enumerate(tokens)
        ],
        "relations": [
            _relation(relation.id, relation.label, said[relation.source], said[relation.target])
            for relation in relations
        ],
        "answer": "accept",
        "_annotator_id": view.annotator,
        "meta": {"document": view.document.id, "name": view.document.name, "start": base},
    }
    claims = [claim.label for claim in view.claims.get(sentences[0].id, [])] if len(sentences) == 1 else []
    if len(sentences) == 1 and (options or claims):
        known = [option["id"] for option in options]
        more = [{"id": label, "text": label} for label in dict.fromkeys(claims) if label not in known]
        task |= {"options": [*options, *more], "accept": claims}
    return task


def _span(span: Span, base: int, starts: dict[int, int], ends: dict[int, int]) -> dict[str, object]:
    start, end = span.start - base, span.end - base
    return {
        "start": start, "end": end, "token_start": starts[start], "token_end": ends[end],
        "label": span.label, "id": span.id,
    }  # fmt: skip


def _relation(id: str, label: str, head: dict[str, object], child: dict[str, object]) -> dict[str, object]:
    return {
        "head": head["token_end"], "child": child["token_end"], "label": label,
        "head_span": head, "child_span": child, "id": id,
    }  # fmt: skip


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD begins with a task that was answered."""
    record = first_record(head)
    return "text" in record and "answer" in record and bool({"spans", "accept", "tokens"} & set(record))


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The tasks in PATH; those of one of our documents are put together."""
    return assembled(_pieces(path, reading))


def _pieces(path: Path, reading: Reading) -> Iterator[Piece | Refused]:
    for each in objects(path, reading.largest):
        if isinstance(each, Refused):
            yield each
            continue
        place, task = each
        refused: list[Refused] = []
        try:
            yield _piece(place, task, refused)
        except (KeyError, ValueError, TypeError, AttributeError, ArithmeticError, HashiyaError) as error:
            yield Refused(place, f"not as this format has it: {error}")
        yield from refused


def _piece(place: str, task: Mapping[str, Any], refused: list[Refused]) -> Piece:
    """TASK as a piece; spans and relations that cannot be taken go to REFUSED."""
    text, meta = task["text"], task.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    ours = type(meta.get("start")) is int and bool(meta.get("document"))
    tokens = [(int(each["start"]), int(each["end"])) for each in items_of(task, "tokens")]
    in_order = all(a[1] <= b[0] for a, b in pairwise(tokens))
    answer = task.get("answer", "accept")
    items: list[Item] = []
    whole = (0, len(text))
    if answer == "accept":
        items = list(_items(place, task, text, refused))
    elif len(text.strip()):
        state = "skipped" if answer == "ignore" else "flagged"
        items = [Item("state", state, sentence=whole, text=f"Prodigy: {answer}", place=place)]
    return Piece(
        text,
        place,
        name=str(meta.get("name") or place),
        document=str(meta["document"]) if ours else "",
        annotator=str(task.get("_annotator_id") or task.get("_session_id") or ""),
        start=meta["start"] if ours else 0,
        items=items,
        complete=not refused,  # what is refused is still to be decided on
        tokens=tokens if in_order else [],
        fields={} if ours else meta,
    )


def _items(place: str, task: Mapping[str, Any], text: str, refused: list[Refused]) -> Iterator[Item]:
    by_end: dict[int, str] = {}
    keys: dict[tuple[int, int], str] = {}
    for number, span in enumerate(items_of(task, "spans")):
        key = str(span.get("id") or f"s{number}")
        try:
            where = ranges_in(text, [[span["start"], span["end"]]])
            yield Item("span", str(span["label"]), where, key=key, place=place)
        except (KeyError, ValueError, TypeError) as error:
            refused.append(Refused(place, f"the span {key}: {error}"))
            continue
        if "token_end" in span:
            by_end.setdefault(span["token_end"], key)
        keys.setdefault(where[0], key)
    for number, relation in enumerate(items_of(task, "relations")):
        key = str(relation.get("id") or f"r{number}")
        try:
            source, target = (_end(relation, name, keys, by_end) for name in ("head", "child"))
            label = str(relation["label"])
        except (KeyError, ValueError, TypeError) as error:
            refused.append(Refused(place, f"the relation {key}: {error}"))
            continue
        yield Item("relation", label, source=source, target=target, key=key, place=place)
    labels = task.get("accept")
    if isinstance(labels, list):
        for label in labels:
            yield Item("claim", str(label), sentence=(0, len(text)), place=place)
    elif isinstance(task.get("label"), str):
        yield Item("claim", task["label"], sentence=(0, len(text)), place=place)


def _end(
    relation: Mapping[str, Any],
    name: str,
    keys: Mapping[tuple[int, int], str],
    by_end: Mapping[int, str],
) -> str:
    """The key of the span that RELATION has as its head or child; ValueError where there is none."""
    said = relation.get(f"{name}_span")
    found = None
    if isinstance(said, dict):
        found = str(said["id"]) if said.get("id") else keys.get((said["start"], said["end"]))
    end = found or by_end.get(relation[name])
    if end is None:
        raise ValueError(f"it ends at the token {relation[name]}, where there is no span")
    return end
