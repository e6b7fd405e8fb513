"""Queues: the page shows just the sentences that are wanted, and everything else works as ever."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from annotations.queues import SavedQueue
from tests.tui.conftest import AppMaker
from tests.tui.test_reader import session_of, shown
from tui.app import HashiyaApp
from tui.session.queue import Queue, around
from tui.widgets.page import Page

TEXT = " ".join(
    f"الجملة {name} عن {about} اليوم." for name, about in zip(
        ["الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة"],
        itertools.cycle(["طهران", "بغداد"]), strict=False,
    )
)  # fmt: skip


def indexes_on_page(app: HashiyaApp) -> list[int]:
    return list(dict.fromkeys(line.index for line in app.screen.query_one(Page)._lines))


async def test_only_what_is_wanted_is_shown_and_moved_among(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        await pilot.press("Q", "enter", *"طهران", "enter", "enter")
        await pilot.pause()
        assert isinstance(session.shown, Queue)
        assert indexes_on_page(app) == [0, 2, 4, 6]
        assert "1/4" in shown(pilot, "#status")[0]
        await pilot.press("down", "down")
        assert session.index == 4
        await pilot.press("space")
        assert session.index == 6
        await pilot.press("end")
        assert session.index == 6
        await pilot.press("down")
        assert session.index == 6, "there is no other behind it"
        await pilot.press("w")
        assert session.index == 0, "the next open one of the queue, round the end"
        await pilot.press("colon", "4", "enter")
        assert (session.index, indexes_on_page(app)) == (3, [0, 2, 3, 4, 6]), (
            "a guest, as long as one is there"
        )
        await pilot.press("down")
        assert (session.index, indexes_on_page(app)) == (4, [0, 2, 4, 6])
        await pilot.press("u")
        assert session.state(session.sentences[4]) is None
        await pilot.press("Q", "enter")
        assert indexes_on_page(app) == list(range(8))


async def test_joining_sentences_in_a_queue_keeps_to_it(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        app.screen.queueing.begin(SavedQueue("", "بغداد"))  # type: ignore[attr-defined]
        await pilot.pause()
        assert indexes_on_page(app) == [1, 3, 5, 7]
        await pilot.press("ampersand")
        await pilot.pause(0.5)
        assert indexes_on_page(app) == [1, 2, 4, 6]
        assert "طهران" in session.text()
        await pilot.press("u")
        await pilot.pause(0.1)
        assert session.index == 2, "where the boundary is again"
        await pilot.press("up")
        assert indexes_on_page(app) == [1, 3, 5, 7]


async def test_a_queue_is_saved_found_again_and_deleted(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        app.screen.queueing.begin(SavedQueue("", "طهران", "random", 5))  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("Q", "down", "down", "enter", *"نفط", "ctrl+s")
        await pilot.pause()
        assert app.queues.all() == [SavedQueue("نفط", "طهران", "random", 5)]
        assert "نفط" in "".join(shown(pilot, "#status")) or "ﻂ" in "".join(shown(pilot, "#status"))
        first = indexes_on_page(app)
        assert sorted(first) == [0, 2, 4, 6]
        await pilot.press("Q", "enter")
        await pilot.press("Q", *"نفط", "enter")
        await pilot.pause()
        assert indexes_on_page(app) == first, "the same seed, the same order"
        await pilot.press("Q", "up", "enter")
        assert app.queues.all() == []


async def test_what_nobody_wants_is_said(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        for wanted, told in (("#XYZ", "there is no label"), (":flagged", "no sentence is like that"),
                             ("by:nobody", "no annotations"), ("@x", "among the attributes")):  # fmt: skip
            app.screen.queueing.begin(SavedQueue("", wanted))  # type: ignore[attr-defined]
            await pilot.pause(0.05)
            assert told in shown(pilot, "#inspector")[0]
            assert indexes_on_page(app) == list(range(8))


@pytest.mark.parametrize("order", ["document", "length", "random", "conflicts"])
async def test_every_order_has_each_once_and_goes_round(app_for: AppMaker, order: str) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        app.screen.queueing.begin(SavedQueue("", "طهران", order))  # type: ignore[attr-defined, arg-type]
        await pilot.pause()
        first = session.shown.end(-1)
        onwards = [*around(session.shown, first, 1)]
        assert sorted(onwards) == [0, 2, 4, 6]
        assert [*around(session.shown, first, -1)] == [*reversed(onwards[:-1]), first]


async def test_the_next_name_with_several_labels_is_one_key_away(app_for: AppMaker) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        session = session_of(pilot)
        for index, label in ((0, "g"), (1, "g"), (2, "o"), (3, "g")):
            session.go_to(index, session.text(session.sentences[index]).index(" عن ") + 4)
            await pilot.press(label)
        await pilot.press("home", "percent_sign")
        assert (session.index, session.text()[slice(*session.selection.range or (0, 0))]) == (0, "طهران")
        await pilot.press("percent_sign")
        assert session.index == 2
        await pilot.press("percent_sign")
        assert session.index == 0, "«بغداد» has one label only"
        await pilot.press("circumflex_accent")
        assert session.index == 2
        await pilot.press("g", "percent_sign")
        assert "not found" in shown(pilot, "#inspector")[0]


async def test_a_queue_goes_on_in_another_language_and_in_another_layer(
    app_for: AppMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.settings.folder", lambda: tmp_path / "config")
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        app.screen.queueing.begin(SavedQueue("", "طهران"))  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("f2", *"العربية", "enter")
        await pilot.pause(0.1)
        assert indexes_on_page(app) == [0, 2, 4, 6]
        await pilot.press("ctrl+u", "enter", *"amal", "enter")
        await pilot.pause(0.1)
        assert session_of(pilot).annotator == "amal"
        assert indexes_on_page(app) == [0, 2, 4, 6]
    app.store.close()


@pytest.mark.parametrize("name", ["~nosuchuser/x.conll", "x" * 300, "a\x00b"])
async def test_a_file_that_cannot_be_is_told_below_the_page(app_for: AppMaker, name: str) -> None:
    app = app_for(TEXT)
    async with app.run_test(size=(100, 30)) as pilot:
        reader = app.screen
        reader.ask = lambda *given: given[2](name)  # type: ignore[attr-defined]
        await pilot.press("ctrl+e", "enter")
        await pilot.pause(0.2)
        assert shown(pilot, "#inspector")[0].strip()
        assert app.screen is reader
