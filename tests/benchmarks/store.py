"""What an edit and opening a layer cost, by its size, against a bare append and against stock TinyDB.

    python tests/benchmarks/store.py [FOLDER]

Layers of 1,000 and 100,000 annotated sentences (a span and a mark each) are made in FOLDER, which should
be on a disk and not in memory; all sides take turns in one run. Medians, and the ratios.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import orjson
from tinydb import TinyDB

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from annotations.history import Change  # noqa: E402
from annotations.model import Document, Span  # noqa: E402
from annotations.store.protocol import GivenTexts  # noqa: E402
from annotations.store.tinydb_store import FORMAT, TinyDBStore  # noqa: E402

SIZES = (1_000, 100_000)
ROUNDS = 200
PER_DOCUMENT = 20


def documents(sentences: int) -> list[Document]:
    """Documents of twenty sentences each, as many as SENTENCES need."""
    return [
        Document(f"d{n}", f"{n}.txt", "جملة قصيرة. " * PER_DOCUMENT, "utf-8", f"{n:064x}")
        for n in range(sentences // PER_DOCUMENT)
    ]


def make_layer(path: Path, sentences: int) -> None:
    """A layer of that many annotated SENTENCES, as a compacted file."""
    created = "2026-01-01T00:00:00+00:00"
    spans, done = {}, {}
    for n in range(sentences):
        document, place = f"d{n // PER_DOCUMENT}", n % PER_DOCUMENT * 12
        common = {"document": document, "annotator": "a", "created": created}
        spans[str(n + 1)] = {**common, "ranges": [[place, place + 4]], "label": "PER", "id": f"s{n:016x}"}
        done[str(n + 1)] = {**common, "sentence": f"{document}-{n % PER_DOCUMENT + 1}", "id": f"d{n:016x}"}
    hashes = {document.id: document.sha256 for document in documents(sentences)}
    meta = {"1": {"format": FORMAT, "annotator": "a", "documents": hashes}}
    path.write_text(json.dumps({"meta": meta, "spans": spans, "done": done}), encoding="utf-8")


def edit(number: int) -> Span:
    return Span(document=f"d{number % 50}", ranges=((0, 10),), label="ORG", annotator="a")


def milliseconds(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return (time.perf_counter() - begin) * 1000


def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        stores, edits, openings, loads = {}, {}, {}, {}
        for size in SIZES:
            path = Path(folder) / f"{size}.json"
            make_layer(path, size)
            corpus = GivenTexts(documents(size))
            loads[size], openings[size], edits[size] = [], [], []
            for _ in range(7):
                loads[size].append(milliseconds(lambda path=path: orjson.loads(path.read_bytes())))
                openings[size].append(
                    milliseconds(lambda path=path, corpus=corpus: TinyDBStore.read(path, "a", corpus))
                )
            stores[size] = TinyDBStore.open(path, "a", corpus)
            stores[size].apply(Change(None, edit(0)))
        line = stores[1_000].events().__next__().line()
        bare = os.open(Path(folder) / "bare", os.O_WRONLY | os.O_CREAT)
        appends = []
        for number in range(ROUNDS):
            for size in SIZES:
                change = Change(None, edit(number))
                edits[size].append(
                    milliseconds(lambda size=size, change=change: stores[size].apply(change))
                )
            appends.append(milliseconds(lambda: (os.write(bare, line), os.fsync(bare))))
        stock_path = Path(folder) / "stock.json"
        make_layer(stock_path, SIZES[-1])
        with TinyDB(stock_path) as stock:
            table = stock.table("spans")
            stock_edits = [milliseconds(lambda: table.insert({"label": "ORG"})) for _ in range(3)]
        small, large = (statistics.median(edits[size]) for size in SIZES)
        append, slow = statistics.median(appends), statistics.median(stock_edits)
        print(f"one durable edit at {SIZES[0]:>7,}   {small:9.3f} ms")
        print(f"one durable edit at {SIZES[1]:>7,}   {large:9.3f} ms   × {large / small:.2f} of that")
        print(f"bare append and fsync          {append:9.3f} ms   an edit is × {large / append:.2f} of it")
        print(f"stock TinyDB at {SIZES[1]:>7,}       {slow:9.1f} ms   × {slow / large:.0f} of an edit")
        for size in SIZES:
            load, opening = statistics.median(loads[size]), statistics.median(openings[size])
            ratio = f"× {opening / load:.2f} of orjson.loads ({load:.1f} ms)"
            print(f"opening {size:>7,}   {opening:9.1f} ms   {ratio}")
        for store in stores.values():
            store.close()


if __name__ == "__main__":
    main()
