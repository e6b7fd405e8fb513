"""All labelled names with their labels and counts, conflicts first; each leads to its contexts."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotations.query import Query
from tui.screens.background import AT_FIRST, go_on
from tui.screens.listing import Listing
from tui.session.overview import Names
from tui.widgets.table import Column, Table

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_ISOLATE, _POP = "\u2068", "\u2069"


class NamesScreen(Listing):
    """The names of READER's layer; CONTEXTS opens those of one."""

    def __init__(self, reader: ReaderScreen, contexts: Callable[[Query], None]) -> None:
        texts = reader.texts
        self.names = Names(reader.session)
        self._contexts = contexts
        columns = [
            Column("", 2),
            Column(texts("column-name"), 0),
            Column(texts("column-labels"), 34),
            Column(texts("column-unlabelled"), 10),
        ]
        super().__init__(
            reader, Table(columns, lambda: len(self.names.rows()), self._cells, texts.base), "names-hint"
        )

    def on_mount(self) -> None:
        """Read at once, then while keys work."""
        super().on_mount()
        self._look_again()

    def on_screen_resume(self) -> None:
        """What was labelled meanwhile counts."""
        if self.names.edits != self.reader.session.edits:
            self.names = Names(self.reader.session)
            self._look_again()

    def _look_again(self) -> None:
        if not self.names.look(AT_FIRST):
            self.run_worker(go_on(self.names.look, self.show), group="names", exclusive=True)

    def _cells(self, row: int) -> list[str]:
        name, texts = self.names.rows()[row], self.reader.texts
        labels = " · ".join(
            f"{_ISOLATE}{label}{_POP} {texts.number(count)}" for label, count in name.labels.most_common()
        )
        elsewhere = (
            "" if name.unlabelled is None else texts.number(name.unlabelled) if name.unlabelled else "—"
        )
        return ["⚠" if name.conflict else "", f"{_ISOLATE}«{name.written}»{_POP}", labels, elsewhere]

    def title_text(self) -> str:
        """How many there are, and how many have several labels."""
        rows = self.names.rows()
        title = self.reader.texts("names-title", count=len(rows), conflicts=self.names.conflicts)
        return title + ("" if self.names.finished else "…")

    def choose(self, number: int) -> None:
        """The contexts of that name."""
        rows = self.names.rows()
        if number < len(rows):
            self._contexts(Query(words=rows[number].written))
