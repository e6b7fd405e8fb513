"""The note beside a sentence, to be written."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from tui.locale import Texts
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.text_field import TextField
from tui.widgets.text_rows import TextRows

_LINES = 6


class NoteScreen(ModalScreen[None], LaidOut):
    """TEXT of sentence NUMBER; whatever way it is left, KEEP gets what was written."""

    BINDINGS = [("escape", "leave", ""), ("ctrl+s", "leave", ""), ("ctrl+q", "app.quit", "")]  # noqa: RUF012

    def __init__(self, text: str, number: int, texts: Texts, keep: Callable[[str], None]) -> None:
        super().__init__()
        self._field = TextField(texts.base, text, _LINES, texts("note-empty"), id="note-text")
        self._left = False
        self._number = number
        self._texts = texts
        self._keep = keep

    def compose(self) -> ComposeResult:
        """Title, field, what the keys do."""
        with Vertical(id="note"):
            yield TextRows(self._texts.base, id="note-title")
            yield self._field
            yield TextRows(self._texts.base, id="note-hint")

    def on_mount(self) -> None:
        """Fill the rows; the field has the caret."""
        self.query_one("#note-title", TextRows).show(self._texts("note-title", number=self._number))
        self.query_one("#note-hint", TextRows).show(self._texts("note-hint"))
        self._field.focus()

    def action_leave(self) -> None:
        """Keep the note and close."""
        self._left = True
        self._keep(self._field.text)
        self.dismiss()

    def on_unmount(self) -> None:
        """The app was told to end: what was written so far is kept as well."""
        if not self._left:
            self._keep(self._field.text)
