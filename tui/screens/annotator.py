"""Whose layer is worked on: another one of those there are, or a new one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from annotations.errors import HashiyaError
from tui.locale.errors import explained
from tui.screens.choose import Choice, ChooseScreen

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_NEW: Final = "+"


def ask_annotator(reader: ReaderScreen) -> None:
    """The list of annotators, and a way to begin as a new one."""
    texts, session = reader.texts, reader.session
    choices = [Choice(name, "", name) for name in session.annotators if name != session.annotator]
    choices.append(Choice(texts("annotator-new"), "", _NEW))

    def carry_out(answer: str | None) -> None:
        if answer == _NEW:
            reader.ask(
                texts("annotator-title"), texts("annotator-name"), lambda name: _change(reader, name)
            )
        elif answer:
            _change(reader, answer)

    reader.app.push_screen(ChooseScreen(choices, texts, texts("annotator-empty")), carry_out)


def _change(reader: ReaderScreen, name: str) -> None:
    app, name = cast("HashiyaApp", reader.app), name.strip()
    if not name or name == reader.session.annotator:
        return
    try:
        app.work_as(name)
    except HashiyaError as error:
        reader.tell(explained(error, reader.texts))
        app.bell()
    else:
        app.show_reader(reader.texts("annotator-changed", annotator=name))
