"""The labels with their keys, below the page; a click puts a label on."""

from __future__ import annotations

from collections.abc import Iterable

from rich.style import Style
from textual import events
from textual.message import Message

from annotations.schema import Label, LabelSchema
from tui.locale import Texts
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette
from tui.widgets.text_rows import TextRows

_NO_BREAK_SPACE = "\u00a0"
_ISOLATE = {"ar": "\u2067", "en": "\u2066"}
_POP = "\u2069"
_BREAK = "\u200b"
_ON = Style(reverse=True)
_KEY = Style(underline=True)


class LabelBar(TextRows):
    """Entity labels in their colours, then claim labels; those on the current place stand out."""

    class Chosen(Message):
        """A label was clicked."""

        def __init__(self, label: Label) -> None:
            super().__init__()
            self.label = label

    def __init__(self, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        super().__init__(texts.base, id="labels")
        self._schema = schema
        self._texts = texts
        self._palette = palette
        self._places: list[tuple[int, int, Label]] = []
        self._active: set[str] | None = None  # those shown as on, None before any are shown
        self._shown: tuple[str, list[Mark]] = ("", [])

    def show_labels(self, on: Iterable[str]) -> None:
        """Show all labels; ON are the ids of those that hold at the current place."""
        active = set(on)
        if active != self._active:
            self._active = active
            self._shown = self._with_active(active)
        self.show(*self._shown)

    def _with_active(self, active: set[str]) -> tuple[str, list[Mark]]:
        text, marks = "", []
        self._places = []
        for group in (self._schema.entities, self._schema.claims):
            for label in group:
                text += _ISOLATE[self._texts.language]
                start = len(text)
                text += f" {label.key} {self._short(label)} ".replace(" ", _NO_BREAK_SPACE)
                self._places.append((start, len(text), label))
                if label in self._schema.entities:
                    marks.append(Mark(start, len(text), self._palette.style(label.id)))
                if label.id in active:
                    marks.append(Mark(start, len(text), _ON))
                marks.append(Mark(start + 1, start + 2, _KEY))
                text += f"{_POP}{_BREAK}"
            text = text.rstrip(_BREAK) + "\n"
        return text.rstrip("\n"), marks

    def _short(self, label: Label) -> str:
        """Short enough for a bar: entities in English by their id."""
        language = self._texts.language
        if label in self._schema.entities:
            return self._schema.entity_name(label.id, language)
        return label.name(language)

    def on_click(self, event: events.Click) -> None:
        """Put the label on that was clicked."""
        offset = self.offset_at(*event.get_content_offset_capture(self))
        for start, end, label in self._places:
            if offset is not None and start <= offset < end:
                self.post_message(self.Chosen(label))
