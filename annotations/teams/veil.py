"""What others said of sentences that are given out blind: hidden from who has not finished them yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from annotations.corpus.database import Corpus
from annotations.model import (
    Annotation,
    Boundary,
    Claim,
    Decision,
    Note,
    Relation,
    Sentence,
    SentenceState,
    Span,
    State,
)
from annotations.store.protocol import Store, Tally
from annotations.teams.assigning import Assignment


def veiled(store: Store, own: Store, corpus: Corpus, assignment: Assignment) -> Store:
    """STORE, somebody else's, as the annotator of OWN may see it by ASSIGNMENT of the texts of CORPUS."""
    units = (*assignment.documents.values(), *assignment.sentences.values())
    if not any(given.blind and own.annotator in given.people for given in units):
        return store
    return cast(Store, _Veiled(store, own, corpus, assignment))


def is_hidden(sentence: Sentence, own: Store, assignment: Assignment) -> bool:
    """Whether what others said of SENTENCE is hidden from the annotator of OWN by ASSIGNMENT."""
    given = assignment.of(sentence)
    blind = given is not None and given.blind and own.annotator in given.people
    return blind and own.states().get(sentence.id) != "done"


class _Veiled:
    """A store that says nothing of what is hidden; all else is as in the one behind it."""

    def __init__(self, store: Store, own: Store, corpus: Corpus, assignment: Assignment) -> None:
        self._store = store
        self._own = own
        self._corpus = corpus
        self._assignment = assignment

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def _hides(self, sentence: Sentence) -> bool:
        return is_hidden(sentence, self._own, self._assignment)

    def _hides_named(self, id: str) -> bool:
        index = self._corpus.index_of(id)
        return index is not None and self._hides(self._corpus.sequence[index])

    def _shows(self, annotation: Annotation) -> bool:
        match annotation:
            case Span():
                return not self._hides_at(annotation.document, annotation.start)
            case Claim() | State() | Decision():
                return not self._hides_named(annotation.sentence)
            case Note(about=about):
                if about == annotation.document:
                    return self._shows_whole(about)
                there = self._store.annotation(annotation.document, about)
                return self._shows(there) if there else not self._hides_named(about)
            case Relation(source=source):
                there = self._store.annotation(annotation.document, source)
                return there is None or self._shows(there)
            case Boundary():
                return True
            case _:
                return self._shows_whole(annotation.document)

    def _shows_whole(self, document: str) -> bool:
        """Whether what is said of all of DOCUMENT may be seen."""
        first, end = self._corpus.bounds(document)
        return not any(self._hides(self._corpus.sequence[index]) for index in range(first, end))

    def _hides_at(self, document: str, offset: int) -> bool:
        return self._hides(self._corpus.sequence[self._corpus.index_at(document, offset)])

    def by_sentence(self, sentence: Sentence) -> list[Annotation]:
        """What touches SENTENCE or is said of it, where it may be seen."""
        return [] if self._hides(sentence) else self._shown(self._store.by_sentence(sentence))

    def by_document(self, document: str) -> list[Annotation]:
        """What of the document with the id DOCUMENT may be seen."""
        return self._shown(self._store.by_document(document))

    def hanging_on(self, document: str, id: str) -> list[Annotation]:
        """What hangs on what has this ID, where it may be seen."""
        return self._shown(self._store.hanging_on(document, id))

    def annotation(self, document: str, id: str) -> Annotation | None:
        """What has this ID, if it is about DOCUMENT and may be seen."""
        found = self._store.annotation(document, id)
        return found if found and self._shows(found) else None

    def states(self) -> Mapping[str, SentenceState]:
        """The states of the sentences that are not open and may be seen."""
        return {id: state for id, state in self._store.states().items() if not self._hides_named(id)}

    def ids(self) -> set[str]:
        """The ids of what may be seen."""
        return {each.id for document in self.documents() for each in self.by_document(document)}

    def documents(self) -> list[str]:
        """The ids of the documents that something may be seen of."""
        return [id for id in self._store.documents() if self.by_document(id)]

    def done_count(self) -> int:
        """How many of the sentences that may be seen are finished."""
        return sum(state == "done" for state in self.states().values())

    def tally(self, document: str) -> Tally:
        """How much of the document with the id DOCUMENT may be seen."""
        said = self.by_document(document)
        states = Counter(each.state for each in said if isinstance(each, State))
        kinds = Counter(type(each) for each in said)
        return Tally(
            states["done"], states["skipped"], states["flagged"], kinds[Span], kinds[Claim], kinds[Note]
        )

    def _shown(self, annotations: list[Annotation]) -> list[Annotation]:
        return [each for each in annotations if self._shows(each)]
