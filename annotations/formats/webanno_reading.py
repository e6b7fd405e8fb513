"""Reading WebAnno TSV 3: its layers, rows of tokens and sub-tokens, stacked annotations, relations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotations.corpus.reading import Refused
from annotations.corpus.streams import bounded_lines, opened
from annotations.formats.assembling import Piece, assembled
from annotations.formats.incoming import Found, Incoming, Item
from annotations.formats.offsets import Offsets
from annotations.model import Range

_LONGEST: Final = 1 << 20
_OURS: Final = ("webanno.custom.Hashiya", "webanno.custom.HashiyaRelation")
_LABELS: Final = ("label", "value", "identifier", "PosValue", "DependencyType")
_ADDRESS: Final = re.compile(r"(\d+)-(\d+)(\.\d+)?")
_ID: Final = re.compile(r"(?<!\\)(?:\\\\)*(\[(\d+)\])$")
_CELL: Final = re.compile(r"(?:\\.?|[^\\|])*", re.DOTALL)
_SYNTAX: Final = re.compile(
    r"de\.tudarmstadt\.ukp\.dkpro\.core\.api\.(lexmorph|segmentation|syntax\.type\.dependency)\..*"
)
_END: Final = re.compile(r"(\d+-\d+(?:\.\d+)?)(?:\[(\d+)_(\d+)\])?$")
_SENTENCE_ID: Final = re.compile(r"([0-9a-f]{12,64})-\d+(?:@\d+)?:(\d{1,12})")  # ours, and its beginning
_UNESCAPE: Final = re.compile(r"\\(u[0-9a-fA-F]{4}|->|.)", re.DOTALL)
_PLAIN: Final = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


@dataclass(slots=True)
class Layer:
    """A layer: its type, its features, and of relations the type that they are between."""

    type: str
    features: list[str]
    kind: str
    base: str = ""

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self.features) + (self.kind == "RL")


@dataclass(slots=True)
class _Made:
    """An annotation in the making: where its first unit is, and its rows."""

    layer: Layer
    key: str
    values: list[str]
    start: int
    end: int
    line: int


@dataclass(slots=True)
class _Sentence:
    lines: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    id: str = ""


def documents(path: Path) -> Iterator[Found]:
    """The document in PATH."""
    reader = _Reader(path)
    for found in assembled(_pieces(path, reader)):
        if isinstance(found, Incoming):
            for item in found.items:
                item.key, item.source, item.target = (
                    reader.ids.get(key, key) for key in (item.key, item.source, item.target)
                )
        yield found


def _pieces(path: Path, reader: _Reader) -> Iterator[Piece | Refused]:
    layers: list[Layer] = []
    sentence = _Sentence()
    place = 0
    with opened(path) as file:
        for number, raw in enumerate(bounded_lines(file, _LONGEST), 1):
            try:
                line = (raw or b"\xff").decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
            except UnicodeDecodeError:
                yield Refused(f"{path}:{number}", "this line is not UTF-8, or too long")
                continue
            if line.startswith("#T_"):
                layers.append(_layer(line))
            elif line.startswith("#Text="):
                sentence.lines.append(_unescaped(line.removeprefix("#Text=")))
            elif line.startswith("#Sentence.id="):
                sentence.id = line.partition("=")[2]
            elif line and not line.startswith("#") and _ADDRESS.match(line):
                sentence.rows.append((number, line.split("\t")))
            elif not line and sentence.rows:
                piece = reader.piece(sentence, layers, place)
                place = piece.start + len(piece.text) if isinstance(piece, Piece) else place
                yield piece
                sentence = _Sentence()
    if sentence.rows:
        yield reader.piece(sentence, layers, place)


def _layer(line: str) -> Layer:
    kind, _, said = line[3:].partition("=")
    type, *features = said.split("|")
    base = features.pop().removeprefix("BT_") if kind == "RL" and features else ""
    if kind == "CH":
        features = ["referenceType", "referenceRelation"]
    return Layer(type, features, kind, base)


class _Reader:
    """Reads sentence after sentence; relations may go to another that came before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at: dict[tuple[str, str], str] = {}  # the only annotation of a layer at an address
        self._end = 0  # of the sentence before, in UTF-16 units
        self.ids: dict[str, str] = {}  # what we called annotations, by what they are called here

    def piece(self, sentence: _Sentence, layers: Sequence[Layer], place: int) -> Piece | Refused:
        """SENTENCE as a piece of its text, behind PLACE."""
        source = f"{self._path}:{sentence.rows[0][0]}"
        try:
            return self._piece(sentence, layers, source, place)
        except (ValueError, IndexError, KeyError) as error:
            return Refused(source, f"this sentence: {error}")

    def _piece(self, sentence: _Sentence, layers: Sequence[Layer], source: str, place: int) -> Piece:
        text = "\n".join(sentence.lines)
        first = _offsets(sentence.rows[0][1])[0]
        lead = text.find(sentence.rows[0][1][2])
        if lead < 0:
            raise ValueError("its first token is not in its text")
        units = Offsets(text, "utf-16")
        base = first - units.to(lead)

        def where(start: int, end: int) -> Range:
            return units.back(start - base), units.back(end - base)

        tokens = []
        for line, row in sentence.rows:
            a, b = where(*_offsets(row))
            if text[a:b] != row[2]:
                raise ValueError(f"line {line}: {row[2]!r} is not at its offsets")
            if "." not in row[0]:
                tokens.append((a, b))
        items = self._items(sentence, layers, where)
        ours = _SENTENCE_ID.fullmatch(sentence.id)
        # Offsets before this sentence are counted in UTF-16; what lies between is not in the file.
        start = int(ours[2]) if ours else place + max(0, base - self._end)
        self._end = base + units.to(len(text))
        return Piece(
            text, source, name=self._path.name, document=ours[1] if ours else str(self._path),
            start=start, items=items, tokens=tokens,
        )  # fmt: skip

    def _items(self, sentence: _Sentence, layers: Sequence[Layer], where: object) -> list[Item]:
        made: dict[tuple[str, str], _Made] = {}
        found: list[Item] = []
        for line, row in sentence.rows:
            a, b = where(*_offsets(row))  # type: ignore[operator]
            column = 3
            for layer in layers:
                cells = row[column : column + layer.width]
                column += layer.width
                if len(cells) < layer.width:
                    raise ValueError(f"line {line} has too few columns")
                if layer.kind == "SP" and not _SYNTAX.fullmatch(layer.type):
                    self._take(made, layer, cells, row[0], (a, b), line)
        for each in made.values():
            found.append(self._item(each))
        for line, row in sentence.rows:
            column = 3
            for layer in layers:
                cells = row[column : column + layer.width]
                column += layer.width
                if layer.kind == "RL" and not _SYNTAX.fullmatch(layer.type):
                    found += self._relations(layer, cells, row[0], line)
        return found

    def _take(
        self,
        made: dict[tuple[str, str], _Made],
        layer: Layer,
        cells: list[str],
        address: str,
        where: Range,
        line: int,
    ) -> None:
        if all(cell == "_" for cell in cells):
            return
        stacks = [_split(cell) for cell in cells]
        for place in range(max(map(len, stacks))):
            values, id = [], ""
            for stack in stacks:
                cell = stack[place] if place < len(stack) else "*"
                match = _ID.search(cell)
                id = match[2] if match else id
                values.append(cell[: match.start(1)] if match else cell)
            # Without a number it is of this unit alone.
            key = f"{layer.type}[{id}]" if id else f"{layer.type}@{address}.{place}"
            there = made.get((layer.type, key))
            if there:
                there.start, there.end = min(there.start, where[0]), max(there.end, where[1])
            else:
                made[layer.type, key] = _Made(layer, key, values, *where, line)
            self._at.setdefault((layer.type, address), key)

    def _relations(self, layer: Layer, cells: list[str], address: str, line: int) -> Iterator[Item]:
        if not cells or cells[-1] == "_":
            return
        stacks = [_split(cell) for cell in cells]
        for place, end in enumerate(stacks[-1]):
            match = _END.fullmatch(end)
            if match is None:
                raise ValueError(f"line {line}: {end!r} is no end of a relation")
            source = self._key(layer.base, match[1], match[2])
            target = self._key(layer.base, address, match[3])
            values = [stack[place] if place < len(stack) else "*" for stack in stacks[:-1]]
            each = _Made(layer, f"{layer.type}@{address}.{place}", values, 0, 0, line)
            item = self._item(each)
            item.kind, item.ranges, item.source, item.target = "relation", (), source, target
            yield item

    def _key(self, layer: str, address: str, id: str | None) -> str:
        if id and id != "0":
            return f"{layer}[{id}]"
        return self._at.get((layer, address), f"{layer}@{address}.0")

    def _item(self, made: _Made) -> Item:
        said = {
            name: "" if value == "*" else _unescaped(value)
            for name, value in zip(made.layer.features, made.values, strict=False)
        }
        ours = made.layer.type in _OURS
        label = next((said[name] for name in _LABELS if said.get(name)), made.layer.type.rpartition(".")[2])
        attributes: dict[str, object] = {n: value for n, value in said.items() if value and value != label}
        if ours:
            attributes = json.loads(said["attributes"]) if said.get("attributes") else {}
            if not isinstance(attributes, dict):
                raise ValueError(f"line {made.line}: {said['attributes'][:40]!r} are no attributes")
            self.ids[made.key] = said.get("identifier") or made.key
        return Item(
            "span", re.sub(r"\s+", "_", label), ((made.start, made.end),), attributes=attributes,
            key=made.key, place=f"{self._path}:{made.line}",
        )  # fmt: skip


def _offsets(row: list[str]) -> Range:
    start, _, end = row[1].partition("-")
    return int(start), int(end)


def _split(cell: str) -> list[str]:
    """The values in CELL, parted by bars that no backslash is before."""
    found, place = [], 0
    while True:
        match = _CELL.match(cell, place)
        assert match, "it matches nothing, too"
        found.append(match[0])
        if match.end() >= len(cell):
            return found
        place = match.end() + 1


def _unescaped(said: str) -> str:
    def plain(match: re.Match[str]) -> str:
        escaped = match[1]
        if len(escaped) == 5:
            return chr(int(escaped[1:], 16))
        return _PLAIN.get(escaped, escaped)

    return _UNESCAPE.sub(plain, said)
