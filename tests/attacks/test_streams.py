"""Sources that end too early, never end, or are larger than memory: told, bounded, and the rest goes on."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.project import open_project
from tests.attacks.amount import amount
from tests.terminal import HASHIYA
from tui.cli import main

MEMORY = 700 << 20  # bytes of address space that a command gets
LINES = "".join(json.dumps({"id": n, "text": f"قال الوزير رقم {n} نعم."}) + "\n" for n in range(3000))


def imported(folder: Path) -> int:
    project = open_project(folder)
    try:
        return len(project.corpus.documents)
    finally:
        project.close()


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def pack(kind: str, data: bytes) -> bytes:
    return (
        gzip.compress(data, mtime=0)
        if kind == "gz"
        else zstandard.ZstdCompressor(write_checksum=True).compress(data)
    )


@pytest.mark.parametrize("kind", ["gz", "zst"])
@pytest.mark.parametrize("suffix", ["jsonl", "txt", "csv"])
def test_a_packed_file_cut_anywhere_is_told(
    kind: str, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    data = pack(kind, ("text\n" + LINES if suffix == "csv" else LINES).encode("utf-8"))
    steps = amount(12, 200)
    for number in range(1, steps):
        path = Path(f"{number}.{suffix}.{kind}")
        path.write_bytes(data[: len(data) * number // steps])
        assert main(["import", "news.hashiya", str(path)]) == 2
        assert f"refused: {path}" in capsys.readouterr().err
    (whole := Path(f"whole.{suffix}.{kind}")).write_bytes(data)
    main(["import", "news.hashiya", str(whole)])
    assert "ends too early" not in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["gz", "zst"])
def test_frames_one_behind_the_other_and_what_is_none(
    kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    half = LINES[: len(LINES) // 2].encode("utf-8"), LINES[len(LINES) // 2 :].encode("utf-8")
    Path(f"two.jsonl.{kind}").write_bytes(b"".join(pack(kind, each) for each in half))
    assert main(["import", "two.hashiya", f"two.jsonl.{kind}"]) == 0
    assert imported(Path("two.hashiya")) == 3000
    capsys.readouterr()
    packed = pack(kind, LINES.encode("utf-8"))
    for number in range(amount(20, 500)):
        place = len(packed) * number // amount(20, 500)
        damaged = packed[:place] + bytes([packed[place] ^ 0x55]) + packed[place + 1 :]
        path = Path(f"{number}.jsonl.{kind}")
        path.write_bytes(damaged)
        status = main(["import", f"{number}.hashiya", str(path)])
        said = capsys.readouterr()
        assert "fault of this program" not in said.err
        assert status == 2 or imported(Path(f"{number}.hashiya")) == 3000
    for content in (b"", b"x", packed[:3], b"\x1f\x8b", b"\x28\xb5\x2f\xfd"):
        Path(f"none.jsonl.{kind}").write_bytes(content)
        main(["import", "none.hashiya", f"none.jsonl.{kind}"])
        assert "fault of this program" not in capsys.readouterr().err


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def run(*arguments: str, shell: str = "", seconds: float = 120) -> subprocess.CompletedProcess[bytes]:
    command = f"{shell} {HASHIYA} {' '.join(arguments)}"
    return subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        check=False,
        timeout=seconds,
        preexec_fn=limited,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), "OPENBLAS_NUM_THREADS": "1"},
    )


def bomb(path: Path, kind: str, before: bytes, size: int, after: bytes) -> None:
    """A file of BEFORE, SIZE bytes of blanks, and AFTER, packed."""
    piece = b" " * (1 << 20)
    with gzip.open(path, "wb", 1) if kind == "gz" else zstandard.open(path, "wb") as file:
        file.write(before)
        for _ in range(size >> 20):
            file.write(piece)
        file.write(after)


@pytest.mark.parametrize("kind", ["gz", "zst"])
@pytest.mark.parametrize("suffix", ["jsonl", "csv", "txt"])
def test_a_line_larger_than_memory_is_refused_and_the_rest_goes_on(kind: str, suffix: str) -> None:
    first, last = {
        "jsonl": (
            b'{"text": "\xd9\x84\xd8\xa7."}\n{"text": "',
            b'"}\n{"text": "\xd9\x86\xd8\xb9\xd9\x85."}\n',
        ),
        "csv": (b"text\n\xd9\x84\xd8\xa7.\n", b"\n\xd9\x86\xd8\xb9\xd9\x85.\n"),
        "txt": (b"x", b"x"),
    }[suffix]
    bomb(Path(f"bomb.{suffix}.{kind}"), kind, first, amount(1 << 30, 10 << 30), last)
    done = run("import", "b.hashiya", f"bomb.{suffix}.{kind}")
    said = done.stderr.decode("utf-8")
    assert done.returncode == 2, said
    assert "larger than 64 MB (--max-size)" in said
    assert "Traceback" not in said
    if suffix == "txt":
        assert not Path("b.hashiya").exists(), "nothing came into it"
    else:
        assert imported(Path("b.hashiya")) == 2


@pytest.mark.parametrize(
    ("shell", "arguments"),
    [
        ("", ("import", "p.hashiya", "/dev/zero")),
        ("", ("import", "p.hashiya", "/dev/urandom")),
        ("cat /dev/zero |", ("import", "p.hashiya", "-")),
        ("cat /dev/zero |", ("-",)),
        ("yes قال |", ("import", "p.hashiya", "-")),
        ("yes قال |", ("-",)),
        ("", ("/dev/zero",)),
    ],
)
def test_what_has_no_end_is_refused_in_a_sentence(shell: str, arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--picture x.svg" if "import" not in arguments else "", shell=shell)
    said = done.stderr.decode("utf-8")
    assert done.returncode == 2, said
    assert said.count("\n") == 1 or "import" in arguments
    assert "64 MB" in said
    assert "Traceback" not in said


def test_a_table_row_without_an_end_is_bounded() -> None:
    with Path("row.csv").open("wb") as file:
        file.write("text,more\nنعم.,x\n".encode())
        for _ in range(amount(5, 100)):
            file.write(b'"a\n",' * 500_000)
        file.write("\nلا.,y\n".encode())
    done = run("import", "r.hashiya", "row.csv")
    said = done.stderr.decode("utf-8")
    assert "larger than 64 MB" in said, said
    assert "Traceback" not in said
    assert imported(Path("r.hashiya")) >= 1


def test_names_that_are_no_text_are_no_hindrance(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n").mkdir()
    (tmp_path / "n" / os.fsdecode(b"\xe3\xd5.txt")).write_text("نص في طهران", encoding="utf-8")
    (tmp_path / "n" / "b.txt").write_text("نص آخر", encoding="utf-8")
    assert main(["import", "n.hashiya", "n"]) == 0
    assert imported(Path("n.hashiya")) == 2
    assert main(["search", "n.hashiya", os.fsdecode(b"\xff\xff\xff\xff")]) == 1
    assert main(["import", "n.hashiya", ""]) == 2
    assert "fault" not in capsys.readouterr().err


def test_ctrl_c_never_leaves_half_a_text(tmp_path: Path) -> None:
    """Also where the signal comes to a thread that draws a bar."""
    import sqlite3
    import threading
    import time

    from annotations.corpus.importing import import_texts
    from annotations.corpus.reading import Options
    from annotations.project import create_project

    (tmp_path / "long.txt").write_text("قال الوزير نعم. " * 20_000, encoding="utf-8")
    for number in range(amount(6, 100)):
        folder = tmp_path / f"c{number}.hashiya"
        create_project(folder)
        delay = 0.02 + 0.03 * number
        threading.Thread(target=lambda: (time.sleep(delay), os.kill(os.getpid(), signal.SIGINT))).start()  # noqa: B023
        try:
            import_texts(
                folder / "corpus.sqlite", [tmp_path / "long.txt"], "sentences", Options(), lambda *_: None
            )
            time.sleep(1)
        except KeyboardInterrupt:
            pass
        database = sqlite3.connect(folder / "corpus.sqlite")
        (texts,), (sentences,) = (
            database.execute(f"SELECT count(*) FROM {t}").fetchone() for t in ("documents", "sentences")
        )
        database.close()
        assert (texts, sentences) in ((0, 0), (1, 20_000))
        assert main(["check", str(folder)]) == 0


def test_the_limit_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    long, short = "نعم " * 300_000, "لا."
    Path("x.jsonl").write_text(
        "".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in (long, short)),
        encoding="utf-8",
    )
    assert main(["import", "x.hashiya", "x.jsonl", "--max-size", "1"]) == 2
    assert "x.jsonl:1: this record is larger than 1 MB (--max-size)" in capsys.readouterr().err
    assert main(["import", "x.hashiya", "x.jsonl"]) == 0
    assert imported(Path("x.hashiya")) == 2
    for wrong in ("0", "101", "-1", "x", "9" * 5000, "1.5", "٣x"):
        with pytest.raises(SystemExit) as ended:
            main(["import", "x.hashiya", "x.jsonl", f"--max-size={wrong}"])
        assert ended.value.code == 2


def test_texts_whose_short_hashes_collide_are_two_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if their first letters were the same: 12 hexadecimal digits can be made to."""
    from annotations.corpus import layout, sequences

    real = layout.text_hash
    for module in (layout, sequences):
        monkeypatch.setattr(module, "text_hash", lambda text: "0" * 30 + real(text)[30:])
    for name in "abc":
        Path(f"{name}.txt").write_text(f"هذا النص {name}.", encoding="utf-8")
    assert main(["import", "c.hashiya", "a.txt", "b.txt"]) == 0
    project = open_project(Path("c.hashiya"))
    ids = [document.id for document in project.corpus.documents]
    assert [len(id) for id in ids] == [12, 24]
    assert [project.corpus.text(each) for each in project.corpus.sequence] == ["هذا النص a.", "هذا النص b."]
    project.close()
    assert main(["import", "c.hashiya", "b.txt", "a.txt", "c.txt"]) == 0
    assert imported(Path("c.hashiya")) == 3


def test_standard_input_finds_the_project_of_its_text_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.corpus import layout, sequences
    from annotations.project import open_stdin

    real = layout.text_hash
    for module in (layout, sequences):
        monkeypatch.setattr(module, "text_hash", lambda text: "0" * 8 + real(text)[8:])
    first, second = open_stdin("نعم.".encode()), open_stdin("لا.".encode())
    assert first.folder != second.folder
    assert open_stdin("نعم.".encode()).folder == first.folder
    assert open_stdin("لا.".encode()).folder == second.folder
    assert make_document("x", Decoded("نعم.", "utf-8")).id == "0" * 8 + real("نعم.")[8:12]


def test_an_import_that_dies_leaves_the_corpus_as_it_was(tmp_path: Path) -> None:
    assert main(["import", "k.hashiya", "-" if False else str(_lines(tmp_path, "first", 300))]) == 0
    before = (tmp_path / "k.hashiya" / "corpus.sqlite").read_bytes()
    more = _lines(tmp_path, "more", 20_000)
    for number in range(amount(6, 200)):
        process = subprocess.Popen(
            [sys.executable, "-m", "tui.cli", "import", "k.hashiya", str(more)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        )
        try:
            process.wait(0.2 + number * 0.05)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        else:
            break
        assert (tmp_path / "k.hashiya" / "corpus.sqlite").read_bytes() == before
    assert main(["import", "k.hashiya", str(more)]) == 0
    assert imported(Path("k.hashiya")) == 20_300
    assert [each.name for each in Path("k.hashiya").iterdir() if each.name.endswith(".part")] == []


def _lines(folder: Path, name: str, count: int) -> Path:
    path = folder / f"{name}.jsonl"
    path.write_text(
        "".join(json.dumps({"text": f"{name} قال الوزير رقم {n} نعم."}) + "\n" for n in range(count)),
        encoding="utf-8",
    )
    return path


LEFTOVERS = {
    "corpus.importing": b"",
    "corpus.importing-journal": b"x",
    ".corpus.sqlite.0123abcd.part": b"",
    ".corpus.sqlite.0123abcd.part-journal": b"x" * 100,
    "corpus.sqlite-journal": b"",
    "corpus.sqlite-wal": b"x" * 100,
    "corpus.sqlite-shm": b"x" * 100,
    "import.lock": b"somebody on elsewhere\n",
    ".project.toml.0123abcd.part": b"format = 9",
}


@pytest.mark.parametrize("name", LEFTOVERS)
@pytest.mark.parametrize("content", ["as it is", "empty", "an older corpus", "garbage"])
def test_what_an_import_left_is_never_trusted(tmp_path: Path, name: str, content: str) -> None:
    assert main(["import", "l.hashiya", str(_lines(tmp_path, "one", 5))]) == 0
    older = Path("l.hashiya/corpus.sqlite").read_bytes()
    assert main(["import", "l.hashiya", str(_lines(tmp_path, "two", 50))]) == 0
    data = {
        "as it is": LEFTOVERS[name],
        "empty": b"",
        "an older corpus": older,
        "garbage": bytes(range(256)) * 30,
    }
    Path("l.hashiya", name).write_bytes(data[content])
    assert main(["import", "l.hashiya", str(_lines(tmp_path, "three", 7))]) == 0
    assert imported(Path("l.hashiya")) == 62
    assert main(["check", "l.hashiya"]) == 0
