"""Deciding what is gold where people differ: whose version of an item, or nothing, remembered with why.

What was decided once stays: neither a merge nor another pass over the sentences undoes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.corpus.cut import is_split_off
from annotations.history import Change, Edit
from annotations.model import (
    BY_HAND,
    Annotation,
    Claim,
    Decision,
    DocumentLabel,
    Reason,
    Relation,
    Sentence,
    Span,
    State,
    now,
)
from annotations.store.protocol import Store
from annotations.teams.agreement.matching import touch
from annotations.teams.comparing import Compared, Version, sign
from annotations.teams.copying import Copies, nearest, tidy
from annotations.teams.items import Item, Thing, items_of, letters_of
from annotations.teams.people import GOLD


@dataclass(frozen=True)
class Case:
    """A sentence that at least two have finished: its items, and those that are not decided on yet."""

    compared: Compared
    items: Sequence[Item]
    open: Sequence[Item]

    @property
    def disputed(self) -> list[Item]:
        """The items that people differ about."""
        return [item for item in self.items if not item.agreed]

    @property
    def weight(self) -> float:
        """How much people differ, from 0 to 1: the part of its items, each by how far it is split."""
        if not self.items:
            return 0.0
        split = (1 - len(item.sides()[0]) / len(item.versions) for item in self.items)
        return sum(split) / len(self.items)


class Adjudication:
    """Decisions by the curator BY, put into the layer GOLD."""

    def __init__(self, gold: Store, by: str) -> None:
        self._gold = gold
        self._by = by

    # -- what is to be decided -----------------------------------------------------------------

    def case(self, found: Compared) -> Case | None:
        """FOUND as a case; None where fewer than two have finished it."""
        if len(found.finished) < 2:
            return None
        items = items_of(found)
        return Case(found, items, self._open(found, items))

    def is_decided(self, found: Compared) -> bool:
        """Whether the sentence is gold."""
        return self._gold.states().get(found.sentence.id) == "done"

    def _open(self, found: Compared, items: Sequence[Item]) -> list[Item]:
        if self.is_decided(found):
            return []
        decided = [each.item for each in self.decisions(found)]
        there = self._there(found)
        # What somebody wrote into gold by hand is decided on, too.
        return [
            item
            for item in items
            if not any(same_item(item.key, key) for key in decided) and not _of_item(item, there)
        ]

    def decisions(self, found: Compared) -> list[Decision]:
        """What was decided about the sentence."""
        sentence = found.sentence
        about = {sentence.id, *sentence.also}
        said = self._gold.by_sentence(sentence)
        if is_split_off(sentence.id):  # what was decided of its letters was decided of the whole
            said = self._gold.by_document(sentence.document)
        piece = [(sentence.start, sentence.end)]
        return [
            each
            for each in said
            if isinstance(each, Decision)
            and (each.sentence in about or touch(letters_of(each.item), piece))
        ]

    def _there(self, found: Compared) -> list[Annotation]:
        """What gold says of the sentence itself: what only reaches into it is of another one."""
        sentence = found.sentence
        said = self._gold.by_sentence(sentence)
        here = [each for each in said if _is_home(each, sentence)]
        ids = {each.id for each in here}
        here = [each for each in here if not isinstance(each, Relation) or each.source in ids]
        if sentence.number == 1:
            here += [e for e in self._gold.by_document(sentence.document) if isinstance(e, DocumentLabel)]
        return here

    def gold_version(self, found: Compared) -> Version:
        """What gold says of the sentence now."""
        there = self._there(found)
        ends: dict[str, Annotation] = {each.id: each for each in there}
        return Version(
            GOLD,
            [each for each in there if isinstance(each, Span)],
            [each for each in there if isinstance(each, Claim)],
            [each for each in there if isinstance(each, Relation)],
            (),
            next((each for each in there if isinstance(each, State)), None),
            ends,
            [each for each in there if isinstance(each, DocumentLabel)],
        )

    # -- deciding ------------------------------------------------------------------------------

    @staticmethod
    def waits(case: Case, item: Item, taken: Collection[str] = ()) -> bool:
        """Whether ITEM hangs on others that are not TAKEN yet: relations on what they are between."""
        return item.kind == "relations" and any(
            not other.agreed for other in case.open if other.kind != "relations" and other.key not in taken
        )

    def take(self, case: Case, item: Item, names: Sequence[str], reason: Reason = "") -> Edit:
        """The version of ITEM that NAMES have together becomes gold, in place of what is there.

        No names: nothing is right there. With relations comes what they are between, if all agree on it.
        """
        before = self._agreed(case, item) if item.kind == "relations" else []
        changes = [*before, *self._replaced(case, item, names, made=before)]
        changes.append(self._decision(case, item, "+".join(names), reason))
        return self._with_end(case, changes, {item.key, *_items_in(before)})

    def _agreed(self, case: Case, item: Item) -> list[Change]:
        """The open items but ITEM that all agree on, taken."""
        changes: list[Change] = []
        for other in case.open:
            if other.agreed and other.key != item.key and other.kind != "relations":
                names = list(other.versions)
                changes += self._replaced(case, other, names, made=changes)
                changes.append(self._decision(case, other, "+".join(names)))
        return changes

    def take_both(self, case: Case, item: Item) -> Edit:
        """All that anybody said of ITEM becomes gold, each thing once."""
        names = list(item.versions)
        before = self._agreed(case, item) if item.kind == "relations" else []
        changes = [*before, *self._replaced(case, item, names, made=before, every=True)]
        changes.append(self._decision(case, item, "+".join(names), "both-right"))
        return self._with_end(case, changes, {item.key, *_items_in(before)})

    def take_sentence(self, case: Case, name: str) -> Edit:
        """The whole version of NAME becomes gold, whatever was decided of the sentence before."""
        changes: list[Change] = []
        for item in case.items:
            changes += self._replaced(case, item, [name], made=changes)
            changes.append(self._decision(case, item, name))
        return self._with_end(case, changes, {item.key for item in case.items})

    def take_agreeing(self, case: Case, at_least: int) -> Edit:
        """Of each open item what at least so many say; the sentence is gold if that is all there is."""
        changes: list[Change] = []
        taken: set[str] = set()
        for item in case.open:
            names = item.agreeing(at_least)
            if (
                names
                and not self.waits(case, item, taken)
                and not self.lacks_ends(case, item, names, changes)
            ):
                changes += self._replaced(case, item, names, made=changes)
                changes.append(self._decision(case, item, "+".join(names)))
                taken.add(item.key)
        return self._with_end(case, changes, taken)

    def by_hand(self, case: Case) -> Edit:
        """What gold says now is right: every open item counts as decided, by hand."""
        changes = [self._decision(case, item, BY_HAND) for item in case.open]
        return self._with_end(case, changes, {item.key for item in case.open})

    def explain(
        self, case: Case, item: Item, reason: Reason | None = None, text: str | None = None
    ) -> Edit:
        """Why ITEM was decided as it was."""
        before = next((each for each in self.decisions(case.compared) if each.item == item.key), None)
        if before is None:
            return ()
        after = replace(
            before,
            reason=before.reason if reason is None else reason,
            text=before.text if text is None else text,
            changed=now(),
        )
        return (Change(before, after),) if after != before else ()

    def _decision(self, case: Case, item: Item, taken: str, reason: Reason = "") -> Change:
        sentence = case.compared.sentence
        before = next((each for each in self.decisions(case.compared) if each.item == item.key), None)
        if before:
            kept = replace(
                before, taken=taken, reason=reason or before.reason, by=self._by, changed=now()
            )  # fmt: skip
            return Change(before, kept)
        made = Decision(
            document=sentence.document, annotator=GOLD, sentence=sentence.id, item=item.key, taken=taken,
            by=self._by, reason=reason,
        )  # fmt: skip
        return Change(None, made)

    def _replaced(
        self,
        case: Case,
        item: Item,
        names: Sequence[str],
        made: Iterable[Change] = (),
        every: bool = False,
    ) -> list[Change]:
        """What takes gold's part of ITEM away and puts the version of NAMES there; MADE comes with it."""
        there = _of_item(item, self._there(case.compared))
        coming = [change.after for change in made if change.after is not None]
        gone = {change.before.id for change in made if change.after is None and change.before}
        document = case.compared.sentence.document
        gold = [e for e in self._gold.by_document(document) if e.id not in gone | {t.id for t in there}]
        copies = Copies([*gold, *coming])
        wanted = names if every else names[:1]
        new = copies.of(
            [(e, case.compared.versions[name]) for name in wanted for e in item.versions[name]],
            "+".join(names),
        )
        kept = {each.id for each in new}
        lost = [each for each in there if each.id not in kept]
        changes = [Change(each, None) for each in there]
        changes += [Change(None, each) for each in new]
        return [*self._without_ends(case, item, lost), *changes]

    def _without_ends(self, case: Case, item: Item, lost: Iterable[Thing]) -> list[Change]:
        """What goes where LOST is no more gold: relations to it, and that these were decided on."""
        hanging = {
            each.id: each
            for annotation in lost
            for each in self._gold.hanging_on(annotation.document, annotation.id)
            if isinstance(each, Relation)
        }
        if not hanging or item.kind == "relations":
            return []
        gone: list[Annotation] = [*hanging.values()]
        gone += [each for each in self.decisions(case.compared) if each.item == "relations"]
        return [Change(each, None) for each in gone]

    def lacks_ends(self, case: Case, item: Item, names: Sequence[str], made: Sequence[Change] = ()) -> bool:
        """Whether a relation of NAMES ends at what gold has not.

        That is in this sentence, or in another one that is not decided on yet. What is open here and all
        agree on comes with it, as does what is MADE.
        """
        if item.kind != "relations":
            return False
        if self._lacks_ends_here(case, item, names, made):
            return True
        sentence, states = case.compared.sentence, self._gold.states()
        there = {sign(each, {}) for each in self._gold.by_document(sentence.document)}
        for name in names:
            version = case.compared.versions[name]
            for each in item.versions[name]:
                end = version.ends.get(each.target) if isinstance(each, Relation) else None
                home = version.homes.get(end.id, sentence.id) if end else sentence.id
                if (
                    end
                    and home != sentence.id
                    and states.get(home) != "done"
                    and sign(end, {}) not in there
                ):
                    return True
        return False

    def _lacks_ends_here(
        self, case: Case, item: Item, names: Sequence[str], made: Iterable[Change]
    ) -> bool:
        """Whether an end in the sentence itself has nothing in gold, not with other letters either."""
        sentence = case.compared.sentence
        coming = [change.after for change in made if change.after is not None]
        coming += [e for other in case.open if other.agreed for e in next(iter(other.versions.values()))]
        there = [*self._gold.by_document(sentence.document), *coming]
        placed = [each for each in there if isinstance(each, (Span, Claim)) and each.ranges]
        signs = {sign(each, {}) for each in there}
        for name in names:
            version = case.compared.versions[name]
            for relation in item.versions[name]:
                if not isinstance(relation, Relation):
                    continue
                for id in (relation.source, relation.target):
                    end = version.ends.get(id)
                    here = end is not None and version.homes.get(id, sentence.id) == sentence.id
                    if end and here and sign(end, {}) not in signs and not nearest(end, placed):
                        return True
        return False

    def _with_end(self, case: Case, changes: list[Change], taken: set[str]) -> Edit:
        """CHANGES, and the sentence gold, where no item is open but those that are TAKEN with them."""
        gone = {c.before.item for c in changes if isinstance(c.before, Decision) and c.after is None}
        reopened = bool(gone - taken)
        left = [item for item in case.open if item.key not in taken]
        if reopened or any(not item.agreed for item in left):
            marks = [e for e in self._there(case.compared) if isinstance(e, State)] if reopened else []
            return tidy([*changes, *(Change(mark, None) for mark in marks)])
        for item in left:
            names = list(item.versions)
            if self.lacks_ends(case, item, names, changes):
                return tidy(changes)
            changes += self._replaced(case, item, names, made=changes)
            changes.append(self._decision(case, item, "+".join(names)))
        return tidy([*changes, *self._done(case)])

    def _done(self, case: Case) -> Iterator[Change]:
        sentence = case.compared.sentence
        for part in (sentence.id, *sentence.also):
            before = next(
                (
                    each
                    for each in self._there(case.compared)
                    if isinstance(each, State) and each.sentence == part
                ),
                None,
            )
            if before is None:
                made = State(document=sentence.document, annotator=GOLD, sentence=part)
                yield Change(None, made)
            elif before.state != "done":
                yield Change(before, replace(before, state="done", reason="", changed=now()))


def _items_in(changes: Iterable[Change]) -> list[str]:
    return [change.after.item for change in changes if isinstance(change.after, Decision)]


def _is_home(annotation: Annotation, sentence: Sentence) -> bool:
    """Whether ANNOTATION, which touches SENTENCE, begins there."""
    if isinstance(annotation, (Span, Claim)) and annotation.ranges:
        return sentence.start <= annotation.start < sentence.end
    return True


def same_item(one: str, other: str) -> bool:
    """Whether two keys are of one item: of one kind, and where they have letters, with some in common."""
    letters, others = letters_of(one), letters_of(other)
    if one.partition(":")[0] != other.partition(":")[0] or not letters or not others:
        return one == other
    return touch(letters, others)


def _of_item(item: Item, there: Iterable[Annotation]) -> list[Thing]:
    """What of gold, which is THERE, is about ITEM."""
    pieces = [
        piece
        for said in item.versions.values()
        for each in said
        if isinstance(each, (Span, Claim))
        for piece in each.ranges
    ]
    found: list[Thing] = []
    for each in there:
        match item.kind:
            case "span" if isinstance(each, Span) and touch(each.ranges, pieces):
                found.append(each)
            case "claim-span" if isinstance(each, Claim) and touch(each.ranges, pieces):
                found.append(each)
            case "claims" if isinstance(each, Claim) and not each.ranges:
                found.append(each)
            case "relations" if isinstance(each, Relation):
                found.append(each)
            case "documents" if isinstance(each, DocumentLabel):
                found.append(each)
    return found
