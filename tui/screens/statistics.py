"""Statistics: progress, labels as bars, the most frequent names, claims that stand together."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING

from rich.cells import cell_len

from annotations.schema import Label
from tui.screens.scrolled import Scrolled
from tui.session.numbers import Numbers
from tui.widgets.bar import bar
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen

_AT_ONCE = 0.02  # seconds that reading may keep keys waiting
_BAR = 24  # cells
_NAMES = 3
_TOGETHER = 5


class StatisticsScreen(Scrolled):
    """The numbers of READER's layer, more of them the longer it is read."""

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.numbers = Numbers(reader.session)

    def on_mount(self) -> None:
        """Count at once, then while keys work."""
        finished = self.numbers.look(_AT_ONCE)
        self.fill()
        if not finished:
            self.run_worker(self._look_on(), group="statistics")

    async def _look_on(self) -> None:
        while not self.numbers.look(_AT_ONCE):
            self.fill()
            await asyncio.sleep(0)
        self.fill()

    def lines(self) -> Lines:
        """Progress, then the bars."""
        texts, session, schema = self.reader.texts, self.reader.session, self.reader.schema
        done, count = session.done_count(), len(session.sentences)
        lines = Lines()
        title = texts("statistics-title", annotator=session.annotator)
        lines.add(title + ("" if self.numbers.finished else "…"), BOLD)
        progress = texts("statistics-progress", done=done, count=count)
        lines.add(f"{bar(done / max(1, count), _BAR)} {progress}")
        if session.pace:
            left = round((count - done) * session.pace / 3600, 1)
            lines.add(texts("statistics-pace", seconds=session.pace, hours=str(left)))
        self._bars(lines, texts("column-entities"), self.numbers.entities, schema.entities)
        self._bars(lines, texts("column-claims"), self.numbers.claims, schema.claims)
        if self.numbers.together:
            lines.add("")
            lines.add(texts("statistics-together"), BOLD)
        for (one, other), times in self.numbers.together.most_common(_TOGETHER):
            pair = " + ".join(schema.claim_name(each, texts.language) for each in (one, other))
            lines.add(f"{ISOLATE}{pair}{POP}  {texts.number(times)}")
        return lines

    def _bars(self, lines: Lines, title: str, counts: Counter[str], labels: tuple[Label, ...]) -> None:
        texts = self.reader.texts
        lines.add("")
        lines.add(f"{title}  {texts.number(counts.total())}", BOLD)
        most = max(counts.values(), default=1)
        names = {label.id: label.name(texts.language) for label in labels}
        for id in dict.fromkeys([*names, *counts]):
            count = counts[id]
            line = f"{bar(count / most, _BAR)} {texts.number(count)}  {ISOLATE}{names.get(id, id)}{POP} "
            frequent = self.numbers.names[id].most_common(_NAMES) if id in self.numbers.names else []
            for name, times in frequent:
                more = f" {ISOLATE}«{name}»{POP} {texts.number(times)}"
                if cell_len(line + more) <= self.text_width:
                    line += more
            lines.add(line.rstrip())
