"""Moving: to words, letters, sentences, entities, relations' ends."""

from __future__ import annotations

from tui.actions.action import Action, Row, View
from tui.session import linking, reviewing
from tui.session.selection import Unit
from tui.session.session import Session


def _sentence(step: int) -> Action:
    def do(session: Session, _: View) -> None:
        session.go_to(session.index + step)

    return Action("next-sentence" if step > 0 else "previous-sentence", ("down" if step > 0 else "up",), do)


def _step(unit: Unit, side: str, *keys: str) -> Action:
    def do(session: Session, view: View) -> None:
        session.move(unit, view.towards(side))

    return Action(f"{unit}-{side}", keys, do)


def _page(step: int) -> Action:
    def do(session: Session, view: View) -> None:
        session.go_to(*view.turn(step))

    return Action("next-page" if step > 0 else "previous-page", ("pagedown" if step > 0 else "pageup",), do)


def _end(step: int) -> Action:
    def do(session: Session, _: View) -> None:
        session.go_to(0 if step < 0 else len(session.sentences) - 1)

    return Action("last-sentence" if step > 0 else "first-sentence", ("end" if step > 0 else "home",), do)


def _cycle(step: int) -> Action:
    def do(session: Session, _: View) -> bool:
        return session.cycle(step)

    name, key = ("next-span", "tab") if step > 0 else ("previous-span", "shift+tab")
    return Action(name, (key,), do, "no-spans")


def _unfinished(step: int) -> Action:
    def do(session: Session, _: View) -> bool:
        return reviewing.go_to_unfinished(session, step)

    name, key = ("next-unfinished", "w") if step > 0 else ("previous-unfinished", "W")
    return Action(name, (key,), do, "all-done")


def _has_way_back(session: Session) -> bool:
    return bool(session.trail)


ROWS = (
    Row("sentences", (_sentence(-1), _sentence(1))),
    Row("words", (_step("word", "left", "left"), _step("word", "right", "right"))),
    Row(
        "letters",
        (
            _step("letter", "left", "ctrl+left", "comma"),
            _step("letter", "right", "ctrl+right", "full_stop"),
        ),
    ),
    Row("pages", (_page(-1), _page(1))),
    Row("ends", (_end(-1), _end(1))),
    Row("cycle", (_cycle(1), _cycle(-1))),
    Row("next-unfinished", (_unfinished(1),)),
    Row("previous-unfinished", (_unfinished(-1),)),
    Row(
        "follow",
        (
            Action("follow", ("right_parenthesis",), lambda s, _: linking.follow(s), "no-relation"),
            Action(
                "come-back",
                ("left_parenthesis",),
                lambda s, _: linking.come_back(s),
                "no-way-back",
                when=_has_way_back,
            ),
        ),
    ),
)
