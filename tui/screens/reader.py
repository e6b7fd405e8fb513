"""The reader: the page, the labels with their keys, and the status line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen

from annotations.errors import HashiyaError
from annotations.schema import Label, LabelSchema
from tui.arabic.layout import fit
from tui.clipboard import copy
from tui.keyboard import latin_key
from tui.keys import KEYS, Key, bindings, by_character
from tui.locale import Texts
from tui.locale.errors import explained
from tui.screens.commands import CommandsScreen
from tui.screens.help import HelpScreen
from tui.screens.note import NoteScreen
from tui.screens.told import told
from tui.session import labelling, reviewing
from tui.session import selection as moves
from tui.session.selection import Selection, Unit
from tui.session.session import Session
from tui.widgets.find_field import FindField
from tui.widgets.label_bar import LabelBar
from tui.widgets.page import Page
from tui.widgets.palette import Palette
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.app import HashiyaApp

_LOWEST_WITH_LABELS = 16
_RETRY_AFTER = 3.0  # seconds
_ISOLATE, _POP = "\u2068", "\u2069"


class ReaderScreen(Screen[None]):
    """Forwards keys and clicks to the session and shows what became of it."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        Binding(names, action, id=id, show=False) for id, (names, action) in bindings(KEYS).items()
    ]

    def __init__(
        self,
        session: Session,
        schema: LabelSchema,
        texts: Texts,
        keys: Sequence[Key] = KEYS,
        message: str = "",
    ) -> None:
        super().__init__()
        self._session = session
        self.schema = schema
        self.texts = texts
        self.keys = keys
        self._characters = by_character(keys)
        self._message = message
        self._leaving = False
        self._drafts: dict[str, str] = {}  # notes that were typed and cancelled, by sentence
        self._entities = {label.key: label for label in schema.entities}
        self._claims = {label.key: label for label in schema.claims}

    def compose(self) -> ComposeResult:
        """Page, labels, what is at the caret, status."""
        few_colours = self.app.console.color_system in ("standard", "windows")
        palette = Palette(self.schema, self.app.current_theme.dark, few_colours)
        yield Page(self._session, self.schema, self.texts, palette)
        yield LabelBar(self.schema, self.texts, palette)
        yield FindField(self._session, self.schema, self.texts, id="find")
        yield TextRows(self.texts.base, id="inspector")
        yield TextRows(self.texts.base, id="status")

    def on_mount(self) -> None:
        """Show where the session stands."""
        self.query_one(Page).focus()
        self.set_interval(_RETRY_AFTER, self._retry)
        self.call_after_refresh(self._show)

    def on_screen_suspend(self) -> None:
        """No search goes on under a dialog, which is meant for the sentence it was opened at."""
        self.query_one(FindField).stop()

    def on_resize(self) -> None:
        """The bars wrap anew; in a low window the labels make room for the text."""
        self.query_one(LabelBar).display = self.size.height >= _LOWEST_WITH_LABELS
        self.call_after_refresh(self._show_bars)

    # -- showing ---------------------------------------------------------------------------

    def _show(self) -> None:
        self._show_bars()
        self.query_one(Page).follow()

    def _show_bars(self) -> None:
        session = self._session
        spans = session.spans_at_caret()
        on = [span.label for span in spans] + [claim.label for claim in session.claims(session.sentence)]
        self.query_one(LabelBar).show_labels(on)
        inspector = self.query_one("#inspector", TextRows)
        inspector.show(self._fitted(self._message or self._inspection()))
        self.query_one("#status", TextRows).show(self._fitted(self._status()))

    def _fitted(self, text: str) -> str:
        """TEXT cut to one row, as the bars never push the page about."""
        return fit(text, self.size.width - 2)

    def _inspection(self) -> str:
        """What is selected and which entities the caret is in, the innermost first."""
        session = self._session
        parts = []
        for span in session.spans_at_caret():
            name = self.schema.entity_name(span.label, self.texts.language)
            parts.append(f"{name} {_ISOLATE}«{span.words(session.document.text)}»{_POP}")
        selected = session.selection.range
        if selected:
            parts.insert(0, self.texts("selected", text=f"«{session.text()[slice(*selected)]}»"))
        return " ‹ ".join(parts) or self.texts("hint")

    def _status(self) -> str:
        """Whether all is saved first: what is cut off in a narrow window is never that."""
        session, document = self._session, self._session.document
        encoding = "" if document.encoding.startswith("utf-8") else f" ({document.encoding})"
        state = "not-saved" if self._session.unsaved else "saved"
        return self.texts(
            "status",
            name=document.name + encoding,
            number=session.index + 1,
            count=len(session.sentences),
            done=session.done_count(),
            annotator=session.annotator,
            state=self.texts(state if session.writable else "read-only"),
        )

    def _do(self, act: Callable[[], object], otherwise: str = "", how: str = "done") -> None:
        """Carry ACT out and show what came of it, HOW an edit came about.

        OTHERWISE names the text for when it gives nothing.
        """
        self._message = ""
        self.query_one(FindField).stop()
        edits = self._session.edits
        try:
            if not act() and otherwise:
                self._message = self.texts(otherwise)
            elif self._session.edits != edits and self._session.last:
                self._message = told(self._session, self._session.last, self.schema, self.texts, how)
        except HashiyaError as error:
            self._message = explained(error, self.texts)
            self.app.bell()
        self._show()

    def _retry(self) -> None:
        """Write what could not be written; say so once it is."""
        if self._session.unsaved:
            with suppress(HashiyaError):
                self._session.retry()
                self._leaving = False
                self._message = self.texts("saved-at-last")
                self._show()

    def action_leave(self) -> None:
        """Quit; with edits that cannot be written only when asked again."""
        self._session.clock()
        self._retry()
        if self._session.unsaved and not self._leaving:
            self._leaving = True
            self._message = self.texts("leave-unsaved")
            self.app.bell()
            self._show()
        else:
            self.app.exit(return_code=0)

    # -- moving ----------------------------------------------------------------------------

    def _towards(self, side: str) -> int:
        """+1 if SIDE, "left" or "right", is onwards in the sentence's direction, else -1."""
        rows = self.query_one(Page).rows(self._session.index)
        onwards = "left" if rows[0].base % 2 else "right"
        return 1 if side == onwards else -1

    def action_sentence(self, step: int) -> None:
        """The next sentence or the one before."""
        self._do(lambda: self._session.go_to(self._session.index + step))

    def action_step(self, unit: Unit, side: str) -> None:
        """The caret a word or letter to that side."""
        self._do(lambda: self._session.move(unit, self._towards(side)))

    def action_extend(self, unit: Unit, side: str) -> None:
        """Select a word or letter more on that side."""
        self._do(lambda: self._session.extend(unit, self._towards(side)))

    def action_page(self, step: int) -> None:
        """A screen on or back."""
        self._do(lambda: self._session.go_to(*self.query_one(Page).turn(step)))

    def action_end(self, step: int) -> None:
        """The first or the last sentence."""
        self._do(lambda: self._session.go_to(0 if step < 0 else len(self._session.sentences) - 1))

    def action_next_unfinished(self) -> None:
        """The next sentence that is not done."""
        self._do(lambda: reviewing.go_to_unfinished(self._session), "all-done")

    def action_cycle(self, step: int) -> None:
        """The next entity of the sentence or the one before."""
        self._do(lambda: self._session.cycle(step), "no-spans")

    # -- selecting -------------------------------------------------------------------------

    def _select(self, change: Callable[[str, Selection], Selection]) -> None:
        def act() -> None:
            self._session.reshape(change(self._session.text(), self._session.selection))

        self._do(act)

    def action_select_word(self) -> None:
        """The word at the caret."""
        self._select(moves.select_word)

    def action_unselect(self) -> None:
        """Only the caret."""
        self._do(self._session.unselect)

    def action_shift_start(self, step: int) -> None:
        """The selection begins a letter later or earlier."""
        self._select(lambda text, selection: moves.shift_start(text, selection, step))

    def action_shift_end(self, step: int) -> None:
        """The selection ends a letter later or earlier."""
        self._select(lambda text, selection: moves.shift_end(text, selection, step))

    def action_proclitic(self, step: int) -> None:
        """The selection without its first proclitic, or with it again."""

        def act() -> bool:
            session = self._session
            before = moves.select_word(session.text(), session.selection).range
            before = session.selection.range or before
            session.reshape(moves.shift_proclitic(session.text(), session.selection, step))
            return session.selection.range != before

        self._do(act, "no-proclitic" if step > 0 else "no-proclitic-back")

    # -- finding and notes -----------------------------------------------------------------

    def action_find(self) -> None:
        """Open the field that a search is typed in."""
        self.query_one(FindField).open()

    def on_find_field_told(self, event: FindField.Told) -> None:
        """Show what the search came to."""
        self._message = event.text
        self._show()

    def on_find_field_left(self) -> None:
        """Back to the page; what was found is selected there."""
        self.query_one(Page).focus()
        self._do(lambda: True)

    def action_note(self) -> None:
        """Write a note beside the sentence."""
        session, page = self._session, self.query_one(Page)
        note, id = session.note(session.sentence), session.sentence.id
        text = self._drafts.get(id, note.text if note else "")

        def keep(text: str) -> None:
            self._drafts.pop(id, None)
            self._write_note(text)

        def cancel(text: str) -> None:
            if text != (note.text if note else ""):
                self._drafts[id] = text
                self._message = self.texts("note-cancelled")
                self._show_bars()

        called, above = session.name_of(session.sentence), page.current_is_low
        self.app.push_screen(NoteScreen(text, called, self.texts, keep, cancel, above=above))

    def _write_note(self, text: str) -> None:
        """Keep a note; where it cannot be written the status says so, as of any other edit."""
        self._do(lambda: reviewing.write_note(self._session, text))

    # -- labelling -------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """A label's key, or any key of ours under an Arabic keyboard layout."""
        typed = event.character or ""
        character = latin_key(typed)
        if character in self._entities:
            self._put(self._entities[character])
        elif character in self._claims:
            self._put(self._claims[character])
        elif character.isupper() and character.lower() in self._entities:
            self._put(self._entities[character.lower()], also=True)
        elif character != typed and character in self._characters:
            await self.run_action(self._characters[character])
        else:
            return
        event.stop()

    def action_label(self, key: str) -> None:
        """Put the label on whose key is KEY."""
        self._put(self._entities.get(key) or self._claims[key])

    def on_label_bar_chosen(self, event: LabelBar.Chosen) -> None:
        """A click on a label."""
        self._put(event.label)

    def _put(self, label: Label, also: bool = False) -> None:
        if label in self.schema.entities:
            self._do(lambda: labelling.put_label(self._session, label, also), "no-words")
        else:
            self._do(lambda: labelling.toggle_claim(self._session, label))

    def action_delete(self) -> None:
        """Delete the entity at the caret."""
        self._do(lambda: labelling.delete(self._session), "no-span-here")

    def action_finish(self) -> None:
        """Sentence done, go on."""
        self._do(lambda: reviewing.finish(self._session))

    def action_reopen(self) -> None:
        """Sentence not done after all."""
        self._do(lambda: reviewing.reopen(self._session), "not-done")

    def action_undo(self) -> None:
        """Take the last edit back."""
        self._do(self._session.undo, "nothing-to-undo", "undone")

    def action_redo(self) -> None:
        """Make the last undone edit again."""
        self._do(self._session.redo, "nothing-to-redo", "redone")

    # -- the rest --------------------------------------------------------------------------

    def action_copy(self) -> None:
        """Copy the selection, or the sentence."""
        selected = self._session.selection.range
        text = self._session.text()[slice(*selected)] if selected else self._session.text()
        copy(self.app, text)
        self._message = self.texts("copied", text=text)
        self._show()

    def action_invisible(self) -> None:
        """Show joiners and direction marks, or hide them."""
        page = self.query_one(Page)
        page.show_invisible = not page.show_invisible
        self._message = self.texts("invisible-shown" if page.show_invisible else "invisible-hidden")
        self._show_bars()
        page.lay_out_again()

    def action_harakat(self) -> None:
        """Draw vowel signs, or leave them out."""
        app = cast("HashiyaApp", self.app)
        app.show_harakat(not app.harakat)
        self._message = self.texts("harakat-shown" if app.harakat else "harakat-hidden")
        self._show_bars()

    def action_commands(self) -> None:
        """The commands by name; the chosen one is carried out."""

        async def carry_out(action: str | None) -> None:
            if action:
                await self.run_action(action)

        self.app.push_screen(CommandsScreen(self.keys, self.schema, self.texts), carry_out)

    def action_help(self) -> None:
        """The help page."""
        self.app.push_screen(HelpScreen(self.schema, self.texts, self.keys))

    def on_page_pointed(self, event: Page.Pointed) -> None:
        """A click chooses a span or a word, a drag words (letters in one); in the margin a sentence."""

        def act() -> None:
            session = self._session
            if event.place is None or event.index != session.index:
                session.go_to(event.index, event.place[0] if event.place else None)
            if event.place and event.start is not None and event.start != event.place:
                session.selection = moves.between(session.text(), event.start, event.place)
            elif event.place:
                session.point_at(event.place[0])

        self._do(act)
