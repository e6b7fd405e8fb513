"""Terminals told apart: by their environment, by their answers, and through tmux."""

from __future__ import annotations

import os
import pty
import shlex
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.terminal import RealTerminal
from tui.terminal.profiles import (
    ALACRITTY,
    APPLE_TERMINAL,
    BY_WAY,
    ECMA_BIDI,
    FOOT,
    GHOSTTY,
    ITERM2,
    KITTY,
    KONSOLE,
    LINUX_CONSOLE,
    MINTTY,
    MLTERM,
    PLAIN,
    PUTTY,
    QTERMINAL,
    RXVT,
    ST,
    VTE,
    WEZTERM,
    WINDOWS_TERMINAL,
    XTERM,
    XTERM_JS,
    ZUTTY,
    Profile,
)
from tui.terminal.query import Answers, ask, parse
from tui.terminal.recognition import recognise
from tui.terminal.writers import WAYS


def nothing() -> tuple[str, str]:
    return "", ""


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
        ({"TERM_PROGRAM": "iTerm.app"}, ITERM2),
        ({"TERM_PROGRAM": "Apple_Terminal"}, APPLE_TERMINAL),
        ({"TERM_PROGRAM": "WezTerm"}, WEZTERM),
        ({"TERM_PROGRAM": "mintty"}, MINTTY),
        ({"WT_SESSION": "0"}, WINDOWS_TERMINAL),
        ({"TERM": "putty-256color"}, PUTTY),
        ({"TERM": "xterm-ghostty"}, GHOSTTY),
        ({"TERM": "foot"}, FOOT),
        ({"TERM": "alacritty"}, ALACRITTY),
        ({"TERM": "st-256color"}, ST),
        ({"TERM": "rxvt-unicode-256color"}, RXVT),
        ({"TERM": "linux"}, LINUX_CONSOLE),
        ({"VTE_VERSION": "7006", "STY": "1.pts-0", "TERM": "screen"}, VTE),
        ({"STY": "1.pts-0", "TERM": "screen"}, PLAIN),
        ({"MLTERM": "3.9.0", "STY": "1.pts-0"}, PUTTY),
    ],
)
def test_the_environment_is_believed_first(environment: dict[str, str], profile: Profile) -> None:
    assert recognise(environment, never, nothing).profile is profile


@pytest.mark.parametrize(
    ("environment", "answers", "profile"),
    [
        ({"VTE_VERSION": "7006", "TERM": "foot"}, Answers(), FOOT),
        ({"VTE_VERSION": "7006", "ALACRITTY_WINDOW_ID": "1", "TERM": "alacritty"}, Answers(), ALACRITTY),
        ({"KITTY_WINDOW_ID": "1", "TERM": "rxvt-unicode-256color"}, Answers(secondary="85;95;0"), RXVT),
        ({"VTE_VERSION": "7006", "XTERM_VERSION": "XTerm(379)"}, Answers("XTerm(379)"), XTERM),
        ({"KONSOLE_VERSION": "221202", "TERM_PROGRAM": "vscode"}, Answers("xterm.js(5.5.0)"), XTERM_JS),
        ({"KONSOLE_VERSION": "221202", "TERM_PROGRAM": "vscode"}, Answers(), KONSOLE),
    ],
)
def test_where_variables_of_another_terminal_were_passed_on_it_is_asked(
    environment: dict[str, str], answers: Answers, profile: Profile
) -> None:
    assert recognise(environment, lambda: answers, nothing).profile is profile


# What these terminals answered when they were asked, in versions of Debian 12; the last six by their
# documentation.
@pytest.mark.parametrize(
    ("version", "secondary", "profile"),
    [
        ("XTerm(379)", "41;379;0", XTERM),
        ("", "85;95;0", RXVT),
        ("", "24;279;0", MLTERM),
        ("kitty(0.26.5)", "1;4000;26", KITTY),
        ("", "0;1700;1", ALACRITTY),
        ("Konsole 22.12.3", "1;115;0", KONSOLE),
        ("", "65;7006;1", VTE),
        ("", "0;136;0", PUTTY),
        ("", "64;0;0", ZUTTY),
        ("", "0;115;0", QTERMINAL),
        ("", "0;276;0", XTERM_JS),
        ("VTE(7600)", "61;7600;1", VTE),
        ("foot(1.16.2)", "1;011602;0", FOOT),
        ("WezTerm 20240203-110809-5046fc22", "1;277;0", WEZTERM),
        ("ghostty 1.0.0", "1;10;0", GHOSTTY),
        ("iTerm2 3.5.0", "0;95;0", ITERM2),
        ("mintty 3.7.0", "77;30700;0", MINTTY),
    ],
)
def test_over_ssh_the_answers_are_enough(version: str, secondary: str, profile: Profile) -> None:
    found = recognise({"TERM": "xterm-256color"}, lambda: Answers(version, secondary), nothing)
    assert found.profile is profile
    assert (version or secondary) in found.why


@pytest.mark.parametrize("answers", [Answers(), Answers("Newterm 1", "1;2;3"), Answers("", "9;9;9")])
def test_an_unknown_terminal_is_taken_for_the_most_likely(answers: Answers) -> None:
    found = recognise({"TERM": "xterm-256color"}, lambda: answers, nothing)
    assert (found.profile, found.known) == (PLAIN, False)
    assert found.identity == (answers.version or answers.secondary or "xterm-256color")


def test_an_unknown_terminal_that_orders_rows_itself_says_so_by_mode_8() -> None:
    found = recognise({"TERM": "xterm"}, lambda: Answers("Newterm 1", bidi=True), nothing)
    assert (found.profile, found.identity) == (ECMA_BIDI, "Newterm 1")


@pytest.mark.parametrize(
    ("outside", "way"),
    [
        ("XTerm(379)", "nothing"),
        ("VTE(7006)", "row"),
        ("kitty(0.26.5)", "words"),
        ("mlterm(3.9)", "first-strong"),
        ("mintty 3.7.0", "row"),
        ("Newterm 2", "nothing"),
        ("", "row"),
    ],
)
def test_inside_tmux_the_terminal_outside_counts(outside: str, way: str) -> None:
    environment = {"TMUX": "/tmp/tmux-0/default,1,0", "VTE_VERSION": "7006", "TERM_PROGRAM": "tmux"}
    found = recognise(environment, never, lambda: (outside, "xterm-256color"))
    assert found.profile.way_name == way
    assert not found.profile.enter, "no switch reaches through tmux"
    assert "tmux" in found.why


def test_inside_tmux_the_term_of_a_terminal_without_a_name_counts() -> None:
    environment = {"TMUX": "/tmp/tmux-0/default,1,0", "VTE_VERSION": "7006"}
    found = recognise(environment, never, lambda: ("", "rxvt-unicode-256color"))
    assert found.profile is RXVT


def test_a_unit_id_can_spell_the_name() -> None:
    answers = parse(b"\x1bP!|7E565445\x1b\\\x1b[?65;1;9c")
    assert answers.tertiary == "~VTE"
    assert recognise({"TERM": "xterm"}, lambda: answers, nothing).profile is VTE
    assert parse(b"\x1bP!|00000000\x1b\\").tertiary == ""


def test_by_hand_every_way_can_be_chosen() -> None:
    assert {name: profile.way_name for name, profile in BY_WAY.items()} == {name: name for name in WAYS}


def test_answers_are_found_in_whatever_order_and_among_other_things() -> None:
    received = b"x\x1b[>65;7006;1c\x1bP>|VTE(7006)\x1b\\\x1b[8;1$y\x1b[?65;1;9cy"
    assert parse(received) == Answers("VTE(7006)", "65;7006;1", bidi=True)
    assert not parse(b"\x1b[8;0$y").bidi
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
    assert os.read(terminal, 64) == b"\x1b8\x1b[K", "what the questions may have left on the row is erased"
    os.close(terminal)
    os.close(program)


def test_in_the_background_nothing_is_asked(tmp_path: Path) -> None:
    program = "import tui.terminal.query as q; print('answers', q.ask_here())"
    command = f"{sys.executable} -c {shlex.quote(program)} & wait; echo end"
    shell = RealTerminal("bash", "-m", "-c", command, cwd=tmp_path, env={"TERM": "dumb"})
    shell.wait_for_text("end")
    assert any("answers Answers(version=''" in line for line in shell.screen.display)


def test_a_terminal_that_says_nothing_is_not_waited_for_long() -> None:
    terminal, program = pty.openpty()
    begin = time.monotonic()
    assert ask(program, seconds=0.2) == Answers()
    assert time.monotonic() - begin < 2
    os.close(terminal)
    os.close(program)
