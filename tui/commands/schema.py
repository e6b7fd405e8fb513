"""`hashiya schemas`, `hashiya schema check|show|set`, `hashiya init`: which labels a project has."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from annotations.errors import HashiyaError
from annotations.formats.schemas import schema_in
from annotations.project import Project, create_project, keep_schema, open_project
from annotations.project_file import set_value
from annotations.schema import LabelSchema, built_in_names, load_schema, parse_schema
from annotations.schema.builtin import built_in_text, read_schema
from annotations.schema.changing import clash, misfits_of, rename
from annotations.schema.writing import to_toml
from annotations.store.tinydb_store import TinyDBStore
from tui.actions import ROWS
from tui.actions.label_keys import with_free_keys
from tui.commands.output import Output
from tui.commands.speech import language, said

_SHOWN = 20


def print_schemas(_: argparse.Namespace) -> int:
    """The built-in schemas, a line each."""
    output = Output()
    for name in built_in_names():
        schema = load_schema(name)
        title = schema.title(language())
        output.line(f"{name:18}", f"{_counted(schema):58}", title)
    return 0


def _counted(schema: LabelSchema) -> str:
    counts = {
        "schema-entities": len(schema.entities), "schema-claims": len(schema.claims),
        "schema-documents": len(schema.documents), "schema-attributes": len(schema.attributes),
        "schema-relations": len(schema.relations),
    }  # fmt: skip
    between = "، " if language() == "ar" else ", "
    return between.join(f"{count} {said(name)}" for name, count in counts.items() if count)


def _read(named: str) -> tuple[LabelSchema, str]:
    """The schema NAMED, a built-in one or a file, and how it is written."""
    path = Path(named)
    if named in built_in_names():
        return load_schema(named), built_in_text(named)
    if path.is_dir() or path.suffix in (".xml", ".conf"):
        written = to_toml(schema_in(path))
        return parse_schema(written, str(path)), written
    if not path.is_file():
        known = ", ".join(built_in_names())
        raise HashiyaError(f"{named}: there is no such file, nor a built-in schema; there are: {known}")
    schema = read_schema(path)
    return schema, path.read_text(encoding="utf-8-sig")


def check_schema(options: argparse.Namespace) -> int:
    """Whether a schema is one, and every label of it has a key that is free."""
    schema, _ = _read(options.schema)
    keyed = with_free_keys(schema, ROWS, options.schema)
    output = Output()
    output.say("schema-right", name=options.schema, counted=_counted(schema))
    lacking = [each.id for each in (*keyed.entities, *keyed.claims) if not each.key]
    if lacking:
        output.say("schema-keyless", labels=", ".join(lacking))
    return 0


def show_schema(options: argparse.Namespace) -> int:
    """A schema as it is written: a beginning for one's own."""
    _, text = _read(options.schema)
    output = Output()
    for line in text.splitlines():
        output.line(line)
    return 0


def set_schema(options: argparse.Namespace) -> int:
    """Give a project other labels: first say what no longer fits, then rename what is to be renamed."""
    schema, text = _read(options.schema)
    with_free_keys(schema, ROWS, options.schema)
    renames = dict(map(_rename_of, options.rename))
    project, output = open_project(options.project), Output()
    try:
        project.people.refuse(project.annotator, "manager")
        without_place = 0
        for layer in misfits_of(project, schema, project.layers, renames):
            for misfit, count in sorted(layer.found.items())[:_SHOWN]:
                output.line(f"{layer.annotator}: {count} × {misfit.why}")
            without_place += sum(layer.found.values())
        if options.dry_run:
            output.say("schema-unchanged")
            return 0
        changed = _rename_all(project, renames) if renames else 0
        name = options.schema if options.schema in built_in_names() else keep_schema(project.folder, text)
        set_value(project.folder, "labels", name)
        output.say("schema-changed", folder=project.folder, name=name, changed=changed)
        if without_place:
            output.say("schema-without-place", count=without_place)
        return 0
    finally:
        project.close()


def _rename_all(project: Project, renames: dict[str, str]) -> int:
    """Rename in every layer, or, where one is open or would lose something, in none."""
    with ExitStack() as opened:
        stores: list[TinyDBStore] = []
        for annotator in project.layers:
            path, by = project.layer_path(annotator), project.annotator
            store = TinyDBStore.open(path, annotator, project.corpus.documents, by=by)
            opened.callback(store.close)
            stores.append(store)
            for document in store.documents():
                found = clash(store.by_document(document), renames)
                if found:
                    raise HashiyaError(
                        f"{project.folder}: nothing was renamed: in the layer of {annotator} {found}; give "
                        "it another name"
                    )
        return sum(rename(store, renames) for store in stores)


def _rename_of(text: str) -> tuple[str, str]:
    """OLD:NEW, or ATTRIBUTE=OLD:NEW for a value."""
    old, _, new = text.partition(":")
    if not old or not new:
        raise HashiyaError(f"--rename {text}: write OLD:NEW, or ATTRIBUTE=OLD:NEW for a value")
    attribute, equals, _ = old.partition("=")
    return old, f"{attribute}={new}" if equals else new


def init_project(options: argparse.Namespace) -> int:
    """Make an empty project with labels of one's choice."""
    folder: Path = options.project
    if options.git:
        return _init_git(folder, options)
    return _init(folder, options)


def _init_git(folder: Path, options: argparse.Namespace) -> int:
    """Let git merge the project, which is made if there is none, without conflicts."""
    from annotations.teams.git import let_git_merge

    if not folder.exists():
        _init(folder, options)
    open_project(folder).close()
    top = let_git_merge(folder)
    Output().say("init-git-done", folder=folder, top=top)
    return 0


def _init(folder: Path, options: argparse.Namespace) -> int:
    schema, text = _read(options.labels)
    with_free_keys(schema, ROWS, options.labels)
    if folder.exists():
        raise HashiyaError(
            f"{folder}: is there already; other labels for it: hashiya schema set {folder} {options.labels}"
        )
    create_project(folder)
    name = options.labels if options.labels in built_in_names() else keep_schema(folder, text)
    set_value(folder, "labels", name)
    Output().say("schema-made", folder=folder, name=name)
    return 0
