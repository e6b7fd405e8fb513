"""The labels with their keys, below the page; a click puts a label on."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.message import Message

from annotations.schema import Label, LabelSchema, RelationType
from tui.locale import Texts
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette
from tui.widgets.text_rows import TextRows

_NO_BREAK_SPACE = "\u00a0"
_ISOLATE = {"ar": "\u2067", "en": "\u2066"}
_POP = "\u2069"
_BREAK = "\u200b"
_ARROW = "←"
_MOST_ROWS = 2
_NARROW = 90  # cells
_SHORT = 6  # letters of a claim's name in a narrow window
_ON = Style(reverse=True)
_KEY = Style(underline=True)


class LabelBar(TextRows):
    """Entity labels in their colours, then claim labels; those on the current place stand out."""

    class Chosen(Message):
        """A label was clicked."""

        def __init__(self, label: Label | RelationType) -> None:
            super().__init__()
            self.label = label

    def __init__(self, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        super().__init__(texts.base, id="labels")
        self._schema = schema
        self._entities = {label.id for label in schema.entities}
        self._texts = texts
        self._palette = palette
        self._places: list[tuple[int, int, Label | RelationType]] = []
        self._state: tuple[frozenset[str], int] | None = None  # what is shown as on, and in which width
        self._shown: tuple[str, list[Mark]] = ("", [])

    def show_labels(self, on: Iterable[str]) -> None:
        """Show the labels and relations; ON are the ids of those that hold at the current place."""
        state = frozenset(on), self.content_size.width
        if state != self._state:
            self._state = state
            self._places = []
            lines: list[tuple[Label | RelationType, ...]] = [
                self._schema.entities,
                (*self._schema.claims, *(each for each in self._schema.relations if each.key)),
            ]
            self._shown = self._with_active(lines, state[0])
        self.show(*self._shown)

    def _with_active(
        self, lines: list[tuple[Label | RelationType, ...]], active: frozenset[str]
    ) -> tuple[str, list[Mark]]:
        text, marks = "", list[Mark]()
        for group in lines:
            shown = self._fitting(group)
            for label in shown:
                text += _ISOLATE[self._texts.language]
                start = len(text)
                text += self._said(label)
                self._places.append((start, len(text), label))
                if label.id in self._entities:
                    marks.append(Mark(start, len(text), self._palette.style(label.id)))
                if label.id in active:
                    marks.append(Mark(start, len(text), _ON))
                marks.append(Mark(start + 1, start + 1 + len(label.key), _KEY))
                text += f"{_POP}{_BREAK}"
            if len(shown) < len(group):
                text += f" \\{_NO_BREAK_SPACE}…"
            text = text.rstrip(_BREAK) + "\n"
        return text.strip("\n"), marks

    def _fitting(self, group: tuple[Label | RelationType, ...]) -> tuple[Label | RelationType, ...]:
        """GROUP, or so much of it as takes two rows: finer labels go first, then the last ones."""
        group = tuple(label for label in group if label.key)
        room = _MOST_ROWS * self.content_size.width - 8
        cells = {label.id: cell_len(self._said(label)) for label in group}
        if sum(cells.values()) <= room:
            return group
        kept = [each for each in group if not (isinstance(each, Label) and each.parent)]
        taken = accumulate(cells[label.id] for label in kept)
        return tuple(label for label, end in zip(kept, taken, strict=True) if end <= room)

    @property
    def _narrow(self) -> bool:
        return self.content_size.width < _NARROW

    def _said(self, label: Label | RelationType) -> str:
        """Its key and its name; in a narrow window in a word."""
        name = self._short(label)
        if self._narrow:
            word = name.split()[0 if self._texts.language == "ar" else -1]
            if self._texts.language == "en" and label.id not in self._entities:
                word = word if len(word) <= _SHORT else word[: _SHORT - 1]
            return f" {label.key}{_NO_BREAK_SPACE}{word}"
        return f" {label.key} {name} ".replace(" ", _NO_BREAK_SPACE)

    def _short(self, label: Label | RelationType) -> str:
        """Short enough for a bar: entities in English by their id."""
        language = self._texts.language
        if isinstance(label, Label) and label.id in self._entities:
            return self._schema.entity_name(label.id, language)
        return label.name(language) + ("" if isinstance(label, Label) else _ARROW)

    def on_click(self, event: events.Click) -> None:
        """Put the label on that was clicked."""
        offset = self.offset_at(*event.get_content_offset_capture(self))
        for start, end, label in self._places:
            if offset is not None and start <= offset < end:
                self.post_message(self.Chosen(label))
