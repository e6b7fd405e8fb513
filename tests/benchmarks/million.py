"""A project of a million sentences: importing it, opening it, moving and searching in it.

    python tests/benchmarks/million.py [SENTENCES] [FOLDER]

The texts are made of the sentences of PUD and of the sample article. Import is compared with plain sqlite3
inserts of the same rows, the app with itself on a project of ten sentences, in turns in one run.
"""

from __future__ import annotations

import itertools
import json
import lzma
import random
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from annotations.arabic.folding import fold  # noqa: E402
from annotations.arabic.words import words  # noqa: E402
from annotations.corpus.layout import SCHEMA, WORDS  # noqa: E402
from annotations.history import Change  # noqa: E402
from annotations.model import Claim, Span, State  # noqa: E402
from annotations.project import open_project  # noqa: E402
from annotations.query import Query  # noqa: E402
from annotations.search import Search  # noqa: E402

PUD = ROOT / "tests" / "data" / "pud" / "ar_pud-half.conllu.xz"
COMMON = "الرئيس"
ROUNDS = 5
NAME = "benchmark"
LONGEST = 5.0  # seconds that a key may take
TURNS = 25  # keys on each of the screens
LABELLED = 2000  # documents that are labelled
# What opens each of the screens, and the keys that are pressed on it while it still looks.
SCREENS = {
    "contexts": ["f8", *"من", "enter"],
    "names": ["f7"],
    "documents": ["f5"],
    "statistics": ["f9"],
    "queue": ["Q", "enter", *":open", "enter", "enter"],
}
KEYS = [*["down"] * 40, "pagedown", "pagedown", "pageup", *["left"] * 20, "end", *["up"] * 20, "home"]


def texts(sentences: int) -> Iterator[str]:
    """Documents of twenty sentences, no two alike."""
    with lzma.open(PUD, "rt", encoding="utf-8") as file:
        known = [line[9:].strip() for line in file if line.startswith("# text = ")]
    chance = random.Random(9)
    for number in range(sentences // 20):
        yield "\n".join([*chance.choices(known, k=19), f"هذه هي الوثيقة رقم {number}."])


def seconds_of(command: list[str]) -> float:
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def plain_inserts(project: Path, target: Path) -> tuple[float, float]:
    """The time that sqlite3 takes for the rows of PROJECT alone; without and with the index of words."""
    corpus = sqlite3.connect(project / "corpus.sqlite")
    documents = corpus.execute("SELECT * FROM documents").fetchall()
    sentences = corpus.execute("SELECT * FROM sentences").fetchall()
    by_number = {row[0]: row[5] for row in documents}
    folded = [(number, fold(by_number[d][start:end])) for number, d, _, start, end in sentences]
    corpus.close()
    database = sqlite3.connect(target)
    database.executescript(SCHEMA + WORDS)
    begin = time.perf_counter()
    with database:
        database.executemany("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?,?,?)", documents)
        database.executemany("INSERT INTO sentences VALUES (?,?,?,?,?)", sentences)
    rows = time.perf_counter() - begin
    begin = time.perf_counter()
    with database:
        database.executemany("INSERT INTO words(rowid, text) VALUES (?, ?)", folded)
    words = time.perf_counter() - begin
    database.close()
    return rows, rows + words


def app(project: str) -> None:
    """In a process of its own: seconds to the first paint, per key, and the memory at the end, as JSON."""
    begin = time.perf_counter()
    import asyncio

    from tui.app import HashiyaApp
    from tui.locale import Texts

    async def run() -> dict[str, object]:
        opened = open_project(Path(project))
        store = opened.read_layer(opened.annotator)
        hashiya = HashiyaApp(opened, store, Texts("en"))
        async with hashiya.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            painted = time.perf_counter() - begin
            keys = []
            for key in KEYS:
                start = time.process_time()
                await pilot.press(key)
                keys.append(time.process_time() - start)
        said = Path("/proc/self/status").read_text(encoding="utf-8")
        memory = int(said.split("VmHWM:")[1].split()[0])
        return {"painted": painted, "keys": keys, "memory": memory}

    print(json.dumps(asyncio.run(run())))


def label(project: Path) -> None:
    """Label the first word of every sentence of the first documents, and finish half of them."""
    opened = open_project(project, NAME)
    store = opened.open_layer()
    for document in itertools.islice(opened.corpus.documents, LABELLED):
        changes: list[Change] = []
        for number, sentence in enumerate(opened.corpus.sentences(document.id)):
            start, end = words(opened.corpus.text(sentence))[0]
            where = ((sentence.start + start, sentence.start + end),)
            label = ("PER", "GPE", "ORG")[number % 3]
            said = {"document": document.id, "annotator": NAME}
            changes.append(Change(None, Span(ranges=where, label=label, **said)))  # type: ignore[arg-type]
            changes.append(Change(None, Claim(sentence=sentence.id, label="quotation", **said)))  # type: ignore[arg-type]
            if number % 2:
                changes.append(Change(None, State(sentence=sentence.id, **said)))  # type: ignore[arg-type]
        store.apply(*changes)
    store.close()
    opened.close()


def screens(project: str) -> None:
    """In a process of its own: seconds from a key to the frame that shows what came of it, and the memory."""
    import asyncio

    from rich.console import RenderableType
    from textual import events
    from textual.screen import Screen

    from tui.app import HashiyaApp
    from tui.locale import Texts
    from tui.screens.listing import Listing
    from tui.session.queue import Queue

    class Watched(HashiyaApp):
        """Tells of every frame."""

        CSS_PATH = str(ROOT / "tui" / "hashiya.tcss")
        framed = asyncio.Event()

        def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
            super()._display(screen, renderable)
            self.framed.set()

    def has_moved(screen: Listing, row: int) -> bool:
        return screen.table.row != row

    async def seconds_to(app: Watched, key: str, there: Callable[[], bool]) -> float:
        character = key if len(key) == 1 else {"enter": "\r"}.get(key)
        start = time.perf_counter()
        app.post_message(events.Key(key, character))
        while time.perf_counter() - start < LONGEST:
            app.framed.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(app.framed.wait(), LONGEST)
            if there():
                return time.perf_counter() - start
        raise RuntimeError(f"nothing came of {key} on {app.screen}: {getattr(app.screen, 'message', 0)}")

    async def run() -> dict[str, object]:
        opened = open_project(Path(project), NAME)
        app = Watched(opened, opened.read_layer(opened.annotator), Texts("en"))
        pages: dict[str, float] = {}
        keys: list[float] = []
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause(3)  # what is learnt at the beginning
            for name, opening in SCREENS.items():
                *before, last = opening
                await pilot.press(*before)
                first = app.screen

                def is_there(first: Screen[object] = first, name: str = name) -> bool:
                    queue = isinstance(app._session.shown, Queue)
                    return (
                        queue if name == "queue" else app.screen is not first and app.screen.size.width > 0
                    )

                pages[name] = await seconds_to(app, last, is_there)
                await asyncio.sleep(0.1)
                screen = app.screen
                for turn in range(TURNS):
                    if not isinstance(screen, Listing) or screen.table.count() < 2:
                        break
                    step = "up" if turn % 2 else "down"
                    keys.append(await seconds_to(app, step, partial(has_moved, screen, screen.table.row)))
                    await asyncio.sleep(0.02 + turn % 3 * 0.005)
                await pilot.pause(0.2)
                if name != "queue":
                    await pilot.press("escape")
        said = Path("/proc/self/status").read_text(encoding="utf-8")
        return {"pages": pages, "keys": keys, "memory": int(said.split("VmHWM:")[1].split()[0])}

    print(json.dumps(asyncio.run(run())))


def compare_screens(small: Path, large: Path) -> None:
    """The screens of LARGE beside those of SMALL, in turns."""
    runs: dict[Path, list[dict[str, Any]]] = {small: [], large: []}
    for _ in range(ROUNDS):
        for project, found in runs.items():
            command = [sys.executable, __file__, "--screens", str(project)]
            found.append(json.loads(subprocess.run(command, capture_output=True, check=True).stdout))
    for name in SCREENS:
        page = {p: statistics.median(each["pages"][name] for each in found) for p, found in runs.items()}
        more = (page[large] - page[small]) * 1000
        print(f"{name}: first page {page[large] * 1000:.0f} ms, {more:+.0f} ms over ten sentences")
    keys = {p: sorted(t for each in found for t in each["keys"]) for p, found in runs.items()}
    p99 = {p: found[int(len(found) * 0.99)] * 1000 for p, found in keys.items()}
    print(f"a key on them p99 {p99[large]:.1f} ms, × {p99[large] / p99[small]:.2f} of ten sentences")
    memory = {p: statistics.median(each["memory"] for each in found) / 1024 for p, found in runs.items()}
    print(f"memory {memory[large]:.0f} MB, {memory[large] - memory[small]:+.0f} MB over ten sentences")


def measured(project: Path) -> dict[str, list[float]]:
    command = [sys.executable, __file__, "--app", str(project)]
    said: dict[str, list[float]] = json.loads(
        subprocess.run(command, capture_output=True, check=True).stdout
    )
    return said


def search_times(project: Path, count: int) -> tuple[float, float]:
    """Milliseconds for the first twenty hits of a common word, and for a scan of all sentences."""
    opened = open_project(project)
    corpus, store = opened.corpus, opened.read_layer(opened.annotator)
    begin = time.perf_counter()
    hits = list(itertools.islice(filter(None, Search(corpus, Query(COMMON), store).look(1000, count)), 20))
    first = time.perf_counter() - begin
    wanted = fold(COMMON)
    begin = time.perf_counter()
    found = 0
    for document in corpus.documents:
        found += fold(document.text).count(wanted)
    scan = time.perf_counter() - begin
    store.close()
    opened.close()
    assert len(hits) == 20 <= found
    return first * 1000, scan * 1000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
        folder = Path(name)
        dump = folder / "dump.jsonl"
        with dump.open("w", encoding="utf-8") as file:
            for number, text in enumerate(texts(count)):
                file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
        ten = next(texts(20)).split("\n")[:10]
        (folder / "ten.jsonl").write_text(
            "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(ten)),
            encoding="utf-8",
        )
        large, small = folder / "large.hashiya", folder / "small.hashiya"
        hashiya = [sys.executable, "-m", "tui.cli", "import"]
        spent = seconds_of([*hashiya, str(large), str(dump), "--split", "lines"])
        seconds_of([*hashiya, str(small), str(folder / "ten.jsonl"), "--split", "lines"])
        rows, all_rows = plain_inserts(large, folder / "plain.sqlite")
        print(f"import of {count:,} sentences: {spent:.1f} s, {count / spent:,.0f} a second")
        print(f"  plain inserts of the same rows {all_rows:.1f} s: × {spent / all_rows:.2f}")
        print(f"  (without the index of words {rows:.1f} s: × {spent / rows:.2f})")
        runs: dict[Path, list[dict[str, list[float]]]] = {small: [], large: []}
        for _ in range(ROUNDS):
            for project, found in runs.items():
                found.append(measured(project))
        painted = {p: statistics.median(each["painted"] for each in found) for p, found in runs.items()}
        keys = {p: sorted(t for each in found for t in each["keys"]) for p, found in runs.items()}
        p99 = {p: found[int(len(found) * 0.99)] * 1000 for p, found in keys.items()}
        memory = {
            p: statistics.median(each["memory"] for each in found) / 1024 for p, found in runs.items()
        }
        print(
            f"first paint {painted[large]:.3f} s, × {painted[large] / painted[small]:.2f} of ten sentences"
        )
        print(f"key to frame p99 {p99[large]:.1f} ms, × {p99[large] / p99[small]:.2f} of ten sentences")
        print(f"memory {memory[large]:.0f} MB, {memory[large] - memory[small]:+.0f} MB over ten sentences")
        label(small)
        label(large)
        compare_screens(small, large)
        first, scan = search_times(large, count)
        print(f"first page of «{COMMON}» {first:.1f} ms, 1/{scan / first:.0f} of a scan ({scan:.0f} ms)")
        shutil.rmtree(large)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--app"]:
        app(sys.argv[2])
    elif sys.argv[1:2] == ["--screens"]:
        screens(sys.argv[2])
    else:
        main()
