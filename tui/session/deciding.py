"""A curator at work: sentences that people differ about, one after the other, and what becomes gold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotations.corpus.database import Corpus
from annotations.history import Edit
from annotations.model import BY_HAND, Decision, Reason, Sentence
from annotations.project import Project
from annotations.store.protocol import Store
from annotations.teams.adjudicating import Adjudication, Case
from annotations.teams.comparing import Compared, ComparedDocument, Version, compared_document
from annotations.teams.items import Item
from annotations.teams.people import GOLD
from tui.session.gradually import for_a_while
from tui.session.others import Others


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which sentences: those where the two of PAIR differ, or about LABEL, where these are given.

    In the order of the text, or where people differ most first.
    """

    label: str = ""
    pair: tuple[str, ...] = ()
    by_text: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    index: int
    weight: float


class Deciding:
    """The sentences of PROJECT that are WANTED and differed about, and decisions on them in GOLD.

    `place` is the current one of `entries`, `item` the current one of what it is about. `last` is what was
    decided last.
    """

    def __init__(self, project: Project, gold: Store, wanted: Wanted) -> None:
        self._project = project
        self.gold = gold
        self.wanted = wanted
        self._others = Others(project, gold)
        self._adjudication = Adjudication(gold, project.annotator)
        self.entries: list[_Entry] = []
        self.place = 0
        self.item = 0
        self.finished = False
        self.last: tuple[Compared, str] | None = None
        self._document: tuple[object, ComparedDocument] | None = None
        self._made = self._undone = 0  # edits of this sitting that stand, and that were taken back
        self._looking = self._look()

    @property
    def _corpus(self) -> Corpus:
        return self._project.corpus

    @property
    def names(self) -> list[str]:
        """Those who are compared, in the order of their keys."""
        return sorted(name for name in self._project.layers if name != GOLD)

    def close(self) -> None:
        """Let the others' files go; gold is closed by who opened it."""
        self._others.close()

    # -- which sentences ---------------------------------------------------------------------

    def look(self, seconds: float) -> bool:
        """Look for SECONDS; whether all are found."""
        self.finished = for_a_while(self._looking, seconds)
        return self.finished

    def _look(self) -> Iterator[None]:
        corpus = self._corpus
        for document in corpus.documents:
            layers = self._layers()
            if sum(document.id in layer.documents() for layer in layers) < 2:
                yield
                continue
            first, _ = corpus.bounds(document.id)
            for number, found in enumerate(compared_document(corpus, layers, document).sentences):
                case = self._adjudication.case(found)
                if case and self._is_wanted(case):
                    self._put(_Entry(first + number, case.weight))
                yield

    def _layers(self) -> list[Store]:
        return [self._others.layer(name) for name in self.names]

    def _is_wanted(self, case: Case) -> bool:
        disputed = [item for item in case.open if not item.agreed]
        if self.wanted.label:
            disputed = [item for item in disputed if self.wanted.label in item.labels]
        if len(self.wanted.pair) == 2:
            one, other = self.wanted.pair
            disputed = [item for item in disputed if item.signs.get(one) != item.signs.get(other)]
        return bool(disputed)

    def _put(self, entry: _Entry) -> None:
        """ENTRY where it belongs, behind what one has come past already."""
        if self.wanted.by_text:
            self.entries.append(entry)
            return
        low, high = min(self.place + 1, len(self.entries)), len(self.entries)
        while low < high:
            middle = (low + high) // 2
            if self.entries[middle].weight >= entry.weight:
                low = middle + 1
            else:
                high = middle
        self.entries.insert(low, entry)

    # -- what is there -------------------------------------------------------------------------

    @property
    def sentence(self) -> Sentence | None:
        """The current sentence."""
        if not self.entries:
            return None
        return self._corpus.sequence[self.entries[self.place].index]

    @property
    def case(self) -> Case | None:
        """The current sentence as it is now, with what others have said since."""
        sentence = self.sentence
        if sentence is None:
            return None
        return self._adjudication.case(self._compared(sentence))

    def _compared(self, sentence: Sentence) -> Compared:
        stamp = (sentence.document, tuple(self._project.layer_stamp(name) for name in self.names))
        if self._document is None or self._document[0] != stamp:
            document = self._corpus.document(sentence.document)
            assert document, "it has a sentence"
            self._document = stamp, compared_document(self._corpus, self._layers(), document)
        first, _ = self._corpus.bounds(sentence.document)
        return self._document[1].sentences[self.entries[self.place].index - first]

    @property
    def current(self) -> Item | None:
        """The item that keys act on."""
        case = self.case
        items = case.disputed if case else []
        return items[min(self.item, len(items) - 1)] if items else None

    def gold_version(self, case: Case) -> Version:
        """What gold says of the sentence."""
        return self._adjudication.gold_version(case.compared)

    def decisions(self, case: Case) -> dict[str, Decision]:
        """What was decided about the sentence, by item."""
        return {each.item: each for each in self._adjudication.decisions(case.compared)}

    def is_decided(self, case: Case) -> bool:
        """Whether the sentence is gold."""
        return self._adjudication.is_decided(case.compared)

    def left(self) -> int:
        """How many of the sentences found are not gold yet."""
        states, sequence = self.gold.states(), self._corpus.sequence
        return sum(states.get(sequence[each.index].id) != "done" for each in self.entries)

    # -- moving ----------------------------------------------------------------------------------

    def go(self, step: int) -> bool:
        """To the next sentence (STEP 1) or the last one; False at the end."""
        place = self.place + step
        if not 0 <= place < len(self.entries):
            return False
        self.place, self.item = place, 0
        self._to_open_item()
        return True

    def go_item(self, step: int) -> bool:
        """To the next thing that people differ about, also of the next sentence."""
        case = self.case
        count = len(case.disputed) if case else 0
        if 0 <= self.item + step < count:
            self.item += step
            return True
        if not self.go(step):
            return False
        case = self.case
        if step < 0 and case:
            self.item = max(0, len(case.disputed) - 1)
        return True

    def _to_open_item(self) -> None:
        case = self.case
        if case is None:
            return
        still_open = {item.key for item in case.open}
        places = [place for place, item in enumerate(case.disputed) if item.key in still_open]
        later = [place for place in places if place >= self.item]
        if places:
            self.item = (later or places)[0]

    def _go_on(self) -> None:
        """To what is to be decided next."""
        case = self.case
        if case is None or self.is_decided(case) or not any(not item.agreed for item in case.open):
            self.go(1)
        else:
            self._to_open_item()

    # -- deciding --------------------------------------------------------------------------------

    def take(self, names: Sequence[str]) -> bool:
        """The version of the current item that NAMES have becomes gold; nothing for no names."""
        case, item = self.case, self.current
        if case is None or item is None or any(name not in item.versions for name in names):
            return False
        if self._waits(case, item) or self._adjudication.lacks_ends(case, item, names):
            return False
        return self._apply(case, item.key, self._adjudication.take(case, item, names))

    def _waits(self, case: Case, item: Item) -> bool:
        """Whether something else has to be decided first: then that is current."""
        waits = self._adjudication.waits(case, item)
        if waits:
            self.item = 0
            self._to_open_item()
        return waits

    def take_both(self) -> bool:
        """All that was said of the current item becomes gold."""
        case, item = self.case, self.current
        if case is None or item is None or self._waits(case, item):
            return False
        return self._apply(case, item.key, self._adjudication.take_both(case, item))

    def take_sentence(self, name: str) -> bool:
        """The whole sentence as NAME has it."""
        case = self.case
        if case is None or name not in case.compared.finished:
            return False
        return self._apply(case, "", self._adjudication.take_sentence(case, name))

    def take_agreeing(self, at_least: int = 2) -> bool:
        """Of every open item of the sentence what so many say."""
        case = self.case
        if case is None:
            return False
        return self._apply(case, "", self._adjudication.take_agreeing(case, at_least))

    def accept_by_hand(self) -> bool:
        """What gold says of the sentence is right as it is."""
        case = self.case
        return case is not None and self._apply(case, "", self._adjudication.by_hand(case))

    def _apply(self, case: Case, key: str, edit: Edit) -> bool:
        if not edit:
            return False
        self._write(edit)
        self.last = (case.compared, key) if key else None
        self._go_on()
        return True

    def explain(self, reason: Reason | None = None, text: str | None = None) -> bool:
        """Why the current item, if it is decided on, or else the last decision, is as it is."""
        for compared, key in self._explained():
            case = self._adjudication.case(compared)
            item = next((each for each in case.items if each.key == key), None) if case else None
            edit = self._adjudication.explain(case, item, reason, text) if case and item else ()
            if edit:
                self._write(edit)
                return True
        return False

    def _explained(self) -> Iterator[tuple[Compared, str]]:
        case, item = self.case, self.current
        if case and item and item.key in self.decisions(case):
            yield case.compared, item.key
        elif self.last:
            yield self.last

    def written_beside(self) -> str:
        """What stands beside the decision that `explain` would change."""
        for compared, key in self._explained():
            for each in self._adjudication.decisions(compared):
                if each.item == key:
                    return each.text
        return ""

    def _write(self, edit: Edit) -> None:
        self._made, self._undone = self._made + 1, 0
        self.gold.apply(*edit)

    def undo(self) -> bool:
        """Take the last decision of this sitting back and go there; those of others, and before, stay."""
        if not self._made:
            return False
        self._made, self._undone = self._made - 1, self._undone + 1
        return self._follow(self.gold.undo())

    def redo(self) -> bool:
        """Make the last one again that was taken back."""
        if not self._undone:
            return False
        self._made, self._undone = self._made + 1, self._undone - 1
        return self._follow(self.gold.redo())

    def _follow(self, edit: Edit) -> bool:
        about = next((c.annotation.sentence for c in edit if isinstance(c.annotation, Decision)), None)
        sequence = self._corpus.sequence
        for place, entry in enumerate(self.entries):
            if sequence[entry.index].id == about:
                self.place, self.item = place, 0
                self._to_open_item()
                break
        return bool(edit)


def taken_by(decision: Decision) -> Sequence[str]:
    """The names whose version was taken; nobody's where it was written by hand, or is nothing."""
    return decision.taken.split("+") if decision.taken not in ("", BY_HAND) else ()
