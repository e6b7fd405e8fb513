"""The field below the page in which a search is typed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from functools import partial

from textual.binding import Binding
from textual.message import Message
from textual.worker import Worker

from annotations.errors import HashiyaError
from annotations.query import parse_query
from annotations.schema import LabelSchema
from tui.locale import Texts
from tui.locale.errors import explained
from tui.session.find import Place
from tui.session.session import Session
from tui.widgets.text_field import TextField

_AT_ONCE = 0.02  # seconds that a search may keep keys waiting
_COUNT_AFTER = 0.1  # seconds without a key
_TELL_EVERY = 0.25  # seconds between two counts of what was looked at


class FindField(TextField):
    """One line; goes to what is typed, with up and down to the last and the next place.

    What no index tells is looked for sentence by sentence, while keys still work. Escape ends this first,
    then leaves the field.
    """

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("down,enter", "turn(1)", show=False),
        Binding("up", "turn(-1)", show=False),
        Binding("f8", "list", show=False),
        Binding("escape", "leave", show=False),
    ]

    class Told(Message):
        """What there is to say of the search."""

        def __init__(self, text: str, found: bool = False) -> None:
            super().__init__()
            self.text = text
            self.found = found

    class Listed(Message):
        """All the places of TEXT are wanted at once."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The search is over."""

    def __init__(self, session: Session, schema: LabelSchema, texts: Texts, id: str | None = None) -> None:
        super().__init__(texts.base, placeholder=texts("find-empty"), id=id)
        self._session = session
        self._schema = schema
        self._texts = texts
        self._before = session.index, session.selection
        self._looking: Worker[None] | None = None
        self._counting: Worker[None] | None = None
        self._looked_at = 0

    def open(self) -> None:
        """Show the field; searches begin where the session stands now."""
        self._before = self._session.index, self._session.selection
        self.display = True
        self.action_select_all()
        self.focus()

    def go(self, written: str, step: int) -> None:
        """Go to the next place of WRITTEN (STEP 1) or to the last (-1), the field staying closed."""
        self.begin_with(written)
        self._find(step)

    def on_text_field_changed(self) -> None:
        """Go to what is being typed, from where the search began; stay there if it is nowhere."""
        self._session.index, self._session.selection = self._before
        self._find(0)

    def action_turn(self, step: int) -> None:
        """The next place (STEP 1) or the last (-1)."""
        self._find(step)

    def action_leave(self) -> None:
        """Stop looking; where nothing is being looked for, back to the page."""
        if self.stop():
            self.post_message(self.Told(self._texts("search-stopped")))
        else:
            self.close()
            self.post_message(self.Left())

    def action_list(self) -> None:
        """All the places at once."""
        if self.text.strip():
            self.post_message(self.Listed(self.text))

    def close(self) -> None:
        """Go away; what was found stays found."""
        self.stop()
        self.display = False

    def stop(self) -> bool:
        """Stop looking, if anything is being looked for."""
        if self._counting:
            self._counting.cancel()
        looking, self._looking = self._looking, None
        if looking is None or looking.is_finished:
            return False
        looking.cancel()
        return True

    def _find(self, step: int) -> None:
        self.stop()
        self._looked_at = 0
        places = self._places(step)
        if not self._look(places):
            self._looking = self.run_worker(partial(self._look_on, places), group="find")

    def _places(self, step: int) -> Iterator[Place | None]:
        yield from self._session.look_for(parse_query(self.text, self._schema), step)

    async def _look_on(self, places: Iterator[Place | None]) -> None:
        tell_at = 0.0
        while True:
            if time.monotonic() >= tell_at:
                tell_at = time.monotonic() + _TELL_EVERY
                self.post_message(self.Told(self._texts("searching", count=self._looked_at)))
            await asyncio.sleep(0)
            if self._look(places):
                return

    async def _count(self, place: Place) -> None:
        """Say which of how many PLACE is, once that is known."""
        await asyncio.sleep(_COUNT_AFTER)
        end = time.monotonic() + _AT_ONCE
        places = self._session.count_places(parse_query(self.text, self._schema), place)
        reached = 0, 0
        try:
            while (more := next(places, None)) is not None:
                reached = more
                if time.monotonic() > end:
                    await asyncio.sleep(_AT_ONCE)
                    end = time.monotonic() + _AT_ONCE / 2
        except HashiyaError:  # what was found stays found
            return
        if reached[0]:
            told = self._texts("found-of", number=reached[0], count=reached[1]) + self._texts("found")
            self.post_message(self.Told(told))

    def _look(self, places: Iterator[Place | None]) -> bool:
        """Look for a moment, say what came of it; whether the search is over."""
        end = time.monotonic() + _AT_ONCE
        try:
            for place in places:
                if place:
                    self.post_message(self.Told(self._found(place), found=True))
                    if not place.count:
                        self._counting = self.run_worker(self._count(place), group="count")
                    return True
                self._looked_at += 1
                if time.monotonic() > end:
                    return False
        except HashiyaError as error:  # a pattern or a label that is none
            self.post_message(self.Told(explained(error, self._texts)))
            return True
        nowhere = self._texts("not-found", text=f"«{self.text}»") if self.text.strip(" /") else ""
        self.post_message(self.Told(nowhere))
        return True

    def _found(self, place: Place) -> str:
        counted = self._texts("found-of", number=place.number, count=place.count) if place.count else ""
        return counted + self._texts("found")
