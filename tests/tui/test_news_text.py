"""A news text of 22 sentences with 100 entities and 34 claims, labelled in full by keys: how many it takes.

The text, what is to be said of it and the script are in `tests/data/news`; a pair in the script is the word
(sentence, offset) that is jumped to with `j` and the letters that lie on it.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.tui.conftest import AppMaker
from tests.tui.test_reader import session_of
from tui.screens.contexts import ContextsScreen
from tui.screens.reader import ReaderScreen

DATA = Path(__file__).parents[1] / "data" / "news"
MOST = 350  # 560 before there were bulk acts and jumps


async def test_it_is_labelled_in_full_with_few_keys(app_for: AppMaker) -> None:
    plan = json.loads((DATA / "news-22.json").read_text(encoding="utf-8"))
    app = app_for((DATA / "news-22.txt").read_text(encoding="utf-8"))
    pressed = 0
    async with app.run_test(size=(120, 36)) as pilot:
        session = session_of(pilot)
        assert session.narrowing.look(5)
        for key in plan["script"]:
            keys = [key]
            if not isinstance(key, str):
                await pilot.press("j")
                screen = pilot.app.screen
                assert isinstance(screen, ReaderScreen)
                keys = [*next(name for name, place in screen.jumper._places.items() if place == tuple(key))]
                pressed += 1
            await pilot.press(*keys)
            pressed += len(keys)
            if isinstance(pilot.app.screen, ContextsScreen):
                assert pilot.app.screen.contexts.finished
        entities = {
            (span.start, span.end, span.label)
            for sentence in session.sentences
            for span in session.spans(sentence)
        }
        claims = [[claim.label for claim in session.claims(each)] for each in session.sentences]
        done = session.done_count()
    assert entities == {tuple(each) for each in plan["entities"]}
    assert [sorted(each) for each in claims] == [sorted(each) for each in plan["claims"]]
    assert (len(session.sentences), len(entities), sum(map(len, claims)), done) == (22, 100, 34, 22)
    assert pressed <= MOST
