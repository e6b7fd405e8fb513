"""Moving: to words, letters, sentences, entities, relations' ends."""

from __future__ import annotations

from tui.actions.action import Action, Row, View
from tui.session import going, linking, reviewing
from tui.session.selection import Unit
from tui.session.session import Session


def _sentence(step: int) -> Action:
    def do(session: Session, _: View) -> None:
        session.go_on(step)

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
        session.go_to(session.shown.end(step))

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


def _entity(step: int) -> Action:
    def do(session: Session, _: View) -> bool:
        return going.entity(session, step)

    name, key = ("next-entity", "ctrl+down") if step > 0 else ("previous-entity", "ctrl+up")
    return Action(name, (key,), do, "no-more-entities")


def _conflict(step: int) -> Action:
    def do(_: Session, view: View) -> None:
        view.find(":conflict", step)

    name, key = (
        ("next-conflict", "percent_sign") if step > 0 else ("previous-conflict", "circumflex_accent")
    )
    return Action(name, (key,), do, quiet=True)


def _same_label(step: int) -> Action:
    def do(session: Session, _: View) -> bool:
        return going.same_label(session, step)

    name, key = ("next-same", "shift+down") if step > 0 else ("previous-same", "shift+up")
    return Action(name, (key,), do, "no-same-label")


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
        "occurrences",
        (Action("occurrences", ("asterisk",), lambda _, v: v.open("occurrences"), quiet=True),),
    ),
    Row("names", (Action("names", ("f7",), lambda _, v: v.open("names"), quiet=True),), gives_way=True),
    Row(
        "documents",
        (Action("documents", ("f5",), lambda _, v: v.open("documents"), quiet=True),),
        gives_way=True,
    ),
    Row("jump", (Action("jump", ("j",), lambda _, v: v.jump(), quiet=True),), gives_way=True),
    Row("go-to", (Action("go-to", ("colon",), lambda _, v: v.open("go-to"), quiet=True),)),
    Row("queues", (Action("queues", ("Q",), lambda _, v: v.open("queues"), quiet=True),), gives_way=True),
    Row(
        "conflicts",
        (
            _conflict(1),
            _conflict(-1),
        ),
        gives_way=True,
    ),
    Row("entities", (_entity(1), _entity(-1))),
    Row("same-label", (_same_label(1), _same_label(-1))),
    Row(
        "marks",
        (
            Action("mark", ("quotation_mark",), lambda s, _: going.toggle_mark(s), "mark-off", how="done"),
            Action("next-mark", ("apostrophe",), lambda s, _: going.next_mark(s), "no-mark"),
        ),
    ),
    Row(
        "contexts",
        (Action("contexts", ("f8",), lambda _, v: v.open("contexts"), quiet=True),),
        gives_way=True,
    ),
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
