"""Pictures of every screen, in both languages, small and large."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tui.conftest import AppMaker

SIZES = [(80, 24), (160, 50)]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
def test_reader(
    app_for: AppMaker, snap_compare: Callable[..., bool], language: str, size: tuple[int, int]
) -> None:
    keys = ["down", "down", "down", *["left"] * 10, "enter", "minus"]
    assert snap_compare(app_for(language=language), press=keys, terminal_size=size)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_help(app_for: AppMaker, snap_compare: Callable[..., bool], language: str) -> None:
    assert snap_compare(app_for(language=language), press=["question_mark"], terminal_size=(80, 24))


def test_mixed_text(app_for: AppMaker, snap_compare: Callable[..., bool]) -> None:
    text = (
        "قالت وكالة Reuters في 12/10/2021 إن نسبة 3.5% (أو ١٢٫٥) مُحَمَّد ســلام می‌خواهم.\n"
        "This line is English with «طهران» in it.\n"
        "https://example.org/a?b=c ثم 😀 لإيران والآن!\n"
    )
    keys = ["down", "down", "left", "left", "enter", "minus", "g"]
    assert snap_compare(app_for(text), press=keys, terminal_size=(80, 24))
