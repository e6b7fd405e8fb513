"""`hashiya export`: annotations into files."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final, TypeVar

from annotations.errors import HashiyaError
from annotations.export import Summary, What, export
from annotations.files import resolved
from annotations.formats import Format, can_write, format_named, formats
from annotations.formats.choices import Choices
from annotations.formats.out import Out, file_out, files_out, folder_out, stream_out, within
from annotations.model import Claim, Sentence, Span, State
from annotations.precious import refuse_precious
from annotations.processes import processes_here
from annotations.project import Project, open_project
from annotations.query import parse_query
from annotations.search import search
from annotations.splitting import NAME as SPLITS
from annotations.splitting import PARTS, Splits, split_named
from annotations.store.protocol import Sayings, Store
from tui.commands.collecting import rare_collecting
from tui.commands.output import Output, tell
from tui.commands.progress import Bar
from tui.commands.speech import language, said

_OPTIONS: Final = ("dialect", "scheme", "layer", "tokens", "offsets", "table")
_SWITCHES: Final = ("predictions", "bom")
_SHOWN: Final = 20
T = TypeVar("T", bound=Sayings)


@rare_collecting()
def export_project(options: argparse.Namespace) -> int:
    """Write the annotations that OPTIONS name; exit status 0, or HashiyaError."""
    format = format_named(options.format)
    if not can_write(format):
        known = ", ".join(name for name, each in sorted(formats().items()) if can_write(each))
        raise HashiyaError(f"{format.NAME} is read only; there are: {known}")
    choices = _choices(format, options)
    project = open_project(options.project)
    with ExitStack() as opened:
        opened.callback(project.close)
        stores = list[Sayings]()
        wanted: Callable[[Sentence], bool] | None = None
        names = _annotators(project, options)
        if options.query or options.queue:
            searched = [opened.enter_context(_told(project.read_layer(name))) for name in names]
            wanted, stores = _wanted(project, searched, options), [*searched]
        else:
            stores = [opened.enter_context(_told(project.read_steadily(name))) for name in names]
        if len(stores) > 1 and not format.carries(choices).annotators:
            raise HashiyaError(f"{format.NAME} does not say who annotated; choose one with --annotator")
        _refuse_unknown(choices.labels, project, stores)
        what = What(stores, wanted=wanted)
        to_stdout = options.output in (None, Path("-"))
        if to_stdout and (format.SHAPE == "folder" or options.split):
            raise HashiyaError(f"{format.NAME} writes several files; say where with -o")
        if not to_stdout:
            refuse_precious(options.output, project)
        parts = _parts(project, stores, choices, options)
        show = _Progress(len(project.corpus.documents) * len(stores))
        try:
            summaries = _export(project, what, format, choices, parts, options.output, show)
        except OSError as error:
            if to_stdout:
                raise
            where = error.filename or options.output
            raise HashiyaError(f"{where}: cannot be written: {error.strerror}") from error
        finally:
            show.bar.clear()
        for part, summary in summaries.items():
            _report(summary, ", ".join(names), part, format, choices)
    return 0


def _choices(format: Format, options: argparse.Namespace) -> Choices:
    """What OPTIONS choose of FORMAT, the usual where they say nothing; HashiyaError for what it has not."""
    found: dict[str, Any] = {}
    for name in (*_OPTIONS, *_SWITCHES):
        given = getattr(options, name)
        there = format.TAKES.get(name)
        if there is None:
            if given:
                raise HashiyaError(f"{format.NAME} has no --{name}")
            continue
        if name in _SWITCHES:
            found[name] = bool(given)
        elif given and given not in there:
            raise HashiyaError(
                f"--{name} {given}: {format.NAME} has none of that name; there are: {', '.join(there)}"
            )
        else:
            found[name] = given or there[0]
    labels = frozenset(options.label or ())
    return Choices(
        state=options.state, labels=labels, on_loss=options.on_loss, language=language(), **found
    )


def _refuse_unknown(labels: Collection[str], project: Project, stores: Sequence[Sayings]) -> None:
    """HashiyaError where the schema of PROJECT and STORES have one of LABELS not, nor a finer one."""

    def lacking(known: Iterable[str]) -> set[str]:
        there = {".".join(id.split(".")[:n]) for id in known for n in range(1, id.count(".") + 2)}
        return set(labels) - there

    known = {label.id for label in (*project.schema.entities, *project.schema.claims)}
    if lacking(known):
        for store in stores:
            for id in store.documents():
                known |= {each.label for each in store.by_document(id) if isinstance(each, (Span, Claim))}
    for label in sorted(lacking(known)):
        raise HashiyaError(
            f"--label {label}: there is no such label; there are: {', '.join(sorted(known))}"
        )


def _annotators(project: Project, options: argparse.Namespace) -> list[str]:
    """The layers to export: the named ones, all, or the only one there is."""
    layers, named = project.layers, options.annotator or []
    if "all" in named and "all" not in layers:
        return layers or [project.annotator]
    if not named and len(layers) > 1:
        raise HashiyaError(
            f"{project.folder}: there are annotations by {', '.join(layers)}; say whose with --annotator"
        )
    return list(dict.fromkeys(named)) or [layers[0] if layers else project.annotator]


@contextmanager
def _told(store: T) -> Iterator[T]:
    """STORE until the block ends; what a person should know of it is said."""
    tell(store)
    try:
        yield store
    finally:
        store.close()


def _wanted(
    project: Project, stores: Sequence[Store], options: argparse.Namespace
) -> Callable[[Sentence], bool]:
    """Which sentences go out: those that a query or a queue asks for."""
    asked = options.query or ""
    if options.queue:
        asked = f"{project.queues.named(options.queue).query} {asked}".strip()
    query = parse_query(asked, project.schema)
    ids = {hit.sentence.id for store in stores for hit in search(project.corpus, query, store)}
    return lambda sentence: sentence.id in ids


def _parts(
    project: Project, stores: list[Sayings], choices: Choices, options: argparse.Namespace
) -> dict[str, str] | None:
    """The part of each document by its id, None where nothing is split."""
    if not options.split:
        return None
    split = split_named(options.split, options.seed)
    labels: dict[str, Counter[str]] = {}
    ids: dict[str, str] = {}
    for store in stores:
        for id in store.documents():
            document = project.corpus.document(id)
            said = store.by_document(id)
            done = any(isinstance(each, State) and each.state == "done" for each in said)
            if document is None or (choices.state == "done" and not done):
                continue
            counted = labels.setdefault(document.sha256, Counter())
            counted.update(each.label for each in said if isinstance(each, (Span, Claim)))
            ids[document.sha256] = id
    if choices.state != "done":
        for document in project.corpus.documents:
            labels.setdefault(document.sha256, Counter())
            ids[document.sha256] = document.id
    found = Splits(project.folder / SPLITS).parts(split, labels)
    return {ids[sha256]: part for sha256, part in found.items()}


def _export(
    project: Project,
    what: What,
    format: Format,
    choices: Choices,
    parts: dict[str, str] | None,
    output: Path | None,
    show: _Progress,
) -> dict[str, Summary]:
    """Write each of PARTS, or all, to OUTPUT; what went out, by part."""
    if output in (None, Path("-")):
        return {"": _to_stdout(project, what, format, choices, show)}
    assert output is not None, "it is said where to"
    among = processes_here()
    if output.name in ("", ".."):
        raise HashiyaError(f"{output}: names a folder that is there; name the file that it goes to")
    if format.SHAPE == "folder" and resolved(output).exists():
        raise HashiyaError(f"{output}: is there already; name a new folder, or remove it first")
    if parts is None or getattr(format, "PARTS", False):
        with _out(format, output) as out:
            found = export(project, replace(what, parts=parts or {}), format, out, choices, show, among)
        return {"": found}
    summaries: dict[str, Summary] = {}
    with ExitStack() as stack:
        folder = stack.enter_context(folder_out(output)) if format.SHAPE == "folder" else None
        files = stack.enter_context(files_out())
        for part in PARTS:  # an empty one, too: else that of another split would stay beside these
            there = frozenset(id for id, each in parts.items() if each == part)
            if folder is None:
                path = output.with_name(f"{output.stem}.{part}{output.suffix}")
                refuse_precious(path, project)
                out = files(path)
            else:
                out = within(folder, part)
            part_of_it = replace(what, documents=there)
            summaries[part] = export(project, part_of_it, format, out, choices, show, among)
    return summaries


def _out(format: Format, output: Path) -> Any:
    return folder_out(output) if format.SHAPE == "folder" else file_out(output)


def _to_stdout(project: Project, what: What, format: Format, choices: Choices, show: _Progress) -> Summary:
    # Nothing goes out before it is known that all of it can.
    with tempfile.TemporaryFile() as kept:
        out: Out = stream_out(kept)
        summary = export(project, what, format, out, choices, show, processes_here())
        show.bar.clear()
        kept.seek(0)
        if getattr(format, "BINARY", False):
            _bytes_out(kept, format)
        else:
            Output().data(line.decode("utf-8") for line in kept)
    return summary


def _bytes_out(kept: IO[bytes], format: Format) -> None:
    if sys.stdout.isatty():
        raise HashiyaError(f"{format.NAME} is not for a terminal; say where to with -o")
    shutil.copyfileobj(kept, sys.stdout.buffer)
    sys.stdout.buffer.flush()


class _Progress:
    """A bar with how many documents went out, over all parts of a split."""

    def __init__(self, total: int) -> None:
        self.bar = Bar("export-progress", "documents", total)
        self._before = self._last = 0

    def __call__(self, summary: Summary) -> None:
        if summary.documents < self._last:  # the next part
            self._before += self._last
        self._last = summary.documents
        self.bar.at(self._before + self._last, self._before + self._last)


def _report(summary: Summary, annotator: str, part: str, format: Format, choices: Choices) -> None:
    output = Output(sys.stderr)
    before = f"{part}: " if part else ""
    output.say(
        "export-counts", before, documents=summary.documents, spans=summary.spans, claims=summary.claims,
        annotator=annotator,
    )  # fmt: skip
    if summary.other_state:
        why = "export-not-finished" if choices.state == "done" else "export-finished"
        output.say(why, before, count=summary.other_state)
    if summary.inside:
        output.say("export-inside", before, count=summary.inside, format=format.NAME)
    losses: Counter[tuple[str, str]] = Counter()
    for (kind, became, _), count in summary.losses.items():
        losses[kind, became] += count
    for (kind, became), count in sorted(losses.items()):
        output.say(f"became-{became}", before, count=count, what=said(f"loss-{kind}"))
    for loss in summary.places[:_SHOWN]:
        output.line(f"  {loss.place}")
    if len(summary.places) > _SHOWN:
        output.say("export-more", before, count=summary.asked - _SHOWN)
