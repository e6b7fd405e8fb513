"""The edits of a layer as all copies of it know them, read from a journal and written to one.

An edit is known by what it says, whichever copy has it. The order is that of time, and within a second
that of the copy where an edit was made; it depends on the edits alone.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeAlias

import orjson

from annotations.errors import HashiyaError
from annotations.model import State
from annotations.store.journal import LOST, Event, Row, lines_in
from annotations.store.judging import FORMAT, meta_of
from annotations.store.protocol import damaged
from annotations.store.reading import Tables, carry_out, read_layer
from annotations.store.records import TABLES
from annotations.store.renumbering import ABOUT

_STATES: Final = frozenset(name for name, kind in TABLES.items() if kind is State)
_AS_IT_IS: Final = "repair"  # the kind of an edit that a record is, where nobody knows how it came to be
_ID: Final = re.compile(r"[0-9]{1,18}\.[0-9a-f]{8,16}(\+[0-9a-f]{8,16})*")
# What a record is, whatever number TinyDB gave it in a copy.
Identity: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Act:
    """An edit as all copies know it: `id` is the number it had where it was made, and a hash.

    `of` is the id of the edit that it undid or made again, "" for none.
    """

    id: str
    at: str
    event: Event
    of: str = ""

    @property
    def order(self) -> tuple[str, int, str]:
        """Where it stands among others."""
        number, _, digest = self.id.partition(".")
        return self.at, int(number), digest

    def changes(self) -> dict[Identity, tuple[str, Any, Any]]:
        """Table, before and after of each record that it changed; None for none."""
        found: dict[Identity, tuple[str, Any, Any]] = {}
        for table, key, before, after in self.event.rows:
            if key is None or (before is None and after is None):
                continue
            identity = _identity(table, key, after or before)
            first, last = found.get(identity, (table, before, None))[1:]
            found[identity] = table, first, after if after is not None else last
        return found


def _identity(table: str, key: str, record: Any) -> Identity:
    if table in _STATES:  # two copies may each have marked a sentence
        return "state", str(record.get("sentence"))
    if table == "decisions":  # and each have decided on an item
        return "decision", f"{record.get('sentence')} {record.get('item')}"
    if table in TABLES:
        return "annotation", str(record.get("id"))
    if table in ABOUT:
        return table, str(record.get(ABOUT[table], key))
    return table, "" if table == "meta" else key


# -- reading -------------------------------------------------------------------------------------------


def history_of(path: Path) -> list[Act]:
    """The edits of the layer with the file PATH, oldest first.

    Where its journal does not tell all, as of a layer that is older than journals, each thing that it says
    now is an act, of when it was made or changed last. HashiyaError where the layer is damaged.
    """
    acts, tables = _told_and_said(path)
    if acts is not None:
        return acts
    return _record_by_record(path, tables) if tables else []


def tells_all(path: Path) -> bool:
    """Whether the journal of the layer with the file PATH tells all that it says."""
    return _told_and_said(path)[0] is not None


def _told_and_said(path: Path) -> tuple[list[Act] | None, Tables]:
    """The acts in the journal, None where it does not tell all, and what the layer says."""
    layer = read_layer(path, thorough=True)
    if layer.refused:
        raise damaged(path, layer.refused.place, layer.refused.text)
    acts, tables = _read(path.with_suffix(".journal"))
    return (acts if _same(tables, layer.tables) else None), layer.tables


def history_in(journal: Path) -> list[Act]:
    """The edits in JOURNAL, which may lie anywhere; HashiyaError where it does not tell all."""
    acts, _ = _read(journal)
    if acts is None:
        raise HashiyaError(
            f"{journal}: does not tell all that its layer says, so it cannot be merged by itself; use: "
            "hashiya merge"
        )
    return acts


def _read(journal: Path) -> tuple[list[Act] | None, Tables]:
    """The acts in JOURNAL, None where some are missing, and what they make."""
    acts: list[Act] = []
    tables: Tables = {}
    ids: dict[int, str] = {}
    at = ""
    for line in lines_in(journal):
        event = line.event
        if event is None and line.torn:
            continue
        if event is None or event.kind == LOST or event.number != len(acts) + 1:
            return None, {}
        if event.id and not _ID.fullmatch(event.id):
            return None, {}
        carry_out(tables, event.rows)
        # A clock that was put back is no reason to take an edit for older than the one before it.
        at = event.at if event.id else max(at, event.at)
        of = ids.get(event.of, "")
        id = event.id or named(replace(event, at=at), of)
        ids[event.number] = id
        acts.append(Act(id, at, event, of))
    whole = not acts or meta_of(tables).get("format") == FORMAT
    return (acts if whole else None), tables


def named(event: Event, of: str = "") -> str:
    """The name of EVENT, which undoes OF: its number in this copy, and a hash of what it says."""
    rows = [(table, before, after) for table, _, before, after in event.rows]
    said = orjson.dumps([event.at, event.by, event.kind, of, rows])
    return f"{event.number}.{hashlib.blake2b(said, digest_size=8).hexdigest()}"


def following(act: Act, rows: Sequence[tuple[str, str, Any, Any]], kind: str) -> Act:
    """The edit of this KIND with ROWS that stands right behind ACT, before any other, at the same time."""
    _, number, digest = act.order
    event = Event(max(1, number), act.at, act.event.by, tuple(rows), kind)
    _, _, own = named(event).partition(".")
    return Act(f"{number}.{digest}+{own}", act.at, event)


def _same(one: Tables, other: Tables) -> bool:
    """Whether they say the same; a table without records says nothing."""
    return {name: t for name, t in one.items() if t} == {name: t for name, t in other.items() if t}


def _record_by_record(path: Path, tables: Tables) -> list[Act]:
    """What TABLES say as acts that are named by what they say, so that they are known again."""
    meta = {"format": FORMAT, "annotator": path.stem}
    first = Event(1, "", path.stem, (("meta", "1", None, meta),), _AS_IT_IS)
    acts = [Act("0." + "0" * 16, "", first)]
    for table in sorted(tables.keys() - {"meta"}):
        for key, record in tables[table].items():
            at = str(record.get("changed") or record.get("created") or "")
            event = Event(0, at, path.stem, ((table, key, None, record),), _AS_IT_IS)
            acts.append(Act(named(event), at, event))
    return sorted(acts, key=lambda act: act.order)


# -- writing -------------------------------------------------------------------------------------------


def as_events(acts: Sequence[Act]) -> Iterator[Event]:
    """ACTS as the events of one journal: numbered anew, their records under numbers that are free."""
    keys: dict[Identity, tuple[str, str]] = {}
    last: Counter[str] = Counter()
    times = _Times()
    numbers: dict[str, int] = {}
    for number, act in enumerate(acts, 1):
        numbers[act.id] = number
        rows: list[Row] = []
        for identity, (table, before, after) in act.changes().items():
            if identity not in keys:
                last[table] += 1
                keys[identity] = table, str(last[table])
            if table == "time":
                before, after = times.added(before, after, act.event.kind == _AS_IT_IS)
            rows.append((*keys[identity], before, after))
        event = act.event
        of = numbers.get(act.of, 0) if act.of else 0
        new = Event(number, act.at, event.by, tuple(rows), event.kind, of, event.id)
        # What stands where it stood needs no other name, and so its line stays the same.
        same = new == replace(event, at=act.at) and act.id in (event.id, named(new, act.of))
        yield new if same else replace(new, id=act.id)


def _seconds(record: Any) -> float:
    """Those that RECORD says, 0 where it says none."""
    said = (record or {}).get("seconds", 0.0)
    return said if isinstance(said, (int, float)) else 0.0


class _Times:
    """What was spent on sentences: what was spent in one copy is added to what was spent in the others.

    A copy without a history only says how much it was then, which may be part of what others tell: it is
    never less than any of them says.
    """

    def __init__(self) -> None:
        self._spent: defaultdict[str, float] = defaultdict(float)
        self._said: defaultdict[str, float] = defaultdict(float)

    def added(self, before: Any, after: Any, as_it_is: bool) -> tuple[Any, Any]:
        """The records before and after an edit that made AFTER of BEFORE in its copy."""
        sentence = str((after or before).get("sentence"))
        then = max(self._spent[sentence], self._said[sentence])
        self._said[sentence] = max(self._said[sentence], _seconds(after))
        if not as_it_is:
            spent = self._spent[sentence] + _seconds(after) - _seconds(before)
            self._spent[sentence] = round(spent, 1)
        now = max(self._spent[sentence], self._said[sentence])
        return (
            {"sentence": sentence, "seconds": then} if then else None,
            {"sentence": sentence, "seconds": now},
        )


# -- what was done to the same ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clash:
    """That two copies did different things to one annotation: what each left there, None for nothing.

    `kept` is the one that counts, 0 or 1: the later one.
    """

    table: str
    left: tuple[Any, Any]
    acts: tuple[Act, Act]
    kept: int


def clashes(one: Sequence[Act], other: Sequence[Act]) -> list[Clash]:
    """What the copies with the acts ONE and OTHER did to the same annotations, each without the other."""
    known = {act.id for act in one} & {act.id for act in other}
    sides = [_last_changes([act for act in acts if act.id not in known]) for acts in (one, other)]
    found = []
    for identity in sides[0].keys() & sides[1].keys():
        (table, first, mine), (_, second, theirs) = sides[0][identity], sides[1][identity]
        if identity[0] in ("annotation", "state", "decision") and _said(first) != _said(second):
            kept = 0 if mine.order > theirs.order else 1
            found.append(Clash(table, (first, second), (mine, theirs), kept))
    return sorted(found, key=lambda clash: clash.acts[clash.kept].order)


def _last_changes(acts: Iterable[Act]) -> dict[Identity, tuple[str, Any, Act]]:
    last: dict[Identity, tuple[str, Any, Act]] = {}
    for act in acts:
        for identity, (table, _, after) in act.changes().items():
            last[identity] = table, after, act
    return last


def _said(record: Any) -> Any:
    """RECORD without what does not say anything of the text."""
    return record and {
        key: value for key, value in record.items() if key not in ("id", "created", "changed")
    }
