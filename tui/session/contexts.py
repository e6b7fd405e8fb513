"""Contexts: every place of a word, a pattern or a label with what is around it; acts on many at once."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

from annotations.arabic.folding import fold
from annotations.arabic.words import words
from annotations.history import Change, deletion
from annotations.model import Range, Span, Value
from annotations.occurrences import Occurrence
from annotations.query import Query
from annotations.schema import AttributeType, Label
from tui.session.labelling import with_attribute
from tui.session.session import Session

Order = Literal["text", "after", "before", "label", "document"]
ORDERS: Final[tuple[Order, ...]] = ("text", "after", "before", "label", "document")
NONE: Final = "-"  # the filter for what has no label
_MOST: Final = 50_000  # places that are kept: more take memory, and nobody reads them
_AT_ONCE: Final = 0.002  # seconds that arranging may keep keys waiting
_FEW: Final = 1000  # places
_AROUND: Final = 120  # letters of a context


class Contexts:
    """The places of QUERY in SESSION's project, or in its current document, as they are found.

    `found` grows with `look`; `rows` are those that the filter leaves, in the order that was asked for.
    Where PICK is set, those without a label are ticked as they come, but for those in a longer span of the
    label LIKE: «أذربيجان» in «جمهورية أذربيجان».
    """

    def __init__(
        self,
        session: Session,
        query: Query,
        everywhere: bool = True,
        pick: bool = False,
        like: str = "",
    ) -> None:
        self.session = session
        self.query = query
        self.everywhere = everywhere
        self.order: Order = "text"
        self.only = ""
        self.found: list[Occurrence] = []
        self.documents: set[str] = set()  # those that they are in
        self.ticked: set[tuple[str, Range]] = set()
        self.finished = False
        self._pick = pick
        self._like = like
        self._rows: tuple[object, list[Occurrence]] = (None, [])
        self._labels: Counter[str] = Counter()
        self._arranged: tuple[int, Order, str] = (session.edits, "text", "")
        self._counted = self._keyed = 0  # how many of those found are counted, and have their keys
        self._keys: list[tuple[Any, int]] = []  # what the rows are sorted by, with their numbers
        self._places = self._look()

    def _look(self) -> Iterator[Occurrence | None]:
        session = self.session
        first, end = (0, len(session.sentences)) if self.everywhere else session.bounds_here()
        yield from session.occurrences(self.query).look(first, end)

    def look(self, seconds: float) -> bool:
        """Look for SECONDS at most; whether all was looked at. HashiyaError for an endless pattern."""
        until = time.monotonic() + seconds
        while len(self.found) < _MOST:
            try:
                place = next(self._places)
            except StopIteration:
                break
            if place:
                self.found.append(place)
                self.documents.add(place.sentence.document)
                if self._pick and self._is_to_be_labelled(place):
                    self.ticked.add(key_of(place))
            if time.monotonic() > until:
                return False
        if not self._arrange(until):
            return False
        self.finished = True
        return True

    def _arrange(self, until: float) -> bool:
        """Count labels and find out the order, up to the moment UNTIL; whether that is done."""
        state = self.session.edits, self.order, self.only
        if self._arranged != state:
            if self._arranged[0] != state[0]:
                self._labels = Counter()
                self._counted = 0
            self._arranged, self._keys, self._keyed = state, [], 0
        key = self._sort_key() if self.order != "text" else None
        while self._counted < len(self.found) or self._keyed < len(self.found):
            if self._counted < len(self.found):
                self._labels[self.label_on(self.found[self._counted])] += 1
                self._counted += 1
            if self._keyed < len(self.found):
                place = self.found[self._keyed]
                if self._passes(place):
                    self._keys.append((key(place) if key else "", self._keyed))
                self._keyed += 1
            if time.monotonic() > until:
                return False
        return True

    def _arrange_a_little(self) -> None:
        """All of it where there is little, else as much as no key has to wait for."""
        self._arrange(math.inf if len(self.found) <= _FEW else time.monotonic() + _AT_ONCE)

    def _is_to_be_labelled(self, place: Occurrence) -> bool:
        start, end = place.range
        return not self.spans_on(place) and not any(
            span.label == self._like and any(a <= start and end <= b for a, b in span.ranges)
            for span in self.session.spans(place.sentence)
        )

    def spans_on(self, place: Occurrence) -> list[Span]:
        """The spans on exactly the letters of PLACE, or the one that was looked for."""
        if place.span:
            return [each for each in self.session.spans(place.sentence) if each.id == place.span]
        return [each for each in self.session.spans(place.sentence) if each.ranges == (place.range,)]

    def label_on(self, place: Occurrence) -> str:
        """The label on PLACE, "" for none; several with a blank between."""
        return " ".join(dict.fromkeys(each.label for each in self.spans_on(place)))

    def labels(self) -> Counter[str]:
        """How often each label is on them, "" for none; as far as they are counted."""
        self._arrange_a_little()
        return self._labels

    # -- what is shown ---------------------------------------------------------------------

    def rows(self) -> list[Occurrence]:
        """The places that the filter leaves, in order, as far as they are arranged."""
        if not self.only and self.order == "text":
            return self.found
        self._arrange_a_little()
        state = self._arranged, len(self._keys)
        if self._rows[0] != state:
            self._keys.sort()
            self._rows = state, [self.found[number] for _, number in self._keys]
        return self._rows[1]

    def _passes(self, place: Occurrence) -> bool:
        if not self.only:
            return True
        label = self.label_on(place)
        return not label if self.only == NONE else self.only in label.split(" ")

    def _sort_key(self) -> Callable[[Occurrence], Any]:
        if self.order == "after":
            return lambda place: fold(self.after(place))
        if self.order == "before":
            return lambda place: fold(self.before(place)).split(" ")[::-1]
        if self.order == "label":
            return self.label_on
        return lambda place: self.session.document_of(place.sentence).name

    def before(self, place: Occurrence) -> str:
        """What stands before the word of PLACE, whole words of it."""
        text = self.session.document_of(place.sentence).text
        end = place.range[0] - self.node(place)[1][0]
        start = max(0, end - _AROUND)
        found = text[start:end].split()
        if start and found and not text[start - 1].isspace() and not text[start].isspace():
            found = found[1:]  # a part of a word
        return " ".join(found)

    def after(self, place: Occurrence) -> str:
        """What stands behind the word of PLACE."""
        text = self.session.document_of(place.sentence).text
        word, (_, end) = self.node(place)
        behind = place.range[1] + len(word) - end
        return " ".join(text[behind : behind + _AROUND].split())

    def node(self, place: Occurrence) -> tuple[str, Range]:
        """The word that PLACE is in, and which letters of it are meant."""
        text = self.session.text(place.sentence)
        start, end = (each - place.sentence.start for each in place.range)
        around = [piece for piece in words(text) if piece[0] < end and start < piece[1]]
        first = min([start, *(piece[0] for piece in around)])
        last = max([end, *(piece[1] for piece in around)])
        return text[first:last], (start - first, end - first)

    def turn_order(self) -> None:
        """The next of the orders."""
        self.order = ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)]

    def turn_filter(self) -> None:
        """All, those without a label, those with each of the labels there are."""
        there = ["", NONE, *sorted({part for each in self.labels() for part in each.split(" ") if part})]
        self.only = there[(there.index(self.only) + 1) % len(there)] if self.only in there else ""

    # -- acts on many ----------------------------------------------------------------------

    def tick(self, place: Occurrence) -> None:
        """Tick PLACE, or not any more."""
        self.ticked ^= {key_of(place)}

    def tick_all(self) -> None:
        """Tick all rows, or none where all are."""
        keys = set(map(key_of, self.rows()))
        self.ticked = self.ticked - keys if keys <= self.ticked else self.ticked | keys

    def targets(self, place: Occurrence | None) -> Sequence[Occurrence]:
        """What acts are for: the ticked ones, PLACE where none is."""
        ticked = [each for each in self.found if key_of(each) in self.ticked]
        return ticked or ([place] if place else [])

    def put_label(self, label: Label, place: Occurrence | None) -> int:
        """Put LABEL on the targets, in place of what they have; on how many. One edit."""
        changes = []
        for each in self.targets(place):
            there = self.spans_on(each)
            if any(span.label == label.id for span in there):
                continue
            if there:
                changes.append(Change(there[0], replace(there[0], label=label.id)))
            else:
                made = Span(
                    document=each.sentence.document,
                    ranges=(each.range,),
                    label=label.id,
                    annotator=self.session.annotator,
                )
                changes.append(Change(None, made))
        self.session.apply(*changes)
        return len(changes)

    def unlabel(self, place: Occurrence | None) -> int:
        """Take the labels off the targets, with what hangs on them; off how many. One edit."""
        gone = [span for each in self.targets(place) for span in self.spans_on(each)]
        self.session.apply(*deletion(gone, self.session.hanging_on))
        return len(gone)

    def say(self, type: AttributeType, value: Value, place: Occurrence | None) -> int:
        """Say VALUE of the attribute TYPE of what it is for among the targets; of how many. One edit.

        Where there can be several values it is one more.
        """
        changes = []
        for span in (span for each in self.targets(place) for span in self.spans_on(each)):
            if not type.applies(span):
                continue
            said = value
            if type.kind == "many":
                there = span.attribute(type.id)
                all_of_them = {str(value), *(there if isinstance(there, tuple) else ())}
                said = tuple(each.id for each in type.values if each.id in all_of_them)
            attributes = with_attribute(span.attributes, type.id, said)
            if attributes != span.attributes:
                changes.append(Change(span, replace(span, attributes=attributes)))
        self.session.apply(*changes)
        return len(changes)

    def go_to(self, place: Occurrence) -> None:
        """Go to PLACE on the page, what is labelled there chosen, else selected; one can come back."""
        self.session.remember()
        self.session.go_to_range(place.sentence.document, place.range)
        there = self.spans_on(place)
        if there:
            self.session.choose(there[0])


def key_of(place: Occurrence) -> tuple[str, Range]:
    """What PLACE is known by, whatever is cut or labelled meanwhile."""
    return place.sentence.document, place.range
