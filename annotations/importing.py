"""Bringing texts with what is said of them into a project: the texts first, then a layer an annotator.

Every annotation gets an id that its place in the file decides, so that importing again adds nothing twice.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from annotations.arabic.sentences import split_sentences
from annotations.corpus.decoding import Decoded
from annotations.corpus.importing import Summary, import_found
from annotations.corpus.reading import Refused, Text
from annotations.errors import HashiyaError
from annotations.formats import Format
from annotations.formats.incoming import Found, Incoming, Reading, attribute_value
from annotations.history import Change
from annotations.model import Annotation, Note, Range, Relation, Sentence
from annotations.placing import Placing
from annotations.project import CORPUS, Project, open_project
from annotations.schema.making import Seen
from annotations.spooling import Spool, Spooled
from annotations.store.beginning import NewLayer
from annotations.store.journal import deleted_ids

# What reading comes upon in a file of which somebody made something else.
_WRONG = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
_LONGEST_NAME = 120  # bytes, so that what stands behind it fits into a file's name, too
_AT_ONCE = 2000  # annotations in one edit


@dataclass
class Taken:
    """What came of an import: the texts, and by annotator how much is new of what is said of them.

    `known` counts what was there already, `differ` what is there and says otherwise, `deleted` what was
    there once and somebody deleted; `renamed` are names that could not be kept; `seen` is what a schema for
    it needs.
    """

    texts: Summary
    added: Counter[str] = field(default_factory=Counter)
    known: int = 0
    differ: int = 0
    deleted: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    seen: Seen = field(default_factory=Seen)

    def add(self, other: Taken) -> None:
        """What came of another one, too."""
        texts, more = self.texts, other.texts
        texts.documents += more.documents
        texts.sentences += more.sentences
        texts.known += more.known
        texts.refused += more.refused
        texts.refusals += more.refusals
        texts.stopped |= more.stopped
        self.added.update(other.added)
        self.known += other.known
        self.differ += other.differ
        self.deleted += other.deleted
        self.renamed |= other.renamed
        self.seen.add(other.seen)


@dataclass(frozen=True, slots=True)
class Wish:
    """Whose layer it goes to, "" for that of whom the file names, else the project's; and which labels
    become others. `open` leaves sentences open that the file says are done, `update` lets what is there
    become what the file says of it."""

    annotator: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    open: bool = False
    update: bool = False


def import_annotated(
    folder: Path,
    format: Format,
    paths: list[Path],
    reading: Reading,
    wish: Wish,
    progress: Callable[[Summary, int], None],
    with_labels: Callable[[Seen], None] = lambda _: None,
) -> Taken:
    """Add the texts in PATHS, of FORMAT, and what is said of them to the project in FOLDER.

    What cannot be taken comes as refused, with its place. WITH_LABELS is told what a schema needs before
    the first layer is written. HashiyaError where nothing could be added.
    """
    with Spool(folder) as spool:
        there = open_project(folder)
        coming = _Coming(format, paths, reading, wish, spool, there)
        try:
            summary = import_found(folder / CORPUS, coming.texts(), coming.ranges, progress, coming.taken)
        finally:
            there.close()
        taken = Taken(summary, renamed=coming.renamed, seen=coming.seen)
        with_labels(coming.seen)
        project = open_project(folder)
        try:
            _write_layers(project, spool, taken, wish)
        except KeyboardInterrupt:  # between two edits of a layer
            summary.stopped = True
        finally:
            project.close()
    return taken


class Target(Protocol):
    """Where the annotations of a person go: a layer that is there, or one that begins."""

    @property
    def writable(self) -> bool: ...

    def ids(self) -> set[str]: ...

    def by_document(self, document: str) -> list[Annotation]: ...

    def times(self) -> Mapping[str, float]: ...

    def apply(self, *edit: Change) -> None: ...

    def spend(self, sentence: Sentence, seconds: float) -> None: ...

    def close(self) -> None: ...


class _Coming:
    """The texts in PATHS one by one; what is said of them goes to SPOOL, with the id that the text got."""

    def __init__(
        self,
        format: Format,
        paths: list[Path],
        reading: Reading,
        wish: Wish,
        spool: Spool,
        there: Project,
    ) -> None:
        self._format = format
        self._paths = paths
        self._reading = reading
        self._wish = wish
        self._spool = spool
        self._there = there
        self._current: Incoming | None = None
        self.seen = Seen()
        self.renamed: dict[str, str] = {}
        self._people = _People()

    def texts(self) -> Iterator[Text | Refused]:
        """What is found, as a corpus takes it."""
        for path in self._paths:
            for found in self._found(path):
                if isinstance(found, Refused):
                    yield found
                else:
                    yield from _without_wrong(found)
                    self._current = self._recognised(found)
                    yield self._current.text

    def _recognised(self, found: Incoming) -> Incoming:
        """FOUND, with the text of the project that it names, if that is it as far as it is known."""
        named = found.document if found.document.isascii() else ""  # as all our ids are
        document = self._there.corpus.document(named) if named else None
        if document and all(
            document.text[a:b] == piece for (a, b), piece in zip(found.known, found.pieces, strict=True)
        ):
            found.text = replace(found.text, decoded=Decoded(document.text, document.encoding))
            return found
        return found.otherwise or found

    def _found(self, path: Path) -> Iterator[Found]:
        try:
            yield from self._format.read(path, self._reading)
        except HashiyaError as error:
            yield refusal(error, path)
        except (OSError, EOFError) as error:
            yield Refused(str(path), str(getattr(error, "strerror", None) or error))
        except _WRONG as error:
            yield Refused(str(path), f"not as this format has it: {error}")

    def ranges(self, text: Text) -> list[Range]:
        """The sentences of TEXT: those of the file, or by our rules."""
        assert self._current, "it is the current one"
        given = self._current.sentences
        if given is None:
            return split_sentences(text.decoded.text)
        return [(start, end) for start, end in given if text.decoded.text[start:end].strip()]

    def _named(self, name: str, kind: str) -> str:
        """NAME as a schema can have it, "" for none; what had to change is told."""
        if kind in ("state", "note", "move", "decision") or not name:
            return name
        kept = typable(name)
        if kept != name:
            self.renamed[name] = kept
        return kept

    def taken(self, text: Text, id: str) -> None:
        """TEXT is in the corpus and has this ID there."""
        coming = self._current
        assert coming, "it is the current one"
        for item in coming.items:
            item.label = self._named(self._wish.names.get(item.label, item.label), item.kind)
            if item.attributes:
                item.attributes = {self._named(name, "attribute"): v for name, v in item.attributes.items()}
        self.seen.take(coming.items)
        who = self._wish.annotator or self._people.layer_of(coming.annotator) or self._there.annotator
        complete = coming.complete and not self._wish.open
        items = [each for each in coming.items if each.kind != "state" or not self._wish.open]
        said = Spooled(id, who, text.source, items, complete, coming.seconds, coming.moved, coming.known)
        self._spool.add(said)


def _without_wrong(found: Incoming) -> Iterator[Refused]:
    """Take from FOUND, and refuse, what has attributes that no annotation can have."""
    wrong: dict[int, Refused] = {}
    for item in found.items:
        if item.attributes:
            try:
                for value in item.attributes.values():
                    attribute_value(value)
            except (ValueError, AttributeError) as error:
                why = f"its attributes are none: {error}"
                wrong[id(item)] = Refused(item.place or found.text.source, why)
    if wrong:
        found.items = [item for item in found.items if id(item) not in wrong]
    yield from wrong.values()


def typable(name: str) -> str:
    """NAME as a schema can have it: no blanks, no @, nothing that cannot be seen."""
    if name and name.isprintable() and not re.search(r"[\s@]", name):
        return name
    seen = "".join(c if c.isprintable() and c != "@" and not c.isspace() else "_" for c in name)
    return re.sub("__+", "_", seen).strip("_") or "_"


def refusal(error: Exception, path: Path) -> Refused:
    """What ERROR says of PATH, which it may name itself, with a line or without."""
    said = str(error)
    named = re.match(rf"({re.escape(str(path))}(?::\d+)?): ", said)
    return Refused(named[1], said[named.end() :]) if named else Refused(str(path), said)


def annotator_name(name: str) -> str:
    """NAME as that of a layer: what cannot be in a file's name is `_`, and it is not too long for one."""
    plain = re.sub(r"[^\w.-]", "_", name).lstrip(".-_")
    return plain.encode("utf-8")[:_LONGEST_NAME].decode("utf-8", "ignore")[:100]


class _People:
    """The layers of the people that a file names, one for each, however alike their names are as files."""

    def __init__(self) -> None:
        self._layers: dict[str, str] = {}

    def layer_of(self, name: str) -> str:
        """The layer of NAME, "" for nobody."""
        if not name:
            return ""
        if name not in self._layers:
            wanted = annotator_name(name)
            alike = {each for other, each in self._layers.items() if other != name}
            if not wanted or wanted in alike:
                digest = hashlib.blake2b(name.encode("utf-8", "replace"), digest_size=3).hexdigest()
                wanted = f"{wanted or 'annotator'}-{digest}"
            self._layers[name] = wanted
        return self._layers[name]


def _write_layers(project: Project, spool: Spool, taken: Taken, wish: Wish) -> None:
    """Bring what SPOOL has into the layers of PROJECT, one annotator after the other."""
    for said in spool.moving():
        moved = project.corpus.moved_in(said.document)
        for place, there in said.moved.items():
            if place not in moved:
                project.corpus.move_boundary(said.document, place, there, said.annotator)
    for name in spool.names():
        person = project.as_annotator(name)
        store: Target = (None if spool.comes_twice(name) else person.begin_layer()) or person.open_layer()
        try:
            if not store.writable:
                raise HashiyaError(f"{project.folder}: the layer of {name} cannot be written")
            _write_layer(project, store, name, spool, taken, wish)
        finally:
            store.close()


def _write_layer(
    project: Project, store: Target, name: str, spool: Spool, taken: Taken, wish: Wish
) -> None:
    waiting: list[Change] = []
    spent: list[tuple[str, dict[Range, float]]] = []
    places: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def flush() -> None:
        if waiting:
            store.apply(*waiting)
            taken.added[name] += len(waiting)
            waiting.clear()

    pending: set[str] = set()
    deleted: set[str] | None = None  # not known yet
    ids = store.ids()
    again = spool.comes_twice(name)
    for said in spool.of(name):
        id = said.document
        if id in pending:  # what was said of the text before has to be seen
            flush()
            pending.clear()
        stable = _stable(places[id] if again else Counter())
        placing = Placing(project.corpus, store.by_document(id), name, id, said.source, stable, ids)
        new, known, refused = placing.changes(said.items, said.complete, said.known, wish.update)
        if new and not wish.update and not isinstance(store, NewLayer):
            if deleted is None:
                deleted = deleted_ids(project.layer_path(name).with_suffix(".journal"))
            kept = _without_deleted(new, deleted)
            taken.deleted += len(new) - len(kept)
            new = kept
        waiting += new
        ids.update(change.annotation.id for change in new)
        pending.add(id)
        taken.known += known.same
        taken.differ += known.differ
        for each in refused:
            taken.texts.refuse(each)
        if said.seconds:
            spent.append((id, said.seconds))
        if len(waiting) >= _AT_ONCE:
            flush()
            pending.clear()
    flush()
    _spend(project, store, spent)


def _without_deleted(new: list[Change], deleted: set[str]) -> list[Change]:
    """Those of what is NEW that were not DELETED, and hang on nothing that was."""
    gone = {change.annotation.id for change in new} & deleted
    while True:
        hanging = {
            change.annotation.id for change in new if gone & set(_hangs_on(change.annotation))
        } - gone
        if not hanging:
            return [change for change in new if change.annotation.id not in gone]
        gone |= hanging


def _hangs_on(annotation: Annotation) -> tuple[str, ...]:
    match annotation:
        case Relation():
            return annotation.source, annotation.target
        case Note():
            return annotation.about, annotation.answers
    return ()


def _spend(project: Project, store: Target, spent: list[tuple[str, dict[Range, float]]]) -> None:
    times = store.times()
    for id, seconds in spent:
        for sentence in project.corpus.sentences(id):
            told = seconds.get((sentence.start, sentence.end))
            if told and sentence.id not in times:
                store.spend(sentence, told)


def _stable(counts: Counter[str]) -> Callable[[str], str]:
    """Ids that what they are made of decides; of equal ones, also how many there were before."""

    def id(said: str) -> str:
        counts[said] += 1
        return hashlib.blake2b(f"{said}\0{counts[said]}".encode(), digest_size=8).hexdigest()

    return id
