"""Questions and notes of everybody in one list; each leads to its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tui.locale.errors import explained
from tui.screens.background import AT_FIRST, go_on
from tui.screens.listing import Listing
from tui.session.notes import Kind, Notes, Only
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_MARKS: Final[dict[Kind, str]] = {"note": "✎", "question": "؟", "flag": "⚑"}
_SHOWN: Final[dict[Only, str]] = {
    "all": "notes-only-all",
    "questions": "notes-only-questions",
    "flags": "notes-only-flags",
    "unanswered": "notes-only-unanswered",
}
_ISOLATE, _POP = "\u2068", "\u2069"


class NotesScreen(Listing):
    """The remarks in READER's project."""

    def __init__(self, reader: ReaderScreen) -> None:
        texts = reader.texts
        self.notes = Notes(reader.session)
        columns = [
            Column("", 2),
            Column(texts("column-sentence"), 18),
            Column(texts("column-annotator"), 12),
            Column(texts("column-note"), 0),
            Column(texts("column-answers"), 8),
        ]
        super().__init__(
            reader, Table(columns, lambda: len(self.notes.rows()), self._cells, texts.base), "notes-hint"
        )
        self.keys = {"w": self._filter}

    def on_mount(self) -> None:
        """Read at once, then while keys work."""
        super().on_mount()
        if not self.notes.look(AT_FIRST):
            self.run_worker(go_on(self.notes.look, self.show), group="notes")

    def _cells(self, row: int) -> list[str]:
        remark, session = self.notes.rows()[row], self.reader.session
        name = session.name_of(session.sentences[remark.index])
        answers = self.reader.texts.number(remark.answers) if remark.answers else ""
        cells = [name, remark.annotator, " ".join(remark.text.split()), answers]
        return [_MARKS[remark.kind], *(f"{_ISOLATE}{cell}{_POP}" for cell in cells)]

    def title_text(self) -> str:
        """How many there are, and which are shown."""
        texts = self.reader.texts
        parts = [texts("notes-title", count=len(self.notes.rows())), texts(_SHOWN[self.notes.only])]
        parts += [explained(error, texts) for error in self.notes.wrong]
        return " · ".join(parts) + ("" if self.notes.finished else "…")

    def choose(self, number: int) -> None:
        """Go to the sentence."""
        rows = self.notes.rows()
        if number < len(rows):
            self.reader.session.remember()
            self.reader.session.go_to(rows[number].index)
            self.dismiss()

    def _filter(self) -> None:
        self.notes.turn_only()
        self.table.row = 0
