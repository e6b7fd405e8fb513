"""Where the words of a text are cut for formats that have tokens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final

from annotations.arabic.cutting import likely_cut
from annotations.arabic.folding import fold
from annotations.arabic.words import cut_tokens, words
from annotations.errors import HashiyaError
from annotations.formats.choices import Tokens
from annotations.formats.view import DocumentView
from annotations.model import Range, Sentence

# The field of a document that holds the tokens of the file it came from, as [start, end, …].
IMPORTED: Final = "hashiya:tokens"
Tokenise = Callable[[DocumentView, Sentence, Iterable[int]], list[Range]]


def tokeniser(kind: Tokens, texts: Iterable[str]) -> Tokenise:
    """What gives the tokens of a sentence, cut at some offsets where KIND has it so.

    TEXTS are those of the project, which say how often a word stands there.
    """
    if kind == "words":
        return lambda view, sentence, _: _cut(view, sentence, ())
    if kind == "imported":
        return lambda view, sentence, _: _imported(view, sentence)
    if kind == "proclitics":
        return _Proclitics(texts)
    return _cut


def _cut(view: DocumentView, sentence: Sentence, edges: Iterable[int]) -> list[Range]:
    base = sentence.start
    text = view.document.text[base : sentence.end]
    return [(base + start, base + end) for start, end in cut_tokens(text, (edge - base for edge in edges))]


def _imported(view: DocumentView, sentence: Sentence) -> list[Range]:
    found = view.fields.get(IMPORTED)
    # They are in order and apart, if nobody else has written them.
    if (
        not isinstance(found, list)
        or not all(type(each) is int for each in found)
        or found != sorted(found)
    ):
        raise HashiyaError(
            f"{view.document.name}: was not imported with tokens; choose others, such as --tokens words"
        )
    pairs = zip(found[::2], found[1::2], strict=False)
    return [(a, b) for a, b in pairs if sentence.start <= a < b <= sentence.end]


class _Proclitics:
    """Cuts words where a proclitic most likely ends, too, by the words of TEXTS."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._counts: Counter[str] = Counter()
        self._cuts: dict[str, int] = {}
        for text in texts:
            self._counts.update(fold(text[start:end]) for start, end in words(text))

    def __call__(self, view: DocumentView, sentence: Sentence, edges: Iterable[int]) -> list[Range]:
        text = view.document.text[sentence.start : sentence.end]
        cuts = [sentence.start + start + self._cut(text[start:end]) for start, end in words(text)]
        return _cut(view, sentence, [*cuts, *edges])

    def _cut(self, word: str) -> int:
        if word not in self._cuts:
            self._cuts[word] = likely_cut(word, self._counts.__getitem__)
        return self._cuts[word]
