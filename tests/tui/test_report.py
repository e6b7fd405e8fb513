"""The report: one page without anything from outside, in both languages, safe whatever names are."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from annotations.model import Claim, Span, State
from annotations.project import open_project
from tui.cli import main

SAMPLES = Path(__file__).parents[2] / "samples"


class Tags(HTMLParser):
    """Checks that every tag is closed, and collects what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(path: Path) -> Tags:
    tags = Tags()
    tags.feed(path.read_text(encoding="utf-8"))
    assert tags.open == []
    return tags


def test_the_report_says_all_that_stats_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.html"
    assert main(["report", str(SAMPLES / "baku-tehran.hashiya"), "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"written: {out}\n"
    tags = read(out)
    assert "labelling report" in tags.text
    assert "تقرير التوسيم" in tags.text
    assert "17/17" in tags.text
    assert "باكو 7 · طهران 6" in tags.text
    outside = [
        value for name, value in tags.attributes if name in ("src", "href") or "http" in (value or "")
    ]
    assert outside == []


def test_names_that_are_tags_and_annotators_are_harmless(tmp_path: Path) -> None:
    text = tmp_path / "x.txt"
    text.write_text("قالت <script>alert(1)</script> اليوم. وقال ثان.", encoding="utf-8")
    main(["import", str(tmp_path / "p.hashiya"), str(text)])
    for annotator in ("سارة", "amal"):
        project = open_project(tmp_path / "p.hashiya", annotator)
        store = project.open_layer()
        document = project.corpus.documents[0]
        first, second = project.corpus.sequence[0], project.corpus.sequence[1]
        start = document.text.index("<script>")
        said = {"document": document.id, "annotator": annotator}
        for label in ("PER", "<b>"):
            store.apply(*_new(Span(ranges=((start, start + 8),), label=label, **said)))  # type: ignore[arg-type]
        for label in ("quotation", "opinion"):
            store.apply(*_new(Claim(sentence=first.id, label=label, **said)))  # type: ignore[arg-type]
        store.apply(*_new(State(sentence=second.id, **said)))  # type: ignore[arg-type]
        store.close()
        project.close()
    out = tmp_path / "r.html"
    assert main(["report", str(tmp_path / "p.hashiya"), "-o", str(out), "--lang", "ar"]) == 0
    tags = read(out)
    assert "<script>" not in re.sub(
        "<style>.*</style>", "", out.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert "<script>" in tags.text, "as a name"
    assert "سارة" in tags.text
    assert "amal" in tags.text
    assert "أسماء لها أكثر من وسم" in tags.text
    assert 'id="ar" checked' in out.read_text(encoding="utf-8")


def test_the_report_is_never_written_over_the_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "x.txt"
    text.write_text("نص.", encoding="utf-8")
    main(["import", str(tmp_path / "p.hashiya"), str(text)])
    assert main(["report", str(tmp_path / "p.hashiya"), "-o", str(text)]) == 2
    assert main(["report", str(tmp_path / "p.hashiya"), "-o", str(tmp_path / "no" / "r.html")]) == 2
    assert text.read_text(encoding="utf-8") == "نص."
    assert "cannot be written" in capsys.readouterr().err


def _new(annotation: Span | Claim | State) -> tuple[object, ...]:
    from annotations.history import Change

    return (Change(None, annotation),)
