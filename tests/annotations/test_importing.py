"""Importing texts: every format, nothing doubled, bad records told with their line, and found again."""

from __future__ import annotations

import gzip
import io
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard

from annotations.corpus.database import Corpus
from annotations.corpus.importing import ranges_of
from annotations.corpus.layout import WORDS
from annotations.project import open_project
from annotations.query import Query
from annotations.search import search
from annotations.store.lock import FileLock
from tui.cli import main

ARTICLE = Path(__file__).parents[2] / "samples" / "baku-tehran.txt"
Importer = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Importer:
    """Runs `hashiya import news.hashiya` with arguments, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments: str) -> tuple[int, str, str]:
        status = main(["import", "news.hashiya", *arguments])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_it


def texts() -> list[str]:
    corpus = Corpus(Path("news.hashiya/corpus.sqlite"))
    found = [corpus.text(sentence) for sentence in corpus.sequence]
    corpus.close()
    return found


def test_every_kind_of_source(run: Importer) -> None:
    folder = Path("in")
    (folder / "deep").mkdir(parents=True)
    (folder / "a.txt").write_text("قال نعم. قال لا.", encoding="utf-8")
    (folder / "deep" / "b.txt").write_bytes("باكو هادئة.".encode("cp1256"))
    (folder / "c.jsonl").write_text(json.dumps({"id": "1", "text": "طهران ترد."}) + "\n", encoding="utf-8")
    (folder / "d.csv").write_text('id,text\n7,"قالت: ""لا""."\n', encoding="utf-8-sig")
    (folder / "e.tsv").write_text("id\ttext\n8\tتبليسي تنتظر.\n", encoding="utf-8")
    (folder / "f.txt.gz").write_bytes(gzip.compress("أنقرة توافق.".encode()))
    (folder / "g.jsonl.zst").write_bytes(zstandard.compress(json.dumps({"text": "موسكو تراقب."}).encode()))
    (folder / "notes.md").write_text("not a text of ours", encoding="utf-8")
    status, out, err = run("in")
    assert (status, err) == (0, "")
    assert "7 document(s) with 8 sentence(s) added" in out
    assert sorted(texts()) == sorted([
        "قال نعم.", "قال لا.", "باكو هادئة.", "طهران ترد.", 'قالت: "لا".', "تبليسي تنتظر.", "أنقرة توافق.",
        "موسكو تراقب.",
    ])  # fmt: skip


def test_what_is_there_is_not_doubled(run: Importer) -> None:
    Path("a.txt").write_text("قال نعم.", encoding="utf-8")
    assert "1 document(s)" in run("a.txt")[1]
    Path("b.txt").write_text("قال نعم.", encoding="utf-8")
    Path("c.txt").write_text("قال لا.", encoding="utf-8")
    assert "1 document(s) with 1 sentence(s) added" in (out := run("*.txt")[1])
    assert "2 were there already" in out
    assert texts() == ["قال نعم.", "قال لا."]


def test_bad_records_are_told_with_their_place_and_the_rest_goes_on(run: Importer) -> None:
    Path("a.jsonl").write_text(
        '{"text": "نعم."}\n{bad\n[1]\n{"id": 3}\n\n{"text": "لا."}\n', encoding="utf-8"
    )
    Path("b.csv").write_text("id,body\n1,x\n", encoding="utf-8")
    Path("c.txt").write_bytes(b"\xff\xfe\x00")
    Path("d.txt.gz").write_bytes(b"no gzip")
    status, out, err = run("a.jsonl", "b.csv", "c.txt", "d.txt.gz")
    assert status == 2
    assert "2 document(s)" in out
    assert "6 refused" in out
    for place in ("a.jsonl:2: not JSON", "a.jsonl:3: not an object", "a.jsonl:4: no text in 'text'"):
        assert place in err
    assert "refused: b.csv:1: there is no column 'text' (--text-column); there are: id, body\n" in err
    assert "refused: c.txt:1: " in err
    assert texts() == ["نعم.", "لا."]
    assert run("b.csv", "--text-column", "body")[0] == 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1256"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_as_spreadsheets_write_them(run: Importer, encoding: str, separator: str) -> None:
    long = "قال الوزير كلامًا طويلًا " * 8000
    rows = [("id", "text"), ("1", f'"قالت: ""لا""{separator}\nثم نعم"'), ("2", long), ("3", "آخر.")]
    table = "".join(separator.join(row) + "\r\n" for row in rows)
    Path("a.csv").write_bytes(table.encode(encoding))
    assert run("a.csv", "--split", "none")[::2] == (0, "")
    assert texts() == [f'قالت: "لا"{separator}\nثم نعم', long.strip(), "آخر."]


def test_a_row_of_a_table_in_another_encoding_is_told_and_the_rest_goes_on(run: Importer) -> None:
    lines = ["id,text", "1,قال نعم.", "2,", "3,قال لا."]
    data = [line.encode() for line in lines]
    data[2] += "باكو".encode("cp1256")
    Path("a.csv").write_bytes(b"\n".join(data))
    status, _, err = run("a.csv")
    assert (status, err) == (2, "refused: a.csv:3: some of its bytes are not in the encoding of the rest\n")
    assert texts() == ["قال نعم.", "قال لا."]


def test_records_whatever_their_file_is_called(run: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    records = '\ufeff{"text": "قال نعم."}\n{"text": "قال\\u0000 لا."}\n'
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(records.encode()))))
    status, _, err = run("-")
    assert (status, err) == (2, "refused: -:2: there is a NUL character in its text\n")
    Path("a.json").write_text('{"text": "قالت لا."}\n', encoding="utf-8")
    assert run("a.json")[0] == 0
    assert texts() == ["قال نعم.", "قالت لا."]
    Path("a.json").write_text('[{"text": "قال نعم."}]', encoding="utf-8")
    assert "a.json: an array of JSON; it has to have one object a line" in run("a.json")[2]


def test_what_is_hidden_in_a_folder_and_projects_are_passed_over(run: Importer) -> None:
    for name in ("in/.git/a.txt", "in/.b.txt", "in/old.hashiya/c.txt", "in/d.txt"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(f"قال {name}.", encoding="utf-8")
    assert "1 document(s)" in run("in")[1]
    assert texts() == ["قال in/d.txt."]


def test_standard_input(run: Importer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO("قال نعم.".encode()))))
    assert run("-")[0] == 0
    assert texts() == ["قال نعم."]


def test_a_stopped_import_goes_on_when_it_is_run_again(
    run: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        Path(f"{number}.txt").write_text(f"الجملة رقم {number}.", encoding="utf-8")
    calls = [0]

    def stop(*_: object) -> None:
        calls[0] += 1
        if calls[0] == 3:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("tui.commands.importing._Progress.__call__", stop)
        status, _, err = run("*.txt")
    assert status == 130
    assert "run it again to go on" in err
    assert len(texts()) == 3
    status, out, _ = run("*.txt")
    assert "2 document(s) with 2 sentence(s) added" in out
    assert "3 were there already" in out
    assert len(texts()) == 5


def test_two_imports_into_one_project_wait_for_each_other(run: Importer) -> None:
    Path("a.txt").write_text("قال نعم.", encoding="utf-8")
    run("a.txt")
    lock = FileLock(Path("news.hashiya/import.lock"), "", "")
    status, _, err = run("a.txt")
    lock.release()
    assert status == 2
    assert "news.hashiya: texts are being imported already (" in err
    assert f"process {os.getpid()}" in err
    assert run("a.txt")[0] == 0


@pytest.mark.parametrize(
    ("split", "found"),
    [
        ("sentences", ["قال نعم.", "قال لا.", "آخر."]),
        ("lines", ["قال نعم. قال لا.", "آخر."]),
        ("none", None),
    ],
)
def test_splitting(split: str, found: list[str] | None) -> None:
    text = " قال نعم. قال لا. \n\n آخر.\n"
    ranges = ranges_of(text, split)  # type: ignore[arg-type]
    assert [text[a:b] for a, b in ranges] == (found or [text.strip()])


def test_where_it_came_from_is_kept(run: Importer) -> None:
    Path("a.jsonl").write_text('{"id": "x", "text": "نعم."}\n', encoding="utf-8")
    run("a.jsonl")
    database = sqlite3.connect("news.hashiya/corpus.sqlite")
    assert database.execute("SELECT name, source FROM documents").fetchall() == [("x", "../a.jsonl:1")]
    database.close()


def test_any_part_of_a_word_is_found_however_it_is_written(run: Importer) -> None:
    run(str(ARTICLE))
    project = open_project(Path("news.hashiya"))
    corpus, store = project.corpus, project.read_layer(project.annotator)
    scanned = [n for n, s in enumerate(corpus.sequence) if "طهران" in corpus.text(s)]
    assert list(corpus.candidates("طهران", 0, 99)) == scanned
    assert list(corpus.candidates("طهران", 4, 9)) == [n for n in scanned if 4 <= n < 9]
    assert list(corpus.candidates("طهران", 0, 4, backwards=True)) == [n for n in reversed(scanned) if n < 4]

    def found(words: str) -> list[int]:
        return [hit.index for hit in search(corpus, Query(words), store)]

    assert found("طِهْران") == scanned
    assert found("ايران") == found("إيران") != []
    assert found('"""') == found("غغغغ") == []


def test_an_empty_project_says_what_to_do(run: Importer, capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.jsonl").write_text("{}\n", encoding="utf-8")
    assert main(["init", "news.hashiya"]) == 0
    assert run("a.jsonl")[0] == 2
    assert main(["open", "news.hashiya", "--picture", "x.svg"]) == 2
    assert "no texts yet; run: hashiya import news.hashiya" in capsys.readouterr().err
    assert main(["import", "news", "a.jsonl"]) == 2
    assert "ends in .hashiya" in capsys.readouterr().err
    assert main(["import", "news.hashiya", "none.txt"]) == 2
    assert "none.txt: there is no such file or folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("table", "expected", "refused"),
    [
        # a row too short or too long is named; empty fields at its end are no matter
        (
            "id,text\n1,نعم\n2,لا,زائد\n3,ثم\n",
            ["نعم", "ثم"],
            ["a.csv:3: it has 3 fields, the first row has 2"],
        ),
        (
            "id,text,date\n1,نعم,x\n2,لا\n3,ثم,y\n",
            ["نعم", "ثم"],
            ["a.csv:3: it has 2 fields, the first row has 3"],
        ),
        ("id,text\n1,نعم,,\n2,لا,\n", ["نعم", "لا"], []),
        ("id,text\n1,نعم، لا\n\n2,ثم\n", ["نعم، لا", "ثم"], []),
        # a quotation mark that is not closed costs its own row
        (
            'id,text\n1,نعم\n2,"لا\n3,ثم\n4,آخر\n',
            ["نعم", "ثم", "آخر"],
            ["a.csv:3: a quotation mark is not closed"],
        ),
        ('id,text\n1,"نعم\n2,"لا"\n3,ثم\n', ["لا", "ثم"], ["a.csv:2: a quotation mark is not closed"]),
        ('id,text\n1,"نعم" زائد\n2,لا\n', ["لا"], ["a.csv:2: not readable as a row"]),
        ('id,text\n1,"نعم\nلا"\n2,ثم\n', ["نعم\nلا", "ثم"], []),
        ('id,text\n1,"قال ""نعم"""\n', ['قال "نعم"'], []),
        (
            'id,text\n1,"آ\n2,"ب\n3,"ج\n4,د\n',
            ["د"],
            ["a.csv:2: a quot", "a.csv:3: a quot", "a.csv:4: a quot"],
        ),
        # byte order marks, other letters, blanks
        ("\ufeff\ufefftext,id\nنعم,1\n", ["نعم"], []),
        ("\ufeffid,text\n1,نعم\n", ["نعم"], []),
        ("ID,Text\n1,نعم\n", ["نعم"], []),
        ("id, TEXT \n1,نعم\n", ["نعم"], []),
        # separators
        ("sep=;\nid;text\n1;نعم، لا\n", ["نعم، لا"], []),
        ("\ufeffsep=|\nid|text\n1|نعم\n", ["نعم"], []),
        ('"sep=,"\nid,text\n1,نعم\n', ["نعم"], []),
        ("id;text;date\n1;نعم, لا;x\n", ["نعم, لا"], []),
        ("id;Text\n1;نعم\n", ["نعم"], []),
        ("id\ttext\n1\tنعم, لا\n", ["نعم, لا"], []),
        ("id|text\n1|نعم\n", ["نعم"], []),
        ("text\nنعم\nلا\n", ["نعم", "لا"], []),
        (
            "id;body\n1;نعم\n",
            [],
            ["a.csv:1: there is no column 'text' (--text-column); there are: id, body"],
        ),
        (
            "sep=;\nid;body\n1;x\n",
            [],
            ["a.csv:2: there is no column 'text' (--text-column); there are: id, body"],
        ),
        ("text,Text\nنعم,لا\n", ["نعم"], []),
    ],
)
def test_tables_are_read_right_or_the_row_is_named(
    run: Importer, table: str, expected: list[str], refused: list[str]
) -> None:
    Path("a.csv").write_text(table, encoding="utf-8")
    status, _, err = run("a.csv", "--split", "none")
    said = [line.removeprefix("refused: ") for line in err.splitlines() if line.startswith("refused: ")]
    assert len(said) == len(refused)
    assert all(a.startswith(b) for a, b in zip(said, refused, strict=True)), said
    assert status == (2 if refused else 0)
    assert (texts() if expected else []) == expected


@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_an_array_of_json_is_told_how_to_be_read(run: Importer, name: str) -> None:
    Path(name).write_text('[\n{"text": "قال نعم."}\n]', encoding="utf-8")
    status, _, err = run(name)
    assert status == 2
    assert err.count("refused") == 1
    assert "jq -c '.[]'" in err


def test_the_fields_beside_the_text_are_kept(run: Importer) -> None:
    Path("a.jsonl").write_text(
        '{"Text": "قال نعم.", "id": 7, "url": "http://x.org", "n": [1, null]}\n', encoding="utf-8"
    )
    Path("b.csv").write_text("id,text,date\n8,قالت لا.,2021-10-01\n", encoding="utf-8")
    assert run("a.jsonl", "b.csv")[0] == 0
    corpus = open_project(Path("news.hashiya"), "a").corpus
    assert [corpus.fields(document.id) for document in corpus.documents] == [
        {"url": "http://x.org", "n": [1, None]},
        {"date": "2021-10-01"},
    ]


def test_a_corpus_folded_in_an_older_way_is_searched_and_folded_anew_by_the_next_import(
    run: Importer,
) -> None:
    Path("a.txt").write_text("قال لَهُۥ نعم.", encoding="utf-8")
    assert run("a.txt")[0] == 0
    with closing(sqlite3.connect("news.hashiya/corpus.sqlite")) as database:
        database.executescript("PRAGMA user_version = 2; DROP TABLE fields; DROP TABLE words;" + WORDS)
    assert not open_project(Path("news.hashiya"), "a").corpus.searchable
    assert main(["search", "news.hashiya", "قال له"]) == 0
    Path("b.txt").write_text("قالت لا.", encoding="utf-8")
    status, _, err = run("b.txt")
    assert status == 0, err
    corpus = open_project(Path("news.hashiya"), "a").corpus
    assert corpus.searchable
    assert list(corpus.candidates("قال له", 0, 2)) == [0]
