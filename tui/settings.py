"""What a person prefers, from a file of theirs; and what they told `doctor` of their terminals."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from annotations.errors import HashiyaError
from annotations.files import replacing, resolved
from annotations.toml import read_toml
from tui.terminal.writers import WAYS

CHOICES = {
    "bidi": ("auto", *WAYS),
    "lang": ("en", "ar"),
    "theme": ("dark", "light", "contrast"),
    "digits": ("123", "١٢٣"),
}


@dataclass(frozen=True)
class Settings:
    """Preferences; "" where the file says nothing. `keys` maps names of the help page to keys."""

    bidi: str = ""
    lang: str = ""
    theme: str = ""
    digits: str = ""
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)


def folder() -> Path:
    """Where a person's files of this program are."""
    return Path(platformdirs.user_config_dir("hashiya"))


def load_settings(path: Path | None = None) -> Settings:
    """The settings in PATH (`settings.toml` in `folder()`); HashiyaError says what is wrong with them."""
    path = path or folder() / "settings.toml"
    values = read_toml(resolved(path))  # one's own may be a link
    if values is None:
        return Settings()
    unknown = sorted(set(values) - {*CHOICES, "keys"})
    if unknown:
        known = ", ".join([*CHOICES, "keys"])
        raise HashiyaError(f"{path}: there is no setting {unknown[0]!r}; there are: {known}")
    for name, choices in CHOICES.items():
        if name in values and str(values[name]) not in choices:
            raise HashiyaError(f"{path}: {name} = {values[name]!r}: choose one of {', '.join(choices)}")
    chosen = {name: str(values[name]) for name in CHOICES if name in values}
    return Settings(**chosen, keys=_keys(values.get("keys", {}), path))


def _keys(values: Any, path: Path) -> dict[str, tuple[str, ...]]:
    if not isinstance(values, dict):
        raise HashiyaError(f"{path}: write keys as a table: [keys]")
    found = {}
    for name, given in values.items():
        keys = [given] if isinstance(given, str) else given
        if not isinstance(keys, list) or not keys or not all(isinstance(key, str) and key for key in keys):
            raise HashiyaError(f"{path}: keys.{name}: give a key, or a list of keys, in quotation marks")
        found[name] = tuple(keys)
    return found


def keep_setting(name: str, value: str) -> Path:
    """Let NAME have VALUE in the settings from now on; returns the file. What else is in it stays."""
    path = folder() / "settings.toml"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        there = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        end = next((n for n, line in enumerate(there) if line.lstrip().startswith("[")), len(there))
        own = [line for line in there[:end] if not re.match(rf"\s*[\"']?{name}[\"']?\s*=", line)]
        while own and not own[-1].strip():
            own.pop()
        rest = ["", *there[end:]] if there[end:] else []
        written = "\n".join([*own, f'{name} = "{value}"', *rest]) + "\n"
        before = tomllib.loads("\n".join(there))
        if tomllib.loads(written) != {**before, name: value}:
            raise ValueError("its lines are not as they were expected")
        with replacing(resolved(path)) as file:
            file.write(written)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "mend it by hand first"
        raise HashiyaError(f"{path}: cannot be written: {reason}") from error
    return path


def remembered_way(terminal: str) -> str | None:
    """The way that `doctor` was told for TERMINAL, None if it was not."""
    way = _remembered().get(terminal)
    return way if way in WAYS else None


def remember_way(terminal: str, way: str) -> Path:
    """Keep WAY for TERMINAL; returns the file it is in."""
    path = folder() / "terminals.json"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replacing(path) as file:
            json.dump({**_remembered(), terminal: way}, file, ensure_ascii=False, indent=2)
    except OSError as error:
        raise HashiyaError(f"{path}: cannot be written: {error.strerror}") from error
    return path


def _remembered() -> dict[str, str]:
    """What is known by terminal; a file that cannot be read is as good as none."""
    try:
        known = json.loads((folder() / "terminals.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in known.items()} if isinstance(known, dict) else {}
