"""A page for reading: the text right to left with its margin, relations drawn, in one file, printable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from importlib import resources
from itertools import pairwise
from typing import Final

from annotations.corpus.cut import parts
from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.flat import Index
from annotations.formats.losses import shortened
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    SPECIAL_TARGETS,
    Attributes,
    Claim,
    Labelled,
    Range,
    Sentence,
    Span,
)
from annotations.schema import LabelSchema
from annotations.schema.making import colour

NAME: Final = "html"
SUMMARY: Final = "a page to read and print: the text with its margin, relations drawn"
ARABIC: Final = "صفحة للقراءة والطباعة: المتن وحاشيته وعلاقاته مرسومة"
SUFFIX: Final = ".html"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {"language": ("ar", "en")}
_WORDS: Final = {
    "title": {"en": "Text and margin", "ar": "المتن والحاشية"},
    "by": {"en": "annotator", "ar": "الواسم"},
    AUTHOR: {"en": "the author", "ar": "الكاتب"},
    NOT_SAID: {"en": "not said", "ar": "غير مذكور"},
    "yes": {"en": "yes", "ar": "نعم"},
    "no": {"en": "no", "ar": "لا"},
    "open": {"en": "open", "ar": "مفتوحة"},
    "skipped": {"en": "skipped", "ar": "متروكة"},
    "flagged": {"en": "flagged", "ar": "معلمة"},
}  # fmt: skip


def carries(choices: Choices) -> Carries:
    """All that a reader wants to see, in the margin of its sentence."""
    shown = frozenset({"span", "claim"})
    return replace(
        EVERYTHING, relations=shown, notes=shown | {"sentence", "document", "answer"}, in_sentences=True
    )


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, one below the other."""
    page = _Page(schema, choices.language)
    own = resources.files(__package__)
    with text(out) as file:
        style, script = (own.joinpath(f"page.{end}").read_text(encoding="utf-8") for end in ("css", "js"))
        direction = "rtl" if choices.language == "ar" else "ltr"
        file.write(
            f'<!doctype html>\n<html lang="{choices.language}" dir="{direction}">\n'
            '<head><meta charset="utf-8">'
            f'<meta name="viewport" content="width=device-width"><title>{page.word("title")}</title>\n'
            f"<style>\n{style}</style></head>\n<body>\n"
        )
        for view in views:
            for line in page.document(view):
                file.write(f"{line}\n")
        file.write(f"<script>\n{script}</script>\n</body></html>\n")


class _Page:
    """Writes documents in LANGUAGE, with the names and colours of SCHEMA."""

    def __init__(self, schema: LabelSchema, language: str) -> None:
        self._schema = schema
        self._language = language
        self._others: dict[str, str] = {}

    def word(self, name: str) -> str:
        """The word of the page called NAME."""
        return _WORDS[name][self._language]

    def _name(self, each: Labelled) -> str:
        label = self._schema.label_of(each)
        if label is None:
            relation = self._schema.relation(each.label)
            return relation.name(self._language) if relation else each.label
        return (label.short or label.ar) if self._language == "ar" else label.en

    def _colour(self, label: str) -> str:
        known = self._schema.label(label)
        if known and known.colour:
            return known.colour
        return self._others.setdefault(label, colour(len(self._others)))

    def document(self, view: DocumentView) -> Iterator[str]:
        """VIEW as a section."""
        yield f'<section class="document" id="d{view.document.id}">'
        by = f"<small>{self.word('by')}: {escape(view.annotator)}</small>"
        yield f"<h1>{escape(view.document.name)} {by}</h1>"
        labels = " · ".join(self._said(each) for each in view.labels)
        if labels:
            yield f'<p class="labels">{labels}</p>'
        end = 0
        self._index = Index(view)
        open_ones: list[Span] = []  # that began before and may go on
        waiting = list(reversed(view.spans))
        for sentence in view.sentences:
            claims = view.claims.get(sentence.id, [])
            begin: list[Span] = []  # also before it, in a sentence that is not on the page
            while waiting and waiting[-1].start < sentence.end:
                begin.append(waiting.pop())
            between = view.document.text[end : sentence.start]
            gap = ' class="paragraph"' if between.count("\n") > 1 else ""
            spans = [*open_ones, *begin]
            yield f'<div class="row"><p dir="rtl"{gap}>{self._matn(view, sentence, spans)}</p>'
            yield f'<aside dir="auto">{self._margin(view, sentence, claims, begin)}</aside></div>'
            open_ones = [span for span in spans if span.end > sentence.end]
            end = sentence.end
        yield "".join(notes_in(self._index.notes[view.document.id]))
        yield "</section>"

    def _matn(self, view: DocumentView, sentence: Sentence, spans: list[Span]) -> str:
        """The letters of SENTENCE, cut where a span begins or ends, so that crossing ones can be shown."""
        within: list[tuple[Span | Claim, Range]] = [
            (span, piece) for span in spans for piece in span.ranges
            if piece[0] < sentence.end and sentence.start < piece[1]
        ]  # fmt: skip
        within += [
            (claim, piece)
            for claim in view.claims.get(sentence.id, [])
            for piece in claim.ranges
            if piece[0] < sentence.end and sentence.start < piece[1]
        ]
        edges = {sentence.start, sentence.end}
        edges |= {edge for _, piece in within for edge in piece if sentence.start < edge < sentence.end}
        # A label stands before the word: within one it would part letters that are joined.
        text = view.document.text
        named = {span.id: _word_start(text, span.start, sentence.start) for span in spans}
        edges |= {named[each.id] for each, _ in within if each.id in named and each.start >= sentence.start}
        cuts = sorted(edges)
        made = []
        for start, end in pairwise(cuts):
            said = escape(view.document.text[start:end])
            there = [each for each, (a, b) in within if a <= start and end <= b]
            shown = sorted((e for e in there if isinstance(e, Span)), key=lambda s: s.end - s.start)
            begins = [
                f'<sup dir="auto">{escape(self._name(span))}</sup>'
                for span in dict.fromkeys(each for each, _ in within if isinstance(each, Span))
                if named[span.id] == start <= span.start
            ]
            style = self._style(shown, any(isinstance(each, Claim) for each in there))
            ids = escape(" ".join(each.id for each in there))
            if there:
                said = f'<mark data-of="{ids}"{style}>{said}</mark>'
            made.append("".join(begins) + said)
        return "".join(made)

    def _style(self, spans: list[Span], claimed: bool) -> str:
        """The shortest span gives the background, each one around it a line below."""
        said = [f"background:{self._colour(spans[0].label)}"] if spans else ["background:none"]
        lines = [f"0 {2 * n}px 0 {self._colour(span.label)}" for n, span in enumerate(spans[1:], 1)]
        if lines:
            said.append(f"box-shadow:{','.join(lines)}")
        if claimed:
            said.append("border-top:1px solid #888")
        return f' style="{";".join(said)}"'

    def _margin(
        self, view: DocumentView, sentence: Sentence, claims: list[Claim], begin: list[Span]
    ) -> str:
        said = [self._claim(view, claim) for claim in claims]
        for span in begin:
            if span.attributes or self._index.notes.get(span.id) or self._index.related.get(span.id):
                said.append(self._of_span(view, span))
        mark = view.states.get(sentence.id)
        state = mark.state if mark else "open"
        if state != "done":
            reason = f": {escape(mark.reason)}" if mark and mark.reason else ""
            said.append(f'<div class="state">{self.word(state)}{reason}</div>')
        notes = [note for part in parts(sentence) for note in self._index.notes[part]]
        return "".join([*said, *notes_in(notes)])

    def _claim(self, view: DocumentView, claim: Claim) -> str:
        words = f" «{escape(shortened(claim.words(view.document.text)))}»" if claim.ranges else ""
        inside = "".join([*self._relations(claim), *notes_in(self._index.notes[claim.id])])
        return f'<div class="claim" data-id="{escape(claim.id)}">{self._said(claim)}{words}{inside}</div>'

    def _of_span(self, view: DocumentView, span: Span) -> str:
        words = escape(shortened(span.words(view.document.text)))
        inside = "".join([*self._relations(span), *notes_in(self._index.notes[span.id])])
        return f'<div class="of">{words}: {self._said(span)}{inside}</div>'

    def _relations(self, each: Labelled) -> Iterator[str]:
        for relation in self._index.related[each.id]:
            if relation.target in SPECIAL_TARGETS:
                target = self.word(relation.target)
            else:
                target = escape(shortened(self._index.shown(relation.target)))
            ends = f'data-from="{escape(relation.source)}" data-to="{escape(relation.target)}"'
            yield f'<div class="relation" {ends}>{self._said(relation)} ← {target}</div>'

    def _said(self, each: Labelled) -> str:
        name = f"<b>{escape(self._name(each))}</b>" if each.label else ""
        attributes = " · ".join(self._attributes(each.attributes))
        return f"{name} <span>{attributes}</span>" if attributes else name

    def _plain(self, value: object) -> str:
        return self.word("yes" if value else "no") if isinstance(value, bool) else str(value)

    def _attributes(self, attributes: Attributes) -> Iterator[str]:
        for name, value in attributes:
            type = self._schema.attribute(name)
            values = {each.id: each.name(self._language) for each in type.values} if type else {}
            said = value if isinstance(value, tuple) else (value,)
            shown = ", ".join(values.get(str(one), self._plain(one)) for one in said)
            yield f"{escape(type.name(self._language) if type else name)}: {escape(shown)}"


def _word_start(text: str, offset: int, first: int) -> int:
    """Where the word of TEXT that OFFSET is in begins, not before FIRST."""
    while offset > first and text[offset - 1].isalnum():
        offset -= 1
    return offset


def notes_in(notes: list[str]) -> list[str]:
    """NOTES as they stand in the margin."""
    return [f'<div class="note">{escape(note)}</div>' for note in notes]
