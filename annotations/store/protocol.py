"""What a store of annotations can do: the verbs that every layer answers to, wherever it is kept."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotations.corpus.cut import is_split_off
from annotations.errors import HashiyaError
from annotations.history import Change, Edit
from annotations.model import Annotation, Document, Sentence, SentenceState


class NotSaved(HashiyaError):  # noqa: N818 - a state more than an error
    """An edit was made but is only in memory; `Store.retry` writes it."""


class ReadOnly(HashiyaError):  # noqa: N818
    """An edit was not made, as the layer was opened for reading."""


class TornLine(HashiyaError):  # noqa: N818
    """The last line of a journal, never acknowledged, is not whole; told as a notice."""


class Damaged(HashiyaError):  # noqa: N818
    """The files of a layer are not as they were written; what is whole can be saved."""


class Notice(HashiyaError):  # noqa: N818
    """What a person should know of a layer that was opened all the same."""


def damaged(layer: Path, place: str, what: str) -> Damaged:
    """That WHAT is wrong at PLACE, in one of the files of the layer LAYER, and what a person can do."""
    said = f"not a readable annotation file ({what})" if place == str(layer) else what
    command = repair_command(layer.parent.parent)
    return Damaged(f"{place}: {said}; put the file back from a copy, or save what is whole with: {command}")


def repair_command(project: Path) -> str:
    """What a person types to have the layers of the folder PROJECT mended."""
    name = str(project)
    return f"hashiya check --repair {shlex.quote(f'./{name}' if name.startswith('-') else name)}"


class Texts(Protocol):
    """The texts that a layer is about."""

    def is_whole(self, id: str) -> bool:
        """Whether the text of the document ID is the one that was imported."""

    def facts(self, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """For those of IDS that there are: the hash of the text, and its length."""


class GivenTexts:
    """The texts of DOCUMENTS, which are at hand."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._facts = {each.id: (each.sha256, len(each.text)) for each in documents}

    def facts(self, ids: Collection[str]) -> dict[str, tuple[str, int]]:
        """For those of IDS that there are: the hash of the text, and its length."""
        return {id: self._facts[id] for id in ids if id in self._facts}

    def is_whole(self, id: str) -> bool:
        """It is."""
        return id in self._facts


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sentences of a document are in each state, and how much is said of it, kind by kind."""

    done: int = 0
    skipped: int = 0
    flagged: int = 0
    spans: int = 0
    claims: int = 0
    notes: int = 0


def state_in(states: Mapping[str, SentenceState], sentence: Sentence) -> SentenceState | None:
    """How far one has come with SENTENCE by the STATES of its parts; None where it is open.

    A joined one is flagged where a part of it is, and else open as long as a part is; but what was split
    off for a while, and never marked, counts as what it was split from.
    """
    if not sentence.also:
        return states.get(sentence.id)
    marked = (sentence.id, *(each for each in sentence.also if each in states or not is_split_off(each)))
    found = {states.get(each) for each in marked}
    for state in ("flagged", None, "skipped", "done"):
        if state in found:
            return state
    return None


class Sayings(Protocol):
    """What one annotator said, to be read text by text and not changed."""

    @property
    def annotator(self) -> str:
        """Whose layer this is."""

    @property
    def notices(self) -> list[HashiyaError]:
        """Sentences about what was found on opening that a person should know of."""

    def documents(self) -> list[str]:
        """The ids of the documents that something is said about."""

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, kind by kind, oldest first."""

    def times(self) -> Mapping[str, float]:
        """The seconds that were spent on each sentence, by its id."""

    def close(self) -> None:
        """Let the layer go; NotSaved where something could not be written even now."""


class Store(Sayings, Protocol):
    """One layer: all that one annotator said about the corpus.

    A verb that changes something returns when the change is on disk. It raises NotSaved where that
    failed: the change is made all the same, and written by the next verb or by `retry`. Any other
    HashiyaError means that nothing was changed. Opening a layer is the business of the implementation
    (`TinyDBStore.open`).
    """

    @property
    def writable(self) -> bool:
        """Whether the layer was opened for writing."""

    @property
    def unsaved(self) -> bool:
        """Whether some edit is only in memory."""

    def apply(self, *edit: Change) -> None:
        """Carry EDIT out, all of it or nothing: each annotation is new, becomes another, or is deleted."""

    def undo(self) -> Edit:
        """Take the last edit back, also one of an earlier session; what that did, nothing for none."""

    def redo(self) -> Edit:
        """Make the edit again that was undone last; what that did, nothing for none."""

    def retry(self) -> None:
        """Write what is only in memory; NotSaved if it still cannot be."""

    def spend(self, sentence: Sentence, seconds: float) -> None:
        """Add to the time that was spent on SENTENCE."""

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What touches SENTENCE or is said of it, and the relations and notes that hang on that."""

    def tally(self, document: str) -> Tally:
        """How much is said of the document with the id DOCUMENT."""

    def states(self) -> Mapping[str, SentenceState]:
        """The states of the sentences that are not open, by their ids."""

    def done_count(self) -> int:
        """How many sentences are marked as finished."""

    def ids(self) -> set[str]:
        """The ids of all annotations, of all documents."""

    def annotation(self, document: str, id: str) -> Annotation | None:
        """What has this ID, if it is about DOCUMENT."""

    def hanging_on(self, document: str, id: str) -> list[Annotation]:
        """The relations and notes in DOCUMENT that hang on what has this ID, and what is said of it."""
