"""The built wheel, in an empty environment and from another folder, has all it needs."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.pictures import rows_of

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", out, ROOT], check=True, capture_output=True
    )
    (built,) = out.glob("hashiya-*.whl")
    return built


def test_the_wheel_holds_the_two_packages_and_their_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {
        "tui/hashiya.tcss", "tui/locale/texts.toml", "annotations/schemas/arabic-news.toml",
        "tui/py.typed", "annotations/py.typed",
    } <= names  # fmt: skip
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"tui", "annotations"}


def test_the_wheel_runs_from_an_empty_environment_in_another_folder(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", wheel], check=True, capture_output=True)
    text = tmp_path / "خبر.txt"
    text.write_text("قال الوزير إن طهران وافقت.", encoding="utf-8")
    hashiya = tmp_path / "venv" / "bin" / "hashiya"
    subprocess.run(
        [hashiya, text.name, "--picture", "x.svg"], cwd=tmp_path, check=True, capture_output=True
    )
    assert any("ﻥﺍﺮﻬﻃ" in row for row in rows_of((tmp_path / "x.svg").read_text(encoding="utf-8")))
    result = subprocess.run(
        [hashiya, "stats", "خبر.hashiya"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert "sentences  1, done 0" in result.stdout
