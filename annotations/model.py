"""What can be said about a text: plain, immutable values.

Offsets are code points of the unmodified document text; ranges are [start, end).
"""

from __future__ import annotations

import getpass
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

Range: TypeAlias = tuple[int, int]


def new_id() -> str:
    """A fresh annotation id, unique across annotators."""
    return secrets.token_hex(8)


def user_name() -> str:
    """The user of this machine; "annotator" where the machine has no name for them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator"


def now() -> str:
    """The present in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is queued, labelled and marked done: text[start:end] of its document."""

    id: str
    document: str
    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, unmodified; `text.encode(encoding)` is the source, byte for byte."""

    id: str
    name: str
    text: str
    encoding: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An entity label on one or more ranges, in order and apart; it may begin inside a word."""

    document: str
    ranges: tuple[Range, ...]
    label: str
    annotator: str
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=now)

    @property
    def start(self) -> int:
        """Where the span begins."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Where the span ends."""
        return self.ranges[-1][1]

    def words(self, text: str) -> str:
        """What the span labels in TEXT, its document's; a blank between its pieces."""
        return " ".join(text[start:end] for start, end in self.ranges)

    def touches(self, start: int, end: int) -> bool:
        """Whether any range of the span shares a character with [start, end)."""
        return any(a < end and start < b for a, b in self.ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim label on a whole sentence; a sentence can have several."""

    document: str
    sentence: str
    label: str
    annotator: str
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The annotator's mark that a sentence is finished."""

    document: str
    sentence: str
    annotator: str
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=now)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What the annotator wrote in the margin beside a sentence; at most one a sentence."""

    document: str
    sentence: str
    text: str
    annotator: str
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=now)


Annotation: TypeAlias = Span | Claim | Done | Note
