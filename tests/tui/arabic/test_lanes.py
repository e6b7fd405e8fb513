"""Bracket lanes under a row: under the letters they are about, outermost first, never touching in a lane."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.arabic.lanes import Bracketed, lanes
from tui.arabic.layout import lay_out, one_line
from tui.arabic.row import Row

TEXT = (
    "قال رئيس جامعة القاهرة الدكتور محمد سامي عبد الصادق، أمس الأحد، إن الجامعة ستوقّع اتفاقية تعاون مع "
    "جامعة السوربون الفرنسية في 14 مايو 2025."
)


def at(words: str, called: str, heavy: bool = False) -> Bracketed:
    start = TEXT.index(words)
    return Bracketed(words, ((start, start + len(words)),), called, heavy)


def drawn(row: Row, things: list[Bracketed]) -> list[str]:
    lines = []
    for lane in lanes(row, things):
        line = " " * row.width
        for bracket in lane:
            line = line[: bracket.start] + bracket.drawn() + line[bracket.end :]
        lines.append(line.rstrip())
    return lines


def test_nested_names_stand_below_one_another_as_in_the_design() -> None:
    things = [
        at("القاهرة", "GPE"), at("جامعة القاهرة", "ORG"), at("رئيس جامعة القاهرة", "OCC"),
        at("محمد سامي عبد الصادق", "1·PER"), at("أمس الأحد", "DATE"),
        at("جامعة السوربون الفرنسية", "ORG"), at("الفرنسية", "NORP"), at("14 مايو 2025", "DATE"),
    ]  # fmt: skip
    first, second = lay_out(TEXT, 75, 1)
    assert drawn(first, things) == [
        "              └─DATE─┘  └───────1·PER──────┘         └───────OCC──────┘",
        "                                                     └────ORG────┘",
        "                                                     └─GPE─┘",
    ]
    assert drawn(second, things) == [
        "             └───DATE───┘    └─────────ORG─────────┘",
        "                             └─NORP─┘",
    ]


def test_pieces_are_joined_by_dots_what_goes_on_says_so_and_the_chosen_one_is_heavy() -> None:
    start, end = TEXT.index("رئيس"), TEXT.index("محمد")
    pieces = Bracketed("x", ((start, start + 4), (end, end + 4)), "OCC", heavy=True)
    (line,) = drawn(lay_out(TEXT, 75, 1)[0], [pieces])
    assert line.strip() == "┗OCC" + "┄" * 23 + "┗━━┛"
    whole = Bracketed("y", ((TEXT.index("إن الجامعة"), TEXT.index("تعاون")),), "CLAIM")
    _, second = lay_out(TEXT, 75, 1)
    assert "…CLAIM" in drawn(second, [whole])[0]


def test_a_letter_alone_gets_a_mark_and_a_label_what_there_is_room_for() -> None:
    row = lay_out("في بيت", 20, 1)[0]
    assert drawn(row, [Bracketed("x", ((0, 1),), "GPE")])[0].strip() == "╵"
    assert drawn(row, [Bracketed("x", ((3, 6),), "GPE")])[0].strip() == "└G┘"
    row = lay_out("باكو هنا", 20, 1)[0]
    assert drawn(row, [Bracketed("x", ((0, 4),), "GPE")])[0].strip() == "└GPE"


ranges = st.lists(st.integers(0, len(TEXT)), min_size=2, max_size=6, unique=True).map(
    lambda ends: tuple(zip(sorted(ends)[::2], sorted(ends)[1::2], strict=False))
)


@given(st.lists(ranges, min_size=1, max_size=12), st.integers(12, 90))
def test_every_bracket_is_under_its_letters_and_no_two_of_a_lane_meet(
    found: list[tuple[tuple[int, int], ...]], width: int
) -> None:
    things = [Bracketed(str(n), piece, f"L{n}") for n, piece in enumerate(found)]
    cuts = {edge for piece in found for part in piece for edge in part}
    for row in lay_out(TEXT, width, 1, cuts):
        seen = set()
        for lane in lanes(row, things):
            taken: set[int] = set()
            for bracket in lane:
                columns = set(range(bracket.start, bracket.end))
                assert not columns & taken
                taken |= columns
                shown = {x for a, b in bracket.pieces for x in range(a, b)}
                expected = {
                    x
                    for start, end in bracket.of.ranges
                    for a, b in row.columns_of(start, end)
                    for x in range(a, b)
                }
                assert shown == expected
                assert len(bracket.drawn()) == bracket.end - bracket.start
                seen.add(bracket.of.id)
        assert seen == {
            thing.id for thing in things if any(row.columns_of(start, end) for start, end in thing.ranges)
        }


def test_a_name_in_arabic_is_read_from_the_right_and_cut_where_it_ends() -> None:
    row = lay_out(TEXT, 75, 1)[0]
    (whole,) = drawn(row, [at("القاهرة", "كيان")])
    assert one_line("كيان") in whole
    (cut,) = drawn(row, [at("أمس", "منظمة")])
    assert one_line("م") in cut
    assert one_line("ة") not in cut
