"""Adjudication: all versions of a sentence above the gold line; one key decides an item."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from textual import events

from annotations.errors import HashiyaError
from annotations.model import Reason
from annotations.store.protocol import Store
from annotations.teams.adjudicating import Case
from annotations.teams.people import GOLD
from tui.actions.keyboard import latin_key
from tui.locale.errors import explained
from tui.screens.background import AT_FIRST, go_on
from tui.screens.judging import JudgingScreen
from tui.screens.note import NoteScreen
from tui.session.deciding import Deciding, Wanted

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_ISOLATE, _POP = "\u2068", "\u2069"
_AT_LEAST: Final = 2
_REASONS: Final[dict[str, Reason]] = {
    "g": "guideline-gap",
    "m": "ambiguous",
    "x": "slip",
    "w": "both-right",
}


def begin_adjudication(reader: ReaderScreen, wanted: Wanted | None = None) -> None:
    """The screen over READER; what keeps it from opening is told there."""
    app = cast("HashiyaApp", reader.app)
    try:
        gold = app.gold()
        deciding = Deciding(app.project, gold, wanted or Wanted())
        if len(deciding.names) < 2:
            raise HashiyaError(reader.texts("adjudication-alone"))
    except HashiyaError as error:
        reader.tell(explained(error, reader.texts))
        app.bell()
        return
    app.push_screen(AdjudicationScreen(reader, deciding, gold), lambda _: reader.do(lambda: True))


class AdjudicationScreen(JudgingScreen):
    """Decisions of DECIDING, each on disk at once in GOLD."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,q", "leave", ""),
        ("ctrl+q", "app.quit", ""),
        ("tab,down", "item(1)", ""),
        ("shift+tab,up", "item(-1)", ""),
        ("space,pagedown", "case(1)", ""),
        ("backspace,pageup", "case(-1)", ""),
        ("enter", "accept", ""),
        ("ctrl+down", "scroll(1)", ""),
        ("ctrl+up", "scroll(-1)", ""),
        ("f1", "keys", ""),
    ]

    def __init__(self, reader: ReaderScreen, deciding: Deciding, gold: Store) -> None:
        super().__init__(reader, deciding)
        self.deciding = deciding
        self._gold = gold
        self._whole = False  # the next number takes the whole sentence
        self._keys: dict[str, Callable[[], object]] = {
            "0": lambda: self._act(lambda: deciding.take(())),
            "b": lambda: self._act(deciding.take_both),
            "+": lambda: self._act(deciding.take_both),
            "a": lambda: self._act(lambda: deciding.take_agreeing(_AT_LEAST)),
            "s": self._take_whole,
            "u": lambda: self._act(deciding.undo, "nothing-to-undo"),
            "r": lambda: self._act(deciding.redo, "nothing-to-redo"),
            "h": self._write,
            "n": self._write,
            "e": self._edit,
            "?": self.action_keys,
        }

    def on_mount(self) -> None:
        """Look at once, then while keys work."""
        self.versions.focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if not self._look(AT_FIRST):
            self.run_worker(go_on(self._look, self.show), group="adjudication")
        self.show()

    def _look(self, seconds: float) -> bool:
        try:
            return self.deciding.look(seconds)
        except HashiyaError as error:
            self._message = explained(error, self.reader.texts)
            return True

    # -- showing -------------------------------------------------------------------------------

    def title_text(self) -> str:
        """Where the sentence is among those that people differ about."""
        texts, deciding = self.reader.texts, self.deciding
        looking = "" if deciding.finished else "…"
        case = deciding.case
        if case is None:
            return texts("adjudication-none") if deciding.finished else texts("adjudication-looking")
        session = self.reader.session
        place = texts("adjudication-place", number=deciding.place + 1, count=len(deciding.entries))
        parts = [
            texts("adjudication-title"),
            place + looking,
            texts("adjudication-left", count=deciding.left()),
            " × ".join(f"{_ISOLATE}{name}{_POP}" for name in case.compared.finished),
            f"{_ISOLATE}{session.name_of(case.compared.sentence)}{_POP}",
            texts("adjudication-by", name=session_person(self.reader)),
        ]
        if deciding.is_decided(case):
            parts.insert(2, texts("adjudication-decided"))
        return " · ".join(parts)

    def hint_text(self) -> str:
        """Who has which number, and what other keys do."""
        texts, case = self.reader.texts, self.deciding.case
        if case is None:
            return texts("adjudication-close")
        numbered = [
            f"{texts.number(number)} {_ISOLATE}{name}{_POP}"
            for number, name in enumerate(self.deciding.names, 1)
            if name in case.compared.finished
        ]
        if self._whole:
            return f"{texts('adjudication-whole')}: {' · '.join(numbered)}"
        return " · ".join([*numbered, texts("adjudication-hint")])

    # -- keys ------------------------------------------------------------------------------------

    def on_key(self, event: events.Key) -> None:
        """A key of the screen, under an Arabic layout, too."""
        character = latin_key(event.character or "")
        whole, self._whole = self._whole, False
        if character in "123456789" and character:
            self._take(int(character), whole)
        elif character in _REASONS:
            self._explain(_REASONS[character])
        elif character in self._keys:
            self._keys[character]()
        else:
            self._whole = whole
            return
        event.stop()
        self.show()

    def _take(self, number: int, whole: bool) -> None:
        names = self.deciding.names
        if number > len(names):
            self._message = self.reader.texts("adjudication-nobody", number=number)
            return
        name = names[number - 1]
        if whole:
            self._act(lambda: self.deciding.take_sentence(name), "adjudication-not-done")
        else:
            self._act(lambda: self.deciding.take((name,)), "adjudication-not-done")

    def _take_whole(self) -> None:
        self._whole = True
        self._message = ""

    def _act(self, act: Callable[[], bool], otherwise: str = "adjudication-nothing-open") -> None:
        texts, before = self.reader.texts, self.deciding.case
        try:
            if not act():
                self._message = texts(otherwise)
                return
        except HashiyaError as error:
            self._message = explained(error, texts)
            self.app.bell()
            return
        self._message = self._told(before)

    def _told(self, before: Case | None) -> str:
        """What became of the sentence BEFORE, which one may have left."""
        texts = self.reader.texts
        if before and self.deciding.is_decided(before):
            name = self.reader.session.name_of(before.compared.sentence)
            return texts("adjudication-saved", sentence=name, count=self.deciding.left())
        return ""

    def _explain(self, reason: Reason) -> None:
        texts = self.reader.texts
        self._act(lambda: self.deciding.explain(reason), "adjudication-no-decision")
        if not self._message:
            self._message = texts("adjudication-reason", reason=texts(reason))

    def _write(self) -> None:
        texts, deciding = self.reader.texts, self.deciding

        def keep(text: str) -> None:
            self._act(lambda: deciding.explain(text=text.strip()), "adjudication-no-decision")
            self.show()

        self.app.push_screen(
            NoteScreen(
                deciding.written_beside(), texts("adjudication-note"), texts("note-empty"), texts, keep,
                lambda _: None,
            )
        )  # fmt: skip

    def _edit(self) -> None:
        """To the page, where gold is labelled by hand with all its keys."""
        sentence = self.deciding.sentence
        if sentence is None:
            return
        app = cast("HashiyaApp", self.app)
        self.deciding.close()
        self.dismiss()
        app.work_in_gold(self._gold, sentence.id)

    def action_accept(self) -> None:
        """What gold says of the sentence is right as it is."""
        self._act(self.deciding.accept_by_hand)
        self.show()

    def action_item(self, step: int) -> None:
        """To the next thing that people differ about."""
        self._message = "" if self.deciding.go_item(step) else self.reader.texts("adjudication-end")
        self.show()

    def action_case(self, step: int) -> None:
        """To the next sentence."""
        self._message = "" if self.deciding.go(step) else self.reader.texts("adjudication-end")
        self.show()

    def action_scroll(self, step: int) -> None:
        """A sentence that is higher than the window."""
        self.versions.scroll(step)

    def action_keys(self) -> None:
        """Say what the keys do."""
        self._message = self.reader.texts("adjudication-keys")
        self.show()

    def action_leave(self) -> None:
        """Back to the page; all is on disk."""
        self.deciding.close()
        app = cast("HashiyaApp", self.app)
        if self._gold is not app.store:
            self._gold.close()
        self.dismiss()


def session_person(reader: ReaderScreen) -> str:
    """Who decides: the person at work, whose name is not that of the layer."""
    app = cast("HashiyaApp", reader.app)
    return app.project.annotator if app.project.annotator != GOLD else reader.session.annotator
