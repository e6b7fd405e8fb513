"""spaCy's DocBin: `ents`, all spans in `spans["sc"]`, claims of sentences in `cats`.

A Doc is a sentence, or a document by `--dialect documents`. Every character of the text is in some token.
Words are cut where spans begin or end; spaCy's own tokeniser does not cut there, so whoever trains on raw
text needs `--tokens words --on-loss widen`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from annotations.corpus.reading import Refused
from annotations.formats.assembling import Piece, assembled
from annotations.formats.carrying import Carries
from annotations.formats.choices import TOKENS, Choices
from annotations.formats.extras import needed
from annotations.formats.flat import longest, within
from annotations.formats.incoming import Found, Item, Reading
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.model import Range, Sentence
from annotations.schema import LabelSchema

NAME: Final = "spacy"
SUMMARY: Final = "spaCy DocBin: ents, nested spans in spans['sc'], sentence labels in cats"
ARABIC: Final = "ملف DocBin لبرنامج spaCy: الكيانات والمتداخل منها وتصنيفات الجمل"
SUFFIX: Final = ".spacy"
SHAPE: Final = "file"
EXTRA: Final = "spacy"
BINARY: Final = True
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"dialect": ("sentences", "documents"), "tokens": TOKENS}
ENDS: Final = (".spacy",)
KEY: Final = "sc"  # where spaCy looks for spans that overlap
_LARGEST: Final = 1 << 30


def carries(choices: Choices) -> Carries:
    """Spans of tokens, and claims of sentences where a Doc is one."""
    documents = choices.dialect == "documents"
    return Carries(
        tokens=True,
        twice=False,
        across=documents,
        sentence_claims=not documents,
        claims_twice=False,
        whole_documents=documents,
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS as one DocBin."""
    spacy = needed("spacy", NAME, EXTRA)
    vocab = spacy.blank("ar").vocab
    packed = needed("spacy.tokens", NAME, EXTRA).DocBin(store_user_data=True)
    labels = [label.id for label in schema.claims if label.on != "letters"]
    for view in views:
        if choices.dialect == "documents":
            packed.add(_doc(spacy, vocab, view, (0, len(view.document.text)), view.sentences, []))
            continue
        for sentence in view.sentences:
            where = (sentence.start, sentence.end)
            packed.add(_doc(spacy, vocab, view, where, [sentence], labels))
    with out.file() as file:
        file.write(packed.to_bytes())


def _doc(
    spacy: Any, vocab: Any, view: DocumentView, where: Range, sentences: list[Sentence], labels: list[str]
) -> Any:
    text = view.document.text
    tokens = [token for sentence in sentences for token in view.tokens[sentence.id]]
    pieces = list(_covering(text, where, tokens))
    words = [text[start:end] for start, end, _ in pieces]
    doc = spacy.tokens.Doc(vocab, words=words, spaces=[blank for _, _, blank in pieces])
    starts = {start: place for place, (start, _, _) in enumerate(pieces)}
    ends = {end: place + 1 for place, (_, end, _) in enumerate(pieces)}
    spans = within(view.spans, where)
    made = {
        span.id: spacy.tokens.Span(doc, starts[span.start], ends[span.end], label=span.label)
        for span in spans
    }
    doc.set_ents([made[span.id] for span in longest(spans)])
    doc.spans[KEY] = [made[span.id] for span in spans]
    begins = {sentence.start for sentence in sentences}
    for token, (start, _, _) in zip(doc, pieces, strict=True):
        token.is_sent_start = start in begins or token.i == 0
    said = {claim.label for claim in view.claims.get(sentences[0].id, [])} if len(sentences) == 1 else set()
    if len(sentences) == 1 and (labels or said):
        doc.cats = {label: float(label in said) for label in dict.fromkeys([*labels, *sorted(said)])}
    doc.user_data["hashiya"] = {
        "document": view.document.id,
        "name": view.document.name,
        "annotator": view.annotator,
        "start": where[0],
    }
    return doc


def _covering(text: str, where: Range, tokens: list[Range]) -> Iterator[tuple[int, int, bool]]:
    """Tokens for all of TEXT in WHERE, TOKENS and what is between them, and whether a blank follows."""
    place = where[0]
    bounds = [*tokens, (where[1], where[1])]
    for (start, end), after in zip(bounds, [*(s for s, _ in bounds[1:]), where[1]], strict=True):
        if place < start:  # more than a blank, or another white space
            yield place, start, False
        if start < end:
            blank = text[end : end + 1] == " " and end < after
            yield start, end, blank
            place = end + blank


def is_it(path: Path, head: bytes) -> bool:
    """Whether PATH is called so."""
    return path.suffix == ".spacy"


def read(path: Path, reading: Reading) -> Iterator[Found]:
    """The Docs in PATH."""
    return assembled(_pieces(path))


def _pieces(path: Path) -> Iterator[Piece | Refused]:
    if str(path) == "-":
        yield Refused("-", "a DocBin cannot be read from standard input; name its file")
        return
    spacy = needed("spacy", NAME, EXTRA)
    packing = needed("spacy.tokens", NAME, EXTRA).DocBin
    if path.stat().st_size > _LARGEST:
        yield Refused(str(path), "larger than a DocBin can be; split it")
        return
    try:
        docs = packing().from_bytes(path.read_bytes()).get_docs(spacy.blank("ar").vocab)
        for number, doc in enumerate(docs, 1):
            yield _piece(doc, f"{path}:[{number}]")
    except Exception as error:  # zlib's, msgpack's, spaCy's: of what is none
        why = " ".join(str(error).split())[:200] or type(error).__name__
        yield Refused(str(path), f"cannot be read as a DocBin: {why}")


def _piece(doc: Any, place: str) -> Piece | Refused:
    ours = doc.user_data.get("hashiya")
    ours = ours if isinstance(ours, dict) else {}
    text = doc.text
    spans = {(s.start_char, s.end_char, s.label_) for s in doc.ents}
    for key in doc.spans:
        spans |= {(s.start_char, s.end_char, s.label_) for s in doc.spans[key]}
    items = [
        Item("span", label, ((start, end),), place=place) for start, end, label in sorted(spans) if label
    ]
    whole = (0, len(text))
    several = not ours and doc.has_annotation("SENT_START") and len(list(doc.sents)) > 1
    items += (
        Item("document", label, place=place) if several
        else Item("claim", label, sentence=whole, place=place)
        for label, score in doc.cats.items()
        if score >= 0.5
    )  # fmt: skip
    start = ours.get("start")
    return Piece(
        text,
        place,
        name=str(ours.get("name") or place),
        document=str(ours.get("document") or "") if type(start) is int else "",
        annotator=str(ours.get("annotator") or ""),
        start=start if type(start) is int else 0,
        items=items,
        tokens=[(t.idx, t.idx + len(t)) for t in doc if not t.is_space],
        whole=not ours or (doc.has_annotation("SENT_START") and len(list(doc.sents)) > 1),
    )
