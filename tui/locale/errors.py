"""What goes wrong, in the language of the interface.

An error says its sentence in English. One that has a text of its own in the catalogue is said from there;
in Arabic all others are found by their sentence, in `errors.toml`.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources
from typing import Final

import regex

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
_VALUE: Final = re.compile(r"\{(\w+)\}")
_LONGEST: Final = 0.2  # seconds for one sentence of the list
_ISOLATE, _POP = "\u2068", "\u2069"


def explained(error: HashiyaError, texts: Texts) -> str:
    """The sentence for ERROR in the language of TEXTS, in its own words where there is none."""
    name = _TEXTS.get(type(error))
    if name and error.values:
        return texts(name, **error.values)
    return in_arabic(str(error)) if texts.language == "ar" else str(error)


def in_arabic(sentence: str) -> str:
    """SENTENCE, an English one of the program's, in Arabic, its values isolated; itself for any other."""
    for pattern, arabic in _known():
        try:
            match = pattern.fullmatch(sentence, timeout=_LONGEST)
        except TimeoutError:  # a value made to match in too many ways
            return sentence
        if match:
            values = {name: in_arabic(value) for name, value in match.groupdict().items()}
            return arabic.format(**{name: f"{_ISOLATE}{said}{_POP}" for name, said in values.items()})
    return sentence


@lru_cache(maxsize=1)
def _known() -> list[tuple[regex.Pattern[str], str]]:
    written = resources.files("tui.locale").joinpath("errors.toml").read_text(encoding="utf-8")
    return [(_pattern(english), arabic) for english, arabic in tomllib.loads(written).items()]


def _pattern(english: str) -> regex.Pattern[str]:
    """What matches the sentences that ENGLISH is the mould of; a value is as short as it can be."""
    pieces = _VALUE.split(english)
    found = [f"(?P<{piece}>.+?)" if number % 2 else re.escape(piece) for number, piece in enumerate(pieces)]
    return regex.compile("".join(found), regex.DOTALL)
