"""What a store of annotations can do: the verbs that every layer answers to, wherever it is kept."""

from __future__ import annotations

from typing import Protocol

from annotations.model import Annotation, Sentence


class Store(Protocol):
    """One layer: all that one annotator said about the corpus.

    A verb that changes something returns when the change is on disk, or raises HashiyaError with
    the layer as it was before. Opening one is the business of the implementation
    (`TinyDBStore.open`).
    """

    @property
    def annotator(self) -> str:
        """Whose layer this is."""

    @property
    def writable(self) -> bool:
        """Whether the layer was opened for writing."""

    def add(self, annotation: Annotation) -> None:
        """Keep a new annotation; its id must be new to the layer."""

    def change(self, annotation: Annotation) -> None:
        """Put ANNOTATION in the place of the one with the same id."""

    def delete(self, id: str) -> None:
        """Forget the annotation with this ID."""

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What is said of SENTENCE: spans that touch it, its claims, its marks; oldest first."""

    def by_document(self, document: str) -> list[Annotation]:
        """What is said of the document with the id DOCUMENT, oldest first."""

    def close(self) -> None:
        """Let the layer go; nothing is left to be written."""
