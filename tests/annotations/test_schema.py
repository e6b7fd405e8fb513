"""Label schemas: the built-in one is usable, a wrong one is refused with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotations.errors import HashiyaError
from annotations.schema import load_schema, parse_schema


def test_arabic_news_has_the_labels_of_its_guideline() -> None:
    schema = load_schema("arabic-news")
    assert {label.id: label.ar for label in schema.entities} == {
        "PER": "شخص", "ORG": "منظمة", "GPE": "كيان جغرافي سياسي", "LOC": "مكان", "FAC": "منشأة",
        "NORP": "قومية أو جماعة", "OCC": "منصب أو مهنة", "EVENT": "حدث", "DATE": "زمن", "MISC": "أخرى",
    }  # fmt: skip
    assert [label.ar for label in schema.claims] == [
        "خبر أو ادعاء واقعي", "اقتباس", "اتهام", "نفي", "رأي", "توقع", "وعد أو وعيد",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[[entity]\n", ["l.toml", "line 1"]),
        ("name = 'x'", ["l.toml", "no labels"]),
        ("entity = 'x'", ["[[entity]]"]),
        ("[[entity]]\nkey='p'", ["number 1", "id"]),
        ("[[entity]]\nid='PER'\nkey='P!'", ["number 1", "PER", "key"]),
        ("[[entity]]\nid='PER'\nkey='p'\ncolour='red'", ["PER", "'red'"]),
        ("[[entity]]\nid='PER'\nkey='p'\nshape='round'", ["'shape'"]),
        ("[[entity]]\nid='A'\nkey='p'\n[[claim]]\nid='B'\nkey='p'", ["key 'p'"]),
        ("[[entity]]\nid='A'\nkey='p'\n[[claim]]\nid='A'\nkey='q'", ["id 'A'"]),
    ],
)
def test_a_wrong_schema_is_refused_with_its_place(toml: str, words: list[str]) -> None:
    with pytest.raises(HashiyaError) as error:
        parse_schema(toml, "l.toml")
    for word in words:
        assert word in str(error.value)


def test_a_project_can_bring_its_own(tmp_path: Path) -> None:
    (tmp_path / "l.toml").write_text("[[entity]]\nid='A'\nkey='a'\n", encoding="utf-8")
    assert load_schema("l.toml", tmp_path).entity("A") is not None
    with pytest.raises(HashiyaError, match="cannot be read"):
        load_schema("other.toml", tmp_path)
    with pytest.raises(HashiyaError, match="arabic-news"):
        load_schema("no-such-labels")


def test_attributes_that_each_need_the_other_are_refused_with_their_line() -> None:
    text = (
        "[[entity]]\nid='A'\n"
        "[[attribute]]\nid='x'\nkind='bool'\napplies_to=['A']\nwhen={ y = ['true'] }\n"
        "[[attribute]]\nid='y'\nkind='bool'\napplies_to=['A']\nwhen={ z = ['true'] }\n"
        "[[attribute]]\nid='z'\nkind='bool'\napplies_to=['A']\nwhen={ x = ['true'] }\n"
    )
    with pytest.raises(HashiyaError, match=r"^labels.toml:7: .*x would need itself"):
        parse_schema(text, "labels.toml")


def test_words_of_a_name_are_enough_where_one_label_has_them() -> None:
    schema = load_schema("arabic-news")
    for text, id in (("كيان", "GPE"), ("كيان_سياسى", "GPE"), ("إدعاء", "factual-claim"), ("منصب", "OCC")):
        found = schema.named(text)
        assert found is not None, text
        assert found.id == id
    assert schema.named("أو") is None, "many have it"
    assert schema.named("") is None
