"""The keys of the reader: what each does, as data; bindings and help are both made from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from annotations.errors import HashiyaError


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
    Key("h", "key-note", {"h": "note"}),
    Key("/ Ctrl+F", "key-find", {"slash": "find", "ctrl+f": "find"}),
    Key("w", "key-next-unfinished", {"w": "next_unfinished"}),
    Key("u", "key-undo", {"u": "undo"}),
    Key("r Ctrl+Y", "key-redo", {"r": "redo", "ctrl+y": "redo"}),
    Key("y", "key-copy", {"y": "copy"}),
    Key("i", "key-invisible", {"i": "invisible"}),
    Key("Ctrl+T", "key-harakat", {"ctrl+t": "harakat"}),
    Key("Ctrl+L", "key-draw-anew", {"ctrl+l": "app.draw_anew"}),
    Key("Ctrl+P", "key-palette", {"ctrl+p": "commands"}),
    Key("Ctrl+Z", "key-suspend", {"ctrl+z": "app.suspend_process"}),
    Key("? F1", "key-help", {"question_mark": "help", "f1": "help"}),
    Key("q Ctrl+C", "key-quit", {"q": "leave", "ctrl+c": "leave", "ctrl+q": "leave"}),
)


_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "comma": ",",
    "full_stop": ".",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
}


def rebound(wanted: Mapping[str, Sequence[str]]) -> tuple[Key, ...]:
    """KEYS with other keys for those that WANTED names: the help's names without "key-".

    Where a name has one action, every key of the list does it; where it has two, such as back and on, the
    list has a key for each, in the order of the help. HashiyaError says what is wrong with WANTED.
    """
    known = {key.help.removeprefix("key-"): key for key in KEYS}
    for name in wanted:
        if name not in known:
            raise HashiyaError(f"keys.{name}: there is nothing of that name; there are: {', '.join(known)}")
    keys = tuple(
        _with_keys(key, name, wanted[name]) if name in wanted else key for name, key in known.items()
    )
    owners: dict[str, str] = {}
    for name, key in zip(known, keys, strict=True):
        for binding in key.bindings:
            if owners.setdefault(binding, name) != name:
                raise HashiyaError(f"keys.{name}: {binding!r} is the key of {owners[binding]} already")
    return keys


def _with_keys(key: Key, name: str, wanted: Sequence[str]) -> Key:
    names = [_key_name(each) for each in wanted]
    actions = list(dict.fromkeys(key.bindings.values()))
    if len(actions) > 1 and len(names) != len(actions):
        raise HashiyaError(f"keys.{name}: give {len(actions)} keys, for {key.shown} in this order")
    given = actions if len(actions) > 1 else actions * len(names)
    return replace(key, shown=" ".join(wanted), bindings=dict(zip(names, given, strict=True)))


def _key_name(key: str) -> str:
    """KEY as Textual calls it: "?" is "question_mark"."""
    return {shown: name for name, shown in _NAMES.items()}.get(key, key.lower() if len(key) > 1 else key)


def bindings(keys: Sequence[Key]) -> dict[str, tuple[str, str]]:
    """For each action of KEYS, under an id that stays when its keys are others: its keys and the action."""
    found: dict[str, tuple[str, str]] = {}
    for key in keys:
        for number, action in enumerate(dict.fromkeys(key.bindings.values())):
            names = ",".join(name for name, each in key.bindings.items() if each == action)
            found[f"{key.help}.{number}"] = (names, action)
    return found


def by_character(keys: Sequence[Key]) -> dict[str, str]:
    """What a single typed character does, for KEYS that arrive under another layout's characters."""
    return {
        _NAMES.get(name, name): action
        for key in keys
        for name, action in key.bindings.items()
        if len(_NAMES.get(name, name)) == 1
    }
