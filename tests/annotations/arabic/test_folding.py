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
        # harakat that stand by themselves in presentation forms (U+FE70–FE7E, U+FC5E–FC63)
        *(
            (f"مح{chr(code)}مد", "محمد")
            for code in (*range(0xFE70, 0xFE75), *range(0xFE76, 0xFE80), *range(0xFC5E, 0xFC64))
        ),
        # Kazakh and Kashmiri letters with a high hamza
        ("ٵ", "ا"),
        ("ٶ", "و"),
        ("ٸ", "ي"),
        ("ٴا", "ا"),
        ("ٷ", "و"),
        # the Quran's small letters and marks (Tanzil, Uthmani text)
        ("لَهُۥ", "له"),
        ("بِهِۦ", "به"),
        ("ٱلرَّحْمَٰنِ", "الرحمن"),
        ("مَـٰلِكِ", "ملك"),
        ("إِۦلَٰفِهِمْ", "الفهم"),
        ("ٱلۡكِتَٰبُ", "الكتب"),
        ("صَلَّىٰ", "صلي"),
        ("هُمۡۖ", "هم"),
        ("نَبِيِّۧنَ", "نبين"),
        ("۞قُلۡ", "۞قل"),
        # blanks
        ("بيت  لحم", "بيت لحم"),
        ("بيت\u00a0لحم", "بيت لحم"),
        ("بيت \t\n لحم", "بيت لحم"),
        ("بيت\u2009\u202fلحم", "بيت لحم"),
        # numbers
        ("١٢٫٥٪", "12.5%"),
        ("1٬200", "1,200"),
        ("۱۲٫۵", "12.5"),
        # vowels of Kurdish and Uyghur, kafs, yehs and hehs of all keyboards
        ("ۆ", "ۇ"),
        ("ۈ", "ۋ"),
        ("ۊ", "و"),
        ("ۉ", "ۅ"),
        ("سۆز", "سوز"),
        ("ڪتاب", "كتاب"),
        ("یکی", "يكي"),
        ("پاکستانۍ", "پاكستاني"),
        ("كوردە", "كورده"),
        ("گەورە", "گهوره"),
        ("ئۇيغۇر", "ىويغور"),
        ("ﻛﺘﺎﺏ", "كتاب"),
        ("ﷲ", "الله"),
        ("ﷺ", "صلى الله عليه وسلم"),
    ],
)
def test_the_same_word_written_in_two_ways(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("سلم", "سلب"), ("كل", "قل"), ("گل", "كل"), ("12", "13")])
def test_different_words_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("fraction", list("½¼¾⅓⅛⅞"))
def test_a_fraction_is_itself_and_has_no_digit_in_it(fraction: str) -> None:
    folded = fold_with_offsets(f"نحو {fraction} كيلو")
    assert fraction in folded.text
    assert "1" not in folded.text
    start = folded.text.index(fraction)
    assert folded.source_range(start, start + 1, f"نحو {fraction} كيلو") == (4, 5)


@pytest.mark.parametrize(
    ("source", "wanted", "matched"),
    [
        ("في بيت   لحم أمس", "بيت لحم", "بيت   لحم"), ("قال لَهُۥ ذلك", "له", "لَهُۥ"), ("ذا محﹷمدﹲ هنا", "محمد", "محﹷمدﹲ"),
        ("نحو ١٢٫٥٪ منها", "12.5%", "١٢٫٥٪"), ("بيت \u200f لحم", "بيت لحم", "بيت \u200f لحم"), ("أهلا  ", "اهلا ", "أهلا  "),
        ("ســلامٌ عليكم", "سلام", "ســلامٌ"), ("ﷲُ", "الله", "ﷲُ"), ("می‌خواهم", "ميخواهم", "می‌خواهم"),
    ],
)  # fmt: skip
def test_the_source_range_is_exactly_what_matched(source: str, wanted: str, matched: str) -> None:
    folded = fold_with_offsets(source)
    start = folded.text.index(fold(wanted))
    assert source[slice(*folded.source_range(start, start + len(fold(wanted)), source))] == matched


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
