"""Which terminal this is, as far as its environment says, and how to write for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tui.terminal.writers import WAYS, Way


@dataclass(frozen=True, slots=True)
class Profile:
    """A terminal: the name of its way (see `WAYS`), and in which columns it reports the mouse."""

    name: str
    way_name: str
    mouse_in_stored_columns: bool = False

    @property
    def way(self) -> Way:
        """Its model and writer."""
        return WAYS[self.way_name]


PLAIN: Final = Profile("plain", "nothing")
VTE: Final = Profile("VTE", "row", mouse_in_stored_columns=True)
KONSOLE: Final = Profile("Konsole", "row", mouse_in_stored_columns=True)
PUTTY: Final = Profile("PuTTY", "first-strong", mouse_in_stored_columns=True)
KITTY: Final = Profile("kitty", "words")
XTERM_JS: Final = Profile("xterm.js", "styles")
BY_WAY: Final = {
    "nothing": PLAIN,
    "row": VTE,
    "first-strong": PUTTY,
    "words": KITTY,
    "styles": XTERM_JS,
}


def recognise(environment: Mapping[str, str]) -> Profile:
    """The profile that the variables of ENVIRONMENT tell of; `PLAIN` where none does."""
    if environment.get("TMUX") or environment.get("STY"):
        return PLAIN  # the variables are those of whoever started the server
    if environment.get("KITTY_WINDOW_ID") or environment.get("TERM") == "xterm-kitty":
        return KITTY
    if environment.get("KONSOLE_VERSION"):
        return KONSOLE
    if environment.get("VTE_VERSION"):
        return VTE
    if environment.get("TERM_PROGRAM") == "vscode":
        return XTERM_JS
    if environment.get("TERM", "").startswith("putty"):
        return PUTTY
    return PLAIN


def profile_for(bidi: str, environment: Mapping[str, str]) -> Profile:
    """The profile for the option `--bidi`: "auto", or the name of a way."""
    return recognise(environment) if bidi == "auto" else BY_WAY[bidi]
