"""A sentence's text on the page: which way it runs, and what is highlighted in it."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

from annotations.arabic.words import lead_ends, words
from annotations.model import Span
from tui.arabic.levels import base_level
from tui.session.selection import unit_at
from tui.session.session import Session
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette

# Not bold: kitty turns the parts of a word in different fonts around one by one.
_SELECTED = Style(color="#ffffff", bgcolor="#0a2fb4")
_HIDING = Style(underline=True)  # more is said of these letters than their colour shows


def highlights(session: Session, index: int, palette: Palette, page: Style) -> list[Mark]:
    """The marks of sentence INDEX: spans, the inner over the outer, selection, caret.

    The caret is the PAGE's style in reverse, whatever label it stands on.
    """
    sentence = session.sentences[index]
    spans = sorted(session.spans(sentence), key=lambda span: span.start - span.end)
    marks: list[Mark] = []
    for number, span in enumerate(spans):
        colour = palette.style(span.label)
        for start, end in span.ranges:
            style = colour + _HIDING if _hides(span, spans[:number]) else colour
            marks.append(Mark(start - sentence.start, end - sentence.start, style))
    if index == session.index:
        selected, caret = session.selection.range, session.selection.caret
        if selected:
            marks.append(Mark(*selected, _SELECTED))
        letter = unit_at(session.text(), caret, "letter") or (caret, caret + 1)
        marks.append(Mark(*letter, Style(color=page.bgcolor, bgcolor=page.color, underline=False)))
    return marks


def _hides(span: Span, under: list[Span]) -> bool:
    """Whether SPAN lies so over one UNDER it that colours alone would not show both."""
    return any(
        other.touches(span.start, span.end) and (other.label == span.label or other.ranges == span.ranges)
        for other in under
    )


@lru_cache(maxsize=4096)
def direction(text: str) -> int | None:
    """The direction most words of TEXT have, 0 or 1; None where neither is the more common.

    By words, so that a web address in an Arabic sentence counts once, and without the mentions and
    addresses that it begins with.
    """
    body = text[lead_ends(text) :]
    found = [base_level(body[start:end]) for start, end in words(body)]
    right_to_left, left_to_right = found.count(1), found.count(0)
    if right_to_left == left_to_right:
        return None
    return int(right_to_left > left_to_right)
