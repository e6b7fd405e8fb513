"""Where the command begins, and ends: nothing that happens before or behind `main` shows a traceback."""

from __future__ import annotations

import importlib
import os
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)  # until `main` there is nothing to be put in order


def run() -> int:
    """`tui.cli.main`, with three standard streams, be they closed ones; its exit status."""
    _fill_standard_streams()
    # Its initialisation crashes where a signal's exception comes in between: now a signal just ends us.
    importlib.import_module("orjson")
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        from tui.cli import main

        return main()
    except KeyboardInterrupt:
        return 130
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)  # an exception that was to come again, see `ending`


def _fill_standard_streams() -> None:
    """Take the numbers of closed standard streams, which the next file opened would have else.

    What is read from them or written to them fails, as it has to.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            flags = os.O_WRONLY if number == 0 else os.O_RDONLY
            os.open(os.devnull, flags)
            stream = open(number, "r" if number == 0 else "w", closefd=False, encoding="utf-8")  # noqa: SIM115
            setattr(sys, ("stdin", "stdout", "stderr")[number], stream)
