"""Which part of a split a document belongs to: shares met label by label, and no document ever moved.

A document's place is kept in the project, `splits.jsonl`, once it was given: data that comes later goes
where it is lacking. Which goes where first is decided by a hash with a seed, so that every copy of the
project comes to the same; the choice is iterative stratification (Sechidis et al. 2011).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

from annotations.appending import append_line, lines_by_time
from annotations.errors import HashiyaError
from annotations.files import read_plain
from annotations.model import exact_now

NAME: Final = "splits.jsonl"
PARTS: Final = ("train", "dev", "test")
_LARGEST: Final = 1 << 28


@dataclass(frozen=True, slots=True)
class Split:
    """Shares of the parts, as whole numbers, and a seed."""

    shares: tuple[int, ...]
    seed: int = 1

    @property
    def name(self) -> str:
        """What tells it from others."""
        return f"{'/'.join(map(str, self.shares))}#{self.seed}"


def split_named(text: str, seed: int) -> Split:
    """The split that TEXT says, such as 80/10/10 or 90/10; HashiyaError where it says none."""
    pieces = text.split("/")
    whole = all(piece.isdecimal() and len(piece) < 4 for piece in pieces)
    if not whole or not 2 <= len(pieces) <= 3 or not any(map(int, pieces)):
        raise HashiyaError(f"--split {text}: write the shares of train, dev and test, such as 80/10/10")
    shares = tuple(map(int, pieces))
    return Split(shares if len(shares) == 3 else (shares[0], 0, shares[1]), seed)


class Splits:
    """The places of documents in the file PATH, which need not be there; odd lines are passed over."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def known(self, split: Split) -> dict[str, str]:
        """The part of each document, by the hash of its text, that was given a place in SPLIT."""
        try:
            data = read_plain(self._path, _LARGEST)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise HashiyaError(f"{self._path}: cannot be read: {error.strerror}") from error
        found: dict[str, str] = {}
        for line in lines_by_time(data):
            for part, documents in _said(line, split.name):
                # The first word counts: what was added at the same time elsewhere does not move it.
                found.update((each, part) for each in documents if each not in found)
        return found

    def parts(self, split: Split, documents: Mapping[str, Counter[str]]) -> dict[str, str]:
        """The part of each of DOCUMENTS, by the hash of its text, with its labels; new ones are kept."""
        known = self.known(split)
        new = {each: labels for each, labels in documents.items() if each not in known}
        if new:
            given = stratified(split, new, {d: (known[d], documents[d]) for d in documents if d in known})
            by_part = {part: sorted(d for d, p in given.items() if p == part) for part in PARTS}
            said = {
                "at": exact_now(),
                "split": split.name,
                **{part: found for part, found in by_part.items() if found},
            }
            try:
                append_line(self._path, lambda: orjson.dumps(said))
            except OSError as error:
                raise HashiyaError(
                    f"{self._path}: which document is in which part could not be kept: {error.strerror}; "
                    "nothing was exported, as it might be another one next time"
                ) from error
            known = self.known(split)
        return {document: known[document] for document in documents}


def _said(line: bytes, name: str) -> Iterable[tuple[str, list[str]]]:
    try:
        said: Any = orjson.loads(line)
        if said["split"] != name:
            return []
        pairs = [(part, said.get(part, [])) for part in PARTS]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []
    return [
        (part, [e for e in each if isinstance(e, str)]) for part, each in pairs if isinstance(each, list)
    ]


def stratified(
    split: Split, new: Mapping[str, Counter[str]], known: Mapping[str, tuple[str, Counter[str]]]
) -> dict[str, str]:
    """The part of each of the documents NEW, given those that are KNOWN, each with its labels."""
    total = sum(split.shares)
    shares = {part: share / total for part, share in zip(PARTS, split.shares, strict=True) if share}
    counts: Counter[str] = Counter()
    have: defaultdict[str, Counter[str]] = defaultdict(Counter)
    documents: Counter[str] = Counter()
    for labels in (*new.values(), *(labels for _, labels in known.values())):
        counts.update(labels)
    for part, labels in known.values():
        have[part].update(labels)
        documents[part] += 1
    everything = len(new) + len(known)

    def place(document: str) -> str:
        labels = new[document]
        rarest = min(labels, key=lambda label: (counts[label], label), default="")

        def lack(part: str) -> tuple[float, float]:
            of_label = shares[part] * counts[rarest] - have[part][rarest] if rarest else 0.0
            return of_label, shares[part] * everything - documents[part]

        return max(shares, key=lambda part: (*lack(part), _hash(split, part, document)))

    given: dict[str, str] = {}
    order = sorted(
        new,
        key=lambda document: (
            min((counts[label] for label in new[document]), default=1 << 60),
            _hash(split, "", document),
        ),
    )
    for document in order:
        part = given[document] = place(document)
        have[part].update(new[document])
        documents[part] += 1
    return given


def _hash(split: Split, part: str, document: str) -> bytes:
    return hashlib.blake2b(f"{split.name}\0{part}\0{document}".encode(), digest_size=8).digest()
