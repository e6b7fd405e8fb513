"""How far one has come: done, skipped, flagged; notes; taking back."""

from __future__ import annotations

from tui.actions.action import Action, Row
from tui.session import cutting, reviewing
from tui.session.session import Session


def _is_marked(session: Session) -> bool:
    return bool(session.marks(session.sentence))


def _has_note(session: Session) -> bool:
    return reviewing.note_to_answer(session) is not None


def _is_back(session: Session) -> bool:
    return bool(session.remarks(session.sentence))


ROWS = (
    Row("finish", (Action("finish", ("space",), lambda s, _: reviewing.finish(s)),)),
    Row("skip", (Action("skip", ("K",), lambda s, _: reviewing.skip(s)),)),
    Row("flag", (Action("flag", ("exclamation_mark",), lambda _, v: v.open("flag"), quiet=True),)),
    Row(
        "reopen",
        (Action("reopen", ("backspace",), lambda s, _: reviewing.reopen(s), "not-done", when=_is_marked),),
    ),
    Row("note", (Action("note", ("h",), lambda _, v: v.open("note"), quiet=True),)),
    Row("join", (Action("join", ("ampersand",), lambda s, _: cutting.join(s), "no-sentence-to-join"),)),
    Row("split", (Action("split", ("vertical_line",), lambda s, _: cutting.split(s), "nothing-to-split"),)),
    Row(
        "answer",
        (Action("answer", ("H",), lambda _, v: v.open("answer"), quiet=True, when=_has_note),),
        gives_way=True,
    ),
    Row(
        "settle",
        (
            Action(
                "settle", ("ctrl+o",), lambda s, _: reviewing.settle(s), "nothing-sent-back", when=_is_back
            ),
        ),
        gives_way=True,
    ),
    Row("undo", (Action("undo", ("u",), lambda s, _: s.undo(), "nothing-to-undo", "undone"),)),
    Row("redo", (Action("redo", ("r", "ctrl+y"), lambda s, _: s.redo(), "nothing-to-redo", "redone"),)),
)
