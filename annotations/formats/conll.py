"""CoNLL: a token a line in four columns, its tag last, a blank line between sentences.

Dialects differ in what stands between, and in the line that documents begin with: `conll2003` has that of
the files of the CoNLL-2003 task, `spacy` the one that spaCy's converter parts documents at, `offsets` the
offsets of each token in the source text in place of the part of speech and the chunk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from annotations.errors import HashiyaError
from annotations.formats.batches import in_batches
from annotations.formats.carrying import Carries
from annotations.formats.choices import LAYERS, TOKENS, Choices
from annotations.formats.columns import DOCSTART, Row, documents
from annotations.formats.flat import stretches_of
from annotations.formats.incoming import Found, Reading
from annotations.formats.out import Out, text
from annotations.formats.tags import SCHEMES, Stretch, biluo, stretches, tags
from annotations.formats.view import DocumentView
from annotations.model import Range, Span
from annotations.schema import LabelSchema

NAME: Final = "conll"
SUMMARY: Final = "IOB2 and its kin, a token a line in four columns: token, -X-, _, tag"
ARABIC: Final = "كلمة في كل سطر ووسومها في أربعة أعمدة، بنظام IOB2 وأشباهه"
SUFFIX: Final = ".conll"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "dialect": ("conll2003", "spacy", "offsets"),
    "scheme": SCHEMES,
    "layer": LAYERS,
    "tokens": TOKENS,
}
ENDS: Final = (".conll", ".iob", ".iob2", ".bioes", ".bilou")
_OFTEN: Final = (*ENDS, ".bio")  # may be a life, too
_DOCSTARTS: Final = {
    "conll2003": f"{DOCSTART} -X- -X- O",
    "spacy": f"{DOCSTART} -X- O O",
    "offsets": f"{DOCSTART} -X- -X- O",
}
_TAG: Final = re.compile(r"O|[BIESLU]-\S+")


def carries(choices: Choices) -> Carries:
    """Spans of whole tokens in one sentence, none in another."""
    return Carries(
        spans="flat",
        twice=False,
        across=False,
        tokens=True,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS token by token."""
    docstart = _DOCSTARTS[choices.dialect or "conll2003"]

    def lines(views: list[DocumentView]) -> str:
        return "".join(
            f"{docstart}\n\n" + "".join(f"{each}\n" for each in _sentences(view, choices)) for view in views
        )

    with text(out) as file:
        file.writelines(in_batches(views, lines))


def _sentences(view: DocumentView, choices: Choices) -> Iterator[str]:
    source = view.document.text
    with_offsets = choices.dialect == "offsets"
    for _, tokens, found in by_sentence(view, choices):
        said = tags(len(tokens), found, choices.scheme)
        if choices.dialect == "spacy" and choices.scheme == "bioes":
            said = [biluo(tag) for tag in said]  # the letters that its converter knows
        tagged = zip(tokens, said, strict=True)
        if with_offsets:
            lines = [f"{source[start:end]} {start} {end} {tag}\n" for (start, end), tag in tagged]
        else:
            lines = [f"{source[start:end]} -X- _ {tag}\n" for (start, end), tag in tagged]
        yield "".join(lines)


def by_sentence(view: DocumentView, choices: Choices) -> Iterator[tuple[str, list[Range], list[Stretch]]]:
    """The id of each sentence of VIEW that has tokens, these, and which of them are spans.

    Tokens that somebody else has cut may be blanks, which are none here; HashiyaError where one has a blank
    in it, as columns are parted by blanks.
    """
    source = view.document.text
    following = iter(view.spans)
    span: Span | None = next(following, None)
    for sentence in view.sentences:
        tokens = view.tokens.get(sentence.id, [])
        if choices.tokens == "imported":
            tokens = [(start, end) for start, end in tokens if source[start:end].strip()]
            _refuse_blanks(view, tokens)
        within: list[Span] = []
        while span is not None and span.start < sentence.end:
            within.append(span)
            span = next(following, None)
        if tokens:
            yield sentence.id, tokens, stretches_of(within, tokens)


def _refuse_blanks(view: DocumentView, tokens: list[Range]) -> None:
    for start, end in tokens:
        parts = view.document.text[start:end].split()
        if len(parts) > 1:
            raise HashiyaError(
                f"{view.document.name}: was imported with the token «{' '.join(parts)[:60]}» at {start}, "
                "and columns have no place for a blank; choose other tokens, such as --tokens words"
            )


def is_it(path: Path, head: bytes) -> bool:
    """Whether HEAD has rows of a token and a tag, and PATH is called as such files are."""
    lines = [
        [each for each in re.split("[ \t]", line) if each]
        for line in head.decode("utf-8", "ignore").splitlines()[:50]
    ]
    named = path.name.lower().removesuffix(".gz").endswith(_OFTEN)
    begins = bool(lines) and bool(lines[0]) and lines[0][0].removeprefix("\ufeff") == DOCSTART
    # The last line may not be all there.
    whole = lines if len(lines) < 50 and head.endswith(b"\n") else lines[:-1]
    rows = [line for line in whole if line and line[0].removeprefix("\ufeff") != DOCSTART]
    if not (named or begins) or not rows or not all(len(r) > 1 and _TAG.fullmatch(r[-1]) for r in rows):
        return False
    # Where all that stands between is tags, too, it has a column for each level of nesting.
    between = [column for row in rows for column in row[1:-1]]
    return not all(map(_TAG.fullmatch, between)) or all(len(row) == 2 for row in rows)


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The documents in PATH, in any of the dialects and schemes."""
    return documents(path, reading, _stretches, _place)


def _stretches(rows: Sequence[Row]) -> list[Stretch]:
    for row in rows:
        if len(row.columns) < 2 or not _TAG.fullmatch(row.columns[-1]):
            raise ValueError(f"line {row.line}: no tag in the last column: {' '.join(row.columns)[:60]!r}")
    return stretches([row.columns[-1] for row in rows])


def _place(row: Row) -> int | None:
    token, *between, _ = row.columns
    if len(between) == 2 and all(each.isdecimal() and len(each) < 12 for each in between):
        start, end = map(int, between)
        if end - start == len(token):
            return start
    return None
