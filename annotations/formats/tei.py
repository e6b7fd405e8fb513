"""TEI P5: the text as it is, and what is said of it in `standOff`, by `string-range` pointers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from annotations.corpus.cut import parts
from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.formats.xml import refuse_forbidden
from annotations.model import (
    AUTHOR,
    NOT_SAID,
    SPECIAL_TARGETS,
    Attributes,
    Boundary,
    Note,
    Range,
    Relation,
    Said,
    Sentence,
    Value,
)
from annotations.schema import LabelSchema

NAME: Final = "tei"
SUMMARY: Final = "TEI P5: texts with standOff annotations, relations and notes"
ARABIC: Final = "نصوص TEI P5: بوسومها وعلاقاتها وحواشيها"
SUFFIX: Final = ".xml"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
_SPECIAL: Final = {AUTHOR: ("الكاتب", "the author"), NOT_SAID: ("غير مذكور", "not said")}
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="ar">\n'
)


def carries(choices: Choices) -> Carries:
    """All there is."""
    return EVERYTHING


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS as one corpus."""
    labels = {label.id for label in schema.labels}
    there: set[str] = set()
    with text(out) as file:
        file.write(_HEAD)
        file.write(_header(schema.title("en") or schema.name, "Labelled with Hashiya", _taxonomy(schema)))
        for number, view in enumerate(views, 1):
            # Ids are unique in a file, and several people may have one text, with the same sentences.
            prefix = "a." if view.document.id not in there else f"a{number}."
            there.add(view.document.id)
            for line in _Document(view, f"d{number}", prefix, labels).lines():
                refuse_forbidden(view.document.name, line, "--format jsonl")
                file.write(f"{line}\n")
        file.write("</teiCorpus>\n")


def _plain(said: str) -> str:
    """SAID as the content of an element."""
    return escape(said, {"\r": "&#13;"})


def _quoted(said: str) -> str:
    return quoteattr(said, {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _header(title: str, source: str, more: str = "") -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{_plain(title)}</title></titleStmt>"
        f"<publicationStmt><p/></publicationStmt><sourceDesc><p>{_plain(source)}</p></sourceDesc></fileDesc>"
        f"{more}</teiHeader>\n"
    )


def _taxonomy(schema: LabelSchema) -> str:
    """The labels, and what relations may end at instead of an annotation."""
    named = [(_name(label.id), label.id, label.ar, label.en) for label in schema.labels]
    named += [(id.removeprefix("@"), id, *_SPECIAL[id]) for id in SPECIAL_TARGETS]
    categories = "".join(
        f"<category xml:id={_quoted(name)} n={_quoted(id)}>"
        f'<catDesc xml:lang="ar">{_plain(ar)}</catDesc><catDesc xml:lang="en">{_plain(en)}</catDesc>'
        "</category>"
        for name, id, ar, en in named
    )
    return f"<encodingDesc><classDecl><taxonomy>{categories}</taxonomy></classDecl></encodingDesc>"


def _name(label: str) -> str:
    """A name that XML takes, for LABEL: it begins with a letter and has no sign but ._-."""
    return "label." + re.sub(r"[^\w.-]", "_", label)


class _Document:
    """Writes VIEW as the element ID; PREFIX begins the ids in it, LABELS are those of the taxonomy."""

    def __init__(self, view: DocumentView, id: str, prefix: str, labels: set[str]) -> None:
        self._view = view
        self._id = id
        self._prefix = prefix
        self._labels = labels
        self._home = {part: each.id for each in view.sentences for part in parts(each)}

    def lines(self) -> Iterator[str]:
        """The lines of the element."""
        view = self._view
        yield f"<TEI xml:id={_quoted(self._id)} n={_quoted(view.document.id)}>"
        yield _header(view.document.name, view.document.sha256).rstrip("\n")
        yield f"<standOff resp={_quoted(view.annotator)}>"
        yield from _fields(view)
        yield from _group("sentence", map(self._sentence, view.sentences))
        yield from _group("entity", (self._span(x, x.label, x.ranges, x.attributes) for x in view.spans))
        yield from _group("claim", self._claims())
        whole = ((0, len(view.document.text)),)
        yield from _group("document", (self._span(x, x.label, whole, x.attributes) for x in view.labels))
        yield from _group("boundary", map(self._boundary, view.moves))
        if view.relations:
            yield "<listRelation>"
            yield from map(self._relation, view.relations)
            yield "</listRelation>"
        yield from map(self._note, view.notes)
        yield "</standOff>"
        said = _plain(view.document.text)
        yield f'<text><body><ab xml:id="{self._id}.text" xml:space="preserve">{said}</ab></body></text>'
        yield "</TEI>"

    def _named(self, id: str) -> str:
        return f"{self._prefix}{id.replace('@', '.')}"

    def _ref(self, id: str) -> str:
        return f"#{id.removeprefix('@')}" if id in SPECIAL_TARGETS else f"#{self._named(id)}"

    def _head(self, each: Said) -> str:
        changed = f" change={_quoted(each.changed)}" if each.changed else ""
        origin = f" source={_quoted(each.origin)}" if each.origin else ""
        return f"xml:id={_quoted(self._named(each.id))} when={_quoted(each.created)}{changed}{origin}"

    def _range(self, start: int, end: int) -> str:
        return f"string-range(#{self._id}.text,{start},{end - start})"

    def _span(
        self, each: Said, label: str, ranges: tuple[Range, ...], attributes: Attributes, type: str = ""
    ) -> str:
        target = " ".join(self._range(*piece) for piece in ranges)
        ana = f" ana={_quoted('#' + _name(label))}" if label in self._labels else ""
        said = f"{self._head(each)} target={_quoted(target)}{ana}{type}"
        return f"<span {said}>{_plain(label)}{_features(attributes)}</span>"

    def _sentence(self, sentence: Sentence) -> str:
        mark = self._view.states.get(sentence.id)
        state = f" subtype={_quoted(mark.state)} when={_quoted(mark.created)}" if mark else ""
        seconds = self._view.times.get(sentence.id)
        spent = f" dur={_quoted(f'PT{seconds}S')}" if seconds is not None else ""
        target = _quoted(self._range(sentence.start, sentence.end))
        reason = _plain(mark.reason) if mark else ""
        id = _quoted(self._named(sentence.id))
        return f"<span xml:id={id} target={target}{state}{spent}>{reason}</span>"

    def _claims(self) -> Iterator[str]:
        for sentence in self._view.sentences:
            whole = ((sentence.start, sentence.end),)
            for claim in self._view.claims.get(sentence.id, []):
                on = "" if claim.ranges else ' type="sentence"'
                yield self._span(claim, claim.label, claim.ranges or whole, claim.attributes, on)

    def _boundary(self, move: Boundary) -> str:
        label = "boundary" if move.there else "no-boundary"
        return self._span(move, label, ((move.place, move.place),), ())

    def _relation(self, each: Relation) -> str:
        ends = f"active={_quoted(self._ref(each.source))} passive={_quoted(self._ref(each.target))}"
        said = f"{self._head(each)} name={_quoted(each.label)} {ends}"
        return f"<relation {said}>{_features(each.attributes)}</relation>"

    def _note(self, note: Note) -> str:
        answers = f" prev={_quoted(self._ref(note.answers))}" if note.answers else ""
        whole = note.about == self._view.document.id
        about = f"#{self._id}" if whole else self._ref(self._home.get(note.about, note.about))
        said = f"{self._head(note)} target={_quoted(about)}{answers}"
        return f"<note {said}>{_plain(note.text)}</note>"


def _fields(view: DocumentView) -> Iterator[str]:
    if view.fields:
        said = "".join(
            f"<f name={_quoted(name)}><string>{_plain(_json(value))}</string></f>"
            for name, value in view.fields.items()
        )
        yield f'<fs type="fields">{said}</fs>'


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _group(type: str, spans: Iterator[str]) -> Iterator[str]:
    there = list(spans)
    if there:
        yield f'<spanGrp type="{type}">'
        yield from there
        yield "</spanGrp>"


def _features(attributes: Attributes) -> str:
    if not attributes:
        return ""
    said = "".join(f"<f name={_quoted(name)}>{_value(value)}</f>" for name, value in attributes)
    return f"<fs>{said}</fs>"


def _value(value: Value) -> str:
    if isinstance(value, bool):
        return f'<binary value="{str(value).lower()}"/>'
    if isinstance(value, (int, float)):
        return f'<numeric value="{value}"/>'
    if isinstance(value, tuple):
        return f"<vColl>{''.join(f'<string>{_plain(each)}</string>' for each in value)}</vColl>"
    return f"<string>{_plain(value)}</string>"
