"""Where a person is: the current sentence, the caret in it, what is selected and chosen; moving."""

from __future__ import annotations

from annotations.corpus.cut import parts
from annotations.corpus.database import Corpus
from annotations.model import (
    Annotation,
    Boundary,
    Claim,
    Decision,
    Document,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
)
from annotations.store.protocol import Store, state_in
from tui.session import selection as moves
from tui.session.clock import Clock
from tui.session.others import Others
from tui.session.queue import Shown, Whole
from tui.session.reading import Placed, Reading
from tui.session.selection import Selection, Unit


class Standing(Reading):
    """A place in a corpus: `index` is the current sentence, `selection` the caret within it.

    `shown` are the sentences that one moves among.
    """

    def __init__(self, corpus: Corpus, store: Store, others: Others | None = None) -> None:
        super().__init__(corpus, store, others)
        self.shown: Shown = Whole(self.sentences)
        self._index = 0
        self.selection = Selection()
        self.edits = 0  # that were written, undoing and redoing too
        self._chosen: tuple[Selection, str] | None = None  # what was cycled to, clicked or just labelled
        self._held = ""  # what was chosen last, wherever one went since
        self._clock = Clock(store)
        self.grown = Selection(), 0  # what was selected by growing, from which caret
        self.places: list[str] = []  # sentences that one wants to come back to
        self.trail: list[tuple[str, Selection, str]] = []  # where relations were followed from
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
        self.shown.visit(index)

    # -- what there is ---------------------------------------------------------------------

    @property
    def document(self) -> Document:
        """The document of the current sentence."""
        return self.document_of(self.sentence)

    @property
    def place_of_document(self) -> tuple[int, int]:
        """Which document the current one is, from 1, and how many there are."""
        return self._corpus.place(self.sentence.document), len(self._corpus.documents)

    @property
    def sentence(self) -> Sentence:
        """The current sentence."""
        return self.sentences[self.index]

    def text(self, sentence: Sentence | None = None) -> str:
        """The text of SENTENCE, or of the current one."""
        sentence = sentence or self.sentence
        return self._corpus.text(sentence)

    def annotation(self, id: str, document: str = "") -> Annotation | None:
        """What has this ID and is about DOCUMENT, or the current one."""
        return self._store.annotation(document or self.sentence.document, id)

    def in_document(self) -> list[Annotation]:
        """All that is said of the current document."""
        return self._store.by_document(self.sentence.document)

    def spans_at_caret(self) -> list[Span]:
        """The spans that are selected or hold the caret: the one cycled to, then the shortest first."""
        return [each for each in self.placed_at_caret() if isinstance(each, Span)]

    def placed_at_caret(self) -> list[Placed]:
        """The same of spans and of claims on letters."""
        caret = self.selection.caret
        start, end = self.absolute(self.selection.range or (caret, caret + 1))
        here = [each for each in self.placed(self.sentence) if each.touches(start, end)]
        exact = [each for each in here if (each.start, each.end) == (start, end)]
        holding = [each for each in here if each.start <= start and end <= each.end]
        found = exact or sorted(holding, key=lambda each: each.end - each.start)
        return sorted(found, key=lambda each: not self.is_chosen(each))

    def is_chosen(self, annotation: Annotation) -> bool:
        """Whether ANNOTATION was cycled to, clicked or just labelled, and nothing was selected since."""
        return self._chosen == (self.selection, annotation.id)

    @property
    def held(self) -> Placed | None:
        """What was chosen or labelled last, if it is in the current document still."""
        found = self.annotation(self._held) if self._held else None
        return found if isinstance(found, (Span, Claim)) else None

    @property
    def claim_at_hand(self) -> Claim | None:
        """The claim that was chosen or made last in this sentence, else the last one it has."""
        claims = self.claims(self.sentence)
        return next((each for each in claims if each.id == self._held), claims[-1] if claims else None)

    @property
    def chosen(self) -> Placed | None:
        """What is chosen, if it is still there; nothing is in another sentence."""
        if self._chosen is None or self._chosen[0] != self.selection:
            return None
        here = [*self.placed(self.sentence), *self.claims(self.sentence)]
        return next((each for each in here if each.id == self._chosen[1]), None)

    # -- moving ----------------------------------------------------------------------------

    def go_to(self, index: int, offset: int | None = None) -> None:
        """Make sentence INDEX current, the caret at OFFSET within it or on its first word."""
        self.index = max(0, min(index, len(self.sentences) - 1))
        first = moves.unit_at(self.text(), 0, "word")
        self.selection = Selection(offset if offset is not None else first[0] if first else 0)

    def go_on(self, step: int) -> bool:
        """Go to the sentence that is shown behind this one (STEP 1) or before it; False at the end."""
        index = self.shown.neighbour(self.index, step)
        if index is not None:
            self.go_to(index)
        return index is not None

    def show(self, shown: Shown | None) -> None:
        """Show these sentences only, None: all; go to the first of them, where this is none."""
        self.shown = shown or Whole(self.sentences)
        if self.shown.rank(self.index) % 2:
            self.go_to(self.shown.end(-1))
        else:
            self.shown.visit(self.index)

    def go_to_named(self, id: str | None) -> None:
        """Go to the sentence with this ID, if there is one."""
        index = self._corpus.index_of(id) if id else None
        if index is not None:
            self.go_to(index)

    def bounds_here(self) -> Range:
        """The indexes of the first sentence of the current document and behind its last."""
        return self._corpus.bounds(self.sentence.document)

    def remember(self) -> None:
        """Remember the place here: `linking.come_back` goes there."""
        chosen = self.chosen
        self.trail.append((self.sentence.id, self.selection, chosen.id if chosen else ""))

    def go_to_document(self, number: int) -> None:
        """Go to the first sentence of the document NUMBER, from 0, that is open, or to its first."""
        id, _, _ = self._corpus.documents.head(number)
        first, end = self._corpus.bounds(id)
        states = self._store.states()
        unfinished = (n for n in range(first, end) if state_in(states, self.sentences[n]) is None)
        self.go_to(next(unfinished, first))

    def move(self, unit: Unit, step: int) -> None:
        """The caret one UNIT on or back in reading order, over sentence borders."""
        moved = moves.move(self.text(), self.selection, unit, step)
        if moved:
            self.selection = moved
        elif self.go_on(step) and step < 0:
            last = moves.unit_at(self.text(), len(self.text()), unit)
            self.selection = Selection(last[0] if last else 0)

    def unselect(self) -> None:
        """Only the caret; nothing is chosen any more, whatever is selected next."""
        self.selection = Selection(self.selection.caret)
        self._chosen = None

    def cycle(self, step: int) -> bool:
        """Choose the next span or claim of the sentence (STEP 1) or the one before; False for none."""
        there: list[Placed] = self.placed(self.sentence)
        there += [claim for claim in self.claims(self.sentence) if not claim.ranges]
        if not there:
            return False
        here = self.chosen or next(iter(self.placed_at_caret() if self.selection.range else []), None)
        if here in there:
            target = there[(there.index(here) + step) % len(there)]
        else:
            caret = self.sentence.start + self.selection.caret
            later = [each for each in there if each.ranges and each.start >= caret]
            earlier = [each for each in there if each.ranges and each.start < caret]
            target = (later or there)[0] if step > 0 else (earlier or there)[-1]
        self.choose(target)
        return True

    def choose(self, target: Placed) -> None:
        """Select TARGET as far as it is in the sentence, and let it be what is chosen."""
        if target.ranges:
            start, length = self.sentence.start, self.sentence.end - self.sentence.start
            first, last = max(0, target.start - start), min(length, target.end - start)
            self.selection = moves.picked_by_words(self.text(), first, last)
        else:
            self.unselect()
        self.hold(target)

    def hold(self, annotation: Placed) -> None:
        """Let ANNOTATION be what is chosen, the selection as it is."""
        self._chosen = (self.selection, annotation.id)
        self._held = annotation.id

    def point_at(self, offset: int) -> None:
        """Choose the shortest span at OFFSET of the current sentence, or select the word there.

        Pointing there again chooses the next longer one, and behind the longest the word alone.
        """
        place = self.sentence.start + offset
        here = [each for each in self.placed(self.sentence) if each.touches(place, place + 1)]
        here.sort(key=lambda each: each.end - each.start)
        chosen = next((number for number, each in enumerate(here) if self.is_chosen(each)), -1)
        if chosen + 1 < len(here):
            self.choose(here[chosen + 1])
        else:
            self.selection = moves.select_word(self.text(), Selection(offset))

    def clock(self) -> None:
        """Keep the time spent on the current sentence so far, where anything was edited."""
        self._clock.tick(self.sentence if self.sentences and self.edits else None)

    @property
    def pace(self) -> int:
        """The seconds that a sentence took in this session, on average; 0 where none was finished."""
        return self._clock.pace

    def go_to_range(self, document: str, piece: Range) -> None:
        """Select PIECE of the document, as far as it is in the sentence that it begins in."""
        self.index = self._corpus.index_at(document, piece[0])
        start, length = self.sentence.start, self.sentence.end - self.sentence.start
        self.selection = moves.picked(
            min(max(0, piece[0] - start), length), min(max(0, piece[1] - start), length)
        )

    def go_to_annotation(self, annotation: Annotation) -> None:
        """Go to the sentence that ANNOTATION is in or said of, and choose it if it is on letters."""
        if isinstance(annotation, (Span, Claim)) and annotation.ranges:
            self.go_to_range(annotation.document, (annotation.start, annotation.end))
            self.choose(annotation)
        elif isinstance(annotation, (Claim, State, Decision)):
            self.go_to_named(annotation.sentence)
        elif isinstance(annotation, Relation):
            source = self.annotation(annotation.source, annotation.document)
            if source:
                self.go_to_annotation(source)
        elif isinstance(annotation, Note):
            about = self.annotation(annotation.about, annotation.document)
            if about:
                self.go_to_annotation(about)
            else:
                self.go_to_named(annotation.about)

    def go_where_it_was(self, annotation: Annotation) -> None:
        """As `go_to_annotation`, but of something that may be gone again, and nothing is chosen."""
        if isinstance(annotation, (Span, Claim)) and annotation.ranges:
            self.go_to_range(annotation.document, (annotation.start, annotation.end))
        elif isinstance(annotation, Boundary):
            self.go_to_range(annotation.document, (annotation.place, annotation.place))
            self.unselect()
        elif isinstance(annotation, (Claim, State, Decision)):
            if annotation.sentence not in parts(self.sentence):
                self.go_to_named(annotation.sentence)
        elif isinstance(annotation, (Relation, Note)):
            about = annotation.source if isinstance(annotation, Relation) else annotation.about
            found = self.annotation(about, annotation.document)
            if found:
                self.go_where_it_was(found)
            elif about not in parts(self.sentence):
                self.go_to_named(about)

    def absolute(self, piece: Range) -> Range:
        """PIECE of the current sentence in offsets of its document."""
        return piece[0] + self.sentence.start, piece[1] + self.sentence.start
