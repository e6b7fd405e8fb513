"""`hashiya people` and `hashiya assign`: who works in a project, and who is to do what."""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping

from annotations.errors import HashiyaError
from annotations.model import Sentence
from annotations.project import Project, open_project
from annotations.teams.assigning import (
    Assignment,
    Plan,
    Unit,
    bands,
    read_assignment,
    spread,
    write_assignment,
)
from annotations.teams.pace import begun_by, done_by, pace_of
from annotations.teams.people import GOLD, ROLES, Role, change_person
from tui.commands.output import Output
from tui.commands.speech import said
from tui.commands.wanted import wanted


def manage_people(options: argparse.Namespace) -> int:
    """List the people of a project, or let somebody be one, in other roles, or none any more."""
    project = open_project(options.project, options.annotator)
    project.close()
    output, people = Output(), project.people
    if not options.name:
        if not people.is_team:
            output.say("people-nobody", folder=project.folder)
        for name, there in sorted(people.roles.items()):
            output.line(f"{name:20}", _roles(there))
        return 0
    people.refuse(project.annotator, "manager")
    name = options.name
    if name == GOLD:
        raise HashiyaError(
            f"«{GOLD}» is the layer of what is decided on, and nobody's name; choose another"
        )
    project.as_annotator(name)  # refuses what cannot be a name
    if options.remove and name not in people.roles:
        raise HashiyaError(
            f"{project.folder}: {name!r} is none of its people, so there is nobody to remove"
        )
    if options.remove:
        change_person(project.folder, name, ())
        output.say("people-removed", name=name)
        return 0
    roles: Collection[Role] = options.role or people.roles.get(name, frozenset({"annotator"}))
    change_person(project.folder, name, roles)
    output.say("people-added", name=name, roles=_roles(roles))
    return 0


def _roles(roles: Collection[Role]) -> str:
    return ", ".join(said(f"role-{role}") for role in ROLES if role in roles)


def assign_work(options: argparse.Namespace) -> int:
    """Give texts or sentences to people, or show who has what."""
    project = open_project(options.project, options.annotator)
    try:
        if options.show:
            _show(project)
            return 0
        project.people.refuse(project.annotator, "manager")
        names = options.people or project.people.having("annotator")
        _refuse_people(project, names, options)
        before = read_assignment(project.folder)
        units = list(_units(project, options, before, names))
        if not units:
            raise HashiyaError(
                f"{project.folder}: nothing is left to be given; with --again what was given is spread anew"
            )
        plan = Plan(
            names, options.overlap, options.calibration, options.size,
            options.seed or random.randrange(1, 1000), pace_of(project, names),
        )  # fmt: skip
        given = spread(units, plan)
        batch = options.batch or _next_batch(before)
        write_assignment(
            project.folder,
            options.unit,
            given,
            batch,
            options.blind,
            project.annotator,
            options.again,
        )
        output = Output()
        output.say("assign-given", count=len(given), batch=batch, seed=plan.seed)
        _say_shares(given, output)
    finally:
        project.close()
    return 0


def _refuse_people(project: Project, names: list[str], options: argparse.Namespace) -> None:
    if not names:
        raise HashiyaError(
            f"{project.folder}: nobody is there to give work to; name them with --people, or add them: "
            "hashiya people"
        )
    for name in names:
        project.as_annotator(name)
        project.people.refuse_layer(name)
    if options.overlap > len(set(names)):
        raise HashiyaError(
            f"--overlap {options.overlap}: there are only {len(set(names))} people to give each one to"
        )


def _units(
    project: Project, options: argparse.Namespace, before: Assignment, names: list[str]
) -> Iterator[Unit]:
    """What can be given: all of the project, or what a query wants, but for what is given already."""
    sentences = wanted(project, options.query) if options.query else project.corpus.sequence
    begun = begun_by(project, sorted({*names, *before.names()}))
    lengths: defaultdict[str, int] = defaultdict(int)
    members: defaultdict[str, list[Sentence]] = defaultdict(list)
    for sentence in sentences:
        if before.of(sentence) and not options.again:
            continue
        id = sentence.document if options.unit == "documents" else sentence.id
        lengths[id] += sentence.end - sentence.start
        members[id].append(sentence)
    edges = bands(lengths.values()) if options.stratify == "length" else []
    for id, length in lengths.items():
        stratum = str(sum(length >= edge for edge in edges))
        if options.stratify == "source":
            stratum = project.corpus.source_of(members[id][0].document)
        who = {name for sentence in members[id] for name in begun.get(sentence.id, ())}
        yield Unit(id, length, stratum, frozenset(who))


def _next_batch(before: Assignment) -> str:
    names = {given.batch for given in (*before.documents.values(), *before.sentences.values())}
    return next(f"{number}" for number in range(1, len(names) + 2) if f"{number}" not in names)


def _say_shares(given: Mapping[str, tuple[str, ...]], output: Output) -> None:
    for name, count in sorted(Counter(name for people in given.values() for name in people).items()):
        output.line(f"  {name:20}", f"{count:>7}")


def _show(project: Project) -> None:
    """Who has what: by batch and person, how many units, and how many sentences of them are done."""
    assignment, output = read_assignment(project.folder), Output()
    if not assignment:
        output.say("assign-nothing", folder=project.folder)
        return
    counts: Counter[tuple[str, str]] = Counter()
    blind: set[str] = set()
    for given in (*assignment.documents.values(), *assignment.sentences.values()):
        blind |= {given.batch} if given.blind else set()
        counts.update((given.batch, name) for name in given.people)
    done = done_by(project, sorted(assignment.names()))
    finished: Counter[tuple[str, str]] = Counter()
    sentences: Counter[tuple[str, str]] = Counter()
    for sentence in project.corpus.sequence:
        found = assignment.of(sentence)
        for share in ((found.batch, name) for name in found.people) if found else ():
            sentences[share] += 1
            finished[share] += share[1] in done.get(sentence.id, ())
    for (batch, name), count in sorted(counts.items()):
        told = said(
            "assign-share", units=count, done=finished[batch, name], sentences=sentences[batch, name]
        )
        output.line(f"{batch:8}", f"{name:20}", told, said("assign-blind") if batch in blind else "")
