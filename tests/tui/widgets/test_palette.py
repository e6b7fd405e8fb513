"""Colours: readable on dark and light pages, apart in 16 colours."""

from __future__ import annotations

import pytest
from rich.color import Color, ColorSystem

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
        assert contrast(style.color.triplet.hex, style.bgcolor.triplet.hex) >= 4.5
        grounds.append(style.bgcolor.triplet.hex)
    assert len(set(grounds)) == len(SCHEMA.entities) + 1


def test_colours_stay_apart_where_there_are_16() -> None:
    reduced = [
        Color.parse(label.colour).downgrade(ColorSystem.STANDARD).number for label in SCHEMA.entities
    ]
    assert len(set(reduced)) == len(SCHEMA.entities)
