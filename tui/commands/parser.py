"""What can be typed behind `hashiya`: commands, arguments, what each is for."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from annotations.formats.choices import ON_LOSS
from annotations.formats.offsets import UNITS
from annotations.query import State, state_named
from tui.commands.output import Output, Parser
from tui.commands.speech import said
from tui.commands.team_parser import TEAM_COMMANDS, add_team

COMMANDS = (
    "open", "import", "search", "export", "formats", "stats", "report", "log", "check", "doctor", "init",
    "schemas", "schema", "guide", *TEAM_COMMANDS,
)  # fmt: skip
_WAYS = ("nothing", "row", "first-strong", "words", "styles")


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # slow to import, and asked for rarely

        Output().line(f"hashiya {metadata.version('hashiya')}")
        parser.exit()


class _Commands:
    """The commands of a parser, each with the module and the function that carry it out."""

    def __init__(self, parser: Parser) -> None:
        self._commands = parser.add_subparsers(title=said("commands"), metavar="COMMAND", prog="hashiya")

    def add(self, name: str, run: str, **options: Any) -> argparse.ArgumentParser:
        """The command NAME, carried out by RUN: «module:function» of `tui.commands`."""
        command = self._commands.add_parser(name, help=said(name), description=said(name), **options)
        return with_language(command, run)


def with_language(command: argparse.ArgumentParser, run: str) -> argparse.ArgumentParser:
    """COMMAND, which RUN carries out, with the choice of language that all have."""
    command.add_argument("--lang", choices=("en", "ar"), help=said("lang"))
    command.set_defaults(run=run)
    return command


def make_parser() -> Parser:
    """The parser of the whole command line, in the language that is spoken."""
    parser = Parser(
        prog="hashiya",
        usage=said("usage"),
        description=said("description"),
        epilog=said("epilog"),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help=said("version"))
    parser.add_argument("--lang", choices=("en", "ar"), help=said("lang"))
    commands = _Commands(parser)
    _add_open(commands)
    _add_import(commands)
    _add_schemas(commands)
    _add_search(commands)
    _add_export(commands)
    _add_reading(commands)
    add_team(commands, _count)
    return parser


def _add_open(commands: _Commands) -> None:
    opening = commands.add("open", "open:open_app")
    opening.add_argument("path", metavar="PATH", help=said("open-path"))
    opening.add_argument("--annotator", metavar="NAME", help=said("open-annotator"))
    opening.add_argument("--new-annotator", action="store_true", help=said("open-new-annotator"))
    opening.add_argument("--read-only", action="store_true", help=said("open-read-only"))
    opening.add_argument("--queue", metavar="NAME", help=said("open-queue"))
    opening.add_argument("--plain", action="store_true", help=said("open-plain"))
    opening.add_argument("--theme", choices=("dark", "light", "contrast"), help=said("open-theme"))
    opening.add_argument("--digits", choices=("123", "١٢٣"), help=said("open-digits"))
    opening.add_argument("--bidi", choices=("auto", *_WAYS), help=said("open-bidi"))
    opening.add_argument("--picture", metavar="FILE.svg", type=Path, help=said("open-picture"))
    opening.add_argument("--size", default="100x30", help=said("open-size"))


def _add_import(commands: _Commands) -> None:
    importing = commands.add("import", "importing:import_project")
    importing.add_argument("project", metavar="PROJECT", type=Path, help=said("project-made"))
    importing.add_argument("paths", nargs="+", metavar="PATH", help=said("import-paths"))
    importing.add_argument("--format", metavar="FORMAT", help=said("import-format"))
    importing.add_argument("--annotator", metavar="NAME", help=said("import-annotator"))
    importing.add_argument("--map", action="append", default=[], metavar="OLD=NEW", help=said("import-map"))
    importing.add_argument("--open", action="store_true", help=said("import-open"))
    importing.add_argument("--update", action="store_true", help=said("import-update"))
    importing.add_argument("--offsets", choices=UNITS, help=said("import-offsets"))
    importing.add_argument(
        "--split", choices=("sentences", "lines", "none"), default="sentences", help=said("import-split")
    )
    importing.add_argument("--text-column", default="text", metavar="NAME", help=said("import-text-column"))
    importing.add_argument("--name-column", default="id", metavar="NAME", help=said("import-name-column"))
    importing.add_argument(
        "--max-size", type=_megabytes, default=64 << 20, metavar="MB", help=said("import-max-size")
    )


def _add_schemas(commands: _Commands) -> None:
    making = commands.add("init", "schema:init_project")
    making.add_argument("project", metavar="PROJECT", type=Path, help=said("project-made"))
    making.add_argument("--labels", default="arabic-news", metavar="NAME|FILE", help=said("init-labels"))
    making.add_argument("--git", action="store_true", help=said("init-git"))
    commands.add("schemas", "schema:print_schemas")
    schema = commands.add("schema", "")
    acts = schema.add_subparsers(title=said("what-to-do"), metavar="ACT", required=True)

    def act(name: str, run: str) -> argparse.ArgumentParser:
        added = acts.add_parser(name, help=said(f"schema-{name}"), description=said(f"schema-{name}"))
        return with_language(added, run)

    checking = act("check", "schema:check_schema")
    checking.add_argument("schema", metavar="NAME|FILE", help=said("schema-named"))
    showing = act("show", "schema:show_schema")
    showing.add_argument("schema", metavar="NAME|FILE", help=said("schema-named"))
    setting = act("set", "schema:set_schema")
    setting.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    setting.add_argument("schema", metavar="NAME|FILE", help=said("schema-named"))
    setting.add_argument(
        "--rename", action="append", default=[], metavar="OLD:NEW", help=said("schema-rename")
    )
    setting.add_argument("--dry-run", action="store_true", help=said("schema-dry-run"))


def _add_search(commands: _Commands) -> None:
    searching = commands.add("search", "search:print_hits")
    searching.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    searching.add_argument("words", nargs="*", metavar="WORDS", help=said("search-words"))
    searching.add_argument("--regex", metavar="PATTERN", help=said("search-regex"))
    searching.add_argument("--label", metavar="ID", help=said("search-label"))
    searching.add_argument("--state", type=_state, metavar="STATE", help=said("search-state"))
    searching.add_argument("--queue", metavar="NAME", help=said("search-queue"))
    searching.add_argument("--annotator", metavar="NAME", help=said("search-annotator"))
    searching.add_argument("--limit", type=_count, default=50, metavar="N", help=said("search-limit"))
    searching.add_argument("--json", action="store_true", help=said("search-json"))


def _add_export(commands: _Commands) -> None:
    exporting = commands.add("export", "export:export_project")
    exporting.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    exporting.add_argument("--format", required=True, metavar="FORMAT", help=said("export-format"))
    exporting.add_argument("-o", "--output", type=Path, metavar="FILE", help=said("export-output"))
    exporting.add_argument("--annotator", action="append", metavar="NAME", help=said("export-annotator"))
    exporting.add_argument("--on-loss", choices=ON_LOSS, default="refuse", help=said("export-on-loss"))
    exporting.add_argument(
        "--state", choices=("done", "open", "all"), default="done", help=said("export-state")
    )
    exporting.add_argument("--label", action="append", metavar="ID", help=said("export-label"))
    exporting.add_argument("--query", metavar="QUERY", help=said("export-query"))
    exporting.add_argument("--queue", metavar="NAME", help=said("export-queue"))
    exporting.add_argument("--split", metavar="80/10/10", help=said("export-split"))
    exporting.add_argument("--seed", type=_count, default=1, metavar="N", help=said("export-seed"))
    exporting.add_argument("--dialect", metavar="NAME", help=said("export-dialect"))
    exporting.add_argument("--scheme", metavar="NAME", help=said("export-scheme"))
    exporting.add_argument("--layer", metavar="NAME", help=said("export-layer"))
    exporting.add_argument("--tokens", metavar="NAME", help=said("export-tokens"))
    exporting.add_argument("--offsets", metavar="UNIT", help=said("export-offsets"))
    exporting.add_argument("--table", metavar="NAME", help=said("export-table"))
    exporting.add_argument("--predictions", action="store_true", help=said("export-predictions"))
    exporting.add_argument("--bom", action="store_true", help=said("export-bom"))
    listing = commands.add("formats", "formats:print_formats")
    listing.add_argument("format", nargs="?", metavar="FORMAT", help=said("formats-format"))
    listing.add_argument("--markdown", action="store_true", help=said("formats-markdown"))
    listing.add_argument("--schema", action="store_true", help=said("formats-schema"))


def _add_reading(commands: _Commands) -> None:
    logging = commands.add("log", "check:print_log")
    logging.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    logging.add_argument("--annotator", metavar="NAME", help=said("log-annotator"))
    logging.add_argument("--sentence", metavar="NAME", help=said("log-sentence"))
    checking = commands.add("check", "check:check_project")
    checking.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    checking.add_argument("--repair", action="store_true", help=said("check-repair"))
    checking.add_argument("--json", action="store_true", help=said("check-json"))
    helping = commands.add("doctor", "doctor:doctor")
    helping.add_argument("--bidi", choices=_WAYS, help=said("doctor-bidi"))
    helping.add_argument("--json", action="store_true", help=said("doctor-json"))
    counting = commands.add("stats", "stats:print_statistics")
    counting.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    counting.add_argument("--annotator", metavar="NAME", help=said("stats-annotator"))
    counting.add_argument("--json", action="store_true", help=said("json"))
    reporting = commands.add("report", "report:write_report")
    reporting.add_argument("project", metavar="PROJECT", type=Path, help=said("project"))
    reporting.add_argument(
        "-o", "--output", type=Path, metavar="FILE.html", required=True, help=said("report-output")
    )
    reading = commands.add("guide", "guide:print_guide")
    reading.add_argument("topic", nargs="*", metavar="TOPIC", help=said("guide-topic"))


def _state(text: str) -> State:
    state = state_named(text.removeprefix(":"))
    if state is None:
        raise argparse.ArgumentTypeError(
            f"{text!r} is none of: done open skipped flagged, منجز مفتوح متروك معلم"
        )
    return state


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 999,999,999,999")
    return int(text)


def _megabytes(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of MB from 1 to 100")
    return int(text) << 20
