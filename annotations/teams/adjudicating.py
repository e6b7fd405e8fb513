"""Deciding what is gold where people differ: whose version of an item, or nothing, remembered with why.

What was decided once stays: neither a merge nor another pass over the sentences undoes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from annotations.history import Change, Edit
from annotations.model import (
    BY_HAND,
    SPECIAL_TARGETS,
    Annotation,
    Attributes,
    Claim,
    Decision,
    DocumentLabel,
    Reason,
    Relation,
    Span,
    State,
    Value,
    new_id,
    now,
)
from annotations.store.protocol import Store
from annotations.teams.comparing import Compared, Sign, Version, sign
from annotations.teams.items import Item, Thing, items_of
from annotations.teams.people import GOLD

Order: TypeAlias = Literal["disagreement", "document"]


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
        states = self._gold.states()
        return states.get(found.sentence.id) == "done"

    def _open(self, found: Compared, items: Sequence[Item]) -> list[Item]:
        if self.is_decided(found):
            return []
        decided = {each.item for each in self.decisions(found)}
        there = self._there(found)
        # What somebody wrote into gold by hand is decided on, too.
        return [item for item in items if item.key not in decided and not _of_item(item, there)]

    def decisions(self, found: Compared) -> list[Decision]:
        """What was decided about the sentence."""
        said = self._gold.by_sentence(found.sentence)
        about = {found.sentence.id, *found.sentence.also}
        return [each for each in said if isinstance(each, Decision) and each.sentence in about]

    def _there(self, found: Compared) -> list[Annotation]:
        there = self._gold.by_sentence(found.sentence)
        if found.sentence.number == 1:
            said = self._gold.by_document(found.sentence.document)
            there += [each for each in said if isinstance(each, DocumentLabel)]
        return there

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
    def waits(case: Case, item: Item) -> bool:
        """Whether ITEM hangs on others that are not decided yet: relations on what they are between."""
        return item.kind == "relations" and any(
            not other.agreed for other in case.open if other.kind != "relations"
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
            if names:
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
        new = [change.after for change in made if change.after is not None]
        gone = {each.id for each in there}
        hanging = [
            each
            for annotation in there
            for each in self._gold.hanging_on(annotation.document, annotation.id)
            if each.id not in gone and isinstance(each, Relation)
        ]
        changes = [Change(each, None) for each in dict.fromkeys([*hanging, *there])]
        copies = _Copies(case.compared, self._there(case.compared), new, gone)
        seen: set[Sign] = set()
        for name in names if every else names[:1]:
            version = case.compared.versions[name]
            for annotation in item.versions[name]:
                what = sign(annotation, version.ends)
                if what in seen:
                    continue
                seen.add(what)
                copy = copies.of(annotation, version, "+".join(names))
                if copy:
                    changes.append(Change(None, copy))
        return changes

    def _with_end(self, case: Case, changes: list[Change], taken: set[str]) -> Edit:
        """CHANGES, and the sentence gold, where no item is open but those that are TAKEN with them."""
        left = [item for item in case.open if item.key not in taken]
        if any(not item.agreed for item in left):
            return tuple(changes)
        for item in left:
            names = list(item.versions)
            changes += self._replaced(case, item, names, made=changes)
            changes.append(self._decision(case, item, "+".join(names)))
        return (*changes, *self._done(case))

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


def _of_item(item: Item, there: Iterable[Annotation]) -> list[Thing]:
    """What of gold, which is THERE, is about ITEM."""
    start, end = item.range
    found: list[Thing] = []
    for each in there:
        match item.kind:
            case "span" if isinstance(each, Span) and each.touches(start, end):
                found.append(each)
            case "claim-span" if isinstance(each, Claim) and each.ranges and each.touches(start, end):
                found.append(each)
            case "claims" if isinstance(each, Claim) and not each.ranges:
                found.append(each)
            case "relations" if isinstance(each, Relation):
                found.append(each)
            case "documents" if isinstance(each, DocumentLabel):
                found.append(each)
    return found


class _Copies:
    """Copies for gold of what people said: ends and links go to what gold has that says the same."""

    def __init__(
        self, found: Compared, there: Iterable[Annotation], new: Iterable[Annotation], gone: set[str]
    ) -> None:
        self._found = found
        self._by_sign: dict[Sign, str] = {
            sign(each, {}): each.id for each in (*there, *new) if each.id not in gone
        }

    def of(self, annotation: Thing, version: Version, origin: str) -> Thing | None:
        """A copy of ANNOTATION of VERSION; None where it hangs on what gold has not."""
        attributes = self._linked(annotation.attributes, version.ends)
        common = {
            "annotator": GOLD, "id": new_id(), "created": now(), "changed": "", "origin": origin,
            "attributes": attributes,
        }  # fmt: skip
        copy: Thing = replace(annotation, **common)  # type: ignore[arg-type]
        if isinstance(copy, Relation) and isinstance(annotation, Relation):
            source, target = (
                self._end(end, version.ends) for end in (annotation.source, annotation.target)
            )
            if source is None or target is None:
                return None
            copy = replace(copy, source=source, target=target)
        self._by_sign[sign(copy, {})] = copy.id
        return copy

    def _end(self, id: str, ends: Mapping[str, Annotation]) -> str | None:
        if id in SPECIAL_TARGETS:
            return id
        return self._by_sign.get(sign(ends[id], {})) if id in ends else None

    def _linked(self, attributes: Attributes, ends: Mapping[str, Annotation]) -> Attributes:
        """ATTRIBUTES, those that name an annotation naming gold's; left out where gold has none."""
        found: list[tuple[str, Value]] = []
        for name, value in attributes:
            if isinstance(value, str) and value in ends:
                there = self._end(value, ends)
                if there is not None:
                    found.append((name, there))
            else:
                found.append((name, value))
        return tuple(found)
