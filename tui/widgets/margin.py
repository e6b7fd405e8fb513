"""The gloss beside a sentence: one row for most of them; all that is said of the current one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from rich.cells import cell_len
from rich.style import Style

from annotations.model import AUTHOR, NOT_SAID, Claim, Labelled, Note, Relation, Sentence, Span
from annotations.schema import LabelSchema
from tui.arabic.layout import fit, lay_out
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.labelling import document_labels
from tui.session.linking import relations_from
from tui.session.session import Session
from tui.widgets.naming import attribute_text, end_name, label_name
from tui.widgets.paint import Mark
from tui.widgets.palette import Palette

_BOLD = Style(bold=True)
_DIM = Style(dim=True)
_NO_BREAK_SPACE = "\u00a0"
_INDENT = "\u00a0\u00a0\u00a0"
_ISOLATE, _POP = "\u2068", "\u2069"
_MARKS = {"done": "✓", "skipped": "×", "flagged": "⚑"}
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Gloss:
    """The rows beside one sentence, each with the marks over it."""

    rows: tuple[Row, ...]
    marks: tuple[tuple[Mark, ...], ...]


@dataclass
class _Lines:
    """Lines being put together, with marks."""

    width: int
    texts: list[str] = field(default_factory=list)
    marks: list[list[Mark]] = field(default_factory=list)

    def begin(self) -> None:
        self.texts.append("")
        self.marks.append([])

    def add(self, text: str, style: Style | None = None) -> None:
        start = len(self.texts[-1])
        self.texts[-1] += text
        if style:
            self.marks[-1].append(Mark(start, len(self.texts[-1]), style))

    def gloss(self, base: int) -> Gloss:
        rows = [lay_out(fit(text, self.width), self.width, base)[0] for text in self.texts]
        return Gloss(tuple(rows), tuple(map(tuple, self.marks)))


class Margin:
    """What stands beside the sentences of SESSION."""

    def __init__(self, session: Session, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        self._session = session
        self._schema = schema
        self._texts = texts
        self._palette = palette
        self.numbered: dict[str, str] = {}  # the keys of what may be pointed at, by id

    def row(self, index: int, width: int) -> Gloss:
        """The one row beside sentence INDEX: its state, claims and entities, or how many."""
        lines = self._short(index, width, names=True)
        if cell_len(lines.texts[0]) > width:
            lines = self._short(index, width, names=False)
        return lines.gloss(self._texts.base)

    def _short(self, index: int, width: int, names: bool) -> _Lines:
        lines = _Lines(width)
        lines.begin()
        sentence = self._session.sentences[index]
        self._head(lines, sentence, width // 2)
        claims = [self._short_claim(claim) for claim in self._session.claims(sentence)]
        for name in dict.fromkeys(claims):
            lines.add(" ")
            lines.add(name, _BOLD)
        counts = Counter(span.label for span in self._session.spans(sentence))
        if counts and claims:
            lines.add(" ·")
        if not names and counts:
            lines.add(f" {self._texts.number(counts.total())}")
        for label, count in counts.items() if names else ():
            lines.add(" ")
            name = self._entity_name(label)
            lines.add(
                name + (str(count).translate(_SUPERSCRIPTS) if count > 1 else ""),
                self._palette.style(label),
            )
        if self._session.notes(sentence):
            lines.add(" ✎")
        return lines

    def all_of(self, index: int, width: int, height: int) -> Gloss:
        """All that is said of sentence INDEX, in at most HEIGHT rows; the last says how much more."""
        lines = _Lines(width)
        lines.begin()
        sentence = self._session.sentences[index]
        self._head(lines, sentence, width // 2)
        lines.add(" ▸", _BOLD)
        claims = self._session.claims(sentence)
        names = dict.fromkeys(self._claim_name(claim.label) for claim in claims)
        if names:
            lines.add(" " + " · ".join(names), _BOLD)
        mark = self._session.state(sentence)
        if mark and mark.reason:
            lines.begin()
            lines.add(f"⚑ {_ISOLATE}{mark.reason}{_POP}")
        for each in self._session.remarks(sentence):
            lines.begin()
            words = " ".join(each.note.text.split())
            lines.add(f"↩ {_ISOLATE}{each.reviewer}{_POP}: {_ISOLATE}{words}{_POP}", _BOLD)
        self._notes(lines, [note for note in self._session.notes(sentence) if note.text])
        for number, claim in enumerate(claims, 1):
            self._claim(lines, number, claim)
        for span in self._session.spans(sentence):
            self._span(lines, span)
        for label in document_labels(self._session) if index == self._session.index else ():
            lines.begin()
            name = self._named(label) if label.label else self._texts("the-document")
            lines.add(f"▣ {_ISOLATE}{name}{_POP}", _BOLD)
            self._attributes(lines, label)
        if len(lines.texts) > max(1, height):
            more = len(lines.texts) - height + 1
            del lines.texts[max(1, height) - 1 :], lines.marks[max(1, height) - 1 :]
            lines.begin()
            lines.add(self._texts("margin-more", count=more), _DIM)
        return lines.gloss(self._texts.base)

    def _head(self, lines: _Lines, sentence: Sentence, most: int) -> None:
        named = self._session.name_of(sentence)
        number = self._texts.number(sentence.number) if named.isdecimal() else f"{_ISOLATE}{named}{_POP}"
        mark = self._session.state(sentence)
        lines.add(fit(number, max(4, most)), _BOLD if mark else _DIM)
        if mark:
            lines.add(f" {_MARKS[mark.state]}", _BOLD)

    def _claim(self, lines: _Lines, number: int, claim: Claim) -> None:
        lines.begin()
        if claim.id in self.numbered:
            lines.add(f"{self.numbered[claim.id]}·", _BOLD)
        lines.add(f"{self._texts('claim-short')}{self._texts.number(number)} ", _DIM)
        chosen = self._session.is_chosen(claim)
        lines.add(self._claim_name(claim.label), Style(bold=True, underline=chosen))
        if claim.ranges:
            lines.add(f" {_ISOLATE}«{self._session.words_of(claim)}»{_POP}")
        self._relations(lines, claim)
        self._attributes(lines, claim)

    def _span(self, lines: _Lines, span: Span) -> None:
        lines.begin()
        name = self._entity_name(span.label)
        lines.add(f" {name} ".replace(" ", _NO_BREAK_SPACE), self._palette.style(span.label))
        words = " ".join(self._session.words_of(span).split())
        lines.add(f" {_ISOLATE}{words}{_POP}", _BOLD if self._session.is_chosen(span) else None)
        self._relations(lines, span)
        self._attributes(lines, span)

    def _attributes(self, lines: _Lines, of: Labelled) -> None:
        """As many in a row as there is room for, in the order of the schema."""
        order = [each.id for each in self._schema.attributes]
        said = sorted(
            of.attributes, key=lambda each: order.index(each[0]) if each[0] in order else len(order)
        )
        row = ""
        for name, value in said:
            text = attribute_text(name, value, self._schema, self._texts)
            if row and cell_len(f"{_INDENT}{row} · {text}") <= lines.width:
                row = f"{row} · {text}"
                continue
            self._indented(lines, row)
            row = text
        self._indented(lines, row)

    def _indented(self, lines: _Lines, row: str) -> None:
        if row:
            lines.begin()
            lines.add(f"{_INDENT}{row}")

    def _relations(self, lines: _Lines, source: Claim | Span) -> None:
        there = relations_from(self._session, source)
        for relation in there:
            lines.begin()
            lines.add(f"{_INDENT}{_ISOLATE}{label_name(relation, self._schema, self._texts)}{_POP} ← ")
            lines.add(self._end(relation))
            for name, value in relation.attributes:
                lines.add(f" · {attribute_text(name, value, self._schema, self._texts)}")
        for type in self._schema.relations if source == self._session.claim_at_hand else ():
            lacking = type.key and all(each.label != type.id for each in there)
            if lacking and type.begins_at(source):
                lines.begin()
                lines.add(f"{_INDENT}{_ISOLATE}{type.name(self._texts.language)}{_POP} ← —", _DIM)

    def _end(self, relation: Relation) -> str:
        name = end_name(self._session, relation, self._schema, self._texts)
        if relation.target in (AUTHOR, NOT_SAID):
            return name
        target = self._session.annotation(relation.target, relation.document)
        claims = self._session.claims(self._session.sentence)
        if isinstance(target, Claim) and target in claims:
            return f"{self._texts('claim-short')}{self._texts.number(claims.index(target) + 1)}"
        return name

    def _notes(self, lines: _Lines, notes: list[Note]) -> None:
        for note in notes:
            lines.begin()
            words = " ".join(note.text.split())
            lines.add(f"{f'{_INDENT}↳' if note.answers else '✎'} {_ISOLATE}{words}{_POP}")

    def _entity_name(self, label: str) -> str:
        return self._schema.entity_name(label, self._texts.language)

    def _claim_name(self, label: str) -> str:
        return self._schema.claim_name(label, self._texts.language)

    def _named(self, annotation: Labelled) -> str:
        return label_name(annotation, self._schema, self._texts)

    def _short_claim(self, claim: Claim) -> str:
        """The claim's name in a word, in English in a few letters."""
        name = self._claim_name(claim.label)
        if self._texts.language == "ar":
            return name
        last = name.split()[-1]
        return last if len(last) <= 5 else last[:4]
