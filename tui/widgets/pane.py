"""The documents beside the page, where the window is wide enough: how far one has come with each."""

from __future__ import annotations

from rich.style import Style
from textual import events
from textual.message import Message

from tui.arabic.layout import fit
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.paint import Mark
from tui.widgets.text_rows import TextRows

WIDTH = 30  # cells
_BOLD, _DIM = Style(bold=True), Style(dim=True)
_ISOLATE, _POP, _BLANK = "\u2068", "\u2069", "\u00a0"


class Pane(TextRows):
    """The documents of SESSION around the current one, a row each; a click goes there."""

    DEFAULT_CSS = f"Pane {{ width: {WIDTH}; height: 100%; padding: 0 1; }}"

    class Chosen(Message):
        """The document with this number, from 0, was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, session: Session, texts: Texts) -> None:
        super().__init__(texts.base)
        self._session = session
        self._texts = texts
        self._first = 0
        self._shown: tuple[int, int, int] | None = None

    def follow(self) -> None:
        """Show the documents around the current one, as they are now."""
        height = self.size.height
        place, count = self._session.place_of_document
        key = (place, self._session.edits, height)
        if not self.display or not height or key == self._shown:
            return
        self._shown = key
        self._first = max(0, min(place - 1 - height // 2, count - height))
        text, marks = "", []
        for number in range(self._first, min(count, self._first + height)):
            line = self._line(number, number == place - 1)
            style = _BOLD if number == place - 1 else _DIM if line.endswith("✓") else None
            if style:
                marks.append(Mark(len(text), len(text) + len(line), style))
            text += line + "\n"
        self.show(text.rstrip("\n"), marks)

    def _line(self, number: int, here: bool) -> str:
        document, tally, sentences = self._session.tally_of(number)
        flags = f" ⚑{self._texts.number(tally.flagged)}" if tally.flagged else ""
        far = f"{self._texts.number(tally.done)}/{self._texts.number(sentences)}"
        far = "✓" if sentences and tally.done >= sentences else f"{_ISOLATE}{far}{_POP}"
        room = (
            WIDTH - 2 - len(f"▸ {flags} {self._texts.number(tally.done)}/{self._texts.number(sentences)}")
        )
        return f"{'▸' if here else _BLANK} {_ISOLATE}{fit(document, room)}{_POP}{flags} {far}"

    def on_click(self, event: events.Click) -> None:
        """Go to the document that is shown there."""
        number = self._first + int(event.y)
        if number < self._session.place_of_document[1]:
            self.post_message(self.Chosen(number))
