"""Interface texts: each in both languages, each used, none outside the catalogue."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import pytest

from tui.actions import ROWS
from tui.locale import Texts, preferred_language

TUI = Path(__file__).parents[2] / "tui"
CATALOGUE = tomllib.loads((TUI / "locale" / "texts.toml").read_text(encoding="utf-8"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_is_in_both_languages_with_the_same_values() -> None:
    for name, entry in CATALOGUE.items():
        assert set(entry) == {"en", "ar"}, name
        assert fields(entry["en"]) == fields(entry["ar"]), name
        assert re.search("[\u0600-\u06ff]", entry["ar"]), name


def test_every_text_is_used_and_every_used_text_is_there() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in TUI.rglob("*.py"))
    quoted = set(re.findall(r'["\']([a-z][a-z0-9-]+)["\']', source))
    named = {f"key-{row.name}" for row in ROWS}
    named |= {f"do-{action.id}" for row in ROWS if len(row.actions) > 1 for action in row.actions}
    assert set(CATALOGUE) <= quoted | named
    assert {f"key-{row.name}" for row in ROWS} <= set(CATALOGUE)
    assert {f"do-{action.id}" for row in ROWS if len(row.actions) > 1 for action in row.actions} <= set(
        CATALOGUE
    )
    assert set(re.findall(r'texts\(\s*"([a-z-]+)"', source)) <= set(CATALOGUE)


def test_values_are_isolated_from_the_texts_direction() -> None:
    assert Texts("ar")("copied", text="abc") == "نسخ: \u2068abc\u2069"


@pytest.mark.parametrize(("value", "language"), [("ar_EG.UTF-8", "ar"), ("de_DE", "en"), ("C", "en")])
def test_the_environment_chooses_the_language(
    monkeypatch: pytest.MonkeyPatch, value: str, language: str
) -> None:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    assert preferred_language() == "en"
    monkeypatch.setenv("LANG", value)
    assert preferred_language() == language
