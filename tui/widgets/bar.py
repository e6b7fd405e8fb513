"""A bar of block characters: how much of something there is."""

from __future__ import annotations

from collections.abc import Sequence

_COLUMNS = "·▁▂▃▄▅▆▇█"
_PARTS = " ▏▎▍▌▋▊▉█"
_LEFT_TO_RIGHT, _POP = "\u2066", "\u2069"


def bar(share: float, width: int) -> str:
    """SHARE, 0 to 1, as a bar of WIDTH cells between its ends; it fills from the left in any text."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    filled = "█" * full + (_PARTS[rest] if rest else "")
    return f"{_LEFT_TO_RIGHT}▕{filled.ljust(width)}▏{_POP}"


def sparkline(values: Sequence[int]) -> str:
    """VALUES as columns of block characters from left to right, the highest as high as a cell."""
    most = max(values, default=0) or 1
    columns = "".join(_COLUMNS[-(-value * 8 // most)] for value in values)
    return f"{_LEFT_TO_RIGHT}{columns}{_POP}"
