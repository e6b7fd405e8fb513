"""Going to a place by what it is called: a number, a share, a document, a sentence; coming back."""

from __future__ import annotations

import re
import unicodedata
from itertools import chain

from annotations.arabic.particles import PARTING
from annotations.arabic.words import words
from annotations.model import Range
from tui.session import selection as moves
from tui.session.queue import around
from tui.session.reading import Placed
from tui.session.session import Session

_FURTHEST = 200_000  # sentences that are looked at


def go_to_written(session: Session, written: str) -> bool:
    """Go to what WRITTEN names; False for nothing.

    A number is that of the sentence in the project, one with % a share of it; else it is a sentence as it
    is named («news.txt:4»), or a document, of whose name a part will do.
    """
    wanted = "".join(_plain(c) for c in written.strip())
    share = re.fullmatch(r"(\d{1,3})\s*[%٪]", wanted)
    index: int | None = None
    if share:
        index = len(session.sentences) * min(100, int(share[1])) // 100
    elif wanted.isdecimal() and len(wanted) < 12:
        index = int(wanted) - 1
    else:
        index = session.index_named(written.strip())
    if index is None or index < 0:
        return False
    session.remember()
    session.go_to(index)
    return True


def _plain(character: str) -> str:
    """A digit as 0 to 9, anything else as it is."""
    return str(unicodedata.digit(character)) if character.isdecimal() else character


def entity(session: Session, step: int, label: str = "") -> bool:
    """Go to the next entity (STEP 1) or the last one, also in other sentences; with LABEL of that label."""
    caret = session.sentence.start + session.selection.caret
    chosen = session.chosen
    first = chosen.start if chosen and chosen.ranges else caret
    for turn, index in enumerate(chain([session.index], around(session.shown, session.index, step))):
        if turn > _FURTHEST:
            return False
        there = [each for each in session.placed(session.sentences[index]) if label in ("", each.label)]
        if turn == 0:
            there = [each for each in there if (each.start > first if step > 0 else each.start < first)]
        if there:
            session.go_to(index)
            session.choose(there[0 if step > 0 else -1])
            return True
    return False


def same_label(session: Session, step: int) -> bool:
    """Go to the next entity of the label that the chosen one has, or the one at the caret."""
    at_hand: Placed | None = session.chosen or next(iter(session.placed_at_caret()), None)
    return at_hand is not None and entity(session, step, at_hand.label)


def grow(session: Session) -> bool:
    """Select the word at the caret, then the phrase around it, then the sentence, then the word again."""
    text, selected = session.text(), session.selection.range
    grown, anchor = session.grown
    caret = anchor if selected and grown == session.selection else session.selection.caret
    word = moves.unit_at(text, caret, "word")
    if word is None:
        return False
    steps = list(dict.fromkeys([word, _phrase(text, word), (0, len(text.rstrip()))]))
    larger = (piece for piece in steps if selected is None or _is_larger(piece, selected))
    session.selection = moves.picked(*next(larger, word))
    session.grown = session.selection, caret
    return True


def _is_larger(piece: Range, than: Range) -> bool:
    return piece[0] <= than[0] and than[1] <= piece[1] and piece != than


def _phrase(text: str, word: Range) -> Range:
    """The words around WORD up to a sign or a word that parts names."""
    found = list(words(text))
    place = found.index(word)
    first = last = place
    while first > 0 and _holds(text, found[first - 1], found[first]):
        first -= 1
    while last + 1 < len(found) and _holds(text, found[last + 1], found[last]):
        last += 1
    return found[first][0], found[last][1]


def _holds(text: str, other: Range, word: Range) -> bool:
    """Whether OTHER, beside WORD, may be of one name with it."""
    between = text[min(other[1], word[1]) : max(other[0], word[0])]
    return not between.strip() and text[slice(*other)] not in PARTING


def toggle_mark(session: Session) -> bool:
    """Remember this place, or not any more; whether it is remembered now."""
    id = session.sentence.id
    if id in session.places:
        session.places.remove(id)
        return False
    session.places.append(id)
    return True


def next_mark(session: Session) -> bool:
    """Go to the next remembered place, the first one behind the last; False for none."""
    found = [index for id in session.places if (index := session.index_of(id)) is not None]
    later = [index for index in found if index > session.index]
    if not found:
        return False
    session.remember()
    session.go_to(min(later or found))
    return True
