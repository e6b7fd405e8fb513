"""`hashiya open --plain`: reading and labelling line after line."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from annotations.files import readable
from annotations.project import Project
from annotations.query import Query, parse_query
from annotations.queues import SavedQueue
from annotations.store.tinydb_store import TinyDBStore
from tui.actions import Row
from tui.actions.label_keys import with_free_keys
from tui.commands.output import Output
from tui.locale import Texts
from tui.locale.errors import explained
from tui.places import place_in, remember_place
from tui.plain import Plain
from tui.session.others import Others
from tui.session.session import Session

_ALL_AT_ONCE = 3600.0  # seconds that looking for a queue may take: nothing else goes on here


def label_by_prompts(
    project: Project, store: TinyDBStore, texts: Texts, rows: Sequence[Row], queue: SavedQueue | None
) -> int:
    """Read and label PROJECT in STORE by what is typed, only the sentences of QUEUE where there is one."""
    output = Output()
    try:
        schema = with_free_keys(project.schema, rows, project.schema.name)
        session = Session(project.corpus, store, schema, Others(project, store))
        session.go_to_named(place_in(project.folder, project.annotator))
        for notice in store.notices:
            output.aloud(explained(notice, texts))
        if queue:
            query = parse_query(queue.query, schema) if queue.query else Query()
            shown = session.queue(query, queue)
            shown.look(_ALL_AT_ONCE)
            if len(shown):
                session.show(shown)
            else:
                output.aloud(texts("queue-nothing"))
        Plain(session, schema, texts, output.aloud).run(_typed(texts))
        session.clock()
        session.close_others()
        remember_place(project.folder, project.annotator, session.sentence.id)
    finally:
        store.close()
    return 0


def _typed(texts: Texts) -> Iterator[str]:
    """The lines that a person types, or that come from a pipe, to the last."""
    prompt = texts("plain-prompt") + " " if sys.stdin.isatty() else ""
    with suppress(EOFError):
        while True:
            yield readable(input(prompt))
