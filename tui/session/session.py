"""A person at work on one document: where they are, what they do, and what the store says of it."""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import chain

from annotations.corpus.database import Corpus
from annotations.history import Change
from annotations.model import Annotation, Claim, Document, Done, Note, Range, Sentence, Span
from annotations.naming import sentence_name, sentence_with_id
from annotations.schema import Label
from annotations.search import Query
from annotations.store.protocol import NotSaved, Store
from tui.session import selection as moves
from tui.session.find import Place, Searcher
from tui.session.selection import Selection, Unit

_LONGEST_PAUSE = 300.0  # seconds


class Session:
    """The state behind the reader screen. It knows no screen.

    Every edit is on disk on return; NotSaved says where it is in memory only.

    `index` is the current sentence, `selection` the caret in it (offsets within the sentence);
    `edits` counts the edits that were written, undoing and redoing too.
    """

    def __init__(self, corpus: Corpus, store: Store) -> None:
        self._corpus = corpus
        self.sentences: Sequence[Sentence] = corpus.sequence
        self._store = store
        self._searcher = Searcher(corpus, store)
        self._index = 0
        self._since = time.monotonic()
        self.selection = Selection()
        self.edits = 0
        self._chosen: tuple[Selection, str] | None = None  # the span cycled to, clicked or just labelled
        self.last: Change | None = None  # the last edit that was made, undone or made again
        self._known: dict[str, list[Annotation]] = {}  # what the store said, until the next edit
        self.go_to(0)

    @property
    def index(self) -> int:
        """Which sentence is current."""
        return self._index

    @index.setter
    def index(self, index: int) -> None:
        if index != self._index:
            self.clock()
        self._index = index

    def clock(self) -> None:
        """Keep the time spent on the current sentence so far; a long pause counts as a short one."""
        now = time.monotonic()
        if self.sentences and self.edits:
            with suppress(NotSaved):
                self._store.spend(self.sentence, min(now - self._since, _LONGEST_PAUSE))
        self._since = now

    # -- what there is ---------------------------------------------------------------------

    @property
    def annotator(self) -> str:
        """Whose layer is worked on."""
        return self._store.annotator

    @property
    def document(self) -> Document:
        """The document of the current sentence."""
        return self.document_of(self.sentence)

    def document_of(self, sentence: Sentence) -> Document:
        """The document that SENTENCE is in."""
        found = self._corpus.document(sentence.document)
        assert found is not None, "every sentence has its document"
        return found

    @property
    def sentence(self) -> Sentence:
        """The current sentence."""
        return self.sentences[self.index]

    @property
    def writable(self) -> bool:
        """Whether edits can be kept."""
        return self._store.writable

    @property
    def unsaved(self) -> bool:
        """Whether some edit is only in memory yet."""
        return self._store.unsaved

    def retry(self) -> None:
        """Write what could not be written before; NotSaved if it still cannot."""
        self._store.retry()

    def text(self, sentence: Sentence | None = None) -> str:
        """The text of SENTENCE, or of the current one."""
        sentence = sentence or self.sentence
        return self._corpus.text(sentence)

    def name_of(self, sentence: Sentence) -> str:
        """How a person names SENTENCE."""
        return sentence_name(self._corpus, sentence, short=True)

    def words_of(self, span: Span) -> str:
        """The letters that SPAN is on."""
        document = self._corpus.document(span.document)
        return span.words(document.text) if document else ""

    def annotations(self, sentence: Sentence) -> list[Annotation]:
        """All that is said of SENTENCE, oldest first."""
        if sentence.id not in self._known:
            self._known[sentence.id] = self._store.by_sentence(sentence)
        return self._known[sentence.id]

    def spans(self, sentence: Sentence) -> list[Span]:
        """The spans that touch SENTENCE, in text order, the longer first."""
        found = [each for each in self.annotations(sentence) if isinstance(each, Span)]
        return sorted(found, key=lambda span: (span.start, -span.end, span.created))

    def claims(self, sentence: Sentence) -> list[Claim]:
        """The claim labels of SENTENCE."""
        return [each for each in self.annotations(sentence) if isinstance(each, Claim)]

    def done(self, sentence: Sentence) -> Done | None:
        """The mark that SENTENCE is finished, if it is."""
        return next((each for each in self.annotations(sentence) if isinstance(each, Done)), None)

    def note(self, sentence: Sentence) -> Note | None:
        """What is written in the margin beside SENTENCE, if anything is."""
        return next((each for each in self.annotations(sentence) if isinstance(each, Note)), None)

    def done_count(self) -> int:
        """How many sentences are finished."""
        return self._store.done_count()

    def spans_at_caret(self) -> list[Span]:
        """The spans that are selected or hold the caret: the one cycled to, then the shortest first."""
        caret = self.selection.caret
        start, end = self._absolute(self.selection.range or (caret, caret + 1))
        here = [span for span in self.spans(self.sentence) if span.touches(start, end)]
        exact = [span for span in here if (span.start, span.end) == (start, end)]
        holding = [span for span in here if span.start <= start and end <= span.end]
        found = exact or sorted(holding, key=lambda span: span.end - span.start)
        return sorted(found, key=lambda span: not self._is_chosen(span))

    def _is_chosen(self, span: Span) -> bool:
        return self._chosen is not None and self._chosen == (self.selection, span.id)

    # -- moving ----------------------------------------------------------------------------

    def go_to(self, index: int, offset: int | None = None) -> None:
        """Make sentence INDEX current, the caret at OFFSET within it or on its first word."""
        self.index = max(0, min(index, len(self.sentences) - 1))
        first = moves.unit_at(self.text(), 0, "word")
        self.selection = Selection(offset if offset is not None else first[0] if first else 0)

    def go_to_named(self, id: str | None) -> None:
        """Go to the sentence with this ID, if there is one."""
        found = sentence_with_id(self._corpus, id) if id else None
        if found is not None:
            self.go_to(self._corpus.bounds(found.document)[0] + found.number - 1)

    def move(self, unit: Unit, step: int) -> None:
        """The caret one UNIT on or back in reading order, over sentence borders."""
        moved = moves.move(self.text(), self.selection, unit, step)
        if moved:
            self.selection = moved
        elif 0 <= self.index + step < len(self.sentences):
            self.go_to(self.index + step)
            if step < 0:
                last = moves.unit_at(self.text(), len(self.text()), unit)
                self.selection = Selection(last[0] if last else 0)

    def extend(self, unit: Unit, step: int) -> None:
        """Select one UNIT more on that side, or less of what was selected towards the other."""
        self.reshape(moves.extend(self.text(), self.selection, unit, step))

    def unselect(self) -> None:
        """Only the caret."""
        self.selection = Selection(self.selection.caret)

    def next_unfinished(self) -> bool:
        """Go to the next sentence that is not done, from the top again if need be; False if none."""
        count, done = len(self.sentences), self._store.done_sentences()
        if len(done) >= count:
            return False
        for index in chain(range(self.index + 1, count), range(self.index + 1)):
            if self.sentences[index].id not in done:
                self.go_to(index)
                return True
        return False

    def cycle_spans(self, step: int) -> bool:
        """Select the next span of the sentence (STEP 1) or the one before; False if it has none."""
        spans = self.spans(self.sentence)
        if not spans:
            return False
        here = self.spans_at_caret() if self.selection.range else []
        if here and (here[0].start, here[0].end) == self._absolute(self.selection.range or (0, 0)):
            target = spans[(spans.index(here[0]) + step) % len(spans)]
        else:
            caret = self.sentence.start + self.selection.caret
            later = [span for span in spans if span.start >= caret]
            earlier = [span for span in spans if span.start < caret]
            target = (later or spans)[0] if step > 0 else (earlier or spans)[-1]
        self._choose(target)
        return True

    def _choose(self, span: Span) -> None:
        length = self.sentence.end - self.sentence.start
        start, end = max(0, span.start - self.sentence.start), min(length, span.end - self.sentence.start)
        self.selection = moves.picked_by_words(self.text(), start, end)
        self._chosen = (self.selection, span.id)

    def point_at(self, offset: int) -> None:
        """Choose the shortest span at OFFSET of the current sentence, or select the word there.

        Pointing there again chooses the next longer one, and behind the longest the word alone.
        """
        place = self.sentence.start + offset
        here = [span for span in self.spans(self.sentence) if span.touches(place, place + 1)]
        here.sort(key=lambda span: span.end - span.start)
        chosen = next((number for number, span in enumerate(here) if self._is_chosen(span)), -1)
        if chosen + 1 < len(here):
            self._choose(here[chosen + 1])
        else:
            self.selection = moves.select_word(self.text(), Selection(offset))

    def reshape(self, selection: Selection) -> None:
        """Select what SELECTION does; the edges of a chosen span move there, and it stays the same span."""
        chosen = next((span for span in self.spans_at_caret() if self._is_chosen(span)), None)
        moved = selection.range
        self.selection = selection
        if chosen is None or moved is None or len(chosen.ranges) != 1:
            return
        ranges = (self._absolute(moved),)
        self._chosen = (selection, chosen.id)
        if ranges != chosen.ranges and self.text()[slice(*moved)].strip():
            self._apply(Change(chosen, replace(chosen, ranges=ranges)))

    # -- finding ---------------------------------------------------------------------------

    def look_for(self, query: Query, step: int = 0) -> Iterator[Place | None]:
        """Go to what QUERY wants, at the selection or behind it; STEP 1 and -1: to the next, the last.

        What is found is selected; where only a label was asked for, the first span that has it. Gives None
        for every sentence looked at in vain, and at last the place, if there is one; HashiyaError for a
        pattern that is none.
        """
        here = (self.selection.range or (self.selection.caret, 0))[0]
        for place in self._searcher.look(query, self.index, here, step):
            if place:
                self._go_to_place(place)
            yield place

    def _go_to_place(self, place: Place) -> None:
        self.go_to(place.index)
        first = next((span for span in self.spans(self.sentence) if span.label == place.label), None)
        if place.range:
            self.selection = moves.picked(*place.range)
        elif first:
            self._select_absolute(first.document, (first.start, first.end))

    def _select_absolute(self, document: str, piece: Range) -> None:
        """Select PIECE of the document, as far as it is in the sentence that it begins in."""
        first, end = self._corpus.bounds(document)
        index = bisect_right(self.sentences, piece[0], first, end, key=lambda sentence: sentence.start) - 1
        self.index = max(first, index)
        start, length = self.sentence.start, self.sentence.end - self.sentence.start
        self.selection = moves.picked(
            min(max(0, piece[0] - start), length), min(max(0, piece[1] - start), length)
        )

    # -- editing ---------------------------------------------------------------------------

    def put_label(self, label: Label, also: bool = False) -> Span | None:
        """Label what is selected, or the word at the caret; what the label was put on, or None.

        On a span that is chosen (cycled to, clicked, selected whole, just labelled) it changes the span's
        label; ALSO adds a second one on the same letters. A label that is there already stays as it is.
        """
        there = self._span_to_change()
        ranges = there.ranges if there else self._ranges_to_label()
        if not ranges:
            return None
        same = [span for span in self.spans(self.sentence) if span.ranges == ranges]
        equal = next((span for span in same if span.label == label.id), None)
        if equal:
            return equal
        if there and not also:
            after = replace(there, label=label.id)
            self._apply(Change(there, after))
        else:
            after = Span(
                document=self.document.id,
                ranges=ranges,
                label=label.id,
                annotator=self._store.annotator,
            )
            self._apply(Change(None, after))
        self._chosen = (self.selection, after.id)
        return after

    def _span_to_change(self) -> Span | None:
        """The span that a label would change: the chosen one, else the one that is what is selected."""
        found = self.spans_at_caret()
        if not found:
            return None
        selected = self.selection.range
        whole = selected is not None and found[0].ranges == (self._absolute(selected),)
        return found[0] if whole or self._is_chosen(found[0]) else None

    def _ranges_to_label(self) -> tuple[Range, ...]:
        """What is selected, or the word at the caret, without white space at its ends."""
        piece = self.selection.range or moves.select_word(self.text(), self.selection).range
        if piece is None:
            return ()
        words = self.text()[slice(*piece)]
        start = piece[0] + len(words) - len(words.lstrip())
        end = piece[1] - len(words) + len(words.rstrip())
        return (self._absolute((start, end)),) if start < end else ()

    def delete_span(self) -> Span | None:
        """Delete the span cycled to or selected, or the shortest at the caret; what was deleted."""
        found = self.spans_at_caret()
        if not found:
            return None
        self._apply(Change(found[0], None))
        return found[0]

    def toggle_claim(self, label: Label) -> bool:
        """Put a claim label on the sentence or take it off; whether it is on now."""
        there = next((claim for claim in self.claims(self.sentence) if claim.label == label.id), None)
        if there:
            self._apply(Change(there, None))
            return False
        claim = Claim(
            document=self.document.id,
            sentence=self.sentence.id,
            label=label.id,
            annotator=self._store.annotator,
        )
        self._apply(Change(None, claim))
        return True

    def finish(self) -> None:
        """Mark the sentence done and go to the next one."""
        if self.done(self.sentence) is None:
            mark = Done(
                document=self.document.id, sentence=self.sentence.id, annotator=self._store.annotator
            )
            self._apply(Change(None, mark))
        self.go_to(self.index + 1)

    def reopen(self) -> bool:
        """Take the mark off that the sentence is done; False if there is none."""
        mark = self.done(self.sentence)
        if mark is None:
            return False
        self._apply(Change(mark, None))
        return True

    def write_note(self, text: str) -> None:
        """Keep TEXT as the note beside the current sentence; an empty one takes the note away."""
        before, text = self.note(self.sentence), text.strip()
        if text == (before.text if before else ""):
            return
        if not text:
            self._apply(Change(before, None))
        elif before:
            self._apply(Change(before, replace(before, text=text)))
        else:
            note = Note(
                document=self.document.id,
                sentence=self.sentence.id,
                text=text,
                annotator=self._store.annotator,
            )
            self._apply(Change(None, note))

    def undo(self) -> bool:
        """Take the last edit back and go where it was; False if there is none."""
        return self._follow(self._store.undo())

    def redo(self) -> bool:
        """Make the last undone edit again and go where it is; False if there is none."""
        return self._follow(self._store.redo())

    def _apply(self, change: Change) -> None:
        self.last = change
        try:
            self._store.apply(change)
        finally:
            self._written()  # NotSaved: the edit is made all the same

    def _written(self) -> None:
        self._known.clear()
        self.edits += 1

    def _follow(self, change: Change | None) -> bool:
        if change is None:
            return False
        self._written()
        self.last = change
        annotation = change.annotation
        if isinstance(annotation, Span):
            self._select_absolute(annotation.document, (annotation.start, annotation.end))
        elif annotation.sentence != self.sentence.id:
            first, end = self._corpus.bounds(annotation.document)
            there = (n for n in range(first, end) if self.sentences[n].id == annotation.sentence)
            self.go_to(next(there, self.index))
        return True

    def _absolute(self, piece: tuple[int, int]) -> tuple[int, int]:
        return piece[0] + self.sentence.start, piece[1] + self.sentence.start
