"""What a format has a place for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from annotations.model import SPECIAL_TARGETS

Overlap: TypeAlias = Literal["no", "flat", "nested", "any"]
Things: TypeAlias = frozenset[str]  # of annotations, such as "span" or "claim"
NOTHING: Things = frozenset()


@dataclass(frozen=True, slots=True)
class Carries:
    """What of annotations a format has a place for; what is not said it has not.

    Of spans it may have none, those that do not overlap, those that lie in one another, or all:
    `same_nested` says whether one may lie in another of its label, `tokens` that they are stretches of
    tokens (`tokens_beside`: that there are some), `twice` that two equal ones are two, `across` that they
    go over sentence ends, `clusters` that they begin within one.

    Claims are on sentences or on letters, two equal ones are two if `claims_twice`; with `claims_with`
    there are only those that have this attribute. `attributes` are of kinds of annotations, and may be
    `empty_lists`; so are `relations`, by their ends: `relation_sources` and `relation_targets` say where
    these are other kinds. They are `relations_within` one sentence, `relation_labels` only (all where it
    is empty), one of a label from the same source if `relation_once`, and to the `special` targets. With
    `spans_as_ends` and `claims_as_ends` those that no relation ends at have no place. Where all is
    `in_sentences` there is no place for what touches none.

    `notes` are those about kinds of annotations, sentences and the document, answers, and those with which
    something is sent back ("review"). `decisions` are those of adjudication. `line_ends` says
    that all readers count those of two characters as two, `whole_documents` that all of a text is in it, as
    if all of it were decided on.
    """

    spans: Overlap = "any"
    same_nested: bool = True
    twice: bool = True
    pieces: bool = False
    across: bool = True
    tokens: bool = False
    tokens_beside: bool = False
    clusters: bool = True
    sentence_claims: bool = False
    letter_claims: bool = False
    claims_twice: bool = True
    in_sentences: bool = False
    attributes: Things = NOTHING
    empty_lists: bool = True
    relations: Things = NOTHING
    relation_sources: Things = NOTHING
    relation_targets: Things = NOTHING
    relations_within: bool = False
    relation_labels: Things = NOTHING
    relation_once: bool = False
    spans_as_ends: bool = False
    claims_as_ends: bool = False
    claims_with: str = ""
    special: Things = NOTHING
    documents: bool = False
    notes: Things = NOTHING
    states: bool = False
    decisions: bool = False
    annotators: bool = False
    line_ends: bool = True
    whole_documents: bool = False


# All that one person says of a text.
EVERYTHING = Carries(
    pieces=True,
    sentence_claims=True,
    letter_claims=True,
    attributes=frozenset({"span", "claim", "relation", "document"}),
    relations=frozenset({"span", "claim", "relation", "document"}),
    special=frozenset(SPECIAL_TARGETS),
    documents=True,
    notes=frozenset({"span", "claim", "relation", "document", "sentence", "answer"}),
    states=True,
    annotators=True,
)
