"""What the reader opens over itself: lists to choose from, sheets to write in, help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotations.schema import RelationType
from tui.actions.action import Dialog
from tui.screens.attributes import AttributesScreen, Target
from tui.screens.choose import Choice, ChooseScreen, command_choices, label_choices
from tui.screens.documents import document_choices, go_to_document
from tui.screens.help import HelpScreen
from tui.screens.note import NoteScreen
from tui.screens.queues import begin_queue
from tui.screens.settings import set_setting, setting_choices
from tui.screens.workbench import Workbench
from tui.session import labelling, linking, reviewing
from tui.session.reading import Placed

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


_OF_DOCUMENT = "@attributes"
# What else the list of everything leads to; each says whether the answer was one of its own.
_BY_NAME = (set_setting, go_to_document, begin_queue)


class Dialogs:
    """The dialogs of READER."""

    def __init__(self, reader: ReaderScreen) -> None:
        self._reader = reader
        self._workbench = Workbench(reader)
        self._drafts: dict[str, str] = {}  # notes that were typed and cancelled, by sentence

    def open(self, dialog: Dialog) -> None:
        """Open DIALOG."""
        reader = self._reader
        if self._workbench.open(dialog):
            return
        if dialog == "note":
            self._note()
        elif dialog == "flag":
            self._flag()
        elif dialog == "answer":
            self._answer()
        elif dialog == "help":
            reader.app.push_screen(HelpScreen(reader.schema, reader.texts, reader.rows))
        elif dialog == "attributes":
            self._attributes()
        else:
            self._choose(dialog)

    def list_places(self, written: str) -> None:
        """All the places of the query WRITTEN."""
        self._workbench.look(written)

    # -- lists -----------------------------------------------------------------------------

    def _choose(self, dialog: Dialog) -> None:
        reader, texts, schema = self._reader, self._reader.texts, self._reader.schema
        commands = list(command_choices(reader.rows, reader.session, texts)) if dialog == "commands" else []
        if dialog == "commands":
            choices = [*commands, *label_choices((*schema.labels, *schema.relations), texts)]
            choices += [*setting_choices(reader), *reader.queueing.choices(), *document_choices(reader)]
            empty = texts("palette-empty")
        elif dialog == "links":
            here = [each for each in schema.relations if linking.source_of(reader.session, each)]
            choices, empty = list(label_choices(here, texts)), texts("links-empty")
        elif dialog == "document-labels":
            choices, empty = list(label_choices(schema.documents, texts)), texts("labels-empty")
            if schema.attributes_of(labelling.attributes_of_document(reader.session)):
                choices.append(Choice(texts("document-attributes"), "", _OF_DOCUMENT))
        else:
            choices, empty = list(label_choices(schema.labels, texts)), texts("labels-empty")
        if not choices:
            reader.tell(texts("nothing-to-choose"))
            return
        ids = {choice.answer for choice in commands}

        def carry_out(answer: str | None) -> None:
            if answer == _OF_DOCUMENT:
                self._say_of(labelling.attributes_of_document(reader.session))
            elif answer in ids:
                reader.action_act(answer)
            elif answer and not any(act(reader, answer) for act in _BY_NAME):
                reader.action_put(answer)

        reader.app.push_screen(ChooseScreen(choices, texts, empty), carry_out)

    def begin_relation(self, type: RelationType) -> None:
        """Let a person point at the end of a relation of TYPE from what is at hand."""
        source = linking.source_of(self._reader.session, type)
        if source is None:
            texts = self._reader.texts
            self._reader.tell(texts("no-source", name=type.name(texts.language)))
        else:
            self._reader.pointer.begin(type, source)

    # -- sheets ----------------------------------------------------------------------------

    def _note(self) -> None:
        reader, session, texts = self._reader, self._reader.session, self._reader.texts
        about = session.chosen or session.sentence
        note = session.note(about)
        text = self._drafts.get(about.id, note.text if note else "")

        def keep(text: str) -> None:
            self._drafts.pop(about.id, None)
            reader.do(lambda: reviewing.write_note(session, text, about))

        def cancel(text: str) -> None:
            if text != (note.text if note else ""):
                self._drafts[about.id] = text
                reader.tell(texts("note-cancelled"))

        called = session.name_of(session.sentence)
        title = texts("note-title", number=called)
        if session.chosen and session.words_of(session.chosen):
            title = texts("note-title-span", words=f"«{session.words_of(session.chosen)}»")
        self._write(text, title, texts("note-empty"), keep, cancel, "note-hint")

    def _answer(self) -> None:
        reader, session = self._reader, self._reader.session
        note = reviewing.note_to_answer(session)
        if note is None:
            reader.tell(reader.texts("nothing-to-answer"))
            return
        title = reader.texts("answer-title", note=note.text)

        def keep(text: str) -> None:
            reader.do(lambda: reviewing.answer(session, note, text))

        self._write("", title, reader.texts("answer-empty"), keep, lambda _: None)

    def _flag(self) -> None:
        session, texts = self._reader.session, self._reader.texts
        mark = session.state(session.sentence)

        def keep(reason: str) -> None:
            self._reader.do(lambda: reviewing.set_state(session, "flagged", reason.strip()))

        title = texts("flag-title", number=session.name_of(session.sentence))
        before = mark.reason if mark and mark.state == "flagged" else ""
        self._write(before, title, texts("flag-empty"), keep, lambda _: None)

    def _write(
        self,
        text: str,
        title: str,
        empty: str,
        keep: Callable[[str], None],
        cancel: Callable[[str], None],
        hint: str = "sheet-hint",
    ) -> None:
        above, texts = self._reader.page.current_is_low, self._reader.texts
        self._reader.app.push_screen(
            NoteScreen(text, title, empty, texts, keep, cancel, above=above, hint=hint)
        )

    def _attributes(self) -> None:
        reader, session = self._reader, self._reader.session
        target: Placed | None = session.chosen or session.claim_at_hand
        if session.selection.range or target is None:
            target = session.chosen or next(iter(session.placed_at_caret()), target)
        there = [target, *linking.relations_from(session, target)] if target else []
        if target is None or not any(map(reader.schema.attributes_of, there)):
            reader.tell(reader.texts("no-attributes"))
        else:
            self._say_of(target)

    def _say_of(self, target: Target) -> None:
        reader = self._reader
        reader.app.push_screen(AttributesScreen(reader, target, above=reader.page.current_is_low))
