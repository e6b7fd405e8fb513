"""Documents put together again from the pieces that a file has of them, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotations.corpus.reading import Refused
from annotations.errors import HashiyaError
from annotations.formats.incoming import Found, Incoming, Item, text_of
from annotations.formats.tokens import IMPORTED
from annotations.model import Range

_FURTHEST = 10_000  # characters between two pieces of a text


@dataclass(slots=True)
class Piece:
    """A stretch of a text, from `start` of the document called `name` on, with the id `document`.

    Offsets of `items` and `tokens` are within it. Where `document` is "" it is a text of its own.
    """

    text: str
    source: str
    name: str = ""
    document: str = ""
    annotator: str = ""
    start: int = 0
    items: list[Item] = field(default_factory=list)
    tokens: list[Range] = field(default_factory=list)
    fields: Mapping[str, object] = field(default_factory=dict)
    complete: bool = True
    whole: bool = False  # whether its sentences are to be found, and it is not one


def assembled(pieces: Iterable[Piece | Refused]) -> Iterator[Found]:
    """The documents that PIECES are of, as far as they come one behind the other.

    What lies between two pieces is not known: a line end and blanks stand for it.
    """
    waiting: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, Refused):
            yield piece
            continue
        if waiting and not _goes_on(waiting[-1], piece):
            yield _document(waiting)
            waiting = []
        waiting.append(piece)
    if waiting:
        yield _document(waiting)


def _goes_on(before: Piece, piece: Piece) -> bool:
    same = (before.document, before.annotator) == (piece.document, piece.annotator)
    return bool(piece.document) and same and 0 <= piece.start - before.start - len(before.text) <= _FURTHEST


def _document(pieces: list[Piece]) -> Found:
    first = pieces[0]
    text, length = [], 0
    items: list[Item] = []
    known: list[Range] = []
    tokens: list[int] = []
    for piece in pieces:
        start = piece.start if piece.document else 0
        if not 0 <= start - length <= _FURTHEST:
            start = length = 0
        gap = start - length
        text += [("\n" if length and gap else "").ljust(gap), piece.text]
        length = start + len(piece.text)
        known.append((start, length))
        items += (_moved(item, start) for item in piece.items)
        tokens += (offset + start for token in piece.tokens for offset in token)
    try:
        fields = {**first.fields, **({IMPORTED: tokens} if tokens else {})}
        made = text_of(first.name or first.source, "".join(text), first.source, fields)
    except HashiyaError as error:
        return Refused(first.source, str(error))
    sentences = None if first.whole else known
    complete = all(piece.complete for piece in pieces)
    return Incoming(made, items, sentences, first.annotator, complete, document=first.document, known=known)


def _moved(item: Item, by: int) -> Item:
    ranges = tuple((start + by, end + by) for start, end in item.ranges)
    sentence = (item.sentence[0] + by, item.sentence[1] + by) if item.sentence else None
    return replace(item, ranges=ranges, sentence=sentence)
