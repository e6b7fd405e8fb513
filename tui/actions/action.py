"""What an action is: an id, keys, and what it does to the session."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from tui.session.session import Session

# fmt: off
Dialog = Literal[
    "find", "note", "answer", "help", "commands", "labels", "document-labels", "links", "attributes",
    "flag", "occurrences", "contexts", "names", "documents", "go-to", "statistics", "guidelines", "queues",
    "notes", "history", "guide", "tour", "settings", "annotator", "export", "adjudicate", "team",
]
# fmt: on
Shown = Literal["invisible", "harakat", "lanes", "pane"]


class View(Protocol):
    """What an action may ask of the screen that it was chosen on."""

    def towards(self, side: str) -> int:
        """+1 if SIDE, "left" or "right", is onwards in the current sentence, else -1."""

    def turn(self, step: int) -> tuple[int, int | None]:
        """Turn the page: the sentence and the offset to go to."""

    def open(self, dialog: Dialog) -> None:
        """Open a dialog or a field."""

    def toggle(self, shown: Shown) -> None:
        """Show something, or hide it."""

    def repeat(self) -> bool:
        """Put on again the label that was put on last; False where none was."""

    def jump(self) -> None:
        """Lay letters on the words of the screen, to go to one."""

    def find(self, written: str, step: int) -> None:
        """Go to the next place of the query WRITTEN (STEP 1) or to the last one."""

    def copy(self) -> None:
        """Copy what is selected, or the sentence."""

    def draw_anew(self) -> None:
        """Send the whole screen once more."""

    def suspend(self) -> None:
        """Go back to the shell for a while."""

    def leave(self) -> None:
        """Quit, where all is saved."""


Do = Callable[[Session, View], object]
When = Callable[[Session], bool]


def always(_: Session) -> bool:
    """Wherever one is."""
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a person can do, named `do-ID` in both languages.

    `keys` are Textual's names; those in `also` work as well and are not shown. Where `do` gives nothing,
    the text `otherwise` is told. `how` says how an edit came about. What only shows something else leaves
    the last thing that was told: it is `quiet`. `when` says whether there is something here to do it to;
    lists leave it out where there is not.
    """

    id: str
    keys: tuple[str, ...]
    do: Do
    otherwise: str = ""
    how: str = "done"
    quiet: bool = False
    also: tuple[str, ...] = ()
    when: When = always


@dataclass(frozen=True, slots=True)
class Row:
    """Actions that belong together, a line of the help: `key-NAME` names them, and keys are set by it.

    Where a person gave its keys to something else, one that `gives_way` does without them.
    """

    name: str
    actions: tuple[Action, ...]
    gives_way: bool = False

    @property
    def shown(self) -> str:
        """The keys as the help shows them: the first of each action, then the second of each."""
        longest = max(len(action.keys) for action in self.actions)
        keys = [
            action.keys[place]
            for place in range(longest)
            for action in self.actions
            if place < len(action.keys)
        ]
        return " ".join(shown_key(key) for key in keys)

    def without(self, taken: Collection[str]) -> Row:
        """The row without the keys that are TAKEN."""
        if not any(key in taken for action in self.actions for key in (*action.keys, *action.also)):
            return self
        actions = (
            replace(
                action,
                keys=tuple(key for key in action.keys if key not in taken),
                also=tuple(key for key in action.also if key not in taken),
            )
            for action in self.actions
        )
        return replace(self, actions=tuple(actions))

    def with_keys(self, keys: tuple[str, ...]) -> Row:
        """The row with KEYS: all for the one action, or one for each."""
        if len(self.actions) == 1:
            return replace(self, actions=(replace(self.actions[0], keys=keys, also=()),))
        actions = (replace(a, keys=(key,), also=()) for a, key in zip(self.actions, keys, strict=True))
        return replace(self, actions=tuple(actions))


_CHARACTERS = {
    "question_mark": "?", "slash": "/", "backslash": "\\", "comma": ",", "full_stop": ".", "at": "@",
    "left_square_bracket": "[", "right_square_bracket": "]", "minus": "-", "plus": "+",
    "equals_sign": "=", "less_than_sign": "<", "greater_than_sign": ">", "left_curly_bracket": "{",
    "right_curly_bracket": "}", "exclamation_mark": "!", "left_parenthesis": "(",
    "right_parenthesis": ")", "vertical_line": "|", "ampersand": "&", "percent_sign": "%",
    "asterisk": "*", "number_sign": "#", "semicolon": ";", "colon": ":", "apostrophe": "'",
    "quotation_mark": '"', "underscore": "_", "circumflex_accent": "^", "dollar_sign": "$",
}  # fmt: skip
_SHOWN = {
    "up": "↑", "down": "↓", "left": "←", "right": "→", "pageup": "PgUp", "pagedown": "PgDn",
    "escape": "Esc", "home": "Home", "end": "End", "enter": "Enter", "tab": "Tab", "space": "Space",
    "backspace": "Backspace", "delete": "Delete",
}  # fmt: skip


def character_of(key: str) -> str:
    """The character that the key with Textual's name KEY types; KEY itself for one that types none."""
    return _CHARACTERS.get(key, key)


def key_named(written: str) -> str:
    """What a person calls WRITTEN ("?", "F2", "B") as Textual calls it."""
    names = {character: name for name, character in _CHARACTERS.items()}
    return names.get(written, written.lower() if len(written) > 1 else written)


def shown_key(key: str) -> str:
    """KEY as the help shows it: `ctrl+left` as Ctrl+←."""
    *held, last = key.split("+") if key != "+" else [key]
    shown = _SHOWN.get(last, character_of(last))
    if held and len(shown) == 1:
        shown = shown.upper()
    if len(last) > 1 and last[0] == "f" and last[1:].isdigit():
        shown = last.upper()
    return "+".join([*(each.capitalize() for each in held), shown])
