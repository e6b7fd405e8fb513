"""`hashiya search PROJECT WORDS`: sentences by their words and by what was said of them."""

from __future__ import annotations

import argparse
import itertools
import sys
from dataclasses import replace

from annotations.errors import HashiyaError
from annotations.files import readable
from annotations.naming import sentence_name
from annotations.project import open_project
from annotations.query import Query, label_named
from annotations.search import Hit, search
from tui.commands.output import Output, tell


def print_hits(options: argparse.Namespace) -> int:
    """Print the sentences that OPTIONS want; status 1 if there are none."""
    words, pattern, wanted = map(
        readable, (" ".join(options.words), options.regex or "", options.label or "")
    )
    query = Query(words, pattern, wanted, options.state)
    if query == Query():
        raise HashiyaError("say what to look for: words, --regex, --label or --state")
    project = open_project(options.project, options.annotator)
    label = project.schema.named(query.label)
    query = replace(query, label=label.id if label else query.label)
    output = Output()
    store = project.read_layer(project.annotator)
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
            Output(sys.stderr).line(f"hashiya: {found} shown; more with --limit")
        if query.label and not label and not found:  # it may be one that the schema had once
            label_named(query.label, project.schema)
        return 0 if found else 1
    finally:
        store.close()
        project.close()


def _fields(hit: Hit, name: str, text: str) -> dict[str, object]:
    sentence = hit.sentence
    return {
        "sentence": sentence.id, "document": sentence.document, "name": name, "start": sentence.start,
        "end": sentence.end, "text": text,
        "hits": [[sentence.start + a, sentence.start + b] for a, b in hit.ranges],
    }  # fmt: skip
