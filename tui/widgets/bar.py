"""A bar of block characters: how much of something there is."""

from __future__ import annotations

_PARTS = " ▏▎▍▌▋▊▉█"
_LEFT_TO_RIGHT, _POP = "\u2066", "\u2069"


def bar(share: float, width: int) -> str:
    """SHARE, 0 to 1, as a bar of WIDTH cells between its ends; it fills from the left in any text."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (_PARTS[rest] if rest else "")
    return f"{_LEFT_TO_RIGHT}▕{filled.ljust(width)}▏{_POP}"
