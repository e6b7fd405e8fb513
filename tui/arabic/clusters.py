"""Grapheme clusters (UAX #29): the smallest pieces of text a caret stops at and a cell shows."""

from __future__ import annotations

import unicodedata
from functools import cache

import regex

_CLUSTER = regex.compile(r"\X")
# Cf characters that have a shape of their own (Prepended_Concatenation_Mark).
_VISIBLE_FORMAT = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2")
LINE_ENDS = frozenset("\n\r\x85\u2028\u2029")


@cache
def is_invisible(character: str) -> bool:
    """Whether CHARACTER only steers its neighbours: bidi controls, ZWJ, ZWNJ, soft hyphen, …"""
    return unicodedata.category(character) == "Cf" and character not in _VISIBLE_FORMAT


@cache
def is_control(character: str) -> bool:
    """Whether CHARACTER is a C0 or C1 control that no terminal may ever receive from a text."""
    return unicodedata.category(character) == "Cc" and character not in LINE_ENDS


def clusters(text: str, apart: bool = False) -> list[tuple[int, int]]:
    """The ranges [start, end) of TEXT's clusters; together they cover it exactly.

    Extended grapheme clusters of UAX #29, but invisible characters belong to the cluster before
    them (at the start of the text, to the one after), so that every cluster can be seen. With
    APART each invisible character is a cluster of its own, as when the reader asks to see it.
    """
    spans = [match.span() for match in _CLUSTER.finditer(text)]
    hidden = list(map(is_invisible, text))
    if not any(hidden):
        return spans
    found: list[tuple[int, int]] = []
    for start, end in spans:
        if apart:
            found += _cut_out_invisible(text, start, end)
        elif found and (all(hidden[start:end]) or all(hidden[slice(*found[-1])])):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _cut_out_invisible(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if is_pictograph(text[start]):
        return [(start, end)]
    pieces: list[tuple[int, int]] = []
    for place in range(start, end):
        joins = place > start and not is_invisible(text[place]) and not is_invisible(text[place - 1])
        if joins:
            pieces[-1] = (pieces[-1][0], place + 1)
        else:
            pieces.append((place, place + 1))
    return pieces


@cache
def is_pictograph(character: str) -> bool:
    """Whether CHARACTER begins an emoji, inside which ZWJ and tags are part of the picture."""
    return regex.match(r"[\p{Extended_Pictographic}\p{Regional_Indicator}]", character) is not None
