"""The manual: a page of Markdown a topic, in both languages, shown by F1 and by `hashiya guide`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import resources
from typing import Final

from annotations.arabic.folding import fold
from annotations.errors import HashiyaError
from tui.actions import ROWS, Row, labelling, moving, reviewing, selecting, showing
from tui.actions.action import shown_key
from tui.locale import Texts

# In the order of reading.
TOPICS: Final = (
    "start", "labelling", "claims", "finding", "whole", "queues", "team", "labels", "import", "export",
    "keys", "commands", "settings", "terminals", "safety",
)  # fmt: skip
_GROUPS: Final = {
    "guide-moving": moving.ROWS,
    "guide-selecting": selecting.ROWS,
    "guide-labelling": labelling.ROWS,
    "guide-reviewing": reviewing.ROWS,
    "guide-showing": showing.ROWS,
}


def source(topic: str, language: str) -> str:
    """The page of TOPIC in LANGUAGE as it was written."""
    page = resources.files("tui.guide").joinpath(language, f"{topic}.md")
    return page.read_text(encoding="utf-8")


def page(topic: str, texts: Texts, rows: Sequence[Row] = ROWS) -> str:
    """The page of TOPIC in the language of TEXTS; {keys} in it becomes the table of ROWS."""
    written = source(topic, texts.language)
    return written.replace("{keys}", keys_table(texts, rows)) if "{keys}" in written else written


def title(topic: str, language: str) -> str:
    """What the page of TOPIC is called."""
    first = source(topic, language).partition("\n")[0]
    return first.lstrip("# ").strip()


def topic_named(name: str) -> str:
    """The topic that NAME is of: its id, or its title in either language or a part of that."""
    wanted = _plain(name)
    for match in (lambda title: title == wanted, lambda title: wanted in title):
        for topic in TOPICS:
            if any(map(match, (topic, *(_plain(title(topic, each)) for each in ("en", "ar"))))):
                return topic
    raise HashiyaError(f"the guide has no page {name!r}; there are: {', '.join(TOPICS)}")


def _plain(name: str) -> str:
    return fold(re.sub(r"[-_]", " ", name)).strip().casefold()


def keys_table(texts: Texts, rows: Sequence[Row]) -> str:
    """What every key of ROWS does, as tables of Markdown."""
    shown = {row.name: row for row in rows}
    parts = []
    for name, group in _GROUPS.items():
        lines = [f"## {texts(name)}", "", "| | |", "|---|---|"]
        for row in (shown[each.name] for each in group):
            keys = [_escaped(shown_key(key)) for action in row.actions for key in action.keys]
            shown_keys = " ".join(f"`{key}`" for key in keys)
            lines.append(f"| {shown_keys} | {texts(f'key-{row.name}')} |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _escaped(key: str) -> str:
    return key.replace("|", "\\|")
