"""Whether a project's corpus and layers are whole, and saving what is whole of one that is not.

A layer is judged as it is when it is opened (`annotations.store.reading`, `annotations.store.judging`),
only that all of its journal is read here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from annotations.corpus.boundaries import NAME as BOUNDARIES
from annotations.errors import HashiyaError
from annotations.project import CORPUS, Project
from annotations.schema.changing import misfits_of
from annotations.store.judging import absent_documents, absent_finding, meta_finding, wrong_records
from annotations.store.lock import LayerLock
from annotations.store.mending import Mended, mend
from annotations.store.protocol import Texts
from annotations.store.reading import Finding, LayerFiles, Weight, read_layer
from annotations.store.records import TABLES


@dataclass
class LayerReport:
    """What there is of one layer, and what is wrong with it."""

    name: str
    annotations: int = 0
    edits: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def mendable(self) -> bool:
        """Whether a repair would change anything."""
        return any(finding.mendable for finding in self.findings)

    @property
    def opens(self) -> bool:
        """Whether it can be opened as it is."""
        return not any(finding.weight is Weight.REFUSED for finding in self.findings)


@dataclass
class Report:
    """What there is of a project, and what is wrong with it; `findings` are those of the corpus.

    `strangers` are files between the layers that are none.
    """

    documents: int
    sentences: int
    findings: list[Finding]
    layers: list[LayerReport]
    strangers: list[Finding]
    misfits: list[str] = field(default_factory=list)  # what the schema has no place for; nothing is wrong

    @property
    def all_findings(self) -> list[Finding]:
        """Those of the corpus, then those of the layers, then the strangers."""
        of_layers = (each for layer in self.layers for each in layer.findings)
        return [*self.findings, *of_layers, *self.strangers]


def check(project: Project) -> list[Finding]:
    """Everything that is wrong with the corpus and the layers of PROJECT."""
    return report(project).all_findings


def report(project: Project) -> Report:
    """What there is of PROJECT, and what is wrong with it."""
    path, corpus = project.folder / CORPUS, project.corpus
    damages = [Finding(path, 0, text, mendable=False) for text in corpus.damages()]
    damages += [
        Finding(
            path.with_name(BOUNDARIES),
            line,
            "not readable as a moved boundary; it is passed over",
            mendable=False,
        )
        for line in corpus.wrong_moves
    ]
    strangers = [Finding(each, 0, text, mendable=False) for each, text in project.strangers()]
    texts: Texts = NoTexts() if damages else corpus.documents
    layers = [_report(project, name, texts) for name in project.layers]
    misfits = [] if damages else list(_misfits(project, [each.name for each in layers if each.opens]))
    return Report(len(corpus.documents), len(corpus.sequence), damages, layers, strangers, misfits)


def _misfits(project: Project, layers: list[str]) -> Iterator[str]:
    for layer in misfits_of(project, project.schema, layers):
        for misfit, count in sorted(layer.found.items()):
            if not misfit.lacks:
                yield f"{layer.annotator}: {count} × {misfit.why}"


class NoTexts:
    """The texts of a corpus that cannot be read: nothing is known of them."""

    def facts(self, ids: object) -> dict[str, tuple[str, int]]:  # noqa: ARG002 - as `Texts` has it
        """None."""
        return {}

    def is_whole(self, id: str) -> bool:  # noqa: ARG002
        """Nobody knows."""
        return False


def _report(project: Project, name: str, texts: Texts) -> LayerReport:
    path = project.layer_path(name)
    try:
        layer = read_layer(path, thorough=True)
    except OSError as error:
        text = f"cannot be read: {error.strerror}"
        return LayerReport(name, findings=[Finding(Path(error.filename or path), 0, text, mendable=False)])
    except HashiyaError as error:  # it is no plain file
        where, _, said = str(error).partition(": ")
        return LayerReport(name, findings=[Finding(Path(where), 0, said, mendable=False)])
    findings = [*layer.findings, *_wrong_annotations(layer, texts)]
    annotations = sum(len(layer.tables.get(table, {})) for table in TABLES)
    return LayerReport(name, annotations, layer.events, findings)


def _wrong_annotations(layer: LayerFiles, texts: Texts) -> Iterator[Finding]:
    if layer.refused and not layer.tables:
        return
    wrong = meta_finding(layer.path, layer.tables)
    if wrong:
        yield wrong
        return
    for record in wrong_records(layer.tables, texts):
        yield Finding(layer.path, 0, f"{record.table} {record.key}: {record.why}")
    absent = absent_documents(layer.tables, texts)
    if absent and not isinstance(texts, NoTexts):
        yield absent_finding(layer.path, absent)


def repair(project: Project) -> Iterator[Mended | HashiyaError]:
    """Save what is whole of every layer that has something wrong with it that can be mended, one by one.

    In place of one that could not be mended comes why; the others are.
    """
    texts: Texts = NoTexts() if list(project.corpus.damages()) else project.corpus.documents
    for name in project.layers:
        try:
            mended = _repair(project, name, texts)
        except HashiyaError as error:
            yield error
        else:
            if mended:
                yield mended


def _repair(project: Project, name: str, texts: Texts) -> Mended | None:
    path = project.layer_path(name)
    if not _report(project, name, texts).mendable:
        return None
    lock = LayerLock(path.with_suffix(".lock"))
    try:
        return mend(path, name, texts) if _report(project, name, texts).mendable else None
    finally:
        lock.release()
