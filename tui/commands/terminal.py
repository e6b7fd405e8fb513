"""The terminal that a command runs in, and how it is to be written to."""

from __future__ import annotations

import os

from tui.settings import remembered_way
from tui.terminal.profiles import BY_WAY, XTERM, Profile
from tui.terminal.query import ask_here, outside_tmux
from tui.terminal.recognition import Recognised, recognise


def recognised_here() -> Recognised:
    """What this terminal is recognised as."""
    return recognise(os.environ, ask_here, outside_tmux)


def chosen_way(recognised: Recognised, wanted: str) -> tuple[str, str]:
    """The name of the way to write to RECOGNISED, and who says so; WANTED is that of the settings."""
    if wanted and wanted != "auto":
        return wanted, "your settings"
    remembered = remembered_way(recognised.identity)
    if remembered:
        return remembered, "what you told doctor"
    return recognised.profile.way_name, "the terminal"


def terminal_here(wanted: str) -> Profile:
    """This terminal; WANTED is a way by name, "auto" or "" for what doctor was told or what fits."""
    recognised = recognised_here()
    name, source = chosen_way(recognised, wanted)
    if name != recognised.profile.way_name:
        return BY_WAY[name]
    # Else it is as it is recognised: mlterm's way is right with its switch only.
    told = source != "the terminal"
    return XTERM if told and not recognised.known else recognised.profile
