"""Relations: from what is at hand to another annotation, to the author, to nobody that is named."""

from __future__ import annotations

from annotations.history import Change, deletion
from annotations.model import AUTHOR, NOT_SAID, Annotation, Claim, Relation, Span
from annotations.schema import RelationType
from tui.session.reading import Placed
from tui.session.session import Session


def source_of(session: Session, type: RelationType) -> Placed | None:
    """What a relation of TYPE would begin at here: what is chosen, else the claim or span at hand."""
    chosen = session.chosen or next(iter(session.placed_at_caret()), None)
    candidates = [chosen, session.claim_at_hand, session.held]
    return next((each for each in candidates if each and type.begins_at(each)), None)


def ends(session: Session, type: RelationType, source: Annotation, index: int) -> list[Placed]:
    """The annotations of sentence INDEX that a relation of TYPE from SOURCE may end at, in text order."""
    sentence = session.sentences[index]
    there = [*session.placed(sentence), *(c for c in session.claims(sentence) if not c.ranges)]
    return [
        each
        for each in there
        if each.id != source.id and each.document == source.document and type.ends_at(each)
    ]


def link(session: Session, type: RelationType, source: Annotation, target: str) -> Relation | None:
    """Say that SOURCE stands in a relation of TYPE to what has the id TARGET; None where it does already.

    Where the type allows one only it takes the place of the other. TARGET may be AUTHOR or NOT_SAID.
    """
    there = [each for each in relations_from(session, source) if each.label == type.id]
    if any(each.target == target for each in there):
        return None
    if type.symmetric and any(
        each.label == type.id and each.source == target
        for each in session.hanging_on(source)
        if isinstance(each, Relation)
    ):
        return None
    replaced = there if type.single or target in (AUTHOR, NOT_SAID) else []
    replaced += [each for each in there if each.target in (AUTHOR, NOT_SAID) and each not in replaced]
    relation = Relation(
        document=source.document,
        label=type.id,
        source=source.id,
        target=target,
        annotator=session.annotator,
    )
    session.apply(Change(None, relation), *deletion(replaced, session.hanging_on))
    return relation


def unlink(session: Session, type: RelationType, source: Annotation, target: str) -> Relation:
    """Take the relation of TYPE between SOURCE and what has the id TARGET away; it is there."""
    ends = {(source.id, target)} | ({(target, source.id)} if type.symmetric else set())
    there = relations_of(session, source)
    gone = next(each for each in there if each.label == type.id and (each.source, each.target) in ends)
    session.apply(*deletion([gone], session.hanging_on))
    return gone


def relations_from(session: Session, source: Annotation) -> list[Relation]:
    """The relations that begin at SOURCE, oldest first."""
    found = session.hanging_on(source)
    return [each for each in found if isinstance(each, Relation) and each.source == source.id]


def relations_of(session: Session, annotation: Annotation) -> list[Relation]:
    """The relations from and to ANNOTATION, oldest first."""
    return [each for each in session.hanging_on(annotation) if isinstance(each, Relation)]


def other_end(session: Session, relation: Relation, here: str) -> Annotation | None:
    """What RELATION leads to from the annotation with the id HERE; None for no annotation."""
    id = relation.target if relation.source == here else relation.source
    return session.annotation(id, relation.document)


def follow(session: Session) -> bool:
    """Go to where the relation of what is at hand leads, the next one each time; False for none."""
    here = session.chosen or session.claim_at_hand or next(iter(session.placed_at_caret()), None)
    if here is None:
        return False
    targets = [
        target
        for relation in relations_of(session, here)
        if (target := other_end(session, relation, here.id)) is not None
    ]
    if not targets:
        return False
    session.remember()
    session.go_to_annotation(targets[0])
    return True


def come_back(session: Session) -> bool:
    """Go back to where a relation was followed from; False where none was."""
    if not session.trail:
        return False
    sentence, selection, id = session.trail.pop()
    session.go_to_named(sentence)
    session.selection = selection
    found = session.annotation(id) if id else None
    if isinstance(found, (Span, Claim)):
        session.hold(found)
    return True
