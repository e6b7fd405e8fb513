"""Counts of what an annotator has said: by label, and how far they have come."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from annotations.export import views
from annotations.project import Project
from annotations.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Statistics:
    """One layer in numbers; `entities` and `claims` map label ids to counts.

    `seconds` is the time that was spent on all sentences together, `median_seconds` that on one of those
    that were worked on.
    """

    annotator: str
    documents: int
    sentences: int
    done: int
    entities: dict[str, int]
    claims: dict[str, int]
    seconds: float = 0.0
    median_seconds: float = 0.0


def count(project: Project, store: Store) -> Statistics:
    """The numbers of STORE's layer; labels in the order of the schema, those without uses too."""
    documents = sentences = done = 0
    entities: Counter[str] = Counter({label.id: 0 for label in project.schema.entities})
    claims: Counter[str] = Counter({label.id: 0 for label in project.schema.claims})
    times: list[float] = []
    for view in views(project, store):
        times += filter(None, map(store.seconds_spent, view.sentences))
        documents += 1
        sentences += len(view.sentences)
        done += len(view.done)
        entities.update(span.label for span in view.spans)
        claims.update(claim.label for found in view.claims.values() for claim in found)
    return Statistics(
        store.annotator,
        documents,
        sentences,
        done,
        dict(entities),
        dict(claims),
        sum(times),
        statistics.median(times) if times else 0.0,
    )
