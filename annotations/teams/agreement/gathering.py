"""What several people said, counted so that every measure of agreement can be made of it.

Only sentences that at least two are finished with are compared. What is kept grows with how many different
things were said together, and not with the corpus.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import TypeAlias

from annotations.model import Annotation, Claim, Labelled, Placed, Relation, Span, Value
from annotations.teams.agreement import Pattern
from annotations.teams.agreement.letters import letters
from annotations.teams.agreement.matching import (
    FITS,
    Confused,
    Counts,
    Fit,
    confusions,
    differ_by_a_proclitic,
    matched,
    pairs,
    touch,
)
from annotations.teams.comparing import Compared, ComparedDocument, Version, sign

Pair: TypeAlias = tuple[str, str]
Ends: TypeAlias = Mapping[str, Annotation]
_BY_LABEL: tuple[Fit, ...] = ("exact", "overlap")


@dataclass
class OfSentence:
    """How well things of a sentence fit, for each pair of people and fit, and each label and fit."""

    pairs: list[tuple[tuple[Pair, str], Counts]] = field(default_factory=list)
    labels: defaultdict[tuple[str, str], list[Counts]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Fitting:
    """How well things of two people fit, counted by sentence: by pair of people, by person, and by label.

    The counts of a person, and those of a label, are summed over all pairs within a sentence, as sentences
    are what bounds are drawn by: what pairs say of one is not said independently.
    """

    all: defaultdict[tuple[Pair, str], Counter[Counts]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    by_person: defaultdict[tuple[str, str], Counter[Counts]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    by_label: defaultdict[tuple[str, str], Counter[Counts]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def take(self, found: OfSentence) -> None:
        """What was FOUND in a sentence."""
        people: defaultdict[tuple[str, str], list[Counts]] = defaultdict(list)
        for (pair, fit), counts in found.pairs:
            self.all[pair, fit][counts] += 1
            for name in ("", *pair):
                people[name, fit].append(counts)
        for who, several in people.items():
            self.by_person[who][_sum(several)] += 1
        for label, several in found.labels.items():
            self.by_label[label][_sum(several)] += 1

    def over(self, fit: str, person: str = "") -> Counter[Counts]:
        """The counts of all pairs by FIT, or of those with PERSON."""
        return self.by_person.get((person, fit), Counter())

    def labels(self) -> list[str]:
        """The labels that there are, sorted."""
        return sorted({label for label, _ in self.by_label})


@dataclass
class Gathered:
    """What the people NAMES said together.

    `sentences` and `documents` are patterns of the sets of labels, `by_label` of whether a claim label was
    given; `letters` of what is said of each letter; `values` of the attributes of things that two people
    have alike, by kind and name. `finished` is how many sentences each has finished, `compared` how many at
    least two have, `alone` how many one only.
    """

    names: Sequence[str]
    sentences: Counter[Pattern] = field(default_factory=Counter)
    by_label: defaultdict[str, Counter[Pattern]] = field(default_factory=lambda: defaultdict(Counter))
    documents: Counter[Pattern] = field(default_factory=Counter)
    letters: Counter[Pattern] = field(default_factory=Counter)
    spans: Fitting = field(default_factory=Fitting)
    claim_spans: Fitting = field(default_factory=Fitting)
    relations: Fitting = field(default_factory=Fitting)
    values: defaultdict[tuple[str, str], Counter[Pattern]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    confused: Counter[Confused] = field(default_factory=Counter)
    claims_confused: Counter[Confused] = field(default_factory=Counter)
    proclitics: int = 0
    finished: Counter[str] = field(default_factory=Counter)
    compared: int = 0
    alone: int = 0

    def take_document(self, found: ComparedDocument) -> None:
        """The labels of the whole of FOUND."""
        if not any(found.labels.values()):
            return
        self.documents[
            tuple(
                frozenset(each.label for each in found.labels[name] if each.label)
                if name in found.labels
                else None
                for name in self.names
            )
        ] += 1
        said = {name: [(each.label, each) for each in found.labels[name]] for name in found.labels}
        self._values("document", said, {name: {} for name in found.labels})

    def take(self, found: Compared) -> None:
        """A sentence, if anybody has finished it."""
        finished = {name: found.versions[name] for name in self.names if found.versions[name].done}
        self.finished.update(finished.keys())
        if len(finished) < 2:
            self.alone += len(finished)
            return
        self.compared += 1
        self._labels(finished)
        piece = found.sentence.start, found.sentence.end
        said = {name: [*each.reaching, *each.spans] for name, each in finished.items()}
        self.letters += letters(said, self.names, piece)
        fits = OfSentence(), OfSentence(), OfSentence()
        for one, other in combinations(finished.values(), 2):
            self._spans(one, other, found.document.text, fits)
            self._relations(one, other, fits[2])
        for fitting, each in zip((self.spans, self.claim_spans, self.relations), fits, strict=True):
            fitting.take(each)
        self._attributes(finished)

    def _labels(self, finished: Mapping[str, Version]) -> None:
        sets = [finished[name].claim_labels if name in finished else None for name in self.names]
        self.sentences[tuple(sets)] += 1
        for label in {label for each in sets if each for label in each}:
            self.by_label[label][tuple(None if each is None else label in each for each in sets)] += 1

    def _attributes(self, finished: Mapping[str, Version]) -> None:
        ends = {name: version.ends for name, version in finished.items()}
        versions = finished.items()
        self._values("span", {n: [((e.label, e.ranges), e) for e in v.spans] for n, v in versions}, ends)
        self._values("claim", {n: [((e.label, e.ranges), e) for e in v.claims] for n, v in versions}, ends)
        self._values(
            "relation", {n: [(sign(e, v.ends), e) for e in v.relations] for n, v in versions}, ends
        )

    def _spans(
        self, one: Version, other: Version, text: str, fits: tuple[OfSentence, OfSentence, OfSentence]
    ) -> None:
        pair = one.annotator, other.annotator
        _fit(fits[0], pair, one.spans, other.spans)
        self.confused.update(confusions(one.spans, other.spans))
        equal = matched(one.spans, other.spans, "exact")
        if len(equal) < max(len(one.spans), len(other.spans)):
            in_pairs = {each.id for each_pair in equal for each in each_pair}
            left, right = ([s for s in each.spans if s.id not in in_pairs] for each in (one, other))
            self.proclitics += len(pairs(left, right, lambda a, b: differ_by_a_proclitic(a, b, text)))
        _fit(fits[1], pair, *([c for c in each.claims if c.ranges] for each in (one, other)))
        self._claims(one.claims, other.claims)

    def _claims(self, one: Sequence[Claim], other: Sequence[Claim]) -> None:
        whole = [[claim for claim in each if not claim.ranges] for each in (one, other)]
        labels = [sorted({claim.label for claim in each}) for each in whole]
        both = set(labels[0]) & set(labels[1])
        self.claims_confused.update(Confused(label, label) for label in both)
        left = [[label for label in each if label not in both] for each in labels]
        if len(left[0]) == len(left[1]) == 1:
            self.claims_confused[Confused(left[0][0], left[1][0])] += 1
        else:
            self.claims_confused.update(Confused(label, "") for label in left[0])
            self.claims_confused.update(Confused("", label) for label in left[1])

    def _relations(self, one: Version, other: Version, fits: OfSentence) -> None:
        if not one.relations and not other.relations:
            return
        pair = one.annotator, other.annotator

        def exactly(a: Relation, b: Relation) -> bool:
            return sign(a, one.ends) == sign(b, other.ends)

        def nearly(a: Relation, b: Relation) -> bool:
            ends = ((a.source, b.source), (a.target, b.target))
            return a.label == b.label and all(_near(x, y, one, other) for x, y in ends)

        for fit, is_same in (("exact", exactly), ("overlap", nearly)):
            found = pairs(one.relations, other.relations, is_same)
            fits.pairs.append(((pair, fit), (len(found), len(one.relations), len(other.relations))))
            for label in {each.label for each in (*one.relations, *other.relations)}:
                fits.labels[label, fit].append(_of_label(label, found, one.relations, other.relations))

    def _values(
        self,
        kind: str,
        said: Mapping[str, Sequence[tuple[Hashable, Labelled]]],
        ends: Mapping[str, Ends],
    ) -> None:
        """The attributes of what at least two SAID, each thing with what it is equal by: a value a person.

        Links count by what they go to.
        """
        together: defaultdict[tuple[Hashable, int], dict[str, Labelled]] = defaultdict(dict)
        for name, things in said.items():
            before: Counter[Hashable] = Counter()
            for what, thing in things:
                together[what, before[what]][name] = thing
                before[what] += 1
        for there in together.values():
            if len(there) < 2:
                continue
            attributes = {name: dict(thing.attributes) for name, thing in there.items()}
            for attribute in {each for given in attributes.values() for each in given}:
                pattern = tuple(
                    _value(attributes[name].get(attribute), ends[name]) if name in there else None
                    for name in self.names
                )
                self.values[kind, attribute][pattern] += 1


def _sum(several: Sequence[Counts]) -> Counts:
    first, second, third = (sum(each) for each in zip(*several, strict=True))
    return first, second, third


def _fit(found_in: OfSentence, pair: Pair, one: Sequence[Placed], other: Sequence[Placed]) -> None:
    if not one and not other:
        return
    same = sorted((a.label, a.ranges) for a in one) == sorted((b.label, b.ranges) for b in other)
    labels = {each.label for each in (*one, *other)}
    for fit in FITS:
        number = len(one) if same else len(found := matched(one, other, fit))
        found_in.pairs.append(((pair, fit), (number, len(one), len(other))))
        if fit not in _BY_LABEL:
            continue
        for label in labels:
            if same:
                many = sum(each.label == label for each in one)
                found_in.labels[label, fit].append((many, many, many))
            else:
                found_in.labels[label, fit].append(_of_label(label, found, one, other))


def _of_label(
    label: str,
    found: Sequence[tuple[Labelled, Labelled]],
    one: Sequence[Labelled],
    other: Sequence[Labelled],
) -> Counts:
    counts = (sum(each.label == label for each in there) for there in ([a for a, _ in found], one, other))
    first, second, third = counts
    return first, second, third


def _near(x: str, y: str, one: Version, other: Version) -> bool:
    """Whether the ends X of ONE and Y of OTHER are of one kind and share a letter, or are the same."""
    a, b = one.ends.get(x), other.ends.get(y)
    if not isinstance(a, (Span, Claim)) or not isinstance(b, (Span, Claim)) or type(a) is not type(b):
        return x == y
    if a.ranges and b.ranges:
        return touch(a.ranges, b.ranges)
    return sign(a, {}) == sign(b, {})


def _value(value: Value | None, ends: Ends) -> Hashable:
    if isinstance(value, str) and value in ends:
        return sign(ends[value], {})
    return frozenset(value) if isinstance(value, tuple) else value
