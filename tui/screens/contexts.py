"""The screen of contexts: every place of a word or a label; many are labelled at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual import events
from textual.worker import Worker

from annotations.errors import HashiyaError
from annotations.model import Boundary
from annotations.query import Query
from annotations.schema import Label
from tui.actions.keyboard import latin_key
from tui.actions.label_keys import LabelKeys
from tui.arabic.layout import fit
from tui.locale.errors import explained
from tui.screens.attributes import choices_of
from tui.screens.background import AT_FIRST, go_on
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.listing import Listing
from tui.session.contexts import NONE, Contexts, Order
from tui.widgets.kwic import Kwic
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_ORDERED: Final[dict[Order, str]] = {
    "text": "contexts-text",
    "after": "contexts-after",
    "before": "contexts-before",
    "label": "contexts-label",
    "document": "contexts-document",
}
_ISOLATE, _POP = "\u2068", "\u2069"


class ContextsScreen(Listing):
    """The contexts of QUERY; what acts do is an edit each, on disk at once."""

    BINDINGS = [("f1", "keys", "")]  # noqa: RUF012 - as Textual has it

    def __init__(self, reader: ReaderScreen, query: Query, pick: bool, like: str = "") -> None:
        self.contexts = Contexts(reader.session, query, pick=pick, like=like)
        super().__init__(reader, Kwic(self.contexts, reader.texts, reader.palette), "contexts-hint")
        self._query = query
        self._pick, self._like = pick, like
        self._labels = LabelKeys(reader.schema)
        self._message = ""
        self._looking: Worker[None] | None = None
        self._keys: dict[str, Callable[[], object]] = {
            " ": self._tick,
            "*": self._tick_all,
            "x": self._unlabel,
            "s": self._sort,
            "w": self._filter,
            "y": self._scope,
            "u": lambda: self._turn_back("undo"),
            "r": lambda: self._turn_back("redo"),
            "A": self._attributes,
            "?": self.action_keys,
        }

    @property
    def rows(self) -> Kwic:
        """The rows."""
        assert isinstance(self.table, Kwic), "it was made with them"
        return self.table

    def on_mount(self) -> None:
        """Look at once, then while keys work."""
        super().on_mount()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._looking:
            self._looking.cancel()
        try:
            finished = self.contexts.look(AT_FIRST)
        except HashiyaError as error:
            self._message = explained(error, self.reader.texts)
            finished = True
        self.show()
        if not finished:
            self._looking = self.run_worker(self._look_on(self.contexts), group="contexts")

    async def _look_on(self, contexts: Contexts) -> None:
        try:
            await go_on(contexts.look, self.show)
        except HashiyaError as error:
            self._message = explained(error, self.reader.texts)
            self.show()

    # -- showing ---------------------------------------------------------------------------

    def show_bars(self) -> None:
        """Show what was found, and what the keys do."""
        texts, contexts = self.reader.texts, self.contexts
        labels = contexts.labels()
        counts = " · ".join(
            f"{_ISOLATE}{label or texts('no-label')}{_POP} {texts.number(count)}"
            for label, count in labels.most_common(6)
        )
        documents = len(contexts.documents)
        only = texts("no-label") if contexts.only == NONE else contexts.only
        parts = [
            texts("contexts-of", name=f"«{_wanted(self._query)}»"),
            texts("contexts-count", count=len(contexts.found), documents=documents)
            + ("" if contexts.finished else "…"),
            counts,
            texts(_ORDERED[contexts.order]),
            *([texts("contexts-only", label=only)] if only else []),
            *([] if contexts.everywhere else [texts("contexts-here")]),
            *([texts("contexts-ticked", count=len(contexts.ticked))] if contexts.ticked else []),
        ]
        width = self.size.width - 2
        self.query_one("#contexts-title", TextRows).show(
            fit(" · ".join(part for part in parts if part), width)
        )
        following = " · ".join(
            f"{_ISOLATE}{each.key}{_POP} {each.name(texts.language)}"
            for each in self._labels.continuations()
        )
        hint = following or self._message or texts("contexts-hint")
        self.query_one("#contexts-hint", TextRows).show(fit(hint, width))

    # -- keys ------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A key of the screen, or a label's."""
        character = latin_key(event.character or "")
        if not self._labels.pending and character in self._keys:
            self._message = ""
            self._keys[character]()
            event.stop()
            return
        pending = self._labels.pending
        pressed = self._labels.press(character)
        if pressed and isinstance(pressed.what, Label) and pressed.what in self.reader.schema.entities:
            label = pressed.what
            self._act(lambda: self.contexts.put_label(label, self.rows.current), "contexts-labelled")
        elif not self._labels.pending and not pending:
            return
        self.show()
        event.stop()

    def _go_on(self) -> None:
        """Count and order anew what is there, at once or while keys work."""
        running = self._looking and not self._looking.is_finished
        if not running and not self.contexts.look(AT_FIRST):
            self._looking = self.run_worker(self._look_on(self.contexts), group="contexts")
        self.show()

    def _act(self, act: Callable[[], int], told: str) -> None:
        texts = self.reader.texts
        try:
            count = act()
            self._message = texts(told, count=count) if count else texts("contexts-nothing")
        except HashiyaError as error:
            self._message = explained(error, texts)
            self.app.bell()
        self._go_on()

    def _tick(self) -> None:
        if self.rows.current:
            self.contexts.tick(self.rows.current)
            self.rows.move(1)
        self.show()

    def _tick_all(self) -> None:
        self.contexts.tick_all()
        self.show()

    def _unlabel(self) -> None:
        self._act(lambda: self.contexts.unlabel(self.rows.current), "contexts-unlabelled")

    def _turn_back(self, which: str) -> None:
        session = self.reader.session
        turned = session.undo if which == "undo" else session.redo
        told = "contexts-undone" if which == "undo" else "contexts-redone"
        self._act(lambda: len(session.last) if turned() else 0, told)
        if any(isinstance(change.annotation, Boundary) for change in session.last):
            self._look_anew(self.contexts.everywhere)  # the sentences are others now

    def _sort(self) -> None:
        self.contexts.turn_order()
        self._go_on()

    def _filter(self) -> None:
        self.contexts.turn_filter()
        self._go_on()

    def _scope(self) -> None:
        self._look_anew(not self.contexts.everywhere)

    def _look_anew(self, everywhere: bool) -> None:
        self.contexts = Contexts(self.reader.session, self._query, everywhere, self._pick, self._like)
        self.rows.contexts = self.contexts
        self._begin()

    def _attributes(self) -> None:
        """Say one attribute of all the targets."""
        texts, schema = self.reader.texts, self.reader.schema
        targets = self.contexts.targets(self.rows.current)
        spans = [span for place in targets for span in self.contexts.spans_on(place)]
        offered = {
            f"{type.name(texts.language)} = {name}": (type, value)
            for type in schema.attributes
            if any(type.applies(span) for span in spans)
            for value in choices_of(type).values()
            if (name := next((v.name(texts.language) for v in type.values if v.id == value), str(value)))
        }
        if not offered:
            self._message = texts("no-attributes")
            self.show()
            return

        def say(answer: str | None) -> None:
            if answer:
                type, value = offered[answer]
                self._act(lambda: self.contexts.say(type, value, self.rows.current), "contexts-said")

        choices = [Choice(each, "", each) for each in offered]
        self.app.push_screen(ChooseScreen(choices, texts, texts("attribute-empty")), say)

    def action_keys(self) -> None:
        """Say what the keys do."""
        self._message = self.reader.texts("contexts-keys")
        self.show()

    def action_choose(self) -> None:
        """To the page, at this place; one can come back."""
        place = self.rows.current
        if place:
            self.contexts.go_to(place)
            self.dismiss()


def _wanted(query: Query) -> str:
    """What QUERY wants most of all."""
    return query.words or query.pattern or query.label or query.attribute
