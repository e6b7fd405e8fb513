"""What an edit did, in a line: «FAC → ORG «مقر الجامعة» · u takes it back»."""

from __future__ import annotations

from annotations.history import Change, Edit
from annotations.model import Boundary, Labelled, Sentence
from annotations.schema import LabelSchema
from annotations.schema.fitting import misfits
from annotations.schema.model import Constraint
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.naming import attribute_text, isolated, label_name, named, words_in_quotes

_HOW = {"done": "told-done", "undone": "told-undone", "redone": "told-redone"}


def told(session: Session, edit: Edit, schema: LabelSchema, texts: Texts, how: str) -> str:
    """EDIT as a person would say it; HOW is "done", "undone" or "redone"."""
    what = _what(session, edit[0], schema, texts)
    if len(edit) > 1:
        what = texts("told-more", what=what, count=len(edit) - 1)
    return texts(_HOW[how], what=what)


def warned(session: Session, sentence: Sentence, schema: LabelSchema, texts: Texts, finished: bool) -> str:
    """What of the schema goes against what is said of SENTENCE; where it is FINISHED also what it lacks."""
    said = dict[str, None]()
    for misfit in misfits(session.annotations(sentence), schema):
        if misfit.of is None or (misfit.lacks and not finished):
            continue
        if isinstance(misfit.of, Constraint):
            said[misfit.of.says(texts.language) or misfit.why] = None
        elif misfit.lacks:
            said[texts("lacks", what=misfit.of.name(texts.language))] = None
    return "".join(f" · ⚠ {each}" for each in said)


def _what(session: Session, change: Change, schema: LabelSchema, texts: Texts) -> str:
    before, after = change.before, change.after
    if before is None or after is None:
        name = named(session, change.annotation, schema, texts)
        gone = after is None and not isinstance(before, Boundary)
        return texts("told-gone", what=name) if gone else name
    if isinstance(before, Labelled) and isinstance(after, Labelled):
        if before.attributes != after.attributes:
            return f"{named(session, after, schema, texts)}: {_attributes(before, after, schema, texts)}"
        if before.label != after.label:
            names = " → ".join(isolated(label_name(each, schema, texts)) for each in (before, after))
            return f"{names} {words_in_quotes(session, after)}".rstrip()
        name = isolated(label_name(after, schema, texts))
        return f"{name} {words_in_quotes(session, before)} → {words_in_quotes(session, after)}"
    return named(session, after, schema, texts)


def _attributes(before: Labelled, after: Labelled, schema: LabelSchema, texts: Texts) -> str:
    """The attributes in which the two differ, as they are now."""
    old, new = dict(before.attributes), dict(after.attributes)
    differing = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return " · ".join(attribute_text(name, new.get(name), schema, texts) for name in differing)
