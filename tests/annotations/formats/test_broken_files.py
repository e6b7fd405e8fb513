"""Files that were cut off, mixed up or written by nobody: a right import or one sentence, nothing else.

`HASHIYA_FUZZ=10000` tries so many for each format; by default there are few.
"""

from __future__ import annotations

import os
import random
import re
import shutil
from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.formats import can_read, format_named, formats
from annotations.project import open_project
from tests.annotations.formats.projects import bare_copy, files_in, read, viewed, write
from tests.annotations.formats.test_consumers import labelled, project  # noqa: F401 - fixtures

CASES = int(os.environ.get("HASHIYA_FUZZ", "25"))
NASTY = [
    b"\x00", b"\xff\xfe", b"\n", b"\r\n\r\n", b'"', b"{", b"[[[[", b"]", b"\\", b"\t", b"-1", b"99999999999999999999",
    b"null", b"1e999", b"\xd9", "😀".encode(), b"|", b"[1]", b"<!ENTITY x 'y'>", b"&x;", b"NaN", b"true", b"B-", b"#",
]  # fmt: skip
READ = sorted(name for name, format in formats().items() if can_read(format))


def mutated(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice([1, 1, 1, 2, 4, 12])):
        place = chance.randrange(len(data) + 1)
        length = chance.choice([1, 1, 4, 40, 400])
        match chance.randrange(6):
            case 0:
                data = data[:place]
            case 1:
                data = data[:place] + data[place + length :]
            case 2:
                data = data[:place] + chance.choice(NASTY) + data[place:]
            case 3:
                data = data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]
            case 4:
                data = data[:place] + data[place : place + length] * 2 + data[place + length :]
            case 5:
                lines = data.split(b"\n")
                chance.shuffle(lines)
                data = b"\n".join(lines)
    return data


@pytest.mark.parametrize("name", READ)
def test_broken_files_are_told_in_a_sentence(name: str, labelled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    format = format_named(name)
    path = tmp_path / "out"
    path = path if format.SHAPE == "folder" else path.with_suffix(format.SUFFIX)
    write(labelled, name, path, on_loss="widen")
    sources = files_in(path, name)
    chance = random.Random(name)
    whole = bare_copy(labelled, tmp_path / "whole.hashiya")
    for number in range(CASES):
        source = chance.choice(sources)
        beside = [source, *(source.with_suffix(s) for s in (".txt",) if name == "brat")]
        broken = chance.choice(beside)
        before = broken.read_bytes()
        broken.write_bytes(mutated(before, chance))
        copy = tmp_path / f"{number}.hashiya"
        shutil.copytree(whole, copy)
        try:
            taken = read(copy, name, source, annotator="b")
        except HashiyaError as error:
            told = [str(error)]
        else:
            told = [str(each) for each in taken.texts.refused]
        for sentence in told:
            assert "\n" not in sentence, sentence
            assert not re.search(r"Traceback|object at 0x", sentence), sentence
        for view in viewed(copy, "b") if "b" in open_project(copy).layers else ():
            length = len(view.document.text)
            assert all(0 <= a < b <= length for span in view.spans for a, b in span.ranges)
        broken.write_bytes(before)
        shutil.rmtree(copy)


def test_attributes_that_are_none_are_told(labelled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    path = tmp_path / "out.tsv"
    write(labelled, "webanno", path, on_loss="widen")
    (source, *_) = files_in(path, "webanno")
    text = source.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if line.count("\t*\t") or "\t*" in line)
    broken = text.replace(row, row.replace("\t*", "\t7", 1), 1)
    assert broken != text
    source.write_text(broken, encoding="utf-8")
    copy = bare_copy(labelled, tmp_path / "copy.hashiya")
    assert any(
        "are no attributes" in str(each)
        for each in read(copy, "webanno", source, annotator="b").texts.refused
    )


def test_half_a_character_in_the_id_of_a_text_names_none(labelled, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
    path = tmp_path / "out.csv"
    write(labelled, "table", path, on_loss="widen")
    text = path.read_text(encoding="utf-8")
    id = next(each.id for each in labelled.corpus.documents)
    path.write_bytes(text.replace(id, id[:-1] + "\udca4").encode("utf-8", "surrogatepass"))
    copy = bare_copy(labelled, tmp_path / "copy.hashiya")
    try:
        told = [str(each) for each in read(copy, "table", path, annotator="b").texts.refused]
    except HashiyaError as error:
        told = [str(error)]
    assert all("Traceback" not in each for each in told)
