"""The README's schema is one."""

from __future__ import annotations

import re
from pathlib import Path

from annotations.schema import parse_schema

README = Path(__file__).parents[2] / "README.md"


def test_the_schema_in_the_readme_is_one() -> None:
    text = README.read_text(encoding="utf-8").partition("### Labels of your own")[2]
    written = re.search(r"```toml\n(.*?)```", text, re.DOTALL)
    assert written
    schema = parse_schema(written[1], "README.md")
    assert [label.id for label in schema.labels] == ["ORG.GOV", "factual-claim", "opinion-piece"]
    assert [each.kind for each in schema.attributes] == ["one", "bool"]
