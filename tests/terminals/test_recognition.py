"""Terminals tell who they are by their answers, as over SSH, where of all variables only TERM is left."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from tests.terminal import HASHIYA
from tests.terminals.emulators import EMULATORS, Emulator
from tests.terminals.table import TESTED
from tests.terminals.test_reading import COLUMNS, ROWS, why_not
from tests.terminals.window import opened

DIRECT = [emulator for emulator in EMULATORS if " in " not in emulator.name]


@pytest.mark.parametrize("emulator", DIRECT, ids=lambda emulator: emulator.name)
def test_over_ssh_it_is_recognised(emulator: Emulator, tmp_path: Path) -> None:
    if reason := why_not(emulator):
        pytest.skip(reason)
    report = tmp_path / "report.json"
    script = (
        'env -i TERM="$TERM" PATH="$PATH" HOME="$1" LANG=C.UTF-8 SSH_TTY=/dev/pts/0 '
        '"$0" doctor --json > "$1/new"; mv "$1/new" "$1/report.json"; sleep 60'
    )
    command = ["bash", "-c", script, str(HASHIYA), str(tmp_path)]
    with opened(emulator, command, COLUMNS, ROWS) as window:
        end = time.monotonic() + 20
        while not report.exists():
            assert time.monotonic() < end, "doctor never ended"
            window.ended()  # lets xterm.js answer
            time.sleep(0.1)
    found = json.loads(report.read_text(encoding="utf-8"))
    assert (found["terminal"], found["known"]) == (TESTED[emulator.name].name, True)
    assert set(found["widths"].values()) <= {1, None}
