"""Pointing at what a relation ends at: every possible end has a number or a letter, one key takes it."""

from __future__ import annotations

from annotations.model import AUTHOR, NOT_SAID, Annotation, Relation
from annotations.schema import RelationType
from tui.session import linking
from tui.session.reading import Placed
from tui.session.session import Session

_KEYS = "123456789abcdefghijklmnopqrstuvwxyz"
_SPECIAL = {"0": AUTHOR, "-": NOT_SAID}


class Pointing:
    """A relation of TYPE from SOURCE that still lacks its end; the session may look at other sentences."""

    def __init__(self, session: Session, type: RelationType, source: Annotation) -> None:
        self._session = session
        self.type = type
        self.source = source
        self._before = session.index, session.selection

    def _ends(self) -> list[Placed]:
        return linking.ends(self._session, self.type, self.source, self._session.index)

    def numbers(self) -> dict[str, str]:
        """The key of each annotation that it may end at, in the current sentence, by its id."""
        return {each.id: key for each, key in zip(self._ends(), _KEYS, strict=False)}

    def target(self, key: str) -> str | None:
        """The id that KEY points at, None for none."""
        special = _SPECIAL.get(key, "")
        if special in self.type.special_targets:
            return special
        return next((id for id, each in self.numbers().items() if each == key), None)

    def turn(self, step: int) -> None:
        """Look at the next sentence of the document (STEP 1) or the one before."""
        index = self._session.index + step
        sentences = self._session.sentences
        if 0 <= index < len(sentences) and sentences[index].document == self.source.document:
            self._session.go_to(index)

    def go_back(self) -> None:
        """Where it began."""
        index, selection = self._before
        if self._session.index != index:
            self._session.go_to(index)
        self._session.selection = selection

    def link(self, target: str) -> Relation:
        """Let it end at TARGET; where it does already, take the relation away."""
        made = linking.link(self._session, self.type, self.source, target)
        return made or linking.unlink(self._session, self.type, self.source, target)
