"""What the tests found, kept for the table of the README."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.terminals.emulators import Emulator

FILE = Path(__file__).with_name("results.json")


def record(emulator: Emulator, **found: object) -> None:
    """Keep FOUND for EMULATOR, where `HASHIYA_RECORD` asks for it."""
    if not os.environ.get("HASHIYA_RECORD"):
        return
    known = load()
    entry = known.setdefault(emulator.name, {})
    entry.update(found, version=emulator.version)
    FILE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")


def load() -> dict[str, dict[str, object]]:
    """What is on record, by the terminal's name."""
    if not FILE.exists():
        return {}
    known: dict[str, dict[str, object]] = json.loads(FILE.read_text(encoding="utf-8"))
    return known
