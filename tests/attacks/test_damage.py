"""Whatever becomes of a layer: never silently wrong, nothing lost that is there, mended by repair."""

from __future__ import annotations

import json
import random
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.check import check, repair
from annotations.errors import HashiyaError
from annotations.project import Project, open_project
from annotations.store.judging import FORMAT
from annotations.store.reading import Weight
from tests.attacks.amount import amount
from tests.attacks.layers import made, opens_for_writing, said, work


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return made(tmp_path / "p")


def files(project: Project) -> tuple[Path, Path]:
    path = project.layer_path("a")
    return path, path.with_suffix(".journal")


def judged(project: Project, whole: dict[str, object], complete: bool, tellable: bool = True) -> None:
    """What has to hold of PROJECT however it was damaged; COMPLETE says that nothing may be lost.

    Nobody can tell that whole lines are missing at the end of a journal, if the file beside it is older.
    """
    found = check(project)
    opened: dict[str, object] = {}
    refused = ""
    try:
        opened = said(project)
    except HashiyaError as error:
        refused = str(error)
    assert "\n" not in refused
    assert bool(refused) == any(each.weight is Weight.REFUSED for each in found), (refused, found)
    if tellable and (refused or opened != whole):
        assert found, "refused or other than it was, and nothing found"
    mendable = any(each.mendable for each in found)
    mended = list(repair(project))
    assert bool(mended) == mendable
    left = [str(each) for each in check(project) if each.mendable]
    assert not left
    after = said(project)
    if complete:
        assert after == whole
    kept = [path for folder in project.folder.glob("annotations/*.damaged-*") for path in folder.iterdir()]
    assert bool(kept) == bool(mended)
    opens_for_writing(project.folder)
    assert said(project) == after
    assert check(project) == []
    store = project.open_layer()  # nothing that is taken back makes it one that does not open
    while store.undo():
        pass
    store.close()
    said(project)
    assert check(project) == []


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def with_copies(project: Project, folder: Path) -> Callable[[], Project]:
    """Gives fresh copies of PROJECT."""
    count = [0]

    def copy() -> Project:
        count[0] += 1
        target = folder / f"copy{count[0]}" / "x.hashiya"
        shutil.copytree(project.folder, target)
        return open_project(target, "a")

    return copy


def test_a_flipped_bit_of_the_file_loses_nothing(project: Project, tmp_path: Path) -> None:
    whole, data = said(project), files(project)[0].read_bytes()
    copy, chance = with_copies(project, tmp_path), random.Random(5)
    for _ in range(amount(60, 3000)):
        damaged = copy()
        files(damaged)[0].write_bytes(flipped(data, chance.randrange(len(data) * 8)))
        assert said(damaged) == whole
        judged(damaged, whole, complete=True)
        shutil.rmtree(damaged.folder.parent)


def test_a_flipped_bit_of_a_file_without_a_checksum_loses_nothing(project: Project, tmp_path: Path) -> None:
    """As earlier versions wrote them."""
    whole, path = said(project), files(project)[0]
    tables = json.loads(path.read_bytes())
    del tables["_journal"]["1"]["crc32"]
    data = json.dumps(tables).encode("ascii")
    path.write_bytes(data)
    assert check(project) == []
    copy, chance = with_copies(project, tmp_path), random.Random(6)
    for _ in range(amount(60, 3000)):
        damaged = copy()
        files(damaged)[0].write_bytes(flipped(data, chance.randrange(len(data) * 8)))
        assert said(damaged) == whole
        judged(damaged, whole, complete=True)
        shutil.rmtree(damaged.folder.parent)


def test_a_flipped_bit_of_the_journal_is_never_silently_wrong(project: Project, tmp_path: Path) -> None:
    whole, data = said(project), files(project)[1].read_bytes()
    in_file = json.loads(files(project)[0].read_bytes())["_journal"]["1"]["bytes"]
    copy, chance = with_copies(project, tmp_path), random.Random(7)
    for _ in range(amount(60, 3000)):
        damaged, bit = copy(), chance.randrange(len(data) * 8)
        files(damaged)[1].write_bytes(flipped(data, bit))
        judged(damaged, whole, complete=bit // 8 < in_file - 1)
        shutil.rmtree(damaged.folder.parent)


def lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def line_of(fields: dict[str, object]) -> bytes:
    body = json.dumps(fields).encode("ascii")
    return b"%08x %b\n" % (zlib.crc32(body), body)


def changed_field(data: bytes, number: int, **change: object) -> bytes:
    """The line NUMBER with a right checksum and other fields."""
    found = lines(data)
    found[number] = line_of({**json.loads(found[number][9:]), **change})
    return b"".join(found)


JOURNALS: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "a blank line": lambda data: data + b"\n",
    "zeros at the end": lambda data: data + bytes(100),
    "a hole in the last line": lambda data: data[:-40] + bytes(39) + b"\n",
    "cut to its first line": lambda data: lines(data)[0],
    "cut to its first lines": lambda data: b"".join(lines(data)[:5]),
    "cut to where the file ends": lambda data: b"".join(lines(data)[:26]),
    "cut in the middle of a line": lambda data: data[: len(data) // 2],
    "the first line lost": lambda data: b"".join(lines(data)[1:]),
    "the first lines lost": lambda data: b"".join(lines(data)[9:]),
    "a line lost": lambda data: b"".join(lines(data)[:30] + lines(data)[31:]),
    "an old line lost": lambda data: b"".join(lines(data)[:3] + lines(data)[4:]),
    "lines lost": lambda data: b"".join(lines(data)[:28] + lines(data)[33:]),
    "a line twice": lambda data: b"".join(lines(data)[:30] + lines(data)[29:]),
    "an old line twice": lambda data: b"".join(lines(data)[:3] + lines(data)[2:]),
    "all twice": lambda data: data + data,
    "lines in another order": lambda data: b"".join(lines(data)[:-2] + lines(data)[:-3:-1]),
    "backwards": lambda data: b"".join(lines(data)[::-1]),
    "lines of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "no checksums": lambda data: b"".join(line[9:] for line in lines(data)),
    "garbage": lambda _: random.Random(3).randbytes(3000),
    "text": lambda _: b"{}\n[]\nnull\n",
    "garbage behind": lambda data: data + b"12345678 {}\n",
    "garbage before": lambda data: b"12345678 {}\n" + data,
    "a conflict of git": lambda data: b"<<<<<<< HEAD\n" + data + b"=======\n" + data + b">>>>>>> b\n",
    "a null number": lambda data: changed_field(data, 30, n=None),
    "a number that is text": lambda data: changed_field(data, 30, n="31"),
    "a number with a fraction": lambda data: changed_field(data, 30, n=31.0),
    "a true number": lambda data: changed_field(data, 30, n=True),
    "a huge number": lambda data: changed_field(data, -1, n=10**18),
    "a number below nothing": lambda data: changed_field(data, 30, n=-5),
    "null rows": lambda data: changed_field(data, 30, rows=None),
    "rows of nulls": lambda data: changed_field(data, 30, rows=[None]),
    "a row of nulls": lambda data: changed_field(data, 30, rows=[[None] * 4]),
    "a row too short": lambda data: changed_field(data, 30, rows=[["spans", "1"]]),
    "a record that is a list": lambda data: changed_field(data, 30, rows=[["spans", "1", None, [1]]]),
    "a record without fields": lambda data: changed_field(data, 30, rows=[["spans", "90", None, {}]]),
    "a table that is a number": lambda data: changed_field(data, 30, rows=[[5, "1", None, {}]]),
    "a key that is no number": lambda data: changed_field(
        data, 30, rows=[["spans", "x", None, {"document": "d", "id": "i"}]]
    ),
    "no time": lambda data: changed_field(data, 30, at=None),
    "no kind": lambda data: changed_field(data, 30, kind=None),
    "an unknown kind": lambda data: changed_field(data, 30, kind="later"),
    "of nothing": lambda data: changed_field(data, 30, of=None),
    "lost since ever": lambda data: changed_field(data, 30, kind="lost", of=10**6, rows=[]),
    "an old null number": lambda data: changed_field(data, 3, n=None),
    "an old line of nulls": lambda data: changed_field(data, 3, rows=[[None] * 4]),
    "meta broken": lambda data: changed_field(data, 30, rows=[["meta", "1", None, {"format": None}]]),
    "meta gone": lambda data: changed_field(data, 30, rows=[["meta", "1", None, None]]),
    "meta of the future": lambda data: changed_field(data, 3, rows=[["meta", "1", None, {"format": "x"}]]),
    "time broken": lambda data: changed_field(data, 30, rows=[["time", "x", None, {"seconds": None}]]),
    "hashes broken": lambda data: changed_field(data, 30, rows=[["documents", "x", None, {"sha256": 5}]]),
}


@pytest.mark.parametrize("name", JOURNALS)
@pytest.mark.parametrize("file", ["as it was", "gone", "without a checksum"])
def test_a_damaged_journal(project: Project, name: str, file: str) -> None:
    whole, (path, journal) = said(project), files(project)
    damaged = JOURNALS[name](journal.read_bytes())
    journal.unlink() if damaged is None else journal.write_bytes(damaged)
    if file == "gone":
        path.unlink()
        if damaged is None:
            return
    elif file == "without a checksum":
        tables = json.loads(path.read_bytes())
        del tables["_journal"]["1"]["crc32"]
        path.write_text(json.dumps(tables), encoding="ascii")
    cut_at_its_end = name == "cut to where the file ends" or (file == "gone" and name.startswith("cut to"))
    judged(
        project, whole, complete=False, tellable=not cut_at_its_end and (name, file) != ("empty", "gone")
    )


def changed_json(data: bytes, change: Callable[[dict[str, object]], object]) -> bytes:
    tables = json.loads(data)
    change(tables)
    return json.dumps(tables).encode("ascii")


FILES: dict[str, Callable[[bytes], bytes | None]] = {
    "gone": lambda _: None,
    "empty": lambda _: b"",
    "blank": lambda _: b" \n",
    "half": lambda data: data[: len(data) // 2],
    "without its end": lambda data: data[:-1],
    "twice": lambda data: data + data,
    "zeros": lambda data: bytes(len(data)),
    "garbage": lambda _: random.Random(4).randbytes(3000),
    "a list": lambda _: b"[]",
    "a null": lambda _: b"null",
    "nothing in it": lambda _: b"{}",
    "tables that are lists": lambda _: b'{"spans": [], "meta": []}',
    "a conflict of git": lambda data: b"<<<<<<< HEAD\n" + data + b"\n=======\n" + data + b"\n>>>>>>> b\n",
    "another label": lambda data: data.replace(b'"PER"', b'"PEX"', 1),
    "a record less": lambda data: changed_json(data, lambda t: t["spans"].popitem()),  # type: ignore[attr-defined]
    "no meta": lambda data: changed_json(data, lambda t: t.pop("meta")),
    "null meta": lambda data: changed_json(data, lambda t: t.update(meta={"1": None})),
    "no position": lambda data: changed_json(data, lambda t: t.pop("_journal")),
    "a null position": lambda data: changed_json(data, lambda t: t.update(_journal={"1": None})),
    "position of nulls": lambda data: changed_json(
        data, lambda t: t.update(_journal={"1": {"events": None, "bytes": None}})
    ),
    "position of texts": lambda data: changed_json(
        data, lambda t: t.update(_journal={"1": {"events": "26", "bytes": "9"}})
    ),
    "position below nothing": lambda data: changed_json(
        data, lambda t: t.update(_journal={"1": {"events": -1, "bytes": -1}})
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_made_again_from_the_journal(project: Project, name: str) -> None:
    whole, (path, _) = said(project), files(project)
    damaged = FILES[name](path.read_bytes())
    path.unlink() if damaged is None else path.write_bytes(damaged)
    assert said(project) == whole
    judged(project, whole, complete=True)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("journal", ["gone", "a line lost", "garbage", "empty"])
def test_both_damaged(project: Project, name: str, journal: str) -> None:
    whole, (path, second) = said(project), files(project)
    damaged, history = FILES[name](path.read_bytes()), JOURNALS[journal](second.read_bytes())
    path.unlink() if damaged is None else path.write_bytes(damaged)
    second.unlink() if history is None else second.write_bytes(history)
    if project.layers:
        # A file without a position is that of a version which had no journal.
        nobody_can_tell = name in ("nothing in it", "no position") and journal in ("gone", "empty")
        nobody_can_tell |= (name, journal) == ("gone", "empty")
        judged(project, whole, complete=False, tellable=not nobody_can_tell)


@pytest.mark.parametrize("position", [{"events": 26, "bytes": 10**15}, {"events": 10**9, "bytes": 10}])
@pytest.mark.parametrize("checksum", [{}, {"crc32": "0"}])
def test_a_file_that_claims_to_have_more_than_the_journal(
    project: Project, position: dict[str, object], checksum: dict[str, object]
) -> None:
    whole, (path, _) = said(project), files(project)
    tables = json.loads(path.read_bytes())
    tables["_journal"]["1"] = position | checksum
    path.write_text(json.dumps(tables), encoding="ascii")
    judged(project, whole, complete=True)


def test_a_damaged_file_is_kept_beside_when_the_app_opens_the_layer(project: Project) -> None:
    whole, (path, _) = said(project), files(project)
    damaged = path.read_bytes().replace(b'"PER"', b'"PEX"', 1)
    path.write_bytes(damaged)
    assert "taken from the journal" in opens_for_writing(project.folder)[0]
    assert said(project) == whole
    (kept,) = project.folder.glob("annotations/a.damaged-*/a.json")
    assert kept.read_bytes() == damaged
    assert check(project) == []


def test_annotations_of_texts_that_the_corpus_lacks_stay(project: Project, tmp_path: Path) -> None:
    """An older corpus is put in its place: what is said of its other texts waits for them."""
    other = made(tmp_path / "q", seed=2)
    whole = said(project)
    right = (project.folder / "corpus.sqlite").read_bytes()
    (tmp_path / "y.txt").write_text("نص آخر تماما.", encoding="utf-8")
    stranger = tmp_path / "y.hashiya"
    from annotations.project import open_text

    open_text(tmp_path / "y.txt", "a").close()
    (project.folder / "project.toml").write_text("format = 1\n", encoding="utf-8")
    (project.folder / "corpus.sqlite").write_bytes((stranger / "corpus.sqlite").read_bytes())
    reopened = open_project(project.folder, "a")
    assert said(reopened) == {}
    assert any("restore the corpus" in str(finding) for finding in check(reopened))
    assert list(repair(reopened)) == []
    opens_for_writing(project.folder)
    (project.folder / "corpus.sqlite").write_bytes(right)
    assert said(open_project(project.folder, "a")) == whole
    assert other.layers == ["a"]


def test_two_copies_of_a_journal_put_together_keep_what_both_say(project: Project, tmp_path: Path) -> None:
    """As a careless merge leaves them: after the same beginning each was worked on by itself."""
    other = with_copies(project, tmp_path)()
    work(project, 15, seed=50)
    work(other, 15, seed=60)
    new = {id for each in (project, other) for id in said(each) if id[1:].startswith(("50-", "60-"))}
    _, journal = files(project)
    ours, theirs = journal.read_bytes(), files(other)[1].read_bytes()
    journal.write_bytes(ours + b"".join(line for line in lines(theirs) if line not in lines(ours)))
    assert check(project)
    list(repair(project))
    assert check(project) == []
    assert new <= set(said(project))


def test_a_damaged_hash_of_a_text_hides_nothing(project: Project) -> None:
    whole, (path, journal) = said(project), files(project)
    data = path.read_bytes()
    place = data.index(b'"sha256":"') + 30
    path.write_bytes(data[:place] + (b"0" if data[place : place + 1] != b"0" else b"1") + data[place + 1 :])
    journal.write_bytes(b"".join(lines(journal.read_bytes())[1:]))
    list(repair(project))
    assert said(project) == whole


def test_two_repairs_within_a_second_both_keep_the_files(project: Project) -> None:
    path, journal = files(project)
    for _ in range(3):
        journal.write_bytes(journal.read_bytes() + b"12345678 {}\n" * 2 + b"x\n")
        assert len(list(repair(project))) == 1
    assert len(list(path.parent.glob("a.damaged-*"))) == 3


def test_a_layer_of_a_newer_version_is_left_alone(project: Project) -> None:
    path, journal = files(project)
    rows = [["meta", "1", None, {"format": FORMAT + 1, "annotator": "a"}]]
    journal.write_bytes(changed_field(journal.read_bytes(), -1, rows=rows))
    before = journal.read_bytes(), path.read_bytes()
    with pytest.raises(HashiyaError, match="update Hashiya"):
        said(project)
    assert any("update Hashiya" in str(finding) for finding in check(project))
    assert list(repair(project)) == []
    assert (journal.read_bytes(), path.read_bytes()) == before
