"""A project with a layer that has a history, to be damaged by the tests."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from annotations.history import Change
from annotations.model import Claim, Note, Span, State
from annotations.project import Project, open_project, open_text
from annotations.store.tinydb_store import TinyDBStore

TEXT = "قال الوزير إن «نعم» خير من لا. سافر إلى لطهران وباكو! هل عاد؟ " * 12


def made(folder: Path, edits: int = 40, seed: int = 1, compact_at: int = 25) -> Project:
    """A project in FOLDER whose annotator a made EDITS; the file has those before COMPACT_AT."""
    folder.mkdir(exist_ok=True)
    path = folder / "x.txt"
    path.write_bytes(TEXT.encode("utf-8"))
    project = open_text(path, "a")
    work(project, edits, seed, compact_at)
    return project


def work(project: Project, edits: int, seed: int = 1, compact_at: int = -1) -> None:
    """Let the annotator of PROJECT make EDITS of every kind, and die behind the last."""
    store = project.open_layer()
    assert isinstance(store, TinyDBStore)
    document, chance = project.corpus.documents[0], random.Random(seed)
    sentences = project.corpus.sentences(document.id)
    for number in range(edits):
        act(store, document.id, [each.id for each in sentences], chance, f"{seed}-{number}")
        if number == compact_at:
            store._storage.compact()
    die(store)


def act(store: TinyDBStore, document: str, sentences: list[str], chance: random.Random, name: str) -> None:
    """One edit of any kind."""
    there = store.by_document(document)
    spans = [each for each in there if isinstance(each, Span)]
    kind = chance.choice("aaaacdmnnxku")
    sentence = chance.choice(sentences)
    if kind == "c" and spans:
        old = chance.choice(spans)
        store.apply(Change(old, replace(old, label=chance.choice(["ORG", "GPE", "LOC"]))))
    elif kind == "x" and spans:
        store.apply(Change(chance.choice(spans), None))
    elif kind == "u":
        store.undo()
    elif kind == "n":
        note = Note(document=document, about=sentence, text="راجع", annotator="a", id=f"n{name}")
        store.apply(Change(None, note))
    elif kind == "d":
        store.apply(Change(None, State(document=document, sentence=sentence, annotator="a", id=f"d{name}")))
    elif kind == "m":  # one act of many changes
        told = {"document": document, "annotator": "a"}
        made = Claim(**told, sentence=sentence, label="denial", id=f"c{name}")
        notes = (Note(**told, about=made.id, text="راجع", id=f"n{name}-{number}") for number in range(5))
        store.apply(*(Change(None, each) for each in (made, *notes)))
    elif kind == "k":
        claim = Claim(document=document, sentence=sentence, label="denial", annotator="a", id=f"c{name}")
        store.apply(Change(None, claim))
    else:
        start = chance.randrange(0, 400)
        span = Span(
            document=document, ranges=((start, start + 3),), label="PER", annotator="a", id=f"s{name}"
        )
        store.apply(Change(None, span))


def die(store: TinyDBStore) -> None:
    """As when the process is killed: nothing is put in order."""
    store._database.close()
    if store._lock:
        store._lock.release()


def said(project: Project) -> dict[str, object]:
    """All that the layer a says, by id; HashiyaError where it does not open."""
    store = TinyDBStore.read(project.layer_path("a"), "a", project.corpus.documents)
    return {
        each.id: each for document in project.corpus.documents for each in store.by_document(document.id)
    }


def opens_for_writing(folder: Path, annotator: str = "a") -> list[str]:
    """The notices with which the layer of ANNOTATOR in FOLDER opens, as in the app, takes an edit, and closes."""
    project = open_project(folder, annotator)
    store = project.open_layer()
    assert isinstance(store, TinyDBStore)
    notices = [str(notice) for notice in store.notices]
    document = project.corpus.documents[0]
    new = Span(document=document.id, ranges=((0, 3),), label="PER", annotator=annotator)
    store.apply(Change(None, new))
    store.apply(Change(new, None))
    store.close()
    project.close()
    return notices
