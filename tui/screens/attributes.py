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
from tui.session.linking import relations_from
from tui.session.reading import Placed
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.naming import label_name, named, value_text
from tui.widgets.paint import Mark
from tui.widgets.text_rows import TextRows

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_LOWEST_WITH_HINT = 16
_BOLD, _KEY = Style(bold=True), Style(underline=True)
_ISOLATE, _LEFT, _POP = "\u2068", "\u2066", "\u2069"


Target = Placed | Relation | DocumentLabel
Line = tuple[Target, AttributeType]


class AttributesScreen(ModalScreen[None], LaidOut):
    """The attributes of TARGET, below them those of its relations; every key an edit, on disk at once."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,enter,A,ctrl+s", "close", ""),
        ("up", "move(-1)", ""),
        ("down,tab", "move(1)", ""),
        ("backspace,delete", "clear", ""),
        ("ctrl+q", "app.quit", ""),
    ]

    def __init__(self, reader: ReaderScreen, target: Target, *, above: bool = False) -> None:
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
        unsaid = (n for n, (of, type) in enumerate(self._lines) if of.attribute(type.id) is None)
        self._place = next(unsaid, 0)
        self._fill()

    @property
    def _lines(self) -> list[Line]:
        targets: list[Target] = [self._target]
        if isinstance(self._target, (Span, Claim)):
            targets += relations_from(self._reader.session, self._target)
        return [(each, type) for each in targets for type in self._reader.schema.attributes_of(each)]

    @property
    def _line(self) -> Line | None:
        """The one that keys are for."""
        lines = self._lines
        return lines[min(self._place, len(lines) - 1)] if lines else None

    def _called(self, line: Line) -> str:
        of, type = line
        name, session, schema = (
            type.name(self._reader.texts.language),
            self._reader.session,
            self._reader.schema,
        )
        if not isinstance(of, Relation) or of is self._target:
            return name
        return f"{named(session, of, schema, self._reader.texts)}: {name}"

    def _fill(self) -> None:
        texts, schema = self._reader.texts, self._reader.schema
        words = (
            self._reader.session.words_of(self._target) if isinstance(self._target, (Span, Claim)) else ""
        )
        title = label_name(self._target, schema, texts) + (f" {_ISOLATE}«{words}»{_POP}" if words else "")
        title = title or texts("the-document")
        self.query_one("#attributes-title", TextRows).show(title, [Mark(0, len(title), _BOLD)])
        text, marks = "", list[Mark]()
        for number, line in self._in_view():
            start = len(text)
            text += f"{'▸' if number == self._place else ' '} {_ISOLATE}{self._called(line)}{_POP}"
            text += "*" if line[1].required else ""
            if number == self._place:
                marks.append(Mark(start, len(text), _BOLD))
            text, marks = self._with_values(text, marks, line)
            text += "\n"
        self.query_one("#attributes-rows", TextRows).show(text.rstrip("\n"), marks)
        hint = self.query_one("#attributes-hint", TextRows)
        hint.display = self.app.size.height >= _LOWEST_WITH_HINT
        hint.show(texts("attributes-hint"))

    def _in_view(self) -> list[tuple[int, Line]]:
        """As many attributes as there is room for, the one that keys are for among them."""
        lines, width = list(enumerate(self._lines)), max(1, self.app.size.width - 4)
        room = max(1, self.app.size.height * 6 // 10 - 4)
        shown = (self._with_values(f"  {self._called(line)}", [], line) for _, line in lines)
        heights = [len(lay_out(text, width, 0)) for text, _ in shown]
        first = min(self._place, max(0, len(lines) - 1))
        while first > 0 and sum(heights[first - 1 : self._place + 1]) <= room:
            first -= 1
        taken, last = 0, first
        while last < len(lines) and (last <= self._place or taken + heights[last] <= room):
            taken += heights[last]
            last += 1
        return lines[first:last]

    def _with_values(self, text: str, marks: list[Mark], line: Line) -> tuple[str, list[Mark]]:
        """TEXT and MARKS with what the attribute of LINE can be, what it is standing out."""
        of, type = line
        value = of.attribute(type.id)
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
        line = self._line
        if line is None:
            return
        choices = self._choices(line[1])
        character = latin_key(event.character or "")
        if character in choices:
            self._say(line, self._chosen(line, choices[character]))
            event.stop()
        elif not choices and event.key in ("enter", "space"):
            self._write(line)
            event.stop()

    def _chosen(self, line: Line, value: Value) -> Value | None:
        of, type = line
        if type.kind != "many":
            return value
        there = of.attribute(type.id)
        before = there if isinstance(there, tuple) else ()
        picked = {*before} ^ {str(value)}
        return tuple(each.id for each in type.values if each.id in picked) or None

    def _say(self, line: Line, value: Value | None) -> None:
        of, type = line
        session = self._reader.session
        self._reader.do(lambda: labelling.set_attribute(session, of, type.id, value))
        found = session.annotation(self._target.id, self._target.document)
        if isinstance(found, (Span, Claim, Relation, DocumentLabel)):
            self._target = found
            if isinstance(found, (Span, Claim)):
                session.hold(found)
        if value is not None and type.kind != "many":
            self._place = min(self._place + 1, len(self._lines) - 1)
        self._fill()

    def _write(self, line: Line) -> None:
        texts = self._reader.texts
        of, type = line
        value = of.attribute(type.id)

        def keep(written: str) -> None:
            said = labelling.value_of(type, written.strip())
            if written.strip() and said is None:
                self._reader.app.bell()
            else:
                self._say(line, said)

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
        self._place = (self._place + step) % max(1, len(self._lines))
        self._fill()

    def action_clear(self) -> None:
        """Say nothing of this one any more."""
        line = self._line
        if line:
            self._say(line, None)

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
