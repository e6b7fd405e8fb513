"""Selecting: words, letters, without particles; the edges of what is chosen move along."""

from __future__ import annotations

from collections.abc import Callable

from tui.actions.action import Action, Row, View
from tui.session import going
from tui.session import selection as moves
from tui.session.selection import Selection, Unit
from tui.session.session import Session


def _extend(unit: Unit, side: str, *keys: str) -> Action:
    def do(session: Session, view: View) -> None:
        session.extend(unit, view.towards(side))

    return Action(f"extend-{unit}-{side}", keys, do)


def _reshape(id: str, keys: tuple[str, ...], change: Callable[[str, Selection], Selection]) -> Action:
    def do(session: Session, _: View) -> None:
        session.reshape(change(session.text(), session.selection))

    return Action(id, keys, do)


def _proclitic(id: str, keys: tuple[str, ...], step: int, otherwise: str, *also: str) -> Action:
    def do(session: Session, _: View) -> bool:
        word = moves.select_word(session.text(), session.selection).range
        before = session.selection.range or word
        session.reshape(moves.shift_proclitic(session.text(), session.selection, step))
        return session.selection.range != before

    return Action(id, keys, do, otherwise, also=also)


ROWS = (
    Row("extend-words", (_extend("word", "left", "shift+left"), _extend("word", "right", "shift+right"))),
    Row(
        "extend-letters",
        (
            _extend("letter", "left", "ctrl+shift+left", "less_than_sign"),
            _extend("letter", "right", "ctrl+shift+right", "greater_than_sign"),
        ),
    ),
    Row("select-word", (_reshape("select-word", ("enter", "s"), moves.select_word),)),
    Row(
        "grow",
        (Action("grow", ("v",), lambda s, _: going.grow(s), "no-words", also=("underscore",)),),
        gives_way=True,
    ),
    Row(
        "proclitic",
        (
            _proclitic("proclitic-off", ("minus",), 1, "no-proclitic"),
            _proclitic("proclitic-back", ("plus",), -1, "no-proclitic-back", "equals_sign"),
        ),
    ),
    Row(
        "narrow",
        (Action("narrow", ("dollar_sign",), lambda s, _: s.narrow(), "nothing-to-narrow"),),
        gives_way=True,
    ),
    Row(
        "shift-start",
        (
            _reshape("start-later", ("left_square_bracket",), lambda t, s: moves.shift_start(t, s, 1)),
            _reshape("start-earlier", ("right_square_bracket",), lambda t, s: moves.shift_start(t, s, -1)),
        ),
    ),
    Row(
        "shift-end",
        (
            _reshape("end-earlier", ("left_curly_bracket",), lambda t, s: moves.shift_end(t, s, -1)),
            _reshape("end-later", ("right_curly_bracket",), lambda t, s: moves.shift_end(t, s, 1)),
        ),
    ),
    Row("unselect", (Action("unselect", ("escape",), lambda session, _: session.unselect()),)),
)
