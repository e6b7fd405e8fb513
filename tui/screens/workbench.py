"""What shows the whole: contexts, names, documents; going to a place by what it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

from annotations.errors import HashiyaError
from annotations.search import Query, parse_query
from tui.actions.action import Dialog
from tui.locale.errors import explained
from tui.screens.contexts import ContextsScreen
from tui.screens.documents import DocumentsScreen
from tui.screens.guidelines import GuidelinesScreen
from tui.screens.names import NamesScreen
from tui.screens.note import NoteScreen
from tui.screens.statistics import StatisticsScreen
from tui.session import going, labelling

if TYPE_CHECKING:
    from collections.abc import Callable

    from tui.screens.reader import ReaderScreen

WORKBENCH: Final = ("occurrences", "contexts", "names", "documents", "go-to", "statistics", "guidelines")
assert set(WORKBENCH) <= set(get_args(Dialog)), "they are dialogs"


class Workbench:
    """These screens over READER."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader

    def open(self, dialog: Dialog) -> None:
        """Open DIALOG."""
        reader, texts = self._reader, self._reader.texts
        if dialog == "occurrences":
            self._occurrences()
        elif dialog == "contexts":
            self._ask(texts("contexts-title"), texts("contexts-empty"), self._look)
        elif dialog == "go-to":
            self._ask(texts("go-to-title"), texts("go-to-empty"), self._go_to)
        elif dialog == "statistics":
            reader.app.push_screen(StatisticsScreen(reader))
        elif dialog == "guidelines":
            reader.app.push_screen(GuidelinesScreen(reader))
        elif dialog == "names":
            reader.app.push_screen(NamesScreen(reader, self.contexts), self._back)
        else:
            reader.app.push_screen(DocumentsScreen(reader), self._back)

    def _back(self, _: object) -> None:
        self._reader.do(lambda: True)

    def _ask(self, title: str, empty: str, then: Callable[[str], None]) -> None:
        above, texts = self._reader.page.current_is_low, self._reader.texts
        self._reader.app.push_screen(
            NoteScreen("", title, empty, texts, then, lambda _: None, above=above, hint="ask-hint", lines=1)
        )

    def _occurrences(self) -> None:
        """Every further occurrence of what is chosen, selected or at the caret."""
        reader, session = self._reader, self._reader.session
        spans = session.spans_at_caret()
        chosen = session.chosen or (spans[0] if spans and not session.selection.range else None)
        ranges = chosen.ranges if chosen and chosen.ranges else labelling.ranges_to_label(session)
        if not ranges:
            reader.tell(reader.texts("no-words"))
            return
        words = session.document.text[ranges[0][0] : ranges[-1][1]]
        self.contexts(Query(words=words), pick=True)

    def _look(self, typed: str) -> None:
        try:
            query = parse_query(typed.strip(), self._reader.schema)
        except HashiyaError as error:
            self._reader.tell(explained(error, self._reader.texts))
            return
        if query.words or query.pattern or query.label:
            self.contexts(query)

    def _go_to(self, typed: str) -> None:
        reader, session = self._reader, self._reader.session
        if typed.strip():
            reader.do(lambda: going.go_to_written(session, typed), "go-to-nowhere")

    def contexts(self, query: Query, pick: bool = False) -> None:
        """The contexts of QUERY; with PICK those without a label are ticked."""
        self._reader.app.push_screen(ContextsScreen(self._reader, query, pick), self._back)
