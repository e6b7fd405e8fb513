"""What is lost when a document leaves in a format, told with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from annotations.formats.view import DocumentView
from annotations.model import Placed

Became: TypeAlias = Literal["left-out", "split", "widened", "cut", "kept"]
Kind: TypeAlias = Literal[
    "overlap", "twice", "pieces", "across", "word", "blank", "cluster", "attributes", "relation",
    "span", "claim", "document", "note", "state", "decision", "line-ends",
]  # fmt: skip
_LONGEST: Final = 60  # letters of what is shown


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format has no place for: its `kind`, where it is, and what became of it.

    `asked` says whether a person has to agree: else it is of a kind that the format is not for.
    """

    kind: Kind
    place: str
    became: Became = "left-out"
    asked: bool = True


class Losses:
    """What is lost of VIEW: `all`, and the ids of what does not go out.

    `gone` are those of all of it, `lost` those that a person has to agree to.
    """

    def __init__(self, view: DocumentView) -> None:
        self.all: list[Loss] = []
        self.gone: set[str] = set()
        self.lost: set[str] = set()
        self._name = view.document.name
        self._text = view.document.text

    def tell(
        self,
        kind: Kind,
        label: str,
        words: str = "",
        start: int = 0,
        became: Became = "left-out",
        asked: bool = True,
    ) -> None:
        """Something with LABEL on WORDS at START is lost."""
        place = f"{self._name}: {label} at {start} «{shortened(words)}»"
        self.all.append(Loss(kind, place, became, asked))

    def document(self, kind: Kind, became: Became) -> None:
        """Something of the whole document, which nobody has to agree to."""
        self.all.append(Loss(kind, self._name, became, asked=False))

    def other(self, kind: Kind, label: str, words: str = "", start: int = 0) -> None:
        """Something of a kind that the format is not for."""
        self.tell(kind, label, words, start, asked=False)

    def placed(
        self, kind: Kind, each: Placed, became: Became = "left-out", start: int | None = None
    ) -> None:
        """EACH, at START where it has no letters of its own."""
        where = each.start if start is None else start
        self.tell(kind, each.label, each.words(self._text), where, became)
        if became == "left-out":
            self.gone.add(each.id)
            self.lost.add(each.id)


def shortened(words: str) -> str:
    """WORDS in a line, and not too many of them."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
