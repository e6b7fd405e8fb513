"""Packages that some formats need besides, imported only where they are used."""

from __future__ import annotations

import importlib
from typing import Any

from annotations.errors import HashiyaError


def needed(module: str, format: str, extra: str) -> Any:
    """MODULE, which FORMAT needs; HashiyaError says how to install it where it is missing."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise HashiyaError(f"{format} needs one more package: pip install 'hashiya[{extra}]'") from error
