"""Faults of the program itself: told in one sentence, their particulars kept in a file to be sent in."""

from __future__ import annotations

import os
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from annotations.errors import HashiyaError


def unexpected(error: BaseException) -> HashiyaError:
    """What to say of ERROR, which nobody expected; how it came about is in the file that this names."""
    path = Path(platformdirs.user_state_dir("hashiya")) / "faults.log"
    kind = type(error).__name__
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
        with os.fdopen(os.open(path, flags, 0o600), "a", encoding="utf-8", errors="replace") as file:
            file.write(f"{datetime.now(UTC).isoformat(timespec='seconds')}\n")
            file.writelines(traceback.format_exception(error))
        return HashiyaError(
            f"a fault of this program ({kind}); what was called saved is saved; please report it with "
            f"{path}"
        )
    return HashiyaError(f"a fault of this program ({kind}: {error}); what was called saved is saved")
