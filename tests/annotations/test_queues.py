"""Queues under a name: several people write one file, and lines that say nothing are passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.queues import Queues, SavedQueue


def test_the_last_word_on_a_name_counts(tmp_path: Path) -> None:
    queues, again = Queues(tmp_path / "queues.jsonl"), Queues(tmp_path / "queues.jsonl")
    queues.save(SavedQueue("للمراجعة", ":flagged"))
    again.save(SavedQueue("ب", "#GPE", "random", 7))
    again.save(SavedQueue("للمراجعة", ":flagged :note", "length"))
    assert queues.all() == [
        SavedQueue("ب", "#GPE", "random", 7),
        SavedQueue("للمراجعة", ":flagged :note", "length"),
    ]
    queues.forget("ب")
    assert [each.name for each in again.all()] == ["للمراجعة"]
    assert queues.named("للمراجعة").order == "length"
    with pytest.raises(HashiyaError, match="there is no queue 'ب'; there are: للمراجعة"):
        queues.named("ب")


@pytest.mark.parametrize(
    "line",
    [b"{", b"[]", b'{"name":3,"query":""}', b'{"name":"x","query":"","order":"fun"}', b'{"name":" "}',
     b'{"name":"x","query":"","seed":true}', b"\xff\xfe", b'{"name":"x"'],
)  # fmt: skip
def test_what_says_nothing_is_passed_over(tmp_path: Path, line: bytes) -> None:
    path = tmp_path / "queues.jsonl"
    path.write_bytes(line)
    queues = Queues(path)
    assert queues.all() == []
    queues.save(SavedQueue("x", ":open"))
    assert queues.all() == [SavedQueue("x", ":open")], "behind a line that was cut off in the middle"
    assert path.read_bytes().startswith(line + b"\n")
