"""A text that is being written: caret, selection, deleting, undo. It knows no screen.

The caret stands before a grapheme cluster or at the end, never between a letter and its harakat.
It moves in logical order; which arrow goes onwards is for the widget to say, by the paragraph's
direction.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

import regex

from annotations.model import Range
from tui.arabic.clusters import clusters

_WORD = regex.compile(r"[\p{L}\p{N}\p{M}_\u0640][\p{L}\p{N}\p{M}_\u200c\u200d\u0640]*")
_PICTOGRAPH = regex.compile(r"\p{Extended_Pictographic}")
_KEPT_UNDO = 500


@dataclass(frozen=True, slots=True)
class State:
    """What undo brings back: the text, and where the caret stood."""

    text: str = ""
    caret: int = 0


class Editor:
    """TEXT with a caret at its end. `anchor` is where a selection began, None where nothing is selected."""

    def __init__(self, text: str = "") -> None:
        self._now = State(text, len(text))
        self.anchor: int | None = None
        self._before: list[State] = []
        self._after: list[State] = []
        self._typing = False  # whether the last change was a typed letter that the next one joins

    @property
    def text(self) -> str:
        """What is written, in logical order."""
        return self._now.text

    @property
    def caret(self) -> int:
        """The offset that typing goes to."""
        return self._now.caret

    @property
    def selected(self) -> Range | None:
        """The selected range, None for none."""
        if self.anchor is None or self.anchor == self.caret:
            return None
        return min(self.anchor, self.caret), max(self.anchor, self.caret)

    @property
    def selected_text(self) -> str:
        """The selected text."""
        return self.text[slice(*self.selected)] if self.selected else ""

    # -- writing ---------------------------------------------------------------------------

    def insert(self, text: str) -> None:
        """TEXT in place of what is selected, or at the caret."""
        start, end = self.selected or (self.caret, self.caret)
        joins = self._typing and start == end and len(text) == 1 and not text.isspace()
        self._change(start, end, text, remember=not joins)
        self._typing = len(text) == 1

    def delete(self, step: int, word: bool = False) -> None:
        """Delete what is selected; else the letter or WORD before the caret (STEP -1) or at it (1).

        Backwards a letter loses its last mark or joiner before it goes itself, as a slip in typing wants.
        """
        if self.selected:
            self._change(*self.selected, "")
        elif word:
            target = self.word_border(step)
            self._change(min(self.caret, target), max(self.caret, target), "")
        elif step > 0:
            self._change(self.caret, self._stop(self.caret, 1), "")
        else:
            start = self._stop(self.caret, -1)
            last = unicodedata.category(self.text[self.caret - 1 : self.caret] or "x")
            if last in ("Mn", "Cf") and not _PICTOGRAPH.search(self.text, start, self.caret):
                start = self.caret - 1
            self._change(start, self.caret, "")

    def _change(self, start: int, end: int, text: str, remember: bool = True) -> None:
        self._typing = False
        self.anchor = None
        if start == end and not text:
            return
        if remember:
            self._before = [*self._before[-_KEPT_UNDO:], self._now]
        self._after.clear()
        changed, caret = self.text[:start] + text + self.text[end:], start + len(text)
        stops = _stops(changed)  # a mark behind it may have become part of its letter
        self._now = State(changed, stops[bisect_left(stops, caret)])

    def undo(self) -> bool:
        """Take the last change back; False if there is none."""
        return self._turn(self._before, self._after)

    def redo(self) -> bool:
        """Make the change again that was taken back; False if there is none."""
        return self._turn(self._after, self._before)

    def _turn(self, source: list[State], target: list[State]) -> bool:
        self._typing = False
        if not source:
            return False
        target.append(self._now)
        self._now = source.pop()
        self.anchor = None
        return True

    # -- moving ----------------------------------------------------------------------------

    def go_to(self, offset: int, select: bool = False) -> None:
        """The caret to the letter that holds OFFSET; SELECT from where it was."""
        self._typing = False
        if select:
            self.anchor = self.caret if self.anchor is None else self.anchor
        else:
            self.anchor = None
        stops = _stops(self.text)
        offset = stops[max(0, bisect_right(stops, offset) - 1)]
        self._now = State(self.text, offset)

    def step(self, step: int, select: bool = False) -> None:
        """The caret a letter on (STEP 1) or back (-1); a selection is left at its end on that side."""
        if self.selected and not select:
            self.go_to(self.selected[step > 0])
        else:
            self.go_to(self._stop(self.caret, step), select)

    def word_border(self, step: int) -> int:
        """Where the next word ends (STEP 1), or where this or the last one begins (-1)."""
        found = self._words()
        if step > 0:
            return next((end for _, end in found if end > self.caret), len(self.text))
        return next((start for start, _ in reversed(found) if start < self.caret), 0)

    def _words(self) -> list[Range]:
        """The words, each with all of its first and last letter."""
        stops = _stops(self.text)
        return [
            (stops[bisect_right(stops, start) - 1], stops[bisect_left(stops, end)])
            for start, end in (match.span() for match in _WORD.finditer(self.text))
        ]

    def select_word(self, offset: int) -> None:
        """Select the word at OFFSET, if there is one."""
        for start, end in self._words():
            if start <= offset < end:
                self.go_to(start)
                self.go_to(end, select=True)

    def select_all(self) -> None:
        """Select everything."""
        self.go_to(0)
        self.go_to(len(self.text), select=True)

    def _stop(self, offset: int, step: int) -> int:
        stops = _stops(self.text)
        index = bisect_right(stops, offset) if step > 0 else bisect_left(stops, offset) - 1
        return stops[max(0, min(index, len(stops) - 1))]


@lru_cache(maxsize=64)
def _stops(text: str) -> list[int]:
    return [*(start for start, _ in clusters(text)), len(text)]
