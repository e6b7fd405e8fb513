"""A picture of the app's first screen, as an SVG that shows every cell where the terminal would."""

from __future__ import annotations

import html
import re
from pathlib import Path

from rich.cells import split_graphemes

from annotations.errors import HashiyaError
from annotations.files import replacing
from tui.app import HashiyaApp
from tui.arabic.characters import MOVING, has_class
from tui.commands.ending import run_until_ended

_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}", re.DOTALL)
# The rows are in visual order already: a browser must not order them again.
_AS_IT_STANDS = "text { direction: ltr; unicode-bidi: bidi-override; white-space: pre; }"

_TEXT = re.compile(
    r'<text class="([^"]+)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)"([^>]*)>([^<]*)</text>'
)


def write_picture(app: HashiyaApp, path: Path, size: str) -> None:
    """Run APP without a terminal, SIZE ("100x30") cells large, and save its first screen to PATH."""
    match = re.fullmatch(r"(\d{2,3})x(\d{2,3})", size)
    if match is None:
        raise HashiyaError(f"--size {size}: give columns x rows, such as 100x30")
    svg = run_until_ended(_screenshot(app, (int(match[1]), int(match[2]))))
    svg = _FONT_FACE.sub("", svg).replace("Fira Code", "DejaVu Sans Mono")
    svg = _TEXT.sub(_cell_by_cell, svg)
    try:
        with replacing(path) as file:
            file.write(svg.replace("<style>", f"<style>\n    {_AS_IT_STANDS}", 1))
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error


def _cell_by_cell(match: re.Match[str]) -> str:
    """A piece of a row, each of its cells at its own place if letters of it are right-to-left.

    Rich gives the browser the length of the whole, in characters: marks, which have none, pull letters
    away.
    """
    style, left, y, length, rest, written = match.groups()
    text = html.unescape(written)
    if not has_class(text, MOVING):
        return match[0]
    wide = float(length) / len(text)
    pieces, column = [], 0
    for start, end, width in split_graphemes(text)[0]:
        if cell := text[start:end].strip():
            x = f"{float(left) + column * wide:g}"
            pieces.append(f'<text class="{style}" x="{x}" y="{y}"{rest}>{html.escape(cell)}</text>')
        column += width
    return "".join(pieces)


async def _screenshot(app: HashiyaApp, size: tuple[int, int]) -> str:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return app.export_screenshot(title="Hashiya")
