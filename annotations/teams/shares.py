"""The queues that a person begins with: what is given to them, what was sent back first."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from annotations.queues import SavedQueue
from annotations.teams.assigning import read_assignment

RETURNED: Final = ":back"
_LAYERS: Final = (".json", ".journal")


def shares_of(folder: Path, annotator: str, only_given: bool = False) -> list[SavedQueue]:
    """The queues of ANNOTATOR in the project FOLDER: their share, if there is one, and what was sent back.

    With ONLY_GIVEN the share alone.
    """
    assignment = read_assignment(folder)
    given = [SavedQueue("", f"for:{annotator}", "returned")] if annotator in assignment.names() else []
    layers = {path.stem for path in (folder / "annotations").glob("*.j*") if path.suffix in _LAYERS}
    if only_given or not (assignment or layers - {annotator}):
        return given
    return [*given, SavedQueue("", RETURNED)]
