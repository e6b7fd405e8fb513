"""A hundred acts of every kind, by keys, against the installed command; then compared value by value.

Nested and crossing names, names in pieces and inside a word, moved edges, claims on letters, claimants in
the same sentence, in another one and the author, attributes, skips, flags: in stock TinyDB and in the JSONL.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tinydb import TinyDB

from tests.terminal import HASHIYA, RealTerminal

SENTENCES = 10
LINE = "قال الوزير محمد علي إن وزارة خارجية إيران لن تغلق لطهران سفارة"
ESC = "\x1b"
Keys = tuple[str, ...]


def acts(number: int) -> list[tuple[str, Keys]]:
    """What is done in sentence NUMBER (from 0), act by act, from its first word on."""
    flagged, skipped = number % 5 == 4, number % 2 == 1
    claimant: Keys = ("a", "1")
    if number % 3 == 1:
        claimant = ("a", "up", "1")  # in the sentence before
    elif number % 3 == 2:
        claimant = ("a", "0")
    return [
        ("a name of two words", ("left", "left", "enter", "shift+left", "p")),
        ("a name of three words", (ESC, "left", "left", "enter", "shift+left", "shift+left", "o")),
        ("a name nested in it", (ESC, "enter", "g")),
        ("a name that crosses it", (ESC, "enter", "shift+left", "m")),
        ("another piece of that", (ESC, "left", "left", "enter", "J")),
        ("a name inside a word", (ESC, "right", "enter", "-", "g")),
        ("its edge moved", ("{",)),
        ("a claim on letters", (ESC, "left", "left", "enter", "5")),
        ("a claim on the sentence", (ESC, "1")),
        ("who claims it", claimant),
        ("its attributes", ("A", "2", "1", ESC)),
        (
            "how far one has come",
            ("!", "غ", "\x13", "down") if flagged else ("K",) if skipped else ("space",),
        ),
    ]


def test_a_hundred_acts_by_keys_are_what_stock_tinydb_and_the_jsonl_say(tmp_path: Path) -> None:
    text = "\n".join([LINE] * SENTENCES)
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    terminal = RealTerminal(HASHIYA, "x.txt", "--annotator", "a", "--lang", "en", cwd=tmp_path)
    terminal.wait_for_text("sentence 1 of 10")
    done = 0
    for number in range(SENTENCES):
        for _, keys in acts(number):
            terminal.press(*keys)
            done += 1
        if number + 1 < SENTENCES:
            terminal.wait_for_text(f"sentence {number + 2} of 10")
    assert done == 120
    terminal.wait_for_text("saved")
    assert terminal.quit() == 0

    with TinyDB(tmp_path / "x.hashiya" / "annotations" / "a.json", access_mode="r") as stock:
        tables = {name: [dict(row) for row in stock.table(name)] for name in stock.tables()}
    words = {row["id"]: named(text, row["ranges"]) for row in tables["spans"]}
    assert [(row["label"], words[row["id"]]) for row in tables["spans"]] == [
        each
        for number in range(SENTENCES)
        for each in (
            ("PER", f"{number}: محمد علي"),
            ("ORG", f"{number}: وزارة خارجية إيران"),
            ("GPE", f"{number}: إيران"),
            ("MISC", f"{number}: إيران لن + لطهران"),
            ("GPE", f"{number}: تغل"),
        )
    ]
    claims = tables["claims"]
    assert [(row["label"], named(text, row.get("ranges", []))) for row in claims] == [
        each
        for number in range(SENTENCES)
        for each in (("opinion", f"{number}: سفارة"), ("factual-claim", ""))
    ]
    wholes = [row for row in claims if row["label"] == "factual-claim"]
    assert {json.dumps(row["attributes"]) for row in wholes} == {
        json.dumps({"check-worthy": "yes", "polarity": "affirmed"})
    }
    assert [row["sentence"].rpartition("-")[2] for row in wholes] == [str(n + 1) for n in range(SENTENCES)]
    ends = [words.get(row["target"], row["target"]) for row in tables["relations"]]
    assert [row["source"] for row in tables["relations"]] == [row["id"] for row in wholes]
    assert ends == [
        f"{number}: محمد علي"
        if number % 3 == 0
        else f"{number - 1}: محمد علي"
        if number % 3 == 1
        else "@author"
        for number in range(SENTENCES)
    ]
    states = {row["sentence"]: (row["state"], row.get("reason", "")) for row in tables["states"]}
    states |= {row["sentence"]: ("done", "") for row in tables["done"]}
    assert [states[row["sentence"]] for row in wholes] == [
        ("flagged", "غ") if number % 5 == 4 else ("skipped", "") if number % 2 else ("done", "")
        for number in range(SENTENCES)
    ]

    told = subprocess.run(
        [HASHIYA, "export", "x.hashiya", "--format", "jsonl", "--state", "all"],
        cwd=tmp_path, capture_output=True, check=True,
    )  # fmt: skip
    record = json.loads(told.stdout.decode("utf-8"))
    assert {(each["id"], each["label"], str(each["ranges"])) for each in record["spans"]} == {
        (row["id"], row["label"], str(row["ranges"])) for row in tables["spans"]
    }
    assert {
        (each["id"], each["label"], str(each.get("ranges")), str(each.get("attributes")), sentence["id"])
        for sentence in record["sentences"]
        for each in sentence["claims"]
    } == {
        (row["id"], row["label"], str(row.get("ranges")), str(row.get("attributes")), row["sentence"])
        for row in claims
    }
    assert [(each["source"], each["target"]) for each in record["relations"]] == [
        (row["source"], row["target"]) for row in tables["relations"]
    ]
    assert {each["id"]: (each["state"], each.get("reason", "")) for each in record["sentences"]} == states


def named(text: str, ranges: list[list[int]]) -> str:
    """The sentence that RANGES begin in, from 0, and their words; "" for none."""
    if not ranges:
        return ""
    number = text.count("\n", 0, ranges[0][0])
    return f"{number}: " + " + ".join(text[start:end] for start, end in ranges)
