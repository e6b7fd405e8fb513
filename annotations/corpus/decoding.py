"""Bytes into text: UTF-8, UTF-16 and Windows-1256 told apart, everything else refused in a sentence."""

from __future__ import annotations

import codecs
import re
import unicodedata
from typing import Final, NamedTuple

from annotations.errors import HashiyaError

LARGEST_TEXT: Final = 64 << 20  # bytes of one text, unless it is said otherwise
_MIXED_WORD = re.compile("[\u0621-\u064a][\u00c0-\u00ff]|[\u00c0-\u00ff][\u0621-\u064a]")


class Decoded(NamedTuple):
    """A text and the codec that gives its bytes back: `text.encode(encoding)`."""

    text: str
    encoding: str


def decode(data: bytes, name: str) -> Decoded:
    """DATA, the content of the source NAME, as text with nothing changed in it.

    A byte order mark belongs to the encoding, not to the text. Raises HashiyaError for what is in
    none of the encodings, and for text with NUL characters.
    """
    decoded = _decode_marked(data, name) or _decode_unmarked(data, name)
    _refuse_nul(decoded.text, name)
    return decoded


def _refuse_nul(text: str, name: str) -> None:
    place = text.find("\0")
    if place >= 0:
        raise HashiyaError(
            f"{name}:{_line_of(text, place)}: there is a NUL character, so this is not a text file; "
            "give a plain text in UTF-8, UTF-16 or Windows-1256"
        )


def _decode_marked(data: bytes, name: str) -> Decoded | None:
    """By byte order mark."""
    if data.startswith(codecs.BOM_UTF8):
        return Decoded(_strict(data[3:], "utf-8", name), "utf-8-sig")
    for mark, codec in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if data.startswith(mark):
            return Decoded(_strict(data[2:], codec, name), f"{codec}-sig")
    return None


def _decode_unmarked(data: bytes, name: str) -> Decoded:
    codec = _utf_16_without_mark(data)
    if codec:
        return Decoded(_strict(data, codec, name), codec)
    _refuse_nul(data.decode("latin-1"), name)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    if not _mostly_utf_8(data) and _plausible_windows_1256(data):
        return Decoded(data.decode("cp1256"), "cp1256")
    return Decoded(_strict(data, "utf-8", name), "utf-8")


def _strict(data: bytes, codec: str, name: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        line = _line_of(data[: error.start].decode(codec, "replace"), None)
        raise HashiyaError(
            f"{name}:{line}: the bytes at position {error.start} are not {codec.upper()} text; "
            "mend them or convert the file to UTF-8"
        ) from error


def _line_of(text: str, offset: int | None) -> int:
    return text.count("\n", 0, offset) + 1


def _utf_16_without_mark(data: bytes) -> str | None:
    """UTF-16 whose high bytes are those of Arabic (06) and ASCII (00) letters."""
    if len(data) < 2 or len(data) % 2:
        return None
    for codec, high in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        arabic, ascii_ = high.count(6), high.count(0)
        if arabic and arabic + ascii_ >= 0.9 * len(high):
            return codec
    return None


def _mostly_utf_8(data: bytes) -> bool:
    """Whether more letters of DATA are whole UTF-8 sequences than are damaged."""
    lenient = data.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    return sum(character > "\x7f" for character in lenient) - damaged > damaged


def _plausible_windows_1256(data: bytes) -> bool:
    """Whether DATA, read as Windows-1256, is Arabic text and not just any bytes."""
    text = data.decode("cp1256")
    if any(unicodedata.category(c) == "Cc" and c not in "\t\n\r\f" for c in text):
        return False
    beyond_ascii = [c for c in text if c > "\x7f"]
    arabic = sum("\u0600" <= c <= "\u06ff" for c in beyond_ascii)
    # Latin letters within Arabic words are the mark of ISO-8859-6 read as Windows-1256.
    mixed = len(_MIXED_WORD.findall(text))
    return arabic >= 0.7 * len(beyond_ascii) and mixed <= 0.01 * arabic


def encode(text: str, encoding: str) -> bytes:
    """The bytes that `decode` read TEXT from, its byte order mark included."""
    if encoding.startswith("utf-16") and encoding.endswith("-sig"):
        codec = encoding.removesuffix("-sig")
        mark = codecs.BOM_UTF16_LE if codec == "utf-16-le" else codecs.BOM_UTF16_BE
        return mark + text.encode(codec)
    try:
        return text.encode(encoding)
    except (LookupError, UnicodeError) as error:
        raise HashiyaError(
            f"a text is said to be in the encoding {encoding!r}, in which it cannot be; the corpus is "
            "damaged, restore it from a copy"
        ) from error
