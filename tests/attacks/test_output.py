"""What stands in the data never steers the terminal that a command prints on; no end is a traceback."""

from __future__ import annotations

import ast
import json
import os
import pty
import re
import select
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotations.project import open_text
from tests.attacks.amount import amount
from tests.attacks.layers import made, work
from tests.terminal import HASHIYA
from tui.arabic.visible import visible
from tui.cli import main

ROOT = Path(__file__).parents[2]
NASTY = {
    "escape": "\x1b]0;x\x07", "csi": "\x1b[2J", "c1": "\x9b2J", "bell": "\x07", "delete": "\x7f", "backspace": "x\x08y",
    "override": "\u202ex", "isolate": "\u2067x", "mark": "\u200fx", "alm": "\u061cx", "tag": "a\U000e0041b",
    "zero width": "a\u200bb", "joiner": "a\u200d", "bom": "\ufeffx", "soft hyphen": "a\u00adb", "filler": "a\u3164b",
    "line": "a\u2028b", "interlinear": "a\ufff9b", "grapheme joiner": "a\u034fb", "lone joiner": "\u200c",
}  # fmt: skip
STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)


def run(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([HASHIYA, *arguments], capture_output=True, check=False, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def safe(data: bytes) -> None:
    text = data.decode("utf-8")
    assert not STEERING.search(text), ascii(text)
    assert "Traceback" not in text
    assert "fault of this program" not in text


@pytest.mark.parametrize("name", list(NASTY)[:: amount(3, 1)])
def test_names_and_texts_that_steer(tmp_path: Path, name: str) -> None:
    nasty = NASTY[name]
    text = tmp_path / f"{nasty.replace('/', '')}.txt"
    text.write_text(f"قال {nasty} نعم. وقال لا.", encoding="utf-8")
    project = open_text(text, "a")
    work(project, 12)
    project.close()
    folder = project.folder
    for command in (
        ["stats", folder], ["stats", folder, "--json"], ["log", folder], ["check", folder],
        ["search", folder, "قال", "--annotator", "a"], ["search", folder, "قال", "--json", "--annotator", "a"],
        ["search", folder, nasty], ["search", folder, "--regex", nasty + "("], ["search", folder, "--label", nasty],
        ["export", folder, "--format", nasty], ["log", folder, "--annotator", nasty], ["log", folder, "--sentence", nasty],
        ["stats", folder, "--annotator", nasty], ["import", folder, f"{nasty}-not-there"], [f"{nasty}-not-there"],
        ["stats", f"{nasty}.hashiya"], ["export", folder, folder, nasty], [f"--{nasty}"], ["import", folder, "--split", nasty],
        ["search", folder, "x", "--limit", nasty], ["doctor", "--bidi", nasty], [folder, "--picture", "x.svg", "--size", nasty],
    ):  # fmt: skip
        done = run(*command, cwd=tmp_path)
        safe(done.stdout)
        safe(done.stderr)
        assert done.returncode in (0, 1, 2)


@pytest.mark.parametrize("name", NASTY)
def test_json_says_all_and_steers_nothing(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    nasty = NASTY[name]
    (tmp_path / "x.jsonl").write_text(
        json.dumps({"id": nasty, "text": f"قال {nasty} نعم"}) + "\n", encoding="utf-8"
    )
    folder = tmp_path / "x.hashiya"
    assert main(["import", str(folder), str(tmp_path / "x.jsonl"), "--split", "none"]) == 0
    capsys.readouterr()
    assert main(["search", str(folder), "قال", "--json"]) == 0
    said = capsys.readouterr().out
    safe(said.encode("utf-8"))
    found = json.loads(said)
    assert nasty in found["text"]
    assert found["name"] == nasty


def on_terminal(*arguments: str | Path, cwd: Path) -> bytes:
    """What the command writes on a pseudo-terminal that answers nothing."""
    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "XTERM_VERSION": "XTerm(379)", "LANG": "C.UTF-8"}
    process = subprocess.Popen(
        [str(HASHIYA), *map(str, arguments)], stdin=child, stdout=child, stderr=child, cwd=cwd, env=environment,
    )  # fmt: skip
    os.close(child)
    said = b""
    while select.select([parent], [], [], 20)[0]:
        try:
            piece = os.read(parent, 65536)
        except OSError:
            break
        if not piece:
            break
        said += piece
    process.wait(20)
    os.close(parent)
    return said


@pytest.mark.parametrize("name", NASTY)
def test_what_is_exported_to_a_terminal_steers_nothing(tmp_path: Path, name: str) -> None:
    nasty = NASTY[name]
    text = tmp_path / "x.txt"
    text.write_text(f"قال {nasty} نعم.", encoding="utf-8")
    project = open_text(text, "a")
    work(project, 3)
    project.close()
    for format in ("jsonl", "conll"):
        said = on_terminal(
            "export", project.folder, "--format", format, "--state", "all", cwd=tmp_path
        ).replace(b"\r\n", b"\n")
        # What our own rows are written with: colours, and marks of direction where the terminal wants them.
        bare = re.sub(rb"\x1b\[[0-9;]*m", b"", said)
        safe(bare)


def test_doctor_and_the_name_of_a_terminal_that_steers(tmp_path: Path) -> None:
    for name in ("\x1b]0;x\x07", "\x9b2J", "\u202ex"):
        done = run(
            "doctor",
            cwd=tmp_path,
            env={**os.environ, "TERM": name, "TERM_PROGRAM": name, "HOME": str(tmp_path)},
        )
        safe(done.stdout)
        safe(done.stderr)


def test_there_is_one_door() -> None:
    """No module but the door itself prints, or writes to the standard streams."""
    door = {ROOT / "tui" / "commands" / "output.py", ROOT / "tui" / "commands" / "rows.py"}
    found = []
    for path in sorted({*(ROOT / "tui").rglob("*.py"), *(ROOT / "annotations").rglob("*.py")} - door):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            if called == "print" or re.fullmatch(r"sys\.std(out|err)\.(buffer\.)?write(lines)?", called):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {called}")
    assert found == []


def test_joiners_in_words_and_pictures_are_not_shown() -> None:
    for text in ("می‌خواهم", "👨‍👩‍👧", "❤️", "ه‍", "١٢٣", "قال\u0600١٢"):
        shown = visible(text)
        assert shown == text or text == "ه‍"


@pytest.mark.parametrize(
    "pattern",
    [
        "(?V0V1)a", "(?R)", "(" * 900, "[[a]b", "(?P<a", "a{99999999999}", "[z-a]", "\\", "(?<=a+)b", "(?P=x)", "\\p{Xx}",
        "(a*)*b", "(?1)", "(?&x)", "[" * 900, "(?i", "*", "+", "?", "a**", "(?#", "\\N{nothing}", "\\x", "\\u12", "[[:x:]]",
        "(?(1)a|b|c)", "(?>" * 400, "x" * 100_000, "(?:" * 990 + ")" * 990, "{e<=99999999999}", "(?e)", "(a){e<=3}" * 50,
        "\\L<x>", "(?|a|b", "(?r)", "(?w)x", "x{4294967294}", "(?:(?:(?:x{1000}){1000}){1000})", "x{20000000}", "\udcff\udcff\udcff\udcff", "\\G", "\\K", "(*FAIL)", "(*PRUNE)x", "(?P<1>a)", "[^]", "[]", "\ud800", "(?V1)[a--b",
    ],
)  # fmt: skip
def test_no_pattern_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, pattern: str, capsys: pytest.CaptureFixture[str]
) -> None:
    global _PROJECT
    _PROJECT = _PROJECT or made(tmp_path_factory.mktemp("patterns") / "p").folder
    status = main(["search", str(_PROJECT), f"--regex={pattern}", "--annotator", "a"])
    said = capsys.readouterr()
    assert status in (0, 1, 2)
    assert "fault of this program" not in said.err
    assert said.err.count("\n") <= 1


_PROJECT: Path | None = None


@pytest.mark.parametrize(
    "command",
    [
        ["stats"],
        ["log"],
        ["check"],
        ["search", "قال"],
        ["export", "--format", "jsonl", "--state", "all"],
        ["--help"],
    ],
)
@pytest.mark.parametrize(
    "closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "> /dev/full", "2> /dev/full", "| true", "|& true"]
)
def test_closed_and_full_streams(tmp_path: Path, command: list[str], closed: str) -> None:
    project = made(tmp_path / "p", edits=4)
    project.close()
    before = {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()}
    name, *rest = command
    folder = [] if name == "--help" else [str(project.folder)]
    words = " ".join(
        [str(HASHIYA), name, *folder, *rest, *([] if name in ("--help", "check") else ["--annotator", "a"])]
    )
    done = subprocess.run(["bash", "-c", f"{words} {closed}"], capture_output=True, check=False, timeout=60)
    assert b"Traceback" not in done.stdout + done.stderr
    assert b"Exception ignored" not in done.stdout + done.stderr
    if closed in (">&-", "> /dev/full"):
        assert done.returncode == 2
        assert done.stderr.count(b"\n") == 1
    assert {path: path.read_bytes() for path in project.folder.rglob("*") if path.is_file()} == before


WITHOUT_POWER = [
    "setpriv",
    "--bounding-set=-dac_override,-dac_read_search",
    "--inh-caps=-dac_override,-dac_read_search",
]


def as_anybody(*arguments: str | Path) -> tuple[int, str]:
    """The command, run so that rights count for it as for anybody: its exit status, and what it says."""
    power = WITHOUT_POWER if os.geteuid() == 0 else []
    done = subprocess.run([*power, HASHIYA, *arguments], capture_output=True, check=False, timeout=60)
    said = (done.stdout + done.stderr).decode("utf-8")
    if "setpriv:" in said:
        pytest.skip("one cannot be anybody here")
    return done.returncode, said


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="wants setpriv")
def test_what_one_may_not_read_is_told_and_not_called_damaged(tmp_path: Path) -> None:
    project = made(tmp_path / "p", edits=4)
    project.close()
    shutil.copytree(tmp_path / "p", tmp_path / "texts")
    for name in (
        "project.toml",
        "corpus.sqlite",
        "annotations",
        "annotations/a.json",
        "annotations/a.journal",
        ".",
    ):
        place = project.folder / name
        if not place.exists():
            continue
        mode = place.stat().st_mode
        place.chmod(0)
        for command in (
            ["stats"],
            ["log"],
            ["check"],
            ["search", "x", "--annotator", "a"],
            ["export", "--format", "jsonl", "--state", "all"],
        ):
            status, said = as_anybody(command[0], project.folder, *command[1:])
            assert status == 2, (name, command, said)
            assert "Permission denied" in said, (name, command, said)
            assert "damaged" not in said.replace("damaged   a:", ""), (name, command, said)
            assert "Traceback" not in said
        place.chmod(mode & 0o7777)
    closed = tmp_path / "texts" / "closed"
    closed.mkdir()
    (closed / "y.txt").write_text("نص.", encoding="utf-8")
    closed.chmod(0)
    status, said = as_anybody("import", tmp_path / "z.hashiya", tmp_path / "texts")
    assert status == 2
    assert f"refused: {closed}: cannot be read: Permission denied" in said
    (tmp_path / "texts" / "x.txt").chmod(0)
    status, said = as_anybody(tmp_path / "texts" / "x.txt", "--picture", "x.svg")
    assert (status, "Permission denied" in said) == (2, True)


def test_numbers_beyond_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = made(tmp_path / "p", edits=3)
    for command in (
        ["search", "P", "x", "--limit", "9" * 30], ["search", "P", "x", "--limit", "9" * 5000], ["log", "P", "--sentence", "9" * 5000],
        ["log", "P", "--sentence", "-1"], ["P", "--picture", "x.svg", "--size", "9" * 30 + "x30"], ["P", "--picture", "x.svg", "--size", "0x0"],
    ):  # fmt: skip
        try:
            status = main([str(project.folder) if part == "P" else part for part in command])
        except SystemExit as ended:
            status = int(ended.code or 0)
        assert status == 2
        assert "fault of this program" not in capsys.readouterr().err


TARGETS = [
    "x.txt",
    "x.hashiya/new",
    "x.hashiya/annotations/a.json",
    "x.hashiya/corpus.sqlite",
    "x.hashiya",
    "dump.jsonl",
    "a/b.txt",
    "link",
    "hard",
]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize(
    "command",
    [["export", "P", "--format", "jsonl", "--state", "all", "--annotator", "a", "-o"], ["P", "--picture"]],
)
@pytest.mark.parametrize("elsewhere", [False, True])
def test_nothing_is_written_over_what_is_precious(
    tmp_path: Path,
    target: str,
    command: list[str],
    elsewhere: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    project = made(tmp_path / "p", edits=3)
    folder = project.folder.parent
    (folder / "a").mkdir()
    (folder / "a" / "b.txt").write_text("نص آخر.", encoding="utf-8")
    (folder / "dump.jsonl").write_text('{"text": "سطر."}\n{"text": "سطران."}\n', encoding="utf-8")
    monkeypatch.chdir(folder)
    (folder / "x.hashiya" / "project.toml").write_text("format = 1\n", encoding="utf-8")
    assert main(["import", "x.hashiya", "a", "dump.jsonl"]) == 0
    (folder / "link").symlink_to(folder / "x.txt")
    os.link(folder / "dump.jsonl", folder / "hard")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    if elsewhere:
        monkeypatch.chdir(tmp_path)
    arguments = [str(project.folder) if part == "P" else part for part in command]
    assert main([*arguments, str(folder / target)]) == 2
    assert "choose another file" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_the_command_is_as_quick_as_it_was() -> None:
    """What the door imports is not Textual, nor Rich."""
    code = "import sys, tui.start, tui.cli; print(sorted({'textual', 'rich', 'tinydb', 'sqlite3'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout == "[]\n"
