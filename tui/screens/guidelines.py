"""Guidelines: what the schema says of each label, and the project's own text, at what is at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.style import Style
from textual import events
from textual.containers import VerticalScroll

from annotations.schema import Label, RelationType
from annotations.schema.model import AttributeType, Guide
from tui.actions.keyboard import latin_key
from tui.screens.choose import ChooseScreen, label_choices
from tui.screens.scrolled import Scrolled
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines
from tui.widgets.markdown import add_markdown
from tui.widgets.paint import Mark

if TYPE_CHECKING:
    from tui.app import HashiyaApp
    from tui.screens.reader import ReaderScreen

_NARROWEST = 44  # cells
_EXAMPLE = Style(bold=True, underline=True)
_QUOTED = re.compile("«[^«»]*»")


class GuidelinesScreen(Scrolled):
    """What READER's schema and project say of how to label, over the margin, the text beside it.

    The label at hand comes first, or the one that is looked for.
    """

    BINDINGS = [("slash,ctrl+f", "find", "")]  # noqa: RUF012 - as Textual has it

    def __init__(self, reader: ReaderScreen) -> None:
        super().__init__(reader)
        self.wanted = ""
        self.set_class(bool(reader.texts.base), "-arabic")

    @property
    def text_width(self) -> int:
        """The cells of a line, as the style sheet has it."""
        return max(_NARROWEST, self.app.size.width // 2) - 6

    def on_key(self, event: events.Key) -> None:
        """The keys under an Arabic keyboard layout, too."""
        if latin_key(event.character or "") == "/":
            event.stop()
            self.action_find()
        else:
            super().on_key(event)

    def action_find(self) -> None:
        """A label by its name: it comes first."""
        texts, schema = self.reader.texts, self.reader.schema
        choices = list(label_choices((*schema.labels, *schema.relations), texts))

        def then(id: str | None) -> None:
            if id:
                self.wanted = id
                self.fill()
                self.query_one("#help", VerticalScroll).scroll_home(animate=False)

        self.app.push_screen(ChooseScreen(choices, texts, texts("labels-empty")), then)

    def lines(self) -> Lines:
        """The schema, the label at hand, the others, the project's own text."""
        reader, schema, texts = self.reader, self.reader.schema, self.reader.texts
        lines = Lines()
        lines.add(f"{ISOLATE}{schema.title(texts.language) or schema.name}{POP}", BOLD)
        self._guide(lines, schema.guide, "")
        at_hand = [each.label for each in reader.session.placed_at_caret()]
        at_hand += [each.label for each in reader.session.claims(reader.session.sentence)]
        labels: Sequence[Label | RelationType | AttributeType] = [
            *schema.labels, *schema.relations, *schema.attributes,
        ]  # fmt: skip
        for each in sorted(labels, key=lambda each: (each.id != self.wanted, each.id not in at_hand)):
            lines.add("")
            key = (
                f"  {ISOLATE}{each.key}{POP}"
                if isinstance(each, (Label, RelationType)) and each.key
                else ""
            )
            lines.add(f"{ISOLATE}{each.name(texts.language)}{POP} ({ISOLATE}{each.id}{POP}){key}", BOLD)
            self._guide(lines, each.guide, each.id)
        self._project(lines)
        return lines

    def _guide(self, lines: Lines, guide: Guide, label: str) -> None:
        language = self.reader.texts.language
        for said in (guide.description(language), guide.guideline(language)):
            for line in said.splitlines():
                lines.add(line)
        style = self.reader.palette.style(label)
        for example in guide.examples:
            line = f"• {ISOLATE}{example(language)}{POP}"
            marks = [Mark(m.start() + 1, m.end() - 1, style) for m in _QUOTED.finditer(line)]
            lines.add(line, styled=marks)

    def _project(self, lines: Lines) -> None:
        """The project's `guideline.md`."""
        written = cast("HashiyaApp", self.app).project.guideline()
        if written:
            add_markdown(lines, written, self.reader.texts.base, self.text_width, _EXAMPLE)
