"""A project that somebody else made: nothing outside it is read, changed or made, and nothing hangs."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from tests.attacks.layers import made, opens_for_writing
from tui.cli import main

SECONDS = 20
DIARY = "ما لا يعني أحدا\n" * 20
FILES = (
    "project.toml", "corpus.sqlite", "labels.toml", "annotations", "annotations/a.json",
    "annotations/a.journal", "annotations/a.lock", "annotations/eve.json", "annotations/eve.journal",
    "annotations/eve.lock", "import.lock", "corpus.importing", "annotations/a.json.format-1",
    "assignment.jsonl",
)  # fmt: skip
COMMANDS: dict[str, list[str]] = {
    "stats": ["stats", "P"],
    "stats of eve": ["stats", "P", "--annotator", "eve"],
    "log": ["log", "P"],
    "check": ["check", "P"],
    "repair": ["check", "P", "--repair"],
    "search": ["search", "P", "قال"],
    "export": ["export", "P", "--format", "jsonl", "--annotator", "a"],
    "export to a file": ["export", "P", "--format", "conll", "--annotator", "a", "-o", "out.conll"],
    "import": ["import", "P", "y.txt"],
    "app": ["app", "a"],
    "app as eve": ["app", "eve"],
    "agree": ["agree", "P", "--no-bounds"],
    "progress": ["progress", "P"],
    "shares": ["assign", "P", "--show"],
    "adjudicate": ["adjudicate", "P", "--agreeing", "2", "--annotator", "a"],
    "merge": ["merge", "z.hashiya", "P"],
    "picture": ["P", "--picture", "out.svg", "--annotator", "a"],
    "picture as eve": ["P", "--picture", "out.svg", "--annotator", "eve"],
}


def link(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "diary.txt")


def link_to_folder(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "folder")


def link_to_nowhere(place: Path, outside: Path) -> None:
    place.symlink_to(outside / "not-there")


def link_to_device(place: Path, _: Path) -> None:
    place.symlink_to("/dev/zero")


def hard_link(place: Path, outside: Path) -> None:
    os.link(outside / "diary.txt", place)


def pipe(place: Path, _: Path) -> None:
    os.mkfifo(place)


def folder(place: Path, _: Path) -> None:
    place.mkdir()


def device(place: Path, _: Path) -> None:
    try:
        os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # /dev/zero
    except PermissionError:
        pytest.skip("one may not make devices here")


def plug(place: Path, _: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made_one:
        before = Path.cwd()
        os.chdir(place.parent)  # the path of a socket may not be long
        try:
            made_one.bind(place.name)
        finally:
            os.chdir(before)


def garbage(place: Path, _: Path) -> None:
    place.write_bytes(bytes(range(256)) * 40)


def empty(place: Path, _: Path) -> None:
    place.touch()


def endless(place: Path, _: Path) -> None:
    with place.open("wb") as file:
        file.truncate(1 << 42)


def brackets(place: Path, _: Path) -> None:
    place.write_text("a = " + "[" * 100_000, encoding="ascii")


def nothing(_: Path, __: Path) -> None:
    pass


THINGS: list[Callable[[Path, Path], None]] = [
    link, link_to_folder, link_to_nowhere, link_to_device, hard_link, pipe, folder, device, plug, garbage,
    empty, endless, brackets, nothing,
]  # fmt: skip


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project x.hashiya."""
    project = made(tmp_path_factory.mktemp("strangers") / "p")
    (project.folder.parent / "y.txt").write_text("نص آخر. وجملة.", encoding="utf-8")
    project.close()
    shutil.copytree(project.folder, project.folder.with_name("z.hashiya"))
    return project.folder.parent


@contextmanager
def limit(seconds: int) -> Iterator[None]:
    def late(*_: object) -> None:
        raise AssertionError(f"took more than {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def state_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What there is in FOLDER: rights and contents."""
    return {
        str(path.relative_to(folder)): (
            path.lstat().st_mode,
            path.read_bytes() if path.is_file() and not path.is_symlink() else b"",
        )
        for path in folder.rglob("*")
    }


def run(command: list[str]) -> int:
    """The exit status of COMMAND on the project x.hashiya."""
    if command[0] != "app":
        return main([part.replace("P", "x.hashiya") for part in command])
    try:
        opens_for_writing(Path("x.hashiya"), command[1])
    except HashiyaError as error:
        print(error)
        return 2
    return 0


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.__name__)
@pytest.mark.parametrize("name", FILES)
def test_whatever_stands_in_the_place_of_a_file(
    pattern: Path,
    tmp_path: Path,
    name: str,
    thing: Callable[[Path, Path], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outside = tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "diary.txt").write_text(DIARY, encoding="utf-8")
    before = state_of(outside)
    for number, command in enumerate(COMMANDS.values()):
        work = tmp_path / f"work{number}"
        shutil.copytree(pattern, work)
        monkeypatch.chdir(work)
        if name == "labels.toml":
            with (work / "x.hashiya" / "project.toml").open("a", encoding="utf-8") as file:
                file.write("")
            settings = work / "x.hashiya" / "project.toml"
            text = settings.read_text(encoding="utf-8")
            settings.write_text(text.replace('"arabic-news"', '"labels.toml"'), encoding="utf-8")
        place = work / "x.hashiya" / name
        if place.is_dir():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()
        thing(place, outside)
        with limit(SECONDS):
            status = run(command)
        said = capsys.readouterr()
        assert status in (0, 1, 2), said.err
        assert "Traceback" not in said.err
        assert "fault of this program" not in said.err, (command, said.err)
        if status == 2:
            assert said.err.strip() or said.out.strip()
        assert state_of(outside) == before, command
        shutil.rmtree(work)


@pytest.mark.parametrize(
    "name", ["../../diary.txt", "/etc/passwd", "../x.toml", "a/b.toml", "..", "/dev/zero"]
)
def test_labels_are_in_the_project_or_built_in(
    pattern: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "work"
    shutil.copytree(pattern, work)
    (work / "x.hashiya" / "project.toml").write_text(f'format = 1\nlabels = "{name}"\n', encoding="utf-8")
    (work / "x.toml").write_text("[[entity]]\nid='A'\nkey='a'\n", encoding="utf-8")
    with limit(SECONDS):
        assert main(["stats", str(work / "x.hashiya")]) == 2
    assert "label" in capsys.readouterr().err


@pytest.mark.parametrize("source", ["../../diary.txt", "/dev/zero", "../a/../../b", "x", "../", "../."])
def test_a_source_is_looked_for_beside_the_project_only(pattern: Path, tmp_path: Path, source: str) -> None:
    work = tmp_path / "work"
    shutil.copytree(pattern, work)
    (work / "x.hashiya" / "project.toml").write_text(f'format = 1\nsource = "{source}"\n', encoding="utf-8")
    with limit(SECONDS):
        assert main(["stats", str(work / "x.hashiya")]) == 0


def test_a_project_may_be_named_by_a_link(pattern: Path, tmp_path: Path) -> None:
    shutil.copytree(pattern, tmp_path / "work")
    (tmp_path / "link.hashiya").symlink_to(tmp_path / "work" / "x.hashiya")
    assert main(["stats", str(tmp_path / "link.hashiya")]) == 0
    assert main(["import", str(tmp_path / "link.hashiya"), str(pattern / "y.txt")]) == 0


def test_a_file_with_another_name_outside_is_not_written_through(pattern: Path, tmp_path: Path) -> None:
    """A backup made of hard links stays what it was."""
    shutil.copytree(pattern, tmp_path / "work")
    shutil.copytree(tmp_path / "work", tmp_path / "backup", copy_function=os.link)
    before = state_of(tmp_path / "backup")
    opens_for_writing(tmp_path / "work" / "x.hashiya")
    assert main(["import", str(tmp_path / "work" / "x.hashiya"), str(tmp_path / "work" / "y.txt")]) == 0
    assert state_of(tmp_path / "backup") == before


CORPORA = {
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON documents BEGIN DELETE FROM sentences; END;",
    "a view": "ALTER TABLE documents RENAME TO d; CREATE VIEW documents AS SELECT * FROM d;",
    "an endless view": "DROP TABLE sentences; CREATE VIEW sentences AS WITH RECURSIVE n(x) AS "
    "(SELECT 1 UNION ALL SELECT x+1 FROM n) SELECT x AS number, 1 AS document, x AS place, 0 AS start, "
    "1 AS end FROM n;",
    "no sentences": "DELETE FROM sentences;",
    "no documents": "DELETE FROM documents;",
    "no table": "DROP TABLE sentences;",
    "a table more": "CREATE TABLE more (x);",
    "sentences of nothing": "UPDATE sentences SET document = 99;",
    "sentences backwards": "UPDATE sentences SET start = end, end = start;",
    "sentences of text": "UPDATE sentences SET start = 'x';",
    "sentences that begin nowhere": "UPDATE sentences SET start = -5;",
    "sentences that end nowhere": "UPDATE sentences SET end = 10000000000;",
    "sentences far apart": "UPDATE sentences SET number = number * 1000000;",
    "numbers beyond all": "INSERT INTO sentences VALUES (9223372036854775807, 1, 1, 0, 1);",
    "a text of bytes": "UPDATE documents SET text = x'ff00ff';",
    "another text": "UPDATE documents SET text = 'x';",
    "a hash of nothing": "UPDATE documents SET sha256 = 5;",
    "an unknown encoding": "UPDATE documents SET encoding = 'klingon';",
    "a name that steers": "UPDATE documents SET name = char(27) || ']0;x' || char(7);",
    "a huge text": "UPDATE documents SET text = zeroblob(300000000);",
    "a wrong first": "UPDATE documents SET first = 10000, sentences = -3;",
    "no index": "DELETE FROM words_data;",
    "a name of bytes": "UPDATE documents SET name = x'ff1b', source = 5;",
    "a sentence more": "UPDATE documents SET sentences = 1;",
    "format 9": "PRAGMA user_version = 9;",
    "format 1": "PRAGMA user_version = 1;",
}


@pytest.mark.parametrize("name", CORPORA)
def test_a_hostile_corpus(
    pattern: Path,
    tmp_path: Path,
    name: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sqlite3

    work = tmp_path / "work"
    shutil.copytree(pattern, work)
    monkeypatch.chdir(work)
    database = sqlite3.connect(work / "x.hashiya" / "corpus.sqlite")
    database.executescript(CORPORA[name])
    database.close()
    for command in COMMANDS.values():
        with limit(SECONDS):
            status = run(command)
        said = capsys.readouterr()
        assert status in (0, 1, 2)
        assert "fault of this program" not in said.err, (command, said.err)
        assert "\x1b" not in said.out + said.err


@pytest.mark.parametrize(
    "name", [name for name in CORPORA if name not in ("a table more", "a name that steers")]
)
def test_check_tells_what_is_wrong_with_a_corpus(
    pattern: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    work = tmp_path / "work"
    shutil.copytree(pattern, work)
    database = sqlite3.connect(work / "x.hashiya" / "corpus.sqlite")
    database.executescript(CORPORA[name])
    database.close()
    assert main(["check", str(work / "x.hashiya")]) == 2
    assert capsys.readouterr().out.count("nothing wrong") == 0


def test_a_layer_is_written_with_the_rights_of_the_umask_and_the_group(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    os.chown(shared, -1, 12345) if os.geteuid() == 0 else pytest.skip("wants root")
    shared.chmod(0o2775)
    text = shared / "x.txt"
    text.write_text("قال نعم. وقال لا.", encoding="utf-8")
    code = (
        "import os, sys; os.umask(int(sys.argv[2], 8))\n"
        "from pathlib import Path\n"
        "from annotations.project import open_text\n"
        "from tests.attacks.layers import work\n"
        "project = open_text(Path(sys.argv[1]), 'a'); work(project, 5, compact_at=2)\n"
        "from tui.cli import main\n"
        "Path(sys.argv[1] + '.more.txt').write_text('نص آخر.')\n"
        "main(['import', str(project.folder), sys.argv[1] + '.more.txt'])\n"
    )
    for umask, files, folders in (("002", 0o664, 0o2775), ("077", 0o600, 0o2700), ("027", 0o640, 0o2750)):
        subprocess.run(
            [sys.executable, "-c", code, str(text), umask], check=True, cwd=Path(__file__).parents[2]
        )
        project = shared / "x.hashiya"
        for path in [project, *project.rglob("*")]:
            wanted = folders if path.is_dir() else files
            assert (oct(path.stat().st_mode & 0o7777), path.stat().st_gid) == (oct(wanted), 12345), path
        shutil.rmtree(project)
