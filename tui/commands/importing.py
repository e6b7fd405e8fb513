"""`hashiya import PROJECT PATHS…`: texts into a project's corpus."""

from __future__ import annotations

import argparse
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from annotations.corpus.importing import Summary, import_texts
from annotations.corpus.reading import SUFFIXES, Options, Refused, files, size_of
from annotations.corpus.streams import opened
from annotations.errors import HashiyaError
from annotations.files import is_there, sweep
from annotations.formats import Format, can_read, format_named, formats, guess
from annotations.formats.incoming import Reading
from annotations.formats.json_reading import begins_json, has_record
from annotations.importing import Taken, Wish, annotator_name, import_annotated
from annotations.project import CORPUS, create_project, keep_schema, open_project
from annotations.project_file import set_value
from annotations.schema import LabelSchema, parse_schema
from annotations.schema.making import Seen, schema_of
from annotations.schema.writing import to_toml
from annotations.store.lock import importing_lock
from tui.commands.collecting import rare_collecting
from tui.commands.output import Output
from tui.commands.progress import Bar

_SHOWN = 20
_HEAD = 1 << 16  # bytes that a format is known by, if that is enough
_LONGEST_HEAD = 1 << 24


@rare_collecting()
def import_project(options: argparse.Namespace) -> int:
    """Import into the project of OPTIONS, made if there is none; status 2 if anything was refused."""
    folder: Path = options.project
    paths, refused = _files(options)
    groups = _by_format(paths, options)
    wish = Wish(
        _annotator(options.annotator), dict(map(_renamed, options.map)), options.open, options.update
    )
    is_new = not is_there(folder)
    if is_new:
        create_project(folder)
    folder = _refuse_old(folder)
    lock = importing_lock(folder)
    show = _Progress(size_of(paths))
    taken = Taken(Summary())
    try:
        labels = _Labels(folder)
        sweep(folder)
        _remove_old_copies(folder)
        reading = Options(options.text_column, options.name_column, options.max_size)
        for format, there in groups:
            if taken.texts.stopped:
                break
            show.go_on(taken.texts)
            if format is None:
                taken.add(Taken(import_texts(folder / CORPUS, there, options.split, reading, show)))
            else:
                how = Reading(options.offsets or "utf-16", options.max_size)
                taken.add(import_annotated(folder, format, there, how, wish, show, labels.take))
    except KeyboardInterrupt:  # between two edits of a layer
        taken.texts.stopped = True
    finally:
        show.bar.clear()
        lock.release()
        if is_new:
            _remove_empty(folder)
    for each in refused:
        taken.texts.refuse(each)
    if taken.seen:
        labels.tell(taken.seen)
    _print(taken.texts, folder, show.bar.seconds)
    for name, count in taken.added.items():
        Output().say("import-said", count=count, annotator=name)
    for old, new in list(taken.renamed.items())[:_SHOWN]:
        Output(sys.stderr).say("import-renamed", old=old, new=new)
    if taken.differ:
        Output(sys.stderr).say("import-said-differ", count=taken.differ)
    if taken.known:
        Output().say("import-said-known", count=taken.known)
    if taken.deleted:
        Output(sys.stderr).say("import-said-deleted", count=taken.deleted)
    if taken.texts.stopped:
        Output(sys.stderr).say("import-stopped")
        return 130
    return 2 if taken.texts.refusals else 0


def _files(options: argparse.Namespace) -> tuple[list[Path], list[Refused]]:
    """The files that OPTIONS name; HashiyaError where there are none."""
    if options.format:
        found, refused = files(options.paths, _suffixes(options.format))
    else:
        found, refused = files(options.paths, SUFFIXES)
        # Of the others in folders those that are certainly of a format.
        others = {end for each in formats().values() if can_read(each) for end in _suffixes(each.NAME)}
        plain = set(found)
        for path in files(options.paths, tuple(others))[0]:
            beside = path.with_suffix(".txt") if path.suffix == ".ann" else None
            if path in plain or beside in plain:
                continue
            head = _head(path)
            if b"\0" in head:
                continue  # of binary tables and models there are many
            if guess(path, head, by_name=False):
                found.append(path)
    if not found and not refused:
        named = ", ".join(options.paths)
        raise HashiyaError(
            f"{named}: there is nothing in it that could be imported; name files, or --format"
        )
    return found, refused


def _suffixes(name: str | None) -> tuple[str, ...]:
    """Which files of a folder are looked at: texts, or those of the format NAME."""
    if name is None:
        return SUFFIXES
    format = format_named(name)
    return tuple({format.SUFFIX, *getattr(format, "ALSO", ()), *getattr(format, "ENDS", ())})


def _by_format(paths: list[Path], options: argparse.Namespace) -> list[tuple[Format | None, list[Path]]]:
    """PATHS in the order of their formats, None for plain texts and records."""
    if options.format:
        format = format_named(options.format)
        if not can_read(format):
            known = ", ".join(name for name, each in sorted(formats().items()) if can_read(each))
            raise HashiyaError(f"{format.NAME} cannot be imported; these can: {known}")
        return [(format, paths)]
    if options.text_column != "text":  # it is said how the records are to be read
        return [(None, paths)]
    found: list[tuple[Format | None, list[Path]]] = []
    for path in paths:
        format_of_it = guess(path, _head(path))
        if found and found[-1][0] is format_of_it:
            found[-1][1].append(path)
        else:
            found.append((format_of_it, [path]))
    return found


def _head(path: Path) -> bytes:
    """How the file PATH begins; nothing where it cannot be read, which is told when it is."""
    if str(path) == "-" or not path.is_file():
        return b""
    try:
        with opened(path) as file:
            head = file.read(_HEAD)
            # What a record is may stand behind a long text in it.
            while begins_json(head) and len(head) < _LONGEST_HEAD and not has_record(head):
                more = file.read(3 * len(head))
                if not more:
                    break
                head += more
            return head
    except (OSError, EOFError, HashiyaError):
        return b""


def _annotator(name: str | None) -> str:
    if name and annotator_name(name) != name:
        raise HashiyaError(
            f"{name!r} cannot be an annotator's name; use letters, digits, dots, hyphens and underscores"
        )
    return name or ""


def _renamed(text: str) -> tuple[str, str]:
    old, equals, new = text.partition("=")
    if not old or not equals or not new:
        raise HashiyaError(f"--map {text}: write OLD=NEW")
    return old, new


def _remove_empty(folder: Path) -> None:
    """Take a project that was made just now away again where nothing came into it."""
    project = open_project(folder)
    empty = not project.corpus.documents and not project.layers
    project.close()
    if empty:
        shutil.rmtree(folder)


class _Labels:
    """The labels of the project in FOLDER: made from the data where nobody has decided on them yet."""

    def __init__(self, folder: Path) -> None:
        project = open_project(folder)
        self._open = not project.has_labels and not project.layers
        project.close()
        self._folder = folder
        self._seen = Seen()
        self._made: LabelSchema | None = None

    def take(self, seen: Seen) -> None:
        """SEEN has come besides; the schema is there before any annotation is."""
        self._seen.add(seen)
        made = schema_of(self._seen, self._folder.stem) if self._open else None
        if made is None:
            return
        written = to_toml(made)
        try:
            parse_schema(written, str(self._folder / "labels.toml"))
        except HashiyaError:
            return  # rather no labels than a project that is shut
        # What came before in this import has made some already.
        name = keep_schema(self._folder, written, instead=self._made is not None)
        set_value(self._folder, "labels", name)
        self._made = made

    def tell(self, seen: Seen) -> None:
        """Say which labels were made, or which of those SEEN the project has not."""
        if self._made:
            names = ", ".join(label.id for label in self._made.labels)
            Output().say("import-labels", labels=names, path=self._folder / "labels.toml")
            return
        project = open_project(self._folder)
        schema = project.schema
        project.close()
        lacking = [
            *(id for id in seen.entities if not schema.entity(id)),
            *(id for id in seen.claims if not schema.claim(id)),
            *(id for id in seen.relations if not schema.relation(id)),
            *(id for id in seen.attributes if not schema.attribute(id)),
        ]
        if lacking:
            Output(sys.stderr).say("import-misfits", labels=", ".join(dict.fromkeys(lacking)))


def _refuse_old(folder: Path) -> Path:
    """The folder of the project FOLDER, which may be a link to it."""
    project = open_project(folder)
    takes_more = project.corpus.takes_more
    project.close()
    if not takes_more:
        raise HashiyaError(f"{folder}: made by an older Hashiya, for one text; import into a new project")
    return project.folder


def _remove_old_copies(folder: Path) -> None:
    """What an import of an earlier version left half-made: nobody knows whether it is whole."""
    for name in ("corpus.importing", "corpus.importing-journal"):
        with suppress(OSError):
            (folder / name).unlink()


def _print(summary: Summary, folder: Path, seconds: float) -> None:
    errors = Output(sys.stderr)
    for refused in summary.refused[:_SHOWN]:
        errors.say("import-refused", what=refused)
    if summary.refusals > _SHOWN:
        errors.say("import-more-refused", count=summary.refusals - _SHOWN)
    Output().say(
        "import-added",
        folder=folder,
        documents=summary.documents,
        sentences=summary.sentences,
        seconds=f"{seconds:.1f}",
        known=summary.known,
        refused=summary.refusals,
    )


class _Progress:
    """A bar with how many sentences there are; TOTAL is the number of bytes to read, 0 if not known."""

    def __init__(self, total: int) -> None:
        self.bar = Bar("import-progress", "sentences", total)
        self._before = 0

    def go_on(self, summary: Summary) -> None:
        """What comes is counted on top of SUMMARY."""
        self._before = summary.sentences

    def __call__(self, summary: Summary, read: int) -> None:
        self.bar.at(self._before + summary.sentences, read)
