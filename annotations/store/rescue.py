"""Edits that could not be written where they belong: put somewhere else, and taken in at the next opening.

A rescue file is a header and the lines that the journal did not get. The header tells which layer they are
of, which edit they follow, and, where the journal itself was gone, the whole layer.
"""

from __future__ import annotations

import os
import secrets
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson
import platformdirs

from annotations.errors import HashiyaError
from annotations.files import open_plain, read_plain, replacing_plain, resolved, sync_folder
from annotations.store.journal import Event, Row, lines_in, parse
from annotations.store.journaled import JournaledStorage, differences
from annotations.store.merging import merge
from annotations.store.reading import Tables

_LARGEST: Final = 1 << 30
_TAKEN: Final = "rescues"  # a table of the rescues that were merged


@dataclass(frozen=True)
class Rescue:
    """A rescue file: the EVENTS of the layer LAYER, which follow its edit FOLLOWS with the checksum AFTER.

    TABLES is all that the layer had, where its journal was gone.
    """

    path: Path
    id: str
    layer: str
    follows: int
    after: str
    tables: Tables | None
    events: tuple[Event, ...]


def places() -> list[Path]:
    """The folders that rescue files may be in, the best first."""
    state = Path(platformdirs.user_state_dir("hashiya")) / "rescued"
    # Not `tempfile.gettempdir`: where every disk is full it has none.
    temporary = [os.environ.get("TMPDIR") or "/tmp", "/tmp", "/var/tmp"]
    return list(dict.fromkeys([state, *map(Path, temporary)]))


def write_rescue(storage: JournaledStorage, layer: Path) -> Path:
    """Put what STORAGE, of the file LAYER, could not write into a new file; OSError if nowhere."""
    follows = next(iter(parse(storage.unwritten).events))[1].first - 1
    after = _checksum_of(storage.journal.path, follows)
    whole = after is None or not storage.journal.remains()
    id = secrets.token_hex(8)
    header = {
        "id": id, "layer": str(resolved(layer)), "follows": follows, "after": after or "",
        "tables": storage.read() if whole else None,
    }  # fmt: skip
    body = orjson.dumps(header)
    data = b"%08x %b\n%b" % (zlib.crc32(body), body, storage.unwritten)
    problem: OSError | None = None
    for folder in places():
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            return _written(folder / f"hashiya-{layer.stem}-{id}.rescue", data)
        except OSError as error:
            problem = problem or error
    raise problem or OSError("there is no place for it")


def _written(path: Path, data: bytes) -> Path:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        sync_folder(path.parent)
    except OSError:
        with suppress(OSError):
            path.unlink()
        raise
    return path


def _checksum_of(journal: Path, number: int) -> str | None:
    """The checksum of the edit NUMBER in JOURNAL, "" for none before the first, None if it is not there."""
    if number == 0:
        return ""
    with suppress(OSError, HashiyaError):
        for line in lines_in(journal):
            if line.event and line.event.number == number:
                return line.event.line()[:8].decode("ascii")
    return None


def rescues_of(layer: Path, journal: Path) -> Iterator[Rescue]:
    """The rescue files of the file LAYER: by its path, or by the edit of JOURNAL that they follow."""
    for folder in places():
        with suppress(OSError):
            for path in sorted(resolved(folder).glob(f"hashiya-{layer.stem}-*.rescue")):
                rescue = _read(path)
                if rescue and _belongs(rescue, layer, journal):
                    yield rescue


def _belongs(rescue: Rescue, layer: Path, journal: Path) -> bool:
    if Path(rescue.layer) == resolved(layer):
        return True
    # The project may have been moved since; that of which this is a copy goes first.
    moved = not Path(rescue.layer).parent.exists()
    return moved and bool(rescue.after) and _checksum_of(journal, rescue.follows) == rescue.after


def _read(path: Path) -> Rescue | None:
    """The rescue file PATH; None where it is not one of ours, or not whole."""
    try:
        with os.fdopen(open_plain(path), "rb") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
        return _parsed(path, read_plain(path, _LARGEST))
    except (OSError, HashiyaError, ValueError, KeyError, TypeError):
        return None


def _parsed(path: Path, data: bytes) -> Rescue | None:
    head, _, rest = data.partition(b"\n")
    contents = parse(rest)
    if int(head[:8], 16) != zlib.crc32(head[9:]) or contents.damages:
        return None
    said: dict[str, Any] = orjson.loads(head[9:])
    events = tuple(event for _, event in contents.events)
    return Rescue(path, said["id"], said["layer"], said["follows"], said["after"], said["tables"], events)


def take_in(storage: JournaledStorage, rescue: Rescue) -> tuple[int, list[Row]]:
    """Write the edits of RESCUE where they belong, and remove the file.

    How many they were, and the rows that do not fit what was said meanwhile: these are kept in a file
    beside it. An OSError leaves the file, to be tried again.
    """
    lost: list[Row] = []
    taken = rescue.id in (storage.table(_TAKEN) or {})
    missing = () if taken else _missing(storage.journal.path, rescue)
    if missing and missing[0].first == storage.events + 1 and _follows(storage, rescue):
        storage.append_events(missing)
    elif missing:
        rows, lost = _merged(storage, rescue, missing)
        if lost:  # before anything says that they were taken in
            with replacing_plain(beside(rescue)) as file:
                file.writelines(orjson.dumps(row) + b"\n" for row in lost)
        storage.append([*rows, (_TAKEN, rescue.id, None, {"edits": len(missing)})], "rescue")
    with suppress(OSError):
        rescue.path.unlink()
    return len(rescue.events), lost


def _follows(storage: JournaledStorage, rescue: Rescue) -> bool:
    """Whether the journal of STORAGE has the edit that RESCUE follows."""
    if rescue.follows == 0 and storage.found.journal is None:
        return storage.events == 0
    return _checksum_of(storage.journal.path, rescue.follows) == rescue.after


def beside(rescue: Rescue) -> Path:
    """Where what does not fit is kept."""
    return rescue.path.with_suffix(".left-out.jsonl")


def _missing(journal: Path, rescue: Rescue) -> tuple[Event, ...]:
    """The events of RESCUE that are not in JOURNAL yet."""
    there = {line.event.line()[:8] for line in lines_in(journal) if line.event}
    return tuple(event for event in rescue.events if event.line()[:8] not in there)


def _merged(
    storage: JournaledStorage, rescue: Rescue, events: tuple[Event, ...]
) -> tuple[list[Row], list[Row]]:
    """The rows that bring EVENTS into what STORAGE has now, and those that cannot be."""
    tables: Tables = {name: dict(table) for name, table in (storage.read() or {}).items()}
    if storage.found.journal is None and rescue.tables is not None:
        # Nobody wrote anything since: the layer becomes what it was.
        return [
            row
            for name, wanted in rescue.tables.items()
            for row in differences(name, tables.get(name), wanted)
        ], []
    return merge(tables, events)
