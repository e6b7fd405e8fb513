"""What the command line says, in the language that it was asked to speak.

One language for the whole run: `speak` chooses it before anything is said.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources
from typing import Final

from tui.locale import preferred_language

_ARGPARSE: Final = "argparse-"
_language = "en"


def language() -> str:
    """The language that is spoken."""
    return _language


def speak(wanted: str) -> None:
    """Speak the language WANTED from now on, "en" or "ar"; argparse does, too."""
    global _language
    _language = wanted
    said = {
        texts["en"]: texts[wanted] for name, texts in _catalogue().items() if name.startswith(_ARGPARSE)
    }
    setattr(argparse, "_", lambda text: said.get(text, text))  # noqa: B010 - it has no other way


def asked_for(arguments: Sequence[str]) -> str:
    """The language that ARGUMENTS ask for, else the environment."""
    for place, argument in enumerate(arguments):
        value = argument.removeprefix("--lang=")
        if argument == "--lang":
            value = arguments[place + 1] if place + 1 < len(arguments) else ""
        if value in ("en", "ar") and argument.startswith("--lang"):
            return value
    return preferred_language()


def said(name: str, /, **values: object) -> str:
    """The text NAME with VALUES in it."""
    return said_in(_language, name, **values)


def said_in(wanted: str, name: str, /, **values: object) -> str:
    """The text NAME in the language WANTED, with VALUES in it."""
    text = _catalogue()[name][wanted]
    return text.format(**values) if values else text


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, dict[str, str]]:
    written = resources.files("tui.locale").joinpath("commands.toml").read_text(encoding="utf-8")
    return tomllib.loads(written)
