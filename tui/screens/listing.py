"""A screen that is one table: title, rows, what the keys do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen

from tui.actions.keyboard import latin_key
from tui.arabic.layout import fit
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.rows import Rows
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


class Listing(Screen[None], LaidOut):
    """TABLE over READER; `keys` are characters with what they do, Enter and a second click choose a row."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,q", "dismiss", ""),
        ("ctrl+q", "app.quit", ""),
        ("up", "move(-1)", ""),
        ("down", "move(1)", ""),
        ("pageup", "turn(-1)", ""),
        ("pagedown", "turn(1)", ""),
        ("home", "move(-100000000)", ""),
        ("end", "move(100000000)", ""),
        ("enter", "choose", ""),
    ]

    def __init__(self, reader: ReaderScreen, table: Rows, hint: str) -> None:
        super().__init__()
        self.reader = reader
        self.table = table
        self._hint = hint
        self.keys: dict[str, Callable[[], object]] = {}

    def compose(self) -> ComposeResult:
        """Title, rows, what the keys do."""
        yield TextRows(self.reader.texts.base, id="contexts-title")
        yield self.table
        yield TextRows(self.reader.texts.base, id="contexts-hint")

    def on_mount(self) -> None:
        """The rows have the keys."""
        self.table.focus()
        self.call_after_refresh(self.show)

    def on_resize(self) -> None:
        """The bars are cut anew."""
        self.call_after_refresh(self.show)

    def title_text(self) -> str:
        """What stands above the rows."""
        return ""

    def hint_text(self) -> str:
        """What stands below the rows."""
        return self.reader.texts(self._hint)

    def choose(self, number: int) -> None:
        """Enter on row NUMBER."""

    def show(self) -> None:
        """Show everything as it is now."""
        self.table.follow()
        self.show_bars()

    def show_bars(self) -> None:
        """Show what stands above and below the rows."""
        width = self.size.width - 2
        self.query_one("#contexts-title", TextRows).show(fit(self.title_text(), width))
        self.query_one("#contexts-hint", TextRows).show(fit(self.hint_text(), width))

    def on_key(self, event: events.Key) -> None:
        """A key of the screen, under an Arabic layout, too."""
        act = self.keys.get(latin_key(event.character or ""))
        if act:
            act()
            self.show()
            event.stop()

    def action_move(self, step: int) -> None:
        """STEP rows on."""
        self.table.move(step)
        self.show_bars()

    def action_turn(self, step: int) -> None:
        """A screen on, or back."""
        self.action_move(step * max(1, self.table.size.height - 2))

    def action_choose(self) -> None:
        """The current row."""
        self.choose(self.table.row)

    def on_rows_clicked(self, event: Rows.Clicked) -> None:
        """That row; where it is the current one, choose it."""
        if event.number == self.table.row:
            self.action_choose()
        else:
            self.table.row = event.number
            self.show()
