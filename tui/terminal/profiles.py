"""Which terminal this is, by its environment and its own answers, and how to write for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from tui.terminal.query import Answers
from tui.terminal.writers import WAYS, Way


@dataclass(frozen=True, slots=True)
class Profile:
    """A terminal: the name of its way (see `WAYS`), and in which columns it reports the mouse.

    `enter` switches its own reordering off and `leave` on again, where that is better than a writer.
    """

    name: str
    way_name: str
    mouse_in_stored_columns: bool = False
    enter: str = ""
    leave: str = ""

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
QTERMINAL: Final = Profile("QTerminal", "styles")
# Its writer would be PuTTY's, but mlterm draws the barrier as a box; its switch is exact.
MLTERM: Final = Profile(
    "mlterm", "nothing", enter="\x1b]5379;use_ctl=false\x07", leave="\x1b]5379;use_ctl=true\x07"
)
BY_WAY: Final = {
    "nothing": PLAIN,
    "row": VTE,
    "first-strong": PUTTY,
    "words": KITTY,
    "styles": XTERM_JS,
}

# The beginning of what XTVERSION answers, or of tmux's `client_termtype`.
_BY_VERSION: Final = (
    ("vte", VTE),
    ("konsole", KONSOLE),
    ("kitty", KITTY),
    ("xterm.js", XTERM_JS),
    ("mlterm", MLTERM),
)
# Secondary device attributes, where the name stays unsaid. Measured: VTE 0.70, PuTTY 0.78,
# mlterm 3.9, QTerminal 1.2, xterm.js 5.5.
_BY_SECONDARY: Final = (
    (re.compile(r"(65|61|1);[3-9]\d{3};1"), VTE),
    (re.compile(r"0;136;0"), PUTTY),
    (re.compile(r"24;279;0"), MLTERM),
    (re.compile(r"0;115;0"), QTERMINAL),
    (re.compile(r"0;276;0"), XTERM_JS),
)


def by_environment(environment: Mapping[str, str]) -> Profile | None:
    """The profile that the variables of ENVIRONMENT tell of, None where they say nothing.

    Inside tmux or screen these are the variables of whoever made the session.
    """
    if environment.get("KITTY_WINDOW_ID") or environment.get("TERM") == "xterm-kitty":
        return KITTY
    if environment.get("KONSOLE_VERSION"):
        return KONSOLE
    if environment.get("VTE_VERSION"):
        return VTE
    if environment.get("MLTERM"):
        return MLTERM
    if environment.get("TERM_PROGRAM") == "vscode":
        return XTERM_JS
    if environment.get("TERM", "").startswith("putty"):
        return PUTTY
    return None


def by_answers(answers: Answers) -> Profile | None:
    """The profile that a terminal's ANSWERS tell of, None where they name none of ours."""
    version = answers.version.lower()
    for beginning, profile in _BY_VERSION:
        if version.startswith(beginning):
            return profile
    if version:
        return None
    return next((profile for form, profile in _BY_SECONDARY if form.fullmatch(answers.secondary)), None)


def recognise(
    environment: Mapping[str, str], ask: Callable[[], Answers], outside_tmux: Callable[[], str]
) -> Profile:
    """The profile of the terminal that this program writes to, `PLAIN` where nothing tells of another.

    ASK gives the terminal's answers, OUTSIDE_TMUX the terminal that tmux itself writes to; each is
    called only where it is needed.
    """
    if environment.get("TMUX"):
        # Terminals that keep their name from tmux are VTE before 0.74 and such; then the variables of
        # whoever made the session are the best there is.
        name = outside_tmux()
        outside = by_answers(Answers(version=name)) if name else by_environment(environment)
        # No switch reaches through tmux, so a terminal that needs one is written to as PuTTY is.
        return PUTTY if outside is MLTERM else outside or PLAIN
    if environment.get("STY"):
        return PLAIN
    return by_environment(environment) or by_answers(ask()) or PLAIN
