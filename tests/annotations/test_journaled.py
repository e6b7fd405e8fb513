"""The journaled TinyDB: the API of stock TinyDB, and nothing lost however a writer ends."""

from __future__ import annotations

import errno
import io
import json
import multiprocessing
import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.table import Document as Record

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.history import Change
from annotations.model import Claim, Document, Note, Span, State
from annotations.store.journal import Event, lines_of, parse
from annotations.store.journaled import JournaledStorage, JournaledTinyDB
from annotations.store.protocol import GivenTexts, NotSaved
from annotations.store.tinydb_store import TinyDBStore

DOCUMENT = make_document("x.txt", Decoded("قال الوزير نعم. " * 2000, "utf-8"))
TEXTS = GivenTexts([DOCUMENT])
CRASHES = int(os.environ.get("HASHIYA_CRASHES", "60"))
HAMMERING = float(os.environ.get("HASHIYA_HAMMERING", "6"))
NAMES = st.sampled_from(["_default", "spans", "claims"])
VALUES = st.dictionaries(st.sampled_from("abc"), st.integers(0, 5) | st.just("نص"), max_size=3)


def span(number: int) -> Span:
    return Span(
        document=DOCUMENT.id, ranges=((number, number + 3),), label="PER", annotator="a", id=f"s{number}"
    )


class AgainstStockTinyDB(RuleBasedStateMachine):
    """Whatever is done to both through TinyDB's API, they say the same, also when opened again."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "ours.json"
        self.ours: TinyDB = JournaledTinyDB(self.path, "a")
        self.stock = TinyDB(Path(self.folder.name) / "stock.json")

    def both(self, act: object) -> None:
        results = []
        for database in (self.ours, self.stock):
            try:
                results.append(act(database))  # type: ignore[operator]
            except (KeyError, TypeError, ValueError) as error:
                results.append(type(error))
        assert results[0] == results[1]

    @rule(table=NAMES, value=VALUES)
    def insert(self, table: str, value: dict[str, object]) -> None:
        self.both(lambda database: database.table(table).insert(value))

    @rule(table=NAMES, values=st.lists(VALUES, max_size=4))
    def insert_multiple(self, table: str, values: list[dict[str, object]]) -> None:
        self.both(lambda database: database.table(table).insert_multiple(values))

    @rule(table=NAMES, value=VALUES, number=st.integers(1, 9))
    def insert_with_a_number(self, table: str, value: dict[str, object], number: int) -> None:
        self.both(lambda database: database.table(table).insert(Record(value, number)))

    @rule(table=NAMES, value=VALUES, least=st.integers(0, 5))
    def update_where(self, table: str, value: dict[str, object], least: int) -> None:
        self.both(lambda database: database.table(table).update(value, where("a") == least))

    @rule(table=NAMES, number=st.integers(1, 9))
    def operate(self, table: str, number: int) -> None:
        self.both(lambda database: database.table(table).update(increment("a"), where("a") == number))
        self.both(lambda database: database.table(table).update(delete("b"), where("b").exists()))

    @rule(table=NAMES, value=VALUES, number=st.integers(1, 9))
    def update_one(self, table: str, value: dict[str, object], number: int) -> None:
        self.both(lambda database: database.table(table).update(value, doc_ids=[number]))

    @rule(table=NAMES, value=VALUES, least=st.integers(0, 5))
    def upsert(self, table: str, value: dict[str, object], least: int) -> None:
        self.both(lambda database: database.table(table).upsert(value, where("a") == least))

    @rule(table=NAMES, least=st.integers(0, 5))
    def remove(self, table: str, least: int) -> None:
        self.both(lambda database: database.table(table).remove(where("a") == least))

    @rule(table=NAMES, number=st.integers(1, 9))
    def remove_one(self, table: str, number: int) -> None:
        self.both(lambda database: database.table(table).remove(doc_ids=[number]))

    @rule(table=NAMES)
    def truncate(self, table: str) -> None:
        self.both(lambda database: database.table(table).truncate())

    @rule(table=NAMES)
    def drop(self, table: str) -> None:
        self.both(lambda database: database.drop_table(table))

    @rule(everything=st.booleans())
    def reopen(self, everything: bool) -> None:
        if everything:
            self.ours.storage.compact()  # type: ignore[attr-defined]
        self.ours.close()
        self.ours = JournaledTinyDB(self.path, "a")
        self.stock.close()  # which forgets the numbers it gave as well
        self.stock = TinyDB(Path(self.folder.name) / "stock.json")

    @rule(table=NAMES, least=st.integers(0, 5))
    def ask(self, table: str, least: int) -> None:
        self.both(lambda database: database.table(table).search(where("a") >= least))
        self.both(lambda database: database.table(table).get(where("b") == least))
        self.both(lambda database: database.table(table).count(where("c").exists()))
        self.both(lambda database: database.table(table).contains(doc_id=least))

    @invariant()
    def same(self) -> None:
        assert self.ours.tables() == self.stock.tables()
        for name in self.stock.tables():
            ours, stock = self.ours.table(name), self.stock.table(name)
            assert {each.doc_id: each for each in ours} == {each.doc_id: each for each in stock}

    def teardown(self) -> None:
        self.ours.close()
        self.stock.close()
        self.folder.cleanup()


AgainstStockTinyDB.TestCase.settings = settings(
    max_examples=min(100, settings().max_examples), stateful_step_count=30, deadline=None
)
TestAgainstStockTinyDB = AgainstStockTinyDB.TestCase


def test_stock_tinydb_opens_the_compacted_file_and_queries_it(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with JournaledTinyDB(path, "a") as database:
        database.table("spans").insert_multiple({"n": n, "text": "طهران"} for n in range(10))
        database.storage.compact()
        database.table("spans").insert({"n": 10})
    with TinyDB(path, access_mode="r") as stock:
        assert stock.table("spans").count(where("n") >= 5) == 5


def _write_forever(path: Path, told: int) -> None:
    store = TinyDBStore.open(path, "a", TEXTS)
    known = {each.id for each in store.by_document(DOCUMENT.id)}
    for number in range(len(known), 30_000):
        store.apply(Change(None, span(number)))
        os.write(told, b"%d\n" % number)  # acknowledged: on the disk before this is said
        if number % 50 == 49:
            store._storage.compact()


def test_no_acknowledged_edit_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    chance = random.Random(9)
    for _ in range(CRASHES):
        heard, told = os.pipe()
        writer = multiprocessing.get_context("fork").Process(target=_write_forever, args=(path, told))
        writer.start()
        os.close(told)
        os.read(heard, 1)
        time.sleep(chance.random() * 0.05)
        assert writer.pid
        os.kill(writer.pid, 9)
        writer.join()
        with os.fdopen(heard) as lines:
            acknowledged = [int(line) for line in lines if line.endswith("\n") and line.strip()]
        store = TinyDBStore.read(path, "a", TEXTS)
        there = {each.id for each in store.by_document(DOCUMENT.id)}
        assert {f"s{number}" for number in acknowledged} <= there
        assert len(there) - len(set(there) & {f"s{n}" for n in range(len(there))}) == 0


def test_a_journal_cut_at_any_byte_gives_back_all_whole_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = TinyDBStore.open(path, "a", TEXTS)
    for number in range(4):
        store.apply(Change(None, span(number)))
    journal = path.with_suffix(".journal").read_bytes()
    store._lock.release()  # type: ignore[union-attr]
    ends = [offset for offset, byte in enumerate(journal, 1) if byte == ord("\n")]
    for cut in range(len(journal)):
        path.with_suffix(".journal").write_bytes(journal[:cut])
        again = TinyDBStore.open(path, "a", TEXTS)
        whole = sum(end <= cut for end in ends)
        assert len(again.by_document(DOCUMENT.id)) == whole
        assert bool(again.notices) == (cut not in (0, *ends))
        again.apply(Change(None, span(10)))
        assert len(parse(path.with_suffix(".journal").read_bytes()).events) == whole + 1
        again._database.close()
        again._lock.release()  # type: ignore[union-attr]


@pytest.mark.parametrize("line", [1, 2, 3])
def test_damage_elsewhere_stops_with_file_and_line(tmp_path: Path, line: int) -> None:
    path = tmp_path / "a.json"
    store = TinyDBStore.open(path, "a", TEXTS)
    for number in range(4):
        store.apply(Change(None, span(number)))
    store._lock.release()  # type: ignore[union-attr]
    journal = path.with_suffix(".journal")
    lines = journal.read_bytes().split(b"\n")
    lines[line - 1] = lines[line - 1].replace(b"PER", b"ORG")
    journal.write_bytes(b"\n".join(lines))
    with pytest.raises(HashiyaError, match=rf"a\.journal:{line}: .*hashiya check --repair"):
        TinyDBStore.open(path, "a", TEXTS)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 kB."""
    folder = tmp_path / "small"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("one may not mount a small file system here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_loses_nothing(small_disk: Path) -> None:
    path = small_disk / "a.json"
    store = TinyDBStore.open(path, "a", TEXTS)
    ballast = small_disk / "ballast"
    made = 0
    while not store.unsaved:
        if made == 20:
            ballast.write_bytes(b"x" * 200_000)
        with suppress(NotSaved):
            store.apply(Change(None, span(made)))
        made += 1
    made -= 1
    with pytest.raises(NotSaved, match="NOT SAVED: No space left"):
        store.apply(Change(None, span(made + 1)))
    assert len(store.by_document(DOCUMENT.id)) == made + 2
    whole = TinyDBStore.read(path, "a", TEXTS)
    assert len(whole.by_document(DOCUMENT.id)) == made, "what was called saved is there"
    ballast.unlink()
    store.retry()
    store.close()
    assert len(TinyDBStore.read(path, "a", TEXTS).by_document(DOCUMENT.id)) == made + 2


def test_a_flush_that_fails_is_made_again_from_the_last_good_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, real, calls = tmp_path / "a.json", os.fsync, [0]

    def sometimes(descriptor: int) -> None:
        calls[0] += 1
        if calls[0] % 3 == 0:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    store = TinyDBStore.open(path, "a", TEXTS)
    monkeypatch.setattr(os, "fsync", sometimes)
    for number in range(30):
        try:
            store.apply(Change(None, span(number)))
        except HashiyaError:
            continue
    monkeypatch.undo()
    store.retry()
    contents = parse(path.with_suffix(".journal").read_bytes())
    assert [event.number for _, event in contents.events] == list(range(1, 31))
    assert contents.damages == []
    store.close()


def test_a_folder_that_is_gone_is_noticed_and_all_is_written_when_it_is_back(tmp_path: Path) -> None:
    folder = tmp_path / "annotations"
    folder.mkdir()
    store = TinyDBStore.open(folder / "a.json", "a", TEXTS)
    store.apply(Change(None, span(1)))
    away = folder.rename(tmp_path / "away")
    with pytest.raises(NotSaved, match="NOT SAVED: No such file"):
        store.apply(Change(None, span(5)))
    folder.mkdir()
    with pytest.raises(NotSaved):
        store.retry()
    folder.rmdir()
    away.rename(folder)
    store.retry()
    store.close()
    again = TinyDBStore.read(folder / "a.json", "a", TEXTS)
    assert [each.id for each in again.by_document(DOCUMENT.id)] == ["s1", "s5"]


def _hammer(path: Path, name: str, seconds: float, failed: str) -> None:
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        try:
            store = TinyDBStore.open(path, "a", TEXTS)
        except HashiyaError as error:
            if "open already" not in str(error):
                Path(failed).write_text(str(error), encoding="utf-8")
            time.sleep(0.001)
            continue
        for _ in range(5):
            place = number % 20_000
            said = Span(document=DOCUMENT.id, ranges=((place, place + 1),), label="PER", annotator="a",
                        id=f"{name}{number}")  # fmt: skip
            store.apply(Change(None, said))
            number += 1
        store.close()
        time.sleep(0.001)
    Path(f"{path}.{name}").write_text(str(number), encoding="utf-8")


def test_two_processes_on_one_layer_lose_nothing(tmp_path: Path) -> None:
    path, failed = tmp_path / "a.json", tmp_path / "failed"
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_hammer, args=(path, name, HAMMERING, str(failed))) for name in "xy"]
    for process in both:
        process.start()
    for process in both:
        process.join()
        assert process.exitcode == 0
    assert not failed.exists(), failed.read_text(encoding="utf-8")
    made = {f"{name}{n}" for name in "xy" for n in range(int(Path(f"{path}.{name}").read_text()))}
    assert len(made) > 50
    assert {each.id for each in TinyDBStore.read(path, "a", TEXTS).by_document(DOCUMENT.id)} == made


def test_a_thousand_edits_are_undone_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = TinyDBStore.open(path, "a", TEXTS)
    for number in range(20):
        store.apply(Change(None, span(number)))
    store.close()
    first = JournaledStorage(path, "a").read()
    store = TinyDBStore.open(path, "a", TEXTS)
    chance = random.Random(7)
    there = {each.id: each for each in store.by_document(DOCUMENT.id)}
    for number in range(1000):
        kind = chance.choice("acd") if there else "a"
        if kind == "a":
            new = span(100 + number)
            store.apply(Change(None, new))
            there[new.id] = new
        elif kind == "c":
            old = there[chance.choice(sorted(there))]
            changed = replace(old, label=chance.choice(["ORG", "GPE", f"L{number}"]))
            store.apply(Change(old, changed))
            there[old.id] = changed
        else:
            store.apply(Change(there.pop(chance.choice(sorted(there))), None))
    last = store._storage.read()
    store.close()
    again = TinyDBStore.open(path, "a", TEXTS)
    assert all(again.undo() for _ in range(1000))
    assert again._storage.read() == first
    again.close()
    again = TinyDBStore.open(path, "a", TEXTS)
    assert all(again.redo() for _ in range(1000))
    assert again.redo() == ()
    assert again._storage.read() == last
    again.close()


def test_a_file_of_the_first_format_is_copied_and_written_in_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    store = TinyDBStore.open(path, "a", TEXTS)
    store.apply(Change(None, span(1)))
    store.close()
    old = json.loads(path.read_text(encoding="utf-8"))
    del old["_journal"]
    del old["documents"]
    old["meta"]["1"] |= {"format": 1, "documents": {DOCUMENT.id: DOCUMENT.sha256}}
    path.write_text(json.dumps(old), encoding="utf-8")
    path.with_suffix(".journal").unlink()
    store = TinyDBStore.open(path, "a", TEXTS)
    assert path.read_text(encoding="utf-8") == json.dumps(old), "a look changes nothing"
    store.apply(Change(None, span(5)))
    store.close()
    assert json.loads((tmp_path / "a.json.format-1").read_text(encoding="utf-8")) == old
    again = TinyDBStore.read(path, "a", TEXTS)
    assert [each.id for each in again.by_document(DOCUMENT.id)] == ["s1", "s5"]
    assert json.loads(path.read_text(encoding="utf-8"))["meta"]["1"]["format"] == 3


def test_a_layer_of_the_second_format_goes_on_with_its_history(tmp_path: Path) -> None:
    """Its marks lie in the table `done`, its notes say their sentence: as Hashiya 0.1 wrote them."""
    path = tmp_path / "a.json"
    said = {"document": DOCUMENT.id, "annotator": "a", "created": "2026-01-01T00:00:00+00:00"}
    place = {"sentence": f"{DOCUMENT.id}-1"}
    old = {
        "spans": {**said, "id": "s1", "ranges": [[0, 3]], "label": "PER"},
        "claims": {**said, **place, "id": "c1", "label": "opinion"},
        "done": {**said, **place, "id": "d1"},
        "notes": {**said, **place, "id": "n1", "text": "نعم"},
    }
    storage = JournaledStorage(path, "a")
    meta = ("meta", "1", None, {"format": 2, "annotator": "a"})
    storage.append([meta, ("documents", DOCUMENT.id, None, {"sha256": DOCUMENT.sha256})], "migration")
    for table, record in old.items():
        storage.append([(table, "1", None, record)])
    spent = {"sentence": place["sentence"], "seconds": 5.5}
    storage.append([("time", place["sentence"], None, spent)], "time")
    storage.compact()
    storage.close()
    before = path.read_bytes()
    store = TinyDBStore.open(path, "a", TEXTS)
    there = store.by_document(DOCUMENT.id)
    assert [type(each) for each in there] == [Span, Claim, State, Note]
    assert store.states() == {place["sentence"]: "done"}
    assert store.done_count() == 1
    assert isinstance(there[3], Note)
    assert there[3].about == place["sentence"]
    assert path.read_bytes() == before, "a look changes nothing"
    mark = there[2]
    assert isinstance(mark, State)
    store.apply(Change(mark, replace(mark, state="flagged", reason="غامضة")))
    assert store.states() == {place["sentence"]: "flagged"}
    assert (store.done_count(), (tmp_path / "a.json.format-2").read_bytes()) == (0, before)
    store.close()
    store = TinyDBStore.open(path, "a", TEXTS)
    while store.undo():
        pass
    assert store.by_document(DOCUMENT.id) == []
    while store.redo():
        pass
    assert [type(each) for each in store.by_document(DOCUMENT.id)] == [Span, Claim, State, Note]
    store.close()
    stock = TinyDB(path)
    assert stock.table("meta").all()[0]["format"] == 3
    assert stock.table("done").all()[0]["state"] == "flagged"
    assert stock.table("documents").all() == [{"document": DOCUMENT.id, "sha256": DOCUMENT.sha256}]
    assert stock.table("time").all() == [spent]
    stock.close()


def test_another_text_of_the_document_is_another_document(tmp_path: Path) -> None:
    other = Document(DOCUMENT.id, "x.txt", "قال", "utf-8", "0" * 64)
    store = TinyDBStore.open(tmp_path / "a.json", "a", TEXTS)
    store.apply(Change(None, span(1)))
    store.close()
    again = TinyDBStore.read(tmp_path / "a.json", "a", GivenTexts([other]))
    assert "restore the corpus they belong to" in str(again.notices[0])
    assert again.by_document(DOCUMENT.id) == [], "nothing is shown on a text that it was not said about"


class _Growing(io.RawIOBase):
    """A file to which another process writes: an end is met between any two PIECES of it."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._left = [part for piece in pieces for part in (piece, b"")]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = self._left.pop(0) if self._left else b""
        buffer[: len(piece)] = piece
        return len(piece)


@pytest.mark.parametrize("cut", [1, 9, 40, -1])
def test_a_line_that_is_being_written_while_it_is_read_is_torn_and_never_damaged(cut: int) -> None:
    line = Event(1, "2026-01-01T00:00:00Z", "amal", (("spans", "a", None, {"label": "PER"}),)).line()
    second = Event(2, "2026-01-01T00:00:00Z", "amal", (("spans", "b", None, {"label": "PER"}),)).line()
    growing = io.BufferedReader(_Growing([line + second[:cut], second[cut:], line]))
    read = list(lines_of(growing))
    assert [(each.event is not None, each.torn) for each in read] == [(True, False), (False, True)]
    assert read[-1].start == len(line)
