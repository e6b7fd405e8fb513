"""The reader on a project of many documents: one page through all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.project import open_project
from tests.tui.widgets.test_text_field import type_text
from tui.app import HashiyaApp
from tui.cli import main
from tui.locale import Texts
from tui.session.find import Place
from tui.widgets.find_field import FindField
from tui.widgets.page import Page
from tui.widgets.text_rows import TextRows


@pytest.fixture
def app(tmp_path: Path) -> Iterator[HashiyaApp]:
    """A hundred documents of two sentences, each with its number in words of its own."""
    source = tmp_path / "in"
    source.mkdir()
    for number in range(100):
        (source / f"{number:03}.txt").write_text(
            f"قالت باكو في الخبر{number:03} نعم. ردت طهران عليها بعد ذلك.", encoding="utf-8"
        )
    main(["import", str(tmp_path / "news.hashiya"), str(source)])
    project = open_project(tmp_path / "news.hashiya", "tester")
    store = project.open_layer()
    yield HashiyaApp(project, store, Texts("en"))
    store.close()
    project.close()


def status(app: HashiyaApp) -> str:
    return app.screen.query_one("#status", TextRows)._text


def selected(app: HashiyaApp) -> str:
    session = app._session
    return session.text()[slice(*(session.selection.range or (0, 0)))]


async def test_moving_labelling_and_undoing_over_documents(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "down", "down", "left", "g")
        assert "001.txt" in status(app)
        assert "sentence \u20684\u2069 of \u2068200\u2069" in status(app)
        session = app._session
        assert [span.words(session.document.text) for span in session.spans(session.sentence)] == ["طهران"]
        await pilot.press("end", "space", "home")
        assert "\u20681\u2069 done" in status(app)
        await pilot.press("u", "u")
        assert "001.txt" in status(app)
        assert session.spans(session.sentence) == []
        await pilot.press("r")
        assert len(session.spans(session.sentence)) == 1


async def test_what_is_around_the_screen_is_laid_out_while_nothing_is_pressed(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        page = app.screen.query_one(Page)
        for keys in (["end"], ["home"], ["pagedown", "pagedown", "pagedown"]):
            await pilot.press(*keys)
            for _ in range(100):
                await pilot.pause(0.05)
                first, last = page._lines[0].index, page._lines[-1].index
                reach = page.content_size.height // 2
                wanted = max(0, first - reach), min(199, last + reach)
                low, high = page._laid_out
                if low <= wanted[0] and wanted[1] <= high:
                    break
            else:
                raise AssertionError(f"{keys}: {page._laid_out}, not {wanted}")


async def test_searching_over_documents_on_back_and_around(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash")
        await type_text(pilot, "خبر05")
        assert (app._session.index, selected(app)) == (100, "خبر05")
        await pilot.press("down")
        assert app._session.index == 102
        await pilot.press("up", "up")
        assert app._session.index == 118, "around, to the last one"
        await pilot.press("down")
        assert app._session.index == 100


async def test_the_next_unfinished_sentence_is_found_behind_finished_ones(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("space", "space", "space", "home", "w")
        assert app._session.index == 3
        await pilot.press("pagedown")
        await pilot.pause()
        assert app._session.index > 10


async def test_sentences_are_found_by_label_state_and_pattern(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        session = app._session
        session.go_to(60)
        await pilot.press("left", "g", "space", "home", "slash")
        await type_text(pilot, "#GPE")
        assert (session.index, selected(app)) == (60, "باكو")
        await pilot.press("ctrl+a")
        await type_text(pilot, ":done")
        assert session.index == 60
        await pilot.press("ctrl+a")
        await type_text(pilot, "/خبر0[3]7/")
        assert (session.index, selected(app)) == (74, "خبر037")
        await pilot.press("ctrl+a")
        await type_text(pilot, "طهران :open")
        first = session.index
        await pilot.press("down")
        assert (first, session.index) == (1, 3)
        await pilot.press("up", "up")
        assert session.index == 199
        await pilot.press("ctrl+a")
        await type_text(pilot, "/(/")
        assert "not a regular expression" in app.screen.query_one("#inspector", TextRows)._text


async def test_one_letter_and_every_place_in_a_sentence_are_found_too(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        session = app._session
        await pilot.press("slash")
        await type_text(pilot, "ا")
        places = [(session.index, session.selection.range)]
        for _ in range(3):
            await pilot.press("down")
            places.append((session.index, session.selection.range))
        text = session.text(session.sentences[0])
        first = [(0, (at, at + 1)) for at, letter in enumerate(text) if letter == "ا"]
        assert places[:-1] == first
        assert places[-1][0] == 1
        await pilot.press("up")
        assert (session.index, session.selection.range) == places[2]
        await pilot.press("ctrl+a")
        await type_text(pilot, "خبر*")
        assert session.selection.range is None, "no word begins so"


async def test_a_long_search_leaves_the_keys_free_and_escape_stops_it(
    app: HashiyaApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_for, far = app._session.look_for, True

    def looked_for(query: str, step: int) -> Iterator[Place | None]:
        while far:
            time.sleep(0.005)
            yield None
        yield from look_for(query, step)

    monkeypatch.setattr(app._session, "look_for", looked_for)

    def told() -> str:
        return app.screen.query_one("#inspector", TextRows)._text

    async with app.run_test(size=(100, 30)) as pilot:
        session, field = app._session, app.screen.query_one(FindField)

        async def until(happened: Callable[[], bool]) -> bool:
            """A machine with much to do takes its time."""
            for _ in range(200):
                if happened():
                    return True
                await pilot.pause(0.01)
            return False

        await pilot.press("slash")
        await type_text(pilot, "/098\\b/")
        assert await until(lambda: "looked at" in told())
        await pilot.press("escape")
        assert await until(lambda: "stopped" in told())
        assert (field.has_focus, field.text, session.index) == (True, "/098\\b/", 0)
        await pilot.press("enter")
        far = False
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert (session.index, selected(app)) == (196, "098")
        assert "next" in told()
        far = True
        await pilot.press("enter", "escape")
        assert await until(lambda: "stopped" in told())
        await pilot.press("escape", "left")
        assert await until(lambda: not field.display)
        assert session.index == 196
        await pilot.press("slash", "enter")
        await pilot.click("#inspector")
        app.screen.action_act("first-sentence")  # type: ignore[attr-defined]
        far = False
        await pilot.pause()
        assert session.index == 0, "who goes elsewhere is not carried off again"
        far = True
        await pilot.press("ctrl+a")
        await type_text(pilot, "003")
        assert session.index == 196, "where the search began"
        await pilot.press("ctrl+p")
        assert await until(lambda: field._looking is None)
        far = False
        await pilot.press("escape")
        assert session.index == 196, "nor is who opens a dialog"


async def test_a_search_says_which_of_how_many_places_it_is_at(app: HashiyaApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"باكو")
        await pilot.press("down", "down")
        await pilot.pause(0.4)
        told = app.screen.query_one("#inspector", TextRows)._text.translate({0x2068: None, 0x2069: None})
        assert "3" in told
        assert "100" in told


@pytest.mark.parametrize(
    ("key", "look"),
    [("f7", "tui.session.overview.Names.look"), ("f9", "tui.session.numbers.Numbers.look")],
)
async def test_what_is_damaged_behind_a_screen_ends_the_app_with_its_sentence(
    app: HashiyaApp, monkeypatch: pytest.MonkeyPatch, key: str, look: str
) -> None:
    turns = iter(range(10))

    def damaged(*_: object) -> bool:
        if next(turns):  # the first look is before the screen is shown
            raise HashiyaError("x: not a readable corpus")
        return False

    async with app.run_test(size=(100, 30)) as pilot:
        monkeypatch.setattr(look, damaged)
        await pilot.press(key)
        await pilot.pause(0.3)
    assert str(app.broken) == "x: not a readable corpus"
    assert app.return_code == 2
