"""What every format carries, as a table: the one of `hashiya formats` and of the README."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from annotations.formats import Format, can_read, can_write, formats
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices

HEAD: Final = (
    "format", "out", "in", "spans", "pieces", "in words", "claims", "attributes", "relations", "documents",
    "notes", "states", "needs",
)  # fmt: skip
ARABIC: Final = {
    "format": "الصيغة", "out": "تصدير", "in": "استيراد", "spans": "الكيانات", "pieces": "متقطعة",
    "in words": "داخل الكلمة", "claims": "الادعاءات", "attributes": "السمات", "relations": "العلاقات",
    "documents": "المستندات", "notes": "الحواشي", "states": "الحالات", "needs": "تحتاج", "yes": "نعم",
    "flat": "لا تتداخل", "nested": "بعضها في بعض", "any": "كلها", "cut tokens": "بقطع الكلمة",
    "widened": "توسع", "both": "كلاهما", "sentences": "الجمل", "letters": "الحروف", "span": "كيان",
    "claim": "ادعاء", "relation": "علاقة", "document": "مستند",
}  # fmt: skip
_OVERLAP: Final = {"no": "–", "flat": "flat", "nested": "nested", "any": "any"}
_RANK: Final = ("no", "flat", "nested", "any")
_KINDS: Final = ("span", "claim", "relation", "document")


def matrix() -> Iterator[tuple[str, ...]]:
    """A row a format, under HEAD."""
    for name, format in sorted(formats().items()):
        kinds = list(_variants(format))
        yield (
            name,
            "yes" if can_write(format) else "–",
            "yes" if can_read(format) else "–",
            _OVERLAP[max((each.spans for each in kinds), key=_RANK.index)],
            _yes(any(each.pieces for each in kinds)),
            _in_words(format, kinds),
            _claims(kinds),
            _list([kind for kind in _KINDS if any(kind in each.attributes for each in kinds)]),
            _list([kind for kind in _KINDS if any(kind in each.relations for each in kinds)]),
            _yes(any(each.documents for each in kinds)),
            _yes(any(each.notes for each in kinds)),
            _yes(any(each.states for each in kinds)),
            format.EXTRA and f"hashiya[{format.EXTRA}]",
        )


def in_language(cell: str, language: str) -> str:
    """CELL of the table, or of its head, in LANGUAGE."""
    if language != "ar":
        return cell
    return "، ".join(ARABIC.get(part, part) for part in cell.split(", "))


def _variants(format: Format) -> Iterator[Carries]:
    """What FORMAT carries in each of its dialects."""
    for dialect in format.TAKES.get("dialect", ("",)):
        for table in format.TAKES.get("table", ("",)):
            choices = Choices(dialect=dialect, table=table)
            yield format.carries(choices)
            if "layer" in format.TAKES:
                yield replace(format.carries(choices), letter_claims=True)


def _yes(has: bool) -> str:
    return "yes" if has else "–"


def _list(kinds: list[str]) -> str:
    return ", ".join(kinds) or "–"


def _in_words(format: Format, kinds: list[Carries]) -> str:
    if all(each.spans == "no" for each in kinds):
        return "–"
    if not any(each.tokens for each in kinds):
        return "yes"
    return "widened" if format.TAKES.get("tokens", ("cut",))[0] == "words" else "cut tokens"


def _claims(kinds: list[Carries]) -> str:
    sentences, letters = any(e.sentence_claims for e in kinds), any(e.letter_claims for e in kinds)
    return "both" if sentences and letters else "sentences" if sentences else "letters" if letters else "–"


def markdown() -> str:
    """The table in Markdown."""
    rows = [HEAD, tuple("---" for _ in HEAD), *matrix()]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)
