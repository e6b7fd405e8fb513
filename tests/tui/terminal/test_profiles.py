"""Terminals told apart: by their environment, by their answers, and through tmux."""

from __future__ import annotations

import os
import pty
import threading
import time

import pytest

from tui.commands.open import _run
from tui.terminal.profiles import (
    BY_WAY,
    KITTY,
    KONSOLE,
    MLTERM,
    PLAIN,
    PUTTY,
    QTERMINAL,
    VTE,
    XTERM_JS,
    Profile,
    by_answers,
    recognise,
)
from tui.terminal.query import Answers, ask, parse
from tui.terminal.writers import WAYS


def never() -> Answers:
    raise AssertionError("the environment said it already")


@pytest.mark.parametrize(
    ("environment", "profile"),
    [
        ({"VTE_VERSION": "7006", "TERM": "xterm-256color"}, VTE),
        ({"KONSOLE_VERSION": "221202"}, KONSOLE),
        ({"KITTY_WINDOW_ID": "1", "TERM": "xterm-kitty"}, KITTY),
        ({"MLTERM": "3.9.0", "TERM": "mlterm"}, MLTERM),
        ({"TERM_PROGRAM": "vscode"}, XTERM_JS),
        ({"TERM": "putty-256color"}, PUTTY),
        ({"VTE_VERSION": "7006", "STY": "1.pts-0"}, PLAIN),
    ],
)
def test_the_environment_is_believed_first(environment: dict[str, str], profile: Profile) -> None:
    assert recognise(environment, never, str) is profile


# What these terminals answered when they were asked, in versions of Debian 12.
@pytest.mark.parametrize(
    ("version", "secondary", "profile"),
    [
        ("XTerm(379)", "41;379;0", None),
        ("", "85;95;0", None),  # rxvt-unicode
        ("", "", None),  # st
        ("", "24;279;0", MLTERM),
        ("kitty(0.26.5)", "1;4000;26", KITTY),
        ("", "0;1700;1", None),  # alacritty
        ("Konsole 22.12.3", "1;115;0", KONSOLE),
        ("", "65;7006;1", VTE),
        ("", "0;136;0", PUTTY),
        ("", "64;0;0", None),  # zutty
        ("", "0;115;0", QTERMINAL),
        ("", "0;276;0", XTERM_JS),
    ],
)
def test_over_ssh_the_answers_are_enough(version: str, secondary: str, profile: Profile | None) -> None:
    answers = Answers(version, secondary)
    assert by_answers(answers) is profile
    assert recognise({"TERM": "xterm-256color"}, lambda: answers, str) is (profile or PLAIN)


@pytest.mark.parametrize(
    ("outside", "profile"),
    [
        ("XTerm(379)", PLAIN),
        ("VTE(7006)", VTE),
        ("kitty(0.26.5)", KITTY),
        ("mlterm(3.9)", PUTTY),
        ("", VTE),
    ],
)
def test_inside_tmux_the_terminal_outside_counts(outside: str, profile: Profile) -> None:
    environment = {"TMUX": "/tmp/tmux-0/default,1,0", "VTE_VERSION": "7006"}
    assert recognise(environment, never, lambda: outside) is profile


def test_by_hand_every_way_can_be_chosen() -> None:
    assert {name: profile.way_name for name, profile in BY_WAY.items()} == {name: name for name in WAYS}


def test_answers_are_found_in_whatever_order_and_among_other_things() -> None:
    received = b"x\x1b[>65;7006;1c\x1bP>|VTE(7006)\x1b\\\x1b[?65;1;9cy"
    assert parse(received) == Answers("VTE(7006)", "65;7006;1")
    assert parse(b"") == Answers()


def answering(descriptor: int, answer: bytes) -> None:
    asked = b""
    while not asked.endswith(b"\x1b[c"):
        asked += os.read(descriptor, 64)
    os.write(descriptor, answer)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (b"\x1bP>|kitty(0.26.5)\x1b\\\x1b[>1;4000;26c\x1b[?62c", Answers("kitty(0.26.5)", "1;4000;26")),
        (b"\x1b[?6c", Answers()),
    ],
)
def test_a_terminal_is_asked_and_answers(answer: bytes, expected: Answers) -> None:
    terminal, program = pty.openpty()
    thread = threading.Thread(target=answering, args=(terminal, answer))
    thread.start()
    begin = time.monotonic()
    assert ask(program, seconds=5) == expected
    assert time.monotonic() - begin < 4  # the last answer ends the waiting
    thread.join()
    os.close(terminal)
    os.close(program)


def test_a_terminal_that_says_nothing_is_not_waited_for_long() -> None:
    terminal, program = pty.openpty()
    begin = time.monotonic()
    assert ask(program, seconds=0.2) == Answers()
    assert time.monotonic() - begin < 2
    os.close(terminal)
    os.close(program)


class Failing:
    """An app that ends with an error."""

    def run(self) -> None:
        raise RuntimeError("a bug")


def test_what_was_switched_off_is_on_again_however_the_app_ends(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(RuntimeError):
        _run(Failing(), MLTERM)  # type: ignore[arg-type]
    assert capsys.readouterr().out == MLTERM.enter + MLTERM.leave
