"""Bytes into text: what is recognised comes back byte for byte, what is not is refused in a sentence."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.corpus.decoding import decode, encode
from annotations.errors import HashiyaError

TEXT = "لطهران وباكو أعداء،\r\nقال «نعم»؟ 12\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16-le-sig"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16-be-sig"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1256"), "cp1256"),
        (b"plain ASCII", "utf-8"),
    ],
)
def test_encodings_are_recognised_and_give_their_bytes_back(data: bytes, encoding: str) -> None:
    decoded = decode(data, "x.txt")
    assert decoded.encoding == encoding
    assert decoded.text == (TEXT if encoding != "utf-8" or b"\r" in data else "plain ASCII")
    assert encode(decoded.text, decoded.encoding) == data


def test_the_articles_windows_1256_form_is_read(article: str) -> None:
    assert decode(article.encode("cp1256"), "x").text == article


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"abc\nde\0f", ["x.txt:2", "NUL"]),
        ("سطر\nثان".encode() + b"\xff\xfe\xfa", ["x.txt:2", "UTF-8"]),
        (TEXT.encode()[:-4] + b"\xd9", ["x.txt:2", "UTF-8"]),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), ["x.txt"]),
        (codecs.BOM_UTF16_LE + b"a\0\0", ["x.txt:1", "UTF-16-LE"]),
        (TEXT.encode("iso-8859-6", "ignore"), ["x.txt:1", "UTF-8"]),
        ("naïve café Ægir".encode("latin-1"), ["x.txt:1", "UTF-8"]),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, words: list[str]) -> None:
    with pytest.raises(HashiyaError) as error:
        decode(data, "x.txt")
    for word in words:
        assert word in str(error.value)


@given(st.binary(max_size=200))
def test_any_bytes_are_either_text_that_gives_them_back_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data, "x.txt")
    except HashiyaError:
        return
    assert encode(decoded.text, decoded.encoding) == data
    assert "\0" not in decoded.text
