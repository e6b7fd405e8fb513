"""The help page: every key, made from the bindings, and every label."""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import ModalScreen

from annotations.schema import Label, LabelSchema, RelationType
from tui.actions import Row
from tui.actions.keyboard import latin_key
from tui.locale import Texts
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.paint import Mark
from tui.widgets.text_rows import TextRows

_BOLD = Style(bold=True)
_ISOLATE, _POP = "\u2066", "\u2069"


class HelpScreen(ModalScreen[None], LaidOut):
    """Closed by Escape, q, ? or F1."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape", "dismiss", ""),
        ("q", "dismiss", ""),
        ("question_mark", "dismiss", ""),
        ("f1", "dismiss", ""),
        ("ctrl+c", "app.quit", ""),
    ]

    def __init__(self, schema: LabelSchema, texts: Texts, rows: Sequence[Row]) -> None:
        super().__init__()
        self._schema = schema
        self._texts = texts
        self._rows_of_keys = rows

    def compose(self) -> ComposeResult:
        """One scrolling page."""
        with VerticalScroll(id="help"):
            yield TextRows(self._texts.base, id="help-text")

    def on_mount(self) -> None:
        """Fill the page."""
        self._fill()

    def on_key(self, event: events.Key) -> None:
        """The keys that close it under an Arabic keyboard layout."""
        if latin_key(event.character or "") in ("q", "?"):
            event.stop()
            self.dismiss()

    def _fill(self) -> None:
        lines: list[tuple[str, str]] = [(self._texts("help-title"), "")]
        # Each key by itself: a pair of them is read from the right in Arabic, as what they do is.
        lines += [
            (
                " ".join(f"{_ISOLATE}{each}{_POP}" for each in row.shown.split()),
                self._texts(f"key-{row.name}"),
            )
            for row in self._rows_of_keys
        ]
        lines += [("", ""), (self._texts("help-entities"), "")]
        lines += [self._label_line(label) for label in self._schema.entities]
        lines += [("", ""), (self._texts("help-claims"), "")]
        lines += [self._label_line(label) for label in self._schema.claims]
        if self._schema.relations:
            lines += [("", ""), (self._texts("help-relations"), "")]
            lines += [self._label_line(each) for each in self._schema.relations if each.key]
        lines += [("", ""), (self._texts("help-close"), "")]
        text, marks = "", []
        for head, rest in lines:
            marks.append(Mark(len(text), len(text) + len(head), _BOLD))
            text += f"{head}  {rest}\n" if rest else f"{head}\n"
        self.query_one(TextRows).show(text.rstrip("\n"), marks)

    def _label_line(self, label: Label | RelationType) -> tuple[str, str]:
        return f"{_ISOLATE}{label.key}{_POP}", f"{label.name(self._texts.language)} ({label.id})"
