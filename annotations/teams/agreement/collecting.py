"""What the people of a project said together, read text by text, all of it and by batch or week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date

from annotations.errors import HashiyaError
from annotations.project import Project
from annotations.store.protocol import Sayings
from annotations.teams.agreement import WHOLE, By, Part
from annotations.teams.agreement.gathering import Gathered
from annotations.teams.assigning import Assignment, read_assignment
from annotations.teams.comparing import Compared, compared


def gather(
    project: Project,
    layers: Sequence[Sayings],
    by: Collection[By] = (),
    sentences: Collection[str] | None = None,
    progress: Callable[[int], None] = lambda _: None,
) -> dict[Part, Gathered]:
    """What LAYERS say together, all of it and, where BY asks for these, of each batch and of each week.

    SENTENCES are the ids of those that count, None for all; PROGRESS is told how many texts were read.
    HashiyaError for fewer than two layers.
    """
    names = [layer.annotator for layer in layers]
    refuse_alone(project, names, project.layers)
    assignment = read_assignment(project.folder) if "batch" in by else Assignment()
    found: dict[Part, Gathered] = {WHOLE: Gathered(names)}
    for number, document in enumerate(compared(project.corpus, layers), 1):
        found[WHOLE].take_document(document)
        for sentence in document.sentences:
            if sentences is not None and sentence.sentence.id not in sentences:
                continue
            found[WHOLE].take(sentence)
            for each in by:
                name = _batch(sentence, assignment) if each == "batch" else _week(sentence)
                if name:
                    found.setdefault((each, name), Gathered(names)).take(sentence)
        progress(number)
    return found


def refuse_alone(project: Project, names: Sequence[str], known: Sequence[str]) -> None:
    """HashiyaError, which tells of those who are KNOWN, where NAMES are fewer than two people."""
    if len(set(names)) < 2:
        raise HashiyaError(
            f"{project.folder}: it takes two people to agree; there are annotations by: "
            f"{', '.join(known) or 'nobody yet'}"
        )


def _batch(found: Compared, assignment: Assignment) -> str:
    given = assignment.of(found.sentence)
    return given.batch if given else ""


def _week(found: Compared) -> str:
    """The week in which the last of those who finished it did, "" for fewer than two."""
    days = [
        (version.state.changed or version.state.created)[:10]
        for version in found.finished.values()
        if version.state
    ]
    if len(days) < 2:
        return ""
    try:
        year, week, _ = date.fromisoformat(max(days)).isocalendar()
    except ValueError:
        return ""
    return f"{year}-W{week:02}"
