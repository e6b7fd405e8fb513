"""Copying: the desktop's clipboard where there is one, else through the terminal (OSC 52)."""

from __future__ import annotations

import os

import pyperclip
from textual.app import App


def copy(app: App[None], text: str) -> None:
    """Put TEXT on the clipboard of the person at the keyboard.

    Over SSH the desktop is at the other end: only the terminal can reach it.
    """
    if not any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        try:
            pyperclip.copy(text)
        except (pyperclip.PyperclipException, OSError):
            pass
        else:
            return
    app.copy_to_clipboard(text)
