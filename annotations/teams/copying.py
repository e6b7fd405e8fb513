"""What people said, copied into gold; and many changes as one edit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotations.history import Change, Edit
from annotations.model import (
    SPECIAL_TARGETS,
    Annotation,
    Attributes,
    Claim,
    Placed,
    Relation,
    Span,
    Value,
    now,
)
from annotations.teams.agreement.matching import touch
from annotations.teams.comparing import Sign, Version, sign
from annotations.teams.items import Thing
from annotations.teams.people import GOLD


class Copies:
    """Copies for gold of what people said: ends and links go to what gold has that says the same.

    Where gold has it with other letters, or under another label, they go to what it has there. The id of a
    copy is made of what it says, so that two curators who decide alike make the same.
    """

    def __init__(self, gold: Iterable[Annotation]) -> None:
        there = list(gold)
        self._by_sign: dict[Sign, str] = {sign(each, {}): each.id for each in there}
        self._placed = [each for each in there if isinstance(each, (Span, Claim)) and each.ranges]

    def of(self, said: Sequence[tuple[Thing, Version]], origin: str) -> list[Thing]:
        """Copies of what is SAID, each by whom, each once; not what hangs on what gold has not."""
        copies: dict[Sign, tuple[Thing, Version]] = {}
        for annotation, version in said:
            copy = self._copied(annotation, version, origin)
            if copy is not None:
                copies.setdefault(sign(copy, {}), (copy, version))
        # Links may go to what comes later.
        self._by_sign |= {what: copy.id for what, (copy, _) in copies.items()}
        self._placed += [e for e, _ in copies.values() if isinstance(e, (Span, Claim)) and e.ranges]
        return [replace(e, attributes=self._linked(e.attributes, v.ends)) for e, v in copies.values()]

    def _copied(self, annotation: Thing, version: Version, origin: str) -> Thing | None:
        common = {"annotator": GOLD, "created": now(), "changed": "", "origin": origin}
        copy: Thing = replace(annotation, **common)  # type: ignore[arg-type]
        if isinstance(copy, Relation) and isinstance(annotation, Relation):
            source = self._end(annotation.source, version.ends)
            target = self._end(annotation.target, version.ends)
            if source is None or target is None:
                return None
            copy = replace(copy, source=source, target=target)
        made_of = f"{annotation.document}\0{sign(copy, {})}"
        return replace(copy, id=hashlib.blake2b(made_of.encode(), digest_size=8).hexdigest())

    def _end(self, id: str, ends: Mapping[str, Annotation]) -> str | None:
        if id in SPECIAL_TARGETS:
            return id
        if id not in ends:
            return None
        there = self._by_sign.get(sign(ends[id], {}))
        return there or next((each.id for each in nearest(ends[id], self._placed)), None)

    def _linked(self, attributes: Attributes, ends: Mapping[str, Annotation]) -> Attributes:
        """ATTRIBUTES, those that name an annotation naming gold's; left out where gold has none."""
        found: list[tuple[str, Value]] = []
        for name, value in attributes:
            if isinstance(value, str) and value in ends:
                there = self._end(value, ends)
                if there is not None:
                    found.append((name, there))
            else:
                found.append((name, value))
        return tuple(found)


def nearest(end: Annotation, placed: Iterable[Placed]) -> list[Placed]:
    """Those of PLACED that are of the kind of END and share letters with it, the likest first."""
    if not isinstance(end, (Span, Claim)):
        return []
    found = [each for each in placed if type(each) is type(end) and touch(each.ranges, end.ranges)]
    return sorted(found, key=lambda each: (each.label != end.label, -_common(each, end), each.id))


def _common(one: Placed, other: Placed) -> int:
    """How many letters ONE and OTHER share."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in one.ranges for c, d in other.ranges)


def tidy(changes: Iterable[Change]) -> Edit:
    """CHANGES as one edit: of each annotation what it was and what it becomes, where that differs."""
    found: dict[str, Change] = {}
    for change in changes:
        id = change.annotation.id
        first = found.get(id)
        found[id] = Change(first.before, change.after) if first else change
    return tuple(each for each in found.values() if _says(each.before) != _says(each.after))


def _says(annotation: Annotation | None) -> Annotation | None:
    return annotation and replace(annotation, created="", changed="")
