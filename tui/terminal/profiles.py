"""The terminals we know: what each does to a row, and how we know."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from tui.terminal.writers import WAYS, Way


@dataclass(frozen=True, slots=True)
class Profile:
    """A terminal: the name of its way (see `WAYS`), and in which columns it reports the mouse.

    `harakat` is false where the terminal draws letters wrongly that have combining marks.
    `line_colours` says that underlines have a colour of their own (SGR 58, with colons).
    `enter` switches its own reordering off and `leave` on again, where that is better than a writer.
    `measured` says that photographs of the app in it were read; else it is what documentation tells.
    """

    name: str
    way_name: str
    mouse_in_stored_columns: bool = False
    enter: str = ""
    leave: str = ""
    harakat: bool = True
    line_colours: bool = False
    measured: bool = True

    @property
    def way(self) -> Way:
        """Its model and writer."""
        return WAYS[self.way_name]


PLAIN: Final = Profile("unknown", "nothing", measured=False)
XTERM: Final = Profile("xterm", "nothing")
RXVT: Final = Profile("rxvt-unicode", "nothing")
ST: Final = Profile("st", "nothing")
ALACRITTY: Final = Profile("alacritty", "nothing", line_colours=True)
ZUTTY: Final = Profile("zutty", "nothing")
VTE: Final = Profile("VTE", "row", mouse_in_stored_columns=True, line_colours=True)
KONSOLE: Final = Profile("Konsole", "row", mouse_in_stored_columns=True, line_colours=True)
PUTTY: Final = Profile("PuTTY", "first-strong", mouse_in_stored_columns=True)
# It takes the cell of a letter with a mark for that of a ligature, and loses letters beside it (0.26).
KITTY: Final = Profile("kitty", "words", harakat=False, line_colours=True)
XTERM_JS: Final = Profile("xterm.js", "styles")
QTERMINAL: Final = Profile("QTerminal", "styles")
# Its writer would be PuTTY's, but mlterm draws the barrier as a box; its switch is exact.
MLTERM: Final = Profile(
    "mlterm", "nothing", enter="\x1b]5379;use_ctl=false\x07", leave="\x1b]5379;use_ctl=true\x07"
)
FOOT: Final = Profile("foot", "nothing", measured=False, line_colours=True)
# bidi_enabled is off by default
WEZTERM: Final = Profile("WezTerm", "nothing", measured=False, line_colours=True)
GHOSTTY: Final = Profile("Ghostty", "nothing", measured=False, line_colours=True)
# right-to-left support is off by default
ITERM2: Final = Profile("iTerm2", "nothing", measured=False, line_colours=True)
WINDOWS_TERMINAL: Final = Profile("Windows Terminal", "nothing", measured=False)  # since 1.19
LINUX_CONSOLE: Final = Profile("Linux console", "nothing", measured=False)
APPLE_TERMINAL: Final = Profile("Apple Terminal", "row", mouse_in_stored_columns=True, measured=False)
# ECMA-48's BDSM: the application orders its rows itself.
MINTTY: Final = Profile(
    "mintty", "nothing", enter="\x1b[8l", leave="\x1b[8h", measured=False, line_colours=True
)
# A terminal of no name that says it implements BDSM, and so the rules that VTE has.
ECMA_BIDI: Final = Profile("a terminal with BDSM", "row", mouse_in_stored_columns=True, measured=False)

# No switch reaches through tmux or screen, and none may be left behind by what a command prints. Without
# its own a terminal is written to as another one is.
WITHOUT_SWITCH: Final = {MLTERM: PUTTY, MINTTY: ECMA_BIDI}

# By hand: the way, as the terminal that we know it from; which one it is, nobody knows.
BY_WAY: Final = {
    "nothing": XTERM,
    "row": replace(VTE, line_colours=False),
    "first-strong": PUTTY,
    "words": replace(KITTY, line_colours=False),
    "styles": XTERM_JS,
}
