"""Every further occurrence of a name: folded, as whole words, without what is written together with it."""

from __future__ import annotations

from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.arabic.words import words
from annotations.corpus.database import Corpus
from annotations.corpus.decoding import decode
from annotations.corpus.layout import make_document
from annotations.corpus.writing import CorpusWriter
from annotations.history import Change
from annotations.model import Span
from annotations.occurrences import Occurrences, places_of
from annotations.project import CORPUS, create_project, open_project
from annotations.query import Query


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("طهران", "نفت طهران وقالت لطهران", ["طهران", "طهران"]),
        ("طهران", "وبطهران فلطهران كطهران", ["طهران"] * 3),
        ("طهران", "طِهْرَانُ وَلِطِهْرَانَ", ["طِهْرَانُ", "طِهْرَانَ"]),
        ("طهران", "الطهراني طهراني طهرانية", []),
        ("إيران", "ايران وآيران لإيران", ["ايران", "آيران", "إيران"]),
        ("القاهرة", "للقاهرة والقاهره بالقاهرة قاهرة", ["لقاهرة", "القاهره", "القاهرة"]),
        ("سعيد خطيب زاده", "وسعيد  خطيب\nزاده ثم سعيد خطيب", ["سعيد  خطيب\nزاده"]),
        ("باكو", "باكو، «باكو»؛ (وباكو) باكو-طهران", ["باكو"] * 4),
        ("CNN", "قالت CNN ولـCNN وcnn", ["CNN", "CNN", "cnn"]),
        ("تهران", "در تهران می‌خواهم تهرانی", ["تهران"]),
        ("", "نص", []),
        ("«طهران»", "قال «طهران» نعم، وطهران.", ["طهران", "طهران"]),
        ("(حماس", "(حماس) قال", ["حماس"]),
        ("C++", "لغة C++ نعم", ["C"]),
        ("😀", "😀 نعم", []),
        ("!", "نعم!", []),
        ("نعم", "— 😀 !", []),
        ("لا لا", "لا لا لا لا لا", ["لا لا", "لا لا"]),
        ("ال", "ال الكتاب", ["ال"]),
    ],
)
def test_names_are_found_however_they_are_written(name: str, text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in places_of(name, text)] == wanted


@given(st.text("طهرانوبللكا ِ،.\n ـ", max_size=60), st.integers(0, 20))
def test_a_word_of_the_text_is_found_where_it_is(text: str, which: int) -> None:
    there = [text[a:b] for a, b in words(text)]
    if there:
        word = there[which % len(there)]
        places = list(places_of(word, text))
        starts = [start for start, _ in places]
        assert starts == sorted(starts)
        from annotations.arabic.folding import fold

        if fold(word).strip():
            exact = [(a, b) for a, b in words(text) if text[a:b] == word]
            assert set(exact) <= set(places)


def corpus_of(folder: Path) -> Path:
    path = folder / "p.hashiya"
    create_project(path)
    with closing(CorpusWriter(path / CORPUS)) as writer:
        for number in range(30):
            text = f"خبر {number}. نفت لطهران. وقالت للقاهرة إن طهران{'ي' * (number % 2)} لا تريد."
            document = make_document(f"{number}.txt", decode(text.encode(), "x"))
            cuts = [0, text.index("نفت"), text.index("وقالت"), len(text)]
            ranges = [(a, len(text[:b].rstrip())) for a, b in pairwise(cuts)]
            writer.add(document, ranges, f"{number}.txt")
    return path


def test_they_are_found_in_all_documents_by_the_index_and_by_looking_alike(tmp_path: Path) -> None:
    project = open_project(corpus_of(tmp_path), "a")
    corpus: Corpus = project.corpus
    store = project.open_layer()
    for name, count in (("طهران", 45), ("القاهرة", 30), ("لا", 30), ("خبر", 30)):
        found = Occurrences(corpus, store, Query(words=name)).look(0, len(corpus.sequence))
        places = [each for each in found if each]
        assert len(places) == count, name
        assert [each.index for each in places] == sorted(each.index for each in places)
        for each in places:
            assert corpus.sequence[each.index] == each.sentence
            assert each.sentence.start <= each.range[0] < each.range[1] <= each.sentence.end
    first = corpus.documents[3]
    start = first.text.index("طهران")
    store.apply(
        Change(None, Span(document=first.id, ranges=((start, start + 5),), label="GPE", annotator="a"))
    )
    (place,) = [
        each
        for each in Occurrences(corpus, store, Query(label="GPE")).look(0, len(corpus.sequence))
        if each
    ]
    assert (place.sentence.document, place.range) == (first.id, (start, start + 5))
    numbers = [each for each in Occurrences(corpus, store, Query(pattern=r"\d+")).look(0, 6) if each]
    assert [corpus.text(each.sentence) for each in numbers] == ["خبر 0.", "خبر 1."]
    store.close()
    project.close()
