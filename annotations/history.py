"""Undo and redo: every edit is a change from one annotation to another, and can be turned around."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.model import Annotation
from annotations.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Change:
    """One edit: `before` is None for an addition, `after` is None for a deletion."""

    before: Annotation | None
    after: Annotation | None

    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.after, self.before)


class History:
    """Carries changes out on a store and remembers them for undo and redo."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._done: list[Change] = []
        self._undone: list[Change] = []

    def apply(self, change: Change) -> None:
        """Carry CHANGE out; when this returns it is on disk. What could be redone no longer can."""
        self._carry_out(change)
        self._done.append(change)
        self._undone.clear()

    def undo(self) -> Change | None:
        """Take the last change back and return what was done for it, None if there is nothing."""
        return self._turn(self._done, self._undone)

    def redo(self) -> Change | None:
        """Do again what was last undone, None if there is nothing."""
        return self._turn(self._undone, self._done)

    def _turn(self, source: list[Change], target: list[Change]) -> Change | None:
        if not source:
            return None
        change = source[-1].reversed()
        self._carry_out(change)
        source.pop()  # only now: a failed write leaves the change to be tried again
        target.append(change)
        return change

    def _carry_out(self, change: Change) -> None:
        if change.before is None and change.after is not None:
            self._store.add(change.after)
        elif change.after is None and change.before is not None:
            self._store.delete(change.before.id)
        elif change.after is not None:
            self._store.change(change.after)
