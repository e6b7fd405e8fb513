"""Reading an SQLite file that nobody writes; what is damaged in it is told in a sentence."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from annotations.errors import HashiyaError
from annotations.files import open_plain

_LARGEST_VALUE: Final = 1 << 28  # bytes: no text is larger


class ReadOnlyDatabase:
    """The database at PATH, which does not change while it is open.

    HashiyaError wherever it turns out that it cannot be read, be it on opening or page by page.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            os.close(open_plain(path))
        except FileNotFoundError as error:
            raise HashiyaError(
                f"{path}: the project has no corpus; restore the file from a copy"
            ) from error
        except OSError as error:
            raise HashiyaError(
                f"{path}: cannot be read: {error.strerror}; it has to be a file that you may read"
            ) from error
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True)
            self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
            self._connection.execute("PRAGMA trusted_schema = OFF")
        except sqlite3.Error as error:
            raise self.damaged(error) from error

    def damaged(self, why: object) -> HashiyaError:
        """What to say where the file is not as it was written."""
        return HashiyaError(f"{self._path}: not a readable corpus ({why}); restore it from a copy")

    def rows(self, sql: str, parameters: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """The rows that SQL gives, fetched one after the other."""
        try:
            # A cursor itself would be closed with this generator, maybe after the database.
            yield from (row for row in self._connection.execute(sql, parameters))
        except (sqlite3.Error, OverflowError) as error:
            raise self.damaged(error) from error

    def row(self, sql: str, parameters: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        """The first of these rows, None if there is none."""
        return next(self.rows(sql, parameters), None)

    def value(self, sql: str, parameters: tuple[object, ...] = ()) -> Any:
        """The first value of the first row, None if there is none."""
        return (self.row(sql, parameters) or (None,))[0]

    def close(self) -> None:
        """Let the file go."""
        self._connection.close()
