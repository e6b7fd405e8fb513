"""A sheet to write in: the note beside a sentence, why it is flagged, the text of an attribute."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button

from tui.locale import Texts
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.text_field import TextField
from tui.widgets.text_rows import TextRows

_LINES = 6


class NoteScreen(ModalScreen[None], LaidOut):
    """A sheet called TITLE to write TEXT in, EMPTY before anything is written; with one of LINES it asks.

    KEEP gets what was written, CANCEL what is not to be kept. It stands below the sentence it is about, or
    with ABOVE over it.
    """

    BINDINGS = [("escape", "cancel", ""), ("ctrl+s", "leave", ""), ("ctrl+q", "app.quit", "")]  # noqa: RUF012

    def __init__(
        self,
        text: str,
        title: str,
        empty: str,
        texts: Texts,
        keep: Callable[[str], None],
        cancel: Callable[[str], None],
        *,
        above: bool = False,
        hint: str = "sheet-hint",
        lines: int = _LINES,
    ) -> None:
        super().__init__(classes="-above" if above else "")
        self._field = TextField(texts.base, text, lines, empty, id="note-text")
        self._asks = lines == 1
        self._left = False
        self._title = title
        self._hint = hint
        self._texts = texts
        self._keep = keep
        self._cancel = cancel

    def compose(self) -> ComposeResult:
        """Title, field, what the keys do."""
        with Vertical(id="note"):
            yield TextRows(self._texts.base, id="note-title")
            yield self._field
            with Horizontal(id="note-buttons"):
                yield Button(self._texts("note-keep"), id="note-keep", compact=True)
                yield Button(self._texts("note-cancel"), id="note-cancel", compact=True)
            yield TextRows(self._texts.base, id="note-hint")

    def on_mount(self) -> None:
        """Fill the rows; the field has the caret."""
        self.query_one("#note-title", TextRows).show(self._title)
        self.query_one("#note-hint", TextRows).show(self._texts(self._hint))
        self._field.focus()

    def on_text_field_submitted(self) -> None:
        """Enter, where there is one line."""
        self.action_leave()

    def action_leave(self) -> None:
        """Keep the note and close."""
        self._left = True
        self.dismiss()
        self._keep(self._field.text)

    def action_cancel(self) -> None:
        """Close, the note as it was before."""
        self._left = True
        self._cancel(self._field.text)
        self.dismiss()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Enter on a button, or a click."""
        if event.button.id == "note-keep":
            self.action_leave()
        else:
            self.action_cancel()

    def on_unmount(self) -> None:
        """The app was told to end: what was written so far is kept as well."""
        if not self._left and not self._asks:
            self._keep(self._field.text)
