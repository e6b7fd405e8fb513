"""Reading a UIMA CAS, ours or another's: layers of spans with labels, relations between them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from annotations.corpus.decoding import LARGEST_TEXT
from annotations.corpus.reading import Refused
from annotations.errors import HashiyaError
from annotations.formats import jsonl
from annotations.formats.incoming import Found, Incoming, Item, Reading, text_of
from annotations.model import Range

_LAYER: Final = "webanno.custom.Hashiya"
_RELATION: Final = "webanno.custom.HashiyaRelation"
_DOCUMENT: Final = "hashiya.Document"
_SENTENCE: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
# Types of others that are no annotations of a person.
_PASSED_OVER: Final = re.compile(
    r"uima\.(tcas\.DocumentAnnotation|cas\..*)|.*\.(Token|Sentence|DocumentMetaData|TagsetDescription"
    r"|Lemma|Stem|POS|Compound|SurfaceForm|MorphologicalFeatures|Paragraph|XmlDocument|XmlElement)"
    r"|.*\.api\.(segmentation|metadata|xml|lexmorph)\..*"
)
_NAMED: Final = ("label", "value", "PosValue", "DependencyType", "role", "kind")
_OWN: Final = frozenset(
    {"begin", "end", "sofa", "type", "xmiID", "Governor", "Dependent", "target", "special", "kind",
     "ranges", "attributes", "identifier", "created", "changed", "origin", "Flavor", "uiOrder"}
)  # fmt: skip


def documents(cassis: Any, path: Path, reading: Reading) -> Iterator[Found]:
    """The document in PATH, by CASSIS."""
    if path.stat().st_size > max(reading.largest, LARGEST_TEXT) * 8:
        yield Refused(str(path), "too large for one text with its annotations")
        return
    try:
        cas = _load(cassis, path)
        text = cas.sofa_string
    except HashiyaError:
        raise
    except Exception as error:  # a library's, for what is no CAS, or another type system's
        why = " ".join(str(error).split())[:200] or type(error).__name__
        yield Refused(str(path), f"cannot be read as a UIMA CAS: {why}")
        return
    if not isinstance(text, str):
        yield Refused(str(path), "there is no text in it")
        return
    try:
        yield _ours(cas, text, path) or _others(cas, text, path)
    except (KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        yield Refused(str(path), f"not as this format has it: {error}")


def _load(cassis: Any, path: Path) -> Any:
    with path.open("rb") as file:
        if path.suffix != ".xmi":
            return cassis.load_cas_from_json(file)
        beside = [path.with_name("TypeSystem.xml"), path.with_suffix(".types.xml")]
        there = next((each for each in beside if each.is_file()), None)
        if there is None:
            raise HashiyaError(f"{path}: its type system, TypeSystem.xml, is not beside it")
        with there.open("rb") as types:
            return cassis.load_cas_from_xmi(file, typesystem=cassis.load_typesystem(types), lenient=True)


def _ours(cas: Any, text: str, path: Path) -> Incoming | None:
    """What is in a CAS that we wrote, whatever was done to it since."""
    types = {type.name for type in cas.typesystem.get_types()}
    found = list(cas.select(_DOCUMENT)) if _DOCUMENT in types else []
    if not found or not found[0].record:
        return None
    record = json.loads(found[0].record)
    record |= {"text": text, "spans": [], "relations": []}
    coming = jsonl.incoming(str(path), record)
    sentences = [(each.begin, each.end) for each in cas.select(_SENTENCE)]
    coming.items += _items(cas, path, sentences)
    return coming


def _others(cas: Any, text: str, path: Path) -> Incoming:
    types = {type.name for type in cas.typesystem.get_types()}
    found = [(each.begin, each.end) for each in cas.select(_SENTENCE)] if _SENTENCE in types else []
    sentences = sorted(each for each in found if each[0] < each[1]) or None
    return Incoming(text_of(path.stem, text, str(path)), _items(cas, path, sentences or []), sentences)


def _items(cas: Any, path: Path, sentences: list[Range]) -> list[Item]:
    found: list[Item] = []
    relations: list[Any] = []
    keys: dict[int, str] = {}
    for number, each in enumerate(cas.select_all_annotations()):
        name = each.type.name
        if name == _DOCUMENT or _PASSED_OVER.fullmatch(name):
            continue
        if _is_relation(each):
            relations.append(each)
            continue
        if not isinstance(getattr(each, "begin", None), int) or each.begin >= each.end:
            continue
        item = _span(each, str(path), sentences, number)
        keys[id(each)] = item.key
        found.append(item)
    for number, each in enumerate(relations):
        if each.type.name != _RELATION and _of_tokens(each):
            continue  # syntax, as parts of speech are
        item = _item(each, str(path), f"r{number}")
        if getattr(each, "target", None) and each.type.name == _RELATION:
            item.source, item.target = json.loads(each.target)
        else:
            item.source = keys.get(id(each.Governor), "?")
            item.target = getattr(each, "special", None) or keys.get(id(each.Dependent), "?")
        found.append(replace(item, kind="relation", ranges=()))
    return found


def _of_tokens(relation: Any) -> bool:
    """Whether RELATION is between tokens, as those of a parser are."""
    ends = (relation.Governor, relation.Dependent)
    return any(end is not None and bool(_PASSED_OVER.fullmatch(end.type.name)) for end in ends)


def _is_relation(each: Any) -> bool:
    return hasattr(each, "Governor") and hasattr(each, "Dependent")


def _span(each: Any, path: str, sentences: list[Range], number: int) -> Item:
    item = _item(each, path, f"c{number}")
    item.ranges = ((each.begin, each.end),)
    if each.type.name != _LAYER:
        return item
    if each.ranges:
        item.ranges = tuple((int(a), int(b)) for a, b in re.findall(r"(\d+)-(\d+)", each.ranges))
    if each.kind in ("claim", "sentence"):
        item.kind = "claim"
        within = next((s for s in sentences if s[0] <= each.begin < s[1]), (each.begin, each.end))
        item.sentence = within
        item.ranges = item.ranges if each.kind == "claim" else ()
    return item


def _item(each: Any, path: str, key: str) -> Item:
    ours = each.type.name in (_LAYER, _RELATION)
    features = {feature.name for feature in each.type.all_features}
    # The library's objects have a method `value`, too; an `identifier` names a thing and no kind of things.
    named = [getattr(each, name) for name in _NAMED if name in features]
    label = next((value for value in named if isinstance(value, str) and value), None)
    short = each.type.name.rpartition(".")[2]
    if ours:
        attributes = json.loads(each.attributes) if each.attributes else {}
    else:
        attributes = {
            feature.name: value
            for feature in each.type.all_features
            if feature.name not in _OWN
            and isinstance(value := getattr(each, feature.name, None), (str, int, float))
            and value not in (label, "")
        }  # fmt: skip
    return Item(
        "span",
        label=re.sub(r"\s+", "_", str(label or short)),
        attributes=attributes,
        key=(each.identifier if ours and each.identifier else key),
        created=getattr(each, "created", None) or "" if ours else "",
        changed=getattr(each, "changed", None) or "" if ours else "",
        origin=getattr(each, "origin", None) or "" if ours else "",
        place=path,
    )
