"""What can be typed behind `hashiya` by those who label together."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from annotations.teams.agreement import BY
from annotations.teams.agreement.bootstrap import RESAMPLES
from annotations.teams.assigning import KINDS, STRATA
from annotations.teams.people import ROLES
from tui.commands.speech import said

TEAM_COMMANDS = ("people", "assign", "merge", "merge-driver", "agree", "adjudicate", "review", "progress")


class Commands(Protocol):
    """The commands of a parser."""

    def add(self, name: str, run: str, **options: Any) -> argparse.ArgumentParser:
        """The command NAME, carried out by RUN."""


def add_team(commands: Commands, count: Callable[[str], int]) -> None:
    """Add them to COMMANDS; COUNT reads a number from 1 on."""
    _add_people(commands)
    _add_assign(commands, count)
    _add_merge(commands)
    _add_agree(commands, count)
    _add_adjudicate(commands, count)
    _add_review(commands, count)
    _project(progress := commands.add("progress", "team_progress:print_progress"))
    progress.add_argument("--json", action="store_true", help=said("json"))


def _project(command: argparse.ArgumentParser) -> None:
    command.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))


def _myself(command: argparse.ArgumentParser) -> None:
    command.add_argument("--annotator", metavar="NAME", help=said("team-myself"))


def _add_people(commands: Commands) -> None:
    people = commands.add("people", "team:manage_people")
    _project(people)
    people.add_argument("name", nargs="?", metavar="NAME", help=said("people-name"))
    people.add_argument("--role", action="append", choices=ROLES, help=said("people-role"))
    people.add_argument("--remove", action="store_true", help=said("people-remove"))
    _myself(people)


def _add_assign(commands: Commands, count: Callable[[str], int]) -> None:
    assign = commands.add("assign", "team:assign_work")
    _project(assign)
    assign.add_argument("--people", nargs="+", metavar="NAME", help=said("assign-people"))
    assign.add_argument("--unit", choices=KINDS, default="documents", help=said("assign-unit"))
    assign.add_argument("--overlap", type=count, default=1, metavar="K", help=said("assign-overlap"))
    assign.add_argument(
        "--calibration", type=count, default=0, metavar="N", help=said("assign-calibration")
    )
    assign.add_argument("--size", type=count, metavar="N", help=said("assign-size"))
    assign.add_argument("--stratify", choices=STRATA, default="none", help=said("assign-stratify"))
    assign.add_argument("--query", metavar="QUERY", help=said("assign-query"))
    assign.add_argument("--batch", metavar="NAME", help=said("assign-batch"))
    assign.add_argument("--seed", type=count, metavar="N", help=said("assign-seed"))
    assign.add_argument("--blind", action="store_true", help=said("assign-blindly"))
    assign.add_argument("--again", action="store_true", help=said("assign-again"))
    assign.add_argument("--show", action="store_true", help=said("assign-show"))
    _myself(assign)


def _add_merge(commands: Commands) -> None:
    merging = commands.add("merge", "merging:merge")
    merging.add_argument("into", metavar="INTO", type=Path, help=said("merge-into"))
    merging.add_argument("sources", nargs="+", metavar="FROM", type=Path, help=said("merge-from"))
    merging.add_argument("--ask", action="store_true", help=said("merge-asking"))
    _myself(merging)
    driving = commands.add("merge-driver", "merging:drive_merge")
    driving.add_argument("base", metavar="%O", type=Path, help=said("driver-base"))
    driving.add_argument("ours", metavar="%A", type=Path, help=said("driver-ours"))
    driving.add_argument("theirs", metavar="%B", type=Path, help=said("driver-theirs"))


def _add_agree(commands: Commands, count: Callable[[str], int]) -> None:
    agree = commands.add("agree", "agree:measure_agreement")
    _project(agree)
    agree.add_argument("--annotator", action="append", metavar="NAME", help=said("agree-annotator"))
    agree.add_argument("--by", choices=BY, help=said("agree-by"))
    agree.add_argument("--query", metavar="QUERY", help=said("agree-query"))
    agree.add_argument(
        "--resamples", type=count, default=RESAMPLES, metavar="N", help=said("agree-resamples")
    )
    agree.add_argument("--no-bounds", action="store_true", help=said("agree-no-bounds"))
    agree.add_argument("--seed", type=count, default=1, metavar="N", help=said("agree-seed"))
    agree.add_argument("--json", action="store_true", help=said("agree-json"))
    agree.add_argument("-o", "--output", type=Path, metavar="FILE.html", help=said("agree-output"))


def _add_adjudicate(commands: Commands, count: Callable[[str], int]) -> None:
    adjudicate = commands.add("adjudicate", "adjudicate:adjudicate")
    _project(adjudicate)
    adjudicate.add_argument("--agreeing", type=count, metavar="N", help=said("adjudicate-agreeing"))
    adjudicate.add_argument("--gaps", action="store_true", help=said("adjudicate-gaps"))
    adjudicate.add_argument("--label", metavar="ID", help=said("adjudicate-label"))
    adjudicate.add_argument("--pair", nargs=2, metavar="NAME", help=said("adjudicate-pair"))
    adjudicate.add_argument("--by-text", action="store_true", help=said("adjudicate-by-text"))
    adjudicate.add_argument("--theme", choices=("dark", "light", "contrast"), help=said("open-theme"))
    adjudicate.add_argument("-o", "--output", type=Path, metavar="FILE.md", help=said("adjudicate-output"))
    _myself(adjudicate)


def _add_review(commands: Commands, count: Callable[[str], int]) -> None:
    review = commands.add("review", "review:review")
    _project(review)
    review.add_argument("--of", metavar="NAME", help=said("review-of"))
    review.add_argument("--sample", type=count, default=50, metavar="N", help=said("review-sample"))
    review.add_argument("--seed", type=count, default=1, metavar="N", help=said("review-seed"))
    review.add_argument("--theme", choices=("dark", "light", "contrast"), help=said("open-theme"))
    _myself(review)
