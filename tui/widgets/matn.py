"""A sentence's text on the page: which way it runs, and what is highlighted in it."""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style

from annotations.arabic.words import lead_ends, words
from annotations.model import Range
from tui.arabic.levels import base_level
from tui.session.labelling import ranges_to_label
from tui.session.selection import unit_at
from tui.session.session import Session
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette

# Not bold: kitty turns the parts of a word in different fonts around one by one.
# What a label's key would go on.
_TARGET = Style(underline=True, meta={"line": "128:128:128"})
_SELECTED = Style(color="#ffffff", bgcolor="#0a2fb4")


def highlights(session: Session, index: int, palette: Palette, page: Style) -> list[Mark]:
    """The marks of sentence INDEX: grounds of outer spans, lines under inner ones, what is selected, caret.

    Where nothing is, a soft line is under the word that a label would go on.

    The caret is the PAGE's style in reverse, whatever label it stands on.
    """
    sentence = session.sentences[index]
    spans = sorted(session.spans(sentence), key=lambda span: span.start - span.end)
    marks: list[Mark] = []
    grounds: list[Range] = []
    for span in spans:
        colour = palette.style(span.label)
        for start, end in span.ranges:
            # Two grounds that touch would look like one; what lies over another is underlined.
            touches = any(first <= end and start <= last for first, last in grounds)
            style = palette.under(span.label) if touches else colour
            if not touches:
                grounds.append((start, end))
            marks.append(Mark(start - sentence.start, end - sentence.start, style))
    if index == session.index:
        selected, caret = session.selection.range, session.selection.caret
        if selected:
            marks.append(Mark(*selected, _SELECTED))
        else:
            for start, end in ranges_to_label(session):
                marks.append(Mark(start - sentence.start, end - sentence.start, _TARGET))
        letter = unit_at(session.text(), caret, "letter") or (caret, caret + 1)
        marks.append(Mark(*letter, Style(color=page.bgcolor, bgcolor=page.color, underline=False)))
    return marks


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
