"""Label schemas: which labels, attributes and relations there are; keys, names, guidelines."""

from annotations.schema.builtin import DEFAULT_SCHEMA, built_in_names, load_schema
from annotations.schema.model import (
    AttributeType,
    AttributeValue,
    Both,
    Constraint,
    Guide,
    Label,
    LabelSchema,
    RelationType,
)
from annotations.schema.reading import parse_schema

__all__ = [
    "DEFAULT_SCHEMA",
    "AttributeType",
    "AttributeValue",
    "Both",
    "Constraint",
    "Guide",
    "Label",
    "LabelSchema",
    "RelationType",
    "built_in_names",
    "load_schema",
    "parse_schema",
]
