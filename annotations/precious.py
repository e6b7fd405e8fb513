"""What no file that is written may take the place of: projects, the texts they are of, imported sources."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final

from annotations.corpus.database import Corpus
from annotations.corpus.decoding import LARGEST_TEXT, decode
from annotations.corpus.layout import possible_ids, text_hash
from annotations.errors import HashiyaError
from annotations.files import resolved
from annotations.project import SUFFIX, Project

_SMALL: Final = 1 << 20  # bytes; so much is read sooner than the corpus is asked


def refuse_precious(target: Path, project: Project) -> None:
    """HashiyaError where TARGET is in a project, or is a text that PROJECT or the one beside it is of."""
    found = resolved(target)
    for folder in (found, *found.parents):
        if (folder.suffix == SUFFIX and (folder.is_dir() or folder != found)) or _is_project(folder):
            raise HashiyaError(f"{target}: is part of the project {folder}; choose another file")
    if not found.is_file():
        return
    beside = {project.folder.resolve().parent / document.name for document in project.corpus.documents[:1]}
    if found in beside or _is_text_of_a_project(found):
        raise HashiyaError(f"{target}: is part of the project, the text that it is of; choose another file")
    if _was_imported(found, project):
        raise HashiyaError(f"{target}: was imported into {project.folder}; choose another file")


def _is_project(folder: Path) -> bool:
    return (folder / "project.toml").is_file() and (folder / "corpus.sqlite").is_file()


def _is_text_of_a_project(path: Path) -> bool:
    """Whether the project beside PATH, if there is one, was made for it."""
    folder = resolved(path.with_suffix(SUFFIX))
    if not folder.is_dir():
        return False
    try:
        corpus = Corpus(folder / "corpus.sqlite")
        names = [document.name for document in corpus.documents[:2]]
        corpus.close()
    except HashiyaError:
        return True  # nobody knows
    return names == [path.name]


def _was_imported(path: Path, project: Project) -> bool:
    """Whether texts of PROJECT were read from the file PATH, or one of them is what stands in it."""
    folder = project.folder.resolve()
    for source in project.corpus.sources():
        for base in (folder, Path.cwd()):
            with suppress(OSError, ValueError):
                if (base / source).samefile(path):
                    return True
    return _stands_in(path, project.corpus)


def _stands_in(path: Path, corpus: Corpus) -> bool:
    size = path.stat().st_size
    # No character takes more bytes than four, and a mark may stand before the first.
    if size > LARGEST_TEXT or (size > _SMALL and size > 4 * (corpus.documents.longest() + 1)):
        return False
    with suppress(OSError, HashiyaError):
        digest = text_hash(decode(path.read_bytes(), str(path)).text)
        facts = corpus.documents.facts(possible_ids(digest))
        return any(known == digest for known, _ in facts.values())
    return False
