"""Settings by name: theme, language, digits; they hold at once, and are kept for the next time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, cast

from annotations.errors import HashiyaError
from tui.locale.errors import explained
from tui.screens.choose import Choice, ChooseScreen
from tui.settings import keep_setting

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

# By name: what it is called, and its values with what they are called.
_OFFERED: Final = {
    "theme": (
        "setting-theme",
        {"dark": "setting-dark", "light": "setting-light", "contrast": "setting-contrast"},
    ),
    "lang": ("setting-lang", {"ar": "setting-arabic", "en": "setting-english"}),
    "digits": ("setting-digits", {"123": "setting-latin", "١٢٣": "setting-indic"}),
}


def setting_choices(reader: ReaderScreen) -> Iterator[Choice]:
    """Every setting with every value it can have; what holds now is ticked."""
    texts, app = reader.texts, cast("HashiyaApp", reader.app)
    for name, (called, values) in _OFFERED.items():
        for value, said in values.items():
            holds = "✓" if app.preferences[name] == value else ""
            yield Choice(texts(called, value=texts(said)), holds, f"{name}={value}")


def set_setting(reader: ReaderScreen, answer: str) -> bool:
    """Let what ANSWER says hold from now on; False where it is no setting."""
    name, _, value = answer.partition("=")
    if name not in _OFFERED or value not in _OFFERED[name][1]:
        return False
    app = cast("HashiyaApp", reader.app)
    app.prefer(name, value)
    kept = app.texts("setting-kept")
    try:
        keep_setting(name, value)
    except HashiyaError as error:
        kept = explained(error, app.texts)
    app.show_reader(kept)
    return True


def choose_setting(reader: ReaderScreen) -> None:
    """The list of settings."""

    def carry_out(answer: str | None) -> None:
        if answer:
            set_setting(reader, answer)

    choices = list(setting_choices(reader))
    reader.app.push_screen(ChooseScreen(choices, reader.texts, reader.texts("settings-empty")), carry_out)
