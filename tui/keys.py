"""The keys of the reader: what each does, as data; bindings and help are both made from it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """Keys that belong together: `shown` in the help beside the text `help` names.

    `bindings` maps Textual's key names to actions of the reader screen.
    """

    shown: str
    help: str
    bindings: dict[str, str]


KEYS = (
    Key("↑ ↓", "key-sentences", {"up": "sentence(-1)", "down": "sentence(1)"}),
    Key("← →", "key-words", {"left": "step('word','left')", "right": "step('word','right')"}),
    Key(
        "Ctrl+← Ctrl+→ , .",
        "key-letters",
        {
            "ctrl+left": "step('letter','left')",
            "ctrl+right": "step('letter','right')",
            "comma": "step('letter','left')",
            "full_stop": "step('letter','right')",
        },
    ),
    Key(
        "Shift+← Shift+→",
        "key-extend-words",
        {"shift+left": "extend('word','left')", "shift+right": "extend('word','right')"},
    ),
    Key(
        "Ctrl+Shift+← Ctrl+Shift+→ < >",
        "key-extend-letters",
        {
            "ctrl+shift+left": "extend('letter','left')",
            "ctrl+shift+right": "extend('letter','right')",
            "less_than_sign": "extend('letter','left')",
            "greater_than_sign": "extend('letter','right')",
        },
    ),
    Key("PgUp PgDn", "key-pages", {"pageup": "page(-1)", "pagedown": "page(1)"}),
    Key("Home End", "key-ends", {"home": "end(-1)", "end": "end(1)"}),
    Key("Enter s", "key-select-word", {"enter": "select_word", "s": "select_word"}),
    Key(
        "- +",
        "key-proclitic",
        {"minus": "proclitic(1)", "plus": "proclitic(-1)", "equals_sign": "proclitic(-1)"},
    ),
    Key(
        "[ ]",
        "key-shift-start",
        {"left_square_bracket": "shift_start(1)", "right_square_bracket": "shift_start(-1)"},
    ),
    Key(
        "{ }",
        "key-shift-end",
        {"left_curly_bracket": "shift_end(-1)", "right_curly_bracket": "shift_end(1)"},
    ),
    Key("Tab Shift+Tab", "key-cycle", {"tab": "cycle(1)", "shift+tab": "cycle(-1)"}),
    Key("x Delete", "key-delete", {"x": "delete", "delete": "delete"}),
    Key("Esc", "key-unselect", {"escape": "unselect"}),
    Key("Space", "key-finish", {"space": "finish"}),
    Key("Backspace", "key-reopen", {"backspace": "reopen"}),
    Key("w", "key-next-unfinished", {"w": "next_unfinished"}),
    Key("u Ctrl+Z", "key-undo", {"u": "undo", "ctrl+z": "undo"}),
    Key("r Ctrl+Y", "key-redo", {"r": "redo", "ctrl+y": "redo"}),
    Key("y", "key-copy", {"y": "copy"}),
    Key("i", "key-invisible", {"i": "invisible"}),
    Key("? F1", "key-help", {"question_mark": "help", "f1": "help"}),
    Key("q Ctrl+C", "key-quit", {"q": "app.quit", "ctrl+c": "app.quit", "ctrl+q": "app.quit"}),
)


_NAMES = {
    "question_mark": "?",
    "comma": ",",
    "full_stop": ".",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
}
# What a single typed character does, for keys that arrive under another layout's characters.
ACTIONS = {
    _NAMES.get(name, name): action
    for key in KEYS
    for name, action in key.bindings.items()
    if len(_NAMES.get(name, name)) == 1
}

# Single characters that a label schema cannot have.
TAKEN = frozenset(ACTIONS)
