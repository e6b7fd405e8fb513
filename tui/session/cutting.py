"""Joining and splitting sentences: for all annotators; what was said of them stays."""

from __future__ import annotations

from annotations.corpus.cut import boundary_of
from annotations.history import Change
from annotations.model import Boundary
from tui.session import selection as moves
from tui.session.session import Session


def join(session: Session) -> bool:
    """Make one sentence of the current one and the next; False at the end of a document."""
    behind = session.index + 1
    if behind >= len(session.sentences) or session.sentences[behind].document != session.sentence.document:
        return False
    _move(session, boundary_of(session.sentences[behind]), there=False)
    return True


def split(session: Session) -> bool:
    """Begin a new sentence with what is selected, or with the word at the caret; False at either end."""
    text, caret = session.text(), session.selection.caret
    start = (session.selection.range or moves.unit_at(text, caret, "word") or (0, 0))[0]
    if not text[:start].strip() or not text[start:].strip():
        return False
    start += len(text[start:]) - len(text[start:].lstrip())
    _move(session, session.sentence.start + start, there=True)
    return True


def _move(session: Session, place: int, there: bool) -> None:
    boundary = Boundary(document=session.document.id, place=place, there=there, annotator=session.annotator)
    session.apply(Change(None, boundary))
