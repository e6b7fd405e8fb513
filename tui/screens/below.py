"""What is said below the page: what is selected and labelled at the caret, and how far one has come."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from tui.session.queue import Queue
from tui.widgets.bar import bar
from tui.widgets.naming import label_name

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_BAR = 10  # cells
_ISOLATE, _POP = "\u2068", "\u2069"


def inspection(reader: ReaderScreen) -> str:
    """What is selected and which entities the caret is in, the innermost first."""
    session, texts = reader.session, reader.texts
    parts = [
        f"{label_name(each, reader.schema, texts)} {_ISOLATE}«{session.words_of(each)}»{_POP}"
        for each in session.placed_at_caret()
    ]
    selected = session.selection.range
    if selected:
        parts.insert(0, texts("selected", text=f"«{session.text()[slice(*selected)]}»"))
    parts += filter(None, [proposal(reader)])
    offer = texts("tour-offer") if cast("HashiyaApp", reader.app).is_first_time else ""
    return " ‹ ".join(parts) or offer + texts("hint")


def proposal(reader: ReaderScreen) -> str:
    """What a name at hand should be without the particle before it, "" for nothing of the kind."""
    session = reader.session
    proposed = session.proposal()
    return reader.texts("proposed", text=f"«{session.text()[slice(*proposed)]}»") if proposed else ""


def status(reader: ReaderScreen) -> str:
    """Whether all is saved first: what is cut off in a narrow window is never that."""
    session, texts = reader.session, reader.texts
    document = session.document
    encoding = "" if document.encoding.startswith("utf-8") else f" ({document.encoding})"
    state = "not-saved" if session.unsaved else "saved"
    place, documents = session.place_of_document
    done, count = session.done_count(), len(session.sentences)
    return texts(
        "status" if documents > 1 else "status-one",
        name=document.name + encoding,
        place=place,
        documents=documents,
        number=session.index + 1,
        count=count,
        bar=bar(done / count, _BAR),
        done=done,
        pace=texts("pace", seconds=session.pace) if session.pace else "",
        queue=_queue(reader),
        annotator=session.annotator,
        state=texts(state if session.writable else "read-only"),
    )


def _queue(reader: ReaderScreen) -> str:
    """Which one of a queue the sentence is, "" where all are shown."""
    queue, texts = reader.session.shown, reader.texts
    if not isinstance(queue, Queue):
        return ""
    place = queue.place(reader.session.index)
    return texts(
        "status-queue",
        name=queue.saved.name or queue.saved.query or "*",
        place="–" if place is None else texts.number(place + 1),
        count=texts.number(len(queue)) + ("" if queue.finished else "…"),
    )
