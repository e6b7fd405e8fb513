"""Questions and notes of all annotators in one list, as they are found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from annotations.errors import HashiyaError
from annotations.model import Annotation, Note, State
from tui.session.gradually import for_a_while
from tui.session.session import Session

Kind = Literal["note", "question", "flag"]
Only = Literal["all", "questions", "flags", "unanswered"]
ONLY: Final[tuple[Only, ...]] = ("all", "questions", "flags", "unanswered")
_ASKS: Final = ("?", "؟")


@dataclass(frozen=True, slots=True)
class Remark:
    """What ANNOTATOR wrote: a note with how many answers, or why a sentence is flagged."""

    annotator: str
    said: Note | State
    index: int
    answers: int = 0

    @property
    def text(self) -> str:
        """The words."""
        return self.said.text if isinstance(self.said, Note) else self.said.reason

    @property
    def kind(self) -> Kind:
        """What it is."""
        if isinstance(self.said, State):
            return "flag"
        return "question" if any(mark in self.said.text for mark in _ASKS) else "note"


class Notes:
    """The remarks of all layers of SESSION's project, in the order of the text; more the longer one looks.

    `wrong` are sentences about layers that cannot be read.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: list[Remark] = []
        self.only: Only = "all"
        self.finished = False
        self.wrong: list[HashiyaError] = []
        self._reading = self._read()

    def _read(self) -> Iterator[None]:
        for name in self._session.annotators:
            try:
                store = self._session.layer(name)
                documents = store.documents()
            except HashiyaError as error:
                self.wrong.append(error)
                continue
            for document in documents:
                self._take(name, store.by_document(document))
                yield

    def _take(self, name: str, said: list[Annotation]) -> None:
        there = {each.id: each for each in said}
        notes = [each for each in said if isinstance(each, Note)]
        for each in said:
            if isinstance(each, State) and each.state == "flagged":
                index = self._session.index_of(each.sentence)
                answers = 0
            elif isinstance(each, Note) and not each.answers:
                index = self._session.index_about(each, there)
                answers = sum(note.answers == each.id for note in notes)
            else:
                continue
            if index is not None:
                self._found.append(Remark(name, each, index, answers))

    def look(self, seconds: float) -> bool:
        """Read on, for SECONDS; whether all was read."""
        self.finished = for_a_while(self._reading, seconds)
        return self.finished

    def rows(self) -> list[Remark]:
        """Those that the filter leaves, in the order of the text."""
        return sorted(filter(self._passes, self._found), key=lambda each: (each.index, each.said.created))

    def _passes(self, remark: Remark) -> bool:
        return {
            "all": True,
            "questions": remark.kind == "question",
            "flags": remark.kind == "flag",
            "unanswered": remark.kind == "question" and not remark.answers,
        }[self.only]

    def turn_only(self) -> None:
        """The next filter."""
        self.only = ONLY[(ONLY.index(self.only) + 1) % len(ONLY)]
