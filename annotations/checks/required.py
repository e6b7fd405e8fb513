"""Annotations without the attributes and relations that the schema asks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

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
        has: defaultdict[str, set[str]] = defaultdict(set)
        for each in said:
            if isinstance(each, Relation):
                has[each.source].add(each.label)
        by_id = {each.id: each for each in said}
        sentences = {each.id: (each.start, each.end) for each in layer.corpus.sentences(id)}
        for each in said:
            for lack in _lacks(each, has, layer):
                yield Spoilt(id, _place(each, by_id, sentences), f"{each.label}: {lack}")
        yield None


def _lacks(each: Labelled, has: Mapping[str, set[str]], layer: Layer) -> Iterator[str]:
    there = {name for name, _ in each.attributes}
    related = has.get(each.id, set())
    for attribute in layer.schema.attributes:
        if attribute.required and attribute.id not in there and attribute.applies(each):
            yield f"@{attribute.id}"
    if isinstance(each, Relation):
        return
    for relation in layer.schema.relations:
        needed = relation.arity in ("1", "+") and is_one_of(each, relation.sources)
        if needed and relation.id not in related:
            yield f"→ {relation.id}"
    for rule in layer.schema.constraints:
        if rule.rule != "must" or not is_one_of(each, (rule.label,)):
            continue
        # Where a claim beside it would do, the sentence is looked at when it is labelled.
        beside = any(layer.schema.claim(other) for other in rule.others)
        if not beside and not (there | related) & set(rule.others):
            yield " / ".join(rule.others)


def _place(each: Labelled, by_id: Mapping[str, Labelled], sentences: dict[str, Range]) -> Range:
    if isinstance(each, Placed) and each.ranges:
        return each.start, each.end
    if isinstance(each, Claim):
        return sentences.get(each.sentence, (0, 1))
    if isinstance(each, Relation):
        source = by_id.get(each.source)
        return _place(source, by_id, sentences) if isinstance(source, (Placed, Claim)) else (0, 1)
    return 0, 1
