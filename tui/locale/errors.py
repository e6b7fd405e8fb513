"""What the annotations' own errors are called on the screen, in the language of the interface."""

from __future__ import annotations

from typing import Final

from annotations.errors import HashiyaError
from annotations.project import UnknownAnnotator
from annotations.query import UnknownAttribute, UnknownLabel
from annotations.search import EndlessPattern, WrongPattern
from annotations.store.protocol import NotSaved, ReadOnly, TornLine
from tui.locale import Texts

_TEXTS: Final[dict[type[HashiyaError], str]] = {
    NotSaved: "error-not-saved",
    ReadOnly: "error-read-only",
    TornLine: "error-torn-line",
    WrongPattern: "error-wrong-pattern",
    EndlessPattern: "error-endless-pattern",
    UnknownLabel: "error-unknown-label",
    UnknownAttribute: "error-unknown-attribute",
    UnknownAnnotator: "error-unknown-annotator",
}


def explained(error: HashiyaError, texts: Texts) -> str:
    """The sentence for ERROR in the language of TEXTS, in its own words where there is none."""
    name = _TEXTS.get(type(error))
    return texts(name, **error.values) if name and error.values else str(error)
