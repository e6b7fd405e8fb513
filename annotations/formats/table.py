"""CSV or TSV of spans, claims or relations, a row each, for spreadsheets and pandas.

A cell that a spreadsheet would compute gets an apostrophe before it, which is taken off again when read.
"""

from __future__ import annotations

import codecs
import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from annotations.corpus.reading import Refused
from annotations.corpus.streams import opened
from annotations.corpus.tables import rows
from annotations.errors import HashiyaError
from annotations.formats.assembling import Piece, assembled
from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.flat import Index, sentences_of
from annotations.formats.incoming import Found, Item, Reading, ranges_in
from annotations.formats.losses import shortened
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.model import Attributes, Claim, Span
from annotations.schema import LabelSchema

NAME: Final = "table"
SUMMARY: Final = "CSV or TSV of spans, claims or relations, safe in spreadsheets"
ARABIC: Final = "جدول CSV أو TSV للكيانات أو الادعاءات أو العلاقات، آمن في برامج الجداول"
SUFFIX: Final = ".csv"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "table": ("spans", "claims", "relations"), "dialect": ("csv", "tsv"), "bom": ("no", "yes"),
}  # fmt: skip
_WHERE: Final = ("document", "name", "annotator", "sentence", "sentence_start", "context")
_PLACED: Final = (*_WHERE, "id", "label", "start", "end", "ranges", "text", "attributes", "created")
COLUMNS: Final = {
    "spans": _PLACED,
    "claims": (*_PLACED, "relations"),
    "relations": (
        "document", "name", "annotator", "id", "label", "source", "source_label", "source_text", "target",
        "target_label", "target_text", "attributes", "created",
    ),
}  # fmt: skip
_COMPUTED: Final = re.compile(r"\s*[=+\-@\t\r|%]|'")


def carries(choices: Choices) -> Carries:
    """One kind: spans, claims with what they are related to, or relations."""
    table = choices.table or "spans"
    if table == "spans":
        return Carries(
            pieces=True,
            across=False,
            attributes=frozenset({"span"}),
            annotators=True,
        )
    of_claims = table == "claims"
    return Carries(
        pieces=True, sentence_claims=True, letter_claims=True, special=EVERYTHING.special,
        relations=EVERYTHING.relations if not of_claims else frozenset({"span", "claim"}),
        relation_sources=frozenset({"claim"}) if of_claims else EVERYTHING.relations,
        attributes=frozenset({"claim"}) if of_claims else frozenset({"relation"}),
        spans_as_ends=True, claims_as_ends=not of_claims, documents=not of_claims, annotators=True,
    )  # fmt: skip


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a row an annotation."""
    table = choices.table or "spans"
    with text(out, bom=choices.bom) as file:
        dialect = "excel-tab" if choices.dialect == "tsv" else "excel"
        writer = csv.writer(file, dialect, lineterminator="\r\n")
        writer.writerow(COLUMNS[table])
        for view in views:
            made = _of_relations(view) if table == "relations" else _placed(view, table)
            for row in made:
                writer.writerow([harmless(cell) for cell in row])


def harmless(cell: object) -> object:
    """CELL, with an apostrophe before what a spreadsheet would compute."""
    return f"'{cell}" if isinstance(cell, str) and _COMPUTED.match(cell) else cell


def _meant(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _COMPUTED.match(cell[1:]) else cell


def _placed(view: DocumentView, table: str) -> Iterator[list[object]]:
    source, index = view.document.text, Index(view)
    for sentence, spans, claims in sentences_of(view):
        for each in spans if table == "spans" else claims:
            ranges = each.ranges or ((sentence.start, sentence.end),)
            pieces = ";".join(f"{a}-{b}" for a, b in each.ranges)
            row: list[object] = [
                *_head(view), sentence.id, sentence.start, source[sentence.start : sentence.end], each.id,
                each.label, ranges[0][0], ranges[-1][1], pieces, " ".join(source[a:b] for a, b in ranges),
                _json(each.attributes), each.created,
            ]  # fmt: skip
            yield [*row, _related(index, each)] if table == "claims" else row


def _head(view: DocumentView) -> list[object]:
    return [view.document.id, view.document.name, view.annotator]


def _json(attributes: Attributes) -> str:
    return json.dumps(dict(attributes), ensure_ascii=False) if attributes else ""


def _related(index: Index, claim: Span | Claim) -> str:
    said = [
        {"label": each.label, "target": each.target, "text": index.called(each.target)[1]}
        for each in index.related[claim.id]
    ]
    return json.dumps(said, ensure_ascii=False) if said else ""


def _of_relations(view: DocumentView) -> Iterator[list[object]]:
    index = Index(view)
    for each in view.relations:
        yield [
            *_head(view), each.id, each.label, each.source, *index.called(each.source), each.target,
            *index.called(each.target), _json(each.attributes), each.created,
        ]  # fmt: skip


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD begins with our columns."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # as a spreadsheet may write it
    line = head.decode("utf-16" if wide else "utf-8-sig", "ignore").partition("\n")[0].strip()
    return [each.strip('"') for each in re.split("[,;\t]", line)][: len(_PLACED)] == list(_PLACED)


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The spans or claims in PATH, put together by document and annotator."""
    return assembled(_pieces(path, reading))


def _pieces(path: Path, reading: Reading) -> Iterator[Piece | Refused]:
    waiting: Piece | None = None
    with opened(path) as file:
        tabs = ".tsv" in path.suffixes
        for line, row in rows(file, str(path), "context", tabs, reading.largest):
            place = f"{path}:{line}"
            if isinstance(row, str):
                yield Refused(place, row)
                continue
            try:
                piece = _piece(row, place)
            except (KeyError, ValueError, TypeError, HashiyaError) as error:
                yield Refused(place, f"not as this format has it: {error}")
                continue
            if waiting and _same(waiting, piece):
                waiting.items += piece.items
            else:
                if waiting:
                    yield waiting
                waiting = piece
    if waiting:
        yield waiting


def _same(one: Piece, other: Piece) -> bool:
    names = ("document", "annotator", "start", "text")
    return bool(one.document) and all(getattr(one, name) == getattr(other, name) for name in names)


def _piece(row: Mapping[str, Any], place: str) -> Piece:
    cells = {name: _meant(str(cell or "")) for name, cell in row.items()}
    text = cells["context"]
    base = int(cells["sentence_start"])
    is_claim = "relations" in cells
    said = cells.get("ranges", "")
    pieces = [(int(a) - base, int(b) - base) for a, b in re.findall(r"(\d{1,12})-(\d{1,12})", said)]
    if not pieces and not is_claim:
        pieces = [(int(cells["start"]) - base, int(cells["end"]) - base)]
    # A span may go on into the next sentence, which is in another row or in none.
    limit = (
        text
        if not pieces or pieces[-1][1] <= len(text)
        else text.ljust(min(pieces[-1][1], len(text) + 10_000))
    )
    words = " ".join(limit[a:b] for a, b in pieces)
    if pieces and cells.get("text") and limit is text and words.split() != cells["text"].split():
        raise ValueError(f"at {cells['start']} is «{shortened(words)}», not «{shortened(cells['text'])}»")
    attributes = json.loads(cells["attributes"]) if cells.get("attributes") else {}
    item = Item(
        "claim" if is_claim else "span",
        cells["label"],
        ranges_in(limit, pieces) if pieces else (),
        sentence=(0, len(text)),
        attributes=attributes if isinstance(attributes, dict) else {},
        key=cells.get("id", ""),
        created=cells.get("created", ""),
        place=place,
    )
    return Piece(
        text, place, name=cells.get("name", ""), document=cells.get("document") or f"{place}", start=base,
        annotator=cells.get("annotator", ""), items=[item], complete=False,
    )  # fmt: skip
