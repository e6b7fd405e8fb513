"""How well the guess is where a name begins, on words it has not seen; `--write` fits its weights anew.

    python tests/benchmarks/proclitics.py [--write] [TEXTS...]

Gold is the half of Arabic PUD in tests/data (CC BY-SA 3.0); TEXTS give more words to count.
"""

from __future__ import annotations

import argparse
import json
import lzma
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from annotations.arabic.cutting import features, likely_cut, possible_cuts  # noqa: E402
from annotations.arabic.folding import fold  # noqa: E402
from annotations.arabic.words import words  # noqa: E402

PUD = ROOT / "tests" / "data" / "pud" / "ar_pud-half.conllu.xz"
WEIGHTS = ROOT / "annotations" / "arabic" / "cutting.json"
_NAMES = {"PROPN", "X"}
_CONTENT = _NAMES | {"NOUN", "ADJ", "NUM"}
_FOLDS = 8


@dataclass(frozen=True)
class Word:
    """A written word, where what it is about begins in it, and whether that is a name."""

    written: str
    cut: int
    is_name: bool


def gold() -> tuple[list[Word], Counter[str]]:
    """The words of the treebank, and how often each stands in its texts."""
    found: list[Word] = []
    counts: Counter[str] = Counter()
    chain: list[tuple[str, str]] = []
    for line in lzma.decompress(PUD.read_bytes()).decode("utf-8").splitlines(keepends=True):
        if line.startswith("# text = "):
            counts.update(folded_words(line.removeprefix("# text = ")))
        fields = line.rstrip("\n").split("\t")
        if len(fields) == 10:
            if fields[3] in ("PUNCT", "SYM"):
                found += _word(chain)
                chain = []
            else:
                chain.append((fields[1], fields[3]))
        if len(fields) != 10 or "SpaceAfter=No" not in fields[9]:
            found += _word(chain)
            chain = []
    return found, counts


def _word(chain: Sequence[tuple[str, str]]) -> Iterator[Word]:
    head = next((place for place, (_, kind) in enumerate(chain) if kind in _CONTENT), None)
    if head is not None:
        before = "".join(form for form, _ in chain[:head])
        yield Word("".join(form for form, _ in chain), len(before), chain[head][1] in _NAMES)


def folded_words(text: str) -> Iterator[str]:
    """The words of TEXT, folded."""
    return (fold(text[start:end]) for start, end in words(text))


def fit(sample: Sequence[Word], counts: Counter[str], epochs: int = 30) -> dict[str, float]:
    """Weights by AdaGrad on the logistic loss (Duchi et al. 2011), with a little shrinking."""
    cases = []
    for word in sample:
        before = 0
        for place in possible_cuts(word.written):
            right = place <= word.cut
            found = [*features(word.written[before:], place - before, counts.__getitem__)]
            cases.append((found, float(right), 3.0 if word.is_name else 1.0))
            if not right:
                break
            before = place
    weights: defaultdict[str, float] = defaultdict(float)
    squares: defaultdict[str, float] = defaultdict(lambda: 1e-8)
    for epoch in range(epochs):
        random.Random(epoch).shuffle(cases)
        for names, wanted, importance in cases:
            slope = (1 / (1 + math.exp(-sum(weights[name] for name in names))) - wanted) * importance
            for name in names:
                step = slope + 0.002 * weights[name]
                squares[name] += step * step
                weights[name] -= 0.3 * step / math.sqrt(squares[name])
    return {name: round(weight, 2) for name, weight in sorted(weights.items()) if abs(weight) >= 0.05}


def cross_validated(sample: Sequence[Word], counts: Counter[str]) -> tuple[float, float]:
    """Of names, on words apart: the share of cuts that are found, and that of false ones."""
    order = list(range(len(sample)))
    random.Random(1).shuffle(order)
    right = wrong = cut = uncut = 0
    for part in range(_FOLDS):
        apart = set(order[part::_FOLDS])
        weights = fit([word for number, word in enumerate(sample) if number not in apart], counts)
        for word in (sample[number] for number in apart):
            if not word.is_name:
                continue
            guess = likely_cut(word.written, counts.__getitem__, weights)
            cut, uncut = cut + (word.cut > 0), uncut + (word.cut == 0)
            right += word.cut > 0 and guess == word.cut
            wrong += word.cut == 0 and guess > 0
    return right / cut, wrong / uncut


def main() -> None:
    """Print the figures; write the weights where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("texts", nargs="*", type=Path)
    options = parser.parse_args()
    sample, counts = gold()
    for path in options.texts:
        counts.update(folded_words(path.read_text(encoding="utf-8")))
    right, false = cross_validated(sample, counts)
    print(f"{counts.total():,} words counted; names: {right:.1%} of the cuts found, {false:.1%} false")
    if options.write:
        source = "fitted by tests/benchmarks/proclitics.py on half of Universal Dependencies Arabic-PUD 2 (CC BY-SA 3.0)"
        with WEIGHTS.open("w", encoding="utf-8") as file:
            json.dump(
                {"source": source, "weights": fit(sample, counts)}, file, ensure_ascii=False, indent=0
            )
            file.write("\n")


if __name__ == "__main__":
    main()
