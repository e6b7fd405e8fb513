"""The one error that is meant for the person at the keyboard."""

from __future__ import annotations


class HashiyaError(Exception):
    """Something the user can mend: its text is one sentence saying what, where and what to do.

    `values` are what whoever says it in another language has to fill in.
    """

    def __init__(self, sentence: str, **values: str) -> None:
        super().__init__(sentence)
        self.values = values
