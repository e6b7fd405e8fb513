"""An act, as it is made, undone and shown: what became of some annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotations.model import (
    Annotation,
    Claim,
    DocumentLabel,
    Note,
    Relation,
    Span,
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one annotation: `before` is None for an addition, `after` for a deletion."""

    before: Annotation | None
    after: Annotation | None

    @property
    def annotation(self) -> Annotation:
        """What was added, deleted or, as it is now, changed."""
        found = self.after or self.before
        assert found is not None, "a change is from something or to something"
        return found

    def reversed(self) -> Change:
        """The change that takes this one back."""
        return Change(self.after, self.before)


# One act of a person: one line of the journal, one undo. The first change is what it was about.
Edit = tuple[Change, ...]


def deletion(gone: Iterable[Annotation], hanging_on: Callable[[Annotation], Iterable[Annotation]]) -> Edit:
    """The edit that deletes GONE and what hangs on it, as HANGING_ON tells of each annotation.

    Those are the relations from it and to it, the notes about it and the answers to these. Links to it in
    the attributes of others are taken off.
    """
    deleted = {each.id: each for each in gone}
    linked: dict[str, Annotation] = {}
    waiting = list(deleted.values())
    while waiting:
        for each in hanging_on(waiting.pop()):
            if each.id not in deleted and _hangs(each, deleted):
                deleted[each.id] = each
                waiting.append(each)
            else:
                linked[each.id] = each
    unlinked = (_without_links(each, deleted) for each in linked.values() if each.id not in deleted)
    return (*(Change(each, None) for each in deleted.values()), *(each for each in unlinked if each))


def _hangs(annotation: Annotation, deleted: dict[str, Annotation]) -> bool:
    if isinstance(annotation, Relation):
        return annotation.source in deleted or annotation.target in deleted
    return isinstance(annotation, Note) and (annotation.about in deleted or annotation.answers in deleted)


def _without_links(annotation: Annotation, deleted: dict[str, Annotation]) -> Change | None:
    if not isinstance(annotation, (Span, Claim, DocumentLabel, Relation)):
        return None
    kept = tuple((name, value) for name, value in annotation.attributes if value not in deleted)
    return (
        Change(annotation, replace(annotation, attributes=kept)) if kept != annotation.attributes else None
    )
