"""All versions of a sentence above one another: its text, brackets of each person, gold below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.model import BY_HAND, Claim, Decision, Labelled, Placed, Range, Relation, Span
from annotations.schema import LabelSchema
from annotations.teams.adjudicating import Case
from annotations.teams.comparing import Version
from annotations.teams.items import Item
from tui.arabic.lanes import Bracket, Bracketed, lanes
from tui.arabic.layout import fit, lay_out
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.deciding import taken_by
from tui.widgets.arabic_lines import LaidOut
from tui.widgets.matn import direction
from tui.widgets.naming import label_name
from tui.widgets.paint import Mark, paint
from tui.widgets.palette import Palette

_NAMES = 16  # cells of the column of names
_WIDEST = 100  # cells of the text
_HERE = Style(reverse=True)
_DIFFERS = Style(underline=True)
_BOLD, _DIM = Style(bold=True), Style(dim=True)
_ISOLATE, _POP = "\u2068", "\u2069"
_GOLD = "="
_WITHOUT_LETTERS = ("claims", "relations", "documents")


@dataclass(frozen=True, slots=True)
class _Line:
    """A name, and what stands beside it."""

    name: str
    strip: Strip
    style: Style


class Shown(Protocol):
    """What has a current sentence with its versions."""

    @property
    def case(self) -> Case | None:
        """The sentence."""

    @property
    def current(self) -> Item | None:
        """The item that stands out."""

    @property
    def names(self) -> list[str]:
        """The people, in the order of their keys."""

    def gold_version(self, case: Case, /) -> Version:
        """What stands in the last line."""

    def decisions(self, case: Case, /) -> Mapping[str, Decision]:
        """What was decided, by item."""


class Versions(LaidOut, can_focus=True):
    """The current sentence of DECIDING."""

    def __init__(self, deciding: Shown, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        super().__init__(id="versions")
        self._deciding = deciding
        self._schema = schema
        self._texts = texts
        self._palette = palette
        self._top = 0
        self._lines: list[_Line] = []
        self._labels: dict[str, str] = {}  # of what has a bracket, by its id

    def follow(self) -> None:
        """Show the sentence as it is now."""
        self._lines = list(self._laid_out()) if self.content_size.width else []
        self._top = max(0, min(self._top, len(self._lines) - self.content_size.height))
        self.refresh()

    def scroll(self, step: int) -> None:
        """STEP rows on, where there are more than the window has."""
        self._top += step
        self.follow()

    def on_resize(self) -> None:
        """Lay it out anew."""
        self.follow()

    @property
    def _width(self) -> int:
        return max(1, min(_WIDEST, self.content_size.width - _NAMES - 3))

    def render_line(self, y: int) -> Strip:
        """Row Y of those on the screen."""
        style, width = self.rich_style, self.content_size.width
        if self._top + y >= len(self._lines):
            return Strip.blank(width, style)
        line = self._lines[self._top + y]
        name = paint(lay_out(fit(line.name, _NAMES), _NAMES, self._texts.base)[0], style + line.style)
        rule = Strip([Segment(" │ ", style + _DIM)], 3)
        blank = Strip.blank(max(0, width - _NAMES - 3 - self._width), style)
        text = line.strip.adjust_cell_length(self._width, style)
        parts = [text, rule, name, blank] if self._texts.base else [name, rule, text, blank]
        return Strip.join(parts).crop(0, width)

    # -- laying out --------------------------------------------------------------------------

    def _laid_out(self) -> list[_Line]:
        case = self._deciding.case
        if case is None:
            return []
        current = self._deciding.current
        lines: list[_Line] = []
        text = self._text(case)
        base = direction(text)
        marks = self._marks(case, current)
        cuts = {edge for mark in marks for edge in (mark.start, mark.end)}
        for row in lay_out(text, self._width, 1 if base is None else base, cuts):
            lines.append(_Line("", paint(row, self.rich_style, marks), _DIM))
            lines += self._lanes(case, current, row)
        lines += self._said(case, current)
        return lines

    def _text(self, case: Case) -> str:
        sentence = case.compared.sentence
        return case.compared.document.text[sentence.start : sentence.end]

    def _marks(self, case: Case, current: Item | None) -> list[Mark]:
        """The letters that people differ about, those of the current item in reverse."""
        start = case.compared.sentence.start
        marks = []
        for item in case.disputed:
            if item.kind not in ("span", "claim-span"):
                continue
            here = current is not None and item.key == current.key
            for first, last in differing(item):
                marks.append(Mark(first - start, last - start, _HERE if here else _DIFFERS))
        return marks

    def _lanes(self, case: Case, current: Item | None, row: Row) -> list[_Line]:
        """A line for each person, or more where things lie in one another, then gold's."""
        found: list[_Line] = []
        versions = {name: case.compared.versions[name] for name in case.compared.finished}
        drawn = {name: self._drawn(version, case, current, row) for name, version in versions.items()}
        gold = self._drawn(self._deciding.gold_version(case), case, current, row)
        if not any(drawn.values()) and not gold:
            return []
        for name in versions:
            found += self._person(name, drawn[name] or [[]], row)
        key = f"{_GOLD} {self._texts('adjudication-gold')}"
        strips = [self._strip(lane, row) for lane in gold or [[]]]
        found += [_Line(key if not n else "", strip, _BOLD) for n, strip in enumerate(strips)]
        return found

    def _person(self, name: str, drawn: list[list[Bracket]], row: Row) -> list[_Line]:
        key = self._deciding.names.index(name) + 1
        called = f"{self._texts.number(key)} {_ISOLATE}{name}{_POP}"
        return [
            _Line(called if not number else "", self._strip(lane, row), Style())
            for number, lane in enumerate(drawn)
        ]

    def _drawn(self, version: Version, case: Case, current: Item | None, row: Row) -> list[list[Bracket]]:
        start = case.compared.sentence.start
        things = []
        for each in (*version.spans, *(claim for claim in version.claims if claim.ranges)):
            ranges = tuple((a - start, b - start) for a, b in each.ranges)
            heavy = current is not None and current.kind in ("span", "claim-span") and _is_in(each, current)
            self._labels[each.id] = each.label
            things.append(Bracketed(each.id, ranges, self._label(each), heavy))
        return lanes(row, things)

    def _strip(self, lane: Sequence[Bracket], row: Row) -> Strip:
        style, segments, at = self.rich_style, list[Segment](), 0
        for bracket in lane:
            segments.append(Segment(" " * (bracket.start - at), style))
            colour = self._palette.line(self._labels.get(bracket.of.id, ""))
            heavy = _BOLD if bracket.of.heavy else Style()
            segments.append(Segment(bracket.drawn(), style + colour + heavy))
            at = bracket.end
        segments.append(Segment(" " * max(0, row.width - at), style))
        return Strip(segments, row.width)

    # -- what has no letters of its own -----------------------------------------------------------

    def _said(self, case: Case, current: Item | None) -> list[_Line]:
        lines: list[_Line] = [self._words("", "")]
        decisions = self._deciding.decisions(case)
        for item in case.items:
            if item.kind in _WITHOUT_LETTERS:
                lines += self._versions_of(case, item, item == current)
        gold = self._deciding.gold_version(case)
        said = [
            self._told(each, gold)
            for each in (*gold.claims, *gold.relations, *gold.labels)
            if not _has_letters(each)
        ]
        if said or any(item.kind in _WITHOUT_LETTERS for item in case.items):
            lines.append(
                self._words(f"{_GOLD} {self._texts('adjudication-gold')}", " · ".join(said), _BOLD)
            )
        for item in case.disputed:
            if item.key in decisions:
                lines.append(self._decision(case, item, decisions[item.key]))
        lines += self._notes(case)
        lines += self._guide(current)
        return lines

    def _versions_of(self, case: Case, item: Item, here: bool) -> list[_Line]:
        lines = []
        if item.agreed:  # once for all of them
            name, said = next(iter(item.versions.items()))
            told = " · ".join(self._told(each, case.compared.versions[name]) for each in said)
            return [self._words(self._texts("adjudication-all"), told)]
        for name, said in item.versions.items():
            version = case.compared.versions[name]
            told = " · ".join(self._told(each, version) for each in said)
            key = self._deciding.names.index(name) + 1
            called = f"{self._texts.number(key)} {_ISOLATE}{name}{_POP}"
            style = _HERE if here else _DIFFERS
            lines.append(self._words(called, told or self._texts("adjudication-nothing"), Style(), style))
        return lines

    def _told(self, annotation: Labelled, version: Version) -> str:
        """What ANNOTATION says, in a few words."""
        told = self._label(annotation)
        if isinstance(annotation, Relation):
            ends = (version.ends.get(id) for id in (annotation.source, annotation.target))
            names = [self._words_of(each) if each else "…" for each in ends]
            told = f"{told} {names[0]} ← {names[1]}"
        said = ", ".join(f"{name}={value}" for name, value in annotation.attributes)
        return f"{_ISOLATE}{told}{_POP}" + (f" ({_ISOLATE}{said}{_POP})" if said else "")

    def _words_of(self, annotation: object) -> str:
        case = self._deciding.case
        if isinstance(annotation, (Span, Claim)) and annotation.ranges and case:
            return f"«{_ISOLATE}{annotation.words(case.compared.document.text)}{_POP}»"
        return self._label(annotation) if isinstance(annotation, Labelled) else "…"

    def _label(self, annotation: Labelled) -> str:
        return label_name(annotation, self._schema, self._texts)

    def _decision(self, case: Case, item: Item, decision: Decision) -> _Line:
        texts = self._texts
        words = (
            case.compared.words([item.range]) if item.kind in ("span", "claim-span") else texts(item.kind)
        )
        names = ", ".join(f"{_ISOLATE}{name}{_POP}" for name in taken_by(decision))
        if decision.taken == BY_HAND:
            names = texts("adjudication-hand")
        told = f"«{_ISOLATE}{words}{_POP}» {names or texts('adjudication-nothing')}"
        if decision.reason:
            told += f" · {texts(decision.reason)}"
        if decision.text:
            told += f" · {_ISOLATE}{decision.text}{_POP}"
        return self._words("✓", told, _BOLD)

    def _notes(self, case: Case) -> list[_Line]:
        """What people wrote beside the sentence."""
        return [
            self._words(f"{_ISOLATE}{name}{_POP}", f"«{_ISOLATE}{note.text}{_POP}»", _DIM)
            for name, version in case.compared.finished.items()
            for note in version.notes
            if note.text
        ]

    def _guide(self, current: Item | None) -> list[_Line]:
        """What the guideline says of the labels that people differ about."""
        lines = []
        for label in sorted(current.labels) if current else ():
            found = next((each for each in self._schema.labels if each.id == label), None)
            language = self._texts.language
            guide = found.guide if found else None
            definition = (guide.guideline or guide.description)(language) if guide else ""
            if found and definition:
                name = found.name(language)
                lines.append(self._words(f"{_ISOLATE}{name}{_POP}", definition, _DIM, _DIM))
        return lines

    def _words(self, name: str, told: str, style: Style | None = None, over: Style | None = None) -> _Line:
        """A line of words of our own, cut to the width."""
        shown = fit(told, self._width)
        marks = [Mark(0, len(shown), over)] if over else []
        row = lay_out(shown, self._width, self._texts.base)[0]
        return _Line(name, paint(row, self.rich_style, marks), style or Style())


def differing(item: Item) -> list[Range]:
    """The stretches of letters about which the versions of ITEM say different things."""
    placed = {
        name: [each for each in said if isinstance(each, (Span, Claim))]
        for name, said in item.versions.items()
    }
    cut = sorted({edge for said in placed.values() for e in said for piece in e.ranges for edge in piece})
    found: list[Range] = []
    for start, end in pairwise(cut):
        there = {
            frozenset((each.label, each.attributes) for each in said if each.touches(start, end))
            for said in placed.values()
        }
        if len(there) > 1:
            if found and found[-1][1] == start:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found or [item.range]


def _is_in(annotation: Placed, item: Item) -> bool:
    start, end = item.range
    return annotation.touches(start, end) and (item.kind == "span") == isinstance(annotation, Span)


def _has_letters(annotation: Labelled) -> bool:
    return isinstance(annotation, (Span, Claim)) and bool(annotation.ranges)
