"""What there is: texts, and what one layer says of them, kept until the next edit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from annotations.corpus.database import Corpus
from annotations.formats.view import state_of
from annotations.model import (
    Annotation,
    Claim,
    Document,
    Note,
    Relation,
    Sentence,
    SentenceState,
    Span,
    State,
)
from annotations.naming import sentence_name, sentence_named
from annotations.occurrences import Occurrences
from annotations.query import Query
from annotations.queues import SavedQueue
from annotations.statistics import Counting, more_marks
from annotations.store.protocol import Store, Tally
from annotations.teams.review import Returned
from tui.session.find import Place, Searcher
from tui.session.others import Others
from tui.session.queue import Queue

Placed = Span | Claim


class Reading:
    """The sentences of CORPUS and what STORE says of them. It knows no place and no screen."""

    def __init__(self, corpus: Corpus, store: Store, others: Others | None = None) -> None:
        self._corpus = corpus
        self.sentences = corpus.sequence
        self._store = store
        self.others = others
        self._searcher = Searcher(corpus, self.layer)
        self._placed: dict[Sentence, list[Placed]] = {}
        self._known: dict[Sentence, list[Annotation]] = {}  # what the store said, until the next edit

    def _forget(self) -> None:
        """Something was edited."""
        self._known.clear()
        self._placed.clear()

    def layer(self, annotator: str) -> Store:
        """The layer of ANNOTATOR, "" for the own one; HashiyaError where there is none."""
        if annotator in ("", self._store.annotator) or self.others is None:
            return self._store
        return self.others.layer(annotator)

    @property
    def annotators(self) -> list[str]:
        """Those who have a layer, the own one's name first."""
        return self.others.names if self.others else [self.annotator]

    def close_others(self) -> None:
        """Let the files of other annotators' layers go."""
        if self.others:
            self.others.close()

    def queue(self, query: Query, saved: SavedQueue) -> Queue:
        """The sentences that QUERY wants, in the order of SAVED, still to be looked for."""
        return Queue(self._corpus, self.layer(query.annotator), query, saved)

    @property
    def corpus(self) -> Corpus:
        """The texts."""
        return self._corpus

    @property
    def annotator(self) -> str:
        """Whose layer is worked on."""
        return self._store.annotator

    def document_of(self, sentence: Sentence) -> Document:
        """The document that SENTENCE is in."""
        found = self._corpus.document(sentence.document)
        assert found is not None, "every sentence has its document"
        return found

    @property
    def writable(self) -> bool:
        """Whether edits can be kept."""
        return self._store.writable

    @property
    def unsaved(self) -> bool:
        """Whether some edit is only in memory yet."""
        return self._store.unsaved

    def retry(self) -> None:
        """Write what could not be written before; NotSaved if it still cannot."""
        self._store.retry()

    def name_of(self, sentence: Sentence) -> str:
        """How a person names SENTENCE."""
        return sentence_name(self._corpus, sentence, short=True)

    def words_of(self, placed: Placed) -> str:
        """The letters that a span or a claim is on, "" for a claim on a sentence."""
        document = self._corpus.document(placed.document)
        return placed.words(document.text) if document else ""

    def hanging_on(self, annotation: Annotation) -> list[Annotation]:
        """The relations and notes that hang on ANNOTATION."""
        return self._store.hanging_on(annotation.document, annotation.id)

    def annotations(self, sentence: Sentence) -> list[Annotation]:
        """All that is said of SENTENCE, oldest first."""
        if sentence not in self._known:
            self._known[sentence] = self._store.by_sentence(sentence)
        return self._known[sentence]

    def spans(self, sentence: Sentence) -> list[Span]:
        """The spans that touch SENTENCE, in text order, the longer first."""
        found = [each for each in self.annotations(sentence) if isinstance(each, Span)]
        return sorted(found, key=lambda span: (span.start, -span.end, span.created))

    def claims(self, sentence: Sentence) -> list[Claim]:
        """The claim labels of SENTENCE and of letters in it, oldest first."""
        return [each for each in self.annotations(sentence) if isinstance(each, Claim)]

    def relations(self, sentence: Sentence) -> list[Relation]:
        """The relations from and to what is said of SENTENCE."""
        return [each for each in self.annotations(sentence) if isinstance(each, Relation)]

    def state(self, sentence: Sentence) -> State | None:
        """How far one has come with SENTENCE, None where it is open."""
        return state_of({each.sentence: each for each in self.marks(sentence)}, sentence)

    def marks(self, sentence: Sentence) -> list[State]:
        """The states of SENTENCE and of those that were joined to it, each its own."""
        return [each for each in self.annotations(sentence) if isinstance(each, State)]

    def done(self, sentence: Sentence) -> State | None:
        """The mark that SENTENCE is finished, if it is."""
        found = self.state(sentence)
        return found if found and found.state == "done" else None

    def notes(self, sentence: Sentence) -> list[Note]:
        """What is written beside SENTENCE and what is said of it, oldest first."""
        return [each for each in self.annotations(sentence) if isinstance(each, Note)]

    def remarks(self, sentence: Sentence) -> list[Returned]:
        """What others sent SENTENCE back to this annotator with, and is not settled."""
        if self.others is None:
            return []
        settled = {note.answers for note in self.notes(sentence) if note.resolves}
        about = {sentence.id, *sentence.also}
        return [
            each
            for each in self.others.returned()
            if each.sentence in about and each.note.id not in settled
        ]

    def note(self, about: Sentence | Annotation) -> Note | None:
        """The first note about a sentence or an annotation, if there is one."""
        found = self._store.hanging_on(about.document, about.id)
        notes = (each for each in found if isinstance(each, Note) and each.about == about.id)
        return next((each for each in notes if not each.answers), None)

    def done_count(self) -> int:
        """How many sentences are finished."""
        return self._store.done_count() - self._done_in_joined()

    def count_places(self, query: Query, place: Place) -> Iterator[tuple[int, int]]:
        """Which of the places of QUERY is PLACE, and how many there are; more the longer one looks."""
        return self._searcher.counted(query, place)

    def index_named(self, written: str) -> int | None:
        """The index of the sentence that WRITTEN names, or of the first of a document; None for none."""
        sentence = sentence_named(self._corpus, written)
        if sentence:
            return self._corpus.index_of(sentence.id)
        id = self._corpus.id_like(written)
        return self._corpus.bounds(id)[0] if id else None

    def index_about(self, note: Note, there: Mapping[str, Annotation]) -> int | None:
        """The index of the sentence that NOTE is about, or that has what it is about, one of THERE."""
        about: Annotation | None = there.get(note.about)
        while isinstance(about, (Relation, Note)):
            about = there.get(about.source if isinstance(about, Relation) else about.about)
        if isinstance(about, (Span, Claim)) and about.ranges:
            return self._corpus.index_at(about.document, about.start)
        if isinstance(about, (Claim, State)):
            return self.index_of(about.sentence)
        return self.index_of(note.about) if about is None else self._corpus.bounds(note.document)[0]

    def index_of(self, id: str) -> int | None:
        """The index of the sentence with this ID, or that it became a part of."""
        return self._corpus.index_of(id)

    def occurrences(self, query: Query) -> Occurrences:
        """What finds the places of QUERY."""
        return Occurrences(self._corpus, self.layer(query.annotator), query)

    def numbers_said_of(self, annotator: str = "") -> list[int]:
        """The documents that ANNOTATOR said something of, by their numbers from 0."""
        documents = self.layer(annotator).documents()
        return [place - 1 for place in map(self._corpus.place, documents) if place]

    def name_of_document(self, number: int) -> str:
        """The name of the document NUMBER, from 0."""
        return self._corpus.documents.head(number)[1]

    def fields_of(self, number: int) -> dict[str, object]:
        """What came with the document NUMBER, from 0, when it was imported."""
        return self._corpus.fields(self._corpus.documents.head(number)[0])

    def said_by_document(self) -> Iterator[list[Annotation]]:
        """All that is said, a document at a time."""
        yield from map(self._store.by_document, self._store.documents())

    def tally_of(self, number: int) -> tuple[str, Tally, int]:
        """The name of the document NUMBER, from 0, how much is said of it, how many sentences it has."""
        id, name, sentences = self._corpus.documents.head(number)
        first, end = self._corpus.bounds(id) if self.sentences.cut else (0, sentences)
        tally = self._store.tally(id)
        return name, replace(tally, done=tally.done - self._done_in_joined(id)), end - first

    def _done_in_joined(self, document: str = "") -> int:
        return more_marks(self._corpus, self._store.states(), document)

    def counting(self, annotator: str = "") -> Counting:
        """What counts the layer of ANNOTATOR, or the own one."""
        return Counting(self._corpus, self.layer(annotator))

    def states(self) -> Mapping[str, SentenceState]:
        """The states of the sentences that are not open, by their ids."""
        return self._store.states()

    def placed(self, sentence: Sentence) -> list[Placed]:
        """The spans of SENTENCE and the claims on letters of it, in text order, the longer first."""
        if sentence not in self._placed:
            found: list[Placed] = [*self.spans(sentence), *(c for c in self.claims(sentence) if c.ranges)]
            self._placed[sentence] = sorted(found, key=lambda each: (each.start, -each.end))
        return self._placed[sentence]
