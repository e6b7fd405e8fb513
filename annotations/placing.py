"""What a file says of a text, as annotations of a layer on the sentences of a project."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from annotations.corpus.cut import parts
from annotations.corpus.database import Corpus
from annotations.corpus.reading import Refused
from annotations.formats.incoming import STATES, Item, attribute_value, ranges_in
from annotations.history import Change
from annotations.model import (
    SPECIAL_TARGETS,
    Annotation,
    Attributes,
    Boundary,
    Claim,
    Decision,
    DocumentLabel,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
    is_id,
    now,
)
from annotations.store.records import REASONS

A = TypeVar("A", bound=Annotation)


@dataclass
class Known:
    """How much of a file is there already, as it says, and how much of it is otherwise."""

    same: int = 0
    differ: int = 0


class Placing:
    """Makes annotations by ANNOTATOR of what SOURCE says of the document with the id DOCUMENT.

    THERE is what the layer says of it; STABLE gives an id for what it is made of; TAKEN are the ids of the
    layer, of other documents too.
    """

    def __init__(
        self,
        corpus: Corpus,
        there: Iterable[Annotation],
        annotator: str,
        document: str,
        source: str,
        stable: Callable[[str], str],
        taken: Collection[str],
    ) -> None:
        self._document = document
        self._annotator = annotator
        self._source = source
        self._stable = stable
        self._taken = taken
        self._used: set[str] = set()  # keys that became ids
        found = corpus.document(document)
        self._text = found.text if found else ""
        self._sentences = corpus.sentences(document)
        self._starts = [sentence.start for sentence in self._sentences]
        self._there = {each.id: each for each in there}
        self._alike = {_content(each): each.id for each in self._there.values()}
        self._ids: dict[str, str] = {}  # by key in the file
        # What can be named that is no annotation.
        self._given = {*SPECIAL_TARGETS, document, *(id for s in self._sentences for id in parts(s))}
        self._now = now()
        self._origin = f"import:{Path(source.rpartition(':')[0] or source).name}"

    def changes(
        self, items: list[Item], complete: bool, known: list[Range], update: bool = False
    ) -> tuple[list[Change], Known, list[Refused]]:
        """What is new of ITEMS, how many are there already, and what cannot be taken.

        With COMPLETE every sentence in the stretches KNOWN of the text, of all where there are none, that
        nothing is said of is done. With UPDATE what is there becomes what the file says of it.
        """
        new: dict[str, Annotation] = {}
        there = Known()
        refused: list[Refused] = []
        updates: list[Change] = []
        waiting = sorted(items, key=lambda item: item.kind in ("relation", "note"))
        while waiting:
            later = [item for item in waiting if not self._ready(item)]
            for item in waiting if len(later) == len(waiting) else [i for i in waiting if self._ready(i)]:
                try:
                    made = self._made(item)
                except ValueError as error:
                    what = " ".join(filter(None, (item.kind, item.label, item.key)))
                    refused.append(Refused(item.place or self._source, f"{what}: {error}"))
                    continue
                alike = self._alike.get(_content(made))
                if made.id in self._there or made.id in new or alike:
                    before = self._there.get(made.id) or self._there.get(alike or "")
                    if before and _said(before) != _said(made):
                        there.differ += 1
                        if update:
                            kept = replace(made, id=before.id, created=before.created, changed=now())
                            updates.append(Change(before, kept))
                    else:
                        there.same += 1
                    self._name(item, made.id if made.id in self._there or not alike else alike)
                else:
                    new[made.id] = made
                    self._name(item, made.id)
            waiting = [] if len(later) == len(waiting) else later
        if complete:
            self._finish(new, known)
        return [*updates, *(Change(None, each) for each in new.values())], there, refused

    def _name(self, item: Item, id: str) -> None:
        if item.key:
            self._ids[item.key] = id

    def _ready(self, item: Item) -> bool:
        """Whether all that ITEM hangs on is known by now."""
        if not (item.source or item.target or item.about or item.answers):
            return True
        ends = [end for end in (item.source, item.target, item.about, item.answers) if end]
        return all(end in self._ids or end in self._given for end in ends)

    def _finish(self, new: dict[str, Annotation], known: list[Range]) -> None:
        marked = {
            each.sentence for each in (*self._there.values(), *new.values()) if isinstance(each, State)
        }
        for sentence in self._sentences:
            if known and not any(a <= sentence.start < b for a, b in _around(known, sentence.start)):
                continue
            if sentence.id not in marked:
                id = self._stable(f"{self._annotator}\0state\0{sentence.id}")
                new[id] = State(
                    document=self._document, annotator=self._annotator, id=id, sentence=sentence.id,
                    origin=self._origin, created=self._now,
                )  # fmt: skip

    def _made(self, item: Item) -> Annotation:
        """ITEM as an annotation; ValueError says why it cannot be one."""
        _refuse_halves(item)
        said: dict[str, object] = {
            "document": self._document,
            "annotator": self._annotator,
            "origin": item.origin or (self._origin + (f"#{item.key}" if item.key else "")),
            "created": self._now,
        }
        if item.created:
            said |= {"created": item.created, "changed": item.changed, "origin": item.origin}
        return self._of_kind(item, said)

    def _id(self, item: Item, *made_of: object) -> str:
        # Ours is kept, unless somebody copied it to another text, or it stands there twice.
        free = item.key in self._there or item.key not in self._taken
        if is_id(item.key) and free and item.key not in self._used:
            self._used.add(item.key)
            return item.key
        what = [self._annotator, self._document, item.kind, item.key, *map(str, made_of)]
        return self._stable("\0".join(what))

    def _of_kind(self, item: Item, said: dict[str, object]) -> Annotation:
        ranges = ranges_in(self._text, item.ranges) if item.ranges or item.kind == "span" else ()
        attributes = _attributes(item.attributes) if item.attributes else ()
        labelled = {**said, "label": item.label, "attributes": attributes}
        id = self._id
        match item.kind:
            case "note":
                about = self._end(item.about) if item.about else self._about(item.sentence)
                answers = self._end(item.answers) if item.answers else ""
                return _build(
                    Note, said, id=id(item, about, item.text, answers), about=about, text=item.text,
                    answers=answers, to=item.to, resolves=item.resolves,
                )  # fmt: skip
            case "decision":
                of = self._end(item.about)
                if item.decided.get("reason", "") not in REASONS:
                    raise ValueError(f"there is no reason {item.decided['reason']!r}")
                made = id(item, of, item.decided.get("item", ""))
                return _build(Decision, said, id=made, sentence=of, text=item.text, **item.decided)
            case "state":
                sentence = self._sentence(item.sentence)
                state = STATES.get(item.label)
                if state is None:
                    raise ValueError(f"there is no state {item.label!r}")
                return _build(
                    State,
                    said,
                    id=id(item, sentence.id),
                    sentence=sentence.id,
                    state=state,
                    reason=item.text,
                )
            case "move":
                place = item.ranges[0][0]
                return _build(Boundary, said, id=id(item, place), place=place, there=item.there)
            case _ if not item.label and item.kind != "document":
                raise ValueError("it has no label")
            case "span":
                return _build(Span, labelled, id=id(item, item.label, ranges), ranges=ranges)
            case "document":
                return _build(DocumentLabel, labelled, id=id(item, item.label))
            case "relation":
                source, target = self._end(item.source), self._end(item.target)
                made = id(item, item.label, source, target)
                return _build(Relation, labelled, id=made, source=source, target=target)
            case _:
                where = item.sentence or ((ranges[0][0], ranges[-1][1]) if ranges else None)
                sentence = self._sentence(where)
                made = id(item, item.label, sentence.id, ranges)
                return _build(Claim, labelled, id=made, sentence=sentence.id, ranges=ranges)

    def _end(self, key: str) -> str:
        if key in self._given or key in self._ids:
            return self._ids.get(key, key)
        raise ValueError(f"there is no {key!r} in the file")

    def _about(self, sentence: Range | None) -> str:
        return self._sentence(sentence).id if sentence else self._document

    def _sentence(self, wanted: Range | None) -> Sentence:
        """The sentence that WANTED is, or begins in."""
        if wanted is None or not 0 <= wanted[0] < wanted[1] <= len(self._text) or not self._sentences:
            raise ValueError("its sentence is outside the text")
        place = max(0, bisect_right(self._starts, wanted[0]) - 1)
        if self._sentences[place].end <= wanted[0] and place + 1 < len(self._sentences):
            place += 1
        return self._sentences[place]


def _refuse_halves(item: Item) -> None:
    """ValueError where ITEM has a half of a character somewhere, which no file can keep."""
    more: list[object] = []
    if item.attributes or item.decided:
        more += item.decided.values()
        for value in item.attributes.values():
            more += value if isinstance(value, (list, tuple)) else [value]
    said = f"{item.label}{item.text}{item.created}{item.changed}{item.origin}{item.to}"
    try:
        "".join([said, *(each for each in more if isinstance(each, str))]).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("there is half a character in it") from error


def _around(known: list[Range], offset: int) -> list[Range]:
    """The one of the stretches KNOWN, in order, that may have OFFSET."""
    place = bisect_right(known, offset, key=lambda each: each[0])
    return known[max(0, place - 1) : place]


def _said(annotation: Annotation) -> tuple[object, ...]:
    """What ANNOTATION says, with its attributes, its state and its reason."""
    more = (
        getattr(annotation, "attributes", ()),
        getattr(annotation, "state", ""),
        getattr(annotation, "reason", ""),
    )
    return (*_content(annotation), *more)


def _build(kind: Callable[..., A], said: Mapping[str, object], **more: object) -> A:
    return kind(**said, **more)


def _attributes(said: Mapping[str, object]) -> Attributes:
    return tuple(sorted((str(name), attribute_value(value)) for name, value in said.items() if name))


def _content(annotation: Annotation) -> tuple[object, ...]:
    """What two annotations have in common that say the same."""
    match annotation:
        case Span(label=label, ranges=ranges):
            return "span", label, ranges
        case Claim(label=label, ranges=ranges, sentence=sentence):
            return "claim", label, ranges, sentence
        case Relation(label=label, source=source, target=target):
            return "relation", label, source, target
        case DocumentLabel(label=label):
            return "document", label
        case State(sentence=sentence):
            return "state", sentence
        case Note(about=about, text=text, answers=answers):
            return "note", about, text, answers
        case Decision(sentence=sentence, item=item):
            return "decision", sentence, item
        case Boundary(place=place, there=there):
            return "move", place, there
    raise AssertionError(annotation)
