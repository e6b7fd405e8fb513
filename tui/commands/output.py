"""Names and texts in the output of commands."""

from __future__ import annotations

import sys

from tui.arabic.glyphs import visible
from tui.arabic.layout import one_line


def shown(text: str) -> str:
    """TEXT shaped and in visual order for a terminal; in logical order for a file or a pipe."""
    return one_line(text) if sys.stdout.isatty() else visible(text)
