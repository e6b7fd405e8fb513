"""A person at work on one document: where they are, what they do, and what the store says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from annotations.corpus.cut import parts
from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.history import Change, Edit
from annotations.model import (
    Annotation,
    Boundary,
    Claim,
    Document,
    Labelled,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
    now,
)
from annotations.schema import LabelSchema
from annotations.search import Query
from annotations.store.protocol import Store, state_in
from tui.session import selection as moves
from tui.session.clock import Clock
from tui.session.find import Place
from tui.session.reading import Placed, Reading
from tui.session.selection import Selection, Unit


class Session(Reading):
    """The state behind the reader screen. It knows no screen.

    Every edit is on disk on return; NotSaved says where it is in memory only.

    `index` is the current sentence, `selection` the caret in it (offsets within the sentence);
    `edits` counts the edits that were written, undoing and redoing too.
    """

    def __init__(self, corpus: Corpus, store: Store, schema: LabelSchema | None = None) -> None:
        """Work on CORPUS in STORE; SCHEMA says which attributes new annotations begin with."""
        super().__init__(corpus, store)
        self._schema = schema
        self._index = 0
        self.selection = Selection()
        self.edits = 0
        self._chosen: tuple[Selection, str] | None = None  # what was cycled to, clicked or just labelled
        self._held = ""  # what was chosen last, wherever one went since
        self.last: Edit = ()  # the last edit that was made, undone or made again
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

    def clock(self) -> None:
        """Keep the time spent on the current sentence so far, where anything was edited."""
        self._clock.tick(self.sentence if self.sentences and self.edits else None)

    @property
    def pace(self) -> int:
        """The seconds that a sentence took in this session, on average; 0 where none was finished."""
        return self._clock.pace

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
        """What is chosen, if it is still there."""
        if self._chosen is None or self._chosen[0] != self.selection:
            return None
        found = self.annotation(self._chosen[1])
        return found if isinstance(found, (Span, Claim)) else None

    # -- moving ----------------------------------------------------------------------------

    def go_to(self, index: int, offset: int | None = None) -> None:
        """Make sentence INDEX current, the caret at OFFSET within it or on its first word."""
        self.index = max(0, min(index, len(self.sentences) - 1))
        first = moves.unit_at(self.text(), 0, "word")
        self.selection = Selection(offset if offset is not None else first[0] if first else 0)

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
        elif 0 <= self.index + step < len(self.sentences):
            self.go_to(self.index + step)
            if step < 0:
                last = moves.unit_at(self.text(), len(self.text()), unit)
                self.selection = Selection(last[0] if last else 0)

    def extend(self, unit: Unit, step: int) -> None:
        """Select one UNIT more on that side, or less of what was selected towards the other."""
        self.reshape(moves.extend(self.text(), self.selection, unit, step))

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

    def reshape(self, selection: Selection) -> None:
        """Select what SELECTION does; the edges of what is chosen move there, and it stays the same."""
        chosen, moved = self.chosen, selection.range
        self.selection = selection
        if chosen is None or moved is None or len(chosen.ranges) != 1:
            return
        ranges = (self.absolute(moved),)
        self.hold(chosen)
        if ranges != chosen.ranges and self.text()[slice(*moved)].strip():
            self.apply(Change(chosen, replace(chosen, ranges=ranges)))

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
            self.go_to_range(first.document, (first.start, first.end))

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
        elif isinstance(annotation, (Claim, State)):
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

    # -- editing ---------------------------------------------------------------------------

    def apply(self, *changes: Change) -> None:
        """Make CHANGES, one edit."""
        if changes:
            edit = tuple(self._with_defaults(_with_time(change)) for change in changes)
            self._move_boundaries(edit)
            self.last = edit
            try:
                self._store.apply(*edit)
            finally:
                self._written()  # NotSaved: the edit is made all the same

    def _with_defaults(self, change: Change) -> Change:
        """CHANGE, a new annotation bearing what the schema says of such where nobody says otherwise."""
        new = change.after
        if change.before or self._schema is None or not isinstance(new, Labelled) or new.attributes:
            return change
        types = self._schema.attributes_of(new)
        said = sorted((type.id, type.default) for type in types if type.default is not None)
        return Change(None, replace(new, attributes=tuple(said))) if said else change

    def _move_boundaries(self, edit: Edit) -> None:
        """Move the sentence boundaries of EDIT, for all annotators; the caret stays where it is."""
        moves = [(each.annotation, each.after is not None) for each in edit]
        if not self.writable or not any(isinstance(boundary, Boundary) for boundary, _ in moves):
            return
        self.clock()
        here = self._here()
        for boundary, done in moves:
            if isinstance(boundary, Boundary):
                there = boundary.there if done else not boundary.there
                self._corpus.move_boundary(boundary.document, boundary.place, there, self.annotator)
        self._come_back_to(*here)

    def _here(self) -> tuple[str, int]:
        return self.sentence.document, self.sentence.start + self.selection.caret

    def _come_back_to(self, document: str, place: int) -> None:
        """To the same letter, whatever sentence it is in now."""
        self._index = self._corpus.index_at(document, place)
        self.selection = Selection(max(0, place - self.sentence.start))
        self._forget()

    def take_in_boundaries(self) -> None:
        """See the sentences as others joined and split them since."""
        here = self._here()
        if self._corpus.read_boundaries():
            self._come_back_to(*here)
            self.edits += 1

    def undo(self) -> bool:
        """Take the last edit back and go where it was; False if there is none."""
        return self._follow(self._store.undo(), self._store.redo)

    def redo(self) -> bool:
        """Make the last undone edit again and go where it is; False if there is none."""
        return self._follow(self._store.redo(), self._store.undo)

    def _written(self) -> None:
        self._forget()
        self.edits += 1

    def _follow(self, edit: Edit, back: Callable[[], Edit]) -> bool:
        if not edit:
            return False
        try:
            self._move_boundaries(edit)
        except HashiyaError:
            back()  # as if nothing had been asked for
            raise
        self._written()
        self.last = edit
        self._go_where_it_was(edit[0].annotation)
        return True

    def _go_where_it_was(self, annotation: Annotation) -> None:
        """As `go_to_annotation`, but of something that may be gone again, and nothing is chosen."""
        if isinstance(annotation, (Span, Claim)) and annotation.ranges:
            self.go_to_range(annotation.document, (annotation.start, annotation.end))
        elif isinstance(annotation, Boundary):
            self.go_to_range(annotation.document, (annotation.place, annotation.place))
            self.unselect()
        elif isinstance(annotation, (Claim, State)) and annotation.sentence not in parts(self.sentence):
            self.go_to_named(annotation.sentence)
        elif isinstance(annotation, (Relation, Note)):
            about = annotation.source if isinstance(annotation, Relation) else annotation.about
            found = self.annotation(about, annotation.document)
            if found:
                self._go_where_it_was(found)
            elif about not in parts(self.sentence):
                self.go_to_named(about)

    def absolute(self, piece: Range) -> Range:
        """PIECE of the current sentence in offsets of its document."""
        return piece[0] + self.sentence.start, piece[1] + self.sentence.start


def _with_time(change: Change) -> Change:
    """CHANGE, the annotation saying that it was changed now."""
    if change.before is None or change.after is None:
        return change
    return Change(change.before, replace(change.after, changed=now()))
