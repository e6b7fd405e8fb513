"""The command `hashiya`: opens the app, or does one of the jobs that need no screen.

What a command needs is imported inside it, so that `hashiya --help` is instant.
"""

from __future__ import annotations

import argparse
import difflib
import errno
import importlib
import io
import os
import sys
import warnings
from collections.abc import Sequence
from contextlib import suppress

from annotations.errors import HashiyaError
from tui.commands.ending import end_in_order, was_told_to_end
from tui.commands.faults import unexpected
from tui.commands.output import Output, silence
from tui.commands.parser import COMMANDS, make_parser
from tui.commands.speech import asked_for, language, said, speak


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
        return _refuse(_explained(error))
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
    speak(asked_for(arguments))
    if _names_a_text(arguments):
        meant = difflib.get_close_matches(arguments[0], COMMANDS, n=1)
        if meant and not os.path.lexists(arguments[0]):
            return _refuse(said("did-you-mean", given=repr(arguments[0]), meant=meant[0]))
        arguments.insert(0, "open")
    parser = make_parser()
    options, rest = parser.parse_known_args(arguments)
    if "words" in options:  # some may stand behind an option
        options.words += [word for word in rest if not word.startswith("-")]
        rest = [word for word in rest if word.startswith("-")]
    if rest:
        parser.error(said("argparse-unknown") % " ".join(rest))
    if not getattr(options, "run", ""):
        parser.print_help()
        return 2
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A name that the terminal cannot show is no reason to fail.
        sys.stdout.reconfigure(errors="replace")
    return _carry_out(options)


def _names_a_text(arguments: Sequence[str]) -> bool:
    """Whether the command is left out, as in `hashiya article.txt` or `hashiya --lang ar x.txt`."""
    if not arguments or arguments[0] in ("-h", "--help", "--version"):
        return False
    if arguments[0].startswith("--lang"):  # it may stand before the command, too
        behind = arguments[2:] if arguments[0] == "--lang" else arguments[1:]
        return _names_a_text(behind)
    return arguments[0] not in COMMANDS


def _explained(error: HashiyaError) -> str:
    """The sentence of ERROR in the language that is spoken."""
    if language() == "en":
        return str(error)
    from tui.locale import Texts
    from tui.locale.errors import explained

    return explained(error, Texts(language()))


def _refuse(sentence: str) -> int:
    """Say SENTENCE, isolates of ours in it or not; exit status 2."""
    with suppress(OSError, ValueError):  # where nobody listens either
        Output(sys.stderr).refusal(sentence)
    return 2


def _carry_out(options: argparse.Namespace) -> int:
    """The function of `tui.commands` that the parser named: what it needs is imported only now."""
    module, _, function = options.run.partition(":")
    carry_out = getattr(importlib.import_module(f"tui.commands.{module}"), function)
    return int(carry_out(options))


if __name__ == "__main__":
    sys.exit(main())
