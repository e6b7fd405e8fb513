"""The gloss beside a sentence: its number, whether it is done, its claims and its entities."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from annotations.schema import LabelSchema
from tui.arabic.layout import lay_out
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.paint import Mark

_CLAIM = Style(bold=True)
_DIM = Style(dim=True)
_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Gloss:
    """The rows beside one sentence and the marks over them."""

    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]


def gloss(
    session: Session, index: int, schema: LabelSchema, texts: Texts, width: int, height: int
) -> Gloss:
    """What stands in the margin beside sentence INDEX, WIDTH cells wide and at most HEIGHT rows high."""
    sentence = session.sentences[index]
    text, marks = "", []
    done = " ✓" if session.done(sentence) else ""
    text += f"{sentence.number}{done}"
    marks.append(Mark(0, len(text), _CLAIM if done else _DIM))
    for claim in session.claims(sentence):
        label = schema.claim(claim.label)
        text += "\n"
        start = len(text)
        text += f"• {label.name(texts.language) if label else claim.label}"
        marks.append(Mark(start, len(text), _CLAIM))
    found: dict[str, list[str]] = {}
    for span in session.spans(sentence):
        words = " ".join(session.document.text[a:b] for a, b in span.ranges)
        found.setdefault(span.label, []).append(" ".join(words.split()))
    for id, names in found.items():
        label = schema.entity(id)
        shown = label.ar if label and texts.language == "ar" else id
        text += "\n"
        start = len(text)
        text += f" {shown} "
        if label:
            marks.append(Mark(start, len(text), Style(color="#000000", bgcolor=label.colour)))
        comma = "، " if texts.language == "ar" else ", "
        text += " " + comma.join(f"{_FIRST_STRONG_ISOLATE}{name}{_POP}" for name in dict.fromkeys(names))
    rows = lay_out(text, width, texts.base)
    if len(rows) > height:
        rows = (*rows[: height - 1], lay_out("…", width, texts.base)[0])
    return Gloss(rows, tuple(marks))
