"""Rows of cells: everything is shown once, nothing is too wide, and every cell knows its source."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.arabic.texts import bases, texts, widths
from tui.arabic.clusters import clusters
from tui.arabic.layout import fit, lay_out, one_line
from tui.arabic.row import Row

VOWELS = [chr(code) for code in range(0x64B, 0x653)]


def shown(text: str, width: int = 60, base: int | None = 1) -> list[str]:
    return [row.text.strip() for row in lay_out(text, width, base)]


@given(texts, widths, bases, st.booleans())
def test_every_source_offset_is_shown_exactly_once(
    text: str, width: int, base: int | None, show_invisible: bool
) -> None:
    rows = lay_out(text, width, base, show_invisible=show_invisible)
    covered = [i for row in rows for g in row.glyphs for i in range(g.start, g.end)]
    assert sorted(covered) == list(range(len(text)))
    assert [row.start for row in rows[1:]] == [row.end for row in rows[:-1]]


@given(texts, widths, bases, st.booleans())
def test_no_row_is_wider_than_asked_and_widths_are_those_textual_counts(
    text: str, width: int, base: int | None, show_invisible: bool
) -> None:
    for row in lay_out(text, width, base, show_invisible=show_invisible):
        assert sum(glyph.width for glyph in row.glyphs) == cell_len(row.text) - row.indent
        assert row.indent >= 0
        assert cell_len(row.text) <= width
        assert all(glyph.width == cell_len(glyph.text) for glyph in row.glyphs)


@given(texts, widths, bases)
def test_column_to_offset_to_column_returns(text: str, width: int, base: int | None) -> None:
    for row in lay_out(text, width, base):
        for column in range(width):
            glyph = row.glyph_at(column)
            if glyph is None:
                assert not row.indent <= column < row.indent + sum(g.width for g in row.glyphs)
                continue
            assert row.offset_at(column) == glyph.start
            pieces = row.columns_of(glyph.start, glyph.end)
            assert len(pieces) == 1
            assert pieces[0][0] <= column < pieces[0][1]
            assert row.column_of(glyph.start) == pieces[0][0]


@given(texts, widths, bases, st.sets(st.integers(0, 200), max_size=6))
def test_shaping_is_the_same_with_and_without_highlights(
    text: str, width: int, base: int | None, cuts: set[int]
) -> None:
    plain = {g.start: g for row in lay_out(text, width, base) for g in row.glyphs if g.width}
    styled = [g for row in lay_out(text, width, base, cuts) for g in row.glyphs if g.width]
    split = {cut for cut in cuts if any(g.start < cut < g.end for g in plain.values())}
    for glyph in styled:
        if glyph.end in split or glyph.start in split:
            continue  # half of a lam-alef
        if glyph.start in plain and plain[glyph.start].width == glyph.width:
            assert glyph.text == plain[glyph.start].text


@given(texts, widths, bases, st.booleans())
def test_nothing_that_steers_a_terminal_gets_out(
    text: str, width: int, base: int | None, show_invisible: bool
) -> None:
    for row in lay_out(text, width, base, show_invisible=show_invisible):
        for character in row.text:
            assert unicodedata.category(character) not in {"Cc", "Zl", "Zp"}
            assert unicodedata.bidirectional(character) not in {
                "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
            }  # fmt: skip
            assert character not in "\u200e\u200f\u061c"


@given(texts)
def test_clusters_cover_the_text_and_never_cut_off_a_mark(text: str) -> None:
    ranges = clusters(text)
    assert [start for start, _ in ranges] == [0, *(end for _, end in ranges[:-1])][: len(ranges)]
    assert (ranges[-1][1] if ranges else 0) == len(text)
    for start, _ in ranges[1:]:
        if text[start] in VOWELS:  # no letter before it to stand on
            assert unicodedata.category(text[start - 1]) in {"Cc", "Cf", "Zl", "Zp"}


@pytest.mark.parametrize(
    ("text", "visual"),
    [
        ("قال BBC إن", "ﻥﺇ BBC ﻝﺎﻗ"),
        ("في 12 سبتمبر", "ﺮﺒﻤﺘﺒﺳ 12 ﻲﻓ"),
        ("في ١٢ سبتمبر", "ﺮﺒﻤﺘﺒﺳ ١٢ ﻲﻓ"),
        ("(نختشيفان)", "(ﻥﺎﻔﻴﺸﺘﺨﻧ)"),
        ("«نعم»، قال", "ﻝﺎﻗ ،«ﻢﻌﻧ»"),
        ("يوم 6/10/2021.", ".6/10/2021 ﻡﻮﻳ"),
        ("هاتف 0123-456", "456-0123 ﻒﺗﺎﻫ"),
        ("ب 👍🏽 ت", "ﺕ 👍 ﺏ"),
        ("ب 👨‍👩‍👧 ت", "ﺕ 👨 ﺏ"),
        ("ب ❤️ ت", "ﺕ ❤ ﺏ"),
        ("ب 🇪🇬 ت", "ﺕ 🇪🇬 ﺏ"),
        ("انظر https://example.org/a", "https://example.org/a ﺮﻈﻧﺍ"),
        ("نسبة 12% اليوم", "ﻡﻮﻴﻟﺍ %12 ﺔﺒﺴﻧ"),
        ("ســلام", "ﻡﻼــﺳ"),
        ("قبل\x1bبعد", "ﺪﻌﺑ␛ﻞﺒﻗ"),
    ],
)
def test_hard_lines_read_right(text: str, visual: str) -> None:
    assert shown(text) == [visual]


def test_a_highlight_inside_a_lam_alef_splits_it_into_joined_letters() -> None:
    text = "لإيران"
    whole, split = lay_out(text, 10, 1)[0], lay_out(text, 10, 1, cuts=[1])[0]
    assert whole.text.strip() == "ﻥﺍﺮﻳﻹ"
    assert split.text.strip() == "ﻥﺍﺮﻳﺈﻟ"
    assert split.columns_of(1, 6) == [(4, 9)]
    assert split.columns_of(0, 1) == [(9, 10)]


def test_a_range_in_mixed_text_is_several_pieces() -> None:
    text = "قال BBC إن"
    row = lay_out(text, 10, 1)[0]
    assert row.columns_of(2, 6) == [(3, 5), (6, 8)]


def test_lines_break_at_spaces_in_logical_order_and_long_words_between_clusters() -> None:
    assert shown("جولات من التصعيد", 9) == ["ﻦﻣ ﺕﻻﻮﺟ", "ﺪﻴﻌﺼﺘﻟﺍ"]
    assert shown("ABCDEFG", 3, 0) == ["ABC", "DEF", "G"]
    long = "فسيكفيكهم"
    rows = lay_out(long, 4, 1)
    assert [long[row.start : row.end] for row in rows] == ["فسيك", "فيكه", "م"]
    assert rows[0].text == "ﻜﻴﺴﻓ"  # still joined as in the whole word


def test_a_broken_line_keeps_the_levels_of_its_paragraph() -> None:
    # The second line alone would be left-to-right.
    assert shown("قال إن (BBC) 12", 8, None) == ["ﻥﺇ ﻝﺎﻗ", "12 (BBC)"]


def test_a_space_that_does_not_fit_hangs_over_the_end() -> None:
    rows = lay_out("ab cd", 2, 0)
    assert [row.text for row in rows] == ["ab", "cd"]
    assert rows[0].end == 3
    assert rows[0].columns_of(2, 3) == []


def test_controls_are_symbols_and_bidi_controls_are_shown_on_request() -> None:
    assert one_line("a\x1b[2Jb\x9b") == "a␛[2Jb\ufffd"
    row = lay_out("a\u200fb", 20, 0)[0]
    assert row.text == "ab"
    assert lay_out("a\u200fb", 20, 0, show_invisible=True)[0].text == "a[RLM]b"


@given(texts, st.integers(3, 40), bases)
def test_what_is_fitted_into_a_line_is_one_line(text: str, width: int, base: int | None) -> None:
    flat = "".join(c for c in text if unicodedata.bidirectional(c) not in ("B", "S") and c != "\u2028")
    assert len(lay_out(fit(flat, width), width, base)) == 1


def test_a_line_that_is_cut_says_so() -> None:
    assert fit("طهران وباكو", 11) == "طهران وباكو"
    assert fit("طهران وباكو", 8) == "طهران…"
    assert fit("باكو \u064eطهران", 5) == "باكو…"


def test_a_lone_mark_stands_on_a_dotted_circle() -> None:
    assert one_line("\u064bب") == "ﺏ◌\u064b"


def test_an_empty_text_is_one_empty_row() -> None:
    assert lay_out("", 5) == (Row((), 0, 0, 0, 5),)


def test_a_width_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one cell"):
        lay_out("x", 0)


def test_column_of_an_offset_without_cells_is_the_reading_end_of_the_row() -> None:
    right_to_left = lay_out("با ", 2, 1)[0]
    assert right_to_left.column_of(2) == 0
    assert lay_out("ab\n", 5, 0)[0].column_of(2) == 2
    assert lay_out("", 5)[0].offset_at(3) == 0


def test_a_blank_that_there_is_no_room_for_parts_words_all_the_same() -> None:
    assert [row.text.rstrip() for row in lay_out("abcdefgh\tx", 10, 0)] == ["abcdefgh", "x"]
    assert [row.text.strip() for row in lay_out("قال باكو\tلا", 10, 1)] == [
        one_line("قال باكو"),
        one_line("لا"),
    ]


@pytest.mark.parametrize("body", ["شكرا لكم", "«نعم»", "ٹھیک ہے", "1. نعم", "سۆپاس بۆ BBC", "، ثم قال"])
@pytest.mark.parametrize(
    "lead",
    [
        "@BBCArabic ", "#Iran ", "https://t.co/aB1 ", "@a @b_c: ", "RT @user1: ", ".@user ", "www.bbc.com/arabic - ",
        "user@site.org ", "#iran2021 #فلسطين @x ", "(@x) ", "🔴 #Breaking ", "http://x.org/a|", "t.me/ch ", "@a", "@a، ",
    ],
)  # fmt: skip
def test_a_line_takes_its_direction_from_what_follows_mentions_and_addresses(lead: str, body: str) -> None:
    glued = lead[-1].isalnum()
    assert lay_out(lead + (" " if glued else "") + body, 80)[0].base == 1
    assert lay_out(lead + (" " if glued else "") + "thank you", 80)[0].base == 0
    assert lay_out("#طهران @" + lead.strip("@. ()") + " hello", 80)[0].base == 0


@pytest.mark.parametrize("text", ["@user", "#Iran 🔴", "https://t.co/x 123", "#طهران", "@a @b"])
def test_a_line_of_nothing_but_mentions_goes_by_its_first_letter(text: str) -> None:
    assert lay_out(text, 80)[0].base == int("ط" in text)
