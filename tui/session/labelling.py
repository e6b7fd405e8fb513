"""What labels do to the session: on spans, sentences, letters and documents, with their attributes."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from annotations.history import Change, deletion
from annotations.model import Attributes, Claim, DocumentLabel, Range, Relation, Span, Value
from annotations.schema import AttributeType, Label, LabelSchema
from annotations.schema.model import fits
from tui.session import selection as moves
from tui.session.reading import Placed
from tui.session.session import Session


def put_label(session: Session, label: Label, also: bool = False) -> Span | None:
    """Label what is selected, or the word at the caret; what the label was put on, or None.

    On a span that is chosen (cycled to, clicked, selected whole, just labelled) it changes the span's
    label; ALSO adds a second one on the same letters. A label that is there already stays as it is.
    """
    there = span_to_change(session)
    ranges = there.ranges if there else ranges_to_label(session)
    if not ranges:
        return None
    same = [span for span in session.spans(session.sentence) if span.ranges == ranges]
    equal = next((span for span in same if span.label == label.id), None)
    if equal:
        return equal
    if there and not also:
        after = replace(there, label=label.id)
        session.apply(Change(there, after))
    else:
        after = Span(
            document=session.document.id, ranges=ranges, label=label.id, annotator=session.annotator
        )
        session.apply(Change(None, after))
    session.hold(after)
    return after


def span_to_change(session: Session) -> Span | None:
    """The span that a label would change: the chosen one, else the one that is what is selected."""
    found = session.spans_at_caret()
    if not found:
        return None
    selected = session.selection.range
    whole = selected is not None and found[0].ranges == (session.absolute(selected),)
    return found[0] if whole or session.is_chosen(found[0]) else None


def ranges_to_label(session: Session) -> tuple[Range, ...]:
    """What is selected, or the word at the caret, without white space at its ends."""
    piece = session.selection.range or moves.select_word(session.text(), session.selection).range
    if piece is None:
        return ()
    words = session.text()[slice(*piece)]
    start = piece[0] + len(words) - len(words.lstrip())
    end = piece[1] - len(words) + len(words.rstrip())
    return (session.absolute((start, end)),) if start < end else ()


def toggle_claim(session: Session, label: Label, schema: LabelSchema) -> bool:
    """Put a claim label on the sentence, or on the letters that are selected; or take it off there.

    Whether it is on now. Of labels that exclude each other the new one replaces the other. What hangs on a
    claim that is taken off goes along.
    """
    selected = session.selection.range is not None and session.chosen is None
    on_letters = label.on == "letters" or (label.on == "both" and selected)
    ranges = ranges_to_label(session) if on_letters else ()
    there = [claim for claim in session.claims(session.sentence) if claim.ranges == ranges]
    same = next((claim for claim in there if claim.label == label.id), None)
    if same:
        session.apply(*deletion([same], session.hanging_on))
        return False
    claim = Claim(
        document=session.document.id,
        sentence=session.sentence.id,
        label=label.id,
        ranges=ranges,
        annotator=session.annotator,
    )
    excluded = [each for each in there if _excludes(schema.claims, label, each.label)]
    session.apply(Change(None, claim), *deletion(excluded, session.hanging_on))
    session.hold(claim)
    return True


def _excludes(labels: Sequence[Label], label: Label, other: str) -> bool:
    """Whether LABEL and the label OTHER are of one group, of which there can be one."""
    found = next((each for each in labels if each.id == other), None)
    return bool(label.group) and found is not None and found.group == label.group


def toggle_document_label(session: Session, label: Label, schema: LabelSchema) -> bool:
    """Put LABEL on the current document or take it off; whether it is on now."""
    there = document_labels(session)
    same = [each for each in there if each.label == label.id]
    if same:
        session.apply(*deletion(same, session.hanging_on))
        return False
    excluded = [each for each in there if _excludes(schema.documents, label, each.label)]
    made = DocumentLabel(document=session.document.id, label=label.id, annotator=session.annotator)
    session.apply(Change(None, made), *deletion(excluded, session.hanging_on))
    return True


def document_labels(session: Session) -> list[DocumentLabel]:
    """The labels of the current document, oldest first."""
    return [each for each in session.in_document() if isinstance(each, DocumentLabel)]


def attributes_of_document(session: Session) -> DocumentLabel:
    """What bears the attributes of the current document; it may not be there yet."""
    plain = (each for each in document_labels(session) if not each.label)
    made = DocumentLabel(document=session.document.id, label="", annotator=session.annotator)
    return next(plain, made)


def delete(session: Session) -> Placed | None:
    """Delete what is chosen or selected, or the shortest at the caret, and what hangs on it."""
    target = session.chosen or next(iter(session.placed_at_caret()), None)
    if target is None:
        return None
    session.apply(*deletion([target], session.hanging_on))
    return target


def add_piece(session: Session) -> Placed | None:
    """Add what is selected, or the word at the caret, to the span or claim that was chosen last.

    A piece that it has already is taken off again, unless it is the only one. None where there is nothing.
    """
    target, ranges = session.held, ranges_to_label(session)
    if target is None or not target.ranges or not ranges:
        return None
    pieces = set(target.ranges) ^ set(ranges) if ranges[0] in target.ranges else {*target.ranges, *ranges}
    after = replace(target, ranges=_joined(sorted(pieces)))
    if after.ranges in ((), target.ranges):
        return None
    session.apply(Change(target, after))
    session.hold(after)
    return after


def _joined(pieces: list[Range]) -> tuple[Range, ...]:
    """PIECES in order, those that touch made one."""
    found: list[Range] = []
    for start, end in pieces:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def set_attribute(
    session: Session, of: Placed | Relation | DocumentLabel, name: str, value: Value | None
) -> None:
    """Say VALUE of the attribute NAME, None to say nothing of it any more.

    OF need not be there yet: what only its attributes are said of begins with the first.
    """
    after = with_attribute(of.attributes, name, value)
    there = session.annotation(of.id, of.document)
    if after != of.attributes:
        session.apply(Change(of if there else None, replace(of, attributes=after)))


def with_attribute(attributes: Attributes, name: str, value: Value | None) -> Attributes:
    """ATTRIBUTES with VALUE for NAME, None for nothing of it."""
    said = dict(attributes)
    said.pop(name, None)
    if value is not None:
        said[name] = value
    return tuple(sorted(said.items()))


def value_of(type: AttributeType, written: str) -> Value | None:
    """What WRITTEN says of an attribute of TYPE; None where it says nothing that could be."""
    value: Value = written
    if type.kind == "number":
        try:
            number = float(unicodedata.normalize("NFKC", written).replace("٫", "."))
        except ValueError:
            return None
        value = int(number) if number.is_integer() else number
    return value if fits(type, value) else None
