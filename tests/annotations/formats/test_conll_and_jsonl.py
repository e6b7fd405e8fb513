"""What leaves: offsets into the untouched text, tokens cut at boundaries, nothing bent, nothing silent."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus.decoding import Decoded
from annotations.corpus.layout import make_document
from annotations.errors import HashiyaError
from annotations.export import Summary, What, export
from annotations.formats import conll, format_named
from annotations.formats.fitting import fit
from annotations.formats.out import stream_out
from annotations.formats.tokens import tokeniser
from annotations.formats.view import DocumentView, Wanted
from annotations.history import Change
from annotations.model import Claim, Sentence, Span, State
from annotations.project import Project, open_text
from annotations.schema import load_schema
from annotations.statistics import count
from annotations.store.tinydb_store import TinyDBStore
from tests.annotations.formats.projects import choices

TEXT = 'شدد على أن "لطهران وباكو أعداء". قال جيحون بايراموف نعم 😀 لإيران.'


def at(words: str, label: str) -> Span:
    start = TEXT.index(words)
    return Span(document="d", ranges=((start, start + len(words)),), label=label, annotator="a")


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    path = tmp_path / "x.txt"
    path.write_text(TEXT, encoding="utf-8")
    opened = open_text(path, "a")
    yield opened
    opened.close()


@pytest.fixture
def store(project: Project) -> Iterator[TinyDBStore]:
    opened = project.open_layer()
    yield opened
    opened.close()


def label(project: Project, store: TinyDBStore, *spans: Span) -> None:
    document = project.corpus.documents[0].id
    for span in spans:
        store.apply(
            Change(None, Span(document=document, ranges=span.ranges, label=span.label, annotator="a"))
        )


def exported(store: TinyDBStore, project: Project, name: str, **chosen: Any) -> tuple[str, Summary]:
    out = io.BytesIO()
    wanted = choices(name, **chosen)
    summary = export(project, What([store]), format_named(name), stream_out(out), wanted)
    return out.getvalue().decode("utf-8"), summary


def test_jsonl_holds_everything(project: Project, store: TinyDBStore) -> None:
    label(project, store, at("طهران", "GPE"), at("جيحون بايراموف", "PER"), at("بايراموف", "PER"))
    document = project.corpus.documents[0]
    first, second = project.corpus.sentences(document.id)
    store.apply(
        Change(None, Claim(document=document.id, sentence=second.id, label="quotation", annotator="a"))
    )
    store.apply(Change(None, State(document=document.id, sentence=first.id, annotator="a")))
    record = json.loads(exported(store, project, "jsonl")[0])
    assert (record["text"], record["annotator"], record["sha256"]) == (TEXT, "a", document.sha256)
    assert [(s["label"], s["text"]) for s in record["spans"]] == [
        ("GPE", "طهران"),
        ("PER", "جيحون بايراموف"),
        ("PER", "بايراموف"),
    ]
    assert all(TEXT[s["start"] : s["end"]] == s["text"] for s in record["spans"])
    assert [s["done"] for s in record["sentences"]] == [True, False]
    assert [c["label"] for c in record["sentences"][1]["claims"]] == ["quotation"]
    assert TEXT[record["sentences"][1]["start"] :] == "قال جيحون بايراموف نعم 😀 لإيران."


def test_conll_cuts_tokens_at_span_boundaries(project: Project, store: TinyDBStore) -> None:
    label(project, store, at("طهران", "GPE"), at("جيحون بايراموف", "PER"), at("إيران", "GPE"))
    lines = exported(store, project, "conll", dialect="offsets")[0].splitlines()
    assert lines[:2] == ["-DOCSTART- -X- -X- O", ""]
    rows = [line.split(" ") for line in lines[2:] if line]
    assert all(TEXT[int(start) : int(end)] == token for token, start, end, _ in rows)
    tagged = [(token, tag) for token, _, _, tag in rows]
    assert tagged[3:7] == [('"', "O"), ("ل", "O"), ("طهران", "B-GPE"), ("وباكو", "O")]
    assert [row for row in tagged if row[1] != "O"] == [
        ("طهران", "B-GPE"),
        ("جيحون", "B-PER"),
        ("بايراموف", "I-PER"),
        ("إيران", "B-GPE"),
    ]
    assert lines.count("") == 3


def test_conll_refuses_what_it_cannot_carry_and_says_what(project: Project, store: TinyDBStore) -> None:
    label(project, store, at("جيحون بايراموف", "PER"), at("بايراموف", "NORP"))
    with pytest.raises(HashiyaError, match=r"NORP at .*«بايراموف».*--on-loss longest"):
        exported(store, project, "conll")
    text, summary = exported(store, project, "conll", on_loss="longest")
    assert summary.losses == {("overlap", "left-out", True): 1}
    assert "NORP" not in text
    assert text.count("-PER") == 2


def test_adjacent_spans_of_one_label_begin_anew(project: Project, store: TinyDBStore) -> None:
    label(project, store, at("جيحون", "PER"), at("بايراموف", "PER"))
    assert exported(store, project, "conll", dialect="offsets")[0].count("B-PER") == 2


def test_statistics_count_by_label(project: Project, store: TinyDBStore) -> None:
    label(project, store, at("طهران", "GPE"), at("إيران", "GPE"))
    document = project.corpus.documents[0]
    first = project.corpus.sentences(document.id)[0]
    store.apply(Change(None, State(document=document.id, sentence=first.id, annotator="a")))
    store.apply(
        Change(None, Claim(document=document.id, sentence=first.id, label="opinion", annotator="a"))
    )
    numbers = count(project, store)
    assert (numbers.documents, numbers.sentences, numbers.done) == (1, 2, 1)
    assert numbers.entities["GPE"] == 2
    assert numbers.entities["PER"] == 0
    assert numbers.claims["opinion"] == 1


spans = st.lists(
    st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12), st.sampled_from(["PER", "GPE"])),
    max_size=8,
)


@given(spans)
def test_conll_tags_are_exactly_the_spans_it_says_it_carries(drawn: list[tuple[int, int, str]]) -> None:
    document = make_document("x", Decoded(TEXT, "utf-8"))
    found = [
        Span(
            document=document.id,
            ranges=((start, min(len(TEXT), start + length)),),
            label=name,
            annotator="a",
        )
        for start, length, name in drawn
    ]
    middle = TEXT.index(" قال")
    sentences = [
        Sentence("1", document.id, 1, 0, middle), Sentence("2", document.id, 2, middle + 1, len(TEXT)),
    ]  # fmt: skip
    whole = sorted(found, key=lambda span: (span.start, -span.end, span.label))
    view = DocumentView(document, sentences, "a", whole, {}, {}, [], [], [])
    wanted = choices("conll", dialect="offsets", on_loss="longest")
    fitted, losses = fit(view, conll.carries(wanted), wanted, tokeniser("cut", ()))
    out = io.BytesIO()
    conll.write(iter([fitted]), stream_out(out), wanted, load_schema("arabic-news"))
    rows = [line.split(" ") for line in out.getvalue().decode("utf-8").splitlines() if line][1:]
    assert sum(tag.startswith("B-") for *_, tag in rows) == len(fitted.spans) == len(found) - len(losses)
    tagged = {i for _, start, end, tag in rows if tag != "O" for i in range(int(start), int(end))}
    assert {i for i in tagged if not TEXT[i].isspace()} == {
        i for span in fitted.spans for i in range(span.start, span.end) if not TEXT[i].isspace()
    }


@pytest.mark.parametrize(
    ("dialect", "docstart"), [("conll2003", "-DOCSTART- -X- -X- O"), ("spacy", "-DOCSTART- -X- O O")]
)
def test_conll_has_the_columns_that_consumers_take_them_for(
    project: Project, store: TinyDBStore, dialect: str, docstart: str
) -> None:
    label(project, store, at("طهران", "GPE"))
    lines = exported(store, project, "conll", dialect=dialect)[0].splitlines()
    assert lines[:3] == [docstart, "", "شدد -X- _ O"]
    assert "طهران -X- _ B-GPE" in lines
    assert all(len(line.split(" ")) == 4 for line in lines if line.strip())


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("iob2", ["B-PER", "I-PER", "B-PER", "B-GPE"]),
        ("iob1", ["I-PER", "I-PER", "B-PER", "I-GPE"]),
        ("bioes", ["B-PER", "E-PER", "S-PER", "S-GPE"]),
    ],
)
def test_schemes_of_tags(project: Project, store: TinyDBStore, scheme: str, expected: list[str]) -> None:
    label(project, store, at("جيحون بايراموف", "PER"), at("نعم", "PER"), at("إيران", "GPE"))
    lines = exported(store, project, "conll", scheme=scheme)[0].splitlines()
    assert [line.split(" ")[-1] for line in lines if "-PER" in line or "-GPE" in line] == expected


@pytest.mark.parametrize("name", ["conll", "jsonl"])
@pytest.mark.parametrize(
    ("state", "words"), [("done", "طهران"), ("open", "جيحون بايراموف"), ("all", "طهران جيحون بايراموف")]
)
def test_only_sentences_in_the_wanted_state_go_out(
    project: Project, store: TinyDBStore, name: str, state: Wanted, words: str
) -> None:
    label(project, store, at("طهران", "GPE"), at("جيحون بايراموف", "PER"))
    first, second = project.corpus.sentences(project.corpus.documents[0].id)
    store.apply(Change(None, State(document=first.document, sentence=first.id, annotator="a")))
    text, summary = exported(store, project, name, state=state)
    lines = text.splitlines()
    if name == "jsonl":
        record = json.loads(lines[0])
        assert " ".join(span["text"] for span in record["spans"]) == words
        assert [each["id"] for each in record["sentences"]] == {
            "done": [first.id],
            "open": [second.id],
        }.get(state, [first.id, second.id])
    else:
        assert " ".join(line.split(" ")[0] for line in lines if "-GPE" in line or "-PER" in line) == words
    assert (summary.documents, summary.spans, summary.other_state) == (
        1,
        len(words.split()[1:]) or 1,
        int(state != "all"),
    )


@pytest.mark.parametrize("name", ["conll", "jsonl", "wojood", "prodigy", "doccano", "conllu"])
def test_a_text_of_which_nothing_is_finished_is_no_text_without_entities(
    project: Project, store: TinyDBStore, name: str
) -> None:
    text, summary = exported(store, project, name, state="done")
    assert (text, summary.other_state) == ("", 2)
