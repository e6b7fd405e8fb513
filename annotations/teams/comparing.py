"""What several people said of the same sentences, sentence by sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from annotations.corpus.database import Corpus
from annotations.formats.view import DocumentView, view_of
from annotations.model import (
    SPECIAL_TARGETS,
    Annotation,
    Claim,
    Document,
    DocumentLabel,
    Note,
    Range,
    Relation,
    Sentence,
    Span,
    State,
)
from annotations.store.protocol import Sayings

# What says the same is equal: kind, label, ranges; of a relation also what its ends say.
Sign: TypeAlias = tuple[object, ...]


@dataclass(frozen=True)
class Version:
    """What ANNOTATOR said of one sentence; spans and claims on letters are where they begin.

    `reaching` are the spans that begin before it and reach into it; `state` is how far they say they have
    come with it, None where it is open; `ends` has by its id all that a relation of theirs in the document
    can end at, `homes` the sentences of these. With the first sentence come the `labels` of the text.
    """

    annotator: str
    spans: Sequence[Span] = ()
    claims: Sequence[Claim] = ()
    relations: Sequence[Relation] = ()
    notes: Sequence[Note] = ()
    state: State | None = None
    ends: Mapping[str, Annotation] = field(default_factory=dict)
    labels: Sequence[DocumentLabel] = ()
    homes: Mapping[str, str] = field(default_factory=dict)
    reaching: Sequence[Span] = ()

    @property
    def done(self) -> bool:
        """Whether they say that they are finished with it."""
        return self.state is not None and self.state.state == "done"

    @property
    def claim_labels(self) -> frozenset[str]:
        """The labels of the claims on the sentence or on letters of it."""
        return frozenset(claim.label for claim in self.claims)


@dataclass(frozen=True)
class Compared:
    """A sentence of a document, and what each of the people said of it, by their names."""

    document: Document
    sentence: Sentence
    versions: Mapping[str, Version]

    @property
    def finished(self) -> dict[str, Version]:
        """The versions of those who are finished with it."""
        return {name: version for name, version in self.versions.items() if version.done}

    def words(self, ranges: Sequence[Range]) -> str:
        """What stands in RANGES."""
        return " ".join(self.document.text[start:end] for start, end in ranges)


@dataclass(frozen=True)
class ComparedDocument:
    """A document with its sentences as they were COMPARED, and the labels of the whole, by person.

    Who is not in `labels` has not finished all of its sentences and gave it none.
    """

    document: Document
    sentences: Sequence[Compared]
    labels: Mapping[str, Sequence[DocumentLabel]]


def compared(
    corpus: Corpus, layers: Sequence[Sayings], documents: Collection[str] | None = None
) -> Iterator[ComparedDocument]:
    """What LAYERS say of the documents of CORPUS, of DOCUMENTS only where these are given."""
    for document in corpus.documents:
        if documents is None or document.id in documents:
            yield compared_document(corpus, layers, document)


def compared_document(corpus: Corpus, layers: Sequence[Sayings], document: Document) -> ComparedDocument:
    """What LAYERS say of DOCUMENT, which is one of CORPUS."""
    sentences = corpus.sentences(document.id)
    versions = list[tuple[str, dict[str, Version]]]()
    labels: dict[str, Sequence[DocumentLabel]] = {}
    for layer in layers:
        view = view_of(document, sentences, layer)
        versions.append((layer.annotator, _versions(view, layer.annotator)))
        if view.labels or len(view.done) == len(sentences):
            labels[layer.annotator] = view.labels
    found = [
        Compared(document, each, {name: by_id[each.id] for name, by_id in versions}) for each in sentences
    ]
    return ComparedDocument(document, found, labels)


def _versions(view: DocumentView, annotator: str) -> dict[str, Version]:
    if not view.sentences:
        return {}
    starts = [sentence.start for sentence in view.sentences]
    ids = [sentence.id for sentence in view.sentences]

    def home(start: int) -> str:
        return ids[max(0, bisect_right(starts, start) - 1)]

    spans: defaultdict[str, list[Span]] = defaultdict(list)
    reaching: defaultdict[str, list[Span]] = defaultdict(list)
    for span in view.spans:
        spans[home(span.start)].append(span)
        for later in view.sentences[bisect_right(starts, span.start) : bisect_left(starts, span.end)]:
            if span.touches(later.start, later.end):
                reaching[later.id].append(span)
    ends: dict[str, Annotation] = {span.id: span for span in view.spans}
    claims = {id: [_at_home(claim, id) for claim in found] for id, found in view.claims.items()}
    ends |= {claim.id: claim for found in claims.values() for claim in found}
    homes = {span.id: home(span.start) for span in view.spans}
    homes |= {claim.id: id for id, found in view.claims.items() for claim in found}
    relations: defaultdict[str, list[Relation]] = defaultdict(list)
    for relation in view.relations:
        if relation.source in homes:
            relations[homes[relation.source]].append(relation)
    notes: defaultdict[str, list[Note]] = defaultdict(list)
    for note in view.notes:
        notes[homes.get(note.about, note.about)].append(note)
    return {
        id: Version(
            annotator, spans[id], claims.get(id, []), relations[id], notes[id],
            view.states.get(id), ends, view.labels if id == ids[0] else (), homes, reaching[id],
        )
        for id in ids
    }  # fmt: skip


def _at_home(claim: Claim, sentence: str) -> Claim:
    """CLAIM, said of SENTENCE, whatever part of that it was said of before sentences were joined."""
    return claim if claim.ranges or claim.sentence == sentence else replace(claim, sentence=sentence)


def sign(annotation: Annotation, ends: Mapping[str, Annotation]) -> Sign:
    """What ANNOTATION says, whoever said it: equal for those that say the same; ENDS are by id."""
    match annotation:
        case Span():
            return "span", annotation.label, annotation.ranges
        case Claim():
            return "claim", annotation.label, annotation.ranges or annotation.sentence
        case DocumentLabel():
            return "document", annotation.label
        case Relation():
            return (
                "relation",
                annotation.label,
                _end(annotation.source, ends),
                _end(annotation.target, ends),
            )
        case _:
            return (annotation.id,)


def _end(id: str, ends: Mapping[str, Annotation]) -> Sign:
    if id in SPECIAL_TARGETS or id not in ends:
        return (id,)
    return sign(ends[id], {})
