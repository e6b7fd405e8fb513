"""Copies of a layer that went apart, brought together: the union of their edits, in one order.

Every edit is taken once, in an order that depends on the edits alone (`annotations.teams.histories`). So it
does not matter which copy is merged into which, how often, and in what order; what was done later to the
same annotation wins. Of two things no copy could know: that two curators decided on the same, and that one
copy deleted what another said something of. What becomes of these is written as edits of their own, which
follow from the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from annotations.model import is_id
from annotations.store.journal import Event
from annotations.teams.histories import Act, Identity, named

# The kind of the edits that follow from others: nobody's, so that nobody takes them back.
MERGE: Final = "merge"


def united(histories: Iterable[Sequence[Act]]) -> list[Act]:
    """All acts of HISTORIES, each once, in the order in which they count."""
    acts = {act.id: act for history in histories for act in history}
    overruled = {act.id: act for act in _overruled(list(acts.values()))}
    acts |= overruled
    acts |= {act.id: act for act in _Ends(acts.values(), overruled).mended()}
    return sorted(acts.values(), key=lambda act: act.order)


def _overruled(acts: Iterable[Act]) -> Iterator[Act]:
    """Where two curators decided on one item apart: what takes away the things of the earlier decision.

    They follow from the acts alone, so that every copy comes to the same.
    """
    made: defaultdict[Identity, list[Act]] = defaultdict(list)
    for act in acts:
        for identity, (_, before, after) in act.changes().items():
            if identity[0] == "decision" and before is None and after is not None:
                made[identity].append(act)
    for each in made.values():
        *earlier, winner = sorted(each, key=lambda act: act.order)
        for loser in earlier:
            kept = winner.changes().keys()
            rows = tuple(
                (table, "0", after, None)
                for identity, (table, before, after) in loser.changes().items()
                if identity[0] == "annotation"
                and before is None
                and after is not None
                and identity not in kept
            )
            if rows:
                number = winner.order[1] + 1
                event = Event(number, winner.at, winner.event.by, rows)
                yield Act(named(event), winner.at, event)


class _Ends:
    """What ACTS leave there, and what of it hangs on something that is gone.

    What one copy deleted is brought back where another has a relation to it, a note on it, or a link to it:
    that takes one stroke to delete again, and what was written would be lost. Only a relation to what was
    OVERRULED goes, too, and is to be decided on anew.
    """

    def __init__(self, acts: Iterable[Act], overruled: Iterable[str]) -> None:
        self._overruled = frozenset(overruled)
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
                if deleting.id not in self._overruled:
                    del self._gone[end]
                    yield _following(deleting, [(kind, "0", None, before)])
                    waiting.append((end, kind, before, deleting))
                elif table == "relations":
                    rows = [(table, "0", record, None), *self._decision(identity)]
                    yield _following(max(last, deleting, key=lambda act: act.order), rows)
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


def _following(act: Act, rows: list[tuple[str, str, Any, Any]]) -> Act:
    """The edit with ROWS right behind ACT, and of the same time."""
    event = Event(act.order[1] + 1, act.at, act.event.by, tuple(rows), MERGE)
    return Act(named(event), act.at, event)
