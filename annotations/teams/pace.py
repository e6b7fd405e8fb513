"""How fast people are, and what they have begun, by their layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from annotations.corpus.database import Corpus
from annotations.model import (
    Annotation,
    Claim,
    DocumentLabel,
    Note,
    Sentence,
    SentenceState,
    Span,
    State,
)
from annotations.project import Project
from annotations.store.protocol import state_in

_LONGEST = 600.0  # seconds on one sentence that are work, and not a cup of tea


def pace_of(project: Project, names: Iterable[str]) -> dict[str, float]:
    """How many seconds a letter takes each of NAMES; who has not done anything yet is left out."""
    found: dict[str, float] = {}
    for name in names:
        if name not in project.layers:
            continue
        layer = project.read_layer(name)
        try:
            times, states = layer.times(), layer.states()
        finally:
            layer.close()
        seconds = letters = 0.0
        for sentence in project.corpus.sequence:
            spent = times.get(sentence.id, 0.0)
            if spent and states.get(sentence.id) == "done":
                seconds += min(spent, _LONGEST)
                letters += sentence.end - sentence.start
        if seconds and letters:
            found[name] = seconds / letters
    return found


def begun_by(project: Project, names: Iterable[str]) -> dict[str, set[str]]:
    """Who of NAMES has said anything of each sentence, by the ids of sentences as they are cut now.

    What is said of a whole text is said of its first sentence.
    """
    found: defaultdict[str, set[str]] = defaultdict(set)
    corpus = project.corpus
    for name in names:
        if name not in project.layers:
            continue
        layer = project.read_steadily(name)
        try:
            for document in layer.documents():
                for said in layer.by_document(document):
                    index = _place(corpus, said)
                    if index is not None:
                        found[corpus.sequence[index].id].add(name)
        finally:
            layer.close()
    return dict(found)


def _place(corpus: Corpus, said: Annotation) -> int | None:
    """The index of the sentence that SAID is about; None for what hangs on something else."""
    match said:
        case Span():
            return corpus.index_at(said.document, said.start)
        case State() | Claim():
            return corpus.index_of(said.sentence)
        case DocumentLabel():
            return corpus.bounds(said.document)[0]
        case Note(about=about):
            return corpus.bounds(about)[0] if about == said.document else corpus.index_of(about)
    return None


def done_by(project: Project, names: Iterable[str]) -> dict[str, set[str]]:
    """Who of NAMES has finished each sentence, by the ids of sentences as they are cut now."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if name in project.layers:
            layer = project.read_layer(name)
            for sentence in finished_in(project.corpus, layer.states()):
                found[sentence.id].add(name)
            layer.close()
    return dict(found)


def finished_in(corpus: Corpus, states: Mapping[str, SentenceState]) -> Iterator[Sentence]:
    """The sentences that are finished, whole as they are cut now, by the STATES of a layer."""
    indexes = {index for id in states if (index := corpus.index_of(id)) is not None}
    for index in sorted(indexes):
        sentence = corpus.sequence[index]
        if state_in(states, sentence) == "done":
            yield sentence
