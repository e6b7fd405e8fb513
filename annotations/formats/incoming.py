"""What a format reads: texts with what is said of them, before it is known where in a project they are."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, TypeAlias

from annotations.corpus.decoding import Decoded
from annotations.corpus.reading import Refused, Text
from annotations.errors import HashiyaError
from annotations.files import readable
from annotations.formats.offsets import Unit
from annotations.model import Range, SentenceState, Value

Kind: TypeAlias = Literal["span", "claim", "document", "relation", "note", "state", "move", "decision"]


@dataclass(slots=True)
class Item:
    """One annotation: `ranges` are the letters that it is on, `sentence` those of the sentence it is of.

    `key` is what the file calls it; `source`, `target`, `about` and `answers` are such keys, or AUTHOR and
    NOT_SAID; a note without `about` is of its `sentence`, or else of the document. `place` is where it
    stands in the file. A note may be sent `to` somebody, or settle its thread; what was `decided`
    are fields of `annotations.model.Decision`.
    """

    kind: Kind
    label: str = ""
    ranges: tuple[Range, ...] = ()
    sentence: Range | None = None
    attributes: Mapping[str, object] = field(default_factory=dict)
    key: str = ""
    source: str = ""
    target: str = ""
    about: str = ""
    answers: str = ""
    text: str = ""
    created: str = ""
    changed: str = ""
    origin: str = ""
    there: bool = True
    place: str = ""
    to: str = ""
    resolves: bool = False
    decided: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Incoming:
    """One text of a file, and what one annotator said of it.

    `sentences` are those of the file, None where it has none; `annotator` is "" where the file does not say
    who it was. `complete` says that every sentence was decided on. `seconds` were spent on sentences;
    `moved` says where boundaries of sentences were put or taken away since.

    Where the file names one of our documents, `document` is its id: only the stretches `known` of the text
    are certain then, which are `pieces`, as what was between them is not in the file. Where that is far too
    much to be filled with blanks, it is `otherwise` in a project that has not that document.
    """

    text: Text
    items: list[Item] = field(default_factory=list)
    sentences: list[Range] | None = None
    annotator: str = ""
    complete: bool = False
    seconds: dict[Range, float] = field(default_factory=dict)
    moved: dict[int, bool] = field(default_factory=dict)
    document: str = ""
    known: list[Range] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    otherwise: Incoming | None = None


Found: TypeAlias = Incoming | Refused


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read: what offsets count, where a format has several, and how large a record may be."""

    offsets: Unit = "utf-16"
    largest: int = 64 << 20
    dialect: str = ""


def text_of(name: str, text: str, source: str, fields: Mapping[str, object] | None = None) -> Text:
    """TEXT, called NAME, from SOURCE; HashiyaError where it is none."""
    if not isinstance(text, str) or not text.strip():
        raise HashiyaError("there is no text in it")
    if "\0" in text:
        raise HashiyaError("there is a NUL character in its text")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise HashiyaError("there is half a character in its text") from error
    return Text(readable(name)[:1000] or source, Decoded(text, "utf-8"), source, dict(fields or {}))


def ranges_in(text: str, pieces: Iterable[Iterable[object]]) -> tuple[Range, ...]:
    """PIECES as ranges of TEXT, in order; ValueError says what is wrong with them."""
    found: list[Range] = []
    for piece in pieces:
        start, end = piece
        if type(start) is not int or type(end) is not int:
            raise ValueError(f"[{start!r}, {end!r}] are no offsets")
        if not 0 <= start < end <= len(text):
            raise ValueError(f"[{start}, {end}] is outside the text, or empty")
        found.append((start, end))
    found.sort()
    if not found or any(a[1] > b[0] for a, b in pairwise(found)):
        raise ValueError("its ranges are missing or overlap")
    return tuple(found)


def attribute_value(value: object) -> Value:
    """VALUE as that of an attribute; ValueError where it cannot be one."""
    if isinstance(value, (bool, str)) and value != "":
        return value
    if isinstance(value, (int, float)) and math.isfinite(value) and abs(value) < 2**53:
        return value
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(str(each) for each in value)
    raise ValueError(f"{value!r} cannot be the value of an attribute")


STATES: Mapping[str, SentenceState] = {"done": "done", "skipped": "skipped", "flagged": "flagged"}
