"""Caret and selection: in reading order, by letter, word and proclitic, never inside a cluster."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.arabic.texts import texts
from tui.arabic.clusters import is_invisible
from tui.session import selection as moves
from tui.session.selection import Selection, letters, picked

TEXT = 'أن "لطهران وباكو أعداء"'


def words_of(*selections: Selection | None, text: str = TEXT) -> list[str]:
    return [text[slice(*s.range)] for s in selections if s and s.range]


def at(word: str, text: str = TEXT) -> Selection:
    return Selection(text.index(word))


def test_word_by_word_in_reading_order() -> None:
    selection, stops = Selection(0), []
    while moved := moves.move(TEXT, selection, "word", 1):
        selection = moved
        stops.append(selection.caret)
    assert stops == [TEXT.index("لطهران"), TEXT.index("وباكو"), TEXT.index("أعداء")]
    back = moves.move(TEXT, selection, "word", -1)
    assert back == at("وباكو")
    assert moves.move(TEXT, Selection(0), "word", -1) is None


def test_back_from_inside_a_word_goes_to_its_beginning_first() -> None:
    inside = Selection(TEXT.index("وباكو") + 3)
    assert moves.move(TEXT, inside, "word", -1) == at("وباكو")


def test_letter_by_letter_never_parts_a_mark_from_its_letter() -> None:
    text = "مُحَمَّد"
    stops, selection = [0], Selection(0)
    while moved := moves.move(text, selection, "letter", 1):
        selection = moved
        stops.append(selection.caret)
    assert [text[i] for i in stops] == ["م", "ح", "م", "د"]


def test_words_are_selected_one_after_the_other_in_both_directions() -> None:
    one = moves.extend(TEXT, at("وباكو"), "word", 1)
    assert words_of(one) == ["وباكو"]
    assert words_of(moves.extend(TEXT, one, "word", 1)) == ["وباكو أعداء"]
    back = moves.extend(TEXT, one, "word", -1)
    assert words_of(back) == ["لطهران وباكو"]
    assert words_of(moves.extend(TEXT, back, "word", 1)) == ["وباكو"]


def test_letters_are_selected_one_after_the_other() -> None:
    one = moves.extend(TEXT, at("وباكو"), "letter", 1)
    two = moves.extend(TEXT, one, "letter", 1)
    assert words_of(one, two) == ["و", "وب"]
    assert words_of(moves.extend(TEXT, two, "letter", -1)) == ["و"]


def test_a_proclitic_is_cut_off_and_taken_back() -> None:
    word = moves.select_word(TEXT, at("لطهران"))
    narrow = moves.shift_proclitic(TEXT, word, 1)
    assert words_of(word, narrow) == ["لطهران", "طهران"]
    assert words_of(moves.shift_proclitic(TEXT, narrow, -1)) == ["لطهران"]
    assert words_of(moves.shift_proclitic(TEXT, at("لطهران"), 1)) == ["طهران"]
    assert words_of(moves.shift_proclitic("وبالعراق", picked(2, 8), -1), text="وبالعراق") == ["بالعراق"]


def test_the_selection_begins_and_ends_a_letter_later_or_earlier() -> None:
    word = moves.select_word(TEXT, at("لطهران"))
    assert words_of(moves.shift_start(TEXT, word, 1)) == ["طهران"]
    assert words_of(moves.shift_start(TEXT, word, -1)) == ['"لطهران']
    assert words_of(moves.shift_end(TEXT, word, -1)) == ["لطهرا"]
    assert words_of(moves.shift_end(TEXT, word, 1)) == ["لطهران "]
    single = picked(0, 1)
    assert moves.shift_start(TEXT, single, 1) == moves.shift_end(TEXT, single, -1) == single


def test_a_drag_selects_from_letter_to_letter_in_either_direction() -> None:
    at = TEXT.index("طهران")
    first, last = (at, at + 1), (at + 4, at + 5)
    there, back = moves.between(TEXT, first, last), moves.between(TEXT, last, first)
    assert words_of(there, back) == ["طهران"] * 2


def test_a_drag_that_reaches_another_word_selects_whole_words() -> None:
    first, last = ((place, place + 1) for place in (TEXT.index("هران"), TEXT.index("كو")))
    there, back = moves.between(TEXT, first, last), moves.between(TEXT, last, first)
    start = TEXT.index("لطهران")
    assert words_of(there, back) == [TEXT[start : TEXT.index("باكو") + 4]] * 2


def test_a_word_that_is_selected_shrinks_and_grows_by_letters() -> None:
    word = moves.select_word(TEXT, at("لطهران"))
    shorter = moves.extend(TEXT, word, "letter", -1)
    assert words_of(shorter, moves.extend(TEXT, shorter, "letter", -1)) == ["لطهرا", "لطهر"]
    longer = moves.extend(TEXT, word, "letter", 1)
    assert words_of(longer, moves.extend(TEXT, longer, "letter", -1)) == ["لطهران ", "لطهران"]
    two = moves.extend(TEXT, word, "word", 1)
    assert words_of(moves.extend(TEXT, two, "letter", -1)) == ["لطهران وباك"]


def test_a_text_without_words_is_harmless() -> None:
    for text in ("", "…", "  "):
        assert moves.select_word(text, Selection()).range is None
        assert moves.extend(text, Selection(), "word", 1).range is None
        assert moves.move(text, Selection(), "word", 1) is None


steps = st.lists(
    st.tuples(
        st.sampled_from(["move", "extend", "start", "end", "proclitic", "word"]),
        st.sampled_from(["letter", "word"]),
        st.sampled_from([1, -1]),
    ),
    max_size=20,
)


@given(texts, steps)
def test_whatever_is_pressed_the_caret_stands_on_a_cluster_and_selects_whole_ones(
    text: str, pressed: list[tuple[str, moves.Unit, int]]
) -> None:
    borders = {0, len(text), *(start for start, _ in letters(text))}
    # Direction marks hang on letters but belong to no word: a word may end before one.
    borders |= {i for i, c in enumerate(text) if is_invisible(c)}
    borders |= {i + 1 for i, c in enumerate(text) if is_invisible(c)}
    selection = Selection()
    for act, unit, step in pressed:
        before = selection
        match act:
            case "move":
                selection = moves.move(text, selection, unit, step) or selection
            case "extend":
                selection = moves.extend(text, selection, unit, step)
            case "start":
                selection = moves.shift_start(text, selection, step)
            case "end":
                selection = moves.shift_end(text, selection, step)
            case "proclitic":
                selection = moves.shift_proclitic(text, selection, step)
            case _:
                selection = moves.select_word(text, selection)
        assert selection.caret in borders, (act, before)
        if selection.range:
            start, end = selection.range
            assert {start, end} <= borders, (act, before)
            assert start < end or not text
