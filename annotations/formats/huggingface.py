"""A dataset for Hugging Face `datasets`: Parquet or JSONL, a row a sentence, with a data card.

`tokens` and `ner_tags` (a ClassLabel, O first) have the longest of overlapping spans, `spans` all of them
with offsets into `text`; `claims` those of the sentence. The features are in the Parquet metadata as
`datasets` 3 to 5 read them, written by pyarrow alone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

import orjson

from annotations.corpus.reading import Refused
from annotations.errors import HashiyaError
from annotations.formats.assembling import Piece, assembled
from annotations.formats.batches import in_batches_with
from annotations.formats.carrying import Carries
from annotations.formats.choices import TOKENS, Choices
from annotations.formats.extras import needed
from annotations.formats.flat import longest, sentences_of, stretches_of
from annotations.formats.incoming import Found, Item, Reading, ranges_in
from annotations.formats.json_reading import first_record, objects
from annotations.formats.out import Out, text
from annotations.formats.parquet import EXTRA, SPAN, TEXTS, ParquetOut, Row, packed
from annotations.formats.tags import stretches, tags
from annotations.formats.view import DocumentView
from annotations.model import Claim, Range, Span
from annotations.schema import LabelSchema

NAME: Final = "huggingface"
SUMMARY: Final = "a dataset with features, data card and splits: Parquet or JSONL, a row a sentence"
ARABIC: Final = "مجموعة بيانات بخصائصها وبطاقتها وحصصها، Parquet أو JSONL، جملة في كل صف"
SUFFIX: Final = ".parquet"
SHAPE: Final = "folder"
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"dialect": ("parquet", "jsonl"), "tokens": TOKENS}
ENDS: Final = (".parquet",)
PARTS: Final = True  # it has the parts of a split in one place
_READ: Final = 200  # rows at once
_BUFFER: Final = 1 << 16  # bytes
_PART_NAMES: Final = {"": "train", "dev": "validation"}


def carries(choices: Choices) -> Carries:
    """Spans and claims of single sentences, in any number of pieces."""
    return Carries(
        pieces=True, across=False, tokens_beside=True, sentence_claims=True, letter_claims=True,
        annotators=True,
    )  # fmt: skip


class _Labels:
    """The names of the tags, numbered as they come; O is the first."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Labels) and self._numbers == other._numbers

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, schema: LabelSchema) -> None:
        self._numbers: dict[str, int] = {"O": 0}
        for label in schema.entities:
            self.number(f"B-{label.id}")

    def number(self, tag: str) -> int:
        """The number of TAG; those of a label are neighbours."""
        if tag not in self._numbers:
            label = tag[2:]
            for each in (f"B-{label}", f"I-{label}"):
                self._numbers[each] = len(self._numbers)
        return self._numbers[tag]

    @property
    def names(self) -> list[str]:
        """All of them."""
        return list(self._numbers)


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a file for each part of a split, and the card."""
    labels = _Labels(schema)
    parquet = choices.dialect != "jsonl"
    files: dict[str, ParquetOut | _Lines] = {}
    rows: Counter[str] = Counter()
    with ExitStack() as stack:

        def begin(part: str) -> None:
            name = f"data/{part}-00000-of-00001.parquet" if parquet else f"data/{part}.jsonl"
            file = stack.enter_context(out.file(name))
            files[part] = ParquetOut(file) if parquet else _Lines(file)
            rows[part] = 0

        make = partial(_packed, parquet=parquet)
        for packs in in_batches_with(views, lambda: _Labels(schema), make, labels):
            for part, count, data in packs:
                if part not in files:
                    begin(part)
                files[part].add(data)
                rows[part] += count
        if not files:  # a dataset has to have some file
            begin("train")
        for each in files.values():
            each.finish(labels.names)
    with text(out, "README.md") as card:
        card.write(_card(labels, rows, parquet, schema))


# The name of a part of a split, how many rows of it there are, and these.
_Packed: TypeAlias = tuple[str, int, bytes]


def _packed(views: list[DocumentView], labels: _Labels, parquet: bool) -> list[_Packed]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for view in views:
        rows[_PART_NAMES.get(view.part, view.part)] += _rows(view, labels)
    return [(part, len(r), packed(r) if parquet else _as_lines(r)) for part, r in rows.items()]


def _rows(view: DocumentView, labels: _Labels) -> Iterator[Row]:
    source = view.document.text
    for sentence, spans, claims in sentences_of(view):
        tokens = view.tokens[sentence.id]
        found = tags(len(tokens), stretches_of(longest(spans), tokens))
        yield {
            "id": sentence.id,
            "document": view.document.id,
            "name": view.document.name,
            "annotator": view.annotator,
            "start": sentence.start,
            "text": source[sentence.start : sentence.end],
            "tokens": [source[start:end] for start, end in tokens],
            "ner_tags": [labels.number(tag) for tag in found],
            "spans": [_placed(span, sentence.start) for span in spans],
            "claims": [_placed(claim, sentence.start) for claim in claims],
        }


def _placed(each: Span | Claim, base: int) -> dict[str, object]:
    ranges = [{"start": start - base, "end": end - base} for start, end in each.ranges]
    start, end = (ranges[0]["start"], ranges[-1]["end"]) if ranges else (-1, -1)
    return {"id": each.id, "start": start, "end": end, "label": each.label, "ranges": ranges}


def _as_lines(rows: list[Row]) -> bytes:
    """ROWS as JSON Lines."""
    return b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows)


class _Lines:
    """A file of JSON Lines."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def add(self, lines: bytes) -> None:
        """LINES more."""
        self._file.write(lines)

    def finish(self, tags: list[str]) -> None:
        """All is written; the card says the TAGS."""


def _card(labels: _Labels, parts: Mapping[str, int], parquet: bool, schema: LabelSchema) -> str:
    """README.md: what the hub and `datasets` read in front, for people below."""
    files = [
        f"  - split: {part}\n    path: data/{part}-*.parquet" if parquet
        else f"  - split: {part}\n    path: data/{part}.jsonl"
        for part in parts
    ]  # fmt: skip
    front = ["language:", "- ar", "task_categories:", "- token-classification", "configs:"]
    front += ["- config_name: default", "  data_files:", *files]
    front += ["dataset_info:", "  features:", *_yaml_features(labels.names)]
    described = [
        f"| {label.id} | {label.en} | {label.ar} |" for label in (*schema.entities, *schema.claims)
    ]
    body = [
        f"# {schema.title('en') or schema.name}", "",
        "Sentences labelled with Hashiya. `text[start:end]` of a span is in code points of the sentence; "
        "`start` is where the sentence begins in its document. `ner_tags` are IOB2 on `tokens`, with the "
        "longest of spans that overlap and none in pieces; `spans` has all of them. A claim with no "
        "`ranges` is of the whole sentence.", "",
        "| label | English | العربية |", "| --- | --- | --- |", *described, "",
        "| split | sentences |", "| --- | --- |", *(f"| {part} | {rows} |" for part, rows in parts.items()),
    ]  # fmt: skip
    return "\n".join(["---", *front, "---", "", *body, ""])


def _yaml_features(names: list[str]) -> list[str]:
    lines = [f"  - name: {name}\n    dtype: string" for name in TEXTS]
    lines += ["  - name: start\n    dtype: int32", "  - name: text\n    dtype: string"]
    lines += [
        "  - name: tokens\n    sequence: string",
        "  - name: ner_tags\n    sequence:\n      class_label:",
    ]
    lines += ["        names:", *(f"          '{n}': {_quoted(name)}" for n, name in enumerate(names))]
    for name in ("spans", "claims"):
        lines += [f"  - name: {name}\n    list:"]
        lines += [f"    - name: {field}\n      dtype: {dtype}" for field, dtype in SPAN.items()]
        lines += ["    - name: ranges\n      list:"]
        lines += [f"      - name: {field}\n        dtype: int32" for field in ("start", "end")]
    return lines


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def is_it(path: Path, head: bytes) -> bool:
    """Whether PATH is Parquet, or HEAD begins such a row."""
    return head.startswith(b"PAR1") or {"tokens", "ner_tags"} <= set(first_record(head))


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The rows in PATH; those of one of our documents are put together."""
    rows = _of_parquet(path) if path.suffix == ".parquet" else _of_lines(path, reading)
    return assembled(rows)


def _of_lines(path: Path, reading: Reading) -> Iterator[Piece | Refused]:
    names: list[str] = []
    for each in objects(path, reading.largest):
        yield each if isinstance(each, Refused) else _piece(each[1], each[0], names)


def _of_parquet(path: Path) -> Iterator[Piece | Refused]:
    parquet = needed("pyarrow.parquet", NAME, EXTRA)
    arrow = needed("pyarrow", NAME, EXTRA)
    number = 0
    try:
        with path.open("rb") as raw:
            # One piece after the other, in little memory.
            file = parquet.ParquetFile(raw, pre_buffer=False, buffer_size=_BUFFER)
            names = _names(file.schema_arrow.metadata or {})
            for batch in file.iter_batches(batch_size=_READ, use_threads=False):
                for row in batch.to_pylist():
                    number += 1
                    yield _piece(row, f"{path}:[{number}]", names)
    except (arrow.ArrowException, OSError) as error:
        why = " ".join(str(error).split())[:200]
        yield Refused(str(path), f"cannot be read as Parquet: {why}")


def _names(metadata: Mapping[bytes, bytes]) -> list[str]:
    """The names of the tags that the features of a file say."""
    try:
        said: Any = orjson.loads(metadata[b"huggingface"])["info"]["features"]["ner_tags"]
        return [str(name) for name in said["feature"]["names"]]
    except (KeyError, ValueError, TypeError):
        return []


def _piece(row: Mapping[str, Any], place: str, names: list[str]) -> Piece | Refused:
    try:
        return _of_row(row, place, names)
    except (KeyError, ValueError, TypeError, HashiyaError) as error:
        return Refused(place, f"not as this format has it: {error}")


def _of_row(row: Mapping[str, Any], place: str, names: list[str]) -> Piece:
    words = row.get("tokens") or []
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError("'tokens' are no texts")
    given = row.get("text")
    text = given if isinstance(given, str) else " ".join(words)
    tokens = _placed_tokens(words, text)
    if isinstance(row.get("spans"), list):
        items = [_span("span", each, text, place) for each in row["spans"]]
    else:
        found = [_tag(tag, names) for tag in row.get("ner_tags") or []]
        if len(found) != len(tokens):
            raise ValueError(f"{len(tokens)} tokens, but {len(found)} tags")
        items = [
            Item("span", label, ((tokens[first][0], tokens[end - 1][1]),), place=place)
            for first, end, label in stretches(found)
        ]
    for claim in row.get("claims") or []:
        items.append(_span("claim", claim, text, place))
    start = row.get("start")
    start = start if type(start) is int else None
    return Piece(
        text,
        place,
        name=str(row.get("name") or row.get("id") or place),
        document=str(row.get("document") or "") if start is not None else "",
        annotator=str(row.get("annotator") or ""),
        start=start or 0,
        items=items,
        tokens=tokens,
    )


def _tag(tag: object, names: list[str]) -> str:
    if isinstance(tag, str):
        return tag
    if type(tag) is int and 0 <= tag < len(names):
        return names[tag]
    raise ValueError(f"the tag {tag!r} has no name; give the file that `datasets` wrote with its features")


def _placed_tokens(words: list[str], text: str) -> list[Range]:
    found: list[Range] = []
    place = 0
    for word in words:
        start = text.find(word, place)
        if start < 0 or not word:
            raise ValueError(f"the token {word!r} is not in the text")
        place = start + len(word)
        found.append((start, place))
    return found


def _span(kind: Any, said: Mapping[str, Any], text: str, place: str) -> Item:
    pieces = said.get("ranges")
    if pieces is None:
        pieces = [{"start": said["start"], "end": said["end"]}] if said.get("start", -1) >= 0 else []
    ranges = ranges_in(text, ([piece["start"], piece["end"]] for piece in pieces)) if pieces else ()
    key = str(said.get("id") or "")
    return Item(kind, str(said["label"]), ranges, sentence=(0, len(text)), key=key, place=place)
