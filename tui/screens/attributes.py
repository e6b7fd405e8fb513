"""The sheet of attributes: a row each, one key a value, those that have to be said first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen

from annotations.model import Claim, DocumentLabel, Relation, Span, Value
from annotations.schema import AttributeType
from tui.actions.keyboard import latin_key
from tui.arabic.layout import lay_out
from tui.screens.note import NoteScreen
from tui.session import labelling
from tui.session.reading import Placed
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.naming import label_name, value_text
from tui.widgets.paint import Mark
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_LOWEST_WITH_HINT = 16
_BOLD, _KEY = Style(bold=True), Style(underline=True)
_ISOLATE, _LEFT, _POP = "\u2068", "\u2066", "\u2069"


class AttributesScreen(ModalScreen[None], LaidOut):
    """The attributes of TARGET; every key is an edit of its own, on disk at once."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,enter,A,ctrl+s", "close", ""),
        ("up", "move(-1)", ""),
        ("down,tab", "move(1)", ""),
        ("backspace,delete", "clear", ""),
        ("ctrl+q", "app.quit", ""),
    ]

    def __init__(
        self, reader: ReaderScreen, target: Placed | Relation | DocumentLabel, *, above: bool = False
    ) -> None:
        super().__init__(classes="-above" if above else "")
        self._reader = reader
        self._target = target
        self._place = 0

    def compose(self) -> ComposeResult:
        """Title, the rows, what the keys do."""
        with Vertical(id="attributes"):
            yield TextRows(self._reader.texts.base, id="attributes-title")
            yield TextRows(self._reader.texts.base, id="attributes-rows")
            yield TextRows(self._reader.texts.base, id="attributes-hint")

    def on_mount(self) -> None:
        """The first attribute that nothing is said of."""
        said = dict(self._target.attributes)
        types = self._types
        self._place = next((n for n, each in enumerate(types) if each.id not in said), 0)
        self._fill()

    @property
    def _types(self) -> list[AttributeType]:
        return self._reader.schema.attributes_of(self._target)

    def _fill(self) -> None:
        texts, schema = self._reader.texts, self._reader.schema
        said = dict(self._target.attributes)
        words = (
            self._reader.session.words_of(self._target) if isinstance(self._target, (Span, Claim)) else ""
        )
        title = label_name(self._target, schema, texts) + (f" {_ISOLATE}«{words}»{_POP}" if words else "")
        self.query_one("#attributes-title", TextRows).show(title, [Mark(0, len(title), _BOLD)])
        text, marks = "", list[Mark]()
        for number, type in self._in_view():
            start = len(text)
            text += f"{'▸' if number == self._place else ' '} {_ISOLATE}{type.name(texts.language)}{_POP}"
            text += "*" if type.required else ""
            if number == self._place:
                marks.append(Mark(start, len(text), _BOLD))
            text, marks = self._with_values(text, marks, type, said.get(type.id))
            text += "\n"
        self.query_one("#attributes-rows", TextRows).show(text.rstrip("\n"), marks)
        hint = self.query_one("#attributes-hint", TextRows)
        hint.display = self.app.size.height >= _LOWEST_WITH_HINT
        hint.show(texts("attributes-hint"))

    def _in_view(self) -> list[tuple[int, AttributeType]]:
        """As many attributes as there is room for, the one that keys are for among them."""
        types, width = list(enumerate(self._types)), max(1, self.app.size.width - 4)
        room = max(1, self.app.size.height * 6 // 10 - 4)
        said = dict(self._target.attributes)
        shown = (
            self._with_values(f"  {type.name('en')}", [], type, said.get(type.id)) for _, type in types
        )
        heights = [len(lay_out(text, width, 0)) for text, _ in shown]
        first = min(self._place, max(0, len(types) - 1))
        while first > 0 and sum(heights[first - 1 : self._place + 1]) <= room:
            first -= 1
        taken, last = 0, first
        while last < len(types) and (last <= self._place or taken + heights[last] <= room):
            taken += heights[last]
            last += 1
        return types[first:last]

    def _with_values(
        self, text: str, marks: list[Mark], type: AttributeType, value: Value | None
    ) -> tuple[str, list[Mark]]:
        """TEXT and MARKS with what TYPE can be, VALUE standing out."""
        texts = self._reader.texts
        choices = self._choices(type)
        if not choices:
            shown = value_text(type.id, value, self._reader.schema, texts) if value is not None else "—"
            return f"{text}  {_ISOLATE}{shown}{_POP}", marks
        for key, each in choices.items():
            name = self._value_name(type, each)
            on = each in value if isinstance(value, tuple) else each == value and type_of(each, value)
            text += "  "
            start = len(text)
            text += f"{_LEFT}{key}{_POP} {'●' if on else '○'} {_ISOLATE}{name}{_POP}"
            marks.append(Mark(start + 1, start + 2, _KEY))
            if on:
                marks.append(Mark(start, len(text), _BOLD))
        return text, marks

    def _choices(self, type: AttributeType) -> dict[str, Value]:
        """The values that TYPE has a key for; of a link the annotations of the sentence."""
        if type.kind != "link":
            return choices_of(type)
        session = self._reader.session
        there = (each for each in session.placed(session.sentence) if each.id != self._target.id)
        return {key: each.id for key, each in zip("123456789", there, strict=False)}

    def _value_name(self, type: AttributeType, value: Value) -> str:
        session = self._reader.session
        linked = session.annotation(str(value)) if type.kind == "link" else None
        if isinstance(linked, (Span, Claim)):
            return f"«{session.words_of(linked)}»"
        return value_text(type.id, value, self._reader.schema, self._reader.texts)

    def on_key(self, event: events.Key) -> None:
        """A value's key; a letter where a text or a number is wanted opens the field for it."""
        types = self._types
        if not types:
            return
        type = types[min(self._place, len(types) - 1)]
        character = latin_key(event.character or "")
        choices = self._choices(type)
        if character in choices:
            self._say(type, self._chosen(type, choices[character]))
            event.stop()
        elif not choices and event.key in ("enter", "space"):
            self._write(type)
            event.stop()

    def _chosen(self, type: AttributeType, value: Value) -> Value | None:
        if type.kind != "many":
            return value
        there = dict(self._target.attributes).get(type.id)
        before = there if isinstance(there, tuple) else ()
        picked = {*before} ^ {str(value)}
        return tuple(each.id for each in type.values if each.id in picked) or None

    def _say(self, type: AttributeType, value: Value | None) -> None:
        session, id = self._reader.session, self._target.id
        self._reader.do(lambda: labelling.set_attribute(session, self._target, type.id, value))
        found = session.annotation(id, self._target.document)
        if isinstance(found, (Span, Claim, Relation, DocumentLabel)):
            self._target = found
            if isinstance(found, (Span, Claim)):
                session.hold(found)
        if value is not None and type.kind != "many":
            self._place = min(self._place + 1, len(self._types) - 1)
        self._fill()

    def _write(self, type: AttributeType) -> None:
        texts = self._reader.texts
        value = dict(self._target.attributes).get(type.id)

        def keep(written: str) -> None:
            said = labelling.value_of(type, written.strip())
            if written.strip() and said is None:
                self._reader.app.bell()
            else:
                self._say(type, said)

        self.app.push_screen(
            NoteScreen(
                "" if value is None else str(value),
                type.name(texts.language),
                texts("attribute-empty"),
                texts,
                keep,
                lambda _: None,
                above="-above" in self.classes,
            )
        )

    def action_move(self, step: int) -> None:
        """The next attribute or the one before."""
        self._place = (self._place + step) % max(1, len(self._types))
        self._fill()

    def action_clear(self) -> None:
        """Say nothing of this one any more."""
        types = self._types
        if types:
            self._say(types[min(self._place, len(types) - 1)], None)

    def action_close(self) -> None:
        """Back to the page; all is kept already."""
        self.dismiss()


def choices_of(type: AttributeType) -> dict[str, Value]:
    """The values that TYPE has a key for."""
    if type.kind == "bool":
        return {"y": True, "n": False}
    if type.kind == "scale" and type.low is not None and type.high is not None:
        low, high = int(type.low), int(type.high)
        return {str(value % 10): value for value in range(low, high + 1)}
    return {each.key: each.id for each in type.values}


def type_of(value: Value, other: Value | None) -> bool:
    """Whether the two are of one kind: True is not 1."""
    return isinstance(value, bool) == isinstance(other, bool)
