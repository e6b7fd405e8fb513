"""Another schema for a project that people work in: what no longer fits, and names that change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from annotations.history import Change
from annotations.model import Annotation, Attributes, Labelled, Value, now
from annotations.project import Project
from annotations.schema.fitting import Misfit, misfits
from annotations.schema.model import LabelSchema
from annotations.store.protocol import Store


@dataclass(frozen=True, slots=True)
class LayerMisfits:
    """What in the layer of ANNOTATOR does not fit, and how often."""

    annotator: str
    found: Counter[Misfit]


def misfits_of(
    project: Project,
    schema: LabelSchema,
    layers: Iterable[str],
    renames: Mapping[str, str] | None = None,
) -> Iterator[LayerMisfits]:
    """What of each of LAYERS does not fit SCHEMA, once names are changed as RENAMES says."""
    for annotator in layers:
        store = project.read_layer(annotator)
        found: Counter[Misfit] = Counter()
        for document in store.documents():
            annotations = (_renamed(each, renames or {}) for each in store.by_document(document))
            found.update(misfits(annotations, schema))
        store.close()
        yield LayerMisfits(annotator, found)


def rename(store: Store, renames: Mapping[str, str]) -> int:
    """Change names of labels, relations, attributes and values in STORE, one edit; of how many.

    A name is that of a label, a relation or an attribute; `ATTRIBUTE=VALUE` is that of a value.
    """
    changes = []
    for document in store.documents():
        for before in store.by_document(document):
            after = _renamed(before, renames)
            if after != before:
                changes.append(Change(before, replace(after, changed=now())))
    if changes:
        store.apply(*changes)
    return len(changes)


def _renamed(annotation: Annotation, renames: Mapping[str, str]) -> Annotation:
    if not isinstance(annotation, Labelled):
        return annotation
    attributes: Attributes = tuple(
        sorted(
            (renames.get(name, name), _value(name, value, renames)) for name, value in annotation.attributes
        )
    )
    label = renames.get(annotation.label, annotation.label)
    if (label, attributes) == (annotation.label, annotation.attributes):
        return annotation
    return replace(annotation, label=label, attributes=attributes)


def _value(name: str, value: Value, renames: Mapping[str, str]) -> Value:
    if isinstance(value, tuple):
        return tuple(_new_name(name, each, renames) for each in value)
    return _new_name(name, value, renames) if isinstance(value, str) else value


def _new_name(name: str, value: str, renames: Mapping[str, str]) -> str:
    wanted = renames.get(f"{name}={value}")
    return value if wanted is None else wanted.partition("=")[2]


def clash(annotations: Iterable[Annotation], renames: Mapping[str, str]) -> str:
    """The first attribute that would come upon another of the same annotation; "" for none."""
    for each in annotations:
        if isinstance(each, Labelled):
            names = [renames.get(name, name) for name, _ in each.attributes]
            twice = next((name for name in names if names.count(name) > 1), "")
            if twice:
                return f"{each.label} has the attribute {twice} already"
    return ""
