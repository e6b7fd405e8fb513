"""Letter forms: joined by the whole word, nothing dropped, nothing moved."""

from __future__ import annotations

import unicodedata

from arabic_reshaper import ArabicReshaper
from hypothesis import given

from tests.tui.arabic.texts import REAL_WORDS, texts
from tui.arabic.layout import one_line
from tui.arabic.shaping import shape


def test_a_word_is_joined_and_its_harakat_stay_on_their_letters() -> None:
    assert shape("ب\u064eيت") == "ﺑ\u064eﻴﺖ"
    shadda_first = "م\u064fح\u064eم\u0651\u064eد"
    assert shape(shadda_first) == "ﻣ\u064fﺤ\u064eﻤ\u0651\u064eﺪ"


def test_persian_and_urdu_letters_have_their_forms() -> None:
    assert shape("گچپژ") == "ﮔﭽﭙﮋ"
    assert shape("ٹھیک") == "ﭨﮭﯿﮏ"


def test_letters_without_presentation_forms_stay_as_they_are() -> None:
    assert shape("ښ") == "ښ"


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
