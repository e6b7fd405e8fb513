"""Apps over a copy of the sample, for tests that press keys."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from annotations.project import open_project, open_text
from tui.app import HashiyaApp
from tui.locale import Texts

SAMPLES = Path(__file__).parents[2] / "samples"
AppMaker = Callable[..., HashiyaApp]


@pytest.fixture
def app_for(tmp_path: Path) -> Iterator[AppMaker]:
    """Makes apps: over the labelled sample, or over TEXT as a new project."""
    opened = []

    def make(
        text: str | None = None,
        language: str = "en",
        digits: str = "123",
        sample: str = "baku-tehran",
        **options: Any,
    ) -> HashiyaApp:
        if text is None:
            shutil.copytree(SAMPLES, tmp_path / "samples", dirs_exist_ok=True)
            project = open_project(tmp_path / "samples" / f"{sample}.hashiya")
        else:
            path = tmp_path / "x.txt"
            path.write_bytes(text.encode("utf-8"))
            project = open_text(path, "tester")
        store = project.open_layer()
        opened.extend([store, project])
        return HashiyaApp(project, store, Texts(language, digits), **options)

    yield make
    for each in opened:
        each.close()
