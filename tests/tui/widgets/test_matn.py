"""Which way a sentence runs on the page."""

from __future__ import annotations

import pytest

from tui.widgets.matn import direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@user1 @user2 @user3 شكرا", 1),
        ("#Breaking #News https://t.co/x عاجل", 1),
        ("@user1 شكرا لكم thank you very much indeed", 0),
        ("وقالت BBC Arabic News أمس", 0),
        ("وقالت BBC News أمس", None),
        ("@user1 @user2", 0),
        ("2021", None),
    ],
)
def test_most_words_behind_the_mentions_say_it(text: str, expected: int | None) -> None:
    assert direction(text) == expected
