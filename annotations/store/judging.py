"""What may be wrong with a layer's annotations, whatever its files are like: fields, places, texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from annotations.errors import HashiyaError
from annotations.model import Boundary, Claim, Span
from annotations.store.protocol import Notice, Texts, TornLine
from annotations.store.reading import Finding, LayerFiles, Tables, Weight
from annotations.store.records import TABLES, from_record

FORMAT: Final = 3
_KEY: Final = re.compile(r"[0-9]{1,18}")
_DAMAGED_DIGITS: Final = 4  # two texts never have hashes that are so alike
_BEHIND: Final = "it ends behind its text"
_FORMATS: Final = (1, 2, FORMAT)
_OTHERS: Final[dict[str, dict[str, type]]] = {
    "documents": {"sha256": str},
    "time": {"sentence": str, "seconds": float},
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """A record that cannot be: KEY of TABLE, and why."""

    table: str
    key: str
    why: str


def meta_of(tables: Tables) -> Mapping[str, Any]:
    """What a layer says of itself; nothing where it says nothing that can be read."""
    meta: Any = next(iter(tables.get("meta", {}).values()), {})
    return meta if isinstance(meta, dict) else {}


def hashes_of(tables: Tables) -> dict[str, str]:
    """The hashes of the texts that something was said about, as they were then, by document."""
    first = meta_of(tables).get("documents")
    hashes = dict(first) if isinstance(first, dict) else {}  # of the first format
    for key, row in tables.get("documents", {}).items():
        if isinstance(row, dict) and isinstance(row.get("sha256"), str):
            hashes[str(row.get("document", key))] = row["sha256"]
    return hashes


def meta_finding(path: Path, tables: Tables) -> Finding | None:
    """What is wrong with what the layer says of itself."""
    meta = meta_of(tables)
    if not meta:
        said = any(tables.get(name) for name in (*TABLES, "meta"))
        return Finding(path, 0, "its table «meta» is missing or damaged") if said else None
    version = meta.get("format")
    if type(version) is int and version > FORMAT:
        text = f"annotation format {version} is not one this Hashiya reads ({FORMAT}); update Hashiya"
        return Finding(path, 0, text, mendable=False)
    if version not in _FORMATS or type(version) is not int:
        return Finding(path, 0, f"its format {version!r} is none")
    if version == 1 and not isinstance(meta.get("documents"), dict):
        return Finding(path, 0, "it does not say which texts it is about")
    return None


def notices_of(found: LayerFiles, writing: bool) -> list[HashiyaError]:
    """What a person should know of the files that were FOUND and opened, for WRITING or to be looked at."""
    notices: list[HashiyaError] = []
    for finding in found.findings:
        if finding.torn and writing:
            path = str(finding.path)
            said = f"{path}: its last line was never written to the end; it was left out"
            notices.append(TornLine(said, path=path))
        elif finding.weight is Weight.TOLD and not finding.torn:
            notices.append(Notice(str(finding)))
    return notices


def absent_documents(tables: Tables, texts: Texts) -> Counter[str]:
    """How many annotations there are about each document that the corpus has not, or with another text.

    They may be right: only the corpus that they were made on can say so.
    """
    about = Counter(
        document
        for table in TABLES
        for record in tables.get(table, {}).values()
        if isinstance(record, dict) and isinstance(document := record.get("document"), str)
    )
    return absent_of(about, tables, texts)


def absent_of(about: Counter[str], tables: Tables, texts: Texts) -> Counter[str]:
    """Those of the documents ABOUT which TABLES say something that the corpus has not as they were."""
    hashes, facts = hashes_of(tables), texts.facts(about.keys())
    return Counter(
        {
            document: count
            for document, count in about.items()
            if document not in facts or not _is_same(hashes.get(document), facts[document][0])
        }
    )


def _is_same(said: str | None, known: str) -> bool:
    """Whether the hash that was SAID of a text is the one KNOWN, but for some damage of its own digits."""
    if said == known or said is None:
        return True
    if len(said) != len(known):
        return False
    return sum(a != b for a, b in zip(said, known, strict=True)) <= _DAMAGED_DIGITS


def absent_finding(path: Path, absent: Counter[str]) -> Finding:
    """What to say of annotations about texts that the corpus has not."""
    shown = ", ".join(list(absent)[:3]) + ("…" if len(absent) > 3 else "")
    text = (
        f"{absent.total()} annotation(s) are about {len(absent)} text(s) that the corpus has not, or has "
        f"otherwise ({shown}); they are kept as they are: restore the corpus they belong to"
    )
    return Finding(path, 0, text, Weight.TOLD, mendable=False)


def wrong_records(tables: Tables, texts: Texts) -> Iterator[Wrong]:
    """The records that no annotation can be read from, or of places that their text has not."""
    lengths = {id: length for id, (_, length) in texts.facts(_documents(tables)).items()}
    absent, ids = absent_documents(tables, texts), set[str]()
    for table in TABLES:
        for key, record in tables.get(table, {}).items():
            why = _why_wrong(table, key, record, lengths, absent, ids)
            # Where the corpus is damaged, it is the text that is too short.
            if why and not (why.startswith(_BEHIND) and not texts.is_whole(record["document"])):
                yield Wrong(table, key, why)
    for table, wanted in _OTHERS.items():
        for key, record in tables.get(table, {}).items():
            if not _has(record, wanted):
                yield Wrong(table, key, "its fields are not those of such a record")


def _documents(tables: Tables) -> set[str]:
    records = (record for table in TABLES for record in tables.get(table, {}).values())
    return {str(record.get("document")) for record in records if isinstance(record, dict)}


def _has(record: Any, wanted: dict[str, type]) -> bool:
    """Whether RECORD has the fields WANTED; an int will do for a float."""
    if not isinstance(record, dict):
        return False
    kinds = {name: (kind, int) if kind is float else kind for name, kind in wanted.items()}
    return all(
        isinstance(record.get(name), kind) and not isinstance(record[name], bool)
        for name, kind in kinds.items()
    )


def _why_wrong(
    table: str, key: str, record: Any, lengths: dict[str, int], absent: Counter[str], ids: set[str]
) -> str:
    if not _KEY.fullmatch(key):
        return "its number is none"
    try:
        annotation = from_record(table, record)
    except (ValueError, TypeError) as error:
        return str(error)
    if annotation.id in ids:
        return f"two annotations have the id {annotation.id!r}"
    ids.add(annotation.id)
    if annotation.document in absent:
        return ""
    length = lengths[annotation.document]
    if isinstance(annotation, (Span, Claim)) and annotation.ranges and annotation.end > length:
        return f"{_BEHIND}, at {annotation.end}"
    if isinstance(annotation, Boundary) and not 0 < annotation.place < length:
        return f"{_BEHIND}, at {annotation.place}"
    return ""
