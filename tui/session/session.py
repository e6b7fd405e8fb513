"""A person at work on one document: where they are, what they do, and what the store says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.history import Change, Edit
from annotations.model import (
    Boundary,
    Range,
)
from annotations.query import Query
from annotations.schema import LabelSchema
from annotations.store.protocol import Store
from tui.session import selection as moves
from tui.session.edits import dated, with_defaults
from tui.session.find import Place
from tui.session.narrowing import Narrowing
from tui.session.others import Others
from tui.session.selection import Selection, Unit
from tui.session.standing import Standing


class Session(Standing):
    """The state behind the reader screen. It knows no screen.

    Every edit is on disk on return; NotSaved says where it is in memory only.
    """

    def __init__(
        self,
        corpus: Corpus,
        store: Store,
        schema: LabelSchema | None = None,
        others: Others | None = None,
    ) -> None:
        """Work on CORPUS in STORE; SCHEMA says which attributes new annotations begin with."""
        self._schema = schema
        self.last: Edit = ()  # the last edit that was made, undone or made again
        super().__init__(corpus, store, others)
        self.narrowing = Narrowing(corpus, store)

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

    # -- editing ---------------------------------------------------------------------------

    def extend(self, unit: Unit, step: int) -> None:
        """Select one UNIT more on that side, or less of what was selected towards the other."""
        self.reshape(moves.extend(self.text(), self.selection, unit, step))

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

    def apply(self, *changes: Change) -> None:
        """Make CHANGES, one edit."""
        if changes:
            edit = tuple(dated(with_defaults(change, self._schema)) for change in changes)
            self._move_boundaries(edit)
            self.last = edit
            self.narrowing.take(edit)
            try:
                self._store.apply(*edit)
            finally:
                self._written()  # NotSaved: the edit is made all the same

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
        self.shown.begin_again()
        self.shown.visit(self._index)
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
        self.narrowing.take(edit)
        self.go_where_it_was(edit[0].annotation)
        return True

    # -- what is proposed ------------------------------------------------------------------

    def proposal(self) -> Range | None:
        """What is selected or chosen, or the word at the caret, without the particle written before it.

        None where nothing is to be left out.
        """
        chosen = self.chosen
        if chosen and len(chosen.ranges) != 1:
            return None
        text = self.text()
        word = moves.unit_at(text, self.selection.caret, "word")
        selected = self.selection.range or word
        first = moves.unit_at(text, selected[0], "word") if selected else None
        if selected is None or first is None or selected[0] != first[0]:
            return None
        cut = self.narrowing.proposed_for(text[slice(*first)], chosen)
        return (selected[0] + cut, selected[1]) if cut else None

    def narrow(self) -> bool:
        """Select what is proposed; what is chosen is narrowed to it. False where nothing is."""
        proposed = self.proposal()
        if proposed:
            self.reshape(moves.picked(*proposed))
        return proposed is not None
