"""What a person chose of what goes out, and how."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from annotations.formats.offsets import Unit
    from annotations.formats.tags import Scheme
    from annotations.formats.view import Wanted

OnLoss: TypeAlias = Literal["refuse", "drop", "longest", "first", "split", "widen"]
ON_LOSS: Final[tuple[OnLoss, ...]] = ("refuse", "drop", "longest", "first", "split", "widen")
Tokens: TypeAlias = Literal["cut", "words", "proclitics", "imported"]
TOKENS: Final[tuple[Tokens, ...]] = ("cut", "words", "proclitics", "imported")
Layer: TypeAlias = Literal["spans", "claims"]
LAYERS: Final[tuple[Layer, ...]] = ("spans", "claims")


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of one export.

    `labels` are those that go out, all where there are none, `layer` what stands as spans where a format
    has one kind. `tokens` says where words are cut: where spans begin or end, not at all, at proclitics
    too, or as in the file that was imported. `dialect`, `scheme`, `offsets`, `table`, `predictions` and
    `bom` mean something to single formats.
    """

    state: Wanted = "done"
    labels: frozenset[str] = field(default_factory=frozenset)
    layer: Layer = "spans"
    tokens: Tokens = "cut"
    on_loss: OnLoss = "refuse"
    dialect: str = ""
    scheme: Scheme = "iob2"
    offsets: Unit = "utf-16"
    table: str = ""
    predictions: bool = False
    bom: bool = False
    language: str = "ar"
