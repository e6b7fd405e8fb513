"""Caret and selection: pure functions from one place in a sentence to another.

All offsets are code points of one sentence's text; moves never leave it and stop at grapheme
clusters, so that a mark is never parted from its letter.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from annotations.arabic.clitics import proclitic_boundaries, unit_boundary
from annotations.arabic.words import words
from annotations.model import Range
from tui.arabic.clusters import clusters

Unit = Literal["letter", "word"]


@dataclass(frozen=True, slots=True)
class Selection:
    """A caret on the cluster that begins at `caret`, and what is selected, if anything.

    What is selected reaches from `anchor`, where it began, to `head`, the end that moves.
    """

    caret: int = 0
    anchor: Range | None = None
    head: Range | None = None

    @property
    def range(self) -> Range | None:
        """The selected range, None where there is only a caret."""
        if self.anchor is None or self.head is None:
            return None
        return min(self.anchor[0], self.head[0]), max(self.anchor[1], self.head[1])


def picked(start: int, end: int) -> Selection:
    """[start, end) selected, the caret at its beginning."""
    return Selection(start, (start, end), (start, end))


def picked_by_words(text: str, start: int, end: int) -> Selection:
    """[start, end) selected from its first word to its last, which is the end that moves."""
    first, last = unit_at(text, start, "word"), unit_at(text, max(start, end - 1), "word")
    if first is None or last is None:
        return picked(start, end)
    return Selection(start, (start, min(first[1], end)), (max(last[0], start), end))


@lru_cache(maxsize=512)
def letters(text: str) -> tuple[Range, ...]:
    """The clusters of TEXT, each a stop of the caret."""
    return tuple(clusters(text))


def unit_at(text: str, offset: int, unit: Unit) -> Range | None:
    """The letter or word at OFFSET; between words, the one behind it in reading order, else the last."""
    ranges = letters(text) if unit == "letter" else words(text)
    if not ranges:
        return None
    index = bisect_right(ranges, offset, key=lambda piece: piece[0]) - 1
    if index >= 0 and offset < ranges[index][1]:
        return ranges[index]
    return ranges[min(index + 1, len(ranges) - 1)]


def neighbour(text: str, piece: Range, unit: Unit, step: int) -> Range | None:
    """The letter or word after PIECE (STEP 1) or before it (STEP -1)."""
    ranges = letters(text) if unit == "letter" else words(text)
    if step > 0:
        return next((each for each in ranges if each[0] >= piece[1]), None)
    return next((each for each in reversed(ranges) if each[1] <= piece[0]), None)


def move(text: str, selection: Selection, unit: Unit, step: int) -> Selection | None:
    """The caret one UNIT on (STEP 1) or back (-1), nothing selected; None at the sentence's end."""
    here = selection.head or (selection.caret, selection.caret)
    if unit == "word" and step < 0 and selection.head is None:
        # From inside a word back to its beginning first, as editors do.
        current = unit_at(text, selection.caret, "word")
        if current and current[0] < selection.caret < current[1]:
            return Selection(current[0])
    current = unit_at(text, here[0] if step < 0 else max(here[0], here[1] - 1), unit)
    if current is None:
        return None
    if step > 0 and current[0] > selection.caret:
        return Selection(current[0])  # from between words to the next one
    target = neighbour(text, current, unit, step)
    return Selection(target[0]) if target else None


def extend(text: str, selection: Selection, unit: Unit, step: int) -> Selection:
    """What is selected with one UNIT more at its moving end; first the unit at the caret itself."""
    if selection.anchor is None or selection.head is None:
        current = unit_at(text, selection.caret, unit)
        return picked(*current) if current else selection
    anchor, head = selection.anchor, selection.head
    if unit == "letter":
        anchor, head = _by_letters(text, anchor, head)
    current = unit_at(text, head[1] - 1 if step > 0 else head[0], unit) or head
    if (step < 0 and current[0] < head[0]) or (step > 0 and current[1] > head[1]):
        target: Range | None = current  # the rest of a word that the head stands in
    else:
        target = neighbour(text, current, unit, step)
    return Selection(target[0], anchor, target) if target else selection


def _by_letters(text: str, anchor: Range, head: Range) -> tuple[Range, Range]:
    """ANCHOR and HEAD with the moving end on one letter, so that it can go letter by letter."""
    first = unit_at(text, head[0], "letter") or head
    last = unit_at(text, head[1] - 1, "letter") or head
    if anchor == head:
        return first, last
    return anchor, last if head[0] >= anchor[0] else first


def select_word(text: str, selection: Selection) -> Selection:
    """The word at the caret, selected."""
    word = unit_at(text, selection.caret, "word")
    return picked(*word) if word else selection


def between(text: str, start: Range, end: Range) -> Selection:
    """From the letters START to the letters END, in whichever order, as a mouse drags.

    Inside one word letter by letter; a drag that reaches another word takes whole words.
    """
    first, last = unit_at(text, start[0], "word"), unit_at(text, end[0], "word")
    if first is None or last is None or first == last:
        return Selection(end[0], start, end)
    return Selection(last[0], first, last)


def shift_start(text: str, selection: Selection, step: int) -> Selection:
    """The selection (or word) with its first letter taken off (STEP 1) or one more before it (-1)."""
    start, end = _range_or_word(text, selection)
    if step > 0:
        first = unit_at(text, start, "letter")
        return picked(first[1], end) if first and first[1] < end else picked(start, end)
    before = neighbour(text, (start, start), "letter", -1)
    return picked(before[0], end) if before else picked(start, end)


def shift_end(text: str, selection: Selection, step: int) -> Selection:
    """The selection (or word) with one more letter behind it (STEP 1) or its last taken off (-1)."""
    start, end = _range_or_word(text, selection)
    if step > 0:
        after = neighbour(text, (end, end), "letter", 1)
        return picked(start, after[1]) if after else picked(start, end)
    last = unit_at(text, max(start, end - 1), "letter")
    return picked(start, last[0]) if last and last[0] > start else picked(start, end)


def shift_proclitic(text: str, selection: Selection, step: int) -> Selection:
    """The selection (or word) without its first proclitic (STEP 1), or with the one before it (-1).

    Behind a number the unit goes last, and comes back first.
    """
    start, end = _range_or_word(text, selection)
    word = unit_at(text, start, "word")
    if word is None:
        return selection
    written = text[word[0] : word[1]]
    cuts = [word[0], *(word[0] + cut for cut in proclitic_boundaries(written))]
    number_ends = word[0] + (unit_boundary(written) or len(written))
    if step > 0:
        target = next((cut for cut in cuts if start < cut < end), start)
        if target == start < number_ends and end == word[1]:
            end = number_ends
    elif end == number_ends < word[1]:
        target, end = start, word[1]
    else:
        target = next((cut for cut in reversed(cuts) if cut < start), start)
    return picked(target, end)


def _range_or_word(text: str, selection: Selection) -> Range:
    found = selection.range or select_word(text, selection).range
    return found or unit_at(text, selection.caret, "letter") or (0, 0)
