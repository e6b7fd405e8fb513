"""Words, tokens, and the proclitics that can be cut off a word."""

from __future__ import annotations

import itertools
import lzma
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotations.arabic import words as words_module
from annotations.arabic.clitics import proclitic_boundaries, unit_boundary
from annotations.arabic.words import cut_tokens, tokens, words

PUD = Path(__file__).parents[2] / "data" / "pud" / "ar_pud-half.conllu.xz"


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قال (نختشيفان)،", ["قال", "(", "نختشيفان", ")", "،"]),
        ('"لطهران وباكو"', ['"', "لطهران", "وباكو", '"']),
        ("مُحَمَّد ســلام", ["مُحَمَّد", "ســلام"]),
        ("می\u200cخواهم", ["می\u200cخواهم"]),
        ("\u200fلطهران\u200f، نعم", ["لطهران", "،", "نعم"]),
        ("12.5% و1,000", ["12.5%", "و1,000"]),
        ("في ١٢/٩/٢٠٢١ و3.14", ["في", "١٢/٩/٢٠٢١", "و3.14"]),
        ("+994 12-33", ["+", "994", "12-33"]),
        ("don't U.S. F16", ["don't", "U.S", ".", "F16"]),
        ("https://example.org/a?b=c، info@example.org.", None),
        ("ب 👨‍👩‍👧 ت", ["ب", "👨‍👩‍👧", "ت"]),
    ],
)
def test_tokens(text: str, expected: list[str] | None) -> None:
    if expected is None:
        expected = ["https://example.org/a?b=c", "،", "info@example.org", "."]
    assert pieces(text) == expected


def test_words_leave_punctuation_out() -> None:
    text = "نعم، (12) لا!"
    assert [text[a:b] for a, b in words(text)] == ["نعم", "12", "لا"]


# What people write right behind an address, in Arabic and the languages beside it.
GLUED = [
    "شكرا", "،ثم", "؟", "؛", "٪", "۔", "گفت", "ہے", "ێ", "ەوە", "ٹویٹ", "ﻟﻤﺎذا", "٢٠٢١", "۲۰", "ـ", "۞", "﴾",
    "ڤيديو", "ٱلله", "۩", "؞", "ۋە", "ڊاڪٽر", "پښتو",
]  # fmt: skip
ADDRESSES = [
    "https://t.co/aB1", "http://t.co/x", "www.aljazeera.net", "user@site.org", "HTTPS://T.CO/AB", "t.me/s/channel",
    "bit.ly/3xYz", "https://en.wikipedia.org/wiki/Baku_(city)", "https://x.org/?q=1&r=2#top", "ftp://a.b/c.txt",
    "first.last+tag@mail.example.co.uk", "https://t.co/", "https://x.org/a-b_c~d", "info_2@news-site.info",
    "https://user:pw@x.org:8080/p", "youtu.be/dQw4w9WgXcQ?t=3",
]  # fmt: skip


@pytest.mark.parametrize("behind", GLUED)
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_ends_before_arabic_and_begins_behind_it(address: str, behind: str) -> None:
    assert pieces(address + behind)[0] == address
    assert pieces(f"شاهد {address}{behind} هنا")[1] == address
    assert pieces(f"شاهد({address})")[2] == address
    assert pieces(f"شكرا{address} {behind}")[:2] == ["شكرا", address]


NUMBERS = [
    "1,200", "34.3", "3.5", "10:30", "١٥/٠٣/١٤٤٣", "628،1", "1٬200٫5", "25", "2021-09-12", "٣٫١٤", "1.200.000", "1'000",
    "1’000", "۱۲٬۳۴۵", "3/4", "192.168.1.1", "050-1234567", "10:30:15", "1⁄2", "٠٫٥", "1,\u200e200", "2\u200f.\u200f5",
    "\u0600١٢٣", "\u06dd٢٥٥", "\u060112", "\u0602٣", "\u0603١٢", "\u06041234", "\u060512",
]  # fmt: skip
BEFORE = [
    "",
    "و",
    "بـ",
    "ل",
    "وبـ",
    "الـ",
    "ف",
    "حوالى",
    "$",
    "€",
    "٪",
    "رقم_",
    "USD",
    "#",
    "(",
    "«",
    "+",
    "-",
]
BEHIND = [
    "",
    "كم",
    "ص",
    "هـ",
    "م",
    "%",
    "٪",
    "$",
    "مليون",
    "-",
    ")",
    "»",
    "،",
    ".",
    "°",
    "kg",
    "؟",
    "ريال،",
    "°م",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_no_border_is_inside_a_number_whatever_is_glued_to_it(number: str) -> None:
    for before in BEFORE:
        for behind in BEHIND:
            text = f"قال {before}{number}{behind} ثم"
            start = 4 + len(before)
            inside = range(start + 1, start + len(number))
            assert not {border for token in tokens(text) for border in token} & set(inside), text
            assert not {border for token in words(text) for border in token} & set(inside), text


@pytest.mark.parametrize(
    "sign", list("\u061c\u00ad\u2060\ufeff\u200c\u200d\u200e\u200f\u202a\u202c\u2066\u2069\u206a")
)
@pytest.mark.parametrize(
    "word", ["كتاب", "می‌روم", "1,200", "COVID", "وGoogle", "مُحَمَّد", "F16", "don't", "ســلام"]
)
def test_format_characters_do_not_part_a_word(word: str, sign: str) -> None:
    for place in range(1, len(word)):
        written = word[:place] + sign + word[place:]
        if word[place - 1] not in ",'" and word[place] not in ",'":
            assert pieces(f"{sign}{written}{sign} ثم")[0].strip(sign) == written


@pytest.mark.parametrize(
    "nothing",
    [
        *"\ufe0f\u034f\u3164\u115f\u1160\uffa0\u200b\u200c\u200d\u200e\u200f\u061c\u2060\u2064\ufeff\u00ad\u180e\u206f",
        *["\U000e0100", "\ufff9", "\u2800", "\u17b4", "\u200f\u200e", "\ufe0f\ufe0f", "\u3164\ufe0f"],
    ],
)
def test_what_shows_nothing_is_no_token(nothing: str) -> None:
    for text in (nothing, f" {nothing} ", f"قال {nothing} ثم", f"{nothing}\n{nothing}"):
        assert [piece for piece in pieces(text) if piece not in ("قال", "ثم")] == []
        assert len(words(text)) == text.count("قال") + text.count("ثم")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("قالت أ.ف.ب إن", ["قالت", "أ.ف.ب", "إن"]),
        ("د.ب.أ وأ.ش.أ.", ["د.ب.أ", "وأ.ش.أ", "."]),
        ("ق.م، ر.س ص.ب", ["ق.م", "،", "ر.س", "ص.ب"]),
        ("أ.د.محمد", ["أ.د", ".", "محمد"]),
        ("د.محمد", ["د", ".", "محمد"]),
        ("انتهى.ثم", ["انتهى", ".", "ثم"]),
        ("ـيمكن ذلكـ", ["ـ", "يمكن", "ذلك", "ـ"]),
        ("ـ نعم ـ", ["ـ", "نعم", "ـ"]),
        ("ــــ", ["ـ", "ـ", "ـ", "ـ"]),
        ("سنة ١٤٤٣هـ لـ وبالـ", ["سنة", "١٤٤٣هـ", "لـ", "وبالـ"]),
        ("كبيـــر جـدا", ["كبيـــر", "جـدا"]),
        ("الـ«بي بي سي»", ["الـ", "«", "بي", "بي", "سي", "»"]),
        ("قال  ّن", ["قال", "ن"]),
        ("خانه\u200c ما", ["خانه\u200c", "ما"]),
    ],
)
def test_initials_and_dashes_and_marks(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


MIXED = st.text(
    st.sampled_from(
        "اأبلويک\u064b\u0651\u0640\u200c\u200d\u200f\u00ad\ufe0f\u034f\u3164١2۳.,:،/'’-%$ \n@#_abhtps\u0600\u06dd😀👩🏻ۆﻻ"
    )
    | st.characters(),
    max_size=40,
)


@given(MIXED)
def test_tokens_are_whole_clusters_and_leave_out_only_what_shows_nothing(text: str) -> None:
    clusters = [match.span() for match in regex.finditer(r"\X", text)]
    borders = {0, *(end for _, end in clusters)}
    found = tokens(text)
    assert {border for token in found for border in token} <= borders
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(found))
    covered = {i for start, end in found for i in range(start, end)}
    for start, end in clusters:
        blank = text[start].isspace() or regex.fullmatch(r"[\p{DI}\p{Cf}\u2800\u200b]+", text[start:end])
        assert blank or set(range(start, end)) <= covered
    assert all(not piece.isspace() for piece in pieces(text))
    assert set(words(text)) <= set(found)


@given(st.text(max_size=40), st.sets(st.integers(0, 40)))
def test_cutting_tokens_only_adds_borders(text: str, cuts: set[int]) -> None:
    cut = cut_tokens(text, cuts)
    assert "".join(text[a:b] for a, b in cut) == "".join(pieces(text))
    borders = {offset for piece in cut for offset in piece}
    inside = {c for c in cuts if any(a < c < b for a, b in tokens(text))}
    assert inside <= borders


@pytest.mark.parametrize(
    "text",
    [
        "إيران\U0001f3fb",
        "3\u0301",
        "عام 12\U0001f3fb",
        "http://x.org\U0001f3fb و",
        "don't\U0001f3fb",
        "3\u20e3 و",
    ],
)
def test_no_token_ends_within_a_letter_and_what_hangs_on_it(text: str) -> None:
    borders = {0, *(match.end() for match in regex.finditer(r"\X", text))}
    assert {border for token in tokens(text) for border in token} <= borders


@pytest.mark.parametrize(
    ("word", "stems"),
    [
        ("لطهران", ["طهران"]),
        ("وباكو", ["باكو", "اكو"]),
        ("وإسرائيل", ["إسرائيل"]),
        ("ولأذربيجان", ["لأذربيجان", "أذربيجان"]),
        ("وبالعراق", ["بالعراق", "العراق", "عراق"]),
        ("للجيش", ["لجيش", "جيش"]),
        ("والوزير", ["الوزير", "وزير"]),
        ("كالأسد", ["الأسد", "أسد"]),
        ("فسيقول", ["سيقول", "يقول"]),
        ("وَلِطهران", ["لِطهران", "طهران"]),
        ("العراق", []),
        ("الـمحكمة", []),
        ("للعراق", ["لعراق", "عراق"]),
        ("و2021", ["2021"]),
        ("و5", ["5"]),
        ("والـ٢٢", ["الـ٢٢", "٢٢"]),
        ("بـ34.3", ["34.3"]),
        ("لـCNN", ["CNN"]),
        ("الـBBC", ["BBC"]),
        ("وGoogle", ["Google"]),
        ("و_Google", ["Google"]),
        ("فـX", ["X"]),
        ("بالـF16", ["الـF16", "F16"]),
        ("کالأسد", ["الأسد", "أسد"]),
        ("وکابل", ["کابل", "ابل"]),
        ("ﻟﻄﻬﺮﺍﻥ", ["ﻄﻬﺮﺍﻥ"]),
        ("ﻭﺍﻟﻮﺯﻳﺮ", ["ﺍﻟﻮﺯﻳﺮ", "ﻮﺯﻳﺮ"]),
        ("ﻭﻷﺫﺭﺑﻴﺠﺎﻥ", ["ﻷﺫﺭﺑﻴﺠﺎﻥ"]),
        ("و\u200fطهران", ["طهران"]),
        ("لـ\u200cتهران", ["تهران"]),
        ("وپاریس", ["پاریس"]),
        ("طهران", []),
        ("ول", []),
        ("London", []),
        ("2021", []),
    ],
)
def test_proclitics_that_can_be_cut(word: str, stems: list[str]) -> None:
    assert [word[cut:] for cut in proclitic_boundaries(word)] == stems


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("3.5كم", "3.5"), ("10:30ص", "10:30"), ("١٤٤٣هـ", "١٤٤٣"), ("25%", "25"), ("25٪", "25"), ("5$", "5"),
        ("37°م", "37"), ("12kg", "12"), ("٣م²", "٣"), ("و25%", "و25"), ("1,200ريال", "1,200"), ("2021", None),
        ("كم", None), ("F16", None), ("و1,200", None),
    ],
)  # fmt: skip
def test_units_that_can_be_cut(word: str, number: str | None) -> None:
    cut = unit_boundary(word)
    assert (None if cut is None else word[:cut]) == number


def names_behind_proclitics() -> list[tuple[str, int]]:
    """Every PUD word in which proclitics stand before a name, with the offset where the name begins."""
    found: list[tuple[str, int]] = []
    glued: list[str] = []
    with lzma.open(PUD, "rt", encoding="utf-8") as file:
        for line in file:
            fields = line.rstrip("\n").split("\t")
            if len(fields) != 10:
                glued = []
                continue
            if fields[3] == "PROPN" and glued and all(len(part) <= 2 for part in glued):
                found.append(("".join(glued) + fields[1], len("".join(glued))))
            proclitic = fields[3] in ("ADP", "CCONJ", "PART") and "SpaceAfter=No" in fields[9]
            glued = [*glued, fields[1]] if proclitic else []
    return found


def test_the_cut_before_a_name_in_pud_is_offered() -> None:
    names = names_behind_proclitics()
    offered = [cut in proclitic_boundaries(word) for word, cut in names]
    assert len(names) > 60
    assert sum(offered) / len(offered) >= 0.98


SIGNS = [*"ابهـيةول\u064e\u0651\u0670 \n\t\r\x1c\u00a0\u2028،؛؟!.,:«»()\"'-_@#/0١٪aZ😀\u200d\u200fﻻ\u06d4"]


@given(
    st.lists(
        st.sampled_from([*SIGNS, "1,200", "3:30%", "٧٫٥٪", "12/5", "www.x.com/", "RT "]), max_size=14
    ).map("".join)
)
def test_what_is_simple_is_cut_as_everything_is(text: str) -> None:
    slowly = []
    for match in words_module._TOKEN.finditer(text):
        kind = match.lastgroup
        unseen = kind in ("word", "other") and words_module._UNSEEN.fullmatch(text, *match.span())
        if kind != "nothing" and not unseen:
            slowly.append((match.span(), kind in ("sign", "other")))
    assert tokens(text) == [span for span, _ in slowly]
    assert list(words(text)) == [span for span, is_sign in slowly if not is_sign]
