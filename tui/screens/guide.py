"""The guide in the app: one page a topic, the next ones a key away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import VerticalScroll

from tui import guide
from tui.screens.choose import Choice, ChooseScreen
from tui.screens.scrolled import Scrolled
from tui.widgets.lines import BOLD, Lines
from tui.widgets.markdown import add_markdown

if TYPE_CHECKING:
    from tui.screens.reader import ReaderScreen


class GuideScreen(Scrolled):
    """The guide over READER, at the page TOPIC."""

    BINDINGS = [  # noqa: RUF012 - as Textual has it
        ("tab,greater_than_sign,n", "turn(1)", ""),
        ("shift+tab,less_than_sign,p", "turn(-1)", ""),
        ("enter,t,slash", "choose", ""),
        ("f1", "dismiss", ""),
    ]

    def __init__(self, reader: ReaderScreen, topic: str = guide.TOPICS[0]) -> None:
        super().__init__(reader)
        self.topic = topic

    def lines(self) -> Lines:
        """Which page it is, and the page."""
        texts, number = self.reader.texts, guide.TOPICS.index(self.topic)
        lines = Lines()
        lines.add(texts("guide-hint", number=number + 1, count=len(guide.TOPICS)), BOLD)
        add_markdown(lines, guide.page(self.topic, texts, self.reader.rows), texts.base, self.text_width)
        return lines

    def action_turn(self, step: int) -> None:
        """The next page, or the last one."""
        number = guide.TOPICS.index(self.topic)
        self._show(guide.TOPICS[(number + step) % len(guide.TOPICS)])

    def action_choose(self) -> None:
        """A page by its title, in either language."""
        texts = self.reader.texts
        choices = [
            Choice(f"{guide.title(topic, texts.language)} ({topic})", "", topic) for topic in guide.TOPICS
        ]

        def then(topic: str | None) -> None:
            if topic:
                self._show(topic)

        self.app.push_screen(ChooseScreen(choices, texts, texts("guide-empty")), then)

    def _show(self, topic: str) -> None:
        self.topic = topic
        self.fill()
        self.query_one("#help", VerticalScroll).scroll_home(animate=False)
