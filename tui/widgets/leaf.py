"""The sentences of the page as lines of cells: text, bracket lanes, margin, each painted once a state."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from annotations.model import Claim, Span
from annotations.schema import LabelSchema
from tui.arabic.lanes import Bracket, Bracketed, lanes
from tui.arabic.layout import lay_out
from tui.arabic.row import Row
from tui.locale import Texts
from tui.session.session import Session
from tui.widgets.margin import Gloss, Margin
from tui.widgets.matn import direction, highlights
from tui.widgets.paint import Mark, paint
from tui.widgets.palette import Palette

MOST_LANES = 3
BORDER = 3
_WIDEST_MATN, _NARROWEST_MATN = 76, 58
_WIDEST_MARGIN = 44
_MOST_KEPT = 4096
_LEAST_GLOSS = 6  # rows that the current sentence has for what is said of it, where there is room
_LOW = 30  # rows of a window that has no blank rows to spare
_JUMP = Style(color="#000000", bgcolor="#ffd75f", bold=True)
_RULE, _HERE = Style(dim=True), Style(bold=True)


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One screen row of the page: row `row` of sentence `index`; `row` may be its blank row below."""

    index: int
    row: int


@dataclass(frozen=True, slots=True)
class Part:
    """What a line of a sentence shows: the row of text with this number, or a lane below it, from 0."""

    row: int
    lane: int = -1


@dataclass(slots=True)
class _Kept:
    """What was worked out for one STATE of the page, until the next edit or another width."""

    state: tuple[object, ...] = ()
    glosses: dict[int, Gloss] = field(default_factory=dict)
    heights: dict[int, int] = field(default_factory=dict)
    strips: dict[tuple[Line, Style], Strip] = field(default_factory=dict)
    own: dict[tuple[object, ...], tuple[Row, Strip]] = field(default_factory=dict)
    own_gloss: dict[tuple[object, ...], Gloss] = field(default_factory=dict)
    rows: dict[int, tuple[Row, ...]] = field(default_factory=dict)
    lanes: dict[int, tuple[Row, object, list[list[Bracket]]]] = field(default_factory=dict)


@dataclass(slots=True)
class _Here:
    """The current sentence as it is laid out for one caret and selection; KEY says for which."""

    key: tuple[object, ...]
    rows: tuple[Row, ...]
    lanes: list[list[list[Bracket]]]
    parts: list[Part]


class Leaf:
    """Lays out and paints what SESSION has, WIDTH cells wide and HEIGHT rows of the window high.

    `numbered` are the keys of what may be pointed at, by id.
    """

    def __init__(self, session: Session, schema: LabelSchema, texts: Texts, palette: Palette) -> None:
        self._session = session
        self._texts = texts
        self._palette = palette
        self._margin = Margin(session, schema, texts, palette)
        self._last_kept = _Kept()
        self._last_here: _Here | None = None
        self._base = direction(session.document.text[:5000])
        self.width = self.height = 0  # those of the page, and of the window's rows
        self.show_invisible = False
        self.all_lanes = False
        self.jumps: dict[tuple[int, int], str] = {}  # letters on words, by sentence and offset
        self.numbered: dict[str, str] = {}

    # -- geometry --------------------------------------------------------------------------

    @property
    def matn_width(self) -> int:
        """Cells of the text column."""
        wanted = min(_WIDEST_MATN, max(_NARROWEST_MATN, self.width * 64 // 100))
        return max(1, min(wanted, self.width - self._least_margin - BORDER))

    @property
    def _least_margin(self) -> int:
        return max(8, min(17, self.width * 21 // 100))

    @property
    def margin_width(self) -> int:
        """Cells of the margin."""
        return max(1, min(_WIDEST_MARGIN, self.width - self.matn_width - BORDER))

    @property
    def matn_left(self) -> int:
        """The first column of the text."""
        return 0 if self._texts.base else self.margin_width + BORDER

    @property
    def _most_lanes(self) -> int:
        return self.height if self.all_lanes else MOST_LANES

    @property
    def gap(self) -> int:
        """Blank rows between sentences."""
        return int(self.height >= _LOW)

    def rows(self, index: int) -> tuple[Row, ...]:
        """The laid-out rows of sentence INDEX."""
        if index == self._session.index:
            return self._here.rows
        kept = self._kept.rows
        if index not in kept:
            kept[index] = self._lay_out(index, set())
        return kept[index]

    def _lay_out(self, index: int, cuts: set[int]) -> tuple[Row, ...]:
        """The rows of sentence INDEX; a ligature is parted at CUTS and at the edges of what is labelled."""
        sentence = self._session.sentences[index]
        text = self._session.text(sentence)
        edges = {edge for each in self._session.placed(sentence) for piece in each.ranges for edge in piece}
        cuts = cuts | {edge - sentence.start for edge in edges}
        own = direction(text)
        base = self._base if own is None else own
        return lay_out(text, self.matn_width, base, cuts, self.show_invisible)

    @property
    def _here(self) -> _Here:
        """The current sentence as it is now."""
        session, kept = self._session, self._kept
        chosen = session.chosen
        key = (
            kept.state, session.index, session.selection, chosen.id if chosen else "",
            tuple(self.numbered.items()),
        )  # fmt: skip
        if self._last_here is None or self._last_here.key != key:
            # A caret on the lam covers the whole ligature; one on the alef has to show that it does.
            rows = self._lay_out(session.index, {session.selection.caret, *(session.selection.range or ())})
            found = [self._lanes_under(rows, number) for number in range(len(rows))]
            self._last_here = _Here(key, rows, found, self._parts_of(found))
        return self._last_here

    @property
    def _kept(self) -> _Kept:
        state = (self._session.edits, self.width, self.height, self.show_invisible, self.all_lanes)
        kept = self._last_kept
        if state != kept.state or len(kept.strips) + len(kept.own) > _MOST_KEPT:
            self._last_kept = _Kept(state)
        return self._last_kept

    def parts(self, index: int) -> list[Part]:
        """The lines of sentence INDEX: its rows of text, under each of the current one's its lanes."""
        if index == self._session.index:
            return self._here.parts
        return [Part(row) for row in range(len(self.rows(index)))]

    def _parts_of(self, found: list[list[list[Bracket]]]) -> list[Part]:
        parts: list[Part] = []
        for row, under in enumerate(found):
            parts.append(Part(row))
            parts += [Part(row, lane) for lane in range(min(self._most_lanes, len(under)))]
        return parts

    def line_of(self, index: int, offset: int) -> int:
        """The number of the line that shows OFFSET of sentence INDEX."""
        rows = self.rows(index)
        row = next((n for n, each in enumerate(rows) if each.start <= offset < each.end), len(rows) - 1)
        return self.parts(index).index(Part(row))

    def height_of(self, index: int) -> int:
        """Screen rows of sentence INDEX: its text, its lanes, a blank row where there is room."""
        heights = self._kept.heights
        if index in heights and index != self._session.index:
            return heights[index]
        height = len(self.parts(index)) + self.gap
        if index == self._session.index and self.gap:
            height = max(height, min(_LEAST_GLOSS, len(self._gloss(index, _LEAST_GLOSS).rows)) + self.gap)
        if index != self._session.index:  # there the caret may widen a lam-alef
            heights[index] = height
        return height

    def row_at(self, line: Line) -> Row | None:
        """The row of text that LINE shows, or that its lane stands under; None for a blank line."""
        parts = self.parts(line.index)
        return self.rows(line.index)[parts[line.row].row] if line.row < len(parts) else None

    # -- lanes -----------------------------------------------------------------------------

    def _lanes_under(self, rows: tuple[Row, ...], number: int) -> list[list[Bracket]]:
        """The lanes under row NUMBER of ROWS, those of the current sentence."""
        index, row = self._session.index, rows[number]
        chosen = self._session.chosen
        key = (index, chosen.id if chosen else "", tuple(self.numbered.items()))
        kept = self._kept.lanes.get(number)
        if kept is None or kept[0] is not row or kept[1] != key:
            found = lanes(row, self._bracketed(index, chosen.id if chosen else ""))
            kept = self._kept.lanes[number] = row, key, found
        return kept[2]

    def _bracketed(self, index: int, chosen: str) -> list[Bracketed]:
        sentence = self._session.sentences[index]
        claims = [claim.id for claim in self._session.claims(sentence)]
        found = []
        for each in self._session.placed(sentence):
            ranges = tuple((start - sentence.start, end - sentence.start) for start, end in each.ranges)
            name = f"c{claims.index(each.id) + 1}" if isinstance(each, Claim) else each.label
            key = self.numbered.get(each.id)
            found.append(Bracketed(each.id, ranges, f"{key}·{name}" if key else name, each.id == chosen))
        return found

    # -- painting --------------------------------------------------------------------------

    def paint(self, lines: list[Line], style: Style) -> list[Strip]:
        """LINES as strips, with STYLE where nothing else is said."""
        here = self._session.index
        own = highlights(self._session, here, self._palette, style)
        painted = []
        for line in lines:
            if line.index == here:
                painted.append(self._painted_here(line, style, own))
                continue
            if (line, style) not in self._kept.strips:
                marks = highlights(self._session, line.index, self._palette, style)
                self._kept.strips[line, style] = self._painted(line, style, marks)
            painted.append(self._kept.strips[line, style])
        if self.jumps:
            painted = [self._with_jumps(line, strip) for line, strip in zip(lines, painted, strict=True)]
        return painted

    def _with_jumps(self, line: Line, strip: Strip) -> Strip:
        """STRIP with the letters that lead to the words of LINE, each on where its word begins."""
        row = self.row_at(line) if self.is_text(line) else None
        for (index, offset), letters in self.jumps.items() if row else ():
            if row and index == line.index and row.start <= offset < row.end:
                column = self.matn_left + row.column_of(offset)
                column -= (len(letters) - 1) * (row.base % 2)
                over = Strip([Segment(letters, _JUMP)], len(letters))
                strip = Strip.join([strip.crop(0, column), over, strip.crop(column + len(letters))])
        return strip

    def is_text(self, line: Line) -> bool:
        """Whether LINE is a row of text: no lane, no blank row."""
        parts = self.parts(line.index)
        return line.row < len(parts) and parts[line.row].lane < 0

    def _painted_here(self, line: Line, style: Style, marks: list[Mark]) -> Strip:
        """A line of the current sentence: most stay as they are when the caret moves."""
        parts = self.parts(line.index)
        if line.row >= len(parts) or parts[line.row].lane >= 0:
            return self._painted(line, style, marks)
        row = self.rows(line.index)[parts[line.row].row]
        over = tuple(mark for mark in marks if mark.start < row.end and row.start < mark.end)
        chosen = self._session.chosen
        key = (line, style, over, chosen.id if chosen else "")
        kept = self._kept.own.get(key)
        if kept is None or kept[0] is not row:
            kept = self._kept.own[key] = row, self._painted(line, style, marks)
        return kept[1]

    def _painted(self, line: Line, style: Style, marks: list[Mark]) -> Strip:
        here = line.index == self._session.index
        parts = self.parts(line.index)
        part = parts[line.row] if line.row < len(parts) else None
        if part is None:
            matn = Strip.blank(self.matn_width, style)
        elif part.lane >= 0:
            matn = self._lane(part, style)
        else:
            matn = paint(self.rows(line.index)[part.row], style, marks)
        room = len(parts) + self.gap
        notes = self._gloss(line.index, max(room, _LEAST_GLOSS) if self.gap else room)
        if line.row < len(notes.rows):
            margin = paint(notes.rows[line.row], style, notes.marks[line.row])
        else:
            margin = Strip.blank(self.margin_width, style)
        rule = Segment(" ┃ " if here else " │ ", style + (_HERE if here else _RULE))
        panels = [margin, Strip([rule], BORDER), matn]
        return Strip.join(panels[::-1] if self._texts.base else panels)

    def _gloss(self, index: int, height: int) -> Gloss:
        if index == self._session.index:
            chosen = self._session.chosen
            key = (index, height, chosen.id if chosen else "", tuple(self.numbered.items()))
            kept = self._kept.own_gloss.get(key)
            if kept is None:
                self._margin.numbered = self.numbered
                kept = self._kept.own_gloss[key] = self._margin.all_of(index, self.margin_width, height)
            return kept
        glosses = self._kept.glosses
        if index not in glosses:
            glosses[index] = self._margin.row(index, self.margin_width)
        return glosses[index]

    def _lane(self, part: Part, style: Style) -> Strip:
        """A lane: brackets in the colours of their labels, and how many more lanes there are."""
        found = self._here.lanes[part.row]
        segments: list[Segment] = []
        column = 0
        for bracket in found[part.lane]:
            span = self._session.annotation(bracket.of.id)
            colour = self._palette.line(span.label) if isinstance(span, Span) else Style()
            segments.append(Segment(" " * (bracket.start - column), style))
            heavy = _HERE if bracket.of.heavy else Style()
            segments.append(Segment(bracket.drawn(), style + colour + heavy))
            column = bracket.end
        hidden = len(found) - self._most_lanes
        more = f"+{hidden}" if hidden > 0 and part.lane == self._most_lanes - 1 else ""
        left = self.matn_width - column
        segments.append(Segment((" " * left)[: max(0, left - len(more))] + more[: max(0, left)], style))
        return Strip([each for each in segments if each.text], self.matn_width)
