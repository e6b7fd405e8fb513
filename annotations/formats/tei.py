"""TEI P5: the text as it is, and what is said of it in `standOff`, by `string-range` pointers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from annotations.formats.carrying import EVERYTHING, Carries
from annotations.formats.choices import Choices
from annotations.formats.out import Out, text
from annotations.formats.view import DocumentView
from annotations.formats.xml import FORBIDDEN, refuse_forbidden
from annotations.model import Attributes, Range, Said, Sentence, Value
from annotations.schema import LabelSchema

NAME: Final = "tei"
SUMMARY: Final = "TEI P5: texts with standOff annotations, relations and notes"
ARABIC: Final = "نصوص TEI P5: بوسومها وعلاقاتها وحواشيها"
SUFFIX: Final = ".xml"
SHAPE: Final = "file"
EXTRA: Final = ""
TAKES: Final[Mapping[str, tuple[str, ...]]] = {}
_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xml:lang="ar">\n'
)


def carries(choices: Choices) -> Carries:
    """All there is."""
    return EVERYTHING


def write(views: Iterator[DocumentView], out: Out, choices: Choices, schema: LabelSchema) -> None:
    """Write VIEWS as one corpus."""
    with text(out) as file:
        file.write(_HEAD)
        file.write(_header(schema.title("en") or schema.name, "Labelled with Hashiya", _taxonomy(schema)))
        for number, view in enumerate(views, 1):
            refuse_forbidden(view.document, "--format jsonl")
            for line in _document(view, f"d{number}"):
                file.write(f"{line}\n")
        file.write("</teiCorpus>\n")


def _plain(said: str) -> str:
    """SAID as the content of an element; what XML has no way to write in a name or a note is U+FFFD."""
    return escape(FORBIDDEN.sub("\ufffd", said), {"\r": "&#13;"})


def _quoted(said: str) -> str:
    return quoteattr(FORBIDDEN.sub("\ufffd", said), {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"})


def _header(title: str, source: str, more: str = "") -> str:
    return (
        f"<teiHeader><fileDesc><titleStmt><title>{_plain(title)}</title></titleStmt>"
        f"<publicationStmt><p/></publicationStmt><sourceDesc><p>{_plain(source)}</p></sourceDesc></fileDesc>"
        f"{more}</teiHeader>\n"
    )


def _taxonomy(schema: LabelSchema) -> str:
    categories = "".join(
        f"<category xml:id={_quoted(_name(label.id))} n={_quoted(label.id)}>"
        f'<catDesc xml:lang="ar">{_plain(label.ar)}</catDesc>'
        f'<catDesc xml:lang="en">{_plain(label.en)}</catDesc>'
        "</category>"
        for label in schema.labels
    )
    return f"<encodingDesc><classDecl><taxonomy>{categories}</taxonomy></classDecl></encodingDesc>"


def _name(label: str) -> str:
    """A name that XML takes, for LABEL: it begins with a letter and has no sign but ._-."""
    return "label." + re.sub(r"[^\w.-]", "_", label)


def _document(view: DocumentView, id: str) -> Iterator[str]:
    yield f"<TEI xml:id={_quoted(id)} n={_quoted(view.document.id)}>"
    yield _header(view.document.name, view.document.sha256).rstrip("\n")
    yield f"<standOff resp={_quoted(view.annotator)}>"
    yield from _fields(view)
    yield from _group("sentence", (_sentence(view, sentence, id) for sentence in view.sentences))
    yield from _group(
        "entity", (_span(span, span.label, span.ranges, span.attributes, id) for span in view.spans)
    )
    yield from _group("claim", _claims(view, id))
    yield from _group(
        "document",
        (_span(x, x.label, ((0, len(view.document.text)),), x.attributes, id) for x in view.labels),
    )
    yield from _group(
        "boundary",
        (
            _span(x, "boundary" if x.there else "no-boundary", ((x.place, x.place),), (), id)
            for x in view.moves
        ),
    )
    if view.relations:
        yield "<listRelation>"
        for each in view.relations:
            ends = f"active={_quoted(_ref(each.source))} passive={_quoted(_ref(each.target))}"
            said = f"{_head(each)} name={_quoted(each.label)} {ends}"
            yield f"<relation {said}>{_features(each.attributes)}</relation>"
        yield "</listRelation>"
    for note in view.notes:
        answers = f" prev={_quoted(_ref(note.answers))}" if note.answers else ""
        about = id if note.about == view.document.id else _ref(note.about).removeprefix("#")
        yield f"<note {_head(note)} target={_quoted('#' + about)}{answers}>{_plain(note.text)}</note>"
    yield "</standOff>"
    said = _plain(view.document.text)
    yield f'<text><body><ab xml:id="{id}.text" xml:space="preserve">{said}</ab></body></text>'
    yield "</TEI>"


def _ref(id: str) -> str:
    return f"#{id.removeprefix('@')}" if id.startswith("@") else f"#a.{id.replace('@', '.')}"


def _fields(view: DocumentView) -> Iterator[str]:
    if view.fields:
        said = "".join(
            f"<f name={_quoted(n)}><string>{_plain(str(v))}</string></f>" for n, v in view.fields.items()
        )
        yield f'<fs type="fields">{said}</fs>'


def _group(type: str, spans: Iterator[str]) -> Iterator[str]:
    there = list(spans)
    if there:
        yield f'<spanGrp type="{type}">'
        yield from there
        yield "</spanGrp>"


def _head(each: Said) -> str:
    changed = f" change={_quoted(each.changed)}" if each.changed else ""
    origin = f" source={_quoted(each.origin)}" if each.origin else ""
    return f"xml:id={_quoted(_ref(each.id)[1:])} when={_quoted(each.created)}{changed}{origin}"


def _range(id: str, start: int, end: int) -> str:
    return f"string-range(#{id}.text,{start},{end - start})"


def _span(each: Said, label: str, ranges: tuple[Range, ...], attributes: Attributes, id: str) -> str:
    target = " ".join(_range(id, *piece) for piece in ranges)
    ana = f" ana={_quoted('#' + _name(label))}" if label else ""
    return (
        f"<span {_head(each)} target={_quoted(target)}{ana}>{_plain(label)}{_features(attributes)}</span>"
    )


def _sentence(view: DocumentView, sentence: Sentence, id: str) -> str:
    mark = view.states.get(sentence.id)
    state = f" subtype={_quoted(mark.state)} when={_quoted(mark.created)}" if mark else ""
    seconds = f" dur={_quoted(f'PT{view.times[sentence.id]}S')}" if sentence.id in view.times else ""
    target = _quoted(_range(id, sentence.start, sentence.end))
    reason = _plain(mark.reason) if mark else ""
    return f"<span xml:id={_quoted(_ref(sentence.id)[1:])} target={target}{state}{seconds}>{reason}</span>"


def _claims(view: DocumentView, id: str) -> Iterator[str]:
    for sentence in view.sentences:
        for claim in view.claims.get(sentence.id, []):
            ranges = claim.ranges or ((sentence.start, sentence.end),)
            yield _span(claim, claim.label, ranges, claim.attributes, id)


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
