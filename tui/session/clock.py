"""The time that is spent on sentences, and the pace of a session."""

from __future__ import annotations

import time
from contextlib import suppress

from annotations.model import Sentence
from annotations.store.protocol import NotSaved, Store

_LONGEST_PAUSE = 300.0  # seconds


class Clock:
    """Runs while somebody works in STORE; a long pause counts as a short one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._since = time.monotonic()
        self._spent = 0.0  # seconds in this session
        self._done_before = store.done_count()

    def tick(self, sentence: Sentence | None) -> None:
        """The time since the last tick was spent on SENTENCE, None for nothing that counts."""
        now = time.monotonic()
        spent = min(now - self._since, _LONGEST_PAUSE)
        if sentence:
            self._spent += spent
            with suppress(NotSaved):
                self._store.spend(sentence, spent)
        self._since = now

    @property
    def pace(self) -> int:
        """The seconds that a sentence took in this session, on average; 0 where none was finished."""
        finished = self._store.done_count() - self._done_before
        return round(self._spent / finished) if finished > 0 else 0
