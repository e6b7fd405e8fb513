"""Reading JSON that others wrote: one object a line, or an array of objects, one at a time."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, TypeAlias

from annotations.corpus.reading import Refused, json_records
from annotations.corpus.streams import opened
from annotations.errors import HashiyaError
from annotations.formats.incoming import Found, Incoming

Placed: TypeAlias = tuple[str, dict[str, Any]]
_PIECE: Final = 1 << 18  # characters read at a time
_BLANK: Final = " \t\r\n"


def objects(path: Path, largest: int) -> Iterator[Placed | Refused]:
    """The objects in the file PATH, one a line or in an array, each with its place; none over LARGEST."""
    with opened(path) as file:
        if _begins_array(file):
            yield from _of_array(file, str(path), largest)
        else:
            yield from json_records(file, str(path), largest)


def taken(
    found: Iterable[Placed | Refused], take: Callable[[str, dict[str, Any]], Incoming | Iterable[Found]]
) -> Iterator[Found]:
    """What TAKE makes of each of what is FOUND; what it cannot is refused with its place."""
    for each in found:
        if isinstance(each, Refused):
            yield each
            continue
        place, record = each
        try:
            made = take(place, record)
            all_of_them: list[Found] = [made] if isinstance(made, Incoming) else list(made)
        except HashiyaError as error:
            yield Refused(place, str(error))
        except KeyError as error:
            yield Refused(place, f"the field {error} is missing")
        except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
            yield Refused(place, f"not as this format has it: {error}")
        else:
            yield from all_of_them


def items_of(record: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects in the list NAME of RECORD; ValueError where it is none."""
    found = record.get(name) or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise ValueError(f"{name!r} is not a list of objects")
    return found


def begins_json(head: bytes) -> bool:
    """Whether a file that begins with HEAD may be one of objects."""
    return head.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")


def has_record(head: bytes) -> bool:
    """Whether the first object of a file that begins with HEAD is all in it."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore").lstrip(_BLANK)
    text = text[1:].lstrip(_BLANK) if text.startswith("[") else text
    try:
        json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return False
    return True


@lru_cache(maxsize=1)
def first_record(head: bytes) -> dict[str, Any]:
    """The first object that HEAD, how a file begins, has, in a line or an array; {} for none."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "ignore").lstrip(_BLANK)
    if text.startswith("["):
        text = text[1:].lstrip(_BLANK)
    try:
        found, _ = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return _fields(text)
    return found if isinstance(found, dict) else {}


def _fields(text: str) -> dict[str, Any]:
    """The fields of the object that TEXT is the beginning of, as far as they go."""
    decoder = json.JSONDecoder()
    found: dict[str, Any] = {}
    place = 1 if text.startswith("{") else len(text)
    try:
        while place < len(text):
            while text[place] in f"{_BLANK},":
                place += 1
            name, place = decoder.raw_decode(text, place)
            while text[place] in f"{_BLANK}:":
                place += 1
            found[str(name)] = None
            found[str(name)], place = decoder.raw_decode(text, place)
    except (ValueError, IndexError, RecursionError):
        pass
    return found


def _begins_array(file: IO[bytes]) -> bool:
    peek = getattr(file, "peek", None)
    return bool(peek and peek(64).removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"["))


def _of_array(file: IO[bytes], path: str, largest: int) -> Iterator[Placed | Refused]:
    """The objects of the array in FILE; their place is their number in it."""
    number = 0
    try:
        for number, found in enumerate(_elements(codecs.getreader("utf-8-sig")(file), largest), 1):
            place = f"{path}:[{number}]"
            if isinstance(found, dict):
                yield place, found
            else:
                yield Refused(place, "not an object with fields")
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError is one, too
        yield Refused(f"{path}:[{number + 1}]", f"not JSON: {error}; what follows it was not read")


def _elements(reader: codecs.StreamReader, largest: int) -> Iterator[object]:
    """The elements of an array, one at a time; ValueError where it is none, or one is too large."""
    decoder = json.JSONDecoder()
    buffer, place, ended, more = "", 0, False, _PIECE

    def skip(signs: str) -> None:
        nonlocal place
        while place < len(buffer) and buffer[place] in signs:
            place += 1

    before = ""  # what was read last: the bracket, an element, a comma
    while True:
        skip(_BLANK)
        rest = buffer[place : place + 1]
        if rest == "]" and before in ("[", "value"):
            return
        if rest == ("[" if not before else ",") and before != "[" and before != ",":
            before = rest
            place += 1
            continue
        if rest and before in ("[", ","):
            try:
                found, place = decoder.raw_decode(buffer, place)
            except ValueError:
                if ended or len(buffer) - place > largest:
                    raise
            else:
                before, more = "value", _PIECE
                yield found
                continue
        elif rest:
            raise ValueError(f"there is no comma before {rest!r}")
        elif ended:
            raise ValueError("the file ends in the middle of the array")
        read = reader.read(more, more)
        ended = not read
        buffer, place, more = buffer[place:] + read, 0, 2 * more
