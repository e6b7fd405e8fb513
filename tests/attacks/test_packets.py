"""Keys that arrive together do what they do when they are typed slowly, one by one."""

from __future__ import annotations

import asyncio
import random
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key

from annotations.model import Note, Span
from annotations.project import open_project
from tests.attacks.amount import amount
from tui.app import HashiyaApp
from tui.locale import Texts
from tui.terminal.textual_seam import EscapeParser
from tui.widgets.find_field import FindField

SAMPLES = Path(__file__).parents[2] / "samples"
OPENING = {"help": ["?", "\x1bOP"], "note": ["h"], "find": ["/", "\x06"], "commands": ["\x10"]}
CLOSING = {
    "help": ["q", "?", "\x1b", "\x1bOP"],
    "note": ["\x1b", "\x13"],
    "find": ["\x1b"],
    "commands": ["\x1b", "\x10", "\r"],
}
READING = [*"pogl12xus-+[]{}<>,.wi \t\r\x7f\x1b", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"]
WRITING = ["n", "o", "t", "e", "ذهب", "طهران", " ", "\x1b[C", "\x1b[D", "\x7f", "ق"]


def session(chance: random.Random, length: int) -> list[str]:
    """Keys of a person who opens and closes everything there is, and never leaves."""
    keys: list[str] = []
    where = "reader"
    while len(keys) < length or where != "reader":
        if where == "reader":
            if chance.random() < 0.4:
                where = chance.choice(list(OPENING))
                keys.append(chance.choice(OPENING[where]))
            else:
                # An Escape and a bracket are how terminals begin what they send for an arrow.
                sure = [key for key in READING if not (key == "[" and keys[-1:] == ["\x1b"])]
                keys.append(chance.choice(sure))
        elif chance.random() < 0.35:
            if where == "commands":
                keys += ["\x1b[B"] * 4  # what stands there changes a label, and does not leave
            keys.append(chance.choice([key for key in CLOSING[where] if key != "\r"]))
            where = "reader"
        elif where in ("note", "find"):
            keys.append(chance.choice(WRITING))
        else:
            keys.append(chance.choice(["\x1b[A", "\x1b[B"]))
    return keys


@dataclass
class Seen:
    """What there is when all keys were taken."""

    screen: str
    finding: bool
    place: tuple[int, Any]
    said: list[Any] = field(default_factory=list)


async def typed(folder: Path, packets: list[str], slowly: bool) -> Seen:
    """What becomes of a fresh copy of the sample in FOLDER when PACKETS arrive."""
    shutil.copytree(SAMPLES, folder)
    project = open_project(folder / "baku-tehran.hashiya")
    store = project.open_layer()
    app = HashiyaApp(project, store, Texts("en", "123"))
    parser = EscapeParser()
    async with app.run_test(size=(90, 24)) as pilot:
        for packet in packets:
            for message in [*parser.feed(packet), *parser.end_escape()]:
                app.post_message(message)
            if slowly:
                await settled(app)
                await pilot.pause()
        await settled(app)
        await pilot.pause()
        session = app._session
        said = [
            (type(each).__name__, getattr(each, "label", ""), each.ranges if isinstance(each, Span) else "",
             each.text if isinstance(each, Note) else "", getattr(each, "sentence", ""))
            for document in project.corpus.documents for each in store.by_document(document.id)
        ]  # fmt: skip
        finding = bool(app.screen.query(FindField)) and app.screen.query_one(FindField).display
        seen = Seen(type(app.screen).__name__, finding, (session.index, session.selection), sorted(said))
    store.close()
    project.close()
    return seen


async def settled(app: HashiyaApp) -> None:
    await asyncio.sleep(0)
    while app.message_queue_size or app._gate._waiting or not (app._gate._work and app._gate._work.done()):
        await asyncio.sleep(0.002)


def cut(keys: list[str], chance: random.Random, longest: int) -> list[str]:
    """KEYS in packets of up to LONGEST of them."""
    packets: list[str] = []
    while keys:
        size = chance.randint(1, longest)
        packets.append("".join(keys[:size]))
        keys = keys[size:]
    return packets


@pytest.mark.parametrize("seed", range(amount(8, 100)))
async def test_packets_of_keys_do_what_the_keys_do_one_by_one(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    keys = session(chance, 60)
    one_by_one = await typed(tmp_path / "slow", keys, slowly=True)
    assert one_by_one.screen == "ReaderScreen"
    together = await typed(tmp_path / "fast", cut(keys, chance, 40), slowly=False)
    assert together == one_by_one, keys


@pytest.mark.parametrize(
    ("packet", "note", "screen", "finding"),
    [
        ("hpog note\x13", "pog note", "ReaderScreen", False),
        ("hpog note\x1b", None, "ReaderScreen", False),
        ("/ذهب", None, "ReaderScreen", True),
        ("/ذهب\x1b", None, "ReaderScreen", False),
        ("?q", None, "ReaderScreen", False),
        ("??", None, "ReaderScreen", False),
        ("?\x1b\x1b", None, "ReaderScreen", False),
        ("?\x1b?", None, "HelpScreen", False),
        ("\x10\x1bhx\x13", "x", "ReaderScreen", False),
        ("hx\x1bhy\x13", "yx", "ReaderScreen", False),
        ("h", None, "NoteScreen", False),
    ],
)
async def test_what_is_typed_behind_an_opening_key_goes_to_what_it_opens(
    tmp_path: Path, packet: str, note: str | None, screen: str, finding: bool
) -> None:
    before = await typed(tmp_path / "before", [], slowly=True)
    seen = await typed(tmp_path / "after", [packet], slowly=False)
    assert (seen.screen, seen.finding) == (screen, finding)
    notes = [text for kind, *_, text, _ in seen.said if kind == "Note"]
    rest = [each for each in seen.said if each[0] != "Note"]
    assert rest == [each for each in before.said if each[0] != "Note"], "no label was put on"
    if note is not None:
        assert any(sorted(note) == sorted(text) for text in notes)


ANSWERS = [
    "\x1bP>|VTE(7006)\x1b\\", "\x1bP>|XTerm(379)\x1b\\", "\x1bP>|kitty(0.26.5)\x1b\\", "\x1b[>65;7006;1c", "\x1b[>0;276;0c",
    "\x1bP!|7E565445\x1b\\", "\x1bP!|00000000\x1b\\", "\x1b[?65;1;9c", "\x1b[?1;2c", "\x1b]11;rgb:0000/0000/ffff\x07",
    "\x1b]10;rgb:ffff/ffff/ffff\x1b\\", "\x1b[=0;1c", "\x1bP1$r0m\x1b\\", "\x1b[?2026;2$y", "\x1b[1;5R",
]  # fmt: skip


@pytest.mark.parametrize("cut_at", [None, 2, 5, 9])
async def test_late_answers_of_the_terminal_are_nobodys_keys(tmp_path: Path, cut_at: int | None) -> None:
    before = await typed(tmp_path / "before", [], slowly=True)
    for number, answer in enumerate(ANSWERS):
        parser = EscapeParser()
        pieces = [answer] if cut_at is None else [answer[:cut_at], answer[cut_at:]]
        keys = [message for piece in pieces for message in parser.feed(piece) if isinstance(message, Key)]
        assert keys == [], (number, answer)
    together = await typed(tmp_path / "after", ["".join(ANSWERS)], slowly=False)
    assert together == before


def test_what_is_pasted_is_nobodys_keys() -> None:
    parser = EscapeParser()
    messages = [*parser.feed("\x1b[200~hpog \x1bx"), *parser.feed("/ذهب\x1b[201~q")]
    assert [type(message).__name__ for message in messages] == ["Paste", "Key"]
