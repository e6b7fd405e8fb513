"""How far each of a team has come, how fast, how near to gold, and how long the rest will take."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass

from annotations.model import SentenceState, State
from annotations.project import Project
from annotations.store.protocol import Sayings
from annotations.teams.agreement import WHOLE
from annotations.teams.agreement.collecting import gather
from annotations.teams.agreement.matching import f1
from annotations.teams.assigning import Assignment, read_assignment
from annotations.teams.pace import finished_in
from annotations.teams.people import GOLD


@dataclass(frozen=True, slots=True)
class Progress:
    """What one person has done: `done` of `share` sentences, those given to them or else all.

    `seconds` were spent on all, `each` on one of those that are done in the middle (0 where nobody knows);
    `a_day` were finished on a day that was worked on. `days_left` and `hours_left` are for the rest of the
    share at this pace, None where there is none. `gold` is F1 of entities with gold, over the sentences
    that both have finished, None where there are none.
    """

    annotator: str
    done: int
    share: int
    seconds: float
    each: float
    a_day: float
    days_left: int | None
    hours_left: float | None
    gold: float | None
    last: str


def progress(project: Project) -> Iterator[Progress]:
    """The people of PROJECT, those who have said nothing yet among them, by name."""
    assignment = read_assignment(project.folder)
    names = {*project.layers, *project.people.having("annotator"), *assignment.names()} - {GOLD}
    shares: Counter[str] = Counter()
    if assignment:
        for sentence in project.corpus.sequence:
            given = assignment.of(sentence)
            shares.update(given.people if given else ())
    with ExitStack() as opened:
        there, assigned = project.layers, assignment.names()
        gold = opened.enter_context(closing(project.read_steadily(GOLD))) if GOLD in there else None
        for name in sorted(names):
            share = shares[name] if name in assigned else len(project.corpus.sequence)
            if name not in there:
                yield Progress(name, 0, share, 0.0, 0.0, 0.0, None, None, None, "")
                continue
            with closing(project.read_steadily(name)) as layer:
                theirs = assignment if name in assigned else Assignment()
                yield _of(project, layer, theirs, share, gold)


def _of(
    project: Project, layer: Sayings, assignment: Assignment, share: int, gold: Sayings | None
) -> Progress:
    days: Counter[str] = Counter()
    states: dict[str, SentenceState] = {}
    for id in layer.documents():
        for each in layer.by_document(id):
            if isinstance(each, State):
                states[each.sentence] = each.state
                if each.state == "done":
                    days[each.created[:10]] += 1
    finished = {id for id, state in states.items() if state == "done"}
    done = sum(
        not assignment or assignment.is_for(sentence, layer.annotator)
        for sentence in finished_in(project.corpus, states)
    )
    times = layer.times()
    spent = [times[id] for id in finished if times.get(id)]
    usual = statistics.median(spent) if spent else 0.0
    a_day = len(finished) / len(days) if days else 0.0
    left = max(0, share - done)
    return Progress(
        layer.annotator,
        done,
        share,
        sum(times.values()),
        usual,
        a_day,
        -int(-left // a_day) if a_day else None,
        left * usual / 3600 if usual else None,
        f1(gather(project, [layer, gold])[WHOLE].spans.over("exact")) if gold else None,
        max(days, default=""),
    )
