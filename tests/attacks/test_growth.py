"""Twice the text takes about twice the time, whatever the text: every function that takes one."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from annotations.arabic import words
from annotations.arabic.clitics import proclitic_boundaries
from annotations.arabic.folding import fold, fold_with_offsets
from annotations.arabic.sentences import split_sentences
from annotations.corpus.decoding import decode
from annotations.corpus.importing import ranges_of
from annotations.search import longest_literal, places_in
from annotations.store.journal import parse
from tests.attacks.amount import amount
from tui.arabic.clusters import clusters
from tui.arabic.layout import fit, lay_out
from tui.arabic.levels import embedding_levels
from tui.arabic.visible import visible
from tui.session.editor import Editor

FUNCTIONS: dict[str, Callable[[str], object]] = {
    "sentences": split_sentences,
    "tokens": words.tokens,
    "words": words.words.__wrapped__,
    "cut tokens": lambda text: words.cut_tokens(text, range(0, len(text), 7)),
    "proclitics": proclitic_boundaries,
    "fold": fold,
    "fold with offsets": fold_with_offsets,
    "places": lambda text: places_in(text + "x", "نعم"),
    "literal": longest_literal,
    "lines": lambda text: ranges_of(text, "lines"),
    "whole": lambda text: ranges_of(text, "none"),
    "decode": lambda text: decode(text.encode("utf-8"), "x"),
    "levels": lambda text: embedding_levels(text, None),
    "clusters": clusters,
    "clusters apart": lambda text: clusters(text, apart=True),
    "layout": lambda text: lay_out(text, 60, None, set()),
    "fit": lambda text: fit(text, 60),
    "visible": visible,
    "journal": lambda text: parse(text.encode("utf-8")),
    "editor": lambda text: Editor(text).word_border(-1),
}
PIECES = (
    ".", "(", '"', "«", "»", "a.", "د.", "د. ", "هـ.", "و", "ـ", "\u064b", "1", "1.", "1,", "1:", "http://", "www.", "a@",
    "a@b.", "@", "\u200f", "\u200d", "\u202b", "\u2067", "()", "[", "[1]", "x(", "؟", "…", " .", '!"', "بسم ", "بسم. ",
    "a-", "a'", "\u061c.", "\n", "\r", "\t", "﷽", "😀", "😀\u200d", "لا", "\u0300", "(!", 'قال "نعم؟" ', 'x"؟ ', "a",
    "من ((", "_", "-", "\ufeff", "https://a", "الـ", "وبال", "ا\u200c", "😀🏽", "\\", "(?", "|", "12345678 {}\n", "﷼ ",
)  # fmt: skip
MOST = 7.0  # of four times the text: 4 for what is linear, 16 for what is not


def seconds(act: Callable[[str], object], text: str) -> float:
    found = []
    for _ in range(2):
        begin = time.process_time()
        act(text)
        found.append(time.process_time() - begin)
    return min(found)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_time_grows_as_the_text_does(name: str) -> None:
    act = FUNCTIONS[name]
    for piece in PIECES:
        for text in (piece, "بسم " + piece):
            few, many = amount(2000, 30_000), amount(8000, 120_000)
            short, long = ((text * few)[:few], (text * many)[:many])
            if seconds(act, long) < 0.1:
                continue  # too quick to be anything else
            ratios = []
            for _ in range(3):  # the machine may be busy with something else
                ratios.append(seconds(act, long) / max(seconds(act, short), 1e-4))
                if ratios[-1] < MOST:
                    break
            assert min(ratios) < MOST, f"{text!r}: {ratios}"


def test_a_megabyte_of_full_stops_is_read_in_seconds() -> None:
    begin = time.process_time()
    split_sentences("." * 1_000_000)
    words.tokens("." * 100_000)
    assert time.process_time() - begin < 20
