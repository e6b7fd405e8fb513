"""Words and tokens of a text, as ranges of the unmodified text."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from typing import Final

import regex

from annotations.model import Range

# The Arabic blocks, for a character class. Not \p{Arabic}: the comma, the question mark, the digits and
# the harakat, which Arabic shares with other scripts, do not belong to that.
_PLANE_1: Final = r"\U00010ec0-\U00010eff\U0001ee00-\U0001eeff"
ARABIC: Final = rf"\u0600-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe{_PLANE_1}"
# What belongs to the grapheme cluster of the character before it (UAX #29 GB9, GB9a), ZWNJ among it …
MARK: Final = r"\p{M}\p{GCB=Extend}\p{GCB=SpacingMark}\u200d"
# … and what belongs to that of the digit or letter behind it (GB9b): the signs of numbers.
_SIGN: Final = r"\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
# What parts no word that it stands within (WB4): marks of direction, soft hyphens, word joiners …
_FORMAT: Final = rf"[\p{{Cf}}--[\u200b-\u200d{_SIGN}\p{{GCB=Extend}}]]"
_LETTER: Final = r"[\p{L}\p{N}_--[\u0640\p{Nd}]]"

# Digits and what stands between the digits of one number: 1,200 · 10:30 · ١٥/٠٣/١٤٤٣ · 628،1 · 1٬200٫5
_DIGIT: Final = rf"[{_SIGN}]*\p{{Nd}}(?&marks)"
_NUMBER: Final = rf"{_DIGIT}(?:{_FORMAT}*(?:[.,:/٫٬،'’⁄\-]{_FORMAT}*)?{_DIGIT})*"
_UNIT: Final = r"[%٪‰‱؉؊°\p{Sc}]"

# Addresses end before Arabic letters and Arabic punctuation, which are written right behind them.
_IN_ADDRESS: Final = rf"[^\s{ARABIC}\p{{So}}\p{{Cf}}\"'<>«»“”„‘’‹›`\[\]{{}}|()]"
_REST: Final = r"(?:(?&in_address)|(?&pair))*(?:(?=[\p{L}\p{N}_/=&#~+])(?&in_address)|(?&pair))"
_IN_NAME: Final = rf"[\p{{L}}\p{{N}}\p{{M}}_.+%\-&&[^{ARABIC}]]"
_LABEL: Final = rf"[\p{{L}}\p{{N}}\p{{M}}\-&&[^{ARABIC}]]++"
_ADDRESS: Final = (
    rf"(?:(?:[A-Za-z][A-Za-z0-9+.\-]{{0,19}}://|[Ww][Ww][Ww]\.){_REST}"
    # Before the @ of a mail address there is a run of its letters: it is tried where the run begins only.
    rf"|(?<!{_IN_NAME})(?:mailto:)?{_IN_NAME}++@{_LABEL}(?:\.{_LABEL})++"
    rf"|(?<![A-Za-z0-9.\-])(?:[A-Za-z0-9][A-Za-z0-9\-]*+\.)++[A-Za-z]{{2,}}+(?::\d++)?/(?:{_REST})?)"
)
_SINGLE: Final = rf"[\p{{L}}&&[{ARABIC}]--[\u0640]](?&marks)\u0640?"

# In order: addresses; initials («أ.ف.ب»); words with their marks, format characters, inner apostrophes,
# and the numbers, particles and units that are written together; anything else by itself. No token ends
# within a grapheme cluster, and none within a number. Tatweel at a word's edge is a dash, but behind single
# letters and the article, which it joins to what is not Arabic («هـ», «الـ»).
_WORD: Final = (
    rf"(?:{_UNIT}?{_NUMBER}"
    rf"|[{_SIGN}]*(?!(?<=[{ARABIC}])(?&an_address)){_LETTER}(?&marks)"
    rf"|(?<=[\p{{L}}\p{{N}}_{MARK}])(?:[\u0640\u200c\u200d]|{_FORMAT})++(?=[{_SIGN}]*(?:{_LETTER}|\p{{Nd}}))"
    rf"|(?<=[\p{{L}}\p{{N}}_{MARK}])(?:\u0640|{_FORMAT})++\p{{M}}(?&marks)"
    r")++"
)
_EDGE: Final = (
    rf"(?<=(?<![\p{{L}}{MARK}])"
    rf"(?:(?:[وف][{MARK}]*)?(?:[بلك][{MARK}]*)?(?:ا[{MARK}]*ل[{MARK}]*)?|\p{{L}}[{MARK}]*))"
)
_DEFINITIONS: Final = (
    rf"(?(DEFINE)(?P<marks>[{MARK}]*+)(?P<in_address>{_IN_ADDRESS})(?P<pair>\({_IN_ADDRESS}*+\))"
    rf"(?P<an_address>{_ADDRESS}))"
)
_TOKEN: Final = regex.compile(
    # Most of a text is this, and found in a fraction of the time.
    r"(?P<plain>(?:[\u0620-\u063f\u0641-\u064a\u0671-\u06d3][\u0620-\u063f\u0641-\u065f\u066e-\u06d3]*+|[A-Za-z]++)(?=[\s،؛؟!»)\"]|[.,:](?:\s|$)|$))"
    r"|(?P<sign>[،؛؟!«»()\"](?=[\s\u0620-\u063f\u0641-\u064a]|$)|[.,:](?=\s|$))|"
    rf"{_DEFINITIONS}(?P<address>(?&an_address)(?&marks))"
    rf"|(?P<initials>(?<![\p{{L}}\p{{N}}])(?:[وفبلك](?&marks))?{_SINGLE}(?:\.{_SINGLE})+(?![\p{{L}}\p{{N}}]))"
    rf"|(?P<word>(?=[{_SIGN}]*{_LETTER}|{_UNIT}?[{_SIGN}]*\p{{Nd}}){_WORD}(?:{_EDGE}\u0640++(?&marks))?"
    rf"(?:['’.\-](?=\p{{Latin}})[\p{{Latin}}\p{{N}}{MARK}]+)*"
    rf"(?:(?<=\p{{Nd}}[{MARK}]*){_UNIT}(?&marks))?)"
    # A mark behind a blank hangs on the blank, and is no token without it.
    rf"|(?P<nothing>\s[{MARK}]+)"
    r"|(?P<other>(?![\s\x1c-\x1f])\X)",
    regex.VERSION1,
)
# As many of the first two of these as follow one another, behind blanks: a fraction of the time again, and
# most of a text. Within such a stretch whatever is no blank and no sign is one of them.
_SIGNS: Final = '،؛؟!«»()".,:'
_FIGURES: Final = "[0-9٠-٩۰-۹]++"
_SIMPLE: Final = re.compile(
    r"(?:[ \n\r\t]*+(?:(?:[\u0620-\u063f\u0641-\u064a\u0671-\u06d3]"
    r"[\u0620-\u063f\u0641-\u065f\u066e-\u06d3]*+|[A-Za-z]++)"
    r"(?=[ \n\r\t،؛؟!»)\"]|[.,:](?:[ \n\r\t]|\Z)|\Z)"
    rf"|{_FIGURES}(?:[.,:/٫٬-]{_FIGURES})*+[%٪]?(?=[ \n\r\t؛؟!»)\"]|[.,:،](?:[ \n\r\t]|\Z)|\Z)"
    r"|[،؛؟!«»()\"](?=[ \n\r\t،؛؟!«»()\".,:\u0620-\u063f\u0641-\u064a]|\Z)|[.,:](?=[ \n\r\t]|\Z)))++"
)
_SIMPLE_WORD: Final = re.compile(rf"{_FIGURES}(?:[.,:/٫٬-]{_FIGURES})++[%٪]?|[^ \n\r\t{_SIGNS}]++")
_SIMPLE_TOKEN: Final = re.compile(rf"{_SIMPLE_WORD.pattern}|[{_SIGNS}]")
_NAMES_SOMETHING: Final = re.compile(r"[@#/]|www\.", re.IGNORECASE)
_UNSEEN: Final = regex.compile(rf"[\p{{DI}}\p{{Cf}}\u2800--[{_SIGN}]]+", regex.VERSION1)


@cache
def _lead() -> regex.Pattern[str]:
    """Mentions, hashtags and addresses with which a post begins, and what stands between them; «RT» too."""
    return regex.compile(
        rf"{_DEFINITIONS}(?:[\s\p{{P}}\p{{S}}\p{{Cf}}--[@#]]*+"
        r"(?:[@#][\p{L}\p{N}\p{M}_\u200c]++|(?&an_address)|RT\b(?=:?\s*@)))++[\s\p{P}\p{S}\p{Cf}]*+(?=\w)",
        regex.VERSION1,
    )


@lru_cache(maxsize=4096)
def lead_ends(text: str) -> int:
    """Where the mentions, hashtags and addresses that TEXT begins with are over; 0 if it has no such lead.

    They are names of somewhere else and say nothing of the direction of what follows them.
    """
    if not _NAMES_SOMETHING.search(text):
        return 0
    lead = _lead().match(text)
    return lead.end() if lead else 0


def tokens(text: str) -> list[Range]:
    """Words, numbers, addresses, and every other visible character by itself."""
    return _found(text, _SIMPLE_TOKEN, ())


@lru_cache(maxsize=2048)
def words(text: str) -> tuple[Range, ...]:
    """The tokens of TEXT that are words, numbers or addresses: where a reader's caret stops."""
    return tuple(_found(text, _SIMPLE_WORD, ("sign", "other")))


def _found(text: str, simple: re.Pattern[str], without: Collection[str]) -> list[Range]:
    """What of TEXT can be seen, WITHOUT some groups of `_TOKEN`; of simple stretches what SIMPLE finds."""
    found: list[Range] = []
    place = 0
    while place < len(text):
        stretch = _SIMPLE.match(text, place)
        if stretch:
            found += [each.span() for each in simple.finditer(text, *stretch.span())]
            place = stretch.end()
            continue
        match = _TOKEN.search(text, place)
        if match is None:
            break
        place, kind = match.end(), match.lastgroup
        if kind == "nothing" or (kind in ("word", "other") and _UNSEEN.fullmatch(text, *match.span())):
            continue
        if kind not in without:
            found.append(match.span())
    return found


def addresses(text: str) -> list[Range]:
    """The web and mail addresses in TEXT."""
    if not _NAMES_SOMETHING.search(text):
        return []
    return [match.span() for match in _TOKEN.finditer(text) if match.lastgroup == "address"]


def cut_tokens(text: str, cuts: Iterable[int]) -> list[Range]:
    """The tokens of TEXT, each cut wherever one of the offsets CUTS falls inside it."""
    pieces = tokens(text)
    for cut in cuts:
        place = bisect_left(pieces, (cut,)) - 1  # the last one that begins before it
        if place >= 0 and cut < pieces[place][1]:
            start, end = pieces[place]
            pieces[place : place + 1] = (start, cut), (cut, end)
    return pieces
