"""Spot checks: what somebody said of a sentence, and one key for right, wrong, or sent back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events

from annotations.errors import HashiyaError
from tui.actions.keyboard import latin_key
from tui.locale.errors import explained
from tui.screens.judging import JudgingScreen
from tui.screens.note import NoteScreen
from tui.session.checking import Checking

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_ISOLATE, _POP = "\u2068", "\u2069"


class CheckingScreen(JudgingScreen):
    """The sentences of CHECKING over READER; each finding is on disk at once."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("escape,q", "dismiss", ""),
        ("ctrl+q", "app.quit", ""),
        ("space,enter", "right", ""),
        ("down,pagedown,tab", "go(1)", ""),
        ("up,pageup,shift+tab", "go(-1)", ""),
    ]

    def __init__(self, reader: ReaderScreen, checking: Checking) -> None:
        super().__init__(reader, checking)
        self.checking = checking
        self._keys: dict[str, Callable[[], object]] = {
            "x": lambda: self._act(lambda: checking.say(False)),
            "b": self._send_back,
            "h": self._send_back,
            "u": lambda: self._act(checking.undo),
        }

    def on_mount(self) -> None:
        """Show the first."""
        self.versions.focus()
        self.call_after_refresh(self.show)

    def hint_text(self) -> str:
        """What the keys do."""
        return self.reader.texts("checking-hint")

    def title_text(self) -> str:
        """Where the sentence is in the sample, and how many were wrong so far."""
        texts, checking = self.reader.texts, self.checking
        sentence = checking.sentence
        if sentence is None:
            return texts("checking-none", name=checking.of)
        found, count = checking.found(sentence), len(checking.sentences)
        parts = [
            texts("checking-title", name=checking.of, number=checking.place + 1, count=count),
            f"{_ISOLATE}{self.reader.session.name_of(sentence)}{_POP}",
        ]
        if found:
            parts.append(texts("checking-right" if found.taken == checking.of else "checking-wrong"))
        rate = checking.rate
        if rate.bounds:
            parts.append(
                texts(
                    "checking-rate", wrong=rate.wrong, checked=rate.checked,
                    low=f"{100 * rate.bounds[0]:.0f}", high=f"{100 * rate.bounds[1]:.0f}",
                )
            )  # fmt: skip
        return " · ".join(parts)

    def on_key(self, event: events.Key) -> None:
        """A key of the screen, under an Arabic layout, too."""
        act = self._keys.get(latin_key(event.character or ""))
        if act:
            act()
            event.stop()
            self.show()

    def _act(self, act: Callable[[], bool]) -> None:
        self._message = ""
        try:
            if not act():
                self._message = self.reader.texts("nothing-to-undo")
        except HashiyaError as error:
            self._message = explained(error, self.reader.texts)
            self.app.bell()

    def _send_back(self) -> None:
        texts = self.reader.texts

        def keep(text: str) -> None:
            if text.strip():
                self._act(lambda: self.checking.say(False, text.strip()))
            self.show()

        title = texts("checking-comment", name=self.checking.of)
        self.app.push_screen(NoteScreen("", title, texts("note-empty"), texts, keep, lambda _: None))

    def action_right(self) -> None:
        """It is right as it is."""
        self._act(lambda: self.checking.say(True))
        self.show()

    def action_go(self, step: int) -> None:
        """To another sentence."""
        self.checking.go(step)
        self._message = ""
        self.show()
