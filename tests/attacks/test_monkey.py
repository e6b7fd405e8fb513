"""Somebody who presses anything on nasty text: the app lives, the project is whole, and all can be undone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from annotations.check import check
from annotations.project import open_text
from annotations.store.tinydb_store import TinyDBStore
from tests.attacks.amount import amount
from tests.attacks.test_packets import settled
from tui.app import HashiyaApp
from tui.locale import Texts
from tui.screens.reader import ReaderScreen

NASTY = [
    "قالَ الوَزِيرُ \u202eنعم\u202c لـCNN. ", "😀🏽👨‍👩‍👧 سعيد! ", "\u200f\u200f. ", "لا لا لا. ", "a\u0300\u0301\u0302ب. ", "\ufeff\u200b", "١٢٣٫٤ و1,200. ",
    "کوردی ە ێ ڵ. ", "((((", "......", "\n\n\n", "\t", "ـــــ", "ﷺ ﷽ ", "x" * 300 + " ", "و" * 200 + " ", "#وسم @حساب https://t.co/aB1 ", "‏قال: «نعم؟» ثم", "𞤀𞤁 ", "\u2067\u2066x\u2069 ",
]  # fmt: skip
KEYS = [
    *"abcdefghijklmnoprstuvwxyz0123456789ABGPO/?.,-+[]{}<>=;: ", "up", "down", "left", "right", "home", "end", "pageup", "pagedown",
    "shift+left", "shift+right", "ctrl+left", "ctrl+right", "tab", "shift+tab", "enter", "escape", "backspace", "delete", "ctrl+p",
    "ctrl+f", "ctrl+s", "ctrl+y", "ctrl+z", "ctrl+a", "ctrl+w", "f1", "ب", "ل", "لا", "ﻻ", "؟", "ش",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(amount(4, 100)))
async def test_a_monkey(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    path = tmp_path / "x.txt"
    path.write_text("نص. " + "".join(chance.choices(NASTY, k=30)), encoding="utf-8")
    project = open_text(path, "a")
    store = project.open_layer()
    assert isinstance(store, TinyDBStore)
    app = HashiyaApp(project, store, Texts(chance.choice(["en", "ar"]), "123"))
    size = chance.choice([(80, 24), (120, 36), (40, 12), (21, 5)])
    async with app.run_test(size=size) as pilot:
        for _ in range(amount(120, 200)):
            if app._exit:
                break
            kind = chance.random()
            if kind < 0.85:
                key = chance.choice(KEYS)
                if key == "ctrl+z" and isinstance(app.screen, ReaderScreen):
                    continue  # to the shell
                await pilot.press(key)
            elif kind < 0.95:
                place = (chance.randrange(app.size.width), chance.randrange(app.size.height))
                await pilot.click(offset=place)
            else:
                await pilot.resize_terminal(chance.randrange(20, 130), chance.randrange(4, 40))
        await settled(app)
        await pilot.pause()
        app.exit()
    if store.writable:
        while store.undo():
            pass
        document = project.corpus.documents[0]
        assert store.by_document(document.id) == []
    store.close()
    assert check(project) == []
    project.close()
