"""How far one has come: sentences finished, skipped, flagged, opened again, looked for; notes."""

from __future__ import annotations

from dataclasses import replace

from annotations.corpus.cut import parts
from annotations.history import Change, deletion
from annotations.model import Annotation, Note, Sentence, SentenceState, State
from annotations.store.protocol import state_in
from tui.session.queue import around
from tui.session.session import Session


def finish(session: Session) -> None:
    """Mark the sentence done and go to the next one."""
    set_state(session, "done")
    session.go_on(1)


def skip(session: Session) -> None:
    """Mark the sentence as passed over and go to the next one."""
    set_state(session, "skipped")
    session.go_on(1)


def set_state(session: Session, state: SentenceState, reason: str = "") -> None:
    """Mark the current sentence as being in STATE, for a REASON."""
    marks = {each.sentence: each for each in session.marks(session.sentence)}
    changes = [_marked(session, marks.get(part), part, state, reason) for part in parts(session.sentence)]
    session.apply(*(change for change in changes if change.before != change.after))


def _marked(session: Session, before: State | None, part: str, state: SentenceState, reason: str) -> Change:
    """That the sentence PART, of which BEFORE is said, is in STATE."""
    if before:
        return Change(before, replace(before, state=state, reason=reason))
    after = State(
        document=session.document.id,
        sentence=part,
        state=state,
        reason=reason,
        annotator=session.annotator,
    )
    return Change(None, after)


def reopen(session: Session) -> bool:
    """Take the mark off that the sentence is done, skipped or flagged; False if there is none."""
    marks = session.marks(session.sentence)
    session.apply(*(Change(mark, None) for mark in marks))
    return bool(marks)


def go_to_unfinished(session: Session, step: int = 1) -> bool:
    """Go to the next sentence that is open (STEP 1) or the last one, round the ends; False if none."""
    count, states = len(session.sentences), session.states()
    if len(states) >= count + session.sentences.joined:
        return False
    for index in around(session.shown, session.index, step):
        if state_in(states, session.sentences[index]) is None:
            session.go_to(index)
            return True
    return False


def write_note(session: Session, text: str, about: Sentence | Annotation | None = None) -> None:
    """Keep TEXT as the note about ABOUT, or the current sentence; "" takes it and its answers away."""
    about = about or session.sentence
    before, text = session.note(about), text.strip()
    if text == (before.text if before else ""):
        return
    if before and not text:
        session.apply(*deletion([before], session.hanging_on))
    elif before:
        session.apply(Change(before, replace(before, text=text)))
    else:
        note = Note(document=about.document, about=about.id, text=text, annotator=session.annotator)
        session.apply(Change(None, note))


def note_to_answer(session: Session) -> Note | None:
    """What the sentence was sent back with; else the last note about what is chosen, or in the sentence."""
    sent_back = session.remarks(session.sentence)
    if sent_back:
        return sent_back[-1].note
    notes = session.notes(session.sentence)
    chosen = session.chosen
    about = [note for note in notes if chosen and note.about == chosen.id]
    return next(reversed(about or notes), None)


def answer(session: Session, note: Note, text: str) -> None:
    """Answer NOTE with TEXT."""
    if text.strip():
        reply = Note(
            document=note.document,
            about=note.about,
            text=text.strip(),
            answers=note.id,
            annotator=session.annotator,
        )
        session.apply(Change(None, reply))


def settle(session: Session) -> bool:
    """Say that what the sentence was sent back with is settled; False where it was not."""
    sent_back = session.remarks(session.sentence)
    session.apply(
        *(
            Change(
                None,
                Note(
                    document=each.note.document, about=each.note.about, text="", answers=each.note.id,
                    annotator=session.annotator, resolves=True,
                ),
            )
            for each in sent_back
        )
    )  # fmt: skip
    return bool(sent_back)
