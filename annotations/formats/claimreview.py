"""ClaimReview, schema.org's JSON-LD for fact-checks: a review for each claim that has a verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import orjson

from annotations.formats.carrying import Carries
from annotations.formats.choices import Choices
from annotations.formats.out import Out
from annotations.formats.view import DocumentView
from annotations.model import AUTHOR, Claim, Sentence, Value
from annotations.schema import LabelSchema

NAME: Final = "claimreview"
SUMMARY: Final = "ClaimReview JSON-LD (schema.org): claims with a verdict, who claims them, where"
ARABIC: Final = "مراجعات ClaimReview: ادعاءات بأحكامها وأصحابها ومواضعها"
SUFFIX: Final = ".jsonld"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
VERDICT: Final = "verdict"
# How true a verdict says that a claim is, from 1 to 5; of others there is only the word.
_RATINGS: Final = {
    "true": 5, "partly-false": 3, "misleading": 2, "out-of-context": 2, "distorted": 2,
    "false": 1, "fabricated": 1,
}  # fmt: skip
_ORGANISATIONS: Final = ("ORG", "GPE", "NORP")


def carries(choices: Choices) -> Carries:
    """Claims with a verdict, and who claims them."""
    return Carries(
        pieces=True, sentence_claims=True, letter_claims=True, claims_with=VERDICT, spans_as_ends=True,
        attributes=frozenset({"claim"}), relations=frozenset({"span", "claim"}),
        relation_sources=frozenset({"claim"}), relation_targets=frozenset({"span"}),
        relation_labels=frozenset({"claimant"}), relation_once=True, special=frozenset({AUTHOR}),
        annotators=True,
    )  # fmt: skip


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write the reviews in VIEWS as one graph."""
    type = schema.attribute(VERDICT)
    words = {value.id: value.ar for value in type.values} if type else {}
    with out.file() as file:
        between = b'{"@context":"https://schema.org","@graph":[\n'
        for view in views:
            for sentence in view.sentences:
                for claim in view.claims.get(sentence.id, []):
                    file.write(between + orjson.dumps(_review(view, sentence, claim, words)))
                    between = b",\n"
        file.write((b"" if between == b",\n" else between) + b"\n]}\n")


def _review(
    view: DocumentView, sentence: Sentence, claim: Claim, words: Mapping[str, str]
) -> dict[str, object]:
    text = view.document.text
    said = claim.words(text) or text[sentence.start : sentence.end]
    url = view.fields.get("url")
    appearance: dict[str, object] = {"@type": "CreativeWork", "name": view.document.name}
    if isinstance(url, str) and url:
        appearance["url"] = url
    item: dict[str, object] = {"@type": "Claim", "text": said, "appearance": appearance}
    author = _author(view, claim)
    if author:
        item["author"] = author
    verdict = claim.attribute(VERDICT)
    said_of_it = [str(each) for each in (verdict if isinstance(verdict, tuple) else (verdict,))]
    named = ", ".join(words.get(each, each) for each in said_of_it)
    rating: dict[str, object] = {"@type": "Rating", "alternateName": named}
    if len(said_of_it) == 1 and said_of_it[0] in _RATINGS:
        rating |= {"ratingValue": _RATINGS[said_of_it[0]], "bestRating": 5, "worstRating": 1}
    review: dict[str, object] = {
        "@type": "ClaimReview",
        "@id": f"urn:hashiya:{claim.id}",
        "inLanguage": "ar",
        "claimReviewed": " ".join(said.split()),
        "itemReviewed": item,
        "reviewRating": rating,
        "author": {"@type": "Person", "name": view.annotator},
        "datePublished": (claim.changed or claim.created)[:10],
    }
    others = [(name, value) for name, value in claim.attributes if name != VERDICT]
    if others:
        review["additionalProperty"] = [
            {"@type": "PropertyValue", "name": name, "value": _plain(value)} for name, value in others
        ]
    return review


def _plain(value: Value) -> object:
    return list(value) if isinstance(value, tuple) else value


def _author(view: DocumentView, claim: Claim) -> dict[str, object] | None:
    target = next(
        (r.target for r in view.relations if r.source == claim.id and r.label == "claimant"), None
    )
    if target == AUTHOR:
        return {"@type": "Person", "name": str(view.fields.get("author") or view.document.name)}
    span = next((span for span in view.spans if span.id == target), None)
    if span is None:
        return None
    type = "Organization" if span.label.partition(".")[0] in _ORGANISATIONS else "Person"
    return {"@type": type, "name": " ".join(span.words(view.document.text).split())}
