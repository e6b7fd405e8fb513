"""CoNLL-U: words cut at clitics are multi-word tokens, spans are `NE=B-LABEL` in MISC.

`SpaceAfter=No` and `SpacesAfter` say what stands between two tokens, so that the text of a sentence can be
put together again as it was; `# document_offset` says where it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from annotations.arabic.words import tokens as whole_tokens
from annotations.corpus.reading import Refused
from annotations.corpus.streams import bounded_lines, opened
from annotations.formats.assembling import Piece, assembled
from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, TOKENS, Choices
from annotations.formats.conll import by_sentence
from annotations.formats.incoming import Found, Item, Reading
from annotations.formats.out import Out, text
from annotations.formats.tags import stretches, tags
from annotations.formats.view import DocumentView
from annotations.model import Range
from annotations.schema import LabelSchema

NAME: Final = "conllu"
SUMMARY: Final = "CoNLL-U: cut words as multi-word tokens, spans as NE=B-LABEL in MISC"
ARABIC: Final = "جداول CoNLL-U: الكلمات المقطوعة مركبة، والكيانات في العمود الأخير"
SUFFIX: Final = ".conllu"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"layer": LAYERS, "tokens": TOKENS}
ENDS: Final = (".conllu",)
_EMPTY: Final = "\t".join("_" * 7)
_ESCAPES: Final = {" ": "\\s", "\t": "\\t", "\r": "\\r", "\n": "\\n", "|": "\\p", "\\": "\\\\"}
_UNESCAPED: Final = {escape: plain for plain, escape in _ESCAPES.items()}
_LONGEST_LINE: Final = 1 << 20


def carries(choices: Choices) -> Carries:
    """Spans of tokens in one sentence that do not overlap."""
    return Carries(
        spans="flat",
        twice=False,
        across=False,
        tokens=True,
        annotators=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS word by word."""
    with text(out) as file:
        for view in views:
            file.write(f"# newdoc id = {view.document.id}\n# name = {_line(view.document.name)}\n")
            file.write(f"# annotator = {view.annotator}\n")
            sentences = {sentence.id: sentence for sentence in view.sentences}
            for id, tokens, found in by_sentence(view, choices):
                sentence = sentences[id]
                said = view.document.text[sentence.start : sentence.end]
                file.write(
                    f"# sent_id = {id}\n# document_offset = {sentence.start}\n# text = {_line(said)}\n"
                )
                for line in _rows(
                    said, [(a - sentence.start, b - sentence.start) for a, b in tokens], found
                ):
                    file.write(f"{line}\n")
                file.write("\n")


def _line(said: str) -> str:
    return re.sub(r"[\r\n\t]", " ", said)


def _rows(said: str, tokens: list[Range], found: list[tuple[int, int, str]]) -> Iterator[str]:
    tagged = tags(len(tokens), found)
    wholes = iter(whole_tokens(said))
    whole = next(wholes, None)
    followed = [*(start for start, _ in tokens[1:]), len(said)]
    for number, (start, end) in enumerate(tokens, 1):
        while whole and whole[1] <= start:
            whole = next(wholes, None)
        misc = [] if tagged[number - 1] == "O" else [f"NE={_escaped(tagged[number - 1])}"]
        before = [f"SpacesBefore={_escaped(said[:start])}"] if number == 1 and start else []
        between = said[end : followed[number - 1]]
        if whole and whole[0] == start and end < whole[1]:
            last = max(n for n, (_, b) in enumerate(tokens, 1) if b <= whole[1])
            after = _after(said[tokens[last - 1][1] : followed[last - 1]], last == len(tokens))
            after, before = [*before, *after], []
            after = [*after, "NE=_"] if after and after[-1][-1].isspace() else after
            yield f"{number}-{last}\t{said[slice(*whole)]}\t{_EMPTY}\t{'|'.join(after) or '_'}"
        misc += before
        if not (whole and whole[0] <= start and end <= whole[1] and whole != (start, end)):
            misc += _after(between, number == len(tokens))
        if misc and misc[-1][-1].isspace():  # readers would take it for the end of the line
            misc = [*misc, "NE=O"] if tagged[number - 1] == "O" else [*misc[1:], misc[0]]
        yield f"{number}\t{said[start:end]}\t{_EMPTY}\t{'|'.join(misc) or '_'}"


def _after(between: str, last: bool) -> list[str]:
    if between == " " or (last and not between):
        return []
    return ["SpaceAfter=No"] if not between else [f"SpacesAfter={_escaped(between)}"]


def _escaped(between: str) -> str:
    return "".join(_ESCAPES.get(character, character) for character in between)


def is_it(path: Path, head: bytes) -> bool:
    """Whether PATH is called so and HEAD has its ten columns."""
    lines = head.decode("utf-8", "ignore").splitlines()[:-1]
    rows = [line for line in lines if line and not line.startswith("#")]
    return path.suffix == ".conllu" or (bool(rows) and all(row.count("\t") == 9 for row in rows))


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The sentences in PATH; those of one document are put together."""
    return assembled(_pieces(path))


def _pieces(path: Path) -> Iterator[Piece | Refused]:
    document: dict[str, str] = {}
    comments: dict[str, str] = {}
    rows: list[tuple[int, list[str]]] = []
    place, number = 0, 0
    wrong: tuple[str, str] | None = None  # what line of the sentence, and why
    with opened(path) as file:
        for line_number, line in enumerate(_lines(file), 1):
            if line is None:
                wrong = (
                    f"{path}:{line_number}",
                    "this line is not UTF-8, or too long; its sentence is left out",
                )
            elif line.startswith("#"):
                name, _, value = line[1:].partition("=")
                if name.strip() == "newdoc id" or line[1:].strip() == "newdoc":
                    document, place, number = {"id": value.strip()}, 0, number + 1
                kept = document if name.strip() in ("name", "annotator") else comments
                kept[name.strip()] = value.strip()
            elif line.strip():
                rows.append((line_number, line.split("\t")))
            elif rows or wrong:
                piece = Refused(*wrong) if wrong else _piece(path, rows, comments, document, place, number)
                if isinstance(piece, Piece):
                    place = piece.start + len(piece.text) + 1
                yield piece
                comments, rows, wrong = {}, [], None
    if rows or wrong:
        yield Refused(*wrong) if wrong else _piece(path, rows, comments, document, place, number)


def _lines(file: object) -> Iterator[str | None]:
    for line in bounded_lines(file, _LONGEST_LINE):  # type: ignore[arg-type]
        try:
            yield None if line is None else line.decode("utf-8").removeprefix("\ufeff").rstrip("\r\n")
        except UnicodeDecodeError:
            yield None


def _piece(
    path: Path,
    rows: list[tuple[int, list[str]]],
    comments: dict[str, str],
    document: dict[str, str],
    place: int,
    number: int,
) -> Piece | Refused:
    source = f"{path}:{rows[0][0]}"
    try:
        built = _Sentence(rows)
    except ValueError as error:
        return Refused(source, f"this sentence: {error}")
    start = comments.get("document_offset", "")
    items = [Item("span", label, (where,), place=f"{path}:{line}") for where, label, line in built.spans()]
    return Piece(
        built.text,
        source,
        name=document.get("name") or document.get("id") or path.name,
        document=document.get("id") or f"{path.name}#{number}",
        annotator=document.get("annotator", ""),
        start=int(start) if start.isdecimal() and len(start) < 12 else place,
        items=items,
        tokens=built.tokens,
    )


class _Sentence:
    """One sentence: its text as its tokens and what is between them give it."""

    def __init__(self, rows: list[tuple[int, list[str]]]) -> None:
        self.text = ""
        self.tokens: list[Range] = []
        self._tags: list[str] = []
        self._lines: list[int] = []
        self._exact: list[bool] = []
        self._assumed = False  # whether the text ends with a blank that the file does not say
        skip_to = 0
        forms = {row[0]: row[1] for _, row in rows if len(row) == 10}
        for line, row in rows:
            if len(row) != 10:
                raise ValueError(f"line {line} has {len(row)} columns, not 10")
            id, form, misc = row[0], row[1], dict(_pairs(row[9]))
            if "." in id:
                continue  # an empty node
            if not self.text and "SpacesBefore" in misc:
                self.text = _plain(misc["SpacesBefore"])
            if "-" in id:
                first, last = (int(each) for each in id.split("-"))
                skip_to = last
                start = len(self.text)
                self._put(form, misc)
                parts = [forms.get(str(n), "") for n in range(first, min(last, first + 20) + 1)]
                exact = "".join(parts) == form
                for part in parts:
                    end = start + (len(part) if exact else len(form))
                    self.tokens.append((start, end))
                    self._exact.append(exact)
                    start = end if exact else start
                continue
            if not id.isdecimal():
                raise ValueError(f"line {line}: {id!r} is no number of a word")
            if int(id) > skip_to:
                self.tokens.append((len(self.text), len(self.text) + len(form)))
                self._exact.append(True)
                self._put(form, misc)
            tag = _plain(misc.get("NE") or misc.get("NER") or "O")
            self._tags.append(tag)
            self._lines.append(line)
        numbers = [int(row[0]) for _, row in rows if row[0].isdecimal()]
        if (
            not self.tokens
            or len(self._tags) != len(self.tokens)
            or numbers != [*range(1, len(numbers) + 1)]
        ):
            raise ValueError("its words are not numbered one after the other")
        if self._assumed:
            self.text = self.text[:-1]  # behind the last word nothing is said of a blank
        self._found = stretches(self._tags)
        self._places = self.tokens
        for first, end, label in self._found:
            before = first > 0 and self.tokens[first - 1] == self.tokens[first]
            behind = end < len(self.tokens) and self.tokens[end] == self.tokens[end - 1]
            if (before and not self._exact[first]) or (behind and not self._exact[end - 1]):
                raise ValueError(f"the parts of a word are not its letters, so {label} has no place in it")
        # The parts of a word that are not its letters are one token.
        self.tokens = list(dict.fromkeys(self.tokens))

    def _put(self, form: str, misc: Mapping[str, str]) -> None:
        self._assumed = not {"SpaceAfter", "SpacesAfter"} & set(misc)
        self.text += form + _gap(misc)

    def spans(self) -> Iterator[tuple[Range, str, int]]:
        """Its spans, with the lines that they begin at."""
        for first, end, label in self._found:
            yield (self._places[first][0], self._places[end - 1][1]), label, self._lines[first]


def _pairs(misc: str) -> Iterator[tuple[str, str]]:
    for pair in misc.split("|"):
        name, equals, value = pair.partition("=")
        if equals:
            yield name, value


def _gap(misc: Mapping[str, str]) -> str:
    if "SpacesAfter" in misc:
        return _plain(misc["SpacesAfter"])
    return "" if misc.get("SpaceAfter") == "No" else " "


def _plain(escaped: str) -> str:
    return re.sub(r"\\[strnp\\]", lambda match: _UNESCAPED.get(match[0], match[0]), escaped)
