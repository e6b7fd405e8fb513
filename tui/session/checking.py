"""A reviewer at work: sentences that somebody finished, one after the other; right, wrong, sent back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing

from annotations.history import Change
from annotations.model import Decision, Note, Sentence
from annotations.project import Project
from annotations.store.protocol import Store
from annotations.teams.adjudicating import Adjudication, Case
from annotations.teams.comparing import Version, compared_document
from annotations.teams.items import Item, items_of
from annotations.teams.people import GOLD
from annotations.teams.review import CHECKED, WRONG, ErrorRate, error_rate, sample


class Checking:
    """SIZE sentences by SEED of those that the annotator OF has finished; what is found goes to OWN.

    `place` is the current one of `sentences`.
    """

    current: Item | None = None  # nothing is decided item by item here

    def __init__(self, project: Project, own: Store, other: Store, size: int, seed: int) -> None:
        self._project = project
        self.own = own
        self._other = other
        self.of = other.annotator
        states = other.states()
        finished = [each for each in project.corpus.sequence if states.get(each.id) == "done"]
        self.sentences = sample(finished, size, seed)
        self.place = 0
        self._go_to_unchecked()

    # -- what is there -------------------------------------------------------------------------

    @property
    def names(self) -> list[str]:
        """Whose version is shown."""
        return [self.of]

    @property
    def sentence(self) -> Sentence | None:
        """The current sentence."""
        return self.sentences[self.place] if self.sentences else None

    @property
    def case(self) -> Case | None:
        """The current sentence as its annotator has it."""
        sentence = self.sentence
        document = self._project.corpus.document(sentence.document) if sentence else None
        if sentence is None or document is None:
            return None
        found = compared_document(self._project.corpus, [self._other], document).sentences
        compared = next(each for each in found if each.sentence.id == sentence.id)
        return Case(compared, items_of(compared), [])

    def gold_version(self, case: Case) -> Version:
        """What was decided to be gold, if it was."""
        if GOLD not in self._project.layers or self.of == GOLD:
            return Version(GOLD)
        with closing(self._project.read_layer(GOLD)) as gold:
            return Adjudication(gold, GOLD).gold_version(case.compared)

    def decisions(self, _: Case) -> Mapping[str, Decision]:
        """Nothing is decided item by item."""
        return {}

    def found(self, sentence: Sentence) -> Decision | None:
        """What the reviewer found of SENTENCE."""
        return next(
            (
                each
                for each in self.own.by_sentence(sentence)
                if isinstance(each, Decision) and each.item == f"{CHECKED}{self.of}"
            ),
            None,
        )

    @property
    def rate(self) -> ErrorRate:
        """How many were wrong of those that were looked at."""
        said = [each for id in self.own.documents() for each in self.own.by_document(id)]
        return error_rate(said, self.of)

    # -- moving and saying -----------------------------------------------------------------------

    def go(self, step: int) -> bool:
        """To the next sentence or the last one; False at the end."""
        if not 0 <= self.place + step < len(self.sentences):
            return False
        self.place += step
        return True

    def _go_to_unchecked(self) -> None:
        for place, sentence in enumerate(self.sentences):
            if self.found(sentence) is None:
                self.place = place
                return

    def say(self, right: bool, comment: str = "") -> bool:
        """The current sentence is RIGHT or not; with a COMMENT it is sent back. False for no sentence."""
        sentence = self.sentence
        if sentence is None:
            return False
        before = self.found(sentence)
        made = Decision(
            document=sentence.document, annotator=self.own.annotator, sentence=sentence.id,
            item=f"{CHECKED}{self.of}", taken=self.of if right else WRONG, by=self.own.annotator,
            text=comment,
        )  # fmt: skip
        changes = [Change(before, None)] if before else []
        changes.append(Change(None, made))
        if comment:
            note = Note(
                document=sentence.document, annotator=self.own.annotator, about=sentence.id, text=comment,
                to=self.of,
            )  # fmt: skip
            changes.append(Change(None, note))
        self.own.apply(*changes)
        self.go(1)
        return True

    def undo(self) -> bool:
        """Take the last finding back."""
        edit = self.own.undo()
        about = next((c.annotation.sentence for c in edit if isinstance(c.annotation, Decision)), None)
        for place, sentence in enumerate(self.sentences):
            if sentence.id == about:
                self.place = place
        return bool(edit)
