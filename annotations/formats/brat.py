"""brat standoff: a `.txt` and an `.ann` file a document, with `annotation.conf` and `visual.conf`.

Offsets are code points; a span over a line end is cut at it, as brat wants it. Attributes of relations have
no place. Notes of the types HashiyaId and HashiyaValue keep what brat has no word for: our ids, which
text-bound annotations are claims, and values that are no plain text. A relation to the author or to nobody
is an attribute of that value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from annotations.formats.brat_reading import documents
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.incoming import Found, Reading
from annotations.formats.names import Names
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.model import SPECIAL_TARGETS, Placed, Range, Value
from annotations.schema import LabelSchema

NAME: Final = "brat"
SUMMARY: Final = "brat standoff: .txt and .ann files, annotation.conf and visual.conf"
ARABIC: Final = "ملفات brat بامتداد .txt و .ann ومعها annotation.conf و visual.conf"
SUFFIX: Final = ".ann"
SHAPE: Final = "folder"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
ENDS: Final = (".ann",)
_LINE_END: Final = re.compile(r"[\r\n]")
_LINE: Final = re.compile(r"[^\r\n]+")


def carries(choices: Choices) -> Carries:
    """All but attributes of relations, labels of documents, and what is about sentences."""
    return Carries(
        pieces=True,
        sentence_claims=True,
        letter_claims=True,
        attributes=frozenset({"span", "claim"}),
        relations=frozenset({"span", "claim"}),
        special=frozenset(SPECIAL_TARGETS),
        notes=frozenset({"span", "claim"}),
        line_ends=False,
        whole_documents=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, two files each."""
    seen = _Seen(schema)
    for view in standoff(views, out, lines):
        seen.take(view)
    with text(out, "annotation.conf") as file:
        file.write(seen.annotation_conf())
    with text(out, "visual.conf") as file:
        file.write(seen.visual_conf(schema))


def standoff(
    views: Iterator[DocumentView], out: Out, lines: Callable[[DocumentView], Iterator[str]]
) -> Iterator[DocumentView]:
    """Write the text of each of VIEWS, and LINES of it as its .ann file; gives those that are written."""
    names = Names()
    for view in views:
        name = names.of(view.document.name)
        with text(out, f"{name}.txt") as file:
            file.write(view.document.text)
        with text(out, f"{name}.ann") as file:
            file.writelines(f"{line}\n" for line in lines(view))
        yield view


def lines(view: DocumentView) -> Iterator[str]:
    """The lines of the .ann file of VIEW."""
    source = view.document.text
    numbers: dict[str, str] = {}
    attributes = notes = 0

    def note(kind: str, of: str, said: str) -> str:
        nonlocal notes
        notes += 1
        return f"#{notes}\t{kind} {of}\t{said}"

    placed: list[tuple[Placed, tuple[Range, ...], str]] = [(span, span.ranges, "") for span in view.spans]
    for sentence in view.sentences:
        for claim in view.claims.get(sentence.id, []):
            where = claim.ranges or ((sentence.start, sentence.end),)
            kind = "claim" if claim.ranges else "sentence"
            placed.append((claim, where, f" {kind} {sentence.start}-{sentence.end}"))
    for number, (each, ranges, kind) in enumerate(placed, 1):
        numbers[each.id] = f"T{number}"
        fragments = [piece for where in ranges for piece in without_line_ends(source, *where)]
        if not fragments:  # a line end alone, which brat has no way to say
            fragments = list(ranges)
        offsets = ";".join(f"{start} {end}" for start, end in fragments)
        words = " ".join(source[start:end] for start, end in fragments)
        words = _LINE_END.sub(" ", words)
        yield f"T{number}\t{each.label} {offsets}\t{words}"
        cut = tuple(fragments) != ranges
        whole = " ranges " + ";".join(f"{a}-{b}" for a, b in ranges) if cut else ""
        yield note("HashiyaId", f"T{number}", f"{each.id}{kind}{whole}")
        for name, value in each.attributes:
            attributes += 1
            yield from _attribute(f"A{attributes}", name, f"T{number}", value, note)
    count = 0
    for relation in view.relations:
        source_of = numbers[relation.source]
        if relation.target in SPECIAL_TARGETS:
            attributes += 1
            key = f"A{attributes}"
            yield f"{key}\t{relation.label} {source_of} {relation.target}"
        else:
            count += 1
            key = f"R{count}"
            yield f"{key}\t{relation.label} Arg1:{source_of} Arg2:{numbers[relation.target]}"
        yield note("HashiyaId", key, relation.id)
    for each_note in view.notes:
        plain = each_note.text == " ".join(each_note.text.split()) and "\\" not in each_note.text
        kind = "AnnotatorNotes" if plain else "HashiyaNotes"
        said = each_note.text if plain else json.dumps(each_note.text, ensure_ascii=False)
        yield note(kind, numbers[each_note.about], said)


def without_line_ends(source: str, start: int, end: int) -> Iterator[Range]:
    """The pieces of [START, END) between the line ends in it."""
    for line in _LINE.finditer(source, start, end):
        yield line.span()


def _attribute(
    key: str, name: str, of: str, value: Value, note: Callable[[str, str, str], str]
) -> Iterator[str]:
    shown_name = re.sub(r"\s+", "_", name)
    if shown_name != name:
        yield note("HashiyaName", key, name)
        name = shown_name
    if value is True:
        yield f"{key}\t{name} {of}"
        return
    shown = (
        ", ".join(value)
        if isinstance(value, tuple)
        else str(value).lower()
        if value is False
        else str(value)
    )
    plain = " ".join(shown.split())
    yield f"{key}\t{name} {of} {plain or '-'}"
    if not isinstance(value, str) or plain != value or value in SPECIAL_TARGETS:
        yield note("HashiyaValue", key, json.dumps(value, ensure_ascii=False))


class _Seen:
    """What the configuration has to have."""

    def __init__(self, schema: LabelSchema) -> None:
        self._entities = dict.fromkeys(label.id for label in (*schema.entities, *schema.claims))
        self._relations = dict.fromkeys(relation.id for relation in schema.relations)
        self._attributes: dict[str, dict[str, None]] = {
            each.id: {value.id: None for value in each.values} for each in schema.attributes
        }

    def take(self, view: DocumentView) -> None:
        """What is in VIEW has to be in it, too."""
        for each in (*view.spans, *view.all_claims):
            self._entities.setdefault(each.label)
            for name, value in each.attributes:
                values = self._attributes.setdefault(name, {})
                if isinstance(value, str) and values:
                    values.setdefault(value)
        for relation in view.relations:
            if relation.target in SPECIAL_TARGETS:  # there is nothing in the text that it could end at
                self._attributes.setdefault(relation.label, {}).setdefault(relation.target)
            else:
                self._relations.setdefault(relation.label)

    def annotation_conf(self) -> str:
        """Types of text-bound annotations, relations and attributes."""
        attributes = [
            f"{name}\tArg:<ENTITY>" + (f", Value:{'|'.join(values)}" if values else "")
            for name, values in self._attributes.items()
        ]
        relations = [f"{name}\tArg1:<ENTITY>, Arg2:<ENTITY>" for name in self._relations]
        sections = {
            "entities": list(self._entities), "relations": relations, "events": [],
            "attributes": attributes,
        }  # fmt: skip
        return "".join(
            f"[{name}]\n" + "".join(f"{line}\n" for line in found) for name, found in sections.items()
        )

    def visual_conf(self, schema: LabelSchema) -> str:
        """How the types are called and coloured."""
        labels = [f"{each.id} | {each.ar} | {each.en}" for each in schema.labels]
        labels += [f"{each.id} | {each.ar} | {each.en}" for each in schema.relations]
        colours = [f"{label.id}\tbgColor:{label.colour}" for label in schema.labels if label.colour]
        drawing = ["SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken", *colours]
        return (
            "[labels]\n"
            + "".join(f"{x}\n" for x in labels)
            + "[drawing]\n"
            + "".join(f"{x}\n" for x in drawing)
        )


def is_it(path: Path, head: bytes) -> bool:
    """Whether PATH is called as such a file, with its text beside it."""
    both = path.suffix in (".ann", ".txt")
    return both and path.with_suffix(".txt").is_file() and path.with_suffix(".ann").is_file()


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The document of the .ann file PATH, or of the .txt file."""
    return documents(path, reading)
