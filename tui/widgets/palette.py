"""How a label looks on this screen: its colour made fit for dark or light pages and for few colours."""

from __future__ import annotations

from rich.color import blend_rgb
from rich.color_triplet import ColorTriplet
from rich.style import Style

from annotations.schema import LabelSchema

_BLACK, _WHITE = ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)
_UNKNOWN = "#c0c0c0"


class Palette:
    """Styles of entity labels.

    On a dark page light letters stay on a darkened colour, on a light page black letters on a
    lightened one, so that labelled text keeps the contrast of the text around it. Where the
    terminal has only 16 colours the label's own colour stands under black letters.
    """

    def __init__(self, schema: LabelSchema, dark: bool, few_colours: bool) -> None:
        self._dark = dark
        self._few_colours = few_colours
        self._styles = {label.id: self._style(label.colour) for label in schema.entities}
        self._unknown = self._style(_UNKNOWN)

    def style(self, label: str) -> Style:
        """The style of the entity label with the id LABEL, also of one that the schema lacks."""
        return self._styles.get(label, self._unknown)

    def _style(self, colour: str) -> Style:
        if self._few_colours:
            return Style(color="#000000", bgcolor=colour)
        own = ColorTriplet(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)))
        if self._dark:
            letters, ground = blend_rgb(own, _WHITE, 0.85), blend_rgb(own, _BLACK, 0.68)
        else:
            letters, ground = _BLACK, blend_rgb(own, _WHITE, 0.6)
        return Style(color=letters.hex, bgcolor=ground.hex)
