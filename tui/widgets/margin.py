"""The gloss beside a sentence: its number, whether it is done, its claims, note and entities."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from annotations.model import Sentence
from annotations.schema import LabelSchema
from tui.arabic.layout import fit, lay_out
from tui.arabic.levels import base_level
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette

_BOLD = Style(bold=True)
_DIM = Style(dim=True)
_NOTE_ROWS = 3
_NO_BREAK_SPACE = "\u00a0"
_FIRST_STRONG_ISOLATE, _POP = "\u2068", "\u2069"


@dataclass(frozen=True, slots=True)
class Gloss:
    """The rows beside one sentence and the marks over them."""

    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]


def gloss(
    session: Session,
    index: int,
    schema: LabelSchema,
    texts: Texts,
    palette: Palette,
    width: int,
) -> Gloss:
    """What stands in the margin beside sentence INDEX, WIDTH cells wide."""
    sentence = session.sentences[index]
    done = session.done(sentence) is not None
    named = session.name_of(sentence)
    name = texts.number(sentence.number) if named.isdecimal() else f"{_FIRST_STRONG_ISOLATE}{named}{_POP}"
    text = f"{fit(name, width - 3)}{' ✓' if done else ''}"
    marks = [Mark(0, len(text), _BOLD if done else _DIM)]
    for claim in session.claims(sentence):
        label = schema.claim(claim.label)
        text += f" ·{_NO_BREAK_SPACE}" if len(marks) > 1 else "  "
        start = len(text)
        text += (label.name(texts.language) if label else claim.label).replace(" ", _NO_BREAK_SPACE)
        marks.append(Mark(start, len(text), _BOLD))
    note = session.note(sentence)
    if note:
        words = _shortened(" ".join(note.text.split()), _NOTE_ROWS * width)
        text += f"\n— {_FIRST_STRONG_ISOLATE}{words}{_POP}"
    for id, names in _names_by_label(session, sentence).items():
        name = f" {schema.entity_name(id, texts.language)} ".replace(" ", _NO_BREAK_SPACE)
        # One isolate around all of them: names in Arabic are listed from right to left.
        comma = "، " if base_level(names[0]) else ", "
        line = fit(f"{name} {_FIRST_STRONG_ISOLATE}{comma.join(names)}", width)
        text += "\n"
        marks.append(Mark(len(text), len(text) + len(name), palette.style(id)))
        text += line + _POP
    return Gloss(lay_out(text, width, texts.base), tuple(marks))


def _shortened(text: str, most: int) -> str:
    """TEXT, at most MOST letters of it."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _names_by_label(session: Session, sentence: Sentence) -> dict[str, list[str]]:
    """What is labelled in SENTENCE, by label, each name once."""
    found: dict[str, list[str]] = {}
    for span in session.spans(sentence):
        names = found.setdefault(span.label, [])
        name = " ".join(span.words(session.document_of(sentence).text).split())
        if name not in names:
            names.append(name)
    return found
