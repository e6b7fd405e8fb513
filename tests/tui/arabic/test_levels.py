"""The bidi algorithm against an independent one, and what the conformance files do not cover."""

from __future__ import annotations

import unicodedata

from bidi import get_display
from hypothesis import given

from tests.tui.arabic.texts import bases, lines
from tui.arabic.characters import REMOVED_BY_X9, bidi_class
from tui.arabic.levels import embedding_levels, line_levels, paragraphs, visual_order


def visual(text: str, base: int | None) -> str:
    """TEXT in visual order without mirroring, as python-bidi gives it."""
    levels, found = embedding_levels(text, base)
    return "".join(text[place] for place in visual_order(line_levels(text, levels, found)))


def without_removed(text: str) -> str:
    """TEXT without the characters that rule X9 removes, whose place is nobody's business."""
    return "".join(c for c in text if bidi_class(c) not in REMOVED_BY_X9)


@given(lines, bases)
def test_order_agrees_with_python_bidi(text: str, base: int | None) -> None:
    # python-bidi has no classes for code points that are still unassigned.
    text = "".join(c for c in text if unicodedata.category(c) != "Cn")
    direction = {None: None, 0: "L", 1: "R"}[base]
    theirs = get_display(text, base_dir=direction)
    assert without_removed(visual(text, base)) == without_removed(theirs)


@given(lines, bases)
def test_the_order_is_a_permutation(text: str, base: int | None) -> None:
    levels, _ = embedding_levels(text, base)
    assert sorted(visual_order(levels)) == list(range(len(text)))


def test_paragraphs_end_behind_their_separator_and_cr_lf_is_one() -> None:
    assert paragraphs("ab\ncd\r\n\u2029e") == ((0, 3), (3, 7), (7, 8), (8, 9))
    assert paragraphs("") == ()


def test_unassigned_code_points_have_the_direction_of_their_block() -> None:
    assert bidi_class("\u05ff") == "R"
    assert bidi_class("\U0001eeff") == "AL"
    assert bidi_class("\uffff") == "BN"
    assert bidi_class("\u20cf") == "ET"


def test_an_unmatched_isolate_does_not_swallow_the_paragraph() -> None:
    levels, base = embedding_levels("\u2067abc", 0)
    assert (levels, base) == ([0, 2, 2, 2], 0)
