"""The Textual app over one project."""

from __future__ import annotations

import asyncio
import signal

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.events import Event, MouseEvent
from textual.screen import Screen

from annotations.errors import HashiyaError
from annotations.project import Project
from annotations.store.protocol import Store
from tui.keys import TAKEN
from tui.locale import Texts
from tui.screens.reader import ReaderScreen
from tui.session.session import Session
from tui.terminal.profiles import PLAIN, Profile
from tui.terminal.textual_seam import Frame, moved_mouse


class HashiyaApp(App[None]):
    """Reads and labels the document of PROJECT, keeping what is said in STORE."""

    CSS_PATH = "hashiya.tcss"
    TITLE = "Hashiya"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        project: Project,
        store: Store,
        language: str,
        theme: str | None = None,
        profile: Profile = PLAIN,
    ) -> None:
        super().__init__()
        self._profile = profile
        self._frame = Frame(profile.way)
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

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Everything on its way to the terminal, written as the terminal wants it."""
        if isinstance(renderable, CompositorUpdate):
            renderable = self._frame.update(renderable, self.size)
        super()._display(screen, renderable)

    async def on_event(self, event: Event) -> None:
        """Everything that comes back: mouse places as the eye sees them."""
        if (
            isinstance(event, MouseEvent)
            and self._profile.mouse_in_stored_columns
            and not event.is_forwarded
        ):
            event = moved_mouse(event, self._frame)
        await super().on_event(event)
