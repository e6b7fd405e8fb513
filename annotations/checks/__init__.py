"""What spoils training data: one module a check, found by this registry.

A module here is a check when it has a NAME; `found` gives the places, None between them so that whoever
waits can do something else.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:  # a query names a check, and is read where nothing else is loaded
    from annotations.corpus.database import Corpus
    from annotations.model import Range
    from annotations.schema import LabelSchema
    from annotations.store.protocol import Store


@dataclass(frozen=True, slots=True)
class Layer:
    """What a check looks at: what STORE says of the texts of CORPUS, with the labels of SCHEMA."""

    corpus: Corpus
    store: Store
    schema: LabelSchema


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A place: where in the document, and what of it, in a few words."""

    document: str
    range: Range
    what: str


class Check(Protocol):
    """What a check module offers; EN and AR say what it finds."""

    NAME: str
    EN: str
    AR: str

    def found(self, layer: Layer) -> Iterator[Spoilt | None]:
        """The places in LAYER, in any order, None now and then between them."""


@cache
def checks() -> dict[str, Check]:
    """All checks by name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {module.NAME: cast(Check, module) for module in modules if hasattr(module, "NAME")}
