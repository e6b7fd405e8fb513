"""Colours: readable on dark and light pages, apart in 16 colours."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem

from annotations.schema import load_schema
from tui.widgets.palette import Palette

SCHEMA = load_schema("arabic-news")


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("dark", [True, False])
@pytest.mark.parametrize("few_colours", [True, False])
def test_every_label_has_letters_that_can_be_read_on_its_ground(dark: bool, few_colours: bool) -> None:
    palette = Palette(SCHEMA, dark, few_colours)
    grounds = []
    for label in [*(each.id for each in SCHEMA.entities), "unknown"]:
        style = palette.style(label)
        assert style.color is not None
        assert style.bgcolor is not None
        ground = style.bgcolor.get_truecolor().hex
        assert contrast(style.color.get_truecolor().hex, ground) >= (3.9 if few_colours else 7)
        if not few_colours:
            assert contrast(ground, "#121212" if dark else "#faf7f0") >= (2.2 if dark else 1.3)
        grounds.append(ground)
    assert len(set(grounds[:-1])) == len(SCHEMA.entities)


@pytest.mark.parametrize("dark", [True, False])
def test_colours_stay_apart_where_there_are_16(dark: bool) -> None:
    palette = Palette(SCHEMA, dark, few_colours=True)
    numbers = []
    for label in SCHEMA.entities:
        colour = palette.style(label.id).bgcolor
        assert colour is not None
        numbers.append(colour.downgrade(ColorSystem.STANDARD).number)
    assert len(set(numbers)) == len(SCHEMA.entities)
    assert not {0, 4, 8} & set(numbers), "black letters are read on none of these"


@pytest.mark.parametrize(
    "colour", ["#000000", "#ffffff", "#c0c0c0", "#121212", "#f0f0f0", "#0000ff", "#ffff00", "#7f7f7f"]
)
@pytest.mark.parametrize("dark", [True, False])
def test_whatever_colour_a_schema_gives_its_ground_is_seen_on_the_page(colour: str, dark: bool) -> None:
    style = Palette(SCHEMA, dark, few_colours=False)._style(colour)
    assert style.color is not None
    assert style.bgcolor is not None
    ground = style.bgcolor.get_truecolor().hex
    assert contrast(ground, "#121212" if dark else "#faf7f0") >= (2.2 if dark else 1.3)
    assert contrast(style.color.get_truecolor().hex, ground) >= 7
