"""A project's annotations into files of some format."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from annotations.corpus.database import Corpus
from annotations.errors import HashiyaError
from annotations.formats import Format
from annotations.formats.batches import batched
from annotations.formats.choices import Choices
from annotations.formats.fitting import fit
from annotations.formats.losses import Loss
from annotations.formats.out import Out
from annotations.formats.tokens import tokeniser
from annotations.formats.view import DocumentView, in_state, of_labels, of_sentences, view_of
from annotations.model import Document, Sentence, Span
from annotations.processes import shared_out
from annotations.project import Project
from annotations.store.protocol import Sayings

_LOSSES_SHOWN = 5
_LOSSES_KEPT = 1000
_MANY = 1000  # documents, that several processes are worth while for
_PART = 100  # documents that one of them does before it is the turn of the next
T = TypeVar("T")


@dataclass
class Summary:
    """What went out: numbers of things, and what was lost, by kind and what became of it.

    `places` are the first of those losses that a person has to agree to, `other_state` counts the sentences
    that are not in the state that was asked for. `inside` counts spans that begin or end inside a word, as
    a tokeniser of a trainer would not see these.
    """

    documents: int = 0
    spans: int = 0
    claims: int = 0
    other_state: int = 0
    inside: int = 0
    losses: Counter[tuple[str, str, bool]] = field(
        default_factory=Counter
    )  # kind, what became of it, asked
    places: list[Loss] = field(default_factory=list)

    def lose(self, loss: Loss) -> None:
        """One loss more."""
        self.losses[loss.kind, loss.became, loss.asked] += 1
        if loss.asked and len(self.places) < _LOSSES_KEPT:
            self.places.append(loss)

    @property
    def asked(self) -> int:
        """How many losses a person has to agree to."""
        return sum(count for (_, _, asked), count in self.losses.items() if asked)

    def add(self, other: Summary) -> None:
        """What went out besides."""
        self.documents += other.documents
        self.spans += other.spans
        self.claims += other.claims
        self.other_state += other.other_state
        self.inside += other.inside
        self.losses.update(other.losses)
        self.places += other.places[: _LOSSES_KEPT - len(self.places)]

    def clear(self) -> None:
        """Nothing went out so far."""
        self.documents = self.spans = self.claims = self.other_state = self.inside = 0
        self.losses.clear()
        self.places.clear()

    def went(self, view: DocumentView) -> None:
        """VIEW went out."""
        self.documents += 1
        self.spans += len(view.spans)
        self.claims += len(view.all_claims)


@dataclass(frozen=True, slots=True)
class What:
    """Whose annotations go out, `stores`, of which documents (None: all) and which sentences of them.

    `parts` are those of a split, by the ids of documents; where there are some, others are left out.
    """

    stores: list[Sayings]
    documents: Collection[str] | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    wanted: Callable[[Sentence], bool] | None = None


def views(
    corpus: Corpus, what: What, whole: bool = False, documents: Iterable[Document] | None = None
) -> Iterator[DocumentView]:
    """Those DOCUMENTS of CORPUS, None for all, that are wanted, with what each of the stores says of them.

    WHOLE takes all of a document of which a sentence is wanted.
    """
    layers = [(store, store.times()) for store in what.stores]
    for document in corpus.documents if documents is None else documents:
        if what.documents is not None and document.id not in what.documents:
            continue
        if what.parts and document.id not in what.parts:
            continue
        sentences = corpus.sentences(document.id)
        fields, moved = corpus.fields(document.id), corpus.moved_in(document.id)
        for store, times in layers:
            view = view_of(
                document,
                sentences,
                store,
                fields=fields,
                part=what.parts.get(document.id, ""),
                times={each.id: times[each.id] for each in sentences if each.id in times} if times else {},
                moved=moved,
                imported=corpus.imported_ranges(document.id) if moved else [],
            )
            if what.wanted and not whole:
                view = of_sentences(view, what.wanted)
            if not what.wanted or any(map(what.wanted, view.sentences)):
                yield view


def export(
    project: Project,
    what: What,
    format: Format,
    out: Out,
    choices: Choices,
    progress: Callable[[Summary], None] = lambda _: None,
    processes: int = 1,
) -> Summary:
    """Write WHAT of PROJECT in FORMAT to OUT as CHOICES want it; PROGRESS is told as documents go out.

    A document without a sentence in the wanted state is left out: it would be taken for one without
    annotations. HashiyaError names the first places of what the format cannot carry, unless the choices say
    what becomes of it; then the block that made OUT has to end with it, so that nothing is there.
    PROCESSES share the work where there is much of it and the format allows it.
    """
    fitted = _Fitted(project, what, format, choices, progress, processes)
    format.write(fitted, out, choices, project.schema)
    if fitted.summary.asked and choices.on_loss == "refuse":
        raise HashiyaError(_refusal(format.NAME, fitted.summary))
    return fitted.summary


class _Fitted(Iterator[DocumentView]):
    """The views that go out; `summary` is of those that did so far."""

    def __init__(
        self,
        project: Project,
        what: What,
        format: Format,
        choices: Choices,
        progress: Callable[[Summary], None],
        processes: int,
    ) -> None:
        self._corpus = project.corpus
        self._what = what
        self._choices = choices
        self._carries = format.carries(choices)
        texts = (document.text for document in project.corpus.documents)
        self._tokenise = tokeniser(choices.tokens, texts if self._carries.tokens else ())
        self._progress = progress
        self._processes = processes
        self.summary = Summary()
        self._all = self._one_by_one()

    def __next__(self) -> DocumentView:
        return next(self._all)

    def _one_by_one(self) -> Iterator[DocumentView]:
        for view in self._made(self._corpus, None, self.summary):
            yield view
            self._progress(self.summary)

    def in_batches(self, make: Callable[[list[DocumentView]], T]) -> Iterator[T]:
        """What MAKE makes of the views, some at once; in other processes where there are many."""
        count = len(self._corpus.documents)
        if self._processes == 1 or count < _MANY:
            yield from (make(batch) for batch in batched(self))
            return

        def work(number: int, of: int) -> Iterator[Iterator[tuple[list[T], Summary]]]:
            corpus = self._corpus.reopened()
            for first in range(number * _PART, count, of * _PART):
                yield self._part(corpus, corpus.documents.between(first, first + _PART), make)

        for made, summary in shared_out(work, self._processes):
            self.summary.add(summary)
            if not (self.summary.asked and self._choices.on_loss == "refuse"):
                yield from made
            self._progress(self.summary)

    def _part(
        self, corpus: Corpus, documents: Iterable[Document], make: Callable[[list[DocumentView]], T]
    ) -> Iterator[tuple[list[T], Summary]]:
        """What MAKE makes of DOCUMENTS, some at once, and a summary of just these."""
        summary = Summary()
        for batch in batched(self._made(corpus, documents, summary)):
            yield [make(batch)], summary
            summary.clear()
        yield [], summary

    def _made(
        self, corpus: Corpus, documents: Iterable[Document] | None, summary: Summary
    ) -> Iterator[DocumentView]:
        """The views of those DOCUMENTS of CORPUS, None for all, that go out; SUMMARY is told of them."""
        choices, carries = self._choices, self._carries
        for whole in views(corpus, self._what, carries.whole_documents, documents):
            view = in_state(whole, choices.state)
            if (
                carries.whole_documents
                and choices.state == "done"
                and len(view.sentences) < len(whole.sentences)
            ):
                view = replace(view, sentences=[])  # what is not read would go out as decided on
            summary.other_state += len(whole.sentences) - len(view.sentences)
            if not view.sentences:
                continue
            if choices.labels:
                view = of_labels(view, choices.labels)
            fitted, losses = fit(view, carries, choices, self._tokenise)
            for loss in losses:
                summary.lose(loss)
            if summary.asked and choices.on_loss == "refuse":
                continue  # the rest is only looked at, for the list
            summary.went(fitted)
            if carries.tokens:
                summary.inside += sum(1 for span in fitted.spans if is_inside(span, fitted))
            yield fitted


def is_inside(span: Span, view: DocumentView) -> bool:
    """Whether SPAN of VIEW begins or ends inside a word."""
    text = view.document.text
    return any(
        0 < edge < len(text) and _is_of_word(text[edge - 1]) and _is_of_word(text[edge])
        for edge in (span.start, span.end)
    )


def _is_of_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character).startswith("M")


def _refusal(name: str, summary: Summary) -> str:
    shown = "; ".join(f"{loss.place} ({loss.kind})" for loss in summary.places[:_LOSSES_SHOWN])
    more = f"; and {summary.asked - _LOSSES_SHOWN} more" if summary.asked > _LOSSES_SHOWN else ""
    return (
        f"{name} has no place for {summary.asked} thing(s): {shown}{more}; use --format jsonl, or "
        "--on-loss longest, first, split, widen or drop"
    )
