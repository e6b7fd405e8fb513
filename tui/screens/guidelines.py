"""Guidelines: what the schema says of each label, and the project's own text, at what is at hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from rich.style import Style

from annotations.schema import Label, RelationType
from annotations.schema.model import AttributeType, Guide
from tui.screens.scrolled import Scrolled
from tui.widgets.lines import BOLD, ISOLATE, POP, Lines
from tui.widgets.markdown import add_markdown
from tui.widgets.paint import Mark

if TYPE_CHECKING:
    from tui.app import HashiyaApp

_EXAMPLE = Style(bold=True, underline=True)
_QUOTED = re.compile("«[^«»]*»")


class GuidelinesScreen(Scrolled):
    """What READER's schema and project say of how to label; the label at hand comes first."""

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
        for each in sorted(labels, key=lambda label: label.id not in at_hand):
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
