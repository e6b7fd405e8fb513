"""The README says of terminals what the tests found."""

from __future__ import annotations

from tests.terminals.emulators import EMULATORS
from tests.terminals.results import load
from tests.terminals.table import BEGIN, END, README, TESTED, table


def test_every_terminal_that_is_tried_stands_in_the_table() -> None:
    assert set(TESTED) == {emulator.name for emulator in EMULATORS} == set(load())
    assert all(profile.measured for name, profile in TESTED.items() if name != "screen in xterm")


def test_the_readmes_table_is_the_one_made_from_the_results() -> None:
    text = README.read_text(encoding="utf-8")
    assert text.split(BEGIN)[1].split(END)[0] == table()
