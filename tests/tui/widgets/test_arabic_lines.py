"""Arabic in Textual's own widgets is shaped and ordered by one filter, in place, mixed text too."""

from __future__ import annotations

import re

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App, ComposeResult
from textual.color import Color
from textual.filter import LineFilter
from textual.widgets import DataTable, Footer, Header, Input, OptionList, Static

from tui.arabic.characters import BIDI_CONTROLS
from tui.arabic.layout import one_line
from tui.widgets.arabic_lines import ArabicLines

NAME = "وزارة الخارجية (MFA)"


def filtered(text: str, base: int = 0) -> str:
    segments = ArabicLines(base).apply([Segment(text)], Color(0, 0, 0))
    return "".join(segment.text for segment in segments)


@pytest.mark.parametrize(
    "text", [NAME, "طهران", "PER شخص", "12 من 17", "باكو، طهران", "«لإيران»", "مُحَمَّد", "a طهران b"]
)
def test_a_line_is_one_field_shaped_and_ordered(text: str) -> None:
    shown = filtered(text)
    assert shown.strip() == one_line(text)
    assert Segment(shown).cell_length == Segment(text).cell_length


def test_columns_stay_where_they_are() -> None:
    text = "│ طهران  │ 12  باكو   لإيران │"
    shown = filtered(text)
    assert shown == f"│ {one_line('طهران')}  │ 12  {one_line('باكو')}   {one_line('لإيران')}  │"
    assert [shown.index(each) for each in ("12", one_line("باكو"))] == [
        text.index("12"),
        text.index("باكو"),
    ]


def test_a_ligatures_missing_cell_is_filled_where_the_interface_ends() -> None:
    assert filtered("لا") == "\ufefb "
    assert filtered("لا", base=1) == " \ufefb"


def test_styles_travel_with_their_letters() -> None:
    red, plain = Style(color="red"), Style()
    segments = [Segment("ل", plain), Segment("طهران", red), Segment(" اليوم", plain)]
    found = ArabicLines(0).apply(segments, Color(0, 0, 0))
    assert ["".join(s.text for s in found if s.style == red)] == [one_line("لطهران")[:-1]]


@pytest.mark.parametrize(
    "text", ["undo · \u2066u\u2069", "a\u202eb\u202c", "طهران · \u2066u\u2069", "\u200fx"]
)
def test_bidi_controls_do_their_work_and_never_reach_the_terminal(text: str) -> None:
    shown = filtered(text)
    assert BIDI_CONTROLS.isdisjoint(shown)
    assert shown.strip() == one_line(text)


def test_lines_without_arabic_and_control_segments_pass() -> None:
    plain = [Segment("abc 12 │ x")]
    assert ArabicLines(1).apply(plain, Color(0, 0, 0)) is plain
    assert "\x1b" not in filtered("طهران\x1b[31m")
    assert "\u202e" not in filtered("طهران\u202eabc")


class Widgets(App[None]):
    """Textual's widgets with Arabic in them."""

    TITLE = "حاشية"
    BINDINGS = [("f5", "refresh", "تحديث الصفحة")]  # noqa: RUF012
    CSS = "Input, OptionList { height: 3; } DataTable { height: 4; } #box { border: round red; }"

    def __init__(self) -> None:
        super().__init__()
        self._lines = ArabicLines(0)

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), self._lines]

    def compose(self) -> ComposeResult:
        yield Header()
        yield DataTable()
        yield OptionList("الأعداء", NAME)
        box = Static("نص «لطهران» وباكو", id="box")
        box.border_title = "عنوان الإطار"
        box.tooltip = "تلميح للقارئ"
        yield box
        yield Input("ابحث عن إيران")
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("الاسم", "count")
        table.add_row("طهران", "12")
        table.add_row(NAME, "3")


def screen(app: App[None]) -> list[str]:
    return [strip.text for strip in app.screen._compositor.render_strips(app.size)]


async def test_every_kind_of_widget() -> None:
    app = Widgets()
    async with app.run_test(size=(140, 40), notifications=True, tooltips=True) as pilot:
        app.notify("أُنجزت كل الجمل", title="تنبيه", timeout=60)
        await pilot.pause()
        lines = screen(app)
        await pilot.hover("#box")
        await pilot.pause(0.6)
        text = "\n".join([*lines, *screen(app)])
    for wanted in (
        "حاشية", "الاسم", "طهران", NAME, "الأعداء", "نص «لطهران» وباكو", "عنوان الإطار", "ابحث عن إيران",
        "أُنجزت كل الجمل", "تنبيه", "تلميح للقارئ",
    ):  # fmt: skip
        assert one_line(wanted) in text, wanted
    assert re.search(rf"f5 {one_line('تحديث الصفحة')}", text)
    rows = [line for line in lines if one_line("طهران") in line or "(MFA)" in line]
    assert rows[0].index("12") == rows[1].index(" 3 ") + 1, "the columns of the table stay in line"
    assert not re.search("[\u0621-\u064a]", text), "nothing is left unshaped"
