"""What annotations do not fit a label schema: no place in it, or something missing that it asks for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from annotations.model import AUTHOR, NOT_SAID, Annotation, Claim, Labelled, Relation, Span
from annotations.schema.model import AttributeType, Constraint, LabelSchema, RelationType, fits, is_one_of


@dataclass(frozen=True, slots=True, order=True)
class Misfit:
    """Why something does not fit, and whether it is a thing without a place or one that lacks something.

    `of` is what of the schema it does not fit, or what it lacks, where that has a name.
    """

    why: str
    lacks: bool = False
    of: AttributeType | RelationType | Constraint | None = field(default=None, compare=False)


def misfits(annotations: Iterable[Annotation], schema: LabelSchema) -> Counter[Misfit]:
    """How often each reason is met among ANNOTATIONS, all that one layer says of one document."""
    there = {each.id: each for each in annotations if isinstance(each, Labelled)}
    found: Counter[Misfit] = Counter()
    for each in there.values():
        if isinstance(each, (Span, Claim, Relation)) or each.label:
            found.update(_of_label(each, schema))
        found.update(_of_attributes(each, schema))
        if isinstance(each, Relation):
            found.update(_of_ends(each, there, schema))
    found.update(_of_arity(there, schema))
    for constraint in schema.constraints:
        found.update(_of_constraint(constraint, there))
    return found


def _of_label(annotation: Labelled, schema: LabelSchema) -> Iterator[Misfit]:
    known = (
        schema.relation(annotation.label)
        if isinstance(annotation, Relation)
        else schema.label_of(annotation)
    )
    if known is None:
        kind = {Span: "entity", Claim: "claim", Relation: "relation"}.get(
            type(annotation), "document label"
        )
        yield Misfit(f"{kind} {annotation.label}: the schema has none of that name")


def _of_attributes(annotation: Labelled, schema: LabelSchema) -> Iterator[Misfit]:
    said = dict(annotation.attributes)
    for name, value in said.items():
        type = schema.attribute(name)
        if type is None:
            yield Misfit(f"attribute {name}: the schema has none of that name")
        elif not is_one_of(annotation, type.applies_to):
            yield Misfit(f"attribute {name} of {annotation.label}: it does not apply there")
        elif not fits(type, value):
            yield Misfit(f"attribute {name} = {value}: the schema has no such value")
    for type in schema.attributes:
        if type.required and type.id not in said and type.applies(annotation):
            yield Misfit(f"{annotation.label} without its attribute {type.id}", lacks=True, of=type)


def _of_ends(relation: Relation, there: Mapping[str, Labelled], schema: LabelSchema) -> Iterator[Misfit]:
    type = schema.relation(relation.label)
    source, target = there.get(relation.source), there.get(relation.target)
    if source is None or (target is None and relation.target not in (AUTHOR, NOT_SAID)):
        yield Misfit(f"relation {relation.label}: what it is about is gone")
    elif type and not (type.begins_at(source) and _may_end(type, target, relation)):
        to = target.label if target else relation.target
        yield Misfit(f"relation {relation.label} from {source.label} to {to}: the schema does not allow it")


def _may_end(type: RelationType, target: Labelled | None, relation: Relation) -> bool:
    return relation.target in type.special_targets if target is None else type.ends_at(target)


def _of_arity(there: Mapping[str, Labelled], schema: LabelSchema) -> Iterator[Misfit]:
    counts = Counter((each.source, each.label) for each in there.values() if isinstance(each, Relation))
    for type in schema.relations:
        if type.arity == "*":
            continue
        for each in there.values():
            count = counts[each.id, type.id]
            if isinstance(each, Relation) or not is_one_of(each, type.sources):
                continue
            if count > 1 and type.single:
                yield Misfit(f"{each.label} with more than one relation {type.id}", of=type)
            if not count and type.arity in ("1", "+"):
                yield Misfit(f"{each.label} without a relation {type.id}", lacks=True, of=type)


def _of_constraint(constraint: Constraint, there: Mapping[str, Labelled]) -> Iterator[Misfit]:
    concerned = [each for each in there.values() if is_one_of(each, (constraint.label,))]
    said = constraint.says("en") or f"{constraint.label} {constraint.rule} {', '.join(constraint.others)}"
    if constraint.rule == "no-overlap":
        spans = [each for each in there.values() if isinstance(each, Span)]
        for each in concerned:
            others = (s for s in spans if s.id != each.id and is_one_of(s, constraint.others))
            if isinstance(each, Span) and any(s.touches(*piece) for s in others for piece in each.ranges):
                yield Misfit(said, of=constraint)
        return
    if constraint.rule == "at-most-one":
        labels = {constraint.label, *constraint.others}
        sentences = Counter(
            each.sentence for each in there.values() if isinstance(each, Claim) and each.label in labels
        )
        yield from (Misfit(said, of=constraint) for count in sentences.values() if count > 1)
        return
    for each in concerned:
        has = {r.label for r in there.values() if isinstance(r, Relation) and r.source == each.id}
        has |= {name for name, _ in each.attributes} | _beside(each, there)
        if bool(has & set(constraint.others)) != (constraint.rule == "must"):
            yield Misfit(said, lacks=constraint.rule == "must", of=constraint)


def _beside(annotation: Labelled, there: Mapping[str, Labelled]) -> set[str]:
    """The claim labels in the same sentence."""
    if not isinstance(annotation, Claim):
        return set()
    return {
        each.label
        for each in there.values()
        if isinstance(each, Claim) and each.sentence == annotation.sentence and each.id != annotation.id
    }
