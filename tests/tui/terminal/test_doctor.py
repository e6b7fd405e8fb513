"""`hashiya doctor`: what it finds, what it shows, what it is told and remembers."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import signal
import threading
from pathlib import Path

import pexpect
import pytest
from rich.console import Console

from tests.terminal import HASHIYA, RealTerminal
from tui.cli import main
from tui.terminal.card import MARKED, ONE_COLUMN, TEXT, card
from tui.terminal.query import widths
from tui.terminal.writers import WAYS


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    for name in ("TMUX", "STY", "VTE_VERSION", "KONSOLE_VERSION", "KITTY_WINDOW_ID", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_the_card_has_the_line_once_for_every_way() -> None:
    console = Console(force_terminal=True, color_system="truecolor", width=100)
    lines = card(console)
    assert list(lines) == list(WAYS)
    for number, line in enumerate(lines.values(), 1):
        assert f" {number} │" in line.replace("\u2800", " ")
        assert "48;2;155;212;155" in line, f"«{MARKED}» is in colour"
    assert len(set(lines.values())) == len(WAYS)
    assert MARKED in TEXT


@pytest.mark.usefixtures("home")
def test_for_scripts_everything_is_in_one_object(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITTY_WINDOW_ID", "1")
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["terminal"], report["why"], report["bidi"]) == (
        "kitty",
        "KITTY_WINDOW_ID is set",
        "words",
    )
    assert report["known"] is report["measured"] is True
    assert set(report) >= {"encoding", "colours", "clipboard", "arabic_fonts", "widths", "advice"}


def test_a_choice_is_remembered_for_the_terminal_and_settings_go_before_it(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KITTY_WINDOW_ID", "1")
    assert main(["doctor", "--bidi", "row"]) == 0
    assert "From now on kitty is written to by --bidi row" in capsys.readouterr().out
    main(["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["bidi"], report["bidi_from"]) == ("row", "what you told doctor")
    (home / "hashiya" / "settings.toml").write_text('bidi = "nothing"', encoding="utf-8")
    main(["doctor", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert (report["bidi"], report["bidi_from"]) == ("nothing", "your settings")


@pytest.mark.usefixtures("home")
def test_what_should_be_changed_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("locale.getpreferredencoding", lambda _=True: "ANSI_X3.4-1968")
    monkeypatch.setenv("TERM", "linux")
    monkeypatch.setattr("tui.commands.doctor._arabic_fonts", list)
    monkeypatch.setattr("tui.commands.doctor.widths_here", lambda texts: [2] + [1] * (len(texts) - 1))
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "! The locale's encoding is ANSI_X3.4-1968: export LC_ALL=C.UTF-8" in said
    assert f"! Columns are counted in another way here (U+{ord(ONE_COLUMN[0][-1]):04X} takes 2)" in said
    assert "! The Linux console's fonts have no joined Arabic" in said
    assert "! No fixed-width font with Arabic is installed" in said
    assert "columns     counted NOT as they should be" in said


def cursor_reports(terminal: int, columns: list[int]) -> None:
    for column in columns:
        asked = b""
        while not asked.endswith(b"\x1b[6n"):
            asked += os.read(terminal, 64)
        os.write(terminal, b"\x1b[1;%dR" % (column + 1))


def test_the_terminal_is_asked_where_its_cursor_is() -> None:
    terminal, program = pty.openpty()
    thread = threading.Thread(target=cursor_reports, args=(terminal, [1, 2]))
    thread.start()
    assert widths(program, ["بَّ", "x"], seconds=5) == [1, 2]
    thread.join()
    assert widths(program, ["بَّ", "x"], seconds=0.1) == [None, None]
    os.close(terminal)
    os.close(program)


def unknown(home: Path) -> dict[str, str]:
    """The variables of a terminal that nothing is known of, and a person without preferences."""
    return {"XDG_CONFIG_HOME": str(home), "XTERM_VERSION": ""}


def test_a_person_is_shown_the_card_and_asked(tmp_path: Path) -> None:
    terminal = RealTerminal(HASHIYA, "doctor", cwd=tmp_path, env=unknown(tmp_path))
    terminal.wait_for_text("Which line reads right?")
    lines = [line.replace("\u2800", " ") for line in terminal.screen.display]
    assert sum(" │ " in line for line in lines) == len(WAYS)
    terminal.press("2", "enter")
    terminal.wait_for_text("is written to by --bidi row")
    known = json.loads((tmp_path / "hashiya" / "terminals.json").read_text(encoding="utf-8"))
    assert list(known.values()) == ["row"]


@pytest.mark.parametrize(
    ("said", "remembered"), [("", ["nothing"]), ("1", ["nothing"]), ("٢", ["row"]), ("٠", []), ("0", [])]
)
def test_the_line_that_is_right_already_is_remembered_and_none_is_not(
    tmp_path: Path, said: str, remembered: list[str]
) -> None:
    terminal = RealTerminal(HASHIYA, "doctor", cwd=tmp_path, env=unknown(tmp_path))
    terminal.wait_for_text("Which line reads right?")
    terminal.press(said, "enter")
    terminal.wait_for_text("is written to by" if remembered else "Please report it")
    path = tmp_path / "hashiya" / "terminals.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    assert list(known.values()) == remembered


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("command", ["doctor", "a.txt"])
def test_a_switch_is_put_back_however_it_ends(tmp_path: Path, command: str, ending: signal.Signals) -> None:
    (tmp_path / "a.txt").write_text("طهران", encoding="utf-8")
    env = unknown(tmp_path) | {"MLTERM": "3.9.0"}
    terminal = RealTerminal(HASHIYA, command, cwd=tmp_path, env=env)
    terminal.wait_for_text("Which line reads right?" if command == "doctor" else "sentence 1 of 1")
    if ending == signal.SIGINT:
        terminal.process.send("\x03")
    else:
        terminal.process.kill(ending)
    written = b""
    with contextlib.suppress(pexpect.EOF):
        while True:
            written += terminal.process.read_nonblocking(65536, timeout=10)
    assert b"use_ctl=true" in written


def test_an_unknown_terminal_gets_a_line_that_names_doctor(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("طهران", encoding="utf-8")
    env = unknown(tmp_path)
    terminal = RealTerminal(HASHIYA, "a.txt", "--lang", "en", cwd=tmp_path, env=env)
    terminal.wait_for_text("run: hashiya doctor")
    terminal.press("q")
    terminal.process.wait()
    known = RealTerminal(HASHIYA, "a.txt", "--lang", "en", cwd=tmp_path, env={**env, "TERM": "st-256color"})
    known.wait_for_text("arrows: move")
    known.press("q")


def test_all_one_column_texts_are_one_cell_by_our_own_count() -> None:
    from rich.cells import cell_len

    assert [cell_len(text) for text in ONE_COLUMN] == [1] * len(ONE_COLUMN)
