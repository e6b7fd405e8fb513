"""A project's annotations into files of some format."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from annotations.errors import HashiyaError
from annotations.formats import Format
from annotations.formats.choices import Choices
from annotations.formats.fitting import fit
from annotations.formats.losses import Loss
from annotations.formats.out import Out
from annotations.formats.tokens import tokeniser
from annotations.formats.view import DocumentView, in_state, of_labels, of_sentences, view_of
from annotations.model import Sentence, Span
from annotations.project import Project
from annotations.store.protocol import Sayings

_LOSSES_SHOWN = 5
_LOSSES_KEPT = 1000


@dataclass
class Summary:
    """What went out: numbers of things, and what was lost, by kind and what became of it.

    `places` are the first losses of those, `other_state` counts the sentences that are not in the state
    that was asked for. `inside` counts spans that begin or end inside a word, which a trainer's own
    tokeniser would not see.
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
        if len(self.places) < _LOSSES_KEPT:
            self.places.append(loss)

    @property
    def asked(self) -> int:
        """How many losses a person has to agree to."""
        return sum(count for (_, _, asked), count in self.losses.items() if asked)

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


def views(project: Project, what: What, whole: bool = False) -> Iterator[DocumentView]:
    """The documents of PROJECT that are wanted, with what each of the stores says of them.

    WHOLE takes all of a document of which a sentence is wanted.
    """
    corpus = project.corpus
    layers = [(store, store.times()) for store in what.stores]
    for document in corpus.documents:
        if what.documents is not None and document.id not in what.documents:
            continue
        if what.parts and document.id not in what.parts:
            continue
        sentences = corpus.sentences(document.id)
        fields, moved = corpus.fields(document.id), corpus.moved_in(document.id)
        for store, times in layers:
            view = replace(
                view_of(document, sentences, store),
                fields=fields,
                part=what.parts.get(document.id, ""),
                times={each.id: times[each.id] for each in sentences if each.id in times},
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
) -> Summary:
    """Write WHAT of PROJECT in FORMAT to OUT as CHOICES want it; PROGRESS is told after every document.

    A document without a sentence in the wanted state is left out: it would be taken for one without
    annotations. HashiyaError names the first places of what the format cannot carry, unless the choices say
    what becomes of it; then the block that made OUT has to end with it, so that nothing is there.
    """
    summary = Summary()
    format.write(_fitted(project, what, format, choices, summary, progress), out, choices, project.schema)
    if summary.asked and choices.on_loss == "refuse":
        raise HashiyaError(_refusal(format.NAME, summary))
    return summary


def _fitted(
    project: Project,
    what: What,
    format: Format,
    choices: Choices,
    summary: Summary,
    progress: Callable[[Summary], None],
) -> Iterator[DocumentView]:
    carries = format.carries(choices)
    texts = (document.text for document in project.corpus.documents)
    tokenise = tokeniser(choices.tokens, texts if carries.tokens else ())
    for whole in views(project, what, carries.whole_documents):
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
        fitted, losses = fit(view, carries, choices, tokenise)
        for loss in losses:
            summary.lose(loss)
        if summary.asked and choices.on_loss == "refuse":
            continue  # the rest is only looked at, for the list
        summary.went(fitted)
        summary.inside += sum(1 for span in fitted.spans if carries.tokens and is_inside(span, fitted))
        yield fitted
        progress(summary)


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
    asked = [loss for loss in summary.places if loss.asked]
    shown = "; ".join(f"{loss.place} ({loss.kind})" for loss in asked[:_LOSSES_SHOWN])
    more = f"; and {summary.asked - _LOSSES_SHOWN} more" if summary.asked > _LOSSES_SHOWN else ""
    return (
        f"{name} has no place for {summary.asked} thing(s): {shown}{more}; use --format jsonl, or "
        "--on-loss longest, first, split, widen or drop"
    )
