"""Formats that annotations leave and come in: one module each, found by this registry.

A module here is a format when it has a NAME. Other packages add theirs by the entry point group
`hashiya.formats`: each names such a module. Nothing else has to be changed for a new one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, Protocol, TypeAlias, cast

from annotations.errors import HashiyaError

if TYPE_CHECKING:  # the command line names its choices where nothing else is loaded
    from annotations.formats.carrying import Carries
    from annotations.formats.choices import Choices
    from annotations.formats.incoming import Found, Reading
    from annotations.formats.out import Out
    from annotations.formats.view import DocumentView
    from annotations.schema import LabelSchema

GROUP: Final = "hashiya.formats"
Shape: TypeAlias = Literal["file", "folder"]


class Format(Protocol):
    """What a format module offers.

    SUMMARY says in a line what it is; ARABIC, which may be missing, in Arabic. SUFFIX is that of its file,
    or of the main files in its folder. TAKES are the options it heeds besides those that all do, each with
    its values, the usual first. EXTRA is what has to be installed besides, `hashiya[EXTRA]`, "" for
    nothing. `write` and `read` may be missing, one of them. PARTS, which may be missing, says that it has
    the parts of a split in one place, BINARY that its file is no text, ENDS how names of files end that are
    of this format and of no other.
    """

    NAME: str
    SUMMARY: str
    SUFFIX: str
    SHAPE: Shape
    EXTRA: str
    TAKES: Mapping[str, tuple[str, ...]]

    def carries(self, choices: Choices) -> Carries:
        """What it has a place for, as CHOICES want it."""

    def write(self, views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
        """Write VIEWS, in which there is nothing but what it carries, to OUT."""

    def read(self, path: Path, reading: Reading) -> Iterator[Found]:
        """What is in PATH, document by document; what cannot be taken comes as refused."""

    def is_it(self, path: Path, head: bytes) -> bool:
        """Whether the file PATH, which begins with HEAD, is certainly of this format."""


@cache
def formats() -> dict[str, Format]:
    """All formats by name, ours first."""
    modules = [
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    ]
    ours = {module.NAME: cast(Format, module) for module in modules if hasattr(module, "NAME")}
    from importlib import metadata  # it takes its time, and a format that is named may be ours

    others: dict[str, Format] = {}
    for point in metadata.entry_points(group=GROUP):
        try:
            module = cast(Format, point.load())
            others[module.NAME] = module
        except Exception as error:
            raise HashiyaError(
                f"the format {point.name} of another package cannot be loaded: {error}; mend or "
                "remove that package"
            ) from error
    return others | ours


def format_named(name: str) -> Format:
    """The format NAME; HashiyaError for none. One of ours is looked for before the others are loaded."""
    name = name.lower()
    if name.isidentifier() and (Path(__path__[0]) / f"{name}.py").is_file():
        module = importlib.import_module(f"{__name__}.{name}")
        if getattr(module, "NAME", "") == name:
            return cast(Format, module)
    found = formats().get(name)
    if found is None:
        raise HashiyaError(f"there is no format {name!r}; there are: {', '.join(sorted(formats()))}")
    return found


def summary(format: Format, language: str) -> str:
    """What FORMAT is, in LANGUAGE as far as it says so."""
    return str(getattr(format, "ARABIC", format.SUMMARY)) if language == "ar" else format.SUMMARY


def can_write(format: Format) -> bool:
    """Whether it is one that annotations leave in."""
    return hasattr(format, "write")


def can_read(format: Format) -> bool:
    """Whether it is one that annotations come in."""
    return hasattr(format, "read")


def guess(path: Path, head: bytes, by_name: bool = True) -> Format | None:
    """The format that the file PATH, which begins with HEAD, is certainly of; None where it may be any.

    BY_NAME, a file that is called as those of one format is of this even where it is not as it should be:
    then that is told, and its tags are not taken for text.
    """
    readable = [each for each in formats().values() if can_read(each)]
    found = [each for each in readable if each.is_it(path, head)]
    if len(found) == 1 or not by_name:
        return found[0] if len(found) == 1 else None
    name = path.name.lower().removesuffix(".gz")
    named = [each for each in found or readable if name.endswith(getattr(each, "ENDS", ()))]
    return named[0] if len(named) == 1 else None
