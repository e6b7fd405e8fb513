"""Where a person stopped in each project: a small file in their own state folder."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import platformdirs

from annotations.errors import HashiyaError
from annotations.files import read_plain, replacing_plain

_MOST = 500  # projects; the one left longest ago is forgotten
_LARGEST = 1 << 20


def _path() -> Path:
    return Path(platformdirs.user_state_dir("hashiya")) / "places.json"


def _known() -> dict[str, str]:
    with suppress(OSError, ValueError, HashiyaError):
        said = json.loads(read_plain(_path(), _LARGEST))
        if isinstance(said, dict):
            return {key: value for key, value in said.items() if isinstance(value, str)}
    return {}


def _key(project: Path, annotator: str) -> str:
    return f"{annotator}@{project.absolute()}"


def is_first_time() -> bool:
    """Whether this person never left a project until now."""
    return not _path().exists()


def place_in(project: Path, annotator: str) -> str | None:
    """The id of the sentence that ANNOTATOR stopped at in PROJECT, if that is known."""
    return _known().get(_key(project, annotator))


def remember_place(project: Path, annotator: str, sentence: str) -> None:
    """ANNOTATOR stopped at SENTENCE; where that cannot be kept, they begin at the top the next time."""
    known = _known()
    known.pop(_key(project, annotator), None)
    known[_key(project, annotator)] = sentence
    kept = json.dumps(dict(list(known.items())[-_MOST:]))
    with suppress(OSError, HashiyaError):
        _path().parent.mkdir(parents=True, exist_ok=True)
        with replacing_plain(_path()) as file:
            file.write(kept.encode("ascii"))
