"""Writing a text: exactly what was typed, carets between letters with their marks, undo to the start."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.tui.arabic.texts import texts
from tui.arabic.clusters import clusters
from tui.session.editor import Editor


def typed(text: str) -> Editor:
    editor = Editor()
    for character in text:
        editor.insert(character)
    return editor


def test_the_articles_first_sentence_key_by_key(article: str) -> None:
    sentence = article.split("\n")[0]
    editor = Editor()
    for count, character in enumerate(sentence, 1):
        editor.insert(character)
        assert editor.text == sentence[:count]
        assert editor.caret == count


@given(texts)
def test_what_is_typed_is_what_is_there(text: str) -> None:
    assert typed(text).text == text


def test_a_caret_never_parts_a_letter_from_its_harakat() -> None:
    editor = Editor("مُحَمَّد")
    stops = []
    while editor.caret:
        editor.step(-1)
        stops.append(editor.caret)
    assert stops == [7, 4, 2, 0]


def test_backspace_takes_the_last_mark_first_and_delete_the_whole_letter() -> None:
    word = "حَمَّ"
    editor = Editor(word)
    for length in range(len(word) - 1, -1, -1):
        editor.delete(-1)
        assert editor.text == word[:length]
    editor = Editor("حَمَّ")
    editor.go_to(0)
    editor.delete(1)
    assert editor.text == "مَّ"


def test_an_emoji_goes_as_one() -> None:
    editor = Editor("ا👩‍👩‍👧")
    editor.delete(-1)
    assert editor.text == "ا"


def test_by_words() -> None:
    editor = Editor("قالت Reuters، إنّ باكو")
    editor.delete(-1, word=True)
    assert editor.text == "قالت Reuters، إنّ "
    editor.delete(-1, word=True)
    editor.delete(-1, word=True)
    assert editor.text == "قالت "
    editor.go_to(0)
    assert editor.word_border(1) == 4
    editor.delete(1, word=True)
    assert editor.text == " "


def test_selecting_and_typing_over_it() -> None:
    editor = Editor("من باكو إلى طهران")
    editor.go_to(3)
    editor.go_to(7, select=True)
    assert editor.selected_text == "باكو"
    editor.insert("تبريز")
    assert editor.text == "من تبريز إلى طهران"
    editor.select_all()
    assert editor.selected == (0, 18)
    editor.step(-1)
    assert (editor.caret, editor.selected) == (0, None)
    editor.select_word(5)
    assert editor.selected_text == "تبريز"
    editor.delete(-1)
    assert editor.text == "من  إلى طهران"


def test_undo_takes_back_words_and_redo_brings_them_again() -> None:
    editor = typed("من باكو")
    editor.insert(" إلى طهران")
    states = [editor.text]
    while editor.undo():
        states.append(editor.text)
    assert states == ["من باكو إلى طهران", "من باكو", "من", ""]
    while editor.redo():
        pass
    assert editor.text == states[0]


@given(texts, st.lists(st.tuples(st.sampled_from("ibdwuraesm"), st.integers(0, 30), texts), max_size=20))
def test_whatever_is_done_undo_leads_back_and_the_caret_is_between_clusters(
    text: str, steps: list[tuple[str, int, str]]
) -> None:
    editor = Editor(text)
    for kind, number, inserted in steps:
        match kind:
            case "i":
                editor.insert(inserted)
            case "b" | "d":
                editor.delete(-1 if kind == "b" else 1, word=number % 2 == 0)
            case "w":
                editor.select_word(number)
            case "u":
                editor.undo()
            case "r":
                editor.redo()
            case "a":
                editor.select_all()
            case "e" | "s":
                editor.go_to(number, select=kind == "s")
            case "m":
                editor.step(1 if number % 2 else -1, select=number % 3 == 0)
        stops = {0, len(editor.text), *(start for start, _ in clusters(editor.text))}
        assert 0 <= editor.caret <= len(editor.text)
        if kind in "esm":
            assert editor.caret in stops
    while editor.undo():
        pass
    assert editor.text == text


@given(texts, st.integers(0, 60))
def test_word_by_word_always_arrives_and_never_parts_a_letter(text: str, start: int) -> None:
    for step, end in ((1, len(text)), (-1, 0)):
        editor = Editor(text)
        editor.go_to(min(start, len(text)))
        for _ in range(len(text) + 1):
            if editor.caret != end:
                before = editor.caret
                editor.go_to(editor.word_border(step))
                assert (editor.caret - before) * step > 0
        assert editor.caret == end


def test_words_keep_their_last_letters_marks_and_joiners_and_emoji_stay_whole() -> None:
    editor = Editor("كتاب\u200f، وقلم")
    editor.select_word(2)
    assert editor.selected_text == "كتاب\u200f"
    editor = Editor("👩‍👩‍👧 باكو")
    editor.go_to(0)
    editor.delete(1, word=True)
    assert editor.text == ""


def test_backspace_takes_a_joiner_alone() -> None:
    editor = Editor("می\u200c")
    editor.delete(-1)
    assert editor.text == "می"
