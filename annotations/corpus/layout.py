"""How a corpus is laid out in its file, and how documents get their ids: what reading and writing share."""

from __future__ import annotations

import hashlib
from typing import Final

from annotations.corpus.decoding import Decoded
from annotations.model import Document

FORMAT: Final = 3  # as 2, its words folded as they are now
# A sentence's row number counts from 1 over the whole corpus; `words` holds its folded text under the same
# number, as trigrams, so that any part of a word is found (طهران in لطهران).
SCHEMA: Final = """
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, encoding TEXT NOT NULL,
    sha256 TEXT NOT NULL, text TEXT NOT NULL, first INTEGER NOT NULL, sentences INTEGER NOT NULL,
    source TEXT NOT NULL, imported TEXT NOT NULL
);
CREATE TABLE sentences (
    number INTEGER PRIMARY KEY, document INTEGER NOT NULL, place INTEGER NOT NULL,
    start INTEGER NOT NULL, end INTEGER NOT NULL
);
"""
WORDS: Final = "CREATE VIRTUAL TABLE words USING fts5(text, content='', tokenize='trigram', detail='none');"
# What stood beside a text in its record, as a JSON object.
FIELDS: Final = "CREATE TABLE fields (document INTEGER PRIMARY KEY, said TEXT NOT NULL);"
_ID_LENGTHS: Final = (12, 24, 64)


def text_hash(text: str) -> str:
    """SHA-256 of TEXT's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def make_document(name: str, decoded: Decoded) -> Document:
    """A document with an id that its text alone decides."""
    digest = text_hash(decoded.text)
    return Document(digest[: _ID_LENGTHS[0]], name, decoded.text, decoded.encoding, digest)


def possible_ids(digest: str) -> list[str]:
    """The ids that a text with the hash DIGEST can have; a longer one where the shorter is taken."""
    return [digest[:length] for length in _ID_LENGTHS]
