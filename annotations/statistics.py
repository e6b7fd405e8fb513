"""One layer in numbers: progress, labels, names, what stands together, pace and time."""

from __future__ import annotations

import heapq
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from annotations.conflicts import name_key
from annotations.corpus.cut import parts
from annotations.corpus.database import Corpus
from annotations.model import Annotation, Claim, Document, Note, Relation, SentenceState, Span, State
from annotations.project import Project
from annotations.store.protocol import Store, state_in

_NAMES: Final = 10  # the most frequent ones of a label


@dataclass(slots=True)
class Name:
    """A name as it was written first, and how often it has each label."""

    written: str
    labels: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Statistics:
    """One layer in numbers; `entities`, `claims` and `relations` map label ids to counts.

    `seconds` is the time that was spent on all sentences together, `median_seconds` that on one of those
    that were worked on. `days` says how many sentences were finished on each day, `names` the most
    frequent names of each label, `together` how often two claim labels stand in one sentence, `conflicts`
    the names that have several labels.
    """

    annotator: str
    documents: int
    sentences: int
    done: int
    entities: dict[str, int]
    claims: dict[str, int]
    seconds: float = 0.0
    median_seconds: float = 0.0
    skipped: int = 0
    flagged: int = 0
    notes: int = 0
    relations: dict[str, int] = field(default_factory=dict)
    days: dict[str, int] = field(default_factory=dict)
    names: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    together: list[tuple[str, str, int]] = field(default_factory=list)
    conflicts: list[tuple[str, dict[str, int]]] = field(default_factory=list)


class Counting:
    """Counts what STORE says of the texts of CORPUS; there is more the longer `read` goes on."""

    def __init__(self, corpus: Corpus, store: Store) -> None:
        self._corpus = corpus
        self._store = store
        self.entities: Counter[str] = Counter()
        self.claims: Counter[str] = Counter()
        self.relations: Counter[str] = Counter()
        self.together: Counter[tuple[str, str]] = Counter()
        self.states: Counter[SentenceState] = Counter()
        self.days: Counter[str] = Counter()
        self.notes = 0
        self._names: defaultdict[str, dict[str, Name]] = defaultdict(dict)  # by label and key

    def read(self) -> Iterator[None]:
        """Go through the documents that something is said of; gives None after each."""
        for id in self._store.documents():
            document = self._corpus.document(id)
            if document:
                self._take(self._store.by_document(id), document)
            yield

    def _take(self, said: list[Annotation], document: Document) -> None:
        labels: defaultdict[str, set[str]] = defaultdict(set)
        for each in said:
            if isinstance(each, Span):
                self.entities[each.label] += 1
                written = " ".join(each.words(document.text).split())
                names = self._names[each.label]
                names.setdefault(name_key(written), Name(written)).labels[each.label] += 1
            elif isinstance(each, Claim):
                self.claims[each.label] += 1
                labels[each.sentence].add(each.label)
            elif isinstance(each, Relation):
                self.relations[each.label] += 1
            elif isinstance(each, State):
                self.states[each.state] += 1
                if each.state == "done":
                    self.days[(each.changed or each.created)[:10]] += 1
            elif isinstance(each, Note):
                self.notes += 1
        for found in labels.values():
            self.together.update(combinations(sorted(found), 2))

    def names(self, label: str, most: int) -> list[tuple[str, int]]:
        """The MOST frequent names of LABEL, as they were written first, with their counts."""
        found = ((name.written, name.labels[label]) for name in self._names.get(label, {}).values())
        return heapq.nsmallest(most, found, key=lambda each: (-each[1], each[0]))

    def conflicts(self) -> list[Name]:
        """The names that have several labels, the most frequent first."""
        together: dict[str, Name] = {}
        for names in self._names.values():
            for key, name in names.items():
                together.setdefault(key, Name(name.written)).labels.update(name.labels)
        found = [name for name in together.values() if len(name.labels) > 1]
        return sorted(found, key=lambda name: (-name.labels.total(), name.written))


def count(project: Project, store: Store) -> Statistics:
    """The numbers of STORE's layer; labels in the order of the schema, those without uses too."""
    corpus, schema = project.corpus, project.schema
    counting = Counting(corpus, store)
    for _ in counting.read():
        pass
    times = [seconds for seconds in store.times().values() if seconds]
    return Statistics(
        store.annotator,
        len(corpus.documents),
        len(corpus.sequence),
        store.done_count() - more_marks(corpus, store.states()),
        _in_order(counting.entities, [label.id for label in schema.entities]),
        _in_order(counting.claims, [label.id for label in schema.claims]),
        round(sum(times), 1),
        statistics.median(times) if times else 0.0,
        counting.states["skipped"],
        counting.states["flagged"],
        counting.notes,
        _in_order(counting.relations, [type.id for type in schema.relations]),
        dict(sorted(counting.days.items())),
        {label: counting.names(label, _NAMES) for label in counting.entities},
        [(one, other, times) for (one, other), times in counting.together.most_common()],
        [(name.written, dict(name.labels.most_common())) for name in counting.conflicts()],
    )


def _in_order(counts: Counter[str], ids: list[str]) -> dict[str, int]:
    return {id: counts[id] for id in dict.fromkeys([*ids, *counts])}


def more_marks(corpus: Corpus, states: Mapping[str, SentenceState], document: str = "") -> int:
    """How many more done marks there are than sentences that are done: joined ones have several.

    In DOCUMENT only, where one is given.
    """
    if not corpus.sequence.joined:
        return 0
    more = 0
    for sentence in corpus.sequence.joined_ones():
        if document in ("", sentence.document):
            marks = [states.get(part) for part in parts(sentence)].count("done")
            more += marks - (state_in(states, sentence) == "done")
    return more
