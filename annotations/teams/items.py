"""What people differ about in a sentence, item by item: spans that touch one another, claims, relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from annotations.model import Annotation, Claim, DocumentLabel, Range, Relation, Span
from annotations.teams.agreement.matching import touch
from annotations.teams.comparing import Compared, Sign, Version, sign

Thing: TypeAlias = Span | Claim | Relation | DocumentLabel
Kind: TypeAlias = Literal["span", "claims", "claim-span", "relations", "documents"]


@dataclass(frozen=True)
class Item:
    """Something that can be decided on by itself: what each of the people says of it, by their names.

    `key` is what it is known by in decisions; `range` are the letters that it is about, those of the
    sentence for claims and relations. `signs` are what each version says, equal where they say the same.
    """

    kind: Kind
    key: str
    range: Range
    versions: Mapping[str, tuple[Thing, ...]]
    signs: Mapping[str, frozenset[Sign]]

    @property
    def agreed(self) -> bool:
        """Whether all say the same."""
        return len(set(self.signs.values())) == 1

    def sides(self) -> list[tuple[str, ...]]:
        """The people by what they say, the most first, those who say the same together."""
        found: dict[frozenset[Sign], list[str]] = {}
        for name, said in self.signs.items():
            found.setdefault(said, []).append(name)
        return sorted((tuple(names) for names in found.values()), key=lambda names: (-len(names), names))

    def agreeing(self, at_least: int) -> tuple[str, ...]:
        """Those who say the same, if they are AT_LEAST so many, and more than any others."""
        sides = self.sides()
        first = sides[0] if sides else ()
        if len(first) < at_least or any(len(other) == len(first) for other in sides[1:]):
            return ()
        return first

    @property
    def labels(self) -> set[str]:
        """All labels that somebody gave there."""
        return {each.label for said in self.versions.values() for each in said}


def items_of(found: Compared) -> list[Item]:
    """The items of a sentence: spans in the order of the text, claims, relations, labels of the whole text.

    Of those who have finished it. What nobody said anything of is no item.
    """
    there = found.finished
    items = list(_spans("span", {name: version.spans for name, version in there.items()}, there))
    on_letters = {name: [c for c in version.claims if c.ranges] for name, version in there.items()}
    items += _spans("claim-span", on_letters, there)
    items.sort(key=lambda item: item.range)
    piece = found.sentence.start, found.sentence.end
    whole = {name: [c for c in version.claims if not c.ranges] for name, version in there.items()}
    items += _one("claims", whole, piece, there)
    items += _one("relations", {name: version.relations for name, version in there.items()}, piece, there)
    items += _one("documents", {name: version.labels for name, version in there.items()}, piece, there)
    return items


def _spans(
    kind: Kind, said: Mapping[str, Sequence[Span | Claim]], versions: Mapping[str, Version]
) -> Sequence[Item]:
    """What touches one another, whoever said it, is one item."""
    every = sorted(
        ((name, each) for name, spans in said.items() for each in spans), key=lambda one: one[1].start
    )
    groups: list[list[tuple[str, Span | Claim]]] = []
    for name, each in every:
        with_it = [g for g in groups if any(touch(each.ranges, other.ranges) for _, other in g)]
        joined = [one for group in with_it for one in group] + [(name, each)]
        groups = [group for group in groups if group not in with_it] + [joined]
    items = []
    for group in groups:
        letters = _joined(piece for _, each in group for piece in each.ranges)
        by_name = {name: tuple(each for who, each in group if who == name) for name in said}
        key = f"{kind}:{','.join(f'{start}-{end}' for start, end in letters)}"
        piece = letters[0][0], letters[-1][1]
        items.append(Item(kind, key, piece, by_name, _signs(by_name, versions)))
    return items


def _joined(pieces: Iterable[Range]) -> list[Range]:
    """PIECES as stretches that lie apart, in order."""
    found: list[Range] = []
    for start, end in sorted(pieces):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def letters_of(key: str) -> list[Range]:
    """The stretches of letters that the item with this KEY is about; none for one without."""
    found = []
    for piece in key.partition(":")[2].split(","):
        start, _, end = piece.partition("-")
        if start.isdecimal() and end.isdecimal():
            found.append((int(start), int(end)))
    return found


def _one(
    kind: Kind,
    said: Mapping[str, Sequence[Claim | Relation | DocumentLabel]],
    piece: Range,
    versions: Mapping[str, Version],
) -> list[Item]:
    if not any(said.values()):
        return []
    by_name = {name: tuple(each) for name, each in said.items()}
    return [Item(kind, kind, piece, by_name, _signs(by_name, versions))]


def _signs(
    by_name: Mapping[str, Sequence[Thing]], versions: Mapping[str, Version]
) -> dict[str, frozenset[Sign]]:
    return {
        name: frozenset(_whole_sign(each, versions[name].ends) for each in said)
        for name, said in by_name.items()
    }


def _whole_sign(annotation: Thing, ends: Mapping[str, Annotation]) -> Sign:
    """What ANNOTATION says, with its attributes."""
    return (*sign(annotation, ends), _attributes(annotation, ends))


def _attributes(annotation: Thing, ends: Mapping[str, Annotation]) -> Sign:
    """Its attributes; where one names an annotation, what that one says."""
    return tuple(
        (name, sign(ends[value], {}) if isinstance(value, str) and value in ends else value)
        for name, value in annotation.attributes
    )
