"""Statistics: progress, labels as bars, the most frequent names, claims that stand together."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len

from annotations.schema import Label
from tui.screens.background import AT_FIRST, go_on
from tui.screens.scrolled import Scrolled
from tui.session.numbers import Numbers
from tui.widgets.bar import bar, sparkline
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_BAR = 24  # cells
_DAYS = 14
_NAMES = 3
_TOGETHER = 5


class StatisticsScreen(Scrolled):
    """The numbers of READER's layer, more of them the longer it is read."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.numbers = Numbers(reader.session)

    def on_mount(self) -> None:
        """Count at once, then while keys work."""
        finished = self.numbers.look(AT_FIRST)
        self.fill()
        if not finished:
            self.run_worker(go_on(self.numbers.look, self.fill), group="statistics")

    def lines(self) -> Lines:
        """Progress, then the bars."""
        texts, session, schema = self.reader.texts, self.reader.session, self.reader.schema
        counted = self.numbers.counted
        lines = Lines()
        title = texts("statistics-title", annotator=session.annotator)
        lines.add(title + ("" if self.numbers.finished else "…"), BOLD)
        self._progress(lines)
        self._pace(lines)
        self._bars(lines, texts("column-entities"), counted.entities, schema.entities)
        self._bars(lines, texts("column-claims"), counted.claims, schema.claims)
        if counted.together:
            lines.add("")
            lines.add(texts("statistics-together"), BOLD)
        for (one, other), times in counted.together.most_common(_TOGETHER):
            pair = " + ".join(schema.claim_name(each, texts.language) for each in (one, other))
            lines.add(f"{ISOLATE}{pair}{POP}  {texts.number(times)}")
        conflicts = counted.conflicts() if self.numbers.finished else []
        if conflicts:
            lines.add("")
            lines.add(texts("statistics-conflicts", count=len(conflicts)), BOLD)
        for name in conflicts[:_TOGETHER]:
            labels = " · ".join(
                f"{ISOLATE}{label}{POP} {texts.number(times)}" for label, times in name.labels.most_common()
            )
            lines.add(f"{ISOLATE}«{name.written}»{POP}  {labels}")
        return lines

    def _progress(self, lines: Lines) -> None:
        """How far everybody has come."""
        texts, count = self.reader.texts, len(self.reader.session.sentences)
        for each in self.numbers.progress:
            said = [texts("statistics-progress", done=each.done, count=count)]
            if each.skipped:
                said.append(texts("statistics-skipped", count=each.skipped))
            if each.flagged:
                said.append(texts("statistics-flagged", count=each.flagged))
            if each.seconds:
                said.append(texts("statistics-seconds", seconds=each.seconds))
            name = f"{ISOLATE}{each.annotator}{POP}"
            lines.add(f"{bar(each.done / max(1, count), _BAR)} {name}  {' · '.join(said)}")

    def _pace(self, lines: Lines) -> None:
        """How many sentences were finished day by day, and how long it will take at this pace."""
        texts, session = self.reader.texts, self.reader.session
        days = self.numbers.pace(_DAYS)
        if sum(days):
            worked = [each for each in days if each]
            a_day = round(sum(worked) / len(worked))
            lines.add(texts("statistics-days", line=sparkline(days), count=a_day))
            left = len(session.sentences) - session.done_count()
            if left and a_day:
                lines.add(texts("statistics-days-left", count=left, days=-(-left // a_day)))
        if session.pace:
            left = len(session.sentences) - session.done_count()
            hours = str(round(left * session.pace / 3600, 1))
            lines.add(texts("statistics-pace", seconds=session.pace, hours=hours))

    def _bars(self, lines: Lines, title: str, counts: Counter[str], labels: tuple[Label, ...]) -> None:
        texts, counted = self.reader.texts, self.numbers.counted
        lines.add("")
        lines.add(f"{title}  {texts.number(counts.total())}", BOLD)
        most = max(counts.values(), default=1)
        names = {label.id: label.name(texts.language) for label in labels}
        for id in dict.fromkeys([*names, *counts]):
            count = counts[id]
            line = f"{bar(count / most, _BAR)} {texts.number(count)}  {ISOLATE}{names.get(id, id)}{POP} "
            for name, times in counted.names(id, _NAMES):
                more = f" {ISOLATE}«{name}»{POP} {texts.number(times)}"
                if cell_len(line + more) <= self.text_width:
                    line += more
            lines.add(line.rstrip())
