"""Where schemas come from: those that are built in, and files of a project."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Final

from annotations.errors import HashiyaError
from annotations.files import read_plain
from annotations.schema.model import LabelSchema
from annotations.schema.reading import parse_schema

DEFAULT_SCHEMA: Final = "arabic-news"
_BUILT_IN = resources.files("annotations.schemas")
_LARGEST: Final = 1 << 20  # bytes


def built_in_names() -> list[str]:
    """The names of the built-in schemas, sorted."""
    files = (each.name for each in _BUILT_IN.iterdir())
    return sorted(each.removesuffix(".toml") for each in files if each.endswith(".toml"))


def load_schema(name: str, folder: Path | None = None) -> LabelSchema:
    """The schema NAME: a built-in one, or, ending in `.toml`, a file in FOLDER.

    Raises HashiyaError naming the file and the label that is wrong.
    """
    if name.endswith(".toml") and folder is not None:
        if Path(name).name != name:
            raise HashiyaError(
                f"{folder}: its labels are said to be in {name!r}; put that file into the project's "
                "folder, and give its name alone"
            )
        try:
            return read_schema(folder / name)
        except FileNotFoundError as error:
            raise HashiyaError(
                f"{folder / name}: cannot be read: the labels are said to be in it, but it is not there"
            ) from error
    if name not in built_in_names():
        known = ", ".join(built_in_names())
        raise HashiyaError(f"there is no built-in label schema {name!r}; there is: {known}")
    return parse_schema(built_in_text(name), f"{name}.toml")


def built_in_text(name: str) -> str:
    """The file of the built-in schema NAME."""
    return _BUILT_IN.joinpath(f"{name}.toml").read_text(encoding="utf-8")


def read_schema(path: Path) -> LabelSchema:
    """The schema in the file PATH; FileNotFoundError where there is none."""
    if not path.exists():
        raise FileNotFoundError(path)
    try:
        text = read_plain(path, _LARGEST).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise HashiyaError(f"{path}:{line}: cannot be read: it is not UTF-8; convert it") from error
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be read: {error.strerror}") from error
    return parse_schema(text, str(path))
