"""What changes nothing: finding, copying, help, what is shown, leaving."""

from __future__ import annotations

from tui.actions.action import Action, Dialog, Row


def _opens(dialog: Dialog, key: str) -> Row:
    action = Action(dialog, (key,), lambda _, view: view.open(dialog), quiet=True)
    return Row(dialog, (action,), gives_way=True)


ROWS = (
    Row("find", (Action("find", ("slash", "ctrl+f"), lambda _, v: v.open("find"), quiet=True),)),
    Row("copy", (Action("copy", ("y",), lambda _, v: v.copy(), quiet=True),)),
    Row("invisible", (Action("invisible", ("i",), lambda _, v: v.toggle("invisible"), quiet=True),)),
    Row("harakat", (Action("harakat", ("ctrl+t",), lambda _, v: v.toggle("harakat"), quiet=True),)),
    Row("lanes", (Action("lanes", ("f4",), lambda _, v: v.toggle("lanes"), quiet=True),), gives_way=True),
    Row("pane", (Action("pane", ("f6",), lambda _, v: v.toggle("pane"), quiet=True),), gives_way=True),
    Row("draw-anew", (Action("draw-anew", ("ctrl+l",), lambda _, v: v.draw_anew(), quiet=True),)),
    Row("palette", (Action("palette", ("ctrl+p",), lambda _, v: v.open("commands"), quiet=True),)),
    Row("suspend", (Action("suspend", ("ctrl+z",), lambda _, v: v.suspend(), quiet=True),)),
    _opens("notes", "f3"),
    _opens("history", "ctrl+r"),
    _opens("statistics", "f9"),
    _opens("guidelines", "ctrl+g"),
    Row("help", (Action("help", ("question_mark",), lambda _, v: v.open("help"), quiet=True),)),
    _opens("guide", "f1"),
    _opens("tour", "ctrl+n"),
    _opens("settings", "f2"),
    _opens("annotator", "ctrl+u"),
    _opens("export", "ctrl+e"),
    _opens("adjudicate", "ctrl+k"),
    _opens("team", "f10"),
    Row(
        "quit",
        (Action("quit", ("q", "ctrl+c"), lambda _, v: v.leave(), quiet=True, also=("ctrl+q",)),),
    ),
)
