"""Pictures that the app makes of itself, read back."""

from __future__ import annotations

import re


def rows_of(svg: str) -> list[str]:
    """The rows of text in SVG from the top, the cells of each from left to right."""
    pieces = re.findall(r'<text [^>]*x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg)
    rows: dict[float, str] = {}
    for _, y, text in sorted(pieces, key=lambda piece: (float(piece[1]), float(piece[0]))):
        rows[float(y)] = rows.get(float(y), "") + text
    return list(rows.values())
