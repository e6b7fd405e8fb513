"""The Textual app over one project."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Sequence

from rich.console import RenderableType
from textual._compositor import CompositorUpdate
from textual.app import App
from textual.events import Event, InputEvent, Key, MouseEvent, Paste
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.keys import _character_to_key
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import WorkerFailed

from annotations.errors import HashiyaError
from annotations.project import Project
from annotations.queues import SavedQueue
from annotations.store.protocol import Store
from annotations.teams.people import GOLD
from tui.actions import ROWS, Row, actions_of
from tui.actions.label_keys import with_free_keys
from tui.commands.ending import Ended
from tui.commands.faults import unexpected
from tui.locale import Texts
from tui.locale.errors import explained
from tui.screens.adjudication import begin_adjudication
from tui.screens.checking import CheckingScreen
from tui.screens.reader import ReaderScreen
from tui.session.checking import Checking
from tui.session.deciding import Wanted
from tui.session.others import Others
from tui.session.queue import Queue
from tui.session.session import Session
from tui.terminal.gate import Gate
from tui.terminal.profiles import PLAIN, XTERM, Profile
from tui.terminal.textual_seam import Frame, moved_mouse, switching_driver
from tui.widgets.arabic_lines import ArabicLines

# Like paper: black letters on a warm white.
_PAPER = Theme(
    name="paper",
    primary="#1f4e79",
    secondary="#7a4b12",
    foreground="#1c1a17",
    background="#faf7f0",
    surface="#f3eee2",
    panel="#e9e2d2",
    boost="#efe9da",
    dark=False,
)
# For eyes that need it: white on black, and labels as black letters on bright colours.
_CONTRAST = Theme(
    name="contrast",
    primary="#ffff00",
    secondary="#00ffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#1c1c1c",
    boost="#262626",
    dark=True,
)
_THEMES = {"dark": "textual-dark", "light": "paper", "contrast": "contrast"}


class HashiyaApp(App[None]):
    """Reads and labels the document of PROJECT, keeping what is said in STORE."""

    CSS_PATH = "hashiya.tcss"
    TITLE = "Hashiya"
    ENABLE_COMMAND_PALETTE = False  # ours has an interface in two languages: tui.screens.choose

    def __init__(
        self,
        project: Project,
        store: Store,
        texts: Texts,
        theme: str | None = None,
        terminal: Profile = XTERM,
        rows: Sequence[Row] = ROWS,
        start: str | None = None,
        queue: SavedQueue | None = None,
    ) -> None:
        """An app on TERMINAL, at the sentence START or in QUEUE; see `settings` for what one may prefer."""
        driver = switching_driver(terminal.enter, terminal.leave)
        super().__init__(driver_class=driver)
        self.project = project
        self._queue = queue
        self.is_first_time = False
        self.adjudicates: Wanted | None = None  # what to adjudicate at once
        self.reviews: tuple[str, int, int] | None = None  # whom to review, how many sentences, by what seed
        self._schema = with_free_keys(project.schema, rows, project.schema.name)
        self._terminal = terminal
        self._frame = Frame(terminal.way, terminal.harakat, terminal.line_colours)
        self._arabic_lines = ArabicLines(texts.base)
        self.texts = texts
        self._rows = rows
        self.store = store
        self.queues = project.queues
        self._session = Session(project.corpus, store, self._schema, Others(project, store))
        self.preferences = {"theme": theme or "dark", "lang": texts.language, "digits": texts.digits}
        self._session.go_to_named(start)
        self.broken: HashiyaError | None = None  # what the app cannot go on without
        self._gate = Gate(self, self._take_input)
        self._loop_to_tell: asyncio.AbstractEventLoop | None = None
        self._told_to_end = False
        # Only what differs: Textual goes through all of it at every key.
        usual = {action.id: action for action in actions_of(ROWS)}
        self.set_keymap(
            {
                action.id: ",".join((*action.keys, *action.also))
                for action in actions_of(rows)
                if action != usual[action.id]
            }
        )
        for each in (_PAPER, _CONTRAST):
            self.register_theme(each)
        self.theme = _THEMES[theme or "dark"]

    def on_load(self) -> None:
        """Before the terminal is taken over."""
        self._loop_to_tell = asyncio.get_running_loop()

    def told_to_end(self, status: int) -> None:
        """A signal wants the app to end, with the exit STATUS and the terminal in order."""
        if self._loop_to_tell is None:
            raise Ended(status)
        self._told_to_end = True
        if not self._loop_to_tell.is_closed():
            self._loop_to_tell.call_soon_threadsafe(self.exit, None, status)

    def on_mount(self) -> None:
        """Open the reader."""
        # What was made until now stays: without it, looking for garbage would hold up a key now and then.
        if not gc.get_freeze_count():
            self.call_later(gc.freeze)
        unknown = [self.texts("unknown-terminal")] if self._terminal is PLAIN else []
        notices = [explained(notice, self.texts) for notice in self.store.notices]
        message = " · ".join([*notices, *unknown])
        reader = self._reader(message)
        self.push_screen(reader)
        if self._queue:
            reader.call_after_refresh(reader.queueing.begin, self._queue)
            self._queue = None
        if self.adjudicates:
            reader.call_after_refresh(begin_adjudication, reader, self.adjudicates)
            self.adjudicates = None
        if self.reviews:
            reader.call_after_refresh(self._review, reader, *self.reviews)
            self.reviews = None
        self.app_resume_signal.subscribe(self, lambda _: self.action_draw_anew())
        self._gate.begin()

    def _reader(self, message: str) -> ReaderScreen:
        return ReaderScreen(self._session, self._schema, self.texts, self._rows, message)

    def show_reader(self, message: str) -> None:
        """A reader in place of the one there is, where language, colours or layer are others now."""
        before, reader = self.screen, self._reader(message)
        coming = before.queueing.coming if isinstance(before, ReaderScreen) else None
        queue, self._queue = coming.saved if coming is not None else self._queue, None
        self.switch_screen(reader)
        if queue:
            reader.call_after_refresh(reader.queueing.begin, queue)

    def tell_reader(self, message: str) -> None:
        """Say MESSAGE below the page, whatever is over it."""
        for screen in self.screen_stack:
            if isinstance(screen, ReaderScreen):
                screen.tell(message)

    def prefer(self, name: str, value: str) -> None:
        """Let the setting NAME have VALUE; `show_reader` shows it."""
        self.preferences[name] = value
        if name == "theme":
            self.theme = _THEMES[value]
        else:
            self.texts = Texts(self.preferences["lang"], self.preferences["digits"])
            self._arabic_lines = ArabicLines(self.texts.base)

    def work_as(self, annotator: str) -> None:
        """Go on in the layer of ANNOTATOR, at the same sentence; HashiyaError where that cannot be."""
        if self._session.unsaved:
            raise HashiyaError(self.texts("not-saved"))
        project = self.project.as_annotator(annotator)
        writable = self._session.writable
        store: Store = project.open_layer() if writable else project.read_layer(annotator)
        before = self._session
        before.clock()
        before.close_others()
        self.store.close()
        self.project, self.store = project, store
        self._session = Session(project.corpus, store, self._schema, Others(project, store))
        self._session.go_to(before.index, before.selection.caret)
        if isinstance(before.shown, Queue):
            self._queue = before.shown.saved  # the reader that comes next begins it in this layer

    def _review(self, reader: ReaderScreen, name: str, size: int, seed: int) -> None:
        """A spot check of what NAME said."""
        try:
            checking = Checking(self.project, self.store, self.project.read_layer(name), size, seed)
        except HashiyaError as error:
            reader.tell(explained(error, self.texts))
            return
        self.push_screen(CheckingScreen(reader, checking), lambda _: reader.do(lambda: True))

    def gold(self) -> Store:
        """The layer of what was decided on, for writing; HashiyaError where one may not."""
        if self.store.annotator == GOLD:
            return self.store
        if not self._session.writable:
            raise HashiyaError(self.texts("read-only"))
        return self.project.open_gold()

    def work_in_gold(self, gold: Store, sentence: str) -> None:
        """Go on in the layer GOLD, which is open for writing, at the sentence with the id SENTENCE."""
        if gold is not self.store:
            self._session.clock()
            self._session.close_others()
            self.store.close()
            self.store = gold
            self._session = Session(self.project.corpus, gold, self._schema, Others(self.project, gold))
        self._session.go_to_named(sentence)
        self.show_reader(self.texts("adjudication-by-hand"))

    @property
    def place(self) -> str:
        """The id of the sentence that one is at."""
        return self._session.sentence.id

    @property
    def harakat(self) -> bool:
        """Whether vowel signs are drawn."""
        return self._frame.harakat

    def show_harakat(self, shown: bool) -> None:
        """Draw vowel signs from now on, or leave them out."""
        self._frame.harakat = shown
        self.refresh(layout=True)

    def action_draw_anew(self) -> None:
        """Send everything once more: something else has written on the terminal."""
        self._frame.forget()
        self.refresh(layout=True)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one that shapes and orders Arabic in its widgets."""
        return [*super().get_line_filters(), self._arabic_lines]

    def _handle_exception(self, error: Exception) -> None:
        """Leave for what a person can mend, such as a damaged corpus, without a traceback."""
        if self._told_to_end:  # a screen that was just being put together, and now lacks its widgets
            return
        if isinstance(error, WorkerFailed) and isinstance(error.error, HashiyaError):
            error = error.error  # of work that went on behind a screen
        if isinstance(error, HashiyaError) or not self.is_headless:
            self.broken = self.broken or (error if isinstance(error, HashiyaError) else unexpected(error))
            self.exit(return_code=2)
        else:
            super()._handle_exception(error)

    async def action_quit(self) -> None:
        """Quit as the reader does, which asks where something is not saved."""
        reader = self.screen_stack[-1 if len(self.screen_stack) == 1 else 1]
        if isinstance(reader, ReaderScreen):
            reader.leave()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Everything on its way to the terminal, written as the terminal wants it."""
        if not isinstance(renderable, CompositorUpdate):
            super()._display(screen, renderable)
            return
        renderable = self._frame.update(renderable, self.size)
        place = self.cursor_position
        if self._terminal.mouse_in_stored_columns:
            self.cursor_position = Offset(self._frame.stored_column(*place), place.y)
        super()._display(screen, renderable)
        self.cursor_position = place

    async def on_event(self, event: Event) -> None:
        """Everything that comes back: input one after the other, mouse places as the eye sees them."""
        if not isinstance(event, (InputEvent, Paste)) or event.is_forwarded:
            await super().on_event(event)
        elif isinstance(event, Key) and event.key.startswith("alt+") and event.character:
            # Terminals send the same for Alt with a letter as for Escape and the letter in one packet.
            self._gate.put(Key("escape", "\x1b"))
            self._gate.put(Key(_character_to_key(event.character), event.character))
        else:
            self._gate.put(event)

    async def _take_input(self, event: Event) -> None:
        """EVENT, whose turn it is."""
        if isinstance(event, MouseEvent) and self._terminal.mouse_in_stored_columns:
            event = moved_mouse(event, self._frame)
        await super().on_event(event)
