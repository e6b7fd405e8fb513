"""Copies of a layer that went apart, brought together: the union of their edits, in one order.

Every edit is taken once, in an order that depends on the edits alone (`annotations.teams.histories`). So it
does not matter which copy is merged into which, how often, and in what order; what was done later to the
same annotation wins. Of two things no copy could know: that two curators decided on the same
(`annotations.teams.overruling`), and that one copy deleted what another said something of. What becomes of
these is written as edits of their own, which follow from the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from annotations.model import is_id
from annotations.teams.histories import Act, Identity, following
from annotations.teams.overruling import OVERRULED, overruled

# The kind of the edits that keep what something hangs on: nobody's, so that nobody takes them back.
KEPT: Final = "kept"


def united(histories: Iterable[Sequence[Act]]) -> list[Act]:
    """All acts of HISTORIES, each once, in the order in which they count."""
    acts = {act.id: act for history in histories for act in history if act.event.kind != OVERRULED}
    made = sorted(acts.values(), key=lambda act: act.order)
    undone = {act.id: act for act in overruled(made)}
    acts |= undone
    acts |= {act.id: act for act in _Ends(acts.values(), undone).mended()}
    return sorted(acts.values(), key=lambda act: act.order)


class _Ends:
    """What ACTS leave there, and what of it hangs on something that is gone.

    What one copy deleted is brought back where another has a relation to it, a note on it, or a link to it:
    that takes one stroke to delete again, and what was written would be lost. Only a relation to what was
    UNDONE, as another decision counts, goes, too, and is to be decided on anew.
    """

    def __init__(self, acts: Iterable[Act], undone: Iterable[str]) -> None:
        self._undone = frozenset(undone)
        self._there: dict[Identity, tuple[str, Any, Act]] = {}  # as it is, and who said so last
        self._gone: dict[Identity, tuple[str, Any, Act]] = {}  # as it was, and who deleted it
        self._made: dict[Identity, Act] = {}
        for act in sorted(acts, key=lambda act: act.order):
            self._take(act)

    def _take(self, act: Act) -> None:
        for identity, (table, _, after) in act.changes().items():
            if identity[0] not in ("annotation", "decision"):
                continue
            if after is not None:
                self._there[identity] = table, after, act
                self._made.setdefault(identity, act)
                self._gone.pop(identity, None)
            elif found := self._there.pop(identity, None) or self._gone.get(identity):
                self._gone[identity] = table, found[1], act

    def mended(self) -> Iterator[Act]:
        """The acts after which everything hangs on something that is there."""
        waiting = [(identity, *found) for identity, found in self._there.items()]
        for identity, table, record, last in waiting:
            for end in map(_annotation, _hangs_on(record)):
                if end not in self._gone:
                    continue
                kind, before, deleting = self._gone[end]
                if deleting.id not in self._undone:
                    del self._gone[end]
                    yield following(deleting, [(kind, "0", None, before)], KEPT)
                    waiting.append((end, kind, before, deleting))
                elif table == "relations":
                    rows = [(table, "0", record, None), *self._decision(identity)]
                    yield following(max(last, deleting, key=lambda act: act.order), rows, KEPT)
                    break

    def _decision(self, relation: Identity) -> Iterator[tuple[str, str, Any, None]]:
        """What takes back the decision that RELATION came with, if it still stands."""
        made = self._made[relation]
        for identity, (table, _, after) in made.changes().items():
            kind, about = identity
            there = self._there.get(identity)
            if kind == "decision" and about.endswith(" relations") and there and there[1] == after:
                yield table, "0", after, None


def _annotation(id: str) -> Identity:
    return "annotation", id


def _hangs_on(record: Any) -> Iterator[str]:
    """The ids of all that RECORD may hang on: ends of a relation, what a note is about, links."""
    for field in ("source", "target", "about", "answers"):
        if isinstance(id := record.get(field), str):
            yield id
    attributes = record.get("attributes")
    for value in attributes.values() if isinstance(attributes, dict) else ():
        if isinstance(value, str) and is_id(value):
            yield value
