"""Where curators decided apart on the same: gold has what belongs to the decision that counts.

Each decision has things in gold that it brought. Copies were made before others decided, so that an edit
may go on from a decision that is not the one that stands by then: it counts as the later one, and what gold
has of the item becomes what its own copy had. Taking back a decision takes back no other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, TypeAlias

import orjson

from annotations.model import Range
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
    if not any(table == "decisions" for act in acts for table, *_ in act.event.rows):
        return
    gold = _Gold()
    for act in acts:
        rows = gold.take(act)
        if rows:
            yield following(act, rows, OVERRULED)


def on_other_letters(one: Sequence[Act], other: Sequence[Act]) -> list[tuple[Any, Any]]:
    """The decisions of ONE and of OTHER, neither known to the other copy, on items that share letters only.

    They stand side by side, and gold has what both brought: only a person can tell what is right there.
    """
    known = {act.id for act in one} & {act.id for act in other}
    ours, theirs = (_decided_in(act for act in acts if act.id not in known) for acts in (one, other))
    items, found = _Items(theirs), []
    for about, record in ours.items():
        document, _, item = about
        letters = letters_of(item)
        for there in dict.fromkeys(items.on_letters(item.partition(":")[0], document, letters)):
            if there != about:
                found.append((record, theirs[there]))
    return found


def _decided_in(acts: Iterable[Act]) -> dict[About, Any]:
    """What ACTS decided on, as far as that stands after them."""
    found: dict[About, Any] = {}
    for act in acts:
        for (kind, _), (_, before, after) in act.changes().items():
            if kind == "decision" and after is not None:
                found[_about(after)] = after
            elif kind == "decision":
                found.pop(_about(before), None)
    return found


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
        mine = self._belonging(made, decisions)
        for about, (before, after) in decisions.items():
            rows += self._decide(about, before, after, mine.get(about, set()), gone)
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

    def _belonging(self, made: Iterable[str], decisions: Iterable[About]) -> dict[About, set[str]]:
        """Which of the things that were MADE with DECISIONS each of these brought."""
        found: defaultdict[About, set[str]] = defaultdict(set)
        items = _Items(decisions)
        relations = []
        for id in made:
            table, record = self._there[id]
            if table == "relations":
                relations.append(id)
            for about in items.of(table, record):
                found[about].add(id)
                self._owner[id] = about
        for id in relations:  # they belong where what they begin at does
            source = self._owner.get(str(self._there[id][1].get("source")), _NO_ONE)
            for about in items.named("relations", source[0], source[1]):
                found[about].add(id)
                self._owner[id] = about
        return found


class _Items:
    """Some decisions, by what each is about."""

    def __init__(self, decisions: Iterable[About]) -> None:
        self._named: dict[tuple[str, str, str], About] = {}
        self._kinds: defaultdict[str, list[About]] = defaultdict(list)
        self._pieces: defaultdict[tuple[str, str], list[tuple[int, int, About]]] = defaultdict(list)
        for about in decisions:
            document, sentence, item = about
            kind = item.partition(":")[0]
            self._named[kind, document, sentence] = about
            self._kinds[kind].append(about)
            self._pieces[kind, document] += ((a, b, about) for a, b in letters_of(item))
        for pieces in self._pieces.values():
            pieces.sort()

    def of(self, table: str, record: Any) -> Iterator[About]:
        """Those that RECORD of TABLE belongs to, as far as it says so itself."""
        document, ranges = str(record.get("document")), _ranges(record)
        if table == "spans":
            yield from self.on_letters("span", document, ranges)
        elif table == "claims" and ranges:
            yield from self.on_letters("claim-span", document, ranges)
        elif table == "claims":
            yield from self.named("claims", document, str(record.get("sentence")))
        elif table == "labels":
            yield from (about for about in self._kinds["documents"] if about[0] == document)

    def named(self, kind: str, document: str, sentence: str) -> Iterator[About]:
        """That of this KIND which is about SENTENCE; if there is but one of the kind, that one."""
        if len(self._kinds[kind]) == 1:
            yield self._kinds[kind][0]
        elif about := self._named.get((kind, document, sentence)):
            yield about

    def on_letters(self, kind: str, document: str, ranges: Iterable[Range]) -> Iterator[About]:
        """Those of this KIND that share a letter of DOCUMENT with RANGES."""
        pieces = self._pieces[kind, document]
        for start, end in ranges:
            place = bisect_left(pieces, end, key=lambda piece: piece[0])
            # Items lie apart: what begins before the one that ends before START is of no concern.
            while place and pieces[place - 1][1] > start:
                place -= 1
                yield pieces[place][2]


def _about(record: Any) -> About:
    return str(record.get("document")), str(record.get("sentence")), str(record.get("item"))


def _key(record: Any) -> bytes:
    return orjson.dumps(record, option=orjson.OPT_SORT_KEYS)


def _ranges(record: Any) -> list[Range]:
    """The ranges of RECORD, as far as it has some."""
    pieces = record.get("ranges")
    return [(a, b) for a, b in pieces] if isinstance(pieces, list) else []
