"""How fast people are, and what they have begun, by their layers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from annotations.model import Claim, Span, State
from annotations.project import Project

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
    """Who of NAMES has said anything of each sentence, by the ids of sentences."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    corpus = project.corpus
    for name in names:
        if name not in project.layers:
            continue
        layer = project.read_steadily(name)
        try:
            for document in layer.documents():
                for said in layer.by_document(document):
                    if isinstance(said, (State, Claim)):
                        found[said.sentence].add(name)
                    elif isinstance(said, Span):
                        found[corpus.sequence[corpus.index_at(document, said.start)].id].add(name)
        finally:
            layer.close()
    return dict(found)


def done_by(project: Project, names: Iterable[str]) -> dict[str, set[str]]:
    """Who of NAMES has finished each sentence, by the ids of sentences."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in names:
        if name in project.layers:
            layer = project.read_layer(name)
            for id, state in layer.states().items():
                if state == "done":
                    found[id].add(name)
            layer.close()
    return dict(found)
