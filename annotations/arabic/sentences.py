"""Sentences of Arabic news text, and of the languages beside it, as ranges of the unmodified text."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import regex

from annotations.arabic.abbreviations import (
    ABBREVIATIONS,
    AFTER_NUMBER,
    ATTRIBUTIONS,
    CONTINUATIONS,
    ET_CETERA,
    LETTER_NAMES,
    LETTERED,
    POSTPOSITIONS,
    REPORTING_VERBS,
    SPOKEN_INITIALS,
)
from annotations.arabic.words import ARABIC, addresses
from annotations.model import Range

_LINE: Final = regex.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
# Direction marks and the like, which stand beside punctuation in text from the web.
_I: Final = r"[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]*"
# Marks of a note, and what editors of an encyclopedia ask for, which belong to what stands before them.
_NOTE: Final = (
    r"\[\p{Nd}{1,3}\]|[¹²³⁰⁴-⁹]+"
    r"|\[(?:بحاجة|محل شك|مصدر|من\?|متى|أين|وفقا لمن|نیازمند|مدرک|منبع|حوالہ|citation|سەرچاوە)"
    r"[^\[\]\n]{0,40}\]"
)
# In round brackets behind a blank a number begins what follows: «. (1) Firstly».
_ROUND_NOTE: Final = r"\(\p{Nd}{1,3}\)"
# A run of terminators, three dots with blanks between them too; what may close behind it; and the comma
# with which scraped articles join their paragraphs («.,»). The run ends a sentence only before white space
# or the line's end, or where a letter follows without the space that should be there.
_END: Final = regex.compile(
    rf"(?P<stop>\.(?:[ \u00a0]\.){{2,}}(?!\.)|[.!?؟…۔]+){_I}"
    rf"(?:(?P<joint>(?<=\.{_I}),(?=\s|$))"
    rf"|(?P<close>(?:[\"'”“’»›)\]}}﴾*]|{_NOTE}|{_ROUND_NOTE})*)"
    rf"(?:[ \u00a0]?(?:{_NOTE})|[ \u00a0]{_ROUND_NOTE}(?=\s*$))*){_I}"
    rf"(?:(?=(?P<gap>\s|$))|(?=[\p{{L}}&&[{ARABIC}]])|(?<=[؟!۔]{_I})(?=\p{{L}}))",
    regex.VERSION1,
)
# Behind a blank, too, a closing quotation mark belongs to what it closes.
_LATE_QUOTE: Final = regex.compile(r"[ \u00a0](?:(?P<straight>\")|[”’»›])(?=\s|$)")
_LAST_TOKEN: Final = regex.compile(r"(?:[^\W\d_]\p{M}*\.)*[\w\p{M}]+$")
_INITIALS: Final = regex.compile(r"(?:[^\W\d_]\p{M}*ـ?\.)*[^\W\d_]\p{M}*ـ?$")
# A full stop between single letters is within initials; one behind punctuation is none at all.
_INSIDE: Final = regex.compile(r"(?<!\p{L}\p{M}*)\p{L}\p{M}*ـ?$|[^\p{L}\p{M}\p{N}\s\"'”’»›)\]}]$")
_NUMBER: Final = regex.compile(r"[\d٫٬.,]*\d$")
_FIRST_WORD: Final = regex.compile(r"[\s\"'“‘«‹(\[{﴿\p{Cf}]*([\p{L}\p{M}]+)")
_DASH: Final = regex.compile(r"\s*(?:[-–—]|_ ?_)\s*")
_MARKS: Final = regex.compile(r"[\p{Mn}\u0640\p{Cf}]+")
_UNSEEN: Final = regex.compile(r"[\s\p{Cf}\p{DI}\u2800]*")
# How far behind a terminator the sentence's going on is looked for.
_HORIZON: Final = 400
# How far before it a bracket, a quotation mark or the sentence's beginning is looked for; how long what is
# written together with it can be. Without a limit a text of full stops would take the square of its length.
_LOOKED_BACK: Final = 2000
_LONGEST_TOKEN: Final = 80
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_OPENING_QUOTE: Final = {"”": "“", "“": "„", "’": "‘", "»": "«", "›": "‹", ")": "(", "]": "["}
# A quoted title has a few words; two dots end what is a sentence by itself.
_TITLE_WORDS: Final = 4
_CLAUSE_WORDS: Final = 4
_LONG_CLAUSE_WORDS: Final = 6


def split_sentences(text: str) -> list[Range]:
    """The sentences of TEXT in order, without the white space around them; none that shows nothing.

    Lines are never joined: a headline is a sentence of its own. Within a line a sentence ends at
    `. ! ? ؟ … ۔` with the quotes, brackets and note marks that close there, unless what stands before
    or behind says that it goes on: abbreviations, initials, list numbers, an open bracket, a pause or an
    ellipsis within a sentence, a verb of speech behind a quoted question, an attribution.
    """
    found: list[Range] = []
    for line in _LINE.finditer(text):
        start = line.start()
        names = addresses(line.group())
        for match in _END.finditer(text, line.start(), line.end()):
            if match.start() < start or _within(names, match.start() - line.start()):
                continue
            if _ends_sentence(text, start, match, line.end()):
                end = _with_late_quote(text, line, match.end())
                _append(found, text, start, end)
                start = end
        _append(found, text, start, line.end())
    return found


def _within(ranges: list[Range], place: int) -> bool:
    """Whether PLACE is inside one of RANGES and not its last character."""
    number = bisect_right(ranges, place, key=lambda each: each[0]) - 1
    return number >= 0 and place < ranges[number][1] - 1


def _with_late_quote(text: str, line: regex.Match[str], end: int) -> int:
    """END, or where the quotation mark ends that stands behind a blank and closes what began before."""
    late = _LATE_QUOTE.match(text, end, line.end())
    if late is None:
        return end
    opened = text.count('"', max(line.start(), end - _LOOKED_BACK), end) % 2 == 1
    return late.end() if opened or not late["straight"] else end


def _append(found: list[Range], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end and not _UNSEEN.fullmatch(text, start, end):
        found.append((start, end))


def _ends_sentence(text: str, start: int, match: regex.Match[str], line_end: int) -> bool:
    """Whether the terminator MATCH closes the sentence that began at START."""
    stop, close = match["stop"].replace(" ", "").replace("\u00a0", ""), match["close"] or ""
    before = text[max(start, match.start() - _LOOKED_BACK) : match.start()]
    after = text[match.end() : min(line_end, match.end() + _HORIZON)]
    if _UNSEEN.fullmatch(after):
        return True
    if before[-1:] in _OPENING or _UNSEEN.fullmatch(before):
        return False  # «(!)», or dots that open a line
    if _bracket_stays_open(before + close, after):
        return False
    following = _following_word(after)
    if following[:1].islower() or (
        match["gap"] is None and before[-1].isascii() and following[:1].isascii()
    ):
        return False  # «Yahoo!News»
    if _interrupted(before, after):
        return False
    if stop == "..":
        headline = text[line_end - 1] not in '.!?؟…۔»”")'
        if headline or not _is_clause(before, after, _CLAUSE_WORDS):
            return False
        # «.. وتزعم التقارير …»: between long clauses two dots are a full stop, the «and» opens the next.
        joined = following.startswith("و") and _is_clause(before, after, _LONG_CLAUSE_WORDS)
        return not _goes_on(before, close, "" if joined else following)
    if _is_ellipsis(stop):
        return not before.rstrip().endswith(":") and not _goes_on(before, close, following)
    if stop in (".", "۔"):
        return _full_stop_ends(before, close, after, following, tight=match["gap"] is None)
    if following in ("أو", "أم", "او", "ام") and not stop.startswith("!"):
        return False
    if following in POSTPOSITIONS or after.lstrip().startswith("جي جواب"):
        return False
    return not (close and (_reports(following) or _title_within(before, close)))


def _full_stop_ends(before: str, close: str, after: str, following: str, *, tight: bool) -> bool:
    """Whether a full stop ends its sentence; TIGHT if a letter follows without a blank."""
    if _abbreviated(before.rstrip(" "), following, spaced=before.endswith(" ")) or _numbers_a_list(before):
        return False
    if tight and not close and _INSIDE.search(before, max(0, len(before) - _LONGEST_TOKEN)):
        return False
    if before.endswith(" ") and before.rstrip()[-1:].isdecimal() and after.lstrip()[:1].isdecimal():
        return False  # «3 . 5», taken apart
    if close and _is_attribution(following, after):
        return False
    return not (")" in close and _last_word(before) in ET_CETERA and "(" in before)


def _following_word(after: str) -> str:
    match = _FIRST_WORD.match(after)
    return _MARKS.sub("", match[1]) if match else ""


def _last_word(before: str) -> str:
    words = before.rsplit(None, 1)
    return _MARKS.sub("", words[-1]).strip("،,(") if words else ""


def _is_ellipsis(stop: str) -> bool:
    return set(stop) <= {".", "…"} and stop != "."


def _is_clause(before: str, after: str, least: int) -> bool:
    """Whether there are LEAST words on both sides of two dots."""
    behind = regex.split(r"[.!?؟…۔]", after, maxsplit=1)[0]
    return len(before.split()) >= least and len(behind.split()) >= least


def _goes_on(before: str, close: str, following: str) -> bool:
    """Whether a sentence goes on behind an ellipsis or a pause."""
    quote_open = before.count('"') % 2 == 1 or before.count("«") > before.count("»")
    if quote_open and not close:
        return True
    return following.startswith("و") or following in CONTINUATIONS


def _interrupted(before: str, after: str) -> bool:
    """Whether a dash behind a terminator interrupts what is said: «! - said he», «… _ _ he thought»."""
    dash = _DASH.match(after)
    if dash is None:
        return False
    return _reports(_following_word(after[dash.end() :])) or before.count("«") > before.count("»")


def _reports(word: str) -> bool:
    """Whether WORD is a verb of speech, with a conjunction before it and a pronoun behind it or not."""
    bare = word.removesuffix("ها") if len(word) > 4 else word
    return bool({word, bare, bare.removesuffix("ه")} & REPORTING_VERBS)


def _is_attribution(following: str, after: str) -> bool:
    """Whether AFTER, behind a closing quotation mark, says whose words it were: «حسب تعبيره», «كما قال»."""
    if following in ATTRIBUTIONS:
        return True
    second = _following_word(after.lstrip().partition(" ")[2])
    return following in ("كما", "مثلما") and _reports(second.removeprefix("ي"))


def _title_within(before: str, close: str) -> bool:
    """Whether CLOSE closes a title of a few words, opened in the middle of BEFORE, not behind a colon.

    «فيلم "من القاتل؟" يعرض اليوم»: such a question is part of its sentence. So is what a bracket holds.
    """
    closing = next((mark for mark in reversed(close) if mark in _OPENING_QUOTE or mark in "\"'"), "")
    place = before.rfind(_OPENING_QUOTE.get(closing, closing)) if closing else -1
    lead = before[:place].rstrip() if place > 0 else ""
    few = closing in (")", "]") or len(before[place:].split()) <= _TITLE_WORDS
    return bool(lead) and not lead.endswith(":") and few


def _abbreviated(before: str, following: str, *, spaced: bool = False) -> bool:
    """Whether the full stop behind BEFORE belongs to an abbreviation or an initial.

    SPACED says that a blank parts the two, as in text that was taken apart into tokens.
    """
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
    arabic_follows = "\u0620" <= following[:1] <= "\u08ff"
    if len(token) == 1 and token.isascii() and arabic_follows and not spaced:
        return False  # «فيتامين C. وقال»
    if _ends_an_acronym(token, lead):
        return following in LETTER_NAMES
    known = token in SPOKEN_INITIALS and not following.startswith("و")
    return (
        known
        or token in ABBREVIATIONS
        or match[0] in ABBREVIATIONS
        or _INITIALS.fullmatch(match[0]) is not None
    )


def _ends_an_acronym(token: str, lead: str) -> bool:
    """Whether TOKEN is the third name of a letter or one behind that: «سي إن إن. وقال»."""
    before = [_MARKS.sub("", word).strip(".۔") for word in lead.split()[-2:]]
    return len(before) == 2 and all(word in LETTER_NAMES for word in (*before, token))


def _numbers_a_list(before: str) -> bool:
    """Whether BEFORE is a list number: it opens the sentence or follows a colon."""
    token = before.split()[-1]
    opens = before.strip() == token or before.rstrip().removesuffix(token).rstrip().endswith(":")
    return opens and len(token) <= 3 and token.isdecimal()


def _bracket_stays_open(before: str, after: str) -> bool:
    """Whether a bracket opened in BEFORE closes only in AFTER."""
    for opening, closing in _OPENING.items():
        if before.count(opening) > before.count(closing) and closing in after:
            later = after.find(opening)
            return later == -1 or after.find(closing) < later
    return False
