"""Copying and pasting: the desktop's clipboard where there is one, else through the terminal (OSC 52)."""

from __future__ import annotations

import contextlib
import os

import pyperclip
from textual.app import App


def copy(app: App[None], text: str) -> None:
    """Put TEXT on the clipboard of the person at the keyboard.

    Over SSH the desktop is at the other end: only the terminal can reach it.
    """
    if desktop_is_near():
        with contextlib.suppress(pyperclip.PyperclipException, OSError):
            pyperclip.copy(text)
            return
    app.copy_to_clipboard(text)


def paste(app: App[None]) -> str:
    """What is on the clipboard, as far as it can be known; a terminal is not asked for it."""
    if desktop_is_near():
        with contextlib.suppress(pyperclip.PyperclipException, OSError):
            return str(pyperclip.paste())
    return app.clipboard


def desktop_is_near() -> bool:
    """Whether the clipboard of this machine is that of the person at the keyboard."""
    return not any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY"))
