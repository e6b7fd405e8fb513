"""Pointing: at the end of a relation by keys, at words and spans with the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotations.model import AUTHOR, NOT_SAID, Annotation
from annotations.schema import RelationType
from tui.session import selection as moves
from tui.session.pointing import Pointing
from tui.session.session import Session
from tui.widgets.page import Page

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


class Pointer:
    """What READER's keys do while a relation lacks its end."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._pointing: Pointing | None = None

    @property
    def active(self) -> bool:
        """Whether something is to be pointed at."""
        return self._pointing is not None

    def begin(self, type: RelationType, source: Annotation) -> None:
        """Let a person point at what a relation of TYPE from SOURCE ends at."""
        self._pointing = Pointing(self._reader.session, type, source)
        self._reader.page.leaf.numbered = self._pointing.numbers()
        self._reader.show()

    def stop(self) -> None:
        """Back to where it began."""
        if self._pointing:
            self._pointing.go_back()
            self._pointing = None
            self._reader.page.leaf.numbered = {}

    def press(self, key: str, character: str) -> bool:
        """Let KEY choose an end or another sentence; whether it did."""
        pointing = self._pointing
        assert pointing is not None, "nothing is to be pointed at"
        if key == "escape":
            self.stop()
            self._reader.show()
            return True
        if key in ("up", "down"):
            pointing.turn(1 if key == "down" else -1)
            self._reader.page.leaf.numbered = pointing.numbers()
            self._reader.show()
            return True
        target = pointing.target(character)
        if target is None:
            return len(character) == 1 or key in ("tab", "enter")
        self.stop()
        self._reader.do(lambda: pointing.link(target))
        return True

    def hint(self) -> str:
        """What the keys do."""
        pointing, texts = self._pointing, self._reader.texts
        assert pointing is not None, "nothing is to be pointed at"
        type = pointing.type
        parts = [
            texts("point-hint" if pointing.numbers() else "point-none", name=type.name(texts.language))
        ]
        parts += [texts("point-author")] * (AUTHOR in type.special_targets)
        parts += [texts("point-not-said")] * (NOT_SAID in type.special_targets)
        return " · ".join([*parts, texts("point-turn")])


def point(session: Session, event: Page.Pointed) -> None:
    """Go to what the mouse points at: choose a span or a word, or select what it was dragged over."""
    if event.place is None or event.index != session.index:
        session.go_to(event.index, event.place[0] if event.place else None)
    if event.place and event.start is not None and event.start != event.place:
        session.selection = moves.between(session.text(), event.start, event.place)
    elif event.place:
        session.point_at(event.place[0])
