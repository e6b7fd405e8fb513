"""Which terminal this is: by its environment, by its own answers, and through tmux and screen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from tui.terminal.profiles import (
    ALACRITTY,
    APPLE_TERMINAL,
    ECMA_BIDI,
    FOOT,
    GHOSTTY,
    ITERM2,
    KITTY,
    KONSOLE,
    LINUX_CONSOLE,
    MINTTY,
    MLTERM,
    PLAIN,
    PUTTY,
    QTERMINAL,
    RXVT,
    ST,
    VTE,
    WEZTERM,
    WINDOWS_TERMINAL,
    WITHOUT_SWITCH,
    XTERM,
    XTERM_JS,
    ZUTTY,
    Profile,
)
from tui.terminal.query import Answers


@dataclass(frozen=True, slots=True)
class Recognised:
    """A terminal's profile, WHY it is taken for that, and the name under which a choice is remembered."""

    profile: Profile
    why: str
    identity: str

    @property
    def known(self) -> bool:
        """Whether anything told which terminal it is."""
        return self.profile is not PLAIN


# Variables that only one terminal sets, whatever their value.
_BY_VARIABLE: Final = (
    ("KITTY_WINDOW_ID", KITTY),
    ("KONSOLE_VERSION", KONSOLE),
    ("VTE_VERSION", VTE),
    ("MLTERM", MLTERM),
    ("WT_SESSION", WINDOWS_TERMINAL),
    ("ALACRITTY_WINDOW_ID", ALACRITTY),
    ("XTERM_VERSION", XTERM),
)
_BY_PROGRAM: Final = {
    "vscode": XTERM_JS,
    "iTerm.app": ITERM2,
    "Apple_Terminal": APPLE_TERMINAL,
    "WezTerm": WEZTERM,
    "ghostty": GHOSTTY,
    "mintty": MINTTY,
}
# How TERM begins; unlike the other variables it is there over SSH too.
_BY_TERM: Final = (
    ("xterm-kitty", KITTY),
    ("xterm-ghostty", GHOSTTY),
    ("putty", PUTTY),
    ("mlterm", MLTERM),
    ("alacritty", ALACRITTY),
    ("rxvt", RXVT),
    ("st-", ST),
    ("foot", FOOT),
    ("wezterm", WEZTERM),
    ("linux", LINUX_CONSOLE),
)
# How the answer to XTVERSION begins, or tmux's `client_termtype`.
_BY_VERSION: Final = (
    ("xterm.js", XTERM_JS),
    ("xterm(", XTERM),
    ("vte", VTE),
    ("konsole", KONSOLE),
    ("kitty", KITTY),
    ("mlterm", MLTERM),
    ("foot", FOOT),
    ("wezterm", WEZTERM),
    ("ghostty", GHOSTTY),
    ("iterm2", ITERM2),
    ("mintty", MINTTY),
)
# Secondary device attributes, where the name stays unsaid. Measured: VTE 0.70, PuTTY 0.78, mlterm 3.9,
# QTerminal 1.2, xterm.js 5.5, rxvt-unicode 9.30, alacritty 0.11, zutty 0.14.
_BY_SECONDARY: Final = (
    (re.compile(r"(65|61|1);[3-9]\d{3};1"), VTE),
    (re.compile(r"0;136;0"), PUTTY),
    (re.compile(r"24;279;0"), MLTERM),
    (re.compile(r"0;115;0"), QTERMINAL),
    (re.compile(r"0;276;0"), XTERM_JS),
    (re.compile(r"85;\d+;0"), RXVT),
    (re.compile(r"0;\d{3,5};1"), ALACRITTY),
    (re.compile(r"64;0;0"), ZUTTY),
    (re.compile(r"77;\d+;\d+"), MINTTY),
)
_BY_UNIT: Final = {"~VTE": VTE, "~KDE": KONSOLE}


def by_environment(environment: Mapping[str, str]) -> Recognised | None:
    """What the variables of ENVIRONMENT tell first, None where they say nothing.

    Inside tmux or screen these are the variables of whoever made the session.
    """
    return next(_by_environment(environment), None)


def _by_environment(environment: Mapping[str, str]) -> Iterator[Recognised]:
    """All that they tell: a terminal passes on the variables of the one it was started from."""
    for variable, profile in _BY_VARIABLE:
        if environment.get(variable):
            yield Recognised(profile, f"{variable} is set", profile.name)
    program = environment.get("TERM_PROGRAM", "")
    if program in _BY_PROGRAM:
        profile = _BY_PROGRAM[program]
        yield Recognised(profile, f"TERM_PROGRAM is {program}", profile.name)
    by_term = _by_term(environment.get("TERM", ""))
    if by_term:
        yield by_term


def _by_term(term: str) -> Recognised | None:
    """What TERM tells, which a terminal sets anew for what runs in it."""
    for beginning, profile in _BY_TERM:
        if term.startswith(beginning):
            return Recognised(profile, f"TERM is {term}", profile.name)
    return None


def by_answers(answers: Answers) -> Recognised | None:
    """What a terminal's ANSWERS tell, None where they name none of ours."""
    version = answers.version.lower()
    for beginning, profile in _BY_VERSION:
        if version.startswith(beginning):
            return Recognised(profile, f"it calls itself {answers.version}", profile.name)
    if not version:
        for form, profile in _BY_SECONDARY:
            if form.fullmatch(answers.secondary):
                why = f"its secondary device attributes are {answers.secondary}"
                return Recognised(profile, why, profile.name)
    if answers.tertiary in _BY_UNIT:
        profile = _BY_UNIT[answers.tertiary]
        return Recognised(profile, f"its unit id spells {answers.tertiary}", profile.name)
    if answers.bidi:
        name = answers.version or answers.secondary or ECMA_BIDI.name
        return Recognised(ECMA_BIDI, "it knows mode 8 (BDSM) and has it set", name)
    return None


def recognise(
    environment: Mapping[str, str], ask: Callable[[], Answers], outside_tmux: Callable[[], tuple[str, str]]
) -> Recognised:
    """The terminal that this program writes to, `PLAIN` where nothing tells of another.

    ASK gives the terminal's answers, OUTSIDE_TMUX the terminal that tmux itself writes to; each is
    called only where it is needed.
    """
    if environment.get("TMUX"):
        # Terminals that keep their name from tmux are VTE before 0.74 and such; then the variables of
        # whoever made the session are the best there is.
        version, term = outside_tmux()
        if version:
            return _through("tmux", by_answers(Answers(version=version)), version)
        outside = by_environment({"TERM": term}) or by_environment(_outside(environment))
        return _through("tmux", outside, "")
    if environment.get("STY"):
        return _through("screen", by_environment(_outside(environment)), "")
    told = list(_by_environment(environment))
    if len({each.profile for each in told}) == 1:
        return told[0]
    answers, term = ask(), environment.get("TERM", "")
    found = by_answers(answers) or _by_term(term) or next(iter(told), None)
    if found:
        return found
    name = answers.version or answers.secondary or term or "unknown"
    why = f"it calls itself {answers.version}, which is not known here" if answers.version else ""
    return Recognised(PLAIN, why or "nothing tells which terminal it is", name)


def _outside(environment: Mapping[str, str]) -> dict[str, str]:
    """ENVIRONMENT without the variables that tmux and screen set for themselves."""
    return {name: value for name, value in environment.items() if name not in ("TERM", "TERM_PROGRAM")}


def _through(between: str, outside: Recognised | None, name: str) -> Recognised:
    """OUTSIDE, the terminal that BETWEEN (tmux or screen) writes to; NAME is what it is called there."""
    if outside is None:
        said = f"{between} says it is {name}" if name else f"nothing tells which terminal {between} is in"
        return Recognised(PLAIN if not name else Profile(name, "nothing", measured=False), said, between)
    profile = WITHOUT_SWITCH.get(outside.profile, outside.profile)
    return Recognised(profile, f"in {between}: {outside.why}", f"{outside.identity} in {between}")
