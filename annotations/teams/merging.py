"""Bringing what copies of a project say into one of them: texts, layers, and what else a team shares.

Nothing is taken out, nothing comes twice, and an interruption leaves each file as it was or as it is to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from annotations.appending import append_line
from annotations.corpus.boundaries import NAME as BOUNDARIES
from annotations.corpus.decoding import Decoded
from annotations.corpus.importing import import_found
from annotations.corpus.reading import Text
from annotations.errors import HashiyaError
from annotations.files import read_plain, replacing_plain, sync_folder
from annotations.model import now
from annotations.project import CORPUS, Project, open_project
from annotations.queues import NAME as QUEUES
from annotations.splitting import NAME as SPLITS
from annotations.store.journal import Event
from annotations.store.judging import wrong_records
from annotations.store.lock import LayerLock, importing_lock
from annotations.store.reading import Tables, carry_out
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.assigning import NAME as ASSIGNMENT
from annotations.teams.histories import Act, Clash, as_events, clashes, history_in, history_of
from annotations.teams.overruling import OVERRULED, on_other_letters
from annotations.teams.uniting import KEPT, united

# Files of a project in which each line says something by itself, and is there once.
LINES: Final = (BOUNDARIES, QUEUES, SPLITS, ASSIGNMENT)
_LARGEST: Final = 1 << 28
# Which of the two a person wants in a clash, 0 or 1; what was done later where they do not say.
Ask: TypeAlias = Callable[[str, Clash], int]


@dataclass
class Merged:
    """What came of a merge: texts and edits that are new, lines of other files, clashes by layer.

    `apart` are texts that the copies cut into other sentences: what is said of sentences that are not here
    is kept, and not seen. `ends` are the edits that bring back what one copy deleted and another said
    something of, or that take a relation from what was decided otherwise. `touching` are decisions on items
    that share letters only. Whom a copy has among its `people` and what copies have other `labels` is told
    only: who may do what, and how things are called, is decided in the project.
    """

    documents: int = 0
    edits: dict[str, int] = field(default_factory=dict)
    lines: int = 0
    clashes: list[tuple[str, Clash]] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    ends: list[tuple[str, Act]] = field(default_factory=list)
    touching: list[tuple[Any, Any]] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    labels: list[Path] = field(default_factory=list)


def merge_projects(into: Path, sources: Iterable[Path], by: str, ask: Ask | None = None) -> Merged:
    """Bring all that SOURCES say into the project INTO; BY is who does it and, with ASK, decides.

    HashiyaError where a project or a layer cannot be read, somebody has one of INTO's layers open, or
    imports into it or merges; what was merged until then is there, and merging again goes on.
    """
    merged = Merged()
    lock = importing_lock(into)
    try:
        _take_all(into, sources, by, ask, merged)
    finally:
        lock.release()
    return merged


def _take_all(into: Path, sources: Iterable[Path], by: str, ask: Ask | None, merged: Merged) -> None:
    for source in sources:
        if source.resolve() == into.resolve():
            continue
        with closing(open_project(source)) as other:
            _look_at_settings(into, other, merged)
            _take_texts(into, other, merged)
            _take_lines(into, other, merged)
            with closing(open_project(into)) as project:
                for name in other.layers:
                    _take_layer(project, other, name, merged, by, ask)


def _look_at_settings(into: Path, other: Project, merged: Merged) -> None:
    with closing(open_project(into)) as project:
        if project.people.is_team:
            merged.people |= other.people.roles.keys() - project.people.roles.keys()
        if other.schema != project.schema:
            merged.labels.append(other.folder)


def _take_texts(into: Path, other: Project, merged: Merged) -> None:
    corpus = other.corpus
    with closing(open_project(into)) as project:
        missing = []
        for document in corpus.documents:
            there = project.corpus.document(document.id)
            if there is None:
                missing.append(document.id)
            elif there.sha256 != document.sha256:
                raise HashiyaError(
                    f"{other.folder}: its text {document.name} has the id of another text in {into}, so "
                    "what is said of the two could not be told apart; keep them in two projects"
                )
            elif project.corpus.imported_ranges(document.id) != corpus.imported_ranges(document.id):
                merged.apart.append(document.name)
    if not missing:
        return
    ranges: dict[str, str] = {}

    def texts() -> Iterator[Text]:
        for id in missing:
            document = corpus.document(id)
            if document:
                ranges[document.sha256] = id
                decoded = Decoded(document.text, document.encoding)
                fields = dict(corpus.fields(id))
                yield Text(document.name, decoded, f"{other.folder.name}:{document.name}", fields)
                ranges.clear()

    found = import_found(
        into / CORPUS,
        texts(),
        lambda _: corpus.imported_ranges(next(iter(ranges.values()))),
        lambda *_: None,
    )
    merged.documents += found.documents


def _take_lines(into: Path, other: Project, merged: Merged) -> None:
    """Lines of files that grow line by line; those that are there stay where they are."""
    for name in LINES:
        ours = set(_lines(into / name))
        missing = [line for line in dict.fromkeys(_lines(other.folder / name)) if line not in ours]
        for line in missing:
            append_line(into / name, lambda line=line: line)  # type: ignore[misc]
        merged.lines += len(missing)


def _lines(path: Path) -> list[bytes]:
    try:
        return [line for line in read_plain(path, _LARGEST).split(b"\n") if line.strip()]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error


# -- layers --------------------------------------------------------------------------------------------


def _take_layer(
    project: Project, other: Project, name: str, merged: Merged, by: str, ask: Ask | None
) -> None:
    path = project.layer_path(name)
    theirs = history_of(other.layer_path(name))
    path.parent.mkdir(exist_ok=True)
    lock = LayerLock(path.with_suffix(".lock"))
    try:
        ours = history_of(path)
        found = clashes(ours, theirs)
        merged.clashes += [(name, clash) for clash in found]
        merged.touching += on_other_letters(ours, theirs)
        acts = united([ours, theirs])
        known = {act.id for act in ours}
        if any(act.id not in known for act in acts):
            acts = united([acts, list(_decided(name, found, ask, by, acts))])
            _refuse_wrong(other.layer_path(name), acts, project)
            write_history(path, acts)
            new = sum(a.id not in known and a.event.kind not in (KEPT, OVERRULED) for a in acts)
            if new:
                merged.edits[name] = merged.edits.get(name, 0) + new
            known |= {act.id for act in theirs}
            merged.ends += [(name, a) for a in acts if a.event.kind == KEPT and a.id not in known]
    finally:
        lock.release()
    with closing(TinyDBStore.open(path, name, project.corpus.documents, by=by)):
        pass  # which writes its file


def _refuse_wrong(source: Path, acts: list[Act], project: Project) -> None:
    """HashiyaError where what ACTS make, those of SOURCE among them, cannot be said in PROJECT."""
    tables: Tables = {}
    for event in as_events(acts):
        carry_out(tables, event.rows)
    for wrong in wrong_records(tables, project.corpus.documents):
        raise HashiyaError(
            f"{source}: cannot be merged: {wrong.table} {wrong.key}: {wrong.why}; nothing of this layer "
            "was taken: repair the project that it is in"
        )


def _decided(name: str, found: list[Clash], ask: Ask | None, by: str, acts: list[Act]) -> Iterator[Act]:
    """What a person who is asked wants otherwise, as edits that follow all others."""
    last = max((act.at for act in acts), default="")
    for place, clash in enumerate(found):
        wanted = ask(name, clash) if ask else clash.kept
        if wanted == clash.kept:
            continue
        number = len(acts) + place + 1
        row = (clash.table, "0", clash.left[clash.kept], clash.left[wanted])
        event = Event(number, max(now(), last), by, (row,))
        yield Act(f"{number}.{_digest(event)}", event.at, event)


def _digest(event: Event) -> str:
    return event.line()[:8].decode("ascii")


def write_history(path: Path, acts: list[Act]) -> None:
    """Let the layer with the file PATH be what ACTS make of nothing; its lock has to be held.

    The journal goes first, and by itself tells all: where it was put there and the file is still of the
    history before, opening the layer goes by the journal.
    """
    journal = path.with_suffix(".journal")
    _write_journal(journal, acts)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def _write_journal(path: Path, acts: list[Act]) -> None:
    with replacing_plain(path) as file:
        for event in as_events(acts):
            file.write(event.line())


def merge_journals(ours: Path, theirs: Path) -> None:
    """Let the journal OURS have the edits of THEIRS, too, as git asks for when it merges two branches."""
    acts = united([history_in(ours), history_in(theirs)])
    _write_journal(ours, acts)
