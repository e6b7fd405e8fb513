"""`hashiya search PROJECT WORDS`: sentences by their words and by what was said of them."""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import replace

from annotations.errors import HashiyaError
from annotations.files import readable
from annotations.naming import sentence_name
from annotations.project import Project, open_project
from annotations.query import Query, label_named, parse_query
from annotations.search import Hit, search
from annotations.store.protocol import Store
from annotations.teams.assigning import read_assignment
from annotations.teams.veil import veiled
from tui.commands.output import Output, tell
from tui.commands.speech import said


def print_hits(options: argparse.Namespace) -> int:
    """Print the sentences that OPTIONS want; status 1 if there are none."""
    project = open_project(options.project, options.annotator)
    query, label = _query(options, project)
    output = Output()
    store: Store = project.read_layer(query.annotator or project.annotator)
    if query.annotator not in ("", project.annotator):
        own = project.read_layer(project.annotator)
        store = veiled(store, own, project.corpus, read_assignment(project.folder))
    tell(store)
    try:
        found = 0
        for hit in itertools.islice(search(project.corpus, query, store), options.limit):
            found += 1
            document = project.corpus.document(hit.sentence.document)
            name = document.name if document else ""
            text = project.corpus.text(hit.sentence)
            if options.json:
                output.json(_fields(hit, name, text))
            else:
                output.passage([sentence_name(project.corpus, hit.sentence)], text, hit.ranges)
        if found == options.limit:
            Output(sys.stderr).say("search-shown", "hashiya: ", count=found)
        if query.label and not label and not found:  # it may be one that the schema had once
            label_named(query.label, project.schema)
        return 0 if found else 1
    finally:
        store.close()
        project.close()


def _query(options: argparse.Namespace, project: Project) -> tuple[Query, bool]:
    """What OPTIONS ask of PROJECT, and whether the label in it is one of the schema."""
    words, pattern, wanted = map(
        readable, (" ".join(options.words), options.regex or "", options.label or "")
    )
    if options.queue:
        words = f"{project.queues.named(options.queue).query} {words}".strip()
    query = parse_query(words, project.schema) if words else Query()
    label = project.schema.named(wanted) if wanted else project.schema.label(query.label)
    query = replace(
        query,
        pattern=pattern or query.pattern,
        label=label.id if label else wanted or query.label,
        state=options.state or query.state,
    )
    if query == Query() and not options.queue:
        raise HashiyaError(said("search-nothing-asked"))
    return query, label is not None


def _fields(hit: Hit, name: str, text: str) -> dict[str, object]:
    sentence = hit.sentence
    return {
        "sentence": sentence.id, "document": sentence.document, "name": name, "start": sentence.start,
        "end": sentence.end, "text": text,
        "hits": [[sentence.start + a, sentence.start + b] for a, b in hit.ranges],
    }  # fmt: skip
