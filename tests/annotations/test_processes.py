"""Work shared out among processes: its results in order, its errors here, and no process left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import annotations.export
from annotations.errors import HashiyaError
from annotations.export import What, export
from annotations.formats import format_named
from annotations.formats.out import file_out, folder_out
from annotations.model import Span, State, Value
from annotations.processes import shared_out
from tests.annotations.formats.projects import choices, make_project, say

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="there the work is not shared out")


def squares(number: int, of: int) -> Iterator[Iterator[int]]:
    """Parts of three numbers each, up to a hundred."""
    for first in range(number * 3, 100, of * 3):
        yield iter([each * each for each in range(first, min(first + 3, 100))])


@pytest.mark.parametrize("processes", [1, 2, 5, 50])
def test_results_come_in_order(processes: int) -> None:
    assert list(shared_out(squares, processes)) == [each * each for each in range(100)]


def test_an_error_is_raised_where_the_results_are_read() -> None:
    def work(number: int, of: int) -> Iterator[Iterator[int]]:
        yield iter([number])
        if number == 1:
            raise HashiyaError("x.jsonl:3: is wrong", place="3")
        yield iter([number + of])

    results = shared_out(work, 2)
    assert [next(results), next(results), next(results)] == [0, 1, 2]
    with pytest.raises(HashiyaError, match=r"x\.jsonl:3: is wrong") as caught:
        next(results)
    assert caught.value.values == {"place": "3"}


class OddError(Exception):
    """One that cannot be made again of what it says."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} {other}")


def test_an_error_that_cannot_be_sent_is_told_all_the_same() -> None:
    def work(*_: int) -> Iterator[Iterator[int]]:
        raise OddError("a", "b")
        yield iter([])

    with pytest.raises(RuntimeError, match="OddError: a b"):
        list(shared_out(work, 2))


def test_a_process_that_is_killed_is_told_in_a_sentence() -> None:
    def work(number: int, of: int) -> Iterator[Iterator[int]]:
        yield iter([number])
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        yield iter([number + of])

    with pytest.raises(HashiyaError, match="was ended from outside"):
        list(shared_out(work, 2))


def test_they_end_with_who_reads_no_more() -> None:
    def work(*_: int) -> Iterator[Iterator[int]]:
        yield iter([os.getpid()])
        while True:
            yield iter([0])

    results = shared_out(work, 2)
    there = [next(results), next(results)]
    results.close()  # type: ignore[attr-defined]
    for process in there:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_they_end_where_the_program_is_killed() -> None:
    program = (
        "import os, sys, time\n"
        "from annotations.processes import shared_out\n"
        "def work(number, of):\n"
        "    yield iter([os.getpid()])\n"
        "    while True:\n"
        "        yield iter([b' ' * 100_000])\n"
        "results = shared_out(work, 3)\n"
        "print(next(results), next(results), next(results), flush=True)\n"
        "time.sleep(60)\n"
    )
    running = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert running.stdout
    there = [int(each) for each in running.stdout.readline().split()]
    running.kill()
    running.wait()
    waited = time.monotonic() + 30
    while any(Path(f"/proc/{each}/stat").exists() and _runs(each) for each in there):
        assert time.monotonic() < waited, "a process is left"
        time.sleep(0.05)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few documents are many, and a part is small."""
    monkeypatch.setattr(annotations.export, "_MANY", 2)
    monkeypatch.setattr(annotations.export, "_PART", 3)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("name", ["jsonl", "conll", "labelstudio", "huggingface", "brat", "spacy"])
@pytest.mark.parametrize("dialect", ["", "jsonl"])
def test_what_goes_out_is_the_same_however_many_share_the_work(
    tmp_path: Path, name: str, dialect: str
) -> None:
    if dialect and name != "huggingface":
        pytest.skip("it has no such dialect")
    project = make_project(tmp_path / "p.hashiya", *(f"قال زيد {n}.\nثم عاد إلى طهران." for n in range(20)))
    # Labels and attributes that the schema does not foresee, and a state that is left out.
    for number, document in enumerate(project.corpus.documents):
        said = {"document": document.id, "annotator": "a", "created": "2026-01-01T00:00:00+00:00"}
        first, second = project.corpus.sentences(document.id)
        label = ("PER", f"NEW-{number % 7}")[number % 2]
        extra = (("odd", number % 3 == 0 or "maybe"),) if number % 5 == 0 else ()
        say(
            project,
            [
                Span(label=label, ranges=((4, 7),), attributes=extra, id=f"{number:016}", **said),
                Span(label="PER", ranges=((5, 8),), id=f"{number:015}x", **said),
                State(sentence=first.id, id=f"{number:015}y", **said),
                *([State(sentence=second.id, id=f"{number:015}z", **said)] if number % 4 else []),
            ],
        )
    format = format_named(name)
    chosen = choices(name, state="done", on_loss="first", **({"dialect": dialect} if dialect else {}))
    whole = format.carries(chosen).whole_documents
    found = []
    for processes in (1, 3):
        path = tmp_path / f"out-{processes}" / "x"
        path.parent.mkdir()
        layer = project.read_layer("a")
        told: list[int] = []
        with (folder_out if format.SHAPE == "folder" else file_out)(path) as out:
            summary = export(
                project,
                What([layer]),
                format,
                out,
                chosen,
                lambda s, told=told: told.append(s.documents),  # type: ignore[misc]
                processes,
            )
        layer.close()
        files = {p.relative_to(path.parent): p.read_bytes() for p in path.parent.rglob("*") if p.is_file()}
        found.append((files, summary))
        assert told[-1] == summary.documents == (15 if whole else 20)
    (files, summary), (other_files, other_summary) = found
    assert sorted(files) == sorted(other_files)
    if name != "huggingface" or dialect:  # the groups of rows in Parquet may be others
        assert files == other_files
    assert summary == other_summary
    assert summary.other_state == (10 if whole else 5)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("processes", [1, 3])
def test_what_is_unforeseen_is_judged_by_what_came_before_it(tmp_path: Path, processes: int) -> None:
    project = make_project(tmp_path / "p.hashiya", *(f"قال زيد {n}." for n in range(20)))
    for number, document in enumerate(project.corpus.documents):
        odd: tuple[tuple[str, Value], ...] = (("odd", {0: "x", 13: 5, 14: "y"}[number]),) if number in (
            0, 13, 14) else ()  # fmt: skip
        span = Span(document=document.id, annotator="a", label="PER", ranges=((4, 7),), attributes=odd)
        say(project, [span])
    layer = project.read_layer("a")
    with file_out(tmp_path / "x.json") as out:
        export(project, What([layer]), format_named("labelstudio"), out, choices("labelstudio"),
               processes=processes)  # fmt: skip
    layer.close()
    assert (tmp_path / "x.json").read_text(encoding="utf-8").count('"textarea"') == 3


@pytest.mark.usefixtures("shared")
def test_what_a_format_cannot_carry_is_refused_however_many_share_the_work(tmp_path: Path) -> None:
    project = make_project(tmp_path / "p.hashiya", *(f"قال زيد {n}." for n in range(20)))
    for number, document in enumerate(project.corpus.documents):
        said = {"document": document.id, "annotator": "a"}
        ranges = [((4, 7),), ((5, 8),)] if number in (7, 13) else [((4, 7),)]
        say(project, [Span(label="PER", ranges=each, **said) for each in ranges])
    layer = project.read_layer("a")
    with (
        pytest.raises(HashiyaError, match=r"4 thing\(s\): 8.txt: PER at 4"),
        file_out(tmp_path / "x.conll") as out,
    ):
        export(project, What([layer]), format_named("conll"), out, choices("conll"), processes=3)
    layer.close()
    assert not (tmp_path / "x.conll").exists()
