"""Annotations without the attributes and relations that the schema asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotations.checks import Layer, Spoilt
from annotations.model import Claim, Labelled, Placed, Range, Relation
from annotations.schema.model import is_one_of

NAME = "required"
EN = "annotations without an attribute or a relation that the schema asks for"
AR = "وسوم تنقصها سمة أو علاقة يطلبها المخطط"


def found(layer: Layer) -> Iterator[Spoilt | None]:
    """Their places."""
    for id in layer.store.documents():
        said = [each for each in layer.store.by_document(id) if isinstance(each, Labelled)]
        has = {(each.source, each.label) for each in said if isinstance(each, Relation)}
        sentences = {each.id: (each.start, each.end) for each in layer.corpus.sentences(id)}
        for each in said:
            for lack in _lacks(each, has, layer):
                yield Spoilt(id, _place(each, said, sentences), f"{each.label}: {lack}")
        yield None


def _lacks(each: Labelled, has: set[tuple[str, str]], layer: Layer) -> Iterator[str]:
    there = {name for name, _ in each.attributes}
    for attribute in layer.schema.attributes:
        if attribute.required and attribute.id not in there and attribute.applies(each):
            yield f"@{attribute.id}"
    if isinstance(each, Relation):
        return
    for relation in layer.schema.relations:
        needed = relation.arity in ("1", "+") and is_one_of(each, relation.sources)
        if needed and (each.id, relation.id) not in has:
            yield f"→ {relation.id}"
    related = {label for source, label in has if source == each.id}
    for rule in layer.schema.constraints:
        if rule.rule != "must" or not is_one_of(each, (rule.label,)):
            continue
        # Where a claim beside it would do, the sentence is looked at when it is labelled.
        beside = any(layer.schema.claim(other) for other in rule.others)
        if not beside and not (there | related) & set(rule.others):
            yield " / ".join(rule.others)


def _place(each: Labelled, said: Sequence[Labelled], sentences: dict[str, Range]) -> Range:
    if isinstance(each, Placed) and each.ranges:
        return each.start, each.end
    if isinstance(each, Claim):
        return sentences.get(each.sentence, (0, 1))
    if isinstance(each, Relation):
        source = next((other for other in said if other.id == each.source), None)
        return _place(source, said, sentences) if source and source is not each else (0, 1)
    return 0, 1
