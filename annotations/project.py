"""A project: a folder `NAME.hashiya/` with a corpus, a label schema and a layer per annotator."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
import unicodedata
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from annotations.corpus.boundaries import NAME as BOUNDARIES
from annotations.corpus.boundaries import Boundaries
from annotations.corpus.database import Corpus
from annotations.corpus.decoding import LARGEST_TEXT, Decoded, decode, encode
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.files import making_folder, read_plain, readable, replacing_plain, resolved, sync_folder
from annotations.model import Document, user_name
from annotations.project_file import LARGEST as LARGEST_SETTINGS
from annotations.project_file import NAME as SETTINGS
from annotations.project_file import quoted, text_of
from annotations.queues import NAME as QUEUES
from annotations.queues import Queues
from annotations.schema import DEFAULT_SCHEMA, LabelSchema, load_schema
from annotations.store.beginning import NewLayer, begin_layer
from annotations.store.protocol import Sayings
from annotations.store.steady import read_steadily
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.people import GOLD, People, people_of
from annotations.toml import read_toml

SUFFIX = ".hashiya"
_FORMAT = 1
CORPUS = "corpus.sqlite"
_LONGEST_NAME = 200  # bytes


class UnknownAnnotator(HashiyaError):  # noqa: N818 - named by what is wrong
    """Who should be an annotator has no layer."""


@dataclass(frozen=True)
class Project:
    """An opened project folder; `has_labels` says whether somebody has decided on the schema."""

    folder: Path
    name: str
    schema: LabelSchema
    corpus: Corpus
    annotator: str
    people: People
    has_labels: bool = True

    def as_annotator(self, annotator: str) -> Project:
        """The same project with ANNOTATOR at work; HashiyaError where that cannot be a name."""
        _check_annotator(annotator)
        return replace(self, annotator=annotator)

    @property
    def layers(self) -> list[str]:
        """The annotators who have a layer, sorted."""
        return sorted({path.stem for path in self._layer_files() if _is_annotator(path.stem)})

    def strangers(self) -> list[tuple[Path, str]]:
        """What lies between the layers and is none, each with what is wrong."""
        return [
            (path, f"{path.stem!r} cannot be an annotator's name, so it is passed over; rename the file")
            for path in self._layer_files()
            if not _is_annotator(path.stem)
        ]

    def _layer_files(self) -> list[Path]:
        folder = self.folder / "annotations"
        try:
            if folder.is_symlink():
                raise HashiyaError(f"{folder}: is a link; put the folder itself there")
            with os.scandir(folder) as entries:
                paths = [folder / entry.name for entry in entries]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise HashiyaError(
                f"{folder}: cannot be read: {error.strerror}; it has to be a folder that you may read"
            ) from error
        return sorted(path for path in paths if path.suffix in (".json", ".journal"))

    def layer_path(self, annotator: str) -> Path:
        """The TinyDB file of ANNOTATOR."""
        return self.folder / "annotations" / f"{annotator}.json"

    def layer_stamp(self, annotator: str) -> tuple[tuple[int, int], ...]:
        """What is another one when the layer of ANNOTATOR has changed."""
        found = []
        for path in (self.layer_path(annotator), self.layer_path(annotator).with_suffix(".journal")):
            with suppress(OSError):
                stat = path.stat()
                found.append((stat.st_size, stat.st_mtime_ns))
        return tuple(found)

    @property
    def queues(self) -> Queues:
        """The queues that were given a name."""
        return Queues(self.folder / QUEUES)

    def open_layer(self) -> TinyDBStore:
        """The layer of the project's annotator, for writing.

        Where one may not write in the project's folder, it is opened for reading. NotOfTheTeam where the
        annotator is none of the people of the project.
        """
        self.people.refuse_layer(self.annotator)
        return self._open(self.annotator)

    def begin_layer(self) -> NewLayer | None:
        """The layer of the project's annotator where there is nothing of it yet, to be filled; else None.

        NotOfTheTeam as in `open_layer`, which also says what is wrong where nothing can be written.
        """
        self.people.refuse_layer(self.annotator)
        path = self.layer_path(self.annotator)
        with suppress(OSError):
            return begin_layer(path, self.annotator, self.corpus.documents, self.annotator)
        return None

    def open_gold(self) -> TinyDBStore:
        """The layer of what was decided on, for the project's annotator to write; only curators may."""
        self.people.refuse(self.annotator, "curator")
        return self._open(GOLD)

    def _open(self, layer: str) -> TinyDBStore:
        path = self.layer_path(layer)
        try:
            return TinyDBStore.open(path, layer, self.corpus.documents, by=self.annotator)
        except OSError as error:
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                return TinyDBStore.read(path, layer, self.corpus.documents)
            raise HashiyaError(f"{path}: {error.strerror}; nothing could be saved there") from error

    def read_layer(self, annotator: str) -> TinyDBStore:
        """The layer of ANNOTATOR, for reading; the project's own may still be empty."""
        if annotator != self.annotator:
            self.refuse_unknown(annotator)
        return TinyDBStore.read(self.layer_path(annotator), annotator, self.corpus.documents)

    def read_steadily(self, annotator: str) -> Sayings:
        """The layer of ANNOTATOR for reading, text by text: a large one stays on the disk."""
        if annotator != self.annotator:
            self.refuse_unknown(annotator)
        try:
            found = read_steadily(self.layer_path(annotator), annotator, self.corpus.documents)
        except OSError:
            found = None  # what is wrong is said by the other way
        return found or self.read_layer(annotator)

    def refuse_unknown(self, annotator: str) -> None:
        """HashiyaError where ANNOTATOR has no layer."""
        if annotator not in self.layers:
            known = ", ".join(self.layers) or "nobody yet"
            raise UnknownAnnotator(
                f"{self.folder}: {annotator!r} has no annotations here; there are those of: {known}",
                annotator=annotator,
                known=known,
            )

    def guideline(self) -> str:
        """The project's own guideline, `guideline.md` in its folder; "" where there is none to be read."""
        with suppress(OSError, HashiyaError):
            return read_plain(self.folder / "guideline.md", LARGEST_SETTINGS).decode("utf-8", "replace")
        return ""

    def close(self) -> None:
        """Let the files go."""
        self.corpus.close()


def open_project(path: Path, annotator: str | None = None) -> Project:
    """The project in the folder PATH, or beside the text PATH; ANNOTATOR says whose layer is worked on.

    Without ANNOTATOR it is the one that the project names, else the user of this machine.
    HashiyaError says what is wrong with the folder.
    """
    if path.is_file() and path.with_suffix(SUFFIX).is_dir():
        path = path.with_suffix(SUFFIX)  # the text that the project belongs to
    if path.is_symlink():
        path = resolved(path)  # a person may name a project by a link; in it there is none
    settings_path = path / SETTINGS
    if not path.is_dir():
        raise HashiyaError(f"{path}: there is no such project folder")
    settings = read_toml(settings_path)
    if settings is None:
        raise HashiyaError(f"{path}: not a Hashiya project: it has no project.toml")
    if "format" not in settings:
        raise HashiyaError(
            f"{settings_path}: it does not say its format; write into it: format = {_FORMAT}"
        )
    if settings.get("format") != _FORMAT:
        raise HashiyaError(
            f"{settings_path}: project format {settings.get('format')!r} is not one this Hashiya reads "
            f"({_FORMAT}); update Hashiya"
        )
    people = people_of(path, settings)
    for name in people.roles:
        _check_annotator(name)
    named = None if people.is_team else text_of(settings, "annotator", settings_path)
    who = annotator or named or default_annotator()
    _check_annotator(who)
    labels = text_of(settings, "labels", settings_path)
    schema = load_schema(labels or DEFAULT_SCHEMA, path)
    corpus = Corpus(path / CORPUS, Boundaries(path / BOUNDARIES))
    name = text_of(settings, "name", settings_path) or path.stem
    _check_source(path, text_of(settings, "source", settings_path), corpus)
    return Project(path, name, schema, corpus, who, people, bool(labels))


def create_project(folder: Path) -> None:
    """Make an empty project in FOLDER, for texts to be imported; which labels it has is still open."""
    if folder.suffix != SUFFIX:
        raise HashiyaError(f"{folder}: a project's name ends in {SUFFIX}, such as {folder.name}{SUFFIX}")
    _make(folder, [], None)


def keep_schema(folder: Path, text: str, instead: bool = False) -> str:
    """Put the schema TEXT into the project FOLDER; the name of its file.

    Another one that is there is kept aside, unless TEXT is there INSTEAD of it.
    """
    path = folder / "labels.toml"
    if not instead and path.exists() and path.read_bytes() != text.encode("utf-8"):
        number = next(n for n in range(1, 10_000) if not (folder / f"labels-{n}.toml").exists())
        path.rename(folder / f"labels-{number}.toml")
    with replacing_plain(path) as file:
        file.write(text.encode("utf-8"))
    return path.name


def open_text(path: Path, annotator: str | None = None) -> Project:
    """The project beside the text file PATH, made if there is none."""
    folder = path.with_suffix(SUFFIX)
    # A file's name may be bytes that are no text; such a source cannot be named in project.toml.
    name = readable(path.name)
    if folder.is_dir():
        project = open_project(folder, annotator)
        names = [document.name for document in project.corpus.documents[:3]]
        if names != [name]:
            project.close()
            raise HashiyaError(
                f"{folder}: belongs to {', '.join(names)}, not to {name}; rename one of the two texts"
            )
        return project
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
    _refuse_large(data, str(path))
    source = f"../{name}" if name == path.name else None
    _create(folder, name, decode(data, str(path)), source)
    return open_project(folder, annotator)


def open_stdin(data: bytes, annotator: str | None = None) -> Project:
    """A project in the working folder for DATA from standard input; the same text finds it again."""
    _refuse_large(data, "standard input")
    decoded = decode(data, "standard input")
    document = make_document("standard input", decoded)
    for length in (8, 16, len(document.sha256)):  # another text may have the same short name
        folder = Path(f"stdin-{document.sha256[:length]}{SUFFIX}")
        if not folder.is_dir():
            _create(folder, "standard input", decoded, source=None)
        project = open_project(folder, annotator)
        if [each.sha256 for each in project.corpus.documents[:2]] == [document.sha256]:
            return project
        project.close()
    raise HashiyaError(f"{folder}: has another text than its name says; move it away")


def _refuse_large(data: bytes, name: str) -> None:
    if len(data) > LARGEST_TEXT:
        raise HashiyaError(
            f"{name}: has more than {LARGEST_TEXT >> 20} MB, the most that is read as one text; split it, "
            "and use `hashiya import`"
        )


def default_annotator() -> str:
    """The user of this machine, as a name that can be a file's."""
    return re.sub(r"[^\w.-]", "_", user_name()).lstrip(".-") or "annotator"


def _create(folder: Path, name: str, decoded: Decoded, source: str | None) -> None:
    """Make FOLDER with one document, whole or not at all, and on disk."""
    if not decoded.text.strip():
        raise HashiyaError(f"{name}: there is no text in it")
    _make(folder, [make_document(name, decoded)], source)


def _make(folder: Path, documents: list[Document], source: str | None) -> None:
    # Here, as what splits sentences takes its time, and most projects are there already.
    from annotations.corpus.writing import create_corpus

    try:
        with making_folder(folder) as aside:
            (aside / "annotations").mkdir()
            create_corpus(aside / CORPUS, documents)
            with replacing_plain(aside / SETTINGS) as file:
                file.write(_settings(folder.stem, source, with_labels=bool(documents)).encode("utf-8"))
            sync_folder(aside / "annotations")
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise HashiyaError(
            f"{folder}: the project could not be made: {reason}; make room there, or copy the text to a "
            "folder where you may write"
        ) from error


def _settings(name: str, source: str | None, with_labels: bool) -> str:
    lines = [
        f"format = {_FORMAT}",
        f"name = {quoted(name)}",
        *([f'labels = "{DEFAULT_SCHEMA}"'] if with_labels else []),
        *([f"source = {quoted(source)}"] if source else []),
    ]
    return "\n".join(lines) + "\n"


def _is_annotator(name: str) -> bool:
    # As it is the name of a file: in its bytes, and written as all would write it.
    short = len(name) <= 100 and len(name.encode("utf-8", "replace")) <= _LONGEST_NAME
    plain = unicodedata.normalize("NFC", name) == name
    return short and plain and re.fullmatch(r"\w[\w.-]*", name) is not None


def _check_annotator(name: str) -> None:
    if not _is_annotator(name):
        raise HashiyaError(
            f"{name!r} cannot be an annotator's name; use letters, digits, dots, hyphens and underscores"
        )


def _check_source(folder: Path, source: str | None, corpus: Corpus) -> None:
    """Refuse to go on where the file that the only document was read from has changed since.

    It is looked for beside the project and nowhere else.
    """
    if source is None:
        return
    path = folder / ".." / source.removeprefix("../")
    if not source.startswith("../") or "/" in source.removeprefix("../") or not path.is_file():
        return
    document = corpus.documents[0] if corpus.documents else None
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_TEXT + 1)
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
    if document and data != encode(document.text, document.encoding):
        raise HashiyaError(
            f"{path.resolve()}: the text has changed since it was first opened, so the "
            f"offsets in {folder} no longer fit it; put the old text back, or rename the new one to "
            "begin a project of its own"
        )
