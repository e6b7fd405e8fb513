"""The interface's texts, Arabic and English, from one catalogue."""

from __future__ import annotations

import os
import tomllib
from importlib import resources

_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"
_ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


class Texts:
    """The texts of one language, with numbers in DIGITS, "123" or "١٢٣".

    `texts("copied", text=…)` gives one with its values filled in.
    """

    def __init__(self, language: str, digits: str = "123") -> None:
        self.language = language
        self.digits = digits or "123"
        self._digits = _ARABIC_DIGITS if digits == "١٢٣" else {}
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
        shown = {key: self.number(v) if isinstance(v, int) else v for key, v in values.items()}
        isolated = {key: f"{_FIRST_STRONG_ISOLATE}{value}{_POP_ISOLATE}" for key, value in shown.items()}
        return self._texts[name].format(**isolated)

    def number(self, number: int) -> str:
        """NUMBER in the digits of the interface."""
        return str(number).translate(self._digits)


def preferred_language() -> str:
    """The language that the environment asks for, as far as there is one of ours."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "ar" if value.startswith("ar") else "en"
    return "en"
