"""Sentences of Arabic news text, as ranges of the unmodified text."""

from __future__ import annotations

from typing import Final

import regex

from annotations.arabic.abbreviations import (
    ABBREVIATIONS,
    AFTER_NUMBER,
    CONTINUATIONS,
    LETTERED,
    REPORTING_VERBS,
)
from annotations.model import Range

_LINE: Final = regex.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Direction marks and the like, which stand beside punctuation in text from the web.
_I: Final = r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
# A run of terminators; what may close behind it, footnote marks too; and the comma with which
# scraped articles join their paragraphs («.,»). The run ends a sentence only before white space or
# the line's end, or where an Arabic word follows without the space that should be there.
_END: Final = regex.compile(
    rf"(?P<stop>[.!?؟…۔]+){_I}"
    rf"(?:(?P<joint>(?<=\.{_I}),(?=\s|$))|(?P<close>(?:[\"'”“’»›)\]}}﴾*]|\[\p{{Nd}}+\])*)){_I}"
    rf"(?:(?=(?P<gap>\s|$))|(?=\p{{Arabic}}{{3}}))"
)
_LAST_TOKEN: Final = regex.compile(r"(?:[^\W\d_]\p{M}*\.)*[\w\p{M}]+$")
_INITIALS: Final = regex.compile(r"(?:[^\W\d_]\p{M}*ـ?\.)*[^\W\d_]\p{M}*ـ?$")
_NUMBER: Final = regex.compile(r"[\d٫٬.,]*\d$")
_ARABIC_END: Final = regex.compile(r"\p{Arabic}{3}[\"'”’»›)\]}]*$")
_FIRST_WORD: Final = regex.compile(r"[\s\"'“‘«‹(\[{﴿\p{Cf}]*([\p{L}\p{M}]+)")
_MARKS: Final = regex.compile(r"[\p{Mn}\u0640]+")
# How far behind a terminator the sentence's going on is looked for.
_HORIZON: Final = 400
# How far before it a bracket, a quotation mark or the sentence's beginning is looked for; how long what is
# written together with it can be. Without a limit a text of full stops would take the square of its length.
_LOOKED_BACK: Final = 2000
_LONGEST_TOKEN: Final = 80
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}


def split_sentences(text: str) -> list[Range]:
    """The sentences of TEXT in order, without the white space around them.

    Lines are never joined: a headline is a sentence of its own. Within a line a sentence ends at
    `. ! ? ؟ … ۔` with the quotes and brackets that close there, unless what stands before or
    behind says that it goes on: abbreviations, initials, list numbers, an open bracket, an
    ellipsis within a sentence, a verb of speech behind a quoted question.
    """
    found: list[Range] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for match in _END.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, start, match, line.end()):
                _append(found, text, start, match.end())
                start = match.end()
        _append(found, text, start, line.end())
    return found


def _append(found: list[Range], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        found.append((start, end))


def _ends_sentence(text: str, start: int, match: regex.Match[str], line_end: int) -> bool:
    """Whether the terminator MATCH closes the sentence that began at START."""
    stop, close = match["stop"], match["close"] or ""
    before = text[max(start, match.start() - _LOOKED_BACK) : match.start()]
    after = text[match.end() : min(line_end, match.end() + _HORIZON)]
    if not after.strip():
        return True
    if before[-1:] in _OPENING or not before.strip():
        return False  # «(!)», or dots that open a line
    if _bracket_stays_open(before + close, after):
        return False
    following = _following_word(after)
    if match["gap"] is None and (_abbreviated(before, following) or not _arabic_word_ends(before)):
        return False
    if following[:1].islower():
        return False
    if stop == "..":
        return False  # the pause of headlines: «عاجل.. مقتل جنديين»
    if _is_ellipsis(stop):
        return not _goes_on(before, close, following)
    if stop == ".":
        return not (_abbreviated(before, following) or _numbers_a_list(before))
    return not (close and (_reports(following) or _quoted_within(before, close)))


def _following_word(after: str) -> str:
    match = _FIRST_WORD.match(after)
    return _MARKS.sub("", match[1]) if match else ""


def _is_ellipsis(stop: str) -> bool:
    return set(stop) <= {".", "…"} and stop != "."


def _goes_on(before: str, close: str, following: str) -> bool:
    """Whether a sentence goes on behind an ellipsis."""
    quote_open = before.count('"') % 2 == 1 or before.count("«") > before.count("»")
    if quote_open and not close:
        return True
    return following.startswith("و") or following in CONTINUATIONS


def _reports(word: str) -> bool:
    """Whether WORD is a verb of speech, with a conjunction before it and a pronoun behind it or not."""
    bare = word.removesuffix("ها") if len(word) > 4 else word
    return bool({word, bare, bare.removesuffix("ه")} & REPORTING_VERBS)


def _quoted_within(before: str, close: str) -> bool:
    """Whether what CLOSE closes was opened in the middle of the sentence BEFORE, not behind a colon.

    «فيلم "من القاتل؟" يعرض اليوم»: such a question is part of its sentence.
    """
    opening = {"”": "“", "’": "‘", "»": "«", "›": "‹", ")": "(", "]": "[", "}": "{"}.get(
        close[-1], close[-1]
    )
    place = before.rfind(opening)
    lead = before[:place].rstrip() if place > 0 else ""
    return bool(lead) and not lead.endswith(":")


def _abbreviated(before: str, following: str) -> bool:
    """Whether the full stop behind BEFORE belongs to an abbreviation or an initial."""
    match = _LAST_TOKEN.search(before, max(0, len(before) - _LONGEST_TOKEN))
    if match is None:
        return False
    if following[:1] in ("و", "ف") and _reports(following[1:]):
        return False  # «لوكالة أ.ف.ب. وأضاف»
    token, lead = _MARKS.sub("", match[0]), before[: match.start()].rstrip()
    if (token in AFTER_NUMBER or match[0] in AFTER_NUMBER) and _NUMBER.search(
        lead, max(0, len(lead) - _LONGEST_TOKEN)
    ):
        return False
    if len(token) == 1 and lead.endswith(LETTERED):
        return False
    return token in ABBREVIATIONS or match[0] in ABBREVIATIONS or _INITIALS.fullmatch(match[0]) is not None


def _numbers_a_list(before: str) -> bool:
    """Whether BEFORE is a list number: it opens the sentence or follows a colon."""
    token = before.split()[-1]
    opens = before.strip() == token or before.rstrip().removesuffix(token).rstrip().endswith(":")
    return opens and len(token) <= 3 and token.isdecimal()


def _arabic_word_ends(before: str) -> bool:
    return _ARABIC_END.search(before, max(0, len(before) - _LONGEST_TOKEN)) is not None


def _bracket_stays_open(before: str, after: str) -> bool:
    """Whether a bracket opened in BEFORE closes only in AFTER."""
    for opening, closing in _OPENING.items():
        if before.count(opening) > before.count(closing) and closing in after:
            later = after.find(opening)
            return later == -1 or after.find(closing) < later
    return False
