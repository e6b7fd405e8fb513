"""Sentences that a reviewer sent back, and spot checks: how often what somebody said is right.

A reviewer writes in their own layer: a note to whom it is sent back, and, of a spot check, a decision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from annotations.model import Annotation, Decision, Note, Sentence
from annotations.store.protocol import Sayings
from annotations.teams.agreement.bootstrap import wilson

# Before the name of whose version a spot check was of, in the decision about it.
CHECKED: Final = "review:"
WRONG: Final = "@wrong"


@dataclass(frozen=True, slots=True)
class Returned:
    """A sentence that REVIEWER sent back with NOTE."""

    reviewer: str
    sentence: str
    note: Note


def returned(layers: Iterable[Sayings], annotator: str) -> Iterator[Returned]:
    """What was sent back to ANNOTATOR and is not settled, by the notes in LAYERS, theirs among them."""
    notes: list[tuple[str, Note]] = []
    for layer in layers:
        for document in layer.documents():
            notes += (
                (layer.annotator, each) for each in layer.by_document(document) if isinstance(each, Note)
            )
    settled = {note.answers for _, note in notes if note.resolves}
    for reviewer, note in notes:
        if note.to == annotator and note.id not in settled:
            yield Returned(reviewer, note.about, note)


def sample(sentences: Sequence[Sentence], size: int, seed: int) -> list[Sentence]:
    """SIZE of SENTENCES by SEED, each as likely as any; more of them come with a larger SIZE."""
    by_chance = sorted(
        sentences, key=lambda each: hashlib.blake2b(f"{seed}:{each.id}".encode(), digest_size=8).digest()
    )
    return sorted(by_chance[:size], key=lambda each: (each.document, each.start))


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How many of the sentences of somebody that were CHECKED were WRONG, and the bounds of the rate."""

    checked: int
    wrong: int
    bounds: tuple[float, float] | None


def error_rate(said: Iterable[Annotation], annotator: str) -> ErrorRate:
    """What spot checks of ANNOTATOR came to, by the decisions in what reviewers SAID."""
    found = [each for each in said if isinstance(each, Decision) and each.item == f"{CHECKED}{annotator}"]
    # Of a sentence that several checked it is enough that one found it wrong.
    sentences = {(each.document, each.sentence) for each in found}
    wrong = len({(each.document, each.sentence) for each in found if each.taken == WRONG})
    return ErrorRate(len(sentences), wrong, wilson(wrong, len(sentences)))
