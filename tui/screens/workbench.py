"""What shows the whole or concerns it: contexts, names, documents, statistics, notes, guide, settings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from textual.screen import Screen

from annotations.errors import HashiyaError
from annotations.query import Query, parse_query
from annotations.queues import SavedQueue
from tui.actions.action import Dialog
from tui.locale.errors import explained
from tui.screens.adjudication import begin_adjudication
from tui.screens.agreement import AgreementScreen
from tui.screens.annotator import ask_annotator
from tui.screens.contexts import ContextsScreen
from tui.screens.documents import DocumentsScreen
from tui.screens.exporting import Exporting
from tui.screens.guide import GuideScreen
from tui.screens.guidelines import GuidelinesScreen
from tui.screens.history import HistoryScreen
from tui.screens.names import NamesScreen
from tui.screens.notes import NotesScreen
from tui.screens.settings import choose_setting
from tui.screens.statistics import StatisticsScreen
from tui.screens.tour import TourScreen
from tui.session import going, labelling

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


class Workbench:
    """These screens over READER."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._openers: dict[Dialog, Callable[[], object]] = {
            "occurrences": self._occurrences,
            "contexts": partial(self._ask, "contexts-title", "contexts-empty", self.look),
            "go-to": partial(self._ask, "go-to-title", "go-to-empty", self._go_to),
            "names": lambda: self._push(NamesScreen(reader, self.contexts)),
            "documents": lambda: self._push(DocumentsScreen(reader)),
            "notes": lambda: self._push(NotesScreen(reader)),
            "statistics": lambda: self._push(StatisticsScreen(reader)),
            "guidelines": lambda: self._push(GuidelinesScreen(reader)),
            "history": lambda: self._push(HistoryScreen(reader)),
            "guide": lambda: self._push(GuideScreen(reader)),
            "tour": lambda: self._push(TourScreen(reader)),
            "queues": lambda: reader.queueing.choose(),
            "settings": lambda: choose_setting(reader),
            "annotator": lambda: ask_annotator(reader),
            "export": lambda: Exporting(reader).ask(),
            "team": lambda: self._push(AgreementScreen(reader)),
            "adjudicate": lambda: begin_adjudication(reader),
        }

    def open(self, dialog: Dialog) -> bool:
        """Open DIALOG; whether it is one of these."""
        opener = self._openers.get(dialog)
        if opener:
            opener()
        return opener is not None

    def _push(self, screen: Screen[None]) -> None:
        self._reader.app.push_screen(screen, lambda _: self._reader.do(lambda: True))

    def _ask(self, title: str, empty: str, then: Callable[[str], None]) -> None:
        self._reader.ask(self._reader.texts(title), self._reader.texts(empty), then)

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
        self.contexts(Query(words=words), pick=True, like=chosen.label if chosen else "")

    def look(self, typed: str) -> None:
        """The contexts of what was TYPED; where it asks for sentences only, a queue of these."""
        try:
            query = parse_query(typed.strip(), self._reader.schema)
        except HashiyaError as error:
            self._reader.tell(explained(error, self._reader.texts))
            return
        if query.words or query.pattern or query.label or query.attribute:
            self.contexts(query)
        elif query != Query():
            self._reader.queueing.begin(SavedQueue("", typed.strip()))

    def _go_to(self, typed: str) -> None:
        reader, session = self._reader, self._reader.session
        if typed.strip():
            reader.do(lambda: going.go_to_written(session, typed), "go-to-nowhere")

    def contexts(self, query: Query, pick: bool = False, like: str = "") -> None:
        """The contexts of QUERY; with PICK those without a label are ticked, see `Contexts`."""
        self._push(ContextsScreen(self._reader, query, pick, like))
