"""Letter forms: joined by the whole word, nothing dropped, nothing moved."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from arabic_reshaper import ArabicReshaper
from arabic_reshaper.letters import LETTERS_ARABIC
from hypothesis import given

from tests.tui.arabic.texts import REAL_WORDS, texts
from tui.arabic.layout import one_line
from tui.arabic.shaping import joining_type, shape


def test_a_word_is_joined_and_its_harakat_stay_on_their_letters() -> None:
    assert shape("ب\u064eيت") == "ﺑ\u064eﻴﺖ"
    shadda_first = "م\u064fح\u064eم\u0651\u064eد"
    assert shape(shadda_first) == "ﻣ\u064fﺤ\u064eﻤ\u0651\u064eﺪ"


def test_persian_and_urdu_letters_have_their_forms() -> None:
    assert shape("گچپژ") == "ﮔﭽﭙﮋ"
    assert shape("ٹھیک") == "ﭨﮭﯿﮏ"


JOINING: dict[str, str] = {}
for line in (
    (Path(__file__).parents[2] / "data" / "unicode" / "joining.txt").read_text("ascii").splitlines()
):
    if not line.startswith("#"):
        kind, codes = line.split(": ")
        JOINING.update(
            {chr(int(code, 16)): {"Join_Causing": "C"}.get(kind, kind[0]) for code in codes.split()}
        )
BEH = {"isolated": "ﺏ", "initial": "ﺑ", "medial": "ﺒ", "final": "ﺐ"}


def test_the_types_of_all_letters_are_those_of_unicode() -> None:
    assert len(JOINING) > 300
    assert {letter: joining_type(letter) for letter in JOINING} == {
        letter: kind.replace("N", "U") for letter, kind in JOINING.items()
    }


@pytest.mark.parametrize("mark", ["", "\u064e", "\u0670\u0651", "\u200f", "\u00ad"])
def test_the_neighbours_of_every_letter_join_to_it_as_its_type_says(mark: str) -> None:
    for letter, kind in JOINING.items():
        before, *_, behind = shape(f"ب{mark}{letter}{mark}ب")
        assert before == BEH["initial" if kind in "DRC" else "isolated"], hex(ord(letter))
        assert behind == BEH["final" if kind in "DLC" else "isolated"], hex(ord(letter))


def test_every_letter_that_has_forms_has_the_one_that_its_place_asks_for() -> None:
    for letter, kind in JOINING.items():
        forms = LETTERS_ARABIC.get(letter)
        if forms is None or kind not in "DR":
            assert shape(f"ب{letter}ب")[1] == shape(letter) == (forms[0] if forms else letter)
            continue
        assert shape(letter) in (forms[0], letter)
        assert shape(f"ب{letter}")[1] == (forms[3] or letter)
        if kind == "D":
            assert shape(f"ب{letter}ب")[1] == (forms[2] or letter)
            assert shape(f"{letter}ب")[0] == (forms[1] or letter)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        # Sorani Kurdish, Sindhi, Uyghur, Urdu, Pashto, Kashmiri, Balochi, Malay (Jawi), Hausa (Ajami), Persian
        ("کوردەوە", "ﮐﻮﺭﺩەﻭە"), ("بەڵێ", "ﺑەڵێ"), ("نێوان", "ﻧێﻮﺍﻥ"), ("گەلێک", "ﮔەﻟێﮏ"), ("ساڵەکەی", "ﺳﺎڵەﮐەﯼ"),
        ("سنڌي ٻولي", "ﺳﻨﮅﻱ ﭔﻮﻟﻲ"), ("ڪتاب", "ڪﺘﺎﺏ"), ("ڏينهن", "ڏﻳﻨﻬﻦ"), ("ڳوٺ", "ﮘﻮﭞ"), ("ڪراچيءَ", "ڪﺮﺍﭼﻲﺀَ"),
        ("ئۇيغۇر", "ﺋﯘﻳﻐﯘﺭ"), ("مەكتەپ", "ﻣەﻛﺘەﭖ"), ("ئېلى", "ﺋﯧﻠﻰ"), ("كىتاب", "ﻛﯩﺘﺎﺏ"),
        ("پاکستان میں", "ﭘﺎﮐﺴﺘﺎﻥ ﻣﯿﮟ"), ("ٹھیک ہے", "ﭨﮭﯿﮏ ﮨﮯ"), ("لڑکی", "ﻟﮍﮐﯽ"), ("ہوں۔", "ﮨﻮﮞ۔"),
        ("پښتو", "ﭘښﺘﻮ"), ("ځای", "ځﺎﯼ"), ("دې", "ﺩﯤ"), ("زموږ", "ﺯﻣﻮږ"), ("غوڅ", "ﻏﻮڅ"),
        ("می‌خواهم", "ﻣﯽ\u200cﺧﻮﺍﻫﻢ"), ("گفت‌وگو", "ﮔﻔﺖ\u200cﻭﮔﻮ"), ("ڤيتامين", "ﭬﻴﺘﺎﻣﻴﻦ"), ("ڨابس", "ڨﺎﺑﺲ"),
        ("ࢢ", "ࢢ"), ("بࢪب", "ﺑࢪﺏ"), ("سەرۆک", "ﺳەﺭﯙﮎ"), ("ۋە", "ﯞە"), ("كۆك", "ﻛﯚﻙ"),
    ],
)  # fmt: skip
def test_words_of_other_languages(text: str, forms: str) -> None:
    drawn = shape(text)
    assert unicodedata.normalize("NFKC", drawn) == unicodedata.normalize("NFKC", text)
    assert drawn == forms


def test_zwnj_parts_and_zwj_joins() -> None:
    assert shape("می\u200cخ")[:2] == "ﻣﯽ"
    assert shape("ه\u200d") == "ﻫ\u200d"
    assert shape("\u200dه") == "\u200dﻪ"


def test_only_lam_alef_is_a_ligature() -> None:
    assert one_line("الله") == "ﻪﻠﻟﺍ"
    assert one_line("سلام") == "ﻡﻼﺳ"
    assert one_line("لا") == "ﻻ"
    assert one_line("لَآ") == "ﻵ\u064e"


@given(texts)
def test_every_character_has_one_form_and_only_letters_change(text: str) -> None:
    forms = shape(text)
    assert len(forms) == len(text)
    for character, form in zip(text, forms, strict=True):
        assert character == form or unicodedata.normalize("NFKC", form) == character


def test_the_articles_words_are_shaped_as_the_reshaper_shapes_them() -> None:
    reshaper = ArabicReshaper({"delete_harakat": False, "support_ligatures": False})
    for word in REAL_WORDS:
        assert shape(word) == reshaper.reshape(word)
