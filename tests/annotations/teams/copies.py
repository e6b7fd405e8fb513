"""Copies of a layer, merged one after the other."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from annotations.store.protocol import Texts
from annotations.store.tinydb_store import TinyDBStore
from annotations.teams.histories import history_of
from annotations.teams.merging import write_history
from annotations.teams.uniting import united


def merged(texts: Texts, folder: Path, name: str, *paths: Path) -> Path:
    """A layer about TEXTS with what those at PATHS say, in its own folder NAME."""
    found = folder / name / "a.json"
    found.parent.mkdir()
    for path in paths:
        write_history(found, united([history_of(found), history_of(path)]))
        with closing(TinyDBStore.open(found, "a", texts)):
            pass
    return found
