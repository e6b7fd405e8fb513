"""What can be undone and made again, found out from the journal when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotations.history import Change
from annotations.store.journal import LOST, Event, Row, lines_in
from annotations.store.journaled import JournaledStorage
from annotations.store.records import TABLES, from_record


class UndoStacks:
    """The edits in the journal of STORAGE that stand, and those that were undone, the last ones last.

    Nothing before an edit that a repair could not read can be undone.
    """

    def __init__(self, storage: JournaledStorage) -> None:
        self._storage = storage
        self._standing: list[int] = []
        self._undone: list[int] = []
        self._where: dict[int, int] = {}  # the offset of each edit's line
        for line in lines_in(storage.journal.path):
            if line.event and line.end <= storage.journal.end:
                self._take_in(line.start, line.event.kind, line.event.number, line.event.of)

    def _take_in(self, offset: int, kind: str, number: int, of: int) -> None:
        if kind in (LOST, "repair"):  # what was before is not known any more
            self._standing.clear()
            self._undone.clear()
        elif kind in ("edit", "rescue"):
            self._where[number] = offset
            self._standing.append(number)
            self._undone.clear()
        elif kind == "undo" and _take_out(self._standing, of):
            self._undone.append(of)
        elif kind == "redo" and _take_out(self._undone, of):
            self._standing.append(of)

    def edited(self, offset: int, number: int) -> None:
        """An edit was appended at OFFSET."""
        self._take_in(offset, "edit", number, 0)

    def undo(self) -> Event | None:
        """Take the last standing edit back; that edit, None if there is none."""
        if not self._standing:
            return None
        event = self._storage.journal.event_at(self._where[self._standing[-1]])
        self._undone.append(self._standing.pop())
        self._storage.append(_said(event.reversed_rows()), "undo", event.number)
        return event

    def redo(self) -> Event | None:
        """Make the edit again that was undone last; that edit, None if there is none."""
        if not self._undone:
            return None
        event = self._storage.journal.event_at(self._where[self._undone[-1]])
        self._standing.append(self._undone.pop())
        self._storage.append(_said(event.rows), "redo", event.number)
        return event


def _take_out(numbers: list[int], number: int) -> bool:
    """Take NUMBER, mostly the last one, out of NUMBERS; whether it was there.

    In a history that was merged, edits of another copy may stand behind the one that was undone.
    """
    for place in range(len(numbers) - 1, -1, -1):
        if numbers[place] == number:
            del numbers[place]
            return True
    return False


def _said(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Those of ROWS that annotations are in: what a layer says of itself and of its texts stays true."""
    return tuple(row for row in rows if row[0] in TABLES)


def changes_in(rows: Iterable[Row]) -> Iterator[Change]:
    """The annotations that ROWS change."""
    for table, number, before, after in rows:
        if table in TABLES and number is not None:
            yield Change(
                from_record(table, before) if before else None, from_record(table, after) if after else None
            )
