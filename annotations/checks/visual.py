"""Text in visual order, as taken out of a PDF: its letters are there backwards.

Teh marbuta and alef maksura stand at the end of Arabic words and never at their beginning, and the article
at the beginning. Where the letters are backwards it is the other way round; but «لا» stands at the end of
many words as they are («أهلا»), so that it says something only of a text where words begin otherwise, too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from annotations.checks import Layer, Spoilt

NAME = "visual"
EN = "sentences whose letters are stored backwards, as from a PDF"
AR = "جمل حروفها معكوسة كأنها من PDF"
_WORD: Final = re.compile(r"[\u0621-\u064a\ufb50-\ufdff\ufe70-\ufefc]{3,}")
_FEWEST: Final = 2
_ALONE: Final = 5  # articles at the end, where nothing else is backwards


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Such sentences."""
    for document in layer.corpus.documents:
        for sentence in layer.corpus.sentences(document.id):
            said = document.text[sentence.start : sentence.end]
            backwards, forwards = _directions(said)
            if backwards >= _FEWEST and backwards > 2 * forwards:
                yield Spoilt(document.id, (sentence.start, sentence.end), f"{backwards} : {forwards}")
        yield None


def _directions(said: str) -> tuple[int, int]:
    """How many signs there are that the words of SAID are backwards, and that they are not."""
    backwards = forwards = articles = 0
    for word in _WORD.findall(said):
        word = unicodedata.normalize("NFKC", word)  # of shapes the letters that they stand for
        backwards += word[0] in "ةى"
        articles += word.endswith("لا") and not word.startswith("ال")
        forwards += (word[-1] in "ةى") + word.startswith("ال")
    return backwards + articles if backwards or articles >= _ALONE else 0, forwards
