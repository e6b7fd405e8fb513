"""The command `hashiya`: opens the app, or does one of the jobs that need no screen.

What a command needs is imported inside it, so that `hashiya --help` is instant.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import io
import os
import re
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from annotations.errors import HashiyaError
from tui.commands.ending import end_in_order, was_told_to_end
from tui.commands.faults import unexpected
from tui.commands.output import Output, Parser, silence

COMMANDS = (
    "open", "import", "search", "export", "stats", "log", "check", "doctor", "init", "schemas", "schema",
)  # fmt: skip
_WAYS = ("nothing", "row", "first-strong", "words", "styles")
_DESCRIPTION = "Read and annotate Arabic text in a terminal."
_EPILOG = """\
examples:
  hashiya article.txt                    read and label a text; annotations go to article.hashiya/
  cat article.txt | hashiya -            the same from standard input
  hashiya news.hashiya                   open a project
  hashiya import news.hashiya corpus/ dump.jsonl.gz
  hashiya init facts.hashiya --labels arabic-factcheck
  hashiya schema check my-labels.toml    what is wrong with labels of your own, file and line
  hashiya search news.hashiya طهران --label GPE
  hashiya export news.hashiya --format conll -o train.conll
  hashiya stats news.hashiya
  hashiya check news.hashiya --repair    save what is whole of damaged annotations
  hashiya doctor                         what this terminal does to Arabic, and what to change

Preferences (bidi, lang, theme, digits, [keys]) can be kept in settings.toml; see the README.
Press ? in the app for its keys. Text may be UTF-8, UTF-16 or Windows-1256.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; the exit status is 0, or 2 for input that someone has to mend."""
    warnings.simplefilter("ignore")  # those of a pattern would show a person lines of ours
    if argv is None:
        end_in_order()
    try:
        try:
            return _run(list(sys.argv[1:] if argv is None else argv))
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()  # here it can still be told that it fails
    except KeyboardInterrupt:
        return 130
    except HashiyaError as error:
        return _refuse(str(error))
    except BrokenPipeError:
        silence(sys.stdout)
        return 1
    except OSError as error:  # what no command expected, such as a full disk behind standard output
        output = error.errno in (errno.EBADF, errno.ENOSPC, errno.EIO, errno.EFBIG)
        where = error.filename or ("standard output" if output else "the working folder")
        status = _refuse(f"{where}: {error.strerror or error}")
        with suppress(OSError, ValueError):
            silence(sys.stdout)
        return status
    except Exception as error:  # a fault of ours: never a traceback on the screen
        told = was_told_to_end(error)
        if isinstance(told, KeyboardInterrupt):
            return 130
        if told is not None:
            raise told from None
        return _refuse(str(unexpected(error)))


def _run(arguments: list[str]) -> int:
    if _names_a_text(arguments):
        meant = difflib.get_close_matches(arguments[0], COMMANDS, n=1)
        if meant and not os.path.lexists(arguments[0]):
            return _refuse(f"there is no command or file {arguments[0]!r}; did you mean {meant[0]}?")
        arguments.insert(0, "open")
    parser = _parser()
    options, rest = parser.parse_known_args(arguments)
    if "words" in options:  # some may stand behind an option
        options.words += [word for word in rest if not word.startswith("-")]
        rest = [word for word in rest if word.startswith("-")]
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if not hasattr(options, "run"):
        parser.print_help()
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal cannot show is no reason to fail.
        sys.stdout.reconfigure(errors="replace")
    return int(options.run(options))


def _names_a_text(arguments: Sequence[str]) -> bool:
    """Whether the command is left out, as in `hashiya article.txt` or `hashiya --lang ar x.txt`."""
    if not arguments or arguments[0] in ("-h", "--help", "--version"):
        return False
    return arguments[0] not in COMMANDS


def _refuse(sentence: str) -> int:
    """Say SENTENCE; exit status 2."""
    with suppress(OSError, ValueError):  # where nobody listens either
        Output(sys.stderr).line(f"hashiya: {sentence}")
    return 2


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib import metadata  # slow to import, and asked for rarely

        Output().line(f"hashiya {metadata.version('hashiya')}")
        parser.exit()


def _parser() -> Parser:
    parser = Parser(
        prog="hashiya",
        usage="hashiya [open] PATH [options]\n       hashiya COMMAND ...",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", prog="hashiya")

    opening = commands.add_parser("open", help="open a text or a project in the app (may be left out)")
    opening.add_argument("path", help="a text file, a project folder NAME.hashiya, or - for standard input")
    opening.add_argument("--annotator", metavar="NAME", help="whose annotations; default: you")
    opening.add_argument(
        "--new-annotator", action="store_true", help="begin under a name that nobody has here yet"
    )
    opening.add_argument("--read-only", action="store_true", help="look only; others may be at work on it")
    opening.add_argument("--lang", choices=("en", "ar"), help="language of the interface; default: LANG's")
    opening.add_argument("--theme", choices=("dark", "light", "contrast"), help="default: dark")
    opening.add_argument(
        "--digits", choices=("123", "١٢٣"), help="the interface's own numbers; default: 123"
    )
    opening.add_argument(
        "--bidi",
        choices=("auto", *_WAYS),
        help="what this terminal does to right-to-left rows; default: what it is recognised to do, "
        "or what `hashiya doctor` was told",
    )
    opening.add_argument(
        "--picture", metavar="FILE.svg", type=Path, help="write a picture of the first screen and exit"
    )
    opening.add_argument("--size", default="100x30", help="columns x rows of the picture; default: 100x30")
    opening.set_defaults(run=_open)

    importing = commands.add_parser("import", help="bring texts into a project, made if there is none")
    importing.add_argument("project", type=Path, help="a project folder NAME.hashiya")
    importing.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="text, JSONL, CSV or TSV files (also .gz, .zst), folders, patterns, or -",
    )
    importing.add_argument(
        "--split", choices=("sentences", "lines", "none"), default="sentences", help="default: sentences"
    )
    importing.add_argument(
        "--text-column", default="text", metavar="NAME", help="the field that is the text; default: text"
    )
    importing.add_argument(
        "--name-column", default="id", metavar="NAME", help="the field that is the name; default: id"
    )
    importing.add_argument(
        "--max-size",
        type=_megabytes,
        default=64 << 20,
        metavar="MB",
        help="the most that one text or record may have; larger ones are refused; default: 64",
    )
    importing.set_defaults(run=_import)

    making = commands.add_parser("init", help="make an empty project with labels of your choice")
    making.add_argument("project", type=Path, help="a project folder NAME.hashiya")
    making.add_argument(
        "--labels",
        default="arabic-news",
        metavar="NAME|FILE",
        help="a built-in schema, or a file of your own",
    )
    making.set_defaults(run=_schema, act="init_project")

    listing = commands.add_parser("schemas", help="list the built-in label schemas")
    listing.add_argument("--lang", choices=("en", "ar"), help="language of the titles; default: en")
    listing.set_defaults(run=_schema, act="print_schemas")

    schema = commands.add_parser("schema", help="check, show or change the labels of a project")
    acts = schema.add_subparsers(title="what to do", metavar="ACT", required=True)
    checking_one = acts.add_parser("check", help="say whether a schema is one, with file and line if not")
    checking_one.add_argument("schema", metavar="NAME|FILE", help="a built-in schema, or a file")
    checking_one.set_defaults(run=_schema, act="check_schema")
    showing = acts.add_parser("show", help="write a schema out, to begin one's own with")
    showing.add_argument("schema", metavar="NAME|FILE", help="a built-in schema, or a file")
    showing.set_defaults(run=_schema, act="show_schema")
    setting = acts.add_parser("set", help="give a project other labels; nothing that was said is lost")
    setting.add_argument("project", type=Path, help="a project folder")
    setting.add_argument("schema", metavar="NAME|FILE", help="a built-in schema, or a file")
    setting.add_argument(
        "--rename",
        action="append",
        default=[],
        metavar="OLD:NEW",
        help="rename a label, relation or attribute in what was said; ATTRIBUTE=OLD:NEW for a value",
    )
    setting.add_argument("--dry-run", action="store_true", help="only say what no longer fits")
    setting.set_defaults(run=_schema, act="set_schema")

    searching = commands.add_parser("search", help="find sentences by words, labels and state")
    searching.add_argument("project", type=Path, help="a project folder")
    searching.add_argument("words", nargs="*", help="a phrase, however spelt; * at its end: begins a word")
    searching.add_argument("--regex", metavar="PATTERN", help="a regular expression on the text as it is")
    searching.add_argument("--label", metavar="ID", help="with this entity or claim, by id or name")
    searching.add_argument(
        "--state", choices=("done", "open", "skipped", "flagged"), help="how far one has come with them"
    )
    searching.add_argument("--annotator", metavar="NAME", help="whose labels and state; default: yours")
    searching.add_argument("--limit", type=_count, default=50, metavar="N", help="at most N; default: 50")
    searching.add_argument("--json", action="store_true", help="one object a line, hits as offsets")
    searching.set_defaults(run=_search)

    exporting = commands.add_parser("export", help="write annotations as training data")
    exporting.add_argument("project", type=Path, help="a project folder")
    exporting.add_argument("--format", required=True, metavar="FORMAT", help="jsonl or conll")
    exporting.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: standard output")
    exporting.add_argument(
        "--annotator", metavar="NAME", help="whose annotations; needed where there are several"
    )
    exporting.add_argument(
        "--on-loss",
        choices=("refuse", "longest"),
        default="refuse",
        help="what to do with spans that the format cannot carry; default: refuse",
    )
    exporting.add_argument(
        "--state",
        choices=("done", "open", "all"),
        default="done",
        help="which sentences go out: finished ones, those that are not, all; default: done",
    )
    exporting.add_argument(
        "--columns",
        metavar="NAME",
        help="of conll: conll2003 (token -X- _ tag, the default) or offsets (token start end tag)",
    )
    exporting.set_defaults(run=_export)

    logging = commands.add_parser("log", help="show every edit that was made, oldest first")
    logging.add_argument("project", type=Path, help="a project folder")
    logging.add_argument("--annotator", metavar="NAME", help="whose edits; default: everybody's")
    logging.add_argument(
        "--sentence", metavar="NAME", help="only those of this sentence: document:number, or its id"
    )
    logging.set_defaults(run=_log)

    checking = commands.add_parser("check", help="say whether a project's texts and annotations are whole")
    checking.add_argument("project", type=Path, help="a project folder")
    checking.add_argument(
        "--repair", action="store_true", help="keep a copy of damaged files and save what is whole"
    )
    checking.set_defaults(run=_check)

    helping = commands.add_parser(
        "doctor", help="say what this terminal is and does to Arabic; show a test card and remember"
    )
    helping.add_argument("--bidi", choices=_WAYS, help="remember this for the terminal, without asking")
    helping.add_argument("--json", action="store_true", help="for scripts; nothing is asked")
    helping.set_defaults(run=_doctor)

    counting = commands.add_parser("stats", help="count annotations by label, and progress")
    counting.add_argument("project", type=Path, help="a project folder")
    counting.add_argument("--annotator", metavar="NAME", help="whose annotations; default: everybody's")
    counting.add_argument("--json", action="store_true", help="for scripts")
    counting.set_defaults(run=_stats)
    return parser


def _count(text: str) -> int:
    if not re.fullmatch(r"\d{1,12}", text) or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 999,999,999,999")
    return int(text)


def _megabytes(text: str) -> int:
    if not re.fullmatch(r"\d{1,3}", text) or not 1 <= int(text) <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of MB from 1 to 100")
    return int(text) << 20


def _open(options: argparse.Namespace) -> int:
    from tui.commands.open import open_app

    return open_app(options)


def _import(options: argparse.Namespace) -> int:
    from tui.commands.importing import import_project

    return import_project(options)


def _search(options: argparse.Namespace) -> int:
    from tui.commands.search import print_hits

    return print_hits(options)


def _export(options: argparse.Namespace) -> int:
    from tui.commands.export import export_project

    return export_project(options)


def _stats(options: argparse.Namespace) -> int:
    from tui.commands.stats import print_statistics

    return print_statistics(options)


def _log(options: argparse.Namespace) -> int:
    from tui.commands.check import print_log

    return print_log(options)


def _check(options: argparse.Namespace) -> int:
    from tui.commands.check import check_project

    return check_project(options)


def _schema(options: argparse.Namespace) -> int:
    from tui.commands import schema

    return int(getattr(schema, options.act)(options))


def _doctor(options: argparse.Namespace) -> int:
    from tui.commands.doctor import doctor

    return doctor(options)


if __name__ == "__main__":
    sys.exit(main())
