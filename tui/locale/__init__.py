"""The interface's texts, Arabic and English, from one catalogue."""

from __future__ import annotations

import os
import tomllib
from importlib import resources

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


class Texts:
    """The texts of one language; `texts("name", value=…)` gives one with its values filled in."""

    def __init__(self, language: str) -> None:
        self.language = language
        catalogue = tomllib.loads(
            resources.files("tui.locale").joinpath("texts.toml").read_text(encoding="utf-8")
        )
        self._texts: dict[str, str] = {name: entry[language] for name, entry in catalogue.items()}

    @property
    def base(self) -> int:
        """The paragraph level of the interface: 1 for Arabic, 0 for English."""
        return int(self.language == "ar")

    def __call__(self, name: str, /, **values: object) -> str:
        """The text NAME; each value is isolated, so that its direction never disturbs the text's."""
        isolated = {key: f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" for key, value in values.items()}
        return self._texts[name].format(**isolated)


def preferred_language() -> str:
    """The language that the environment asks for, as far as there is one of ours."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "ar" if value.startswith("ar") else "en"
    return "en"
