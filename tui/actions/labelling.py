"""Labelling: pieces, attributes, relations, deleting. The labels' own keys come from the schema."""

from __future__ import annotations

from tui.actions.action import Action, Row
from tui.session import labelling
from tui.session.session import Session


def _has_some(session: Session) -> bool:
    return bool(session.chosen or session.placed_at_caret())


def _holds(session: Session) -> bool:
    return session.held is not None


ROWS = (
    Row(
        "delete",
        (
            Action(
                "delete", ("x", "delete"), lambda s, _: labelling.delete(s), "no-span-here", when=_has_some
            ),
        ),
    ),
    Row(
        "repeat",
        (Action("repeat", ("semicolon",), lambda _, v: v.repeat(), "nothing-to-repeat"),),
        gives_way=True,
    ),
    Row("piece", (Action("piece", ("J",), lambda s, _: labelling.add_piece(s), "no-piece", when=_holds),)),
    Row("labels", (Action("labels", ("backslash",), lambda _, v: v.open("labels"), quiet=True),)),
    Row(
        "document-labels",
        (Action("document-labels", ("at",), lambda _, v: v.open("document-labels"), quiet=True),),
    ),
    Row("attributes", (Action("attributes", ("A",), lambda _, v: v.open("attributes"), quiet=True),)),
    Row("links", (Action("links", ("T",), lambda _, v: v.open("links"), quiet=True),)),
)
