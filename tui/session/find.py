"""Finding words in a document, however their letters are written."""

from __future__ import annotations

from annotations.arabic.folding import fold, fold_with_offsets
from annotations.model import Range


class Finder:
    """Searches one TEXT; folds it once, at the first search."""

    def __init__(self, text: str) -> None:
        self._source = text
        self._folded = fold_with_offsets(text)

    def count(self, query: str) -> int:
        """How many times QUERY is found."""
        wanted = _wanted(query)
        return self._folded.text.count(wanted) if wanted else 0

    def number(self, query: str, hit: Range) -> int:
        """Which of its hits HIT is, from 1."""
        end = self._folded.place(hit[0])
        return self._folded.text.count(_wanted(query), 0, end) + 1

    def next(self, query: str, offset: int) -> Range | None:
        """The first place of QUERY from OFFSET on, from the beginning again at the end; None if none."""
        wanted = _wanted(query)
        if not wanted:
            return None
        text = self._folded.text
        place = text.find(wanted, self._folded.place(offset))
        if place < 0:
            place = text.find(wanted)
        return self._hit(place, wanted)

    def previous(self, query: str, offset: int) -> Range | None:
        """The last place of QUERY that begins before OFFSET, from the end again at the beginning."""
        wanted = _wanted(query)
        if not wanted:
            return None
        text = self._folded.text
        before = self._folded.place(offset)
        place = text.rfind(wanted, 0, max(0, before - 1 + len(wanted)))
        if place < 0:
            place = text.rfind(wanted)
        return self._hit(place, wanted)

    def _hit(self, place: int, wanted: str) -> Range | None:
        if place < 0:
            return None
        return self._folded.source_range(place, place + len(wanted), self._source)


def in_sentence(text: str, query: str, offset: int, backwards: bool = False) -> Range | None:
    """The first place of QUERY in TEXT from OFFSET on, or BACKWARDS the last that begins before it."""
    found, wanted = fold_with_offsets(text), _wanted(query)
    if not wanted:
        return None
    limit = found.place(offset)
    if backwards:
        place = found.text.rfind(wanted, 0, max(0, limit - 1 + len(wanted)))
    else:
        place = found.text.find(wanted, limit)
    return found.source_range(place, place + len(wanted), text) if place >= 0 else None


def _wanted(query: str) -> str:
    return fold(query).strip()
