"""Who works in a project, and as what: the table `[people]` of its `project.toml`.

A project without one belongs to whoever opens it. Files can be changed by whoever may write them: what is
said here keeps a team from mistakes, not from one another.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from annotations.errors import HashiyaError
from annotations.project_file import NAME, changing

Role = Literal["annotator", "curator", "manager"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)
# The layer of what was decided on; nobody's own.
GOLD: Final = "gold"


class NotOfTheTeam(HashiyaError):  # noqa: N818 - named by what is wrong
    """Who should work here is none of the people of the project, or may not do that."""


@dataclass(frozen=True)
class People:
    """The roles of each person in the project in FOLDER, by name; without any it is no team's."""

    folder: Path
    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)

    @property
    def is_team(self) -> bool:
        """Whether it is said who works here."""
        return bool(self.roles)

    def having(self, role: Role) -> list[str]:
        """The names of those who have ROLE, sorted."""
        return sorted(name for name, roles in self.roles.items() if role in roles)

    def refuse_layer(self, name: str) -> None:
        """NotOfTheTeam where nobody called NAME may write a layer of their own."""
        if name == GOLD and self.is_team:
            raise NotOfTheTeam(
                f"{self.folder}: «{GOLD}» is what curators decide on; it is written by: hashiya adjudicate",
                name=name,
                known=", ".join(self.having("curator")),
            )
        if self.is_team and not self.roles.get(name, frozenset()) & {"annotator", "curator"}:
            known = ", ".join(sorted({*self.having("annotator"), *self.having("curator")})) or "nobody yet"
            raise NotOfTheTeam(
                f"{self.folder}: {name!r} does not annotate here; those who do: {known}; say who you are "
                "with --annotator, or let a manager add you: hashiya people",
                name=name,
                known=known,
            )

    def refuse(self, name: str, role: Role) -> None:
        """NotOfTheTeam where it is a team's project and NAME has not this ROLE in it."""
        known = self.having(role)
        there = ", ".join(known) or "nobody yet"
        if (known and name not in known) or (self.is_team and role == "curator" and not known):
            raise NotOfTheTeam(
                f"{self.folder}: {name!r} is no {role} here; there are: {there}; "
                "say who you are with --annotator, or ask one of them",
                name=name,
                known=", ".join(known),
            )


def people_of(folder: Path, settings: dict[str, Any]) -> People:
    """Those in SETTINGS, what the project in FOLDER says of itself; HashiyaError says what is wrong."""
    table = settings.get("people", {})
    path = folder / NAME
    if not isinstance(table, dict):
        raise HashiyaError(f"{path}: [people] must be a table of names and roles")
    roles: dict[str, frozenset[Role]] = {}
    for name, said in table.items():
        given = [said] if isinstance(said, str) else said
        if not isinstance(given, list) or not given or not all(each in ROLES for each in given):
            raise HashiyaError(f"{path}: {name!r} must have one or more of the roles {', '.join(ROLES)}")
        roles[name] = frozenset(given)
    return People(folder, roles)


def change_person(folder: Path, name: str, roles: Collection[Role]) -> People:
    """Let NAME have these ROLES in the project in FOLDER, none: be none of its people; the people then.

    HashiyaError where `project.toml` cannot be changed so.
    """
    with changing(folder) as document:
        people_of(folder, document.unwrap())  # says what is wrong
        if "people" not in document:
            document["people"] = {}
        table: Any = document["people"]
        if roles:
            table[name] = [role for role in ROLES if role in roles]
        else:
            table.pop(name, None)
        if not table:
            del document["people"]
        return people_of(folder, document.unwrap())
