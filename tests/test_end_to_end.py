"""The whole path, as a person walks it: the installed command, real keys, and what is left on disk."""

from __future__ import annotations

import json
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pexpect
import pytest
from tinydb import TinyDB

from annotations.project import default_annotator
from annotations.schema import load_schema
from annotations.store.journaled import JournaledStorage
from tests.terminal import HASHIYA, RealTerminal
from tui.arabic.layout import one_line
from tui.widgets.palette import Palette

SAMPLE = Path(__file__).parent.parent / "samples" / "baku-tehran.txt"
PALETTE = Palette(load_schema("arabic-news"), dark=True, few_colours=False)
GPE, PER = (PALETTE.style(label).bgcolor.triplet.hex[1:] for label in ("GPE", "PER"))


TABLES = ("spans", "claims", "done")


def on_disk(layer: Path) -> dict[str, list[dict[str, object]]]:
    """The layer as its file and its journal have it by now."""
    storage = JournaledStorage(layer, "reader")
    return {name: list((storage.table(name) or {}).values()) for name in TABLES}


def as_stock_tinydb_finds_it(layer: Path) -> dict[str, list[dict[str, object]]]:
    """The layer's file, when the app has closed it."""
    with TinyDB(layer, access_mode="r") as database:
        return {name: [dict(r) for r in database.table(name)] for name in TABLES}


def test_open_label_undo_redo_quit_export_and_open_again(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path)
    text = SAMPLE.read_text(encoding="utf-8")
    layer = tmp_path / "baku-tehran.hashiya" / "annotations" / f"{default_annotator()}.json"
    city = text.index("لطهران") + 1
    person = text.index("جيحون بايراموف")

    terminal = RealTerminal(HASHIYA, "baku-tehran.txt", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 17")
    # Sentence 3: «جيحون بايراموف» is its words 14 and 15; a claim on the sentence.
    terminal.press("down", "down", *["left"] * 13, "enter", "shift+left", "p", "2")
    # Sentence 4: «لطهران» is its word 11; cut ل off.
    terminal.press("down", *["left"] * 10, "enter", "-", "g")
    terminal.wait_for(lambda: len(on_disk(layer)["spans"]) == 2, "two spans")
    terminal.wait_for_text("saved")
    terminal.press("u")
    terminal.wait_for(lambda: len(on_disk(layer)["spans"]) == 1, "undone")
    terminal.press("u")
    terminal.wait_for(lambda: on_disk(layer)["claims"] == [], "undone")
    terminal.press("r", "r")
    terminal.wait_for(lambda: len(on_disk(layer)["spans"]) == 2, "redone")
    assert terminal.quit() == 0

    found = as_stock_tinydb_finds_it(layer)
    spans = sorted((span["label"], span["ranges"]) for span in found["spans"])
    assert spans == [("GPE", [[city, city + 5]]), ("PER", [[person, person + 14]])]
    assert [(claim["label"], claim["sentence"]) for claim in found["claims"]] == [
        ("quotation", f"{found['claims'][0]['document']}-3")
    ]
    assert found["done"] == []

    jsonl = subprocess.run(
        [HASHIYA, "export", "baku-tehran.hashiya", "--format", "jsonl", "--state", "all"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    record = json.loads(jsonl.stdout.decode("utf-8"))
    assert record["text"] == text
    assert [(text[s["start"] : s["end"]], s["start"], s["label"]) for s in record["spans"]] == [
        ("جيحون بايراموف", person, "PER"),
        ("طهران", city, "GPE"),
    ]
    assert [c["label"] for s in record["sentences"] for c in s["claims"]] == ["quotation"]

    conll = tmp_path / "train.conll"
    subprocess.run(
        [HASHIYA, "export", "baku-tehran.hashiya", "--format", "conll", "--dialect", "offsets", "--state", "all", "-o", conll],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    rows = [line.split(" ") for line in conll.read_text(encoding="utf-8").splitlines() if line][1:]
    assert [row for row in rows if row[3] != "O"] == [
        ["جيحون", str(person), str(person + 5), "B-PER"],
        ["بايراموف", str(person + 6), str(person + 14), "I-PER"],
        ["طهران", str(city), str(city + 5), "B-GPE"],
    ]
    assert ["ل", str(city - 1), str(city), "O"] in rows
    assert not any("\ufb50" <= c <= "\ufeff" for c in conll.read_text(encoding="utf-8"))

    again = RealTerminal(HASHIYA, "baku-tehran.hashiya", cwd=tmp_path)
    again.wait_for_text("sentence 4 of 17")  # where one stopped
    again.wait_for_text("quotation")
    again.wait_for(lambda: one_line("لطهران").removesuffix("ﻟ") in again.on_background(GPE), "the city")
    assert one_line("جيحون بايراموف") in again.on_background(PER)
    assert again.quit() == 0


def test_a_text_from_standard_input_is_read_with_keys_from_the_terminal(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path)
    terminal = RealTerminal("sh", "-c", f"cat baku-tehran.txt | {HASHIYA} -", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 17")
    terminal.press("g")
    terminal.wait_for_text("GPE")
    assert terminal.quit() == 0
    (project,) = tmp_path.glob("stdin-*.hashiya")
    assert len(on_disk(next((project / "annotations").glob("*.json")))["spans"]) == 1


def test_a_killed_app_loses_nothing_that_was_called_saved(tmp_path: Path) -> None:
    shutil.copy(SAMPLE, tmp_path)
    layer = tmp_path / "baku-tehran.hashiya" / "annotations" / f"{default_annotator()}.json"
    terminal = RealTerminal(HASHIYA, "baku-tehran.txt", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 17")
    terminal.press("g")
    terminal.wait_for_text("GPE «")
    terminal.process.kill(9)
    terminal.process.close()
    assert len(on_disk(layer)["spans"]) == 1
    again = RealTerminal(HASHIYA, "baku-tehran.txt", cwd=tmp_path)
    again.wait_for_text("GPE «")
    assert again.quit() == 0


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGHUP])
def test_told_to_end_it_leaves_the_terminal_in_order(tmp_path: Path, ending: signal.Signals) -> None:
    shutil.copy(SAMPLE, tmp_path)
    terminal = RealTerminal(HASHIYA, "baku-tehran.txt", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 17")
    terminal.process.kill(ending)
    written = b""
    while True:
        try:
            written += terminal.process.read_nonblocking(65536, timeout=10)
        except pexpect.EOF:
            break
    assert b"\x1b[?1049l" in written  # back from the alternate screen
    assert b"\x1b[?1003l" in written  # no mouse reports any more
    terminal.process.close()
    assert terminal.process.exitstatus == 128 + ending


def test_a_corpus_that_turns_out_damaged_ends_the_app_with_a_sentence(tmp_path: Path) -> None:
    for number in range(120):
        (tmp_path / f"{number:03}.txt").write_text(f"قال الوزير رقم {number} نعم.", encoding="utf-8")
    subprocess.run(
        [HASHIYA, "import", "a.hashiya", *sorted(tmp_path.glob("*.txt"))], cwd=tmp_path, check=True
    )
    corpus = tmp_path / "a.hashiya" / "corpus.sqlite"
    with closing(sqlite3.connect(corpus)) as database:
        database.execute("UPDATE documents SET text = text || '؟' WHERE name = '119.txt'")
        database.commit()
    terminal = RealTerminal(HASHIYA, "a.hashiya", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 120")
    terminal.press("g", "\x1b[F")
    terminal.process.expect(pexpect.EOF)
    terminal.process.close()
    said = terminal.process.before.decode("utf-8")
    assert "Traceback" not in said
    assert "the text of 119.txt is not the one that was imported; restore the file from a copy" in said
    assert terminal.process.exitstatus == 2
    layer = tmp_path / "a.hashiya" / "annotations" / f"{default_annotator()}.json"
    assert [span["label"] for span in on_disk(layer)["spans"]] == ["GPE"]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_second_person_at_the_same_layer_is_told(tmp_path: Path, language: str) -> None:
    shutil.copy(SAMPLE, tmp_path)
    first = RealTerminal(HASHIYA, "baku-tehran.txt", "--lang", language, cwd=tmp_path)
    first.wait_for_text("17")
    second = RealTerminal(HASHIYA, "baku-tehran.txt", cwd=tmp_path)
    second.wait_for_text("open already")
    other = RealTerminal(HASHIYA, "baku-tehran.txt", "--annotator", "other", cwd=tmp_path)
    other.wait_for_text("0 done · other")
    assert other.quit() == 0
    assert first.quit() == 0
