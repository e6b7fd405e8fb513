"""How a person names a sentence: by its document and its number there."""

from __future__ import annotations

import re

from annotations.corpus.database import Corpus
from annotations.model import Sentence


def sentence_name(corpus: Corpus, sentence: Sentence, short: bool = False) -> str:
    """«news.txt:3», and the document alone where it has one sentence.

    SHORT says the number alone in a project of one document.
    """
    if short and len(corpus.documents) == 1:
        return str(sentence.number)
    document = corpus.document(sentence.document)
    name = document.name if document else sentence.document
    first, end = corpus.bounds(sentence.document)
    return name if end - first == 1 else f"{name}:{sentence.number}"


def sentence_with_id(corpus: Corpus, id: str) -> Sentence | None:
    """The sentence with this ID, or with that number in a project of one document."""
    documents = corpus.documents
    index = corpus.index_of(id)
    if index is not None:
        return corpus.sequence[index]
    return _in(corpus, documents[0].id, id) if len(documents) == 1 else None


def sentence_named(corpus: Corpus, wanted: str) -> Sentence | None:
    """The sentence that WANTED names, as `sentence_name` does or by its id; None for two."""
    found = sentence_with_id(corpus, wanted)
    if found is not None:
        return found
    name, _, number = wanted.rpartition(":")
    for named, place in ((name, number), (wanted, "1")):
        ids = corpus.ids_of(named) if named else []
        if len(ids) == 1 and (found := _in(corpus, ids[0], place)) is not None:
            return found
    return None


def _in(corpus: Corpus, document: str, number: str) -> Sentence | None:
    if not re.fullmatch(r"[0-9]{1,12}", number):
        return None
    first, end = corpus.bounds(document)
    index = first + int(number) - 1
    return corpus.sequence[index] if first <= index < end else None
