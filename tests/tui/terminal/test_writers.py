"""Writers undo what terminals do: `seen(sent(row)) == row`, styles included."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tests.tui.arabic.texts import texts
from tui.arabic.characters import bidi_class
from tui.arabic.layout import lay_out
from tui.terminal.models import Cell, Row
from tui.terminal.writers import WAYS, Way, same_on_screen

PAGE = Style(color="#1f1f1f", bgcolor="#e0e0e0")
LABEL = Style(color="#000000", bgcolor="#d4f8d2")


def cells(text: str, width: int, marked: range = range(0)) -> Iterator[Row]:
    """TEXT laid out as rows of cells, those in MARKED highlighted."""
    for row in lay_out(text, width, 1):
        glyphs = [Cell(" ", PAGE)] * row.indent
        glyphs += [Cell(g.text, PAGE) for g in row.glyphs if g.width]
        glyphs += [Cell(" ", PAGE)] * (width - len(glyphs))
        yield tuple(
            Cell(cell.text, LABEL) if place in marked else cell for place, cell in enumerate(glyphs)
        )


def page(margin: Row, matn: Row) -> Row:
    """Two panels in a row, as the reader sets them."""
    return (Cell(" ", PAGE), *margin, Cell(" ", PAGE), Cell("│", PAGE), Cell(" ", PAGE), *matn)


def unshaded(row: Row) -> list[tuple[str, str | None, str | None]]:
    """ROW's cells with the last bit of the letters' blue left out."""
    return [
        (
            cell.text,
            cell.style.color.get_truecolor().hex[:-1] if cell.style.color else None,
            cell.style.bgcolor.get_truecolor().hex if cell.style.bgcolor else None,
        )
        for cell in row
    ]


def reached(way: Way, row: Row) -> bool:
    seen = way.model(way.writer(row))
    if way is WAYS["styles"]:
        even = [(t, c and c[:6] + f"{int(c[6:] or '0', 16) & ~1:x}", b) for t, c, b in unshaded(seen)]
        wanted = [(t, c and c[:6] + f"{int(c[6:] or '0', 16) & ~1:x}", b) for t, c, b in unshaded(row)]
        return even == wanted
    return same_on_screen(seen, row)


@pytest.mark.parametrize("name", sorted(WAYS))
def test_every_row_of_real_text_is_reached_beside_a_margin(
    name: str, article: str, pud_sentences: list[str]
) -> None:
    way, rows = WAYS[name], 0
    margins = ["12 ✓ ادعاء · اقتباس", "GPE باكو، طهران", "3 quotation", ""]
    for number, text in enumerate([*article.split("\n"), *pud_sentences]):
        (margin, *_) = cells(margins[number % 4], 24)
        for matn in cells(text, 60, marked=range(number % 50, number % 50 + 9)):
            rows += 1
            assert reached(way, page(margin, matn)), "".join(cell.text for cell in matn)
    assert rows > 1000


@given(texts, texts, st.integers(0, 40), st.integers(0, 12), st.sampled_from(sorted(WAYS)))
def test_whatever_is_on_the_page_is_reached_or_at_least_nothing_is_lost(
    margin: str, matn: str, start: int, length: int, name: str
) -> None:
    way = WAYS[name]
    (first, *_) = cells(margin, 24)
    for part in cells(matn, 40, marked=range(start, start + length)):
        row = page(first, part)
        sent = way.writer(row)
        assert len(sent) == len(row)
        if reached(way, row):
            continue
        # Not every arrangement of numbers and letters can be had; all its cells are sent all the same.
        assert name != "nothing"
        classes = {bidi_class(cell.text[0]) for cell in row}
        assert classes & {"EN", "AN", "L", "ES", "ET", "CS", "ON", "R", "NSM"}
        assert {cell.style.bgcolor for cell in sent} == {cell.style.bgcolor for cell in row}


def test_a_word_in_logical_order_is_what_a_reordering_terminal_wants() -> None:
    row = tuple(Cell(character) for character in " 12 ﻥﺍﺮﻬﻃ ")
    assert "".join(cell.text for cell in WAYS["row"].writer(row)) == " 12 ﻃﻬﺮﺍﻥ "
    assert "".join(cell.text for cell in WAYS["words"].writer(row)) == " 12 ﻃﻬﺮﺍﻥ "


def test_styles_travel_with_their_letters_or_stay_as_the_model_has_it() -> None:
    row = tuple(Cell(c, LABEL if c == "ﻃ" else PAGE) for c in " ﻥﺍﺮﻬﻃﻟ ")
    by_row, by_word = WAYS["row"].writer(row), WAYS["words"].writer(row)
    assert [cell.text for cell in by_row if cell.style == LABEL] == ["ﻃ"]
    assert [place for place, cell in enumerate(by_word) if cell.style == LABEL] == [5]


def test_the_first_blank_pins_the_base_where_the_row_decides_it() -> None:
    row = tuple(Cell(character) for character in " ﻥﺍﺮﻬﻃ   ")
    assert WAYS["first-strong"].writer(row)[0].text == "\u2800"
