"""However a command or the app is ended: nothing lost, nothing left lying about, the terminal in order."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import random
import re
import select
import signal
import subprocess
import termios
import time
from pathlib import Path

import pytest

from annotations.check import check
from annotations.project import open_project
from annotations.store.tinydb_store import TinyDBStore
from tests.attacks.amount import amount
from tests.attacks.layers import die, made, said, work
from tests.terminal import HASHIYA
from tui.commands.ending import Ended, _signals, run_until_ended

ENDING = [signal.SIGINT, signal.SIGKILL, *_signals()]
KINDS = (
    ENDING
    if amount(0, 1)
    else [
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGHUP,
        signal.SIGQUIT,
        signal.SIGUSR1,
        signal.SIGALRM,
        signal.SIGPWR,
        signal.SIGRTMIN,
        signal.SIGKILL,
    ]
)


def strays(folder: Path) -> list[str]:
    return [str(path) for path in folder.rglob("*") if path.name.endswith(".part")]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project of many texts, and more to be imported."""
    folder = tmp_path_factory.mktemp("ends") / "p"
    project = made(folder, edits=30)
    project.close()
    with (folder / "more.jsonl").open("w", encoding="utf-8") as file:
        for number in range(8000):
            file.write(json.dumps({"text": f"النص رقم {number}. وفيه جملتان."}) + "\n")
    (folder / "x.hashiya" / "project.toml").write_text("format = 1\n", encoding="utf-8")
    subprocess.run(
        [HASHIYA, "import", "x.hashiya", "more.jsonl"], cwd=folder, check=True, capture_output=True
    )
    with (folder / "other.jsonl").open("w", encoding="utf-8") as file:
        for number in range(8000):
            file.write(json.dumps({"text": f"نص آخر رقم {number}. وفيه جملتان."}) + "\n")
    return folder


COMMANDS = {
    "import": ["import", "x.hashiya", "other.jsonl"],
    "import into a new project": ["import", "new.hashiya", "other.jsonl"],
    "export": [
        "export",
        "x.hashiya",
        "--format",
        "jsonl",
        "--state",
        "all",
        "-o",
        "out.jsonl",
        "--annotator",
        "a",
    ],
    "stats": ["stats", "x.hashiya"],
    "search": ["search", "x.hashiya", "--regex", "رقم.*7", "--limit", "100000"],
    "log": ["log", "x.hashiya"],
    "check": ["check", "x.hashiya", "--repair"],
    "picture": ["x.hashiya", "--picture", "out.svg", "--annotator", "a"],
    "help": ["--help"],
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"signal{int(kind)}")
def test_a_command_that_is_told_to_end(many: Path, name: str, kind: int) -> None:
    chance = random.Random(f"{name} {int(kind)}")
    project = open_project(many / "x.hashiya", "a")
    whole, texts = said(project), len(project.corpus.documents)
    project.close()
    (many / "out.jsonl").write_text("old", encoding="utf-8")
    for _ in range(amount(1, 10)):
        process = subprocess.Popen(
            [HASHIYA, *COMMANDS[name]], cwd=many, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        time.sleep(chance.random() * (1.2 if "import" in name else 0.6))
        process.send_signal(kind)
        out, error = process.communicate(timeout=30)
        if kind == signal.SIGINT and b"Traceback" in error and b'tui/start.py"' not in error:
            continue  # Python was still on its way to the first line of ours
        assert b"Traceback" not in out + error, error
        assert b"fault of this program" not in error
        assert process.returncode in (0, 1, 2, 130, 128 + kind, -kind)
        project = open_project(many / "x.hashiya", "a")
        assert said(project) == whole
        assert check(project) == []
        assert len(project.corpus.documents) >= texts
        project.close()
        if kind != signal.SIGKILL and process.returncode >= 0:
            assert strays(many) == []
        first = (many / "out.jsonl").read_text(encoding="utf-8")[:3]
        assert first in ("old", '{"i'), "the file is the old one or the new one"
    for stray in strays(many):  # of those that were killed; the next one to write takes them away
        assert Path(stray).name.startswith((".corpus.sqlite.", ".out.", ".new.hashiya.", ".project.toml."))


def test_strays_of_the_dead_are_taken_away_and_those_of_the_living_stay(tmp_path: Path) -> None:
    from annotations.files import replacing_plain, sweep

    project = made(tmp_path / "p", edits=3)
    folder = project.folder / "annotations"
    (folder / ".a.json.0123abcd.part").write_text("half", encoding="utf-8")
    (folder / ".b.journal.fedcba98.part").write_text("half", encoding="utf-8")
    with replacing_plain(folder / "c.json") as file:
        file.write(b"{")
        sweep(folder)
        assert [path.name.split(".")[1] for path in folder.glob(".*.part")] == ["c"]
        file.write(b"}")
    assert (folder / "c.json").read_bytes() == b"{}"
    assert strays(folder) == []


def _as_in_the_foreground() -> None:
    """What runs in the background of a shell is started with these passed over."""
    for each in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(each, signal.SIG_DFL)


class Terminal:
    """The app on a pseudo-terminal that answers nothing."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.parent, self.child = pty.openpty()
        self.before = termios.tcgetattr(self.child)
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "XTERM_VERSION": "XTerm(379)",
            "LANG": "C.UTF-8",
        }
        self.process = subprocess.Popen(
            [str(HASHIYA), *arguments], cwd=folder, stdin=self.child, stdout=self.child, stderr=self.child, env=environment, start_new_session=True, preexec_fn=_as_in_the_foreground,
        )  # fmt: skip
        self.said = b""

    def read(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.parent], [], [], left)[0]:
                try:
                    self.said += os.read(self.parent, 65536)
                except OSError:
                    return

    def ended(self) -> int:
        end = time.monotonic() + 20
        while self.process.poll() is None and time.monotonic() < end:
            self.read(0.05)
        self.read(0.1)
        assert self.process.returncode is not None, "it does not end"
        return self.process.returncode

    def in_order(self) -> None:
        """The screen and the cursor are given back, and the keys are as they were."""
        for on, off in (
            (b"\x1b[?1049h", b"\x1b[?1049l"),
            (b"\x1b[?25l", b"\x1b[?25h"),
            (b"\x1b[?1000h", b"\x1b[?1000l"),
        ):
            assert self.said.rfind(off) >= self.said.rfind(on), (off, self.said[-300:])
        assert termios.tcgetattr(self.child)[:4] == self.before[:4]

    def close(self) -> None:
        os.close(self.parent)
        os.close(self.child)


@pytest.mark.parametrize(
    "kind", [each for each in KINDS if each != signal.SIGKILL], ids=lambda kind: f"signal{int(kind)}"
)
def test_the_app_that_is_told_to_end_at_any_moment(tmp_path: Path, kind: int) -> None:
    chance = random.Random(int(kind))
    project = made(tmp_path / "p", edits=10)
    whole = said(project)
    project.close()
    for number in range(amount(3, 30)):
        terminal = Terminal(tmp_path / "p", "x.hashiya", "--annotator", "a")
        terminal.read(chance.choice([0.1, 0.3, 0.5, 0.7, 0.9, 1.5]) + chance.random() * 0.2)
        if number % 3 == 2:
            os.write(terminal.parent, b"hnote")
            terminal.read(0.3)
        terminal.process.send_signal(kind)
        status = terminal.ended()
        assert status in (128 + kind, 130, -kind), terminal.said[-500:]
        assert b"Traceback" not in terminal.said
        terminal.in_order()
        terminal.close()
    now = said(open_project(tmp_path / "p" / "x.hashiya", "a"))
    assert {id: now.get(id) for id in whole} == whole
    assert check(open_project(tmp_path / "p" / "x.hashiya", "a")) == []


@pytest.mark.parametrize(
    ("kind", "status"), [(signal.SIGHUP, 129), (signal.SIGTERM, 143), (signal.SIGINT, 130)]
)
@pytest.mark.parametrize(
    "where",
    [
        "import weakref\nclass Thing: pass\nthing = Thing()\nwatch = weakref.ref(thing, hit)\ndel thing\n",
        "class Thing:\n    def __del__(self): hit()\nthing = Thing()\ndel thing\n",
        "class Part:\n    def __set_name__(self, *_): hit()\nclass Thing:\n    part = Part()\n",
        "try: hit()\nexcept BaseException as error: raise RuntimeError('something') from error\n",
        "hit()\n",
    ],
    ids=["weak reference", "finaliser", "name", "wrapped", "plain"],
)
def test_an_end_that_comes_where_exceptions_are_dropped_or_dressed_up(
    where: str, kind: int, status: int
) -> None:
    code = (
        "import os, signal, time\nfrom tui import cli\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a background job of a shell passes it over
        f"def hit(*_): os.kill(os.getpid(), {int(kind)}); [None for _ in range(1000)]\n"
        f"def run(_):\n    " + where.replace("\n", "\n    ") + "\n    time.sleep(20)\n    return 0\n"
        "cli._run = run\nimport sys\nsys.argv = ['hashiya']\nsys.exit(cli.main())"
    )
    done = subprocess.run(
        [HASHIYA.parent / "python", "-c", code],
        capture_output=True,
        timeout=15,
        cwd=Path(__file__).parents[2],
    )
    assert (done.returncode, done.stderr) == (status, b"")


@pytest.mark.parametrize(
    ("packet", "status"),
    [
        (b"?qq", 0),
        (b"?\x1bq", 0),
        (b"h\x13q", 0),
        (b"/x\x1bq", 0),
        (b"\x10\x1bq", 0),
        (b"qqqq", 0),
        (b"??q", 0),
    ],
)
def test_a_packet_that_ends_with_leaving(tmp_path: Path, packet: bytes, status: int) -> None:
    project = made(tmp_path / "p", edits=3)
    project.close()
    terminal = Terminal(tmp_path / "p", "x.hashiya", "--annotator", "a")
    end = time.monotonic() + 20
    while b"\x1b[?1049h" not in terminal.said and time.monotonic() < end:
        terminal.read(0.05)
    terminal.read(0.3)
    os.write(terminal.parent, packet)
    assert terminal.ended() == status
    terminal.in_order()
    terminal.close()


def acknowledged(folder: Path, what: str) -> subprocess.Popen[bytes]:
    """A process that does WHAT to the layer in FOLDER, and says so when it is done."""
    code = (
        "import sys\nfrom pathlib import Path\nfrom annotations.project import open_project\n"
        "from annotations.check import repair\n"
        f"project = open_project(Path({str(folder)!r}), 'a')\n{what}\nprint('done', flush=True)\n"
    )
    return subprocess.Popen(
        [HASHIYA.parent / "python", "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2], stderr=subprocess.PIPE,
    )  # fmt: skip


def killed_at_random(process: subprocess.Popen[bytes], chance: random.Random, longest: float) -> None:
    time.sleep(0.15 + chance.random() * longest)
    process.kill()
    process.communicate()


def test_a_repair_that_is_killed_is_made_again(tmp_path: Path) -> None:
    chance = random.Random(1)
    for number in range(amount(8, 200)):
        project = made(tmp_path / str(number), edits=60, seed=number)
        path = project.layer_path("a")
        lines = path.with_suffix(".journal").read_bytes().splitlines(keepends=True)
        path.with_suffix(".journal").write_bytes(b"".join([*lines[:40], b"damaged\n", *lines[41:]]))
        process = acknowledged(project.folder, "list(repair(project))")
        killed_at_random(process, chance, 0.25)
        work_left = check(project)
        if work_left:
            from annotations.check import repair

            list(repair(project))
        assert check(project) == []
        kept = list(path.parent.glob("a.damaged-*/a.journal"))
        assert any(b"damaged" in each.read_bytes() for each in kept)
        assert len(said(project)) > 10


def test_a_migration_that_is_killed_is_made_again(tmp_path: Path) -> None:
    chance = random.Random(2)
    for number in range(amount(8, 200)):
        project = made(tmp_path / str(number), edits=60, seed=number, compact_at=59)
        path = project.layer_path("a")
        old = json.loads(path.read_bytes())
        hashes = {row["document"]: row["sha256"] for row in old.pop("documents").values()}
        del old["_journal"]
        old["meta"]["1"] = {"format": 1, "annotator": "a", "documents": hashes}
        path.write_text(json.dumps(old), encoding="ascii")
        path.with_suffix(".journal").unlink()
        whole = said(project)
        assert check(project) == []
        what = "from tests.attacks.layers import work\nwork(project, 3, seed=99)"
        killed_at_random(acknowledged(project.folder, what), chance, 0.3)
        now = said(project)
        assert {id for id in whole if id not in now} == set()
        assert check(project) == []
        copy = path.with_name("a.json.format-1")
        assert not copy.exists() or json.loads(copy.read_bytes()) == old
        work(project, 3, seed=98)
        assert json.loads(copy.read_bytes()) == old
        assert check(project) == []


def rescued(project: object, folder: Path) -> set[str]:
    """Make edits that cannot be written, and close: their ids."""
    from annotations.history import Change
    from annotations.model import Span
    from annotations.store.protocol import NotSaved

    store = project.open_layer()  # type: ignore[attr-defined]
    assert isinstance(store, TinyDBStore)
    document = project.corpus.documents[0].id  # type: ignore[attr-defined]
    real = store._storage.journal.append
    store._storage.journal.append = _full  # type: ignore[method-assign]
    made_ids = set()
    for number in range(30):
        span = Span(
            document=document, ranges=((number, number + 2),), label="PER", annotator="a", id=f"r{number}"
        )
        made_ids.add(span.id)
        with pytest.raises(NotSaved):
            store.apply(Change(None, span))
    with pytest.raises(NotSaved, match="are taken in when these annotations are opened again"):
        store.close()
    del real
    assert list(folder.glob("hashiya/rescued/*.rescue"))
    return made_ids


def _full(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "between", ["nothing", "killed", "journal gone", "file gone", "both gone", "torn", "edited", "moved"]
)
def test_what_was_rescued_is_in_after_the_next_opening(
    tmp_path: Path, between: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    chance = random.Random(3)
    for number in range(amount(3, 60)):
        project = made(tmp_path / str(number), edits=20, seed=number, compact_at=10 if number % 2 else -1)
        whole = set(said(project))
        path = project.layer_path("a")
        if between in ("journal gone", "both gone"):
            store = project.open_layer()  # what was read of it is in memory still
            assert isinstance(store, TinyDBStore)
            path.with_suffix(".journal").unlink()
            if between == "both gone":
                path.unlink(missing_ok=True)
            new = _not_saved(store)
        else:
            new = rescued(project, state)
        if between == "killed":
            for _ in range(3):
                process = acknowledged(project.folder, "project.open_layer().close()")
                killed_at_random(process, chance, 0.3)
        elif between == "file gone":
            path.unlink(missing_ok=True)
        elif between == "torn":
            with path.with_suffix(".journal").open("ab") as file:
                file.write(b'12345678 {"n": 21, "at"')
        elif between == "edited":
            state.rename(tmp_path / "away")  # as an older version, which knows nothing of it
            work(project, 5, seed=1000 + number)
            (tmp_path / "away").rename(state)
            whole = set(said(project))
        elif between == "moved":
            project.folder.parent.rename(tmp_path / f"moved{number}")
            project = open_project(tmp_path / f"moved{number}" / "x.hashiya", "a")
        for _ in range(2):  # the second time there is nothing left to be done
            store = project.open_layer()
            assert isinstance(store, TinyDBStore)
            there = {each.id for each in store.by_document(project.corpus.documents[0].id)}
            assert whole | new == there, between
            die(store)
        assert list(state.glob("hashiya/rescued/*.rescue")) == []
        assert [each for each in check(project) if "history" not in each.text] == []
        if between in ("nothing", "killed", "torn", "moved", "file gone"):
            store = project.open_layer()
            assert isinstance(store, TinyDBStore)
            for _ in range(len(new)):
                store.undo()
            assert {each.id for each in store.by_document(project.corpus.documents[0].id)} == whole
            store.close()


def _not_saved(store: TinyDBStore) -> set[str]:
    from annotations.history import Change
    from annotations.model import Span
    from annotations.store.protocol import NotSaved

    document = store.documents()[0]
    for number in range(3):
        span = Span(
            document=document, ranges=((number, number + 2),), label="PER", annotator="a", id=f"r{number}"
        )
        with pytest.raises(NotSaved):
            store.apply(Change(None, span))
    with pytest.raises(NotSaved, match="are taken in"):
        store.close()
    return {"r0", "r1", "r2"}


def test_a_second_writer_is_noticed_though_the_lock_was_deleted(tmp_path: Path) -> None:
    from annotations.history import Change
    from annotations.model import Span
    from annotations.store.protocol import NotSaved

    project = made(tmp_path / "p", edits=10)
    path, document = project.layer_path("a"), project.corpus.documents[0].id
    first = project.open_layer()
    path.with_suffix(".lock").unlink()
    second = open_project(project.folder, "a").open_layer()
    one, two, three = (
        Span(document=document, ranges=((n, n + 2),), label="PER", annotator="a", id=f"w{n}")
        for n in (1, 2, 3)
    )
    first.apply(Change(None, one))
    with pytest.raises(NotSaved, match="another program wrote"):
        second.apply(Change(None, two))
    first.apply(Change(None, three))
    with pytest.raises(NotSaved):
        second.close()
    first.close()
    again = project.open_layer()
    assert {"w1", "w2", "w3"} <= {each.id for each in again.by_document(document)}
    again.close()
    assert check(project) == []
    path.with_suffix(".journal").write_bytes(b"")
    assert re.search("shorter", str(check(project)[0]))


def test_what_ended_a_task_is_not_reported_as_a_fault_besides(caplog: pytest.LogCaptureFixture) -> None:
    """asyncio does so where a signal comes between the task's end and its result's being asked for."""

    async def work() -> None:
        report = asyncio.get_running_loop().call_exception_handler
        report({"message": "Task exception was never retrieved", "exception": Ended(129)})
        report({"message": "a fault", "exception": ValueError("of ours")})
        raise Ended(129)

    with pytest.raises(Ended):
        run_until_ended(work())
    assert [record.getMessage() for record in caplog.records] == ["a fault"]
