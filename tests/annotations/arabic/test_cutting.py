"""Where a name begins behind what is written together with it: measured on words apart, and by hand."""

from __future__ import annotations

import pytest

from annotations.arabic.cutting import likely_cut, possible_cuts
from annotations.arabic.folding import fold
from tests.benchmarks.proclitics import cross_validated, gold


def nowhere(_: str) -> int:
    return 0


def test_nearly_all_cuts_are_found_and_few_are_false_on_words_apart() -> None:
    right, false = cross_validated(*gold())
    assert right >= 0.95
    assert false <= 0.02


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("لطهران", "طهران"), ("ولطهران", "طهران"), ("وبالقاهرة", "القاهرة"), ("لِطِهْرَانَ", "طِهْرَانَ"), ("لـCNN", "CNN"),
        ("ليبيا", "ليبيا"), ("بغداد", "بغداد"), ("لبنان", "لبنان"), ("فلسطين", "فلسطين"), ("طهران", "طهران"),
        ("ولبنان", "لبنان"), ("", ""), ("و", "و"), ("في", "في"),
    ],
)  # fmt: skip
def test_words_of_every_day(word: str, name: str) -> None:
    assert word[likely_cut(word, nowhere) :] == name


def test_the_words_of_the_project_decide() -> None:
    common = {fold("بابان"): 40}
    assert likely_cut("بابان", lambda word: common.get(word, 0)) == 0
    alone = {fold("بابان"): 1, fold("ابان"): 40}
    assert likely_cut("بابان", lambda word: alone.get(word, 0)) == 1


def test_the_article_is_no_proclitic_and_a_preposition_is_the_last() -> None:
    assert [*possible_cuts("وبالعراق")] == [1, 2]
    assert [*possible_cuts("للعراق")] == [1]
    assert [*possible_cuts("العراق")] == []
