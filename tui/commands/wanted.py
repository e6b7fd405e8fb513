"""The sentences of a project that a query on the command line wants."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from annotations.model import Sentence
from annotations.project import Project
from annotations.query import parse_query
from annotations.search import search


def wanted(project: Project, asked: str) -> Iterator[Sentence]:
    """Those of PROJECT that ASKED wants, by the layer that it names, else that of who is at work."""
    query = parse_query(asked, project.schema)
    with closing(project.read_layer(query.annotator or project.annotator)) as store:
        yield from (hit.sentence for hit in search(project.corpus, query, store))
