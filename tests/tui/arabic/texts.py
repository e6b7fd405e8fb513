"""Texts for property tests: real lines and generated mixtures of everything that makes lines hard."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

ARTICLE = (Path(__file__).parents[3] / "samples" / "baku-tehran.txt").read_text(encoding="utf-8")
REAL_WORDS = sorted(set(ARTICLE.split()))

PIECES = [
    *REAL_WORDS,
    "لإيران", "الآن", "الأعداء", "لِلَّهِ", "مُحَمَّدٌ", "لَا", "لٰكن", "إلّا", "ســلام", "الله",
    "می‌خواهم", "کتاب‌ها", "گچپژ", "ٹھیک", "ڈیڑھ", "ہے", "ښوونځی", "ه\u200d",
    "Reuters", "U.S.", "naïve", "١٢٣", "۱۲۳", "12", "3.14", "1,000", "12%", "$5", "-7",
    "2021/10/06", "06-10-2021", "١٢/٩/٢٠٢١", "+994 12 555-01-02", "https://example.org/a?b=c&d=1",
    "(نختشيفان)", "[1]", "«الحوار»", '"الأشقاء الثلاثة"', "{", "}", ")", "(", "،", "؟", "…", "؛",
    "😀", "👨‍👩‍👧", "🇦🇿", "☺️", "❤", "漢字", "שלום", "\u0301", "\u064b", "\u0651",
    "\u200e", "\u200f", "\u061c", "\u202b", "\u202a", "\u202d", "\u202e", "\u202c",
    "\u2066", "\u2067", "\u2068", "\u2069", "\u200b", "\u00ad", "\ufeff",
    "\t", "\x1b[31m", "\x07", "\x85", "\x9b", "\xa0", "\u2028", "\n", "\r\n", "\u2029",
]  # fmt: skip

words = st.one_of(
    st.sampled_from(PIECES),
    st.text(alphabet="ابتجلاأإآلةىءؤئكمنهوي\u064e\u0651\u0652\u0640", max_size=8),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
)
texts = st.lists(st.one_of(words, st.sampled_from([" ", " ", "  "])), max_size=30).map("".join)
lines = texts.map(lambda text: " ".join(text.split()))
widths = st.integers(min_value=1, max_value=60)
bases = st.sampled_from([None, 0, 1])
