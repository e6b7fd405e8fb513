"""Formats that annotations leave in: one module each, found by this registry.

A format module has NAME (what `--format` takes), SUMMARY (a line for `--help`), CARRIES_CLAIMS, COLUMNS
(what `--columns` takes, the usual first), `losses(view)` (what of a document it cannot carry, a sentence
each) and `lines(view, columns)` (the document's lines of text).
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from annotations.formats.view import DocumentView


class Format(Protocol):
    """What a format module offers."""

    NAME: str
    SUMMARY: str
    CARRIES_CLAIMS: bool
    COLUMNS: tuple[str, ...]

    def losses(self, view: DocumentView) -> list[str]:
        """What of VIEW the format cannot carry, a sentence each."""

    def lines(self, view: DocumentView, columns: str = "") -> Iterator[str]:
        """VIEW in the format, line by line, without what `losses` names, in COLUMNS if it has some."""


@cache
def formats() -> dict[str, Format]:
    """All formats by name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: cast(Format, module) for module in modules if hasattr(module, "NAME")}
