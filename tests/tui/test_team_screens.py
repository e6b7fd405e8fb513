"""Pictures of the screens of a team, in both languages and themes, small and large; and what their keys do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from annotations.model import Decision, Note
from annotations.project import open_project
from annotations.teams.adjudicating import Adjudication
from annotations.teams.assigning import write_assignment
from annotations.teams.people import GOLD, change_person
from annotations.teams.review import WRONG
from tests.annotations.teams.simulated import Noise, annotate, make_team_project
from tui.app import HashiyaApp
from tui.locale import Texts
from tui.screens.adjudication import AdjudicationScreen
from tui.screens.agreement import AgreementScreen
from tui.screens.checking import CheckingScreen
from tui.screens.history import HistoryScreen
from tui.session.deciding import Wanted

AppMaker = Callable[..., HashiyaApp]
SIZES = [(80, 24), (160, 50)]


@pytest.fixture
def team_app(tmp_path: Path) -> Iterator[AppMaker]:
    """Makes apps over a project that three people have labelled, for somebody to decide on it."""
    opened: list[Any] = []
    project, truth = make_team_project(tmp_path / "team.hashiya", 20)
    annotate(project, truth, "amal", Noise(0.1, 0.1, 0.0, 0.1))
    annotate(project, truth, "lead", Noise(0.0, 0.0, 0.1, 0.0))
    annotate(project, truth, "منى", Noise(0.2, 0.0, 0.3, 0.2), skip=0.2)
    project.close()

    def make(language: str = "en", theme: str = "dark", who: str = "judge", **options: Any) -> HashiyaApp:
        project = open_project(project_folder, who)
        store = project.open_layer()
        opened.extend([store, project])
        return HashiyaApp(project, store, Texts(language), theme, **options)

    project_folder = project.folder
    yield make
    for each in opened:
        each.close()


async def looked(pilot: Pilot[Any]) -> None:
    """Until all is found that the screen looks for."""
    screen = pilot.app.screen
    for _ in range(400):
        await pilot.pause(0.02)
        if isinstance(screen, AdjudicationScreen) and screen.deciding.finished:
            break
        if isinstance(screen, AgreementScreen) and not screen._message:
            break
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=["small", "large"])
@pytest.mark.parametrize("screen", ["adjudication", "team", "review"])
def test_screen(
    team_app: AppMaker,
    snap_compare: Callable[..., bool],
    screen: str,
    size: tuple[int, int],
    language: str,
    theme: str,
) -> None:
    app = team_app(language, theme)

    async def before(pilot: Pilot[Any]) -> None:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause(0.3)  # what is behind the screen has come to rest
        if screen == "adjudication":
            await pilot.press("ctrl+k")
            await looked(pilot)
            await pilot.press("1", "g", "2")
        elif screen == "team":
            await pilot.press("f10")
            await looked(pilot)
        else:
            app.call_later(app._review, app.screen, "amal", 5, 1)
            await pilot.pause(0.3)
            await pilot.press("x", "space", "up")
        await pilot.pause(0.5)

    assert snap_compare(app, terminal_size=size, run_before=before)


async def test_every_key_of_adjudication_does_what_it_says(team_app: AppMaker) -> None:
    app = team_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+k")
        screen = pilot.app.screen
        assert isinstance(screen, AdjudicationScreen)
        await looked(pilot)
        deciding = screen.deciding
        gold = deciding.gold

        def decisions() -> list[Decision]:
            return [e for d in gold.documents() for e in gold.by_document(d) if isinstance(e, Decision)]

        def last() -> Decision:
            assert deciding.last
            compared, key = deciding.last
            return next(e for e in Adjudication(gold, "judge").decisions(compared) if e.item == key)

        await pilot.press("0")
        assert (last().taken, last().by) == ("", "judge"), "nothing here is a decision, too"
        await pilot.press("w")
        assert last().reason == "both-right"
        await pilot.press("h", *"x1", "ctrl+s")
        await pilot.pause()
        assert last().text == "x1"
        count = len(decisions())
        await pilot.press("u", "u", "u")
        assert len(decisions()) == count - 1
        await pilot.press("r", "r", "r")
        assert len(decisions()) == count
        await pilot.press("b")
        assert "+" in last().taken
        place = deciding.place
        await pilot.press("s", "1")
        assert deciding.place > place, "the whole sentence is decided"
        while not any(item.agreeing(2) for item in deciding.case.open):  # type: ignore[union-attr]
            await pilot.press("space")
        await pilot.press("a")
        assert any("+" in each.taken for each in decisions())
        left = deciding.left()
        await pilot.press("enter")
        assert deciding.left() == left - 1 or deciding.left() == left
        await pilot.press("space", "backspace", "tab", "shift+tab", "question_mark", "9", "escape")
        assert not isinstance(pilot.app.screen, AdjudicationScreen)


async def test_gold_can_be_written_by_hand_and_adjudication_goes_on(team_app: AppMaker) -> None:
    app = team_app()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("ctrl+k")
        screen = pilot.app.screen
        assert isinstance(screen, AdjudicationScreen)
        await looked(pilot)
        sentence = screen.deciding.sentence
        assert sentence is not None
        left = screen.deciding.left()
        await pilot.press("e")
        await pilot.pause(0.2)
        assert app.store.annotator == GOLD
        await pilot.press("enter", "p", "space")
        assert app.store.states()[sentence.id] == "done"
        await pilot.press("ctrl+k")
        again = pilot.app.screen
        assert isinstance(again, AdjudicationScreen)
        await looked(pilot)
        assert again.deciding.left() == left - 1
        await pilot.press("escape")


async def test_under_an_arabic_keyboard_the_same_keys_decide(team_app: AppMaker) -> None:
    app = team_app("ar")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+k")
        screen = pilot.app.screen
        assert isinstance(screen, AdjudicationScreen)
        await looked(pilot)
        await pilot.press("١", "ل")
        assert screen.deciding.last
        compared, key = screen.deciding.last
        (made,) = [
            e for e in Adjudication(screen.deciding.gold, "judge").decisions(compared) if e.item == key
        ]
        assert (made.taken, made.reason) == ("amal", "guideline-gap")
        await pilot.press("escape")


async def test_who_is_no_curator_is_told_so(team_app: AppMaker, tmp_path: Path) -> None:
    change_person(tmp_path / "team.hashiya", "amal", ["annotator"])
    change_person(tmp_path / "team.hashiya", "lead", ["curator"])
    app = team_app(who="amal")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("ctrl+k")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, AdjudicationScreen)
        assert "curator" in app.screen.message  # type: ignore[attr-defined]


async def test_only_what_is_wanted_is_shown(team_app: AppMaker) -> None:
    app = team_app()
    app.adjudicates = Wanted(pair=("amal", "lead"), by_text=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause(0.2)
        screen = pilot.app.screen
        assert isinstance(screen, AdjudicationScreen)
        await looked(pilot)
        indexes = [each.index for each in screen.deciding.entries]
        assert indexes == sorted(indexes)
        for place in range(len(indexes)):
            screen.deciding.place = place
            case = screen.deciding.case
            assert case
            assert any(item.signs["amal"] != item.signs["lead"] for item in case.disputed)
        await pilot.press("escape")


async def test_a_sentence_that_is_sent_back_is_met_first_answered_and_settled(
    team_app: AppMaker, tmp_path: Path
) -> None:
    app = team_app()
    async with app.run_test(size=(120, 40)) as pilot:
        app.reviews = None
        app.call_later(app._review, app.screen, "amal", 20, 7)
        await pilot.pause(0.3)
        screen = pilot.app.screen
        assert isinstance(screen, CheckingScreen)
        first = screen.checking.sentence
        assert first is not None
        await pilot.press("b", *"look", "ctrl+s")
        await pilot.pause()
        await pilot.press("space", "x")
        rate = screen.checking.rate
        assert (rate.checked, rate.wrong) == (3, 2)
        await pilot.press("u")
        assert screen.checking.rate.checked == 2
        await pilot.press("escape")
        found = app.store.by_sentence(first)
        assert [e.taken for e in found if isinstance(e, Decision)] == [WRONG]
        assert [e.to for e in found if isinstance(e, Note)] == ["amal"]
        app.store.close()
    mine = team_app(who="amal")
    async with mine.run_test(size=(120, 40)) as pilot:
        reader = mine.screen
        mine.screen.queueing.begin(mine.screen.shares()[-1])  # type: ignore[attr-defined]
        await pilot.pause(0.3)
        session = reader.session  # type: ignore[attr-defined]
        assert session.sentence.id == first.id
        assert [each.note.text for each in session.remarks(session.sentence)] == ["look"]
        await pilot.press("H", *"done", "ctrl+s")
        await pilot.pause()
        await pilot.press("ctrl+o")
        assert session.remarks(session.sentence) == []
        with closing(open_project(tmp_path / "team.hashiya", "amal")) as project:
            notes = [e for e in project.read_layer("amal").by_sentence(first) if isinstance(e, Note)]
        assert {(e.text, e.resolves) for e in notes} == {("done", False), ("", True)}


async def test_what_is_given_blind_is_not_in_the_history_either(team_app: AppMaker, tmp_path: Path) -> None:
    folder = tmp_path / "team.hashiya"
    app = team_app(who="zayd")
    document = app.project.corpus.documents[0].id
    async with app.run_test(size=(100, 30)) as pilot:
        for hidden in (False, True):
            if hidden:  # while the app is open
                write_assignment(folder, "documents", {document: ["zayd"]}, "1", True, "lead")
            await pilot.press("ctrl+r")
            await pilot.pause()
            assert isinstance(pilot.app.screen, HistoryScreen)
            assert ("amal" in pilot.app.screen.lines().text) is not hidden
            await pilot.press("escape")
