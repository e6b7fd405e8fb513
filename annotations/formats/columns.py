"""Files of tokens, one a line in columns, a blank line between sentences: what CoNLL and Wojood share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from annotations.corpus.reading import Refused
from annotations.corpus.streams import bounded_lines, opened
from annotations.errors import HashiyaError
from annotations.formats.incoming import Found, Incoming, Item, Reading, text_of
from annotations.formats.tags import Stretch
from annotations.formats.tokens import IMPORTED
from annotations.model import Range

DOCSTART: Final = "-DOCSTART-"
_LONGEST_LINE: Final = 1 << 16  # bytes
_LARGEST_TEXT: Final = 1 << 20  # characters, where a file does not say where its documents end
_COMMENTS: Final = ("text", "sent_id", "newdoc", "id", "newpar")
_FURTHEST: Final = 10_000  # characters between two tokens


@dataclass(slots=True)
class Row:
    """One token: its columns, and the number of its line."""

    columns: list[str]
    line: int


@dataclass(slots=True)
class Block:
    """The rows of one sentence; `starts` says that it begins a document, `wrong` which line of it is."""

    rows: list[Row] = field(default_factory=list)
    starts: bool = False
    wrong: Refused | None = None


def blocks(path: Path) -> Iterator[Block]:
    """The sentences of the file PATH."""
    block = Block()
    starts = True
    with opened(path) as file:
        for number, line in enumerate(bounded_lines(file, _LONGEST_LINE), 1):
            columns = _columns(line)
            if isinstance(columns, str):
                # Without this token the sentence would be another one.
                block.wrong = block.wrong or Refused(f"{path}:{number}", columns)
                continue
            if columns and columns[0] != DOCSTART and not _is_comment(columns):
                block.rows.append(Row(columns, number))
                continue
            if (block.rows or block.wrong) and not (columns and _is_comment(columns)):
                block.starts, starts = starts, False
                yield block
                block = Block()
            starts = starts or (bool(columns) and columns[0] == DOCSTART)
    if block.rows or block.wrong:
        block.starts = starts
        yield block


def _columns(line: bytes | None) -> list[str] | str:
    """The columns of LINE, or what is wrong with it."""
    if line is None:
        return "this line is too long for a token, so its sentence is left out"
    try:
        text = line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
    except UnicodeDecodeError:
        return "is not UTF-8, so its sentence is left out; convert the file"
    if not text.strip():  # blanks of any kind are an empty line
        return []
    return [each for each in text.split("\t" if "\t" in text else " ") if each]


def _is_comment(columns: Sequence[str]) -> bool:
    words = " ".join(columns).split(" ", 2)
    return words[0] == "#" and len(words) > 2 and words[1] in _COMMENTS


Stretches = Callable[[Sequence[Row]], list[Stretch]]
Place = Callable[[Row], int | None]


def documents(
    path: Path, reading: Reading, stretches: Stretches, place: Place = lambda _: None
) -> Iterator[Found]:
    """The documents of the file PATH: STRETCHES says which tokens of a sentence have which label.

    PLACE says where in its text a token begins, None where the file does not say. Tokens are joined by
    blanks, sentences by line ends. A sentence that is not as it should be is refused, the rest goes on.
    """
    building = _Building(path, 0)
    count = 0
    for block in blocks(path):
        if (block.starts or building.length > _LARGEST_TEXT) and building.sentences:
            count += 1
            yield building.done(count)
            building = _Building(path, block.rows[0].line if block.rows else 0)
        if block.wrong:
            yield block.wrong
            continue
        try:
            found = stretches(block.rows)
            building.add(block.rows, found, place)
        except ValueError as error:
            yield Refused(f"{path}:{block.rows[0].line}", f"this sentence: {error}")
    if building.sentences:
        yield building.done(count + 1 if count else 0)


class _Building:
    """A document in the making, from line LINE of PATH on."""

    def __init__(self, path: Path, line: int) -> None:
        self._path = path
        self._line = line
        self._pieces: list[str] = []
        self.length = 0
        self.sentences: list[Range] = []
        self._items: list[Item] = []
        self._tokens: list[int] = []

    def add(self, rows: Sequence[Row], stretches: Iterable[Stretch], place: Place) -> None:
        """One sentence more; ValueError where a token is before the one before it."""
        found: list[Range] = []
        pieces: list[str] = []
        length = self.length
        for number, row in enumerate(rows):
            token, start = row.columns[0], place(row)
            between = "" if not length else "\n" if not number else " "
            if start is not None:
                if not 0 <= start - length <= _FURTHEST:
                    raise ValueError(f"line {row.line}: {token!r} cannot begin at {start}")
                gap = start - length
                between = ("\n" if not number and length and gap else "").ljust(gap)
            pieces += [between, token]
            found.append((length + len(between), length + len(between) + len(token)))
            length += len(between) + len(token)
        self._pieces += pieces
        self.length = length
        self.sentences.append((found[0][0], found[-1][1]))
        self._tokens += [offset for token in found for offset in token]
        for first, end, label in stretches:
            where = f"{self._path}:{rows[first].line}"
            self._items.append(Item("span", label, ((found[first][0], found[end - 1][1]),), place=where))

    def done(self, number: int) -> Found:
        """The document, the one with this NUMBER in its file, 0 where there is one only."""
        name = f"{self._path.name}#{number}" if number else self._path.name
        source = f"{self._path}:{self._line}" if self._line else str(self._path)
        try:
            text = text_of(name, "".join(self._pieces), source, {IMPORTED: self._tokens})
        except HashiyaError as error:
            return Refused(source, str(error))
        return Incoming(text, self._items, self.sentences, complete=True)
