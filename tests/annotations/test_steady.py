"""A layer that is left on the disk says what the same layer says in memory, or nothing at all."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tinydb import TinyDB

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.history import Change
from annotations.model import Annotation, Document, Note, Sentence, Span, State
from annotations.store.protocol import GivenTexts, Sayings
from annotations.store.steady import SteadyLayer, read_steadily
from annotations.store.tinydb_store import TinyDBStore

TEXTS = [make_document(f"{n}.txt", Decoded(f"نصٌّ {n} قاله الوزير اليوم.", "utf-8")) for n in range(4)]
KNOWN = GivenTexts(TEXTS)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["put", "change", "delete", "undo", "redo", "time", "open"]),
        st.integers(0, 3),
        st.integers(0, 9),
    ),
    max_size=40,
)


def thing(document: Document, number: int, said: str = "نعم") -> Annotation:
    about = {"document": document.id, "annotator": "a", "id": f"{document.id}-{number}"}
    if number % 3 == 0:
        return Span(ranges=((number, number + 2),), label=said, **about)
    if number % 3 == 1:
        return Note(about=document.id, text=said, **about)
    return State(sentence=f"{document.id}:{number}", state="done" if said == "نعم" else "skipped", **about)


def carried_out(path: Path, acts: list[tuple[str, int, int]], keep: bool) -> None:
    """A layer at PATH after ACTS; KEEP leaves the last ones in the journal."""
    store = TinyDBStore.open(path, "a", KNOWN)
    for act, which, number in acts:
        document = TEXTS[which]
        there = store.annotation(document.id, f"{document.id}-{number}")
        with suppress(ValueError):
            if act == "put" and there is None:
                store.apply(Change(None, thing(document, number)))
            elif act == "change" and there is not None:
                store.apply(Change(there, thing(document, number, "لا\n")))
            elif act == "delete" and there is not None:
                store.apply(Change(there, None))
            elif act in ("undo", "redo"):
                getattr(store, act)()
            elif act == "time":
                store.spend(Sentence(f"{document.id}:{number}", document.id, 1, 0, 2), 1.5)
            elif act == "open":
                store.close()
                store = TinyDBStore.open(path, "a", KNOWN)
    if keep:
        store._database.close()
        assert store._lock
        store._lock.release()
    else:
        store.close()


def said(layer: Sayings) -> object:
    return (
        layer.annotator,
        sorted(layer.documents()),
        {text.id: layer.by_document(text.id) for text in TEXTS},
        dict(layer.times()),
        [str(notice) for notice in layer.notices],
    )


@settings(max_examples=150, deadline=None)
@given(acts=ACTS, keep=st.booleans(), fewer=st.booleans())
def test_it_says_the_same_after_any_history(
    acts: list[tuple[str, int, int]], keep: bool, fewer: bool
) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        carried_out(path, [("put", 0, 0), ("put", 1, 1), *acts], keep)
        texts = GivenTexts(TEXTS[1:]) if fewer else KNOWN
        steady = read_steadily(path, "a", texts, smallest=0)
        plain = TinyDBStore.read(path, "a", texts)
        assert steady is not None or not path.exists()
        if steady:
            assert said(steady) == said(plain)
            steady.close()
        plain.close()


@pytest.fixture
def layer(tmp_path: Path) -> Path:
    path = tmp_path / "a.json"
    carried_out(path, [("put", which, number) for which in range(4) for number in range(10)], keep=False)
    return path


def test_the_file_is_one_of_stock_tinydb_with_a_line_a_record(layer: Path) -> None:
    assert len(TinyDB(layer).table("spans")) == 16
    lines = layer.read_bytes().splitlines()
    assert sum(b'"label"' in line for line in lines) == 16
    assert max(line.count(b'"id"') for line in lines) == 1


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: (
            data.replace(b'"start', b'"stort', 1).replace(b"PER", b"PEX").replace(b"0646", b"0647", 1)
        ),
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data[: len(data) // 2],
        lambda _: b"",
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: data.replace(b'"events": ', b'"events": 1'),
    ],
    ids=["a letter", "no end", "more", "half", "nothing", "by another program", "other edits"],
)
def test_a_file_that_is_not_as_it_was_written_is_left_to_those_who_say_so(layer: Path, damage) -> None:  # type: ignore[no-untyped-def]
    layer.write_bytes(damage(layer.read_bytes()))
    assert read_steadily(layer, "a", KNOWN, smallest=0) is None


@pytest.mark.parametrize("cut", [1, 20])
def test_so_is_a_journal(layer: Path, cut: int) -> None:
    journal = layer.with_suffix(".journal")
    journal.write_bytes(journal.read_bytes()[:-cut])
    assert read_steadily(layer, "a", KNOWN, smallest=0) is None


def test_it_stays_what_it_was_while_the_file_is_written_anew(layer: Path) -> None:
    steady = read_steadily(layer, "a", KNOWN, smallest=0)
    assert isinstance(steady, SteadyLayer)
    before = said(steady)
    carried_out(layer, [("delete", which, number) for which in range(4) for number in range(9)], keep=False)
    assert said(steady) == before
    steady.close()
