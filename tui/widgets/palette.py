"""How a label looks on this screen: its colour made fit for dark or light pages and for few colours."""

from __future__ import annotations

from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style

from annotations.schema import LabelSchema

_BLACK, _WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
_UNKNOWN = "#c0c0c0"
_LEAST = 2.2  # the contrast of a label's ground with the page
_LEAST_ON_LIGHT = 1.35
_LETTERS_LEAST = 7.0  # that of the letters with their ground
_DARK_PAGE, _LIGHT_PAGE = ColorTriplet(18, 18, 18), ColorTriplet(250, 247, 240)
# The 16 colours of every terminal that letters are black on, as they are by xterm.
_SIXTEEN = {
    "2": ColorTriplet(0, 205, 0), "3": ColorTriplet(205, 205, 0),
    "6": ColorTriplet(0, 205, 205), "7": ColorTriplet(229, 229, 229),
    "9": ColorTriplet(255, 0, 0), "10": ColorTriplet(0, 255, 0), "11": ColorTriplet(255, 255, 0),
    "12": ColorTriplet(92, 92, 255), "13": ColorTriplet(255, 0, 255), "14": ColorTriplet(0, 255, 255),
}  # fmt: skip


class Palette:
    """Styles of entity labels.

    On a dark page light letters stay on a darkened colour, on a light page black letters on a
    lightened one, so that labelled text keeps the contrast of the text around it. Where the
    terminal has only 16 colours the label's own colour stands under black letters.
    """

    def __init__(self, schema: LabelSchema, dark: bool, few_colours: bool) -> None:
        self._dark = dark
        self._few_colours = few_colours
        colours = {label.id: label.colour for label in schema.entities}
        near = _apart(list(colours.values())) if few_colours else []
        self._styles = {
            id: self._of_sixteen(near[number]) if few_colours else self._style(colour)
            for number, (id, colour) in enumerate(colours.items())
        }
        self._unknown = self._style(_UNKNOWN)

    def style(self, label: str) -> Style:
        """The style of the entity label with the id LABEL, also of one that the schema lacks."""
        return self._styles.get(label, self._unknown)

    def _style(self, colour: str) -> Style:
        if self._few_colours:
            return self._of_sixteen(_apart([colour])[0])
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

    @staticmethod
    def _of_sixteen(number: str) -> Style:
        return Style(color="black", bgcolor=f"color({number})")


def _triplet(colour: str) -> ColorTriplet:
    return ColorTriplet(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))


def _apart(colours: list[str]) -> list[str]:
    """For each of COLOURS the nearest of the 16 that is still free, as long as there are any."""
    free: dict[str, ColorTriplet] = {}
    found = []
    for colour in colours:
        free = free or dict(_SIXTEEN)
        own = _triplet(colour)
        nearest = min(
            free,
            key=lambda n: sum((a - b) ** 2 for a, b in zip(own, free[n], strict=True)),
        )
        found.append(nearest)
        del free[nearest]
    return found


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
