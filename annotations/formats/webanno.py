"""WebAnno TSV 3.3, of WebAnno and INCEpTION: a token a line, a column a feature, sub-tokens for cut words.

Offsets are UTF-16 units. INCEpTION reads it still, but `cas` is what it recommends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from annotations.arabic.words import tokens as whole_tokens
from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, Choices
from annotations.formats.flat import sentences_of
from annotations.formats.incoming import Found, Reading
from annotations.formats.names import Names
from annotations.formats.offsets import Offsets
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.formats.webanno_reading import documents
from annotations.model import Range, Relation, Sentence, Span
from annotations.schema import LabelSchema

NAME: Final = "webanno"
SUMMARY: Final = "WebAnno TSV 3.3: spans with attributes and relations, sub-tokens for cut words"
ARABIC: Final = "جداول WebAnno TSV 3.3: كيانات بسماتها وعلاقاتها"
SUFFIX: Final = ".tsv"
SHAPE: Final = "folder"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"layer": LAYERS}
LAYER: Final = "webanno.custom.Hashiya"
RELATION: Final = "webanno.custom.HashiyaRelation"
HEAD: Final = "#FORMAT=WebAnno TSV 3.3"
_VALUE_ESCAPED: Final = re.compile(r"->|[\\\[\]|_;\t\n*]")
_TEXT_ESCAPED: Final = re.compile(r"[\\\x00-\x09\x0b-\x1f]")
_CONTROLS: Final = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f"}


def carries(choices: Choices) -> Carries:
    """Spans in one sentence that do not end in blanks, with attributes and relations between them."""
    return Carries(
        tokens=True, across=False, attributes=frozenset({"span", "relation"}),
        relations=frozenset({"span"}),
    )  # fmt: skip


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, a file each."""
    names = Names()
    for view in views:
        with text(out, f"{names.of(view.document.name)}.tsv") as file:
            file.write(f"{HEAD}\n#T_SP={LAYER}|attributes|identifier|label\n")
            file.write(f"#T_RL={RELATION}|attributes|identifier|label|BT_{LAYER}\n\n\n")
            for line in _Tsv(view).lines():
                file.write(f"{line}\n")


def value(said: str) -> str:
    """SAID as the value of a feature."""
    if not said:
        return "*"
    return _VALUE_ESCAPED.sub(lambda match: "\\" + {"\t": "t", "\n": "n"}.get(match[0], match[0]), said)


class _Tsv:
    """Writes one view."""

    def __init__(self, view: DocumentView) -> None:
        self._view = view
        self._text = view.document.text
        self._units = Offsets(self._text, "utf-16")
        self._numbers = {span.id: number for number, span in enumerate(view.spans, 1)}
        self._first: dict[str, str] = {}  # the address of the first unit of each span
        self._into: dict[str, list[Relation]] = {}
        for relation in view.relations:
            self._into.setdefault(relation.target, []).append(relation)

    def lines(self) -> Iterator[str]:
        """Sentence after sentence."""
        layout = []
        for number, (sentence, spans, _) in enumerate(sentences_of(self._view), 1):
            units = list(self._units_of(sentence, number))
            for span in spans:
                for address, (start, end), within in units:
                    if self._is_on(span, start, end, within):
                        self._first.setdefault(span.id, address)
            layout.append((sentence, spans, units))
        for sentence, spans, units in layout:
            said = self._text[sentence.start : sentence.end]
            yield f"#Sentence.id={sentence.id}:{sentence.start}"
            yield from (f"#Text={_text(line)}" for line in said.split("\n"))
            for address, (start, end), within in units:
                there = [span for span in spans if self._is_on(span, start, end, within)]
                if within and not there:
                    continue
                yield self._row(address, start, end, there)
            yield ""

    def _units_of(self, sentence: Sentence, number: int) -> Iterator[tuple[str, Range, Range | None]]:
        """Words with their addresses and ranges, and behind each the pieces that it is cut into."""
        base = sentence.start
        pieces = self._view.tokens[sentence.id]
        for place, (a, b) in enumerate(whole_tokens(self._text[base : sentence.end]), 1):
            word = (base + a, base + b)
            yield f"{number}-{place}", word, None
            inside = [piece for piece in pieces if word[0] <= piece[0] and piece[1] <= word[1]]
            if len(inside) > 1:
                for part, piece in enumerate(inside, 1):
                    yield f"{number}-{place}.{part}", piece, word

    @staticmethod
    def _is_on(span: Span, start: int, end: int, within: Range | None) -> bool:
        """Whether a row of SPAN is that of the unit [START, END): whole words, pieces of the others."""
        if not (span.start <= start and end <= span.end):
            return False
        return within is None or not (span.start <= within[0] and within[1] <= span.end)

    def _row(self, address: str, start: int, end: int, there: list[Span]) -> str:
        where = f"{self._units.to(start)}-{self._units.to(end)}"
        columns = [address, where, self._text[start:end]]

        def stacked(values: list[str]) -> str:
            return "|".join(values) or "_"

        numbered = [(span, f"[{self._numbers[span.id]}]") for span in there]
        columns.append(stacked([value(_attributes(span)) + n for span, n in numbered]))
        columns.append(stacked([value(span.id) + n for span, n in numbered]))
        columns.append(stacked([value(span.label) + n for span, n in numbered]))
        into = [
            each
            for span in there
            if self._first[span.id] == address
            for each in self._into.get(span.id, [])
        ]
        columns.append(stacked([value(_attributes(each)) for each in into]))
        columns.append(stacked([value(each.id) for each in into]))
        columns.append(stacked([value(each.label) for each in into]))
        ends = [
            f"{self._first[each.source]}[{self._numbers[each.source]}_{self._numbers[each.target]}]"
            for each in into
        ]
        columns.append(stacked(ends))
        return "\t".join([*columns, ""])


def _attributes(each: Span | Relation) -> str:
    return json.dumps(dict(each.attributes), ensure_ascii=False) if each.attributes else ""


def _text(line: str) -> str:
    return _TEXT_ESCAPED.sub(
        lambda match: "\\\\" if match[0] == "\\" else _CONTROLS.get(match[0], f"\\u{ord(match[0]):04x}"),
        line,
    )


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD says so."""
    return head.removeprefix(b"\xef\xbb\xbf").startswith(b"#FORMAT=WebAnno TSV 3")


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The document in PATH."""
    return documents(path)
