"""What a store of annotations can do: the verbs that every layer answers to, wherever it is kept."""

from __future__ import annotations

from typing import Protocol

from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Annotation, Sentence


class NotSaved(HashiyaError):  # noqa: N818 - a state more than an error
    """An edit was made but is only in memory; `Store.retry` writes it."""


class Store(Protocol):
    """One layer: all that one annotator said about the corpus.

    A verb that changes something returns when the change is on disk. It raises NotSaved where that
    failed: the change is made all the same, and written by the next verb or by `retry`. Any other
    HashiyaError means that nothing was changed. Opening a layer is the business of the implementation
    (`TinyDBStore.open`).
    """

    @property
    def annotator(self) -> str:
        """Whose layer this is."""

    @property
    def writable(self) -> bool:
        """Whether the layer was opened for writing."""

    @property
    def unsaved(self) -> bool:
        """Whether some edit is only in memory."""

    def apply(self, change: Change) -> None:
        """Carry CHANGE out: an annotation whose id is new, another state of one, or its deletion."""

    def undo(self) -> Change | None:
        """Take the last edit back, also one of an earlier session; what it did, None for none."""

    def redo(self) -> Change | None:
        """Make the edit again that was undone last; what it did, None for none."""

    def retry(self) -> None:
        """Write what is only in memory; NotSaved if it still cannot be."""

    def spend(self, sentence: Sentence, seconds: float) -> None:
        """Add to the time that was spent on SENTENCE."""

    def seconds_spent(self, sentence: Sentence) -> float:
        """The time that was spent on SENTENCE."""

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What is said of SENTENCE: spans that touch it, its claims, its marks, its note."""

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, kind by kind, oldest first."""

    def close(self) -> None:
        """Let the layer go; NotSaved where something could not be written even now."""
