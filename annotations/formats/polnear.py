"""PolNeAR-style attribution in brat's files: Source, Cue and Content, brought together by an event.

A claim is the Content; what its `claimant` relation ends at is the Source, and its `cue` the Cue. The event
hangs on an Attribution over the cue, as in the data of PolNeAR: `E1 Attribution:T4 Content:T3 Cue:T2
Source:T1`. Without a cue it hangs on the claim itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from annotations.formats.brat import standoff, without_line_ends
from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.model import Claim, Range, Span
from annotations.schema import LabelSchema

NAME: Final = "polnear"
SUMMARY: Final = "attribution as in PolNeAR: Source, Cue, Content in brat's files"
ARABIC: Final = "الإسناد كما في PolNeAR: القائل وأداة النقل والمقول، في ملفات brat"
SUFFIX: Final = ".ann"
SHAPE: Final = "folder"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
_ROLES: Final = {"claimant": "Source", "cue": "Cue"}
_CONF: Final = """[entities]
Source
Cue
Content
Attribution
[relations]
[events]
Attribution\tSource*:Source, Cue*:Cue, Content*:Content
[attributes]
"""


def carries(choices: Choices) -> Carries:
    """Claims with their claimants and cues; other spans have no place."""
    return Carries(
        spans="any", pieces=True, sentence_claims=True, letter_claims=True,
        relations=frozenset({"span", "claim"}),
        relation_sources=frozenset({"claim"}), relation_targets=frozenset({"span"}),
        relation_labels=frozenset(_ROLES), spans_as_ends=True, line_ends=False,
    )  # fmt: skip


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS, two files each."""
    for _ in standoff(views, out, _lines):
        pass
    with text(out, "annotation.conf") as file:
        file.write(_CONF)


def _lines(view: DocumentView) -> Iterator[str]:
    source = view.document.text
    spans = {span.id: span for span in view.spans}
    given: dict[tuple[str, tuple[Range, ...]], str] = {}
    lines: list[str] = []

    def bound(type: str, ranges: tuple[Range, ...]) -> str:
        """The text-bound annotation of TYPE on RANGES, written when it is first needed."""
        pieces = tuple(piece for where in ranges for piece in without_line_ends(source, *where))
        if (type, pieces) not in given:
            given[type, pieces] = f"T{len(given) + 1}"
            offsets = ";".join(f"{a} {b}" for a, b in pieces)
            words = " ".join(source[a:b] for a, b in pieces)
            lines.append(f"{given[type, pieces]}\t{type} {offsets}\t{words}")
        return given[type, pieces]

    events = 0
    for sentence in view.sentences:
        for claim in view.claims.get(sentence.id, []):
            content = claim.ranges or ((sentence.start, sentence.end),)
            ends = _ends(view, claim, spans)
            cue = next((span.ranges for role, span in ends if role == "Cue"), content)
            said = [f"Attribution:{bound('Attribution', cue)}", f"Content:{bound('Content', content)}"]
            counts: dict[str, int] = {}
            for role, span in ends:
                counts[role] = counts.get(role, 0) + 1
                number = str(counts[role]) if counts[role] > 1 else ""
                said.append(f"{role}{number}:{bound(role, span.ranges)}")
            events += 1
            lines.append(f"E{events}\t{' '.join(said)}")
    yield from lines


def _ends(view: DocumentView, claim: Claim, spans: Mapping[str, Span]) -> list[tuple[str, Span]]:
    return [
        (_ROLES[relation.label], spans[relation.target])
        for relation in view.relations
        if relation.source == claim.id and relation.label in _ROLES and relation.target in spans
    ]
