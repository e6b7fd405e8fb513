"""Presentation forms: letters written as shapes, which no dictionary and no tokeniser of a model knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from annotations.checks import Layer, Spoilt
from annotations.checks.signs import sentences_with

NAME = "forms"
EN = "presentation forms in place of letters"
AR = "أشكال عرض في موضع الحروف"
# But for the ornate parentheses around verses, and what is no letter.
_FORMS: Final = re.compile(r"[\ufb50-\ufd3d\ufd50-\ufdf1\ufdf4-\ufdfc\ufe70-\ufefc]")


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """The sentences that have some."""
    return sentences_with(layer, _FORMS)
