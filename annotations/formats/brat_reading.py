"""Reading brat standoff, ours and others': text-bound annotations, relations, events, attributes, notes."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Final

from annotations.corpus.decoding import LARGEST_TEXT, decode
from annotations.corpus.reading import Refused
from annotations.corpus.streams import opened
from annotations.errors import HashiyaError
from annotations.formats.incoming import Found, Incoming, Item, Reading, attribute_value, text_of
from annotations.model import SPECIAL_TARGETS, Range, is_id

_TEXT_BOUND: Final = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_HEAD: Final = re.compile(r"([TRAMEN#]\d+|\*)\t(.*)", re.DOTALL)


def documents(path: Path, reading: Reading) -> Iterator[Found]:
    """The document whose annotations, or text, are in PATH."""
    path = path.with_suffix(".ann")
    beside = path.with_suffix(".txt")
    if not beside.is_file():
        yield Refused(str(path), f"the text, {beside.name}, is not beside it")
        return
    with opened(beside) as file:
        data = file.read(min(reading.largest, LARGEST_TEXT) + 1)
    if len(data) > min(reading.largest, LARGEST_TEXT):
        yield Refused(str(beside), f"larger than {reading.largest >> 20} MB (--max-size)")
        return
    text = text_of(beside.name, decode(data, str(beside)).text, str(path))
    with opened(path) as file:
        said = decode(file.read(LARGEST_TEXT), str(path)).text
    reader = _Reader(text.decoded.text, str(path), marked=data.startswith(codecs.BOM_UTF8))
    for number, line in enumerate(said.split("\n"), 1):
        try:
            reader.take(line.removesuffix("\r"), f"{path}:{number}")
        except (ValueError, HashiyaError) as error:
            yield Refused(f"{path}:{number}", str(error))
    yield from reader.refused()
    yield Incoming(text, reader.items())


class _Reader:
    """Takes the lines of one file, which may name what comes later.

    MARKED says that the text began with a byte order mark, which its tools may have counted.
    """

    def __init__(self, text: str, path: str, marked: bool) -> None:
        self._text = text
        self._marked = marked
        self._path = path
        self._bare = text.replace("\r\n", "\n")
        # Where, in the bare text, a line end had a carriage return before it.
        places = (match.start() for match in re.finditer("\r\n", text))
        self._returns = [place - number for number, place in enumerate(places)]
        self._items: dict[str, Item] = {}
        self._attributes: list[tuple[str, str, str, str, str]] = []  # key, name, of, value, place
        self._notes: list[Item] = []
        self._ours: defaultdict[str, dict[str, str]] = defaultdict(dict)  # what HashiyaId and …Value say
        self._refused: list[Refused] = []
        self._count = 0
        self._triggers: dict[str, str] = {}  # of events

    def take(self, line: str, place: str) -> None:
        """One line; ValueError says what is wrong with it."""
        if not line.strip():
            return
        match = _HEAD.fullmatch(line)
        if match is None:
            raise ValueError(f"no annotation of brat: {line[:60]!r}")
        key, rest = match[1], match[2]
        match key[0]:
            case "T" if key in self._items:
                raise ValueError(f"there is a {key} already")
            case "T":
                self._items[key] = self._text_bound(key, rest, place)
            case "R":
                self._relation(key, rest.split(), place)
            case "*":
                self._equivalent(rest.split(), place)
            case "E":
                self._event(key, rest.split(), place)
            case "A" | "M":
                name, of, value = (*rest.split(" ", 2), "", "")[:3]
                if not name or not of:
                    raise ValueError("an attribute needs a name, and what it is of")
                self._attributes.append((key, name, of, value, place))
            case "N":
                self._normalisation(key, rest, place)
            case _:
                self._note(key, rest, place)

    def _text_bound(self, key: str, rest: str, place: str) -> Item:
        head, _, said = rest.partition("\t")
        match = _TEXT_BOUND.fullmatch(head)
        if match is None:
            raise ValueError(f"no type and offsets: {head[:60]!r}")
        pieces = [piece.split() for piece in match[2].split(";")]
        if any(len(digits) > 12 for piece in pieces for digits in piece):
            raise ValueError("its offsets are outside the text")
        ranges = [(int(a), int(b)) for a, b in pieces]
        return Item("span", match[1], self._placed(ranges, said), key=key, place=place)

    def _placed(self, ranges: list[Range], said: str) -> tuple[Range, ...]:
        """RANGES, where the text is as SAID; counted with line ends as one character if it is so then."""
        for by in (0, 1) if self._marked else (0,):
            counted = [(a - by, b - by) for a, b in ranges]
            for text in (self._text, self._bare):
                there = " ".join(text[a:b] for a, b in counted if 0 <= a < b <= len(text))
                if _alike(there, said):
                    if text is self._text:
                        return tuple(counted)
                    return tuple((self._behind(a), self._behind(b)) for a, b in counted)
        raise ValueError(f"the text at {ranges[0][0]} is not {said[:60]!r}")

    def _behind(self, offset: int) -> int:
        """OFFSET in the text without carriage returns as one in the text."""
        return offset + bisect_left(self._returns, offset)

    def _relation(self, key: str, words: list[str], place: str) -> None:
        ends = [word.partition(":")[2] for word in words[1:]]
        if len(ends) < 2 or not all(ends):
            raise ValueError("a relation needs a type and two ends")
        self._items[key] = Item("relation", words[0], source=ends[0], target=ends[1], key=key, place=place)

    def _equivalent(self, words: list[str], place: str) -> None:
        for first, second in pairwise(words[1:]):
            self._count += 1
            key = f"*{self._count}"
            self._items[key] = Item("relation", words[0], source=first, target=second, key=key, place=place)

    def _event(self, event: str, words: list[str], place: str) -> None:
        """An event as relations from its trigger, which stands for it, each called as its role is."""
        _, _, trigger = words[0].partition(":") if words else ("", "", "")
        if not trigger:
            raise ValueError("an event needs a trigger: Type:T1")
        self._triggers[event] = trigger
        for word in words[1:]:
            role, _, end = word.partition(":")
            self._count += 1
            key = f"E*{self._count}"
            self._items[key] = Item("relation", role, source=trigger, target=end, key=key, place=place)

    def _normalisation(self, key: str, rest: str, place: str) -> None:
        words = rest.partition("\t")[0].split(" ")
        if len(words) != 3:
            raise ValueError("a normalisation needs its type, what it is of, and DB:id")
        self._attributes.append((key, words[0], words[1], words[2], place))

    def _note(self, key: str, rest: str, place: str) -> None:
        head, _, said = rest.partition("\t")
        kind, _, of = head.partition(" ")
        if kind in ("HashiyaId", "HashiyaValue", "HashiyaName"):
            self._ours[of][kind] = said
            return
        if kind == "HashiyaNotes":
            said = str(json.loads(said))
        if not of or not said:
            raise ValueError("a note needs a type, what it is about, and a text")
        self._notes.append(Item("note", text=said, about=of, key=key, place=place))

    def items(self) -> list[Item]:
        """All that was taken."""
        keys = {key: self._own(key, item) for key, item in self._items.items()}
        keys |= {event: keys[of] for event, of in self._triggers.items() if of in keys}
        found = list(self._items.values())
        for key, name, of, value, place in self._attributes:
            if value in SPECIAL_TARGETS and "HashiyaValue" not in self._ours[key]:
                item = Item("relation", name, source=of, target=value, key=key, place=place)
                self._own(key, item)
                found.append(item)
        for item in (*found, *self._notes):
            item.source = keys.get(item.source, item.source)
            item.target = keys.get(item.target, item.target)
            item.about = keys.get(item.about, item.about)
        return [*found, *(note for note in self._notes if note.about in keys.values())]

    def refused(self) -> Iterator[Refused]:
        """What cannot be brought together; gives the attributes to what they are of."""
        for key, name, of, value, place in self._attributes:
            ours = self._ours[key].get("HashiyaValue")
            name = self._ours[key].get("HashiyaName", name)
            if value in SPECIAL_TARGETS and ours is None:
                continue
            try:
                said = json.loads(ours) if ours is not None else value or True
                item = self._items[self._triggers.get(of, of)]
                item.attributes = {**item.attributes, name: attribute_value(said)}
            except KeyError:
                yield Refused(place, f"there is no {of} that it could be of")
            except ValueError as error:
                yield Refused(place, f"the value of {name} cannot be read: {error}")
        for note in self._notes:
            if self._triggers.get(note.about, note.about) not in self._items:
                yield Refused(note.place, f"there is no {note.about} that it could be about")

    def _own(self, key: str, item: Item) -> str:
        """What ITEM is called here: the id that we gave it, or KEY; also whether it is a claim."""
        id, *kind = self._ours[key].get("HashiyaId", "").split() or [""]
        if is_id(id):
            item.key = id
        said = dict(zip(kind[::2], kind[1::2], strict=False))
        if "ranges" in said:
            item.ranges = _ranges(said["ranges"])
        for name in ("claim", "sentence"):
            if name in said:
                item.kind, item.sentence = "claim", _ranges(said[name])[0]
                item.ranges = item.ranges if name == "claim" else ()
        return item.key


def _ranges(said: str) -> tuple[Range, ...]:
    found = re.findall(r"(\d{1,12})-(\d{1,12})", said)
    return tuple((int(a), int(b)) for a, b in found) or ((0, 1),)


def _alike(there: str, said: str) -> bool:
    return bool(there) and " ".join(there.split()) == " ".join(said.split())
