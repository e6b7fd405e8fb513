"""A project's annotations into a file of some format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from annotations.errors import HashiyaError
from annotations.formats import Format
from annotations.formats.view import DocumentView, Wanted, in_state, view_of
from annotations.project import Project
from annotations.store.protocol import Store

_LOSSES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Summary:
    """What went out: numbers of things, and a sentence for each annotation left out.

    `other_state` counts the sentences that are not in the state that was asked for.
    """

    documents: int
    spans: int
    claims: int
    losses: list[str]
    other_state: int = 0


def views(project: Project, store: Store) -> Iterator[DocumentView]:
    """Every document of PROJECT with what STORE says of it."""
    for document in project.corpus.documents:
        view = view_of(document, project.corpus.sentences(document.id), store)
        yield replace(view, fields=project.corpus.fields(document.id))


def export(
    project: Project,
    store: Store,
    format: Format,
    write: Callable[[str], object],
    allow_loss: bool,
    state: Wanted = "done",
    columns: str = "",
) -> Summary:
    """Write STORE's annotations on sentences in STATE line by line with WRITE, in FORMAT and its COLUMNS.

    A document without such a sentence is left out: it would be taken for one without annotations.
    HashiyaError lists the first annotations that the format cannot carry, unless ALLOW_LOSS.
    """
    losses: list[str] = []
    claims_left_out = 0
    documents = spans = claims = other_state = 0
    for whole in views(project, store):
        view = in_state(whole, state)
        other_state += len(whole.sentences) - len(view.sentences)
        if not view.sentences:
            continue
        lost = format.losses(view)
        losses += lost
        if losses and not allow_loss:
            raise HashiyaError(_refusal(format.NAME, losses))
        for line in format.lines(view, columns):
            write(line + "\n")
        documents += 1
        spans += len(view.spans) - len(lost)
        found = sum(map(len, view.claims.values()))
        if format.CARRIES_CLAIMS:
            claims += found
        else:
            claims_left_out += found
    if claims_left_out:
        losses.append(f"{claims_left_out} claim label(s), for which {format.NAME} has no place")
    return Summary(documents, spans, claims, losses, other_state)


def _refusal(name: str, losses: list[str]) -> str:
    shown = "; ".join(losses[:_LOSSES_SHOWN])
    more = f"; and {len(losses) - _LOSSES_SHOWN} more" if len(losses) > _LOSSES_SHOWN else ""
    return (
        f"{name} cannot carry spans inside or across other spans: {shown}{more}; "
        "use --format jsonl, or --on-loss longest to leave the shorter ones out"
    )
