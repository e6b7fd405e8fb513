"""Where curators decided apart on the same: gold has what belongs to the decision that counts.

Each decision has things in gold that it brought. Copies were made before others decided, so that an edit
may go on from a decision that is not the one that stands by then: it counts as the later one, and what gold
has of the item becomes what its own copy had. Taking back a decision takes back no other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import orjson

from annotations.model import Range
from annotations.teams.agreement.matching import touch
from annotations.teams.histories import Act, following
from annotations.teams.items import letters_of
from annotations.teams.review import CHECKED

# The kind of the edits that follow from others: nobody's, so that nobody takes them back.
OVERRULED: Final = "overruled"
# The document, the sentence and the item of a decision.
About: TypeAlias = tuple[str, str, str]
Rows: TypeAlias = list[tuple[str, str, Any, Any]]
_NO_ONE: Final[About] = ("", "", "")


def overruled(acts: Sequence[Act]) -> Iterator[Act]:
    """The acts that follow from ACTS, which are in order, each right behind the one that it is about."""
    gold = _Gold()
    for act in acts:
        rows = gold.take(act)
        if rows:
            yield following(act, rows, OVERRULED)


class _Gold:
    """What gold says after some acts, and which decision brought what."""

    def __init__(self) -> None:
        self._decided: dict[About, Any] = {}
        self._there: dict[str, tuple[str, Any]] = {}  # table and record of each thing, by its id
        self._last: dict[str, tuple[str, Any]] = {}  # of those that are gone, as they were
        self._owner: dict[str, About] = {}
        self._things: defaultdict[About, set[str]] = defaultdict(set)  # all that an item ever had
        self._brought: dict[bytes, set[str]] = {}  # by the record of the decision
        self._records: defaultdict[About, list[bytes]] = defaultdict(list)

    def take(self, act: Act) -> Rows:
        """Carry ACT out; the rows that have to follow it."""
        changes = act.changes()
        decisions = {
            _about(after or before): (before, after)
            for identity, (_, before, after) in changes.items()
            if identity[0] == "decision" and not str((after or before).get("item")).startswith(CHECKED)
        }
        made, gone = set[str](), set[str]()
        for (kind, id), (table, _, after) in changes.items():
            if kind == "annotation":
                (gone if after is None else made).add(id)
                self._put(id, table, after)
        if not decisions:
            for id in gone:  # by hand: whichever decision brought it does not bring it back
                for brought in self._brought_of(id):
                    brought.discard(id)
            return []
        rows: Rows = []
        for about, (before, after) in decisions.items():
            rows += self._decide(about, before, after, self._belonging(about, made, decisions), gone)
        return rows

    def _brought_of(self, id: str) -> Iterator[set[str]]:
        return (self._brought[record] for record in self._records.get(self._owner.get(id, _NO_ONE), ()))

    def _put(self, id: str, table: str, record: Any) -> None:
        if record is None:
            if id in self._there:
                self._last[id] = self._there.pop(id)
        else:
            self._there[id] = table, record

    def _decide(self, about: About, before: Any, after: Any, mine: set[str], gone: set[str]) -> Rows:
        """The rows after which gold has what belongs to the decision on the item that is ABOUT it."""
        standing = self._decided.get(about)
        apart = _key(standing) != _key(before)
        wanted = (self._brought.get(_key(before), set()) - gone) | mine
        rows: Rows = []
        if after is None and apart and standing is not None:
            rows.append(("decisions", "0", None, standing))
            return [*rows, *self._bring(self._brought[_key(standing)])]
        for id in mine:
            self._owner[id] = about
        self._things[about] |= mine
        if after is None:
            self._decided.pop(about, None)
            return rows
        self._decided[about] = after
        self._brought[_key(after)] = wanted
        self._records[about].append(_key(after))
        if apart:
            rows += self._remove(self._things[about] - wanted)
            rows += self._bring(wanted)
        return rows

    def _remove(self, ids: Iterable[str]) -> Rows:
        rows: Rows = []
        for id in sorted(ids):
            if found := self._there.get(id):
                table, record = found
                rows.append((table, "0", record, None))
                self._put(id, table, None)
        return rows

    def _bring(self, ids: Iterable[str]) -> Rows:
        rows: Rows = []
        for id in sorted(ids):
            if id not in self._there and id in self._last:
                table, record = self._last[id]
                rows.append((table, "0", None, record))
                self._put(id, table, record)
        return rows

    def _belonging(self, about: About, made: set[str], decisions: Iterable[About]) -> set[str]:
        """Which of the things that were MADE with DECISIONS the one ABOUT an item brought."""
        document, sentence, item = about
        alone = sum(other[2] == item for other in decisions) == 1
        letters, kind = letters_of(item), item.partition(":")[0]

        def belongs(id: str) -> bool:
            table, record = self._there[id]
            if record.get("document") != document:
                return False
            ranges = _ranges(record)
            match kind:
                case "span":
                    return table == "spans" and touch(ranges, letters)
                case "claim-span":
                    return table == "claims" and bool(ranges) and touch(ranges, letters)
                case "claims":
                    return (
                        table == "claims" and not ranges and (alone or record.get("sentence") == sentence)
                    )
                case "documents":
                    return table == "labels"
            source = self._owner.get(str(record.get("source")), _NO_ONE)
            return table == "relations" and (alone or source[1] == sentence)

        return {id for id in made if id in self._there and belongs(id)}


def _about(record: Any) -> About:
    return str(record.get("document")), str(record.get("sentence")), str(record.get("item"))


def _key(record: Any) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def _ranges(record: Any) -> list[Range]:
    """The ranges of RECORD, as far as it has some."""
    pieces = record.get("ranges")
    return [(a, b) for a, b in pieces] if isinstance(pieces, list) else []
