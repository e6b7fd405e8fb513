"""Writers undo what terminals do: `seen(sent(row)) == row`, styles included."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style

from tests.tui.arabic.texts import PIECES, texts
from tui.arabic.characters import MIRROR
from tui.arabic.layout import lay_out
from tui.terminal.models import Cell, Row
from tui.terminal.writers import BARRIER, WAYS, Way, same_on_screen

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


MARGINS = ("12 ✓ ادعاء · اقتباس", "GPE باكو، طهران", "3 quotation", "")
JOINED = (
    "12",
    "١٢",
    "ab",
    "ﺏ",
    "طهران",
    "(",
    ")",
    "%",
    "/",
    ",",
    ":",
    "-",
    "3.5",
    "«",
    "»",
    "٫",
    "لا",
    "حَ",
)
ROWS = 10_000


def rows_of_real_text(texts: list[str]) -> Iterator[Row]:
    """PUD and the article in columns of many widths, some letters highlighted, beside a margin."""
    for width in range(34, 200, 8):
        for number, text in enumerate(texts):
            (margin, *_) = cells(MARGINS[number % 4], 24)
            for matn in cells(text, width, marked=range(number % 50, number % 50 + 9)):
                yield page(margin, matn)


def rows_of_pieces(random: Random) -> Iterator[Row]:
    """Whatever makes rows hard, in two panels or in three."""
    while True:
        (margin, *_) = cells(" ".join(random.choices(PIECES, k=random.randint(0, 5))), 24)
        text = " ".join(random.choices(PIECES, k=random.randint(1, 14)))
        start = random.randint(0, 40)
        for part in cells(text, 40, marked=range(start, start + random.randint(0, 12))):
            yield page(margin, part)
            yield page(margin, page(margin, part))


def rows_without_blanks(random: Random) -> Iterator[Row]:
    """Letters of both directions, numbers and signs, all run together, alone on the row."""
    while True:
        text = "".join(random.choices(JOINED, k=random.randint(3, 30)))
        yield from cells(text, random.choice((12, 20, 40)))


@pytest.mark.parametrize("name", sorted(WAYS))
def test_every_row_of_real_text_is_reached(name: str, article: str, pud_sentences: list[str]) -> None:
    rows = list(islice(rows_of_real_text([*article.split("\n"), *pud_sentences]), ROWS))
    assert len(rows) == ROWS
    assert [row for row in rows if not reached(WAYS[name], row)] == []


def shown_as_well_as_can_be(way: Way, row: Row) -> None:
    """Assert that all of ROW is sent, and that no more of it is wrong than if it were sent as it is."""

    def either_side(cell: Cell) -> str:
        text = cell.text.replace(BARRIER, " ")
        # A bracket turns round with the marks on it, as in the models.
        return min(text, MIRROR.get(text[:1], text[:1]) + text[1:])

    def wrong(sent: Row) -> int:
        return sum(
            a.text.replace(BARRIER, " ") != b.text for a, b in zip(way.model(sent), row, strict=True)
        )

    sent = way.writer(row)
    assert Counter(map(either_side, sent)) == Counter(map(either_side, row))
    assert {cell.style.bgcolor for cell in sent} == {cell.style.bgcolor for cell in row}
    assert wrong(sent) <= wrong(row)


# How many of 10,000 cannot be reached: counted, so that a change for the worse is seen.
@pytest.mark.parametrize(
    ("name", "among_pieces", "run_together"),
    [
        ("nothing", 0, 0),
        ("styles", 0, 0),
        ("row", 0, 2300),
        ("first-strong", 0, 3950),
        ("words", 5, 1150),
    ],
)
@pytest.mark.parametrize("rows", [rows_of_pieces, rows_without_blanks])
def test_of_hard_rows_those_that_cannot_be_reached_are_shown_as_well_as_can_be(
    rows: Callable[[Random], Iterator[Row]],
    name: str,
    among_pieces: int,
    run_together: int,
    record_property: Callable[[str, object], None],
) -> None:
    unreached = [row for row in islice(rows(Random(8)), ROWS) if not reached(WAYS[name], row)]
    record_property("unreached", len(unreached))
    assert len(unreached) <= (among_pieces if rows is rows_of_pieces else run_together)
    for row in unreached:
        shown_as_well_as_can_be(WAYS[name], row)


@given(texts, texts, st.integers(0, 40), st.integers(0, 12), st.sampled_from(sorted(WAYS)))
def test_whatever_is_on_the_page_is_reached_or_shown_as_well_as_can_be(
    margin: str, matn: str, start: int, length: int, name: str
) -> None:
    (first, *_) = cells(margin, 24)
    for part in cells(matn, 40, marked=range(start, start + length)):
        row = page(first, part)
        if not reached(WAYS[name], row):
            assert name not in ("nothing", "styles")
            shown_as_well_as_can_be(WAYS[name], row)


def test_a_word_in_logical_order_is_what_a_reordering_terminal_wants() -> None:
    row = tuple(Cell(character) for character in " 12 ﻥﺍﺮﻬﻃ ")
    assert "".join(cell.text for cell in WAYS["row"].writer(row)) == " 12 ﻃﻬﺮﺍﻥ "
    assert "".join(cell.text for cell in WAYS["words"].writer(row)) == " 12 ﻃﻬﺮﺍﻥ "


def test_styles_travel_with_their_letters_or_stay_as_the_model_has_it() -> None:
    row = tuple(Cell(c, LABEL if c == "ﻃ" else PAGE) for c in " ﻥﺍﺮﻬﻃﻟ ")
    by_row, by_word = WAYS["row"].writer(row), WAYS["words"].writer(row)
    assert [cell.text for cell in by_row if cell.style == LABEL] == ["ﻃ"]
    assert [place for place, cell in enumerate(by_word) if cell.style == LABEL] == [5]


def test_a_box_line_beside_a_letter_stays_where_it_is_in_kitty() -> None:
    row = tuple(Cell(character) for character in "│ﻥﺍﺮﻬﻃ│ ab")
    assert "".join(cell.text for cell in WAYS["words"].writer(row)) == "│ﻃﻬﺮﺍﻥ│ ab"


def test_the_first_blank_pins_the_base_where_the_row_decides_it() -> None:
    row = tuple(Cell(character) for character in " ﻥﺍﺮﻬﻃ   ")
    assert WAYS["first-strong"].writer(row)[0].text == "\u2800"
    row = tuple(Cell(character) for character in "  12 PER ﻥﺍﺮﻬﻃ  ")
    assert "".join(cell.text for cell in WAYS["first-strong"].writer(row)) == "  12 PER ﻃﻬﺮﺍﻥ  "
