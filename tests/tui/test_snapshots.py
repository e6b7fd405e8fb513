"""Pictures of every screen, in both languages, small and large."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.console import ColorSystem

from tests.tui.conftest import AppMaker

SIZES = [(80, 24), (160, 50)]


KEYS = {
    "reader": ["down", "down", "down", *["left"] * 10, "enter", "minus"],
    "help": ["question_mark"],
    "find": ["slash", "ا", "ي", "ر", "ا", "ن"],
    "note": ["down", "h", "ر", "ا", "ج", "ع", "space", "M", "F", "A"],
    "commands": ["ctrl+p"],
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
@pytest.mark.parametrize("screen", KEYS)
def test_screen(
    app_for: AppMaker,
    snap_compare: Callable[..., bool],
    screen: str,
    language: str,
    size: tuple[int, int],
) -> None:
    assert snap_compare(app_for(language=language), press=KEYS[screen], terminal_size=size)


def test_a_note_in_the_margin(app_for: AppMaker, snap_compare: Callable[..., bool]) -> None:
    keys = ["h", "ر", "ا", "ج", "ع", "space", "M", "F", "A", "escape", "down"]
    assert snap_compare(app_for(), press=keys, terminal_size=(80, 24))


def test_mixed_text(app_for: AppMaker, snap_compare: Callable[..., bool]) -> None:
    text = (
        "قالت وكالة Reuters في 12/10/2021 إن نسبة 3.5% (أو ١٢٫٥) مُحَمَّد ســلام می‌خواهم.\n"
        "This line is English with «طهران» in it.\n"
        "https://example.org/a?b=c ثم 😀 لإيران والآن!\n"
    )
    keys = ["down", "down", "left", "left", "enter", "minus", "g"]
    assert snap_compare(app_for(text), press=keys, terminal_size=(80, 24))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 50)], ids=["small", "middle", "large"])
def test_a_fact_check(
    app_for: AppMaker, snap_compare: Callable[..., bool], language: str, size: tuple[int, int]
) -> None:
    keys = ["down", "down", *["left"] * 3]
    assert snap_compare(app_for(language=language, sample="dam-rumour"), press=keys, terminal_size=size)


ACTS = {
    "pointing": ["down", "2", "2", "a"],
    "attributes": ["down", "A", "3"],
    "labels": ["backslash", "م"],
    "chosen": ["down", "tab", "tab", "tab"],
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("act", ACTS)
def test_what_is_said_beyond_labels(
    app_for: AppMaker, snap_compare: Callable[..., bool], act: str, language: str
) -> None:
    assert snap_compare(app_for(language=language), press=ACTS[act], terminal_size=(120, 36))


WORKBENCH = {
    "contexts": [*["left"] * 4, "asterisk", "down", "space", "s"],
    "documents": ["f5"],
    "names": ["f7"],
    "statistics": ["f9"],
    "guidelines": ["tab", "ctrl+g"],
    "jump": ["j"],
}


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["small", "middle"])
@pytest.mark.parametrize("screen", WORKBENCH)
def test_the_workbench(
    app_for: AppMaker,
    snap_compare: Callable[..., bool],
    screen: str,
    size: tuple[int, int],
    language: str,
) -> None:
    assert snap_compare(app_for(language=language), press=WORKBENCH[screen], terminal_size=size)


@pytest.mark.parametrize("size", [(80, 24), (120, 36)], ids=["small", "middle"])
@pytest.mark.parametrize("look", ["light", "sixteen", "none"])
def test_with_few_colours_or_none_and_on_paper(
    app_for: AppMaker,
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
    look: str,
    size: tuple[int, int],
) -> None:
    if look == "none":
        monkeypatch.setenv("NO_COLOR", "1")
    app = app_for(theme="light" if look == "light" else None)
    if look == "sixteen":
        app.console._color_system = ColorSystem.STANDARD
    assert snap_compare(app, press=["down", "tab"], terminal_size=size)


REST = {
    "queue": ["Q", "enter", *"#NORP", "enter", "enter"],
    "queues": ["Q"],
    "notes": ["h", "ر", "ا", "ج", "ع", "ctrl+s", "f3"],
    "history": ["down", "ctrl+r"],
    "guide": ["f1", "tab", "tab", "tab"],
    "guide-keys": ["f1", *["tab"] * 9],
    "tour": ["ctrl+n", "space"],
    "settings": ["f2"],
    "annotators": ["ctrl+u"],
    "export": ["ctrl+e"],
}
ALL = {"reader": ["down", "tab"], "help": ["question_mark"], **WORKBENCH, **REST}
LOOKS = [("dark", (80, 24)), ("light", (120, 36)), ("contrast", (160, 50))]


def looks_of(screen: str) -> list[tuple[str, tuple[int, int]]]:
    """Three looks of a screen, each theme and each size once; from screen to screen other pairs."""
    turn = list(ALL).index(screen) % 3
    themes, sizes = zip(*LOOKS, strict=True)
    return list(zip(themes, sizes[turn:] + sizes[:turn], strict=True))


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    ("screen", "theme", "size"),
    [(screen, theme, size) for screen in ALL for theme, size in looks_of(screen)],
    ids=lambda each: f"{each[0]}" if isinstance(each, tuple) else each,
)
def test_every_screen_in_every_theme_and_size(
    app_for: AppMaker,
    snap_compare: Callable[..., bool],
    screen: str,
    theme: str,
    size: tuple[int, int],
    language: str,
) -> None:
    app = app_for(language=language, theme=theme)
    assert snap_compare(app, press=ALL[screen], terminal_size=size)
