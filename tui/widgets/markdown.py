"""Markdown as lines for a terminal: headings, lists, tables, code; either direction.

Parsed by markdown-it, laid out by us: what it makes is text in logical order with marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from rich.style import Style

from tui.arabic.layout import lay_out
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines
from tui.widgets.paint import Mark

if TYPE_CHECKING:
    from markdown_it.token import Token

_LEFT_TO_RIGHT: Final = "\u2066"
_CELL: Final = "\u2066\u2067"  # a cell may have nothing but code, which has no direction outwards
_ITALIC: Final = Style(italic=True)
_HEADING: Final = Style(bold=True, underline=True)
_BETWEEN: Final = 2  # cells between two columns
_FOLDED: Final = 4096  # as wide as any cell
_QUOTED: Final = re.compile("«[^«»]*»")
Styled = tuple[str, list[Mark]]


def add_markdown(lines: Lines, source: str, base: int, width: int, example: Style | None = None) -> None:
    """Add what SOURCE says to LINES of WIDTH cells, whose direction is BASE.

    What stands in «» in items of lists, the examples of guidelines, is in the style EXAMPLE.
    """
    _Writer(lines, base, max(20, width), example).write(_parsed(source))


def _parsed(source: str) -> list[Token]:
    from markdown_it import MarkdownIt  # here, as the app begins without it

    return MarkdownIt("commonmark").enable("table").parse(source)


class _Writer:
    """Goes through tokens once, block by block."""

    def __init__(self, lines: Lines, base: int, width: int, example: Style | None) -> None:
        self._lines = lines
        self._base = base
        self._width = width
        self._example = example
        self._lists: list[int | None] = []  # the numbers of the lists that one is in, None for points
        self._point = ""
        self._rows: list[list[Styled]] = []
        self._block = ""  # what the text at hand belongs to
        self._acts: dict[str, Callable[[Token], None]] = {
            "heading_open": self._begin,
            "paragraph_open": self._begin,
            "th_open": self._begin,
            "td_open": self._begin,
            "bullet_list_open": lambda _: self._lists.append(None),
            "ordered_list_open": lambda token: self._lists.append(int(token.attrGet("start") or 1)),
            "bullet_list_close": self._end_list,
            "ordered_list_close": self._end_list,
            "list_item_open": self._item,
            "fence": self._code,
            "code_block": self._code,
            "tr_open": lambda _: self._rows.append([]),
            "table_close": self._table,
            "inline": self._inline,
            "hr": lambda _: self._lines.gap(),
        }

    def write(self, tokens: Sequence[Token]) -> None:
        """What TOKENS say."""
        for token in tokens:
            act = self._acts.get(token.type)
            if act:
                act(token)

    def _begin(self, token: Token) -> None:
        self._block = token.tag
        if token.type == "heading_open" or (token.type == "paragraph_open" and not self._lists):
            self._lines.gap()

    def _end_list(self, _: Token) -> None:
        self._lists.pop()
        if not self._lists:
            self._lines.gap()

    def _item(self, _: Token) -> None:
        number = self._lists[-1]
        indent = "  " * (len(self._lists) - 1)
        self._point = f"{indent}• " if number is None else f"{indent}{number}. "
        if number is not None:
            self._lists[-1] = number + 1

    def _inline(self, token: Token) -> None:
        text, marks = _flowing(token.children or [])
        if self._block in ("th", "td"):
            self._rows[-1].append(
                (text, [*marks, *([Mark(0, len(text), BOLD)] if self._block == "th" else [])])
            )
            return
        if self._block.startswith("h"):
            self._lines.add(text, _HEADING if self._block == "h1" else BOLD)
            return
        point, self._point = self._point, ""
        if self._example and self._lists:
            marks += [Mark(m.start() + 1, m.end() - 1, self._example) for m in _QUOTED.finditer(text)]
        self._lines.add(point + text, styled=_moved(marks, len(point)))

    def _code(self, token: Token) -> None:
        self._lines.gap()
        for line in token.content.rstrip("\n").split("\n"):
            self._lines.add(f"{_LEFT_TO_RIGHT}  {line}{POP}", BOLD if line.strip() else None)
        self._lines.gap()

    # -- tables ----------------------------------------------------------------------------

    def _table(self, _: Token) -> None:
        rows, self._rows = self._rows, []
        self._lines.gap()
        if rows and not any(text for text, _ in rows[0]):
            del rows[0]  # a heading that says nothing
        widths = [max(map(_cells, column)) for column in zip_longest(*rows, fillvalue=("", []))]
        beside = sum(widths) + _BETWEEN * (len(widths) - 1) <= self._width
        for row in rows:
            text, marks = "", list[Mark]()
            for number, (cell, styled) in enumerate(row):
                last = number == len(row) - 1
                marks += _moved(styled, len(text) + 1)  # behind the isolate, of the page's direction
                gap = widths[number] - _cells((cell, [])) + _BETWEEN if beside else _BETWEEN
                text += f"{_CELL[self._base]}{cell}{POP}" + ("" if last else " " * gap)
            self._lines.add(text, styled=marks)
        self._lines.gap()


def _cells(cell: Styled) -> int:
    """How many cells wide CELL is on the screen."""
    (row, *_) = lay_out(cell[0], _FOLDED)
    return sum(glyph.width for glyph in row.glyphs)


def _moved(marks: Sequence[Mark], by: int) -> list[Mark]:
    return [Mark(each.start + by, each.end + by, each.style) for each in marks]


def _flowing(tokens: Sequence[Token]) -> Styled:
    """The text of inline TOKENS, and what is bold, slanted or code in it."""
    text, marks = "", list[Mark]()
    open_at: list[int] = []
    for kind, written, style in _pieces(tokens):
        if kind == "open":
            open_at.append(len(text))
        elif kind == "close" and open_at and style:
            marks.append(Mark(open_at.pop(), len(text), style))
        elif kind == "code" and style:
            marks.append(Mark(len(text), len(text) + len(written) + 2, style))
            text += f"{_LEFT_TO_RIGHT if written.isascii() else ISOLATE}{written}{POP}"
        else:
            text += written
    return text, marks


def _pieces(tokens: Sequence[Token]) -> Iterator[tuple[str, str, Style | None]]:
    for token in tokens:
        if token.type in ("strong_open", "em_open"):
            yield "open", "", None
        elif token.type in ("strong_close", "em_close"):
            yield "close", "", BOLD if token.type == "strong_close" else _ITALIC
        elif token.type == "code_inline":
            yield "code", token.content, BOLD
        elif token.type in ("softbreak", "hardbreak"):
            yield "text", " ", None
        elif token.type == "image":
            yield "text", token.content, None
        else:
            yield "text", token.content, None
