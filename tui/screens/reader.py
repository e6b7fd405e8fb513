"""The reader: the page, the labels with their keys, and the status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.screen import Screen

from annotations.errors import HashiyaError
from annotations.history import Edit
from annotations.model import State
from annotations.queues import Queues, SavedQueue
from annotations.schema import Label, LabelSchema, RelationType
from annotations.teams.shares import shares_of
from tui.actions import ROWS, Action, Row, actions_of, by_character
from tui.actions.action import Dialog, Shown
from tui.actions.keyboard import latin_key
from tui.actions.label_keys import LabelKeys
from tui.arabic.layout import fit
from tui.clipboard import copy
from tui.locale import Texts
from tui.locale.errors import explained
from tui.screens.background import go_on
from tui.screens.below import inspection, proposal, status
from tui.screens.dialogs import Dialogs
from tui.screens.jumper import Jumper
from tui.screens.note import NoteScreen
from tui.screens.pointer import Pointer, point
from tui.screens.queues import Queueing
from tui.screens.shown import lay_pane, toggle
from tui.screens.told import told, warned
from tui.session import labelling
from tui.session.session import Session
from tui.widgets.find_field import FindField
from tui.widgets.label_bar import LabelBar
from tui.widgets.page import Page
from tui.widgets.palette import Palette
from tui.widgets.pane import Pane
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.app import HashiyaApp

_LOWEST_WITH_LABELS = 16
_RETRY_AFTER = 3.0  # seconds
_TOLD_FOR = 4.0  # seconds that the last act is told
_ISOLATE, _POP = "\u2068", "\u2069"


class ReaderScreen(Screen[None]):
    """Forwards keys and clicks to the actions and shows what became of the session; a `View` of them."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding(",".join((*action.keys, *action.also)), f"act('{action.id}')", id=action.id, show=False)
        for action in actions_of(ROWS)
    ]

    def __init__(
        self,
        session: Session,
        schema: LabelSchema,
        texts: Texts,
        rows: Sequence[Row] = ROWS,
        message: str = "",
    ) -> None:
        super().__init__()
        self.session = session
        self.schema = schema
        self.texts = texts
        self.rows = rows
        self._actions = {action.id: action for action in actions_of(rows)}
        self._characters = by_character(rows)
        self._label_keys = LabelKeys(schema)
        self._dialogs = Dialogs(self)
        self.pointer = Pointer(self)
        self.jumper = Jumper(self)
        self.message = message
        self._last_put: tuple[Label | RelationType, bool] | None = None
        self._leaving = False
        self.queueing = Queueing(self)
        self.pane_hidden = False

    def compose(self) -> ComposeResult:
        """Page, labels, what is at the caret, status."""
        yield TextRows(self.texts.base, id="status")
        with Horizontal(id="book"):
            pane, page = (
                Pane(self.session, self.texts),
                Page(self.session, self.schema, self.texts, self.palette),
            )
            yield from (page, pane) if self.texts.base else (pane, page)
        yield LabelBar(self.schema, self.texts, self.palette)
        yield FindField(self.session, self.schema, self.texts, id="find")
        yield TextRows(self.texts.base, id="inspector")

    @cached_property
    def palette(self) -> Palette:
        """The colours of the labels on this screen."""
        few_colours = self.app.console.color_system in ("standard", "windows")
        theme = self.app.current_theme
        return Palette(self.schema, theme.dark, few_colours, theme.name == "contrast")

    @property
    def queues(self) -> Queues:
        """The queues of the project that were given a name."""
        return cast("HashiyaApp", self.app).queues

    def shares(self) -> list[SavedQueue]:
        """The queues of what was given to the annotator, or sent back."""
        return shares_of(cast("HashiyaApp", self.app).project.folder, self.session.annotator)

    @property
    def page(self) -> Page:
        """The page."""
        return self.query_one(Page)

    def on_mount(self) -> None:
        """Show where the session stands."""
        self.page.focus()
        self.set_interval(_RETRY_AFTER, self._retry)
        self.call_after_refresh(self.show)
        if not self.session.narrowing.finished:
            self.run_worker(go_on(self._learn, lambda: None), group="learn")

    def _learn(self, seconds: float) -> bool:
        """Read for what is proposed; what cannot be read is told where one goes to it."""
        try:
            return self.session.narrowing.look(seconds)
        except HashiyaError:
            return True

    def on_screen_suspend(self) -> None:
        """No search goes on under a dialog, which is meant for the sentence it was opened at."""
        self.query_one(FindField).stop()

    def on_resize(self) -> None:
        """The bars wrap anew; in a low window the labels make room for the text."""
        self.query_one(LabelBar).display = self.size.height >= _LOWEST_WITH_LABELS
        lay_pane(self)
        self.call_after_refresh(self.show_bars)

    # -- showing ---------------------------------------------------------------------------

    def show(self) -> None:
        """Show the session as it is now."""
        self.queueing.look_on()
        self.show_bars()
        self.page.follow()
        self.query_one(Pane).follow()

    def show_bars(self) -> None:
        """Show what is said below the page."""
        session = self.session
        spans = session.spans_at_caret()
        on = [span.label for span in spans] + [claim.label for claim in session.claims(session.sentence)]
        self.query_one(LabelBar).show_labels(on)
        inspector = self.query_one("#inspector", TextRows)
        inspector.show(self._fitted(self._hint() or self.message or inspection(self)))
        self.query_one("#status", TextRows).show(self._fitted(status(self)))

    def tell(self, message: str) -> None:
        """Say MESSAGE in the line below the page; nowhere where the page is being closed."""
        self.message = message
        if self.query(LabelBar):
            self.show_bars()

    def _fitted(self, text: str) -> str:
        """TEXT cut to one row, as the bars never push the page about."""
        return fit(text, self.size.width - 2)

    def _hint(self) -> str:
        """What the next key does, where one is waited for."""
        if self.pointer.active:
            return self.pointer.hint()
        following = self._label_keys.continuations()
        return " · ".join(
            f"{_ISOLATE}{each.key}{_POP} {each.name(self.texts.language)}" for each in following
        )

    # -- acting ----------------------------------------------------------------------------

    def do(self, act: Callable[[], object], otherwise: str = "", how: str = "done") -> None:
        """Carry ACT out and show what came of it, HOW an edit came about.

        OTHERWISE names the text for when it gives nothing.
        """
        self.message = ""
        self.query_one(FindField).stop()
        self.session.take_in_boundaries()
        edits, sentence = self.session.edits, self.session.sentence
        try:
            if not act() and otherwise:
                self.message = self.texts(otherwise)
            elif self.session.edits != edits and self.session.last:
                self.message = told(self.session, self.session.last, self.schema, self.texts, how)
                if how == "done":
                    finished = _finishes(self.session.last)
                    self.message += warned(self.session, sentence, self.schema, self.texts, finished)
                    self.message += "".join(f" · {each}" for each in filter(None, [proposal(self)]))
                self._forget_later(self.message)
        except HashiyaError as error:
            self.message = explained(error, self.texts)
            self.app.bell()
        self.show()

    def _forget_later(self, message: str) -> None:
        """MESSAGE makes room again for what is at the caret."""

        def forget() -> None:
            if self.message == message:
                self.tell("")

        self.set_timer(_TOLD_FOR, forget)

    def action_act(self, id: str) -> None:
        """Carry out the action ID of the table."""
        self._act(self._actions[id])

    def _act(self, action: Action) -> None:
        self.pointer.stop()
        self.jumper.stop()
        if action.quiet:
            action.do(self.session, self)
        else:
            self.do(lambda: action.do(self.session, self), action.otherwise, action.how)

    async def on_key(self, event: events.Key) -> None:
        """A label's key, what is pointed at, or any key of ours under an Arabic keyboard layout."""
        typed = event.character or ""
        character = latin_key(typed)
        if self.jumper.active:
            self.jumper.press(character if len(character) == 1 else "")
            event.stop()
            return
        if self.pointer.active:
            if self.pointer.press(event.key, character):
                event.stop()
            return
        pending = self._label_keys.pending
        pressed = self._label_keys.press(character)
        if pressed:
            self.put(pressed.what, pressed.also)
        elif self._label_keys.pending or (pending and len(character) == 1):
            self.show_bars()
        elif character != typed and character in self._characters:
            self._act(self._characters[character])
        else:
            return
        event.stop()

    def action_put(self, id: str) -> None:
        """Put on the label, or begin the relation, with this ID."""
        found = self.schema.label(id) or self.schema.relation(id)
        if found:
            self.put(found)

    def on_label_bar_chosen(self, event: LabelBar.Chosen) -> None:
        """A click on a label."""
        self.put(event.label)

    def repeat(self) -> bool:
        """Put on again the label that was put on last; False where none was."""
        if self._last_put is None:
            return False
        self.put(*self._last_put)
        return True

    def put(self, what: Label | RelationType, also: bool = False) -> None:
        """Put a label on what is at hand, or begin a relation from it."""
        self._last_put = what, also
        if isinstance(what, RelationType):
            self._dialogs.begin_relation(what)
        elif what in self.schema.entities:
            self.do(lambda: labelling.put_label(self.session, what, also), "no-words")
        elif what in self.schema.documents:
            self.do(lambda: labelling.toggle_document_label(self.session, what, self.schema))
        else:
            self.do(lambda: labelling.toggle_claim(self.session, what, self.schema))

    # -- what actions ask for --------------------------------------------------------------

    def towards(self, side: str) -> int:
        """+1 if SIDE, "left" or "right", is onwards in the sentence's direction, else -1."""
        rows = self.page.rows(self.session.index)
        onwards = "left" if rows[0].base % 2 else "right"
        return 1 if side == onwards else -1

    def turn(self, step: int) -> tuple[int, int | None]:
        """Turn the page: the sentence and the offset to go to."""
        return self.page.turn(step)

    def ask(self, title: str, empty: str, then: Callable[[str], None], text: str = "") -> None:
        """Have a line written under TITLE, TEXT to begin with; THEN gets it.

        It is called by the reader: what it opens in turn would else answer to a sheet that is gone.
        """

        def answered(written: str) -> None:
            self.call_later(then, written)

        sheet = NoteScreen(
            text,
            title,
            empty,
            self.texts,
            answered,
            lambda _: None,
            above=self.page.current_is_low,
            hint="ask-hint",
            lines=1,
        )
        self.app.push_screen(sheet)

    def open(self, dialog: Dialog) -> None:
        """Open a dialog or a field."""
        if dialog == "find":
            self.query_one(FindField).open()
        else:
            self._dialogs.open(dialog)

    def find(self, written: str, step: int) -> None:
        """Go to the next place of the query WRITTEN (STEP 1) or to the last one."""
        self.tell("")
        self.query_one(FindField).go(written, step)

    def jump(self) -> None:
        """Lay letters on the words of the screen, to go to one."""
        if self.jumper.begin():
            self.tell(self.texts("jump-hint"))

    def copy(self) -> None:
        """Copy the selection, or the sentence."""
        selected = self.session.selection.range
        text = self.session.text()[slice(*selected)] if selected else self.session.text()
        copy(self.app, text)
        self.message = self.texts("copied", text=text)
        self.show()

    def toggle(self, shown: Shown) -> None:
        """Show something, or hide it."""
        toggle(self, shown)

    def draw_anew(self) -> None:
        """Send the whole screen once more."""
        cast("HashiyaApp", self.app).action_draw_anew()

    def suspend(self) -> None:
        """Go back to the shell for a while."""
        self.app.action_suspend_process()

    def leave(self) -> None:
        """Quit; with edits that cannot be written only when asked again."""
        self.session.clock()
        self._retry()
        if self.session.unsaved and not self._leaving:
            self._leaving = True
            self.message = self.texts("leave-unsaved")
            self.app.bell()
            self.show()
        else:
            self.app.exit(return_code=0)

    def _retry(self) -> None:
        """Write what could not be written; say so once it is."""
        if self.session.unsaved:
            with suppress(HashiyaError):
                self.session.retry()
                self._leaving = False
                self.message = self.texts("saved-at-last")
                self.show()

    # -- what widgets tell -----------------------------------------------------------------

    def on_find_field_told(self, event: FindField.Told) -> None:
        """Show what the search came to, a place that was found in the middle of the page."""
        self.message = event.text
        self.show()
        if event.found:
            self.page.follow(middle=True)

    def on_find_field_listed(self, event: FindField.Listed) -> None:
        """All the places of what is looked for."""
        self.query_one(FindField).close()
        self.page.focus()
        self._dialogs.list_places(event.text)

    def on_find_field_left(self) -> None:
        """Back to the page; what was found is selected there."""
        self.page.focus()
        self.do(lambda: True)

    def on_page_menu(self) -> None:
        """What can be done where the mouse points."""
        self._dialogs.open("commands")

    def on_pane_chosen(self, event: Pane.Chosen) -> None:
        """A click on a document."""
        self.do(lambda: self.session.go_to_document(event.number))

    def on_page_pointed(self, event: Page.Pointed) -> None:
        """A click chooses a span or a word, a drag words (letters in one); in the margin a sentence."""
        self.pointer.stop()
        self.jumper.stop()
        self.do(lambda: point(self.session, event))


def _finishes(edit: Edit) -> bool:
    """Whether EDIT says that a sentence is done."""
    return any(isinstance(each.after, State) and each.after.state == "done" for each in edit)
