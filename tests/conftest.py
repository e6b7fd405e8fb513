"""What all tests share: the sample article, the PUD sentences, and how hard hypothesis works."""

from __future__ import annotations

import lzma
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent
DATA = Path(__file__).parent / "data"

settings.register_profile(
    "full",
    max_examples=1000,
    deadline=None,
    derandomize=bool(os.environ.get("CI")),  # a change lands or not by what it does, not by chance
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("quick", parent=settings.get_profile("full"), max_examples=50)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "full"))


@pytest.fixture(autouse=True)
def _own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program keeps for a person, such as rescued edits, is kept apart for each test."""
    monkeypatch.setenv("COLORTERM", "truecolor")  # a picture sets it for good
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))


@pytest.fixture(scope="session")
def article() -> str:
    """The sample article, as it stands in the file."""
    return (ROOT / "samples" / "baku-tehran.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="session")
def pud_sentences() -> list[str]:
    """The 500 sentences of the PUD half."""
    with lzma.open(DATA / "pud" / "ar_pud-half.conllu.xz", "rt", encoding="utf-8") as file:
        return [line[9:].rstrip("\n") for line in file if line.startswith("# text = ")]
