"""First layout of new lines, and of lines laid out before, against reshape + get_display on the same.

    python tests/benchmarks/layout.py

Prints microseconds per line and the ratios; the two sides take turns in one run. A "new line" is
one whose words the shapers have not seen either: both start from empty caches.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from arabic_reshaper import ArabicReshaper
from bidi import get_display

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from tui.arabic import glyphs, layout, shaping  # noqa: E402

ROUNDS = 15
WIDTH = 100


def lines() -> list[str]:
    """The sample article in lines of at most WIDTH letters."""
    found, line = [], ""
    for word in (ROOT / "samples" / "baku-tehran.txt").read_text(encoding="utf-8").split():
        if len(line) + len(word) >= WIDTH:
            found.append(line)
            line = ""
        line = f"{line} {word}".strip()
    return [*found, line]


def microseconds(act: Callable[[str], object], texts: list[str]) -> float:
    begin = time.perf_counter()
    for text in texts:
        act(text)
    return (time.perf_counter() - begin) / len(texts) * 1e6


def main() -> None:
    texts = lines()
    reshaper = ArabicReshaper({"delete_harakat": False})
    forget = (shaping._joined_forms, glyphs._drawn, glyphs.analyse, layout._rows)
    theirs, new, known_words, again = [], [], [], []
    for _ in range(ROUNDS):
        theirs.append(microseconds(lambda text: get_display(reshaper.reshape(text)), texts))
        for cache in forget:
            cache.cache_clear()
        new.append(microseconds(lambda text: layout.lay_out(text, WIDTH, 1), texts))
        again.append(microseconds(lambda text: layout.lay_out(text, WIDTH, 1), texts))
        for cache in forget[2:]:
            cache.cache_clear()
        known_words.append(microseconds(lambda text: layout.lay_out(text, WIDTH, 1), texts))
    base = statistics.median(theirs)
    for name, figures in (
        ("reshape + get_display", theirs),
        ("new line, new words", new),
        ("new line, words seen before", known_words),
        ("line laid out before", again),
    ):
        median = statistics.median(figures)
        print(f"{name:28} {median:8.1f} µs/line   × {median / base:.2f}")


if __name__ == "__main__":
    main()
