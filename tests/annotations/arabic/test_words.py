"""Words, tokens, and the proclitics that can be cut off a word."""

from __future__ import annotations

import lzma
import unicodedata
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annotations.arabic.clitics import proclitic_boundaries
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
        ("12.5% و1,000", ["12.5", "%", "و1", ",", "000"]),
        ("في ١٢/٩/٢٠٢١ و3.14", ["في", "١٢/٩/٢٠٢١", "و3", ".", "14"]),
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


@given(st.text(max_size=40))
def test_tokens_cover_all_that_is_not_white_space(text: str) -> None:
    covered = {i for start, end in tokens(text) for i in range(start, end)}
    assert all(
        i in covered or text[i].isspace() or unicodedata.category(text[i]) == "Cf" for i in range(len(text))
    )


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
        ("طهران", []),
        ("ول", []),
        ("London", []),
        ("2021", []),
    ],
)
def test_proclitics_that_can_be_cut(word: str, stems: list[str]) -> None:
    assert [word[cut:] for cut in proclitic_boundaries(word)] == stems


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
