"""Writing Arabic into a field: it reads right at every key, and the caret is where typing goes."""

from __future__ import annotations

import arabic_reshaper
import pytest
import regex
from bidi import get_display
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tui.widgets.text_field import TextField

RESHAPER = arabic_reshaper.ArabicReshaper(
    {
        "delete_harakat": False,
        "support_ligatures": True,
        "RIAL SIGN": False,
        "ARABIC LIGATURE ALLAH": False,
    }
)


class Field(App[None]):
    """An app that is one field."""

    CSS = "TextField { width: 40; padding: 0; }"

    def __init__(self, text: str = "", lines: int = 1, base: int = 1) -> None:
        super().__init__()
        self.field = TextField(base, text, lines, "اكتب هنا")
        self.told: list[str] = []
        self.submitted: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.field

    def on_text_field_submitted(self, event: TextField.Submitted) -> None:
        self.submitted.append(event.text)

    def on_text_field_changed(self, event: TextField.Changed) -> None:
        self.told.append(event.text)


def shown(field: TextField, y: int = 0) -> str:
    return field.render_line(y).text


def caret_column(field: TextField, y: int = 0) -> int | None:
    column = 0
    for segment in field.render_line(y):
        if segment.style and segment.style.reverse:
            return column
        column += segment.cell_length
    return None


def reference(text: str) -> str:
    """TEXT as the libraries of the trade would show it."""
    return str(get_display(RESHAPER.reshape(text), base_dir="R"))


async def type_text(pilot: Pilot[None], text: str) -> None:
    for character in text:
        pilot.app.screen.focused.post_message(events.Key(character, character))  # type: ignore[union-attr]
    await pilot.pause()


async def test_a_sentence_reads_right_at_every_key(article: str) -> None:
    sentence = article.split("\n")[0]
    app = Field()
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        for count, character in enumerate(sentence, 1):
            await type_text(pilot, character)
            assert app.field.text == sentence[:count]
            line = shown(app.field)
            expected = reference(sentence[:count]).strip()
            assert len(line) == 40
            if len(expected) < 40:
                assert line.strip() == expected
                # The caret is on the free cell behind the last letter, on its left.
                assert caret_column(app.field) == 40 - len(reference(sentence[:count])) - 1
            else:
                assert caret_column(app.field) == 0
                assert line.strip() == expected[: len(line.strip())].strip()
        assert app.told[-1] == sentence


async def test_harakat_sit_on_their_letter_while_typing() -> None:
    app = Field()
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await type_text(pilot, "مُحَمَّد")
        letters = ["".join(sorted(cluster)) for cluster in regex.findall(r"\X", shown(app.field).strip())]
        assert letters == ["".join(sorted(part)) for part in ("ﺪ", "ﻤَّ", "ﺤَ", "ﻣُ")]
        assert caret_column(app.field) == 40 - 4 - 1


async def test_arrows_go_by_the_direction_of_the_paragraph() -> None:
    app = Field("قال Reuters")
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await pilot.press("home")
        columns = [caret_column(app.field)]
        for _ in range(11):
            await pilot.press("left")
            columns.append(caret_column(app.field))
        # Right to left through «قال », then «Reuters» from its first letter, then the free cell.
        assert columns == [39, 38, 37, 36, 29, 30, 31, 32, 33, 34, 35, 28]
        await pilot.press("right", "right")
        assert caret_column(app.field) == 34


async def test_typing_goes_before_the_letter_of_the_caret() -> None:
    app = Field("لطهران")
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await pilot.press("home", "left")
        await type_text(pilot, "ـ")
        assert app.field.text == "لـطهران"
        await pilot.press("shift+left", "shift+left")
        await type_text(pilot, "x")
        assert app.field.text == "لـxران"
        await pilot.press("ctrl+z", "ctrl+z")
        assert app.field.text == "لطهران"
        await pilot.press("ctrl+y")
        assert app.field.text == "لـطهران"


async def test_words_and_their_deletion() -> None:
    app = Field("من باكو إلى طهران")
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await pilot.press("ctrl+w")
        assert app.field.text == "من باكو إلى "
        await pilot.press("home", "ctrl+left", "ctrl+left", "ctrl+shift+right")
        assert app.field._editor.selected_text == "باكو"
        await pilot.press("ctrl+delete")
        assert app.field.text == "من  إلى "
        await pilot.press("ctrl+a", "backspace")
        assert app.field.text == ""


async def test_the_mouse_puts_the_caret_drags_and_takes_words() -> None:
    app = Field("من باكو إلى طهران")
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.click(offset=(36, 0))
        assert app.focused is app.field
        assert caret_column(app.field) == 36
        await type_text(pilot, "X")
        assert app.field.text == "من Xباكو إلى طهران"
        await pilot.press("backspace")
        await pilot.mouse_down(offset=(36, 0))
        await pilot.hover(offset=(32, 0))
        await pilot.mouse_up(offset=(32, 0))
        assert app.field._editor.selected_text == "باكو"
        await pilot.click(offset=(25, 0), times=2)
        assert app.field._editor.selected_text == "طهران"
        await pilot.click(offset=(2, 0))
        assert app.field._editor.caret == len(app.field.text)


async def test_pasted_lines_become_one_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Field()
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        app.field.post_message(events.Paste("من باكو\r\nإلى طهران"))
        await pilot.pause()
        assert app.field.text == "من باكو إلى طهران"
        monkeypatch.setattr("tui.widgets.text_field.paste", lambda _: "!")
        await pilot.press("ctrl+v")
        assert app.field.text.endswith("طهران!")


async def test_several_lines_wrap_and_the_caret_goes_up_and_down() -> None:
    app = Field(lines=3)
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await type_text(pilot, "وفي إشارة إلى مضمون مكالمته الهاتفية مع وزير الخارجية")
        assert [shown(app.field, y).strip() for y in range(3)][2] == ""
        assert caret_column(app.field, 1) is not None
        await pilot.press("enter")
        await type_text(pilot, "English")
        assert shown(app.field, 2).startswith("English")
        assert caret_column(app.field, 2) == 7
        await pilot.press("up")
        assert caret_column(app.field, 1) is not None
        await pilot.press("up", "home")
        assert caret_column(app.field, 0) == 39
        await pilot.press("up")
        assert app.field._editor.caret == 0
        await pilot.press("down", "down", "end")
        assert app.field._editor.caret == len(app.field.text)
        await pilot.press("enter")
        assert shown(app.field, 2).strip() == ""
        assert caret_column(app.field, 2) == 39, "an empty paragraph begins where the interface's do"


async def test_pasted_line_ends_are_lines_or_blanks() -> None:
    for lines, pasted, text in ((1, "\n", "باكو"), (1, "a\r\nb", "a bباكو"), (3, "a\r\nb\n", "a\nb\nباكو")):
        app = Field("باكو", lines=lines)
        async with app.run_test(size=(80, 5)) as pilot:
            app.field.focus()
            await pilot.press("ctrl+home" if lines > 1 else "home")
            app.field._editor.go_to(0)
            app.field.post_message(events.Paste(pasted))
            await pilot.pause()
            assert app.field.text == text


async def test_joiners_and_marks_that_are_not_seen_can_be_typed() -> None:
    app = Field()
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        for character in "می\u200cخواهم\u00a0\u200f":
            app.field.post_message(events.Key("x", character))
        await pilot.pause()
        assert app.field.text == "می\u200cخواهم\u00a0\u200f"


async def test_a_long_line_keeps_its_caret_in_sight_in_both_directions() -> None:
    for text in ("كلمة " * 30, "word " * 30):
        app = Field(text)
        async with app.run_test(size=(80, 5)) as pilot:
            app.field.focus()
            await pilot.press("end")
            assert caret_column(app.field) is not None
            for _ in range(60):
                await pilot.press("right" if text[0] == "ك" else "left")
                assert caret_column(app.field) is not None
            await pilot.press("home")
            assert caret_column(app.field) == (39 if text[0] == "ك" else 0)
            assert len(shown(app.field)) == 40


async def test_an_empty_field_says_what_it_is_for_and_enter_ends_one_line() -> None:
    app = Field()
    async with app.run_test(size=(80, 5)) as pilot:
        await pilot.pause()
        assert shown(app.field).strip() == reference("اكتب هنا")
        assert caret_column(app.field) == 39
        app.set_focus(None)
        await pilot.pause()
        assert caret_column(app.field) is None
        app.field.focus()
        await pilot.pause()
        await type_text(pilot, "ب")
        await pilot.press("enter")
        assert shown(app.field).strip() == "ﺏ"
        assert app.submitted == ["ب"]


async def test_the_terminals_own_cursor_stands_on_the_caret() -> None:
    app = Field("باكو")
    async with app.run_test(size=(80, 5)) as pilot:
        app.field.focus()
        await pilot.press("home", "left")
        assert app.cursor_position == (38, 0)
