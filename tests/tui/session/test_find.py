"""Finding words in a document: on, back and around, however they are written."""

from __future__ import annotations

from tui.session.find import Finder

TEXT = "إيران وطهران. قالت إيرانُ إنّ ايران بلد."


def places(finder: Finder, query: str, step: int) -> list[str]:
    found, offset = [], 0 if step > 0 else len(TEXT)
    for _ in range(4):
        hit = finder.next(query, offset) if step > 0 else finder.previous(query, offset)
        assert hit
        found.append(f"{hit[0]}:{TEXT[slice(*hit)]}")
        offset = hit[0] + max(0, step)
    return found


def test_on_and_around() -> None:
    assert places(Finder(TEXT), "ايران", 1) == ["0:إيران", "19:إيرانُ", "30:ايران", "0:إيران"]


def test_back_and_around() -> None:
    assert places(Finder(TEXT), "إيران", -1) == ["30:ايران", "19:إيرانُ", "0:إيران", "30:ايران"]


def test_which_of_how_many() -> None:
    finder = Finder(TEXT)
    hit = finder.next("ايران", 5)
    assert hit
    assert (finder.number("ايران", hit), finder.count("ايران")) == (2, 3)


def test_nothing_and_what_is_not_there() -> None:
    finder = Finder(TEXT)
    assert finder.next("", 0) is None
    assert finder.previous(" ", 9) is None
    assert finder.next("باكو", 0) is None
    assert finder.count("\u064e") == 0
