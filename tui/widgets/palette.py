"""How a label looks on this screen: its colour made fit for dark or light pages and for few colours."""

from __future__ import annotations

from functools import partial

from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style

from annotations.schema import LabelSchema

_BLACK, _WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
_UNKNOWN = "#c0c0c0"
_LEAST = 2.2  # the contrast of a label's ground with the page
_LEAST_ON_LIGHT = 1.35
_LINE_LEAST = 4.5  # that of a bracket with the page
_HIGH = 10.0  # that of everything where much contrast is wanted
_LETTERS_LEAST = 7.0  # that of the letters with their ground
_DARK_PAGE, _LIGHT_PAGE = ColorTriplet(18, 18, 18), ColorTriplet(250, 247, 240)
# Those of the 16 colours that black letters are read on, with the values by which Rich finds them.
_SIXTEEN = (
    ColorTriplet(0, 170, 0), ColorTriplet(170, 85, 0), ColorTriplet(0, 170, 170),
    ColorTriplet(170, 170, 170), ColorTriplet(255, 85, 85), ColorTriplet(85, 255, 85),
    ColorTriplet(255, 255, 85), ColorTriplet(85, 85, 255),
    ColorTriplet(255, 85, 255), ColorTriplet(85, 255, 255),
)  # fmt: skip


class Palette:
    """Styles of entity labels.

    On a dark page light letters stay on a darkened colour, on a light page black letters on a
    lightened one, so that labelled text keeps the contrast of the text around it. Where the
    terminal has only 16 colours the label's own colour stands under black letters.
    """

    def __init__(
        self, schema: LabelSchema, dark: bool, few_colours: bool, high_contrast: bool = False
    ) -> None:
        self._dark = dark
        self._high_contrast = high_contrast
        self._few_colours = few_colours
        colours = {label.id: label.colour for label in schema.entities}
        self._colours = colours
        near = _apart(list(colours.values())) if few_colours else []
        self._styles = {
            id: _under_black(near[number]) if few_colours else self._style(colour)
            for number, (id, colour) in enumerate(colours.items())
        }
        self._unknown = self._style(_UNKNOWN)

    def style(self, label: str) -> Style:
        """The style of the entity label with the id LABEL, also of one that the schema lacks."""
        return self._styles.get(label, self._unknown)

    def line(self, label: str) -> Style:
        """The style of a bracket for LABEL: its colour on the page, readable there."""
        if self._few_colours:
            return Style()
        own, page, far = _triplet(self._colours.get(label, _UNKNOWN)), _DARK_PAGE, _WHITE
        least = _HIGH if self._high_contrast else _LINE_LEAST
        if not self._dark:
            page, far = _LIGHT_PAGE, _BLACK
        for _ in range(40):
            if contrast(own, page) >= least:
                break
            own = blend_rgb(own, far, 0.08)
        return Style(color=own.hex)

    def under(self, label: str) -> Style:
        """The line under what LABEL is on inside of something else, in its colour where there are many."""
        if self._few_colours:  # not bold: black letters in bold are grey in many terminals
            return Style(underline=True)
        colour = self.line(label).color
        assert colour, "a bracket has a colour of its own"
        red, green, blue = colour.get_truecolor()
        return Style(underline=True, meta={"line": f"{red}:{green}:{blue}"})

    def _style(self, colour: str) -> Style:
        if self._few_colours:
            return _under_black(_apart([colour])[0])
        if self._high_contrast:
            return _bright(_triplet(colour))
        own = _triplet(colour)
        page, far, letters = (
            (_DARK_PAGE, _WHITE, blend_rgb(own, _WHITE, 0.85))
            if self._dark
            else (_LIGHT_PAGE, _BLACK, _BLACK)
        )
        ground = blend_rgb(own, _BLACK, 0.68) if self._dark else blend_rgb(own, _WHITE, 0.6)
        least = _LEAST if self._dark else _LEAST_ON_LIGHT
        for _ in range(40):
            if contrast(ground, page) >= least:
                break
            ground = blend_rgb(ground, own if contrast(own, page) >= least else far, 0.08)
        if contrast(letters, ground) < _LETTERS_LEAST:
            letters = _WHITE if self._dark else _BLACK
        return Style(color=letters.hex, bgcolor=ground.hex)


def _bright(own: ColorTriplet) -> Style:
    """Black letters on OWN, made so light that it stands out from black as the letters do from it."""
    while contrast(own, _BLACK) < _HIGH:
        own = blend_rgb(own, _WHITE, 0.08)
    return _under_black(own)


def _triplet(colour: str) -> ColorTriplet:
    return ColorTriplet(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def _under_black(ground: ColorTriplet) -> Style:
    return Style(color="#000000", bgcolor=ground.hex)


def _apart(colours: list[str]) -> list[ColorTriplet]:
    """For each of COLOURS the nearest of the 16 that is still free, as long as there are any."""
    free: list[ColorTriplet] = []
    found = []
    for colour in colours:
        free = free or list(_SIXTEEN)
        found.append(min(free, key=partial(_distance, _triplet(colour))))
        free.remove(found[-1])
    return found


def _distance(one: ColorTriplet, other: ColorTriplet) -> int:
    return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: ColorTriplet) -> float:
    red, green, blue = (
        part / 12.92 if (part := each / 255) <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
        for each in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
