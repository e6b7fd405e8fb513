"""Wojood's columns: a token a line, then an IOB2 tag for each entity that it is of, outer first.

As in the data of SinaLab's ArabicNER: columns apart by blanks, a single O for none, a blank line between
segments. Words are whole, so that a span that begins behind a proclitic has no place unless it is widened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, Choices
from annotations.formats.columns import Row, documents
from annotations.formats.conll import by_sentence
from annotations.formats.incoming import Found, Reading
from annotations.formats.out import Out, text
from annotations.formats.tags import Stretch, stretches
from annotations.formats.view import DocumentView
from annotations.schema import LabelSchema

NAME: Final = "wojood"
SUMMARY: Final = "nested entities in columns: a word a line, an IOB2 tag for each of its levels"
ARABIC: Final = "كيانات متداخلة: كلمة في كل سطر ووسم لكل مستوى"
SUFFIX: Final = ".txt"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "tokens": ("words", "cut", "proclitics", "imported"),
    "layer": LAYERS,
}
_BREAK: Final = "$#$"
_TAG: Final = re.compile(r"O|[BI]-\S+")


def carries(choices: Choices) -> Carries:
    """Spans of whole tokens that lie in one another, none in one of its label."""
    return Carries(
        spans="nested",
        same_nested=False,
        twice=False,
        across=False,
        tokens=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS token by token."""
    with text(out) as file:
        for view in views:
            source = view.document.text
            for _, tokens, found in by_sentence(view, choices):
                levels: list[list[str]] = [[] for _ in tokens]
                for first, end, label in sorted(found, key=lambda each: (each[0], -each[1])):
                    for place in range(first, end):
                        levels[place].append(f"{'B' if place == first else 'I'}-{label}")
                for (start, end), level in zip(tokens, levels, strict=True):
                    file.write(f"{source[start:end]} {' '.join(level) or 'O'}\n")
                file.write("\n")


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD has rows of a token and tags, somewhere several."""
    rows = [line.split() for line in head.decode("utf-8", "ignore").splitlines()[:-1] if line.strip()]
    tagged = all(len(row) > 1 and all(map(_TAG.fullmatch, row[1:])) for row in rows)
    return tagged and any(len(row) > 2 for row in rows)


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The segments in PATH."""
    return documents(path, reading, _stretches)


def _stretches(rows: Sequence[Row]) -> list[Stretch]:
    found: list[list[str]] = []
    for row in rows:
        levels = row.columns[1:]
        if not levels or not all(map(_TAG.fullmatch, levels)):
            raise ValueError(f"line {row.line}: no tags behind the token: {' '.join(row.columns)[:60]!r}")
        found.append([] if row.columns[0] == _BREAK else [tag for tag in levels if tag != "O"])
    # Each label has a level of its own: no entity lies in one of its label.
    labels = dict.fromkeys(tag[2:] for levels in found for tag in levels)
    result = [
        stretch
        for label in labels
        for stretch in stretches(
            [next((tag for tag in levels if tag[2:] == label), "O") for levels in found]
        )
    ]
    return sorted(result, key=lambda each: (each[0], -each[1]))
