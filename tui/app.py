"""The Textual app over one project."""

from __future__ import annotations

import asyncio
import signal

from textual.app import App

from annotations.errors import HashiyaError
from annotations.project import Project
from annotations.store.protocol import Store
from tui.keys import TAKEN
from tui.locale import Texts
from tui.screens.reader import ReaderScreen
from tui.session.session import Session


class HashiyaApp(App[None]):
    """Reads and labels the document of PROJECT, keeping what is said in STORE."""

    CSS_PATH = "hashiya.tcss"
    TITLE = "Hashiya"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, project: Project, store: Store, language: str, theme: str | None = None) -> None:
        super().__init__()
        for label in project.schema.entities + project.schema.claims:
            if label.key in TAKEN:
                raise HashiyaError(
                    f"{project.schema.name}: {label.id} has the key {label.key!r}, which the reader needs "
                    "itself; give the label another key"
                )
        document = project.corpus.documents[0]
        self._schema = project.schema
        self._texts = Texts(language)
        self._session = Session(document, project.corpus.sentences(document.id), store)
        if theme:
            self.theme = f"textual-{theme}"

    def on_mount(self) -> None:
        """Open the reader; leave the terminal in order when told to end."""
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, self.exit, None, 128 + ending)
        self.push_screen(ReaderScreen(self._session, self._schema, self._texts))
