"""Every command of the reader, and every label, found by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from annotations.arabic.folding import fold
from annotations.schema import LabelSchema
from tui.keys import Key
from tui.locale import Texts
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.text_field import TextField

_ISOLATE, _POP = "\u2066", "\u2069"


class CommandsScreen(ModalScreen[str], LaidOut):
    """Typing narrows the list down, however letters are written; the answer is the chosen action."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding("escape,ctrl+p", "close", show=False),
        Binding("ctrl+q", "app.quit", show=False),
        Binding("down", "highlight('cursor_down')", show=False, priority=True),
        Binding("up", "highlight('cursor_up')", show=False, priority=True),
        Binding("pagedown", "highlight('page_down')", show=False, priority=True),
        Binding("pageup", "highlight('page_up')", show=False, priority=True),
    ]

    def __init__(self, keys: Sequence[Key], schema: LabelSchema, texts: Texts) -> None:
        super().__init__()
        self._texts = texts
        self._commands = {
            action: (name, f"{name} · {_ISOLATE}{key}{_POP}")
            for name, key, action in commands(keys, schema, texts)
        }

    def compose(self) -> ComposeResult:
        """The field above, the list below."""
        with Vertical(id="commands", classes="-arabic" if self._texts.base else ""):
            yield TextField(self._texts.base, placeholder=self._texts("palette-empty"))
            yield OptionList()

    def on_mount(self) -> None:
        """All commands; the field has the caret."""
        self._fill("")
        self.query_one(TextField).focus()

    def _fill(self, query: str) -> None:
        found = [
            Option(Content(shown), id=action)
            for action, (name, shown) in self._commands.items()
            if fold(query).strip() in fold(name)
        ]
        options = self.query_one(OptionList)
        options.set_options(found or [Option(Content(self._texts("palette-none")), disabled=True)])
        options.highlighted = 0 if found else None

    def on_text_field_changed(self, event: TextField.Changed) -> None:
        """Fewer commands, or more again."""
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


def commands(keys: Sequence[Key], schema: LabelSchema, texts: Texts) -> Iterator[tuple[str, str, str]]:
    """Name, key and action of what has a name of its own: keys with one action, and labels."""
    for key in keys:
        actions = set(key.bindings.values())
        if len(actions) == 1 and actions != {"commands"}:
            yield texts(key.help), key.shown, actions.pop()
    for label in schema.entities + schema.claims:
        yield f"{label.name(texts.language)} ({label.id})", label.key, f"label('{label.key}')"
