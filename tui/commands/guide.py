"""`hashiya guide [TOPIC]`: the manual, a page at a time."""

from __future__ import annotations

import argparse
import sys

from tui import guide
from tui.commands.output import Output
from tui.commands.speech import language
from tui.locale import Texts


def print_guide(options: argparse.Namespace) -> int:
    """Print the page that OPTIONS name, laid out on a terminal; without one all titles."""
    texts = Texts(language())
    if not options.topic:
        output = Output()
        for topic in guide.TOPICS:
            output.line(f"{topic:10}", guide.title(topic, texts.language))
        Output(sys.stderr).own_line(texts("guide-how"))
        return 0
    written = guide.page(guide.topic_named(" ".join(options.topic)), texts)
    Output().markdown(written, texts.base)
    return 0
