"""What people said, copied into gold; and many changes as one edit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotations.history import Change, Edit
from annotations.model import SPECIAL_TARGETS, Annotation, Attributes, Relation, Value, now
from annotations.teams.comparing import Sign, Version, sign
from annotations.teams.items import Thing
from annotations.teams.people import GOLD


class Copies:
    """Copies for gold of what people said: ends and links go to what gold has that says the same.

    The id of a copy is made of what it says, so that two curators who decide alike make the same.
    """

    def __init__(self, gold: Iterable[Annotation]) -> None:
        self._by_sign: dict[Sign, str] = {sign(each, {}): each.id for each in gold}

    def of(self, said: Sequence[tuple[Thing, Version]], origin: str) -> list[Thing]:
        """Copies of what is SAID, each by whom, each once; not what hangs on what gold has not."""
        copies: dict[Sign, tuple[Thing, Version]] = {}
        for annotation, version in said:
            copy = self._copied(annotation, version, origin)
            if copy is not None:
                copies.setdefault(sign(copy, {}), (copy, version))
        # Links may go to what comes later.
        self._by_sign |= {what: copy.id for what, (copy, _) in copies.items()}
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
        return self._by_sign.get(sign(ends[id], {})) if id in ends else None

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
