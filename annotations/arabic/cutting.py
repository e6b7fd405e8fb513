"""Whether a name begins behind what is written together with it: a guess, for a person to take or leave.

Letters alone say where a word can be cut, not whether: «لطهران» can, and so can «ليبيا». This is a logistic
regression on letters and on how often the project has the whole word and the rest of it; its weights are
in `cutting.json`, fitted by `tests/benchmarks/proclitics.py`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import resources
from typing import Final

from annotations.arabic.clitics import CONJUNCTIONS, proclitic_boundaries
from annotations.arabic.folding import fold
from annotations.arabic.whole_names import WHOLE

LIKELY: Final = 0.35  # from this probability on a cut is proposed: 97 % right, 1.5 % false
Count = Callable[[str], int]


def likely_cut(word: str, count: Count, weights: Mapping[str, float] | None = None) -> int:
    """The offset in WORD that a name in it most likely begins at, 0 for the whole word.

    COUNT says how often a folded word stands in the project, the one at hand too. «ولطهران» is cut behind
    «ول», «ليبيا» nowhere; the article stays with the name.
    """
    weights = _weights() if weights is None else weights
    cut = 0
    for place in possible_cuts(word):
        if fold(word[cut:]) in WHOLE:
            break
        if not "\u0600" <= fold(word[place:])[:1] <= "\u08ff":
            return place
        score = sum(weights.get(name, 0.0) for name in features(word[cut:], place - cut, count))
        if 1 / (1 + math.exp(-score)) < LIKELY:
            break
        cut = place
    return cut


def possible_cuts(word: str) -> Iterator[int]:
    """Where WORD can be cut, one proclitic after the other; a preposition is the last of them."""
    cut = 0
    while True:
        there = proclitic_boundaries(word[cut:])
        if not there or (cut and fold(word[:cut])[-1:] not in CONJUNCTIONS):
            return
        cut += there[0]
        yield cut


def features(word: str, cut: int, count: Count) -> Iterator[str]:
    """What is known of WORD if it is cut at CUT, by name."""
    whole, stem, before = fold(word), fold(word[cut:]), fold(word[:cut])
    yield "bias"
    for letters in range(4):
        yield f"cut {before}|{stem[:letters]}"
    yield f"stem {stem[:2]}"
    for letters in (2, 3):
        yield f"end {stem[-letters:]}"
    yield f"length {min(len(stem), 7)}"
    yield f"length {before}|{min(len(stem), 5)}"
    yield f"article {before}|{stem.startswith('ال')}"
    alone, together = count(stem), max(0, count(whole) - 1)
    ratio = math.log2((alone + 0.5) / (together + 0.5))
    yield f"alone {min(3, alone.bit_length())}"
    yield f"together {min(3, together.bit_length())}"
    yield f"ratio {max(-3, min(3, round(ratio)))}"
    yield f"ratio {before}|{max(-2, min(2, round(ratio / 2)))}"


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    written = resources.files("annotations.arabic").joinpath("cutting.json").read_text(encoding="utf-8")
    found: dict[str, float] = json.loads(written)["weights"]
    return found
