"""What goes out and comes in again: all of it, or exactly what the format said that it cannot carry."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotations.formats import format_named
from annotations.formats.fitting import fit
from annotations.formats.tokens import tokeniser
from annotations.formats.view import DocumentView
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    Annotation,
    Claim,
    DocumentLabel,
    Note,
    Relation,
    Span,
    State,
)
from annotations.project import Project
from tests.annotations.formats.projects import (
    bare_copy,
    choices,
    document_of,
    files_in,
    make_project,
    read,
    say,
    viewed,
    write,
)

PIECES = ["لطهران", "وباكو", " ", " ", "قَالَ", "😀", "\r\n", "\n\n", "ﻻ", ".", "ﷺ", "A", "7", "👨‍👩‍👧", "هٰذا", "\t", "«", "»", "|", "\\", "[", "=", "\u200f", "ولل", "،", "؟ "]  # fmt: skip
texts = (
    st.lists(st.sampled_from(PIECES), min_size=3, max_size=30)
    .map("".join)
    .filter(lambda t: any(c.isalpha() for c in t))
)
# What an attribute is like its name decides, as in a schema.
VALUES = {
    "flag": st.booleans(),
    "rank": st.one_of(st.integers(-5, 5), st.just(0.5)),
    "حكم": st.sampled_from(["نعم", "a | b", "x\ny\t\\z", "true", "@author"]),
    "topics": st.sampled_from([("p",), ("p", "q"), ()]),
}
attributes = st.fixed_dictionaries({}, optional=VALUES).map(lambda said: tuple(sorted(said.items())))
LABELS = ["PER", "ORG.GOV", "كيان"]


@st.composite
def ranges(draw: st.DrawFn, length: int) -> tuple[tuple[int, int], ...]:
    count = draw(st.sampled_from([2, 2, 2, 2, 4, 6]))
    edges = sorted(draw(st.sets(st.integers(0, length), min_size=2, max_size=count)))
    edges = edges[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


@st.composite
def said_of(draw: st.DrawFn, project: Project) -> list[Annotation]:
    document = document_of(project)
    common: dict[str, Any] = {"document": document.id, "annotator": "a"}
    sentences = project.corpus.sentences(document.id)
    length = len(document.text)

    def placed() -> dict[str, Any]:
        return {**common, "label": draw(st.sampled_from(LABELS)), "attributes": draw(attributes)}

    spans = [Span(ranges=draw(ranges(length)), **placed()) for _ in range(draw(st.integers(0, 5)))]
    claims: list[Claim] = []
    for _ in range(draw(st.integers(0, 2))):
        sentence = draw(st.sampled_from(sentences))
        where = ()
        if draw(st.booleans()) and sentence.end - sentence.start > 1:
            start = draw(st.integers(sentence.start, sentence.end - 1))
            where = ((start, draw(st.integers(start + 1, sentence.end))),)
        claims.append(Claim(sentence=sentence.id, ranges=where, **placed()))
    labels = [DocumentLabel(**placed()) for _ in range(draw(st.integers(0, 1)))]
    ends = [each.id for each in (*spans, *claims)]
    relations = []
    for _ in range(draw(st.integers(0, 3)) if ends else 0):
        target = draw(st.sampled_from([*ends, AUTHOR, NOT_SAID]))
        relations.append(Relation(source=draw(st.sampled_from(ends)), target=target, **placed()))
    notes = [
        Note(
            about=draw(st.sampled_from([document.id, *ends, *(s.id for s in sentences)])),
            text="انظر\nهنا",
            **common,
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    states = [
        State(
            sentence=each.id,
            state=draw(st.sampled_from(["done", "skipped", "flagged"])),
            reason=draw(st.sampled_from(["", "لا أدري"])),
            **common,
        )
        for each in sentences
        if draw(st.booleans())
    ]
    return [*spans, *claims, *labels, *relations, *notes, *states]


Content = Counter[tuple[object, ...]]


def content(view: DocumentView, with_states: bool = True) -> Content:
    """What VIEW says, without ids and times."""
    claims = [(claim, id) for id, found in view.claims.items() for claim in found]
    named: dict[str, tuple[object, ...]] = {
        view.document.id: ("document",),
        AUTHOR: (AUTHOR,),
        NOT_SAID: (NOT_SAID,),
    }
    named |= {sentence.id: ("sentence", sentence.start) for sentence in view.sentences}
    named |= {span.id: ("span", span.label, span.ranges, typed(span.attributes)) for span in view.spans}
    named |= {c.id: ("claim", c.label, c.ranges, id, typed(c.attributes)) for c, id in claims}
    named |= {each.id: ("label", each.label, typed(each.attributes)) for each in view.labels}
    found: list[tuple[object, ...]] = [
        named[each.id] for each in (*view.spans, *(c for c, _ in claims), *view.labels)
    ]
    found += [
        ("relation", r.label, named[r.source], named[r.target], typed(r.attributes)) for r in view.relations
    ]
    found += [("note", named.get(note.about, note.about), note.text) for note in view.notes]
    if with_states:
        found += [("state", id, mark.state, mark.reason) for id, mark in view.states.items()]
    return Counter(found)


def typed(attributes: tuple[tuple[str, object], ...]) -> tuple[tuple[str, str, object], ...]:
    """ATTRIBUTES, in which True is not 1."""
    return tuple((name, type(value).__name__, value) for name, value in attributes)


def exactly(view: DocumentView) -> list[object]:
    """Everything in VIEW, ids and times too."""
    claims = [(claim.id, claim, sentence) for sentence, found in view.claims.items() for claim in found]
    others = [(each.id, each, "") for each in (*view.spans, *view.labels, *view.relations, *view.notes)]
    return [sorted([*claims, *others], key=lambda each: each[0]), view.states, view.sentences]


def fitted(view: DocumentView, name: str, **chosen: Any) -> DocumentView:
    """VIEW as the format NAME has a place for it."""
    wanted = choices(name, **chosen)
    return fit(view, format_named(name).carries(wanted), wanted, tokeniser(wanted.tokens, ()))[0]


def around(data: st.DataObject, name: str, **chosen: Any) -> tuple[DocumentView, DocumentView]:
    """What a generated project says as far as NAME carries it, and what is read of its files."""
    reading = {"offsets": chosen["offsets"]} if "offsets" in chosen else {}
    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder, "a.hashiya"), data.draw(texts))
        say(project, said := data.draw(said_of(project)))
        if not said:
            store = project.open_layer()
            store.close()
        path = Path(folder, "out")
        path = path if format_named(name).SHAPE == "folder" else path.with_suffix(format_named(name).SUFFIX)
        write(project, name, path, **chosen)
        copy = bare_copy(project, Path(folder, "b.hashiya"))
        taken = read(copy, name, *files_in(path, name), annotator="a", **reading)
        assert [str(each) for each in taken.texts.refused] == []
        assert taken.texts.documents == 0, "it is the same text"
        (before,), (after,) = viewed(project.folder), viewed(copy)
        project.close()
        again = read(copy, name, *files_in(path, name), annotator="a", **reading)
        assert not again.added, "importing twice adds nothing"
    return fitted(before, name, **chosen), after


# A project is made for every case: looking for smaller ones that fail takes minutes.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
slow = settings(deadline=None, max_examples=25, phases=PHASES, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("name", "chosen"), [("jsonl", {}), ("cas", {}), ("cas", {"dialect": "xmi"})])
@slow
@given(data=st.data())
def test_everything_comes_back_as_it_was(name: str, chosen: dict[str, Any], data: st.DataObject) -> None:
    before, after = around(data, name, **chosen)
    assert exactly(after) == exactly(before)


@slow
@given(data=st.data())
def test_brat_brings_back_all_but_what_it_has_no_word_for(data: st.DataObject) -> None:
    before, after = around(data, "brat", on_loss="drop")
    assert content(after, with_states=False) == content(before, with_states=False)
    assert {span.id for span in after.spans} == {span.id for span in before.spans}


OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("labelstudio", {}),
    ("doccano", {"dialect": "entities"}),
    ("doccano", {"dialect": "label", "offsets": "graphemes"}),
    ("doccano", {"dialect": "label", "offsets": "code-points"}),
    ("prodigy", {}),
    ("prodigy", {"dialect": "documents"}),
    ("spacy", {}),
    ("spacy", {"dialect": "documents"}),
    ("huggingface", {}),
    ("huggingface", {"dialect": "jsonl"}),
    ("conllu", {}),
    ("webanno", {}),
    ("table", {"table": "spans"}),
    ("table", {"table": "claims", "dialect": "tsv"}),
]


@pytest.mark.parametrize(("name", "chosen"), OTHERS)
@pytest.mark.parametrize("on_loss", ["drop", "longest", "split", "widen"])
@settings(slow, max_examples=8)
@given(data=st.data())
def test_what_is_lost_is_what_was_said(
    name: str, chosen: dict[str, Any], on_loss: str, data: st.DataObject
) -> None:
    before, after = around(data, name, on_loss=on_loss, **chosen)
    there, expected = content(after, False), content(before, False)
    if name == "table" and chosen["table"] == "claims":  # their relations are for reading only
        expected = Counter({key: n for key, n in expected.items() if key[0] == "claim"})
    if name == "doccano" and chosen["dialect"] == "label":
        expected = Counter({key: n for key, n in expected.items() if key[0] != "label"})
    assert there == expected
