"""Folding for search: what is the same word is found as one, and the way back is exact."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given

from annotations.arabic.folding import fold, fold_with_offsets
from tests.tui.arabic.texts import texts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("مُحَمَّد", "محمد"),
        ("ســـلام", "سلام"),
        ("إيران", "ايران"),
        ("آسيا", "اسيا"),
        ("مؤتمر", "موتمر"),
        ("رئيس", "رييس"),
        ("جمهورية", "جمهوريه"),
        ("على", "علي"),
        ("می‌خواهم", "ميخواهم"),
        ("کتاب", "كتاب"),
        ("ہے", "هي"),
        ("١٢٣ ۴۵", "123 45"),
        ("\ufefb\ufe8e", "لاا"),
        ("Straße CAFÉ", "strasse cafe"),
        ("a\u200fb\u2067c", "abc"),
    ],
)
def test_the_same_word_written_in_two_ways(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("سلم", "سلب"), ("كل", "قل"), ("گل", "كل"), ("12", "13")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(texts)
def test_every_folded_character_comes_from_one_of_the_source(text: str) -> None:
    folded = fold_with_offsets(text)
    assert folded.text == fold(text)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for character, offset in zip(folded.text, folded.offsets, strict=True):
        assert character in fold(text[offset])


@given(texts)
def test_a_range_of_the_folded_text_goes_back_to_what_folds_to_it(text: str) -> None:
    folded = fold_with_offsets(text)
    for start in range(len(folded.text)):
        first, end = folded.source_range(start, start + 1, text)
        assert folded.text[start] in fold(text[first:end])
        assert end == len(text) or unicodedata.category(text[end]) not in ("Mn", "Me")


def test_a_hit_covers_the_harakat_of_its_last_letter() -> None:
    source = "قال مُحَمَّدٌ هنا"
    folded = fold_with_offsets(source)
    start = folded.text.index("محمد")
    assert source[slice(*folded.source_range(start, start + 4, source))] == "مُحَمَّدٌ"
