"""A list to choose from by name: commands, labels, relations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from annotations.arabic.folding import fold
from annotations.schema import Label, RelationType
from tui.actions import Row
from tui.actions.action import shown_key
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.text_field import TextField

_ISOLATE, _POP = "\u2066", "\u2069"


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: what is looked through, the keys that do the same, and the answer."""

    name: str
    keys: str
    answer: str

    @property
    def shown(self) -> str:
        """The line."""
        return f"{self.name} · {_ISOLATE}{self.keys}{_POP}" if self.keys else self.name


class ChooseScreen(ModalScreen[str], LaidOut):
    """Typing narrows CHOICES down, however letters are written; the answer is the chosen one's.

    EMPTY is what the field says before anything is typed.
    """

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("escape,ctrl+p", "close", show=False),
        Binding("ctrl+q", "app.quit", show=False),
        Binding("down", "highlight('cursor_down')", show=False, priority=True),
        Binding("up", "highlight('cursor_up')", show=False, priority=True),
        Binding("pagedown", "highlight('page_down')", show=False, priority=True),
        Binding("pageup", "highlight('page_up')", show=False, priority=True),
    ]

    def __init__(self, choices: Sequence[Choice], texts: Texts, empty: str) -> None:
        super().__init__()
        self._texts = texts
        self._empty = empty
        self._choices = choices

    def compose(self) -> ComposeResult:
        """The field above, the list below."""
        with Vertical(id="commands", classes="-arabic" if self._texts.base else ""):
            yield TextField(self._texts.base, placeholder=self._empty)
            yield OptionList()

    def on_mount(self) -> None:
        """All of them; the field has the caret."""
        self._fill("")
        self.query_one(TextField).focus()

    def _fill(self, query: str) -> None:
        found = [
            Option(Content(choice.shown), id=choice.answer)
            for choice in self._choices
            if fold(query).strip() in fold(choice.name)
        ]
        options = self.query_one(OptionList)
        options.set_options(found or [Option(Content(self._texts("palette-none")), disabled=True)])
        options.highlighted = 0 if found else None

    def on_text_field_changed(self, event: TextField.Changed) -> None:
        """Fewer lines, or more again."""
        self._fill(event.text)

    def on_text_field_submitted(self) -> None:
        """Carry out what is highlighted."""
        self.query_one(OptionList).action_select()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """That one."""
        self.dismiss(event.option.id)

    def action_highlight(self, move: str) -> None:
        """Another one of the list."""
        act: Callable[[], None] = getattr(self.query_one(OptionList), f"action_{move}")
        act()

    def action_close(self) -> None:
        """Nothing after all."""
        self.dismiss(None)


def command_choices(rows: Sequence[Row], session: Session, texts: Texts) -> Iterator[Choice]:
    """Every action of ROWS that there is something for in SESSION, but the list itself."""
    for row in rows:
        for action in row.actions:
            name = texts(f"key-{row.name}") if len(row.actions) == 1 else texts(f"do-{action.id}")
            keys = " ".join(map(shown_key, action.keys))
            if action.id != "palette" and action.when(session):
                yield Choice(name, keys, action.id)


def label_choices(labels: Sequence[Label | RelationType], texts: Texts) -> Iterator[Choice]:
    """LABELS by name, in both languages and by id, so that any of them finds one."""
    for label in labels:
        other = label.en if texts.language == "ar" else label.ar
        said = dict.fromkeys((label.name(texts.language), label.id, other))
        first, *more = said
        yield Choice(f"{first} ({', '.join(more)})" if more else first, label.key, label.id)
