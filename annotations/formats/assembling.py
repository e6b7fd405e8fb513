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
    return bool(piece.document) and same and piece.start >= before.start + len(before.text)


def _document(pieces: list[Piece]) -> Found:
    starts = [piece.start if piece.document else 0 for piece in pieces]
    ends = [0, *(start + len(piece.text) for start, piece in zip(starts, pieces, strict=True))]
    if all(0 <= start - end <= _FURTHEST for start, end in zip(starts, ends, strict=False)):
        return _placed(pieces, starts)
    close = [0]
    for piece in pieces[:-1]:
        close.append(close[-1] + len(piece.text) + 1)
    compact = _placed(pieces, close)
    if starts[0] < 0 or isinstance(compact, Refused):
        return compact
    far = _placed(pieces, starts, filled=False)
    if isinstance(far, Incoming):
        far.otherwise = compact
    return far


def _placed(pieces: list[Piece], starts: list[int], filled: bool = True) -> Found:
    """The document of PIECES, which begin at STARTS; FILLED says whether blanks stand between them."""
    first = pieces[0]
    text, length = [], 0
    items: list[Item] = []
    known: list[Range] = []
    tokens: list[int] = []
    for piece, start in zip(pieces, starts, strict=True):
        gap = start - length
        text += [("\n" if length and gap else "").ljust(gap) if filled else "", piece.text]
        length = start + len(piece.text)
        known.append((start, length))
        items += (_moved(item, start) for item in piece.items)
        tokens += (offset + start for token in piece.tokens for offset in token)
    try:
        fields = {**first.fields, **({IMPORTED: tokens} if tokens else {})}
        made = text_of(first.name or first.source, "".join(text), first.source, fields)
    except HashiyaError as error:
        return Refused(first.source, str(error))
    return Incoming(
        made, items, None if first.whole else known, first.annotator,
        all(piece.complete for piece in pieces), document=first.document, known=known,
        pieces=[piece.text for piece in pieces],
    )  # fmt: skip


def _moved(item: Item, by: int) -> Item:
    ranges = tuple((start + by, end + by) for start, end in item.ranges)
    sentence = (item.sentence[0] + by, item.sentence[1] + by) if item.sentence else None
    return replace(item, ranges=ranges, sentence=sentence)
