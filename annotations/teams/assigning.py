"""Who is to do what: texts or sentences spread over people, in batches, as `assignment.jsonl` says.

A line is what one call gave to whom, and of each text or sentence the last line counts. Layers are not
touched: what somebody has done stays theirs, and they keep what they have begun.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, TypeAlias, get_args

import orjson

from annotations.appending import append_line, lines_by_time
from annotations.corpus.boundaries import moment_after
from annotations.corpus.cut import imported_id, parts
from annotations.errors import HashiyaError
from annotations.files import read_plain
from annotations.model import Sentence, now

NAME: Final = "assignment.jsonl"
# What can be the name of a person, which is that of a file, too.
NAMED: Final = re.compile(r"\w[\w.-]{0,99}")
_LARGEST: Final = 1 << 28
_BANDS: Final = 4  # of equally many units, by length
Kind: TypeAlias = Literal["documents", "sentences"]
Stratum: TypeAlias = Literal["source", "length", "none"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
STRATA: Final[tuple[Stratum, ...]] = get_args(Stratum)


@dataclass(frozen=True, slots=True)
class Given:
    """Who is to do a unit, in which batch; BLIND hides what others said until one is done."""

    people: tuple[str, ...]
    batch: str = ""
    blind: bool = False


@dataclass(frozen=True)
class Assignment:
    """What was given to whom: by the ids of documents, and of sentences, which go before these."""

    documents: Mapping[str, Given] = field(default_factory=dict)
    sentences: Mapping[str, Given] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.documents or self.sentences)

    def of(self, sentence: Sentence) -> Given | None:
        """What is said of SENTENCE; None where it is given to nobody."""
        named = parts(sentence)
        # A piece of a sentence that was split is given to whom all of it was.
        for part in (*named, *map(imported_id, named)):
            if part in self.sentences:
                return self.sentences[part]
        return self.documents.get(sentence.document)

    def is_for(self, sentence: Sentence, name: str) -> bool:
        """Whether SENTENCE is given to NAME."""
        given = self.of(sentence)
        return given is not None and name in given.people

    def names(self) -> set[str]:
        """All to whom something is given."""
        units = (*self.documents.values(), *self.sentences.values())
        return {name for given in units for name in given.people}


def read_assignment(folder: Path) -> Assignment:
    """The assignment of the project in FOLDER; lines that say nothing are passed over."""
    path = folder / NAME
    try:
        data = read_plain(path, _LARGEST)
    except FileNotFoundError:
        return Assignment()
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
    units: dict[str, dict[str, Given]] = {kind: {} for kind in KINDS}
    for each in _in_order(data):
        if each["kind"] == "documents" and each.get("again") is True:
            given_anew = {id for id, _ in each["units"]}
            for id in [id for id in units["sentences"] if id.rpartition("-")[0] in given_anew]:
                del units["sentences"][id]
        for id, places in each["units"]:
            people = tuple(each["people"][place] for place in places)
            units[each["kind"]][id] = Given(people, each["batch"], each["blind"])
    for kind in KINDS:
        units[kind] = {id: given for id, given in units[kind].items() if given.people}
    return Assignment(units["documents"], units["sentences"])


def _in_order(data: bytes) -> list[Any]:
    """The lines in DATA that say something, as they follow each other in time."""
    return [each for line in lines_by_time(data) if (each := _said(line))]


def _said(line: bytes) -> Any:
    """What LINE says, None where it is none of ours."""
    try:
        said = orjson.loads(line)
        people = said["people"]
        whole = (
            isinstance(said["at"], str)
            and isinstance(said["batch"], str)
            and type(said["blind"]) is bool
            and said["kind"] in KINDS
            and isinstance(people, list)
            and all(isinstance(name, str) and NAMED.fullmatch(name) for name in people)
            and all(
                isinstance(id, str) and all(type(p) is int and 0 <= p < len(people) for p in places)
                for id, places in said["units"]
            )
        )
    except (ValueError, TypeError, KeyError):
        return None
    return said if whole else None


def write_assignment(
    folder: Path,
    kind: Kind,
    given: Mapping[str, Collection[str]],
    batch: str,
    blind: bool,
    by: str,
    again: bool = False,
) -> None:
    """Keep that BY gave the units of this KIND to the people GIVEN, by their ids, on disk on return.

    AGAIN says that documents go to these people with all that was given of them sentence by sentence.
    """
    names = sorted({name for people in given.values() for name in people})
    places = {name: place for place, name in enumerate(names)}
    units = [[id, [places[name] for name in people]] for id, people in given.items()]
    said: dict[str, Any] = {
        "by": by,
        "batch": batch,
        "kind": kind,
        "blind": blind,
        "people": names,
        "units": units,
    }
    if again:
        said["again"] = True
    path = folder / NAME

    def line() -> bytes:
        """It has the last word, although a clock elsewhere may be ahead."""
        there = _in_order(read_plain(path, _LARGEST)) if path.exists() else []
        at, last = now(), there[-1]["at"] if there else ""
        return orjson.dumps({"at": at if at > last else moment_after(last), **said})

    try:
        append_line(path, line)
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error


# -- spreading -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A text or a sentence to be given: LENGTH in letters, its STRATUM, and who has BEGUN it."""

    id: str
    length: int
    stratum: str = ""
    begun: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """How: each unit to OVERLAP people, the first CALIBRATION to all, no more than SIZE, by SEED.

    PACE is how many seconds a letter takes each of the people; equal where nobody knows.
    """

    people: Sequence[str]
    overlap: int = 1
    calibration: int = 0
    size: int | None = None
    seed: int = 1
    pace: Mapping[str, float] = field(default_factory=dict)


def spread(units: Iterable[Unit], plan: Plan) -> dict[str, tuple[str, ...]]:
    """Who is to do each of UNITS, by id, as PLAN has it.

    Strata are mixed evenly, so that what is first, or what one person gets, has its share of each. A unit
    goes to those who have least to do, first of its stratum, then of all, by expected time; who has begun
    it keeps it. The same units, people and seed give the same.
    """
    chosen = _mixed(units, plan.seed)[: plan.size]
    load: defaultdict[str, float] = defaultdict(float)
    of_stratum: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
    usual = sum(plan.pace.values()) / len(plan.pace) if plan.pace else 1.0
    found: dict[str, tuple[str, ...]] = {}
    for place, unit in enumerate(chosen):
        wanted = len(plan.people) if place < plan.calibration else plan.overlap
        who = sorted(unit.begun)
        waiting = sorted(
            (name for name in plan.people if name not in unit.begun),
            key=lambda name: (
                round(of_stratum[unit.stratum][name], 6),
                round(load[name], 6),
                _hash(plan.seed, unit.id, name),
            ),
        )
        who += waiting[: max(0, wanted - len(who))]
        for name in who:
            seconds = unit.length * plan.pace.get(name, usual)
            load[name] += seconds
            of_stratum[unit.stratum][name] += seconds
        found[unit.id] = tuple(sorted(who))
    return found


def _mixed(units: Iterable[Unit], seed: int) -> list[Unit]:
    """UNITS in an order by SEED in which each stratum is spread over the whole."""
    strata: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        strata[unit.stratum].append(unit)
    placed = []
    for members in strata.values():
        members.sort(key=lambda unit: _hash(seed, unit.id))
        placed += [((n + 0.5) / len(members), unit.stratum, unit) for n, unit in enumerate(members)]
    return [unit for _, _, unit in sorted(placed, key=lambda each: each[:2])]


def bands(lengths: Iterable[int]) -> list[int]:
    """Where one of the bands of length ends and the next begins, for units with these LENGTHS."""
    found = sorted(lengths)
    return [found[len(found) * band // _BANDS] for band in range(1, _BANDS)] if found else []


def _hash(*said: object) -> bytes:
    return hashlib.blake2b("\0".join(map(str, said)).encode(), digest_size=8).digest()
