"""What can be said about a text: plain, immutable values.

Offsets are code points of the unmodified document text; ranges are [start, end).
"""

from __future__ import annotations

import getpass
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, Literal, TypeAlias

Range: TypeAlias = tuple[int, int]


def new_id() -> str:
    """A fresh annotation id, unique across annotators."""
    return secrets.token_hex(8)


def is_id(text: str) -> bool:
    """Whether TEXT looks like the id of an annotation."""
    return len(text) == 16 and text.isascii() and text.isalnum()


def user_name() -> str:
    """The user of this machine; "annotator" where the machine has no name for them."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "annotator"


def now() -> str:
    """The present in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def exact_now() -> str:
    """The present in UTC, ISO 8601, to the microsecond: what tells lines of a file from one another."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


@dataclass(frozen=True, slots=True)
class Sentence:
    """The unit that is queued, labelled and marked done: text[start:end] of its document.

    `number` counts from 1 in its document. `also` are the ids of sentences that were joined to it.
    """

    id: str
    document: str
    number: int
    start: int
    end: int
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One source text, unmodified; `text.encode(encoding)` is the source, byte for byte."""

    id: str
    name: str
    text: str
    encoding: str
    sha256: str


Value: TypeAlias = bool | int | float | str | tuple[str, ...]
# Named values, sorted by name.
Attributes: TypeAlias = tuple[tuple[str, Value], ...]
SentenceState: TypeAlias = Literal["done", "skipped", "flagged"]
# What a relation may point to instead of an annotation: whoever wrote the text; nobody that it names.
AUTHOR: Final = "@author"
NOT_SAID: Final = "@not-said"
SPECIAL_TARGETS: Final = (AUTHOR, NOT_SAID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What every annotation carries: which document it is about, who made it, when, and where it came from.

    `changed` is when it was changed last, "" for never; `origin` is "" for what a person made by hand in
    this program, else what brought it in, such as `import:gold.conll`.
    """

    document: str
    annotator: str
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=now)
    changed: str = ""
    origin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled(Said):
    """A label, and the attributes that go with it."""

    label: str
    attributes: Attributes = ()

    def attribute(self, name: str) -> Value | None:
        """The value of the attribute NAME, None where nothing is said of it."""
        return dict(self.attributes).get(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed(Labelled):
    """Something on one or more ranges of the text, in order and apart."""

    ranges: tuple[Range, ...]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.ranges[-1][1]

    def words(self, text: str) -> str:
        """What it is on in TEXT, its document's; a blank between its pieces."""
        if len(self.ranges) == 1:  # as it mostly is
            ((start, end),) = self.ranges
            return text[start:end]
        return " ".join(text[start:end] for start, end in self.ranges)

    def touches(self, start: int, end: int) -> bool:
        """Whether any range of it shares a character with [start, end)."""
        return any(a < end and start < b for a, b in self.ranges)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span(Placed):
    """An entity label: it may begin inside a word, nest, cross, be in pieces, run over sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Placed):
    """A claim label on a whole sentence, or, with `ranges`, on letters of it; there can be several."""

    sentence: str
    ranges: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLabel(Labelled):
    """A label on a whole document; with the label "" only attributes of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Labelled):
    """That one annotation stands in some relation, its label, to another: `source` and `target` are ids.

    The target may be AUTHOR or NOT_SAID.
    """

    source: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State(Said):
    """How far the annotator has come with a sentence that is not open any more, and why, if they say so."""

    sentence: str
    state: SentenceState = "done"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Said):
    """What somebody wrote beside something: `about` is the id of a sentence, an annotation or a document.

    `answers` is the id of the note that this one answers, "" for the first of its thread, and `resolves`
    says that with it the thread is settled. `to` is whom a sentence is sent back to with it, "" for nobody.
    """

    about: str
    text: str
    answers: str = ""
    to: str = ""
    resolves: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary(Said):
    """That somebody put a sentence boundary at an offset of the document, or took it away.

    Where boundaries are is said by the project, for all; this is who did it, so that they can undo it.
    """

    place: int
    there: bool = True


Reason: TypeAlias = Literal["", "guideline-gap", "ambiguous", "slip", "both-right"]
# What a decision takes that no annotator said: what the curator wrote.
BY_HAND: Final = "@hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Said):
    """What was decided where people differed about a sentence: the `item`, whose version, by whom and why.

    `taken` are the names of those whose version it is, joined by +, "" for nothing at all, or BY_HAND;
    `text` is what the curator `by` wrote beside it.
    """

    sentence: str
    item: str
    taken: str = ""
    by: str = ""
    reason: Reason = ""
    text: str = ""


Annotation: TypeAlias = Span | Claim | DocumentLabel | Relation | State | Note | Boundary | Decision
